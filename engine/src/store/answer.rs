//! From what `object_store` says to what is wrong.

use std::error::Error;

use object_store::client::{HttpError, HttpErrorKind};

use super::fault::{Fault, FaultKind};
use super::said::{between, chain, without_secrets};

/// Codes of who may not, which errors of a listing have no other sign of.
const DENIED: [&str; 9] = [
    "AccessDenied",
    "AccountProblem",
    "AllAccessDisabled",
    "ExpiredToken",
    "InvalidAccessKeyId",
    "InvalidToken",
    "NotSignedUp",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
];
/// What `object_store` says when a range was asked for and all of the object comes. It asks for one
/// of itself when a body breaks off.
const NO_RANGES: [&str; 2] = [
    "non-partial response when range requested",
    "Range request not supported",
];

/// Whether a key of KMS is what is missing (Amazon S3 API Reference, "Error responses": codes that
/// begin with `KMS.` are those of KMS; a denied key has the code of any denied request).
fn is_sealed(code: &str, message: Option<&str>) -> bool {
    let of_kms = |text: &str| text.contains("kms:") || text.contains("KMS");
    code.starts_with("KMS.") || code == "AccessDenied" && message.is_some_and(of_kms)
}

impl From<object_store::Error> for Fault {
    fn from(error: object_store::Error) -> Self {
        use object_store::Error as Store;

        if let Some(fault) = own(&error) {
            return fault.clone();
        }
        let text = chain(&error);
        let fault = |kind, reason: String| Self { reason, kind };
        // Codes of S3 (Amazon S3 API Reference, "Error responses"), which stand in the answer.
        let code = between(&text, "<Code>", "</Code>");
        let message = between(&text, "<Message>", "</Message>");
        let said = || {
            let said: Vec<_> = [code, message].into_iter().flatten().collect();
            said.join(": ")
        };
        match (&error, code) {
            (_, Some("InvalidObjectState" | "BlobArchived")) => fault(
                FaultKind::Archived,
                "it is archived in a Glacier class: restore it to read it".into(),
            ),
            (_, Some(code)) if is_sealed(code, message) => fault(
                FaultKind::Sealed,
                format!(
                    "the key that it is encrypted with may not be used ({})",
                    said()
                ),
            ),
            (_, Some("NoSuchBucket")) => {
                fault(FaultKind::Missing, "there is no such bucket".into())
            }
            (Store::NotFound { .. }, _) | (_, Some("NoSuchKey" | "NoSuchVersion")) => {
                fault(FaultKind::Missing, "it is not there any more".into())
            }
            (Store::Precondition { .. } | Store::NotModified { .. }, _)
            | (_, Some("PreconditionFailed")) => Self::changed(),
            (Store::PermissionDenied { .. } | Store::Unauthenticated { .. }, None) => {
                fault(FaultKind::Denied, "access denied".into())
            }
            (Store::PermissionDenied { .. } | Store::Unauthenticated { .. }, Some(_)) => {
                fault(FaultKind::Denied, format!("access denied ({})", said()))
            }
            (_, Some(code)) if DENIED.contains(&code) => {
                fault(FaultKind::Denied, format!("access denied ({})", said()))
            }
            (_, Some(_)) => Self::other(said()),
            _ if NO_RANGES.iter().any(|it| text.contains(it)) => fault(
                FaultKind::Undivided,
                "it broke off, and the server does not give parts of it".into(),
            ),
            _ => Self::other(transport(&error).unwrap_or(text)),
        }
    }
}

/// What happened between this machine and the server, in a sentence.
fn transport(error: &object_store::Error) -> Option<String> {
    let mut next = error.source();
    let mut kind = None;
    let mut cause = None;
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<HttpError>() {
            kind = Some(error.kind());
        }
        cause = Some(error);
        next = error.source();
    }
    Some(match kind? {
        HttpErrorKind::Timeout => "the server did not answer in time".into(),
        HttpErrorKind::Connect => {
            let cause = cause.map(ToString::to_string).unwrap_or_default();
            format!("the server cannot be reached ({})", without_secrets(&cause))
        }
        // At which byte is a matter of chance.
        HttpErrorKind::Request | HttpErrorKind::Interrupted | HttpErrorKind::Decode => {
            "the connection broke off".into()
        }
        _ => return None,
    })
}

/// The fault that a provider of ours gave to a store.
fn own(error: &object_store::Error) -> Option<&Fault> {
    let mut next = error.source();
    while let Some(error) = next {
        if let Some(fault) = error.downcast_ref() {
            return Some(fault);
        }
        next = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told() {
        let denied = |body: &str| object_store::Error::PermissionDenied {
            path: "k".into(),
            source: format!("Client error with status 403 Forbidden: {body}").into(),
        };
        let check = |error: object_store::Error, kind, reason: &str| {
            let expected = Fault {
                reason: reason.into(),
                kind,
            };
            assert_eq!(Fault::from(error), expected);
        };
        check(
            denied("<Error><Code>InvalidObjectState</Code></Error>"),
            FaultKind::Archived,
            "it is archived in a Glacier class: restore it to read it",
        );
        check(
            denied("<Error><Code>AccessDenied</Code><Message>Not you</Message></Error>"),
            FaultKind::Denied,
            "access denied (AccessDenied: Not you)",
        );
        check(
            denied(
                "<Error><Code>AccessDenied</Code><Message>User is not authorized to perform: \
                 kms:Decrypt</Message></Error>",
            ),
            FaultKind::Sealed,
            "the key that it is encrypted with may not be used (AccessDenied: User is not \
             authorized to perform: kms:Decrypt)",
        );
        // What a request in the middle of a body fails with is none of the store's own errors.
        check(
            object_store::Error::Generic {
                store: "S3",
                source: "Client error: <Error><Code>PreconditionFailed</Code></Error>".into(),
            },
            FaultKind::Changed,
            "it changed while it was read",
        );
        check(denied(""), FaultKind::Denied, "access denied");
    }
}
