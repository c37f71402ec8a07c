//! What a store answers when it does not give what it was asked for.

use std::error::Error;
use std::{fmt, io};

/// Why something could not be listed or read, in a sentence without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What is wrong, and what to do where that is known.
    pub(crate) reason: String,
    /// Of which kind it is.
    pub(crate) kind: FaultKind,
}

/// Kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// Not allowed, or not known who asks.
    Denied,
    /// Nothing lies there.
    Missing,
    /// Another one lies there than was listed.
    Changed,
    /// It cannot be read where it lies: it is archived.
    Archived,
    /// Anything else.
    Other,
}

impl Fault {
    /// A fault of no particular kind.
    pub(crate) fn other(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            kind: FaultKind::Other,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl Error for Fault {}

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
        match (&error, code) {
            (_, Some("InvalidObjectState")) => fault(
                FaultKind::Archived,
                "it is archived in a Glacier class: restore it to read it".into(),
            ),
            (Store::NotFound { .. }, Some("NoSuchBucket")) => {
                fault(FaultKind::Missing, "there is no such bucket".into())
            }
            (Store::NotFound { .. }, _) => {
                fault(FaultKind::Missing, "it is not there any more".into())
            }
            (Store::Precondition { .. } | Store::NotModified { .. }, _) => {
                fault(FaultKind::Changed, "it changed while it was read".into())
            }
            (Store::PermissionDenied { .. } | Store::Unauthenticated { .. }, _)
            | (
                _,
                Some(
                    "AccessDenied"
                    | "ExpiredToken"
                    | "InvalidAccessKeyId"
                    | "InvalidToken"
                    | "RequestTimeTooSkewed"
                    | "SignatureDoesNotMatch",
                ),
            ) => {
                let said = [code, message].into_iter().flatten().collect::<Vec<_>>();
                let reason = match said.join(": ") {
                    said if said.is_empty() => "access denied".into(),
                    said => format!("access denied ({said})"),
                };
                fault(FaultKind::Denied, reason)
            }
            (_, Some(code)) => match message {
                Some(message) => Self::other(format!("{code}: {message}")),
                None => Self::other(code),
            },
            _ => Self::other(text),
        }
    }
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

/// What an error and those below it say, each thing once, without URLs, which may hold secrets.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        let said = error.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        next = error.source();
    }
    without_queries(&text)
}

/// A text whose URLs have lost their queries.
fn without_queries(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive([' ', '\n', ')', '"', '>']) {
        match word.split_once('?') {
            Some((url, query)) if url.contains("://") => {
                out.push_str(url);
                let end = query.chars().last().filter(|end| " \n)\">".contains(*end));
                out.extend(end);
            }
            _ => out.push_str(word),
        }
    }
    out
}

fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(open)?;
    Some(rest.split_once(close)?.0)
}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> Self {
        let kind = match fault.kind {
            FaultKind::Denied => io::ErrorKind::PermissionDenied,
            FaultKind::Missing => io::ErrorKind::NotFound,
            FaultKind::Changed | FaultKind::Archived | FaultKind::Other => io::ErrorKind::Other,
        };
        Self::new(kind, fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_url_asks_is_not_told() {
        let check = |text: &str, expected: &str| assert_eq!(without_queries(text), expected);
        check(
            "GET (https://h/a?X-Amz-Signature=secret) failed",
            "GET (https://h/a) failed",
        );
        check("really? yes", "really? yes");
        check("https://h/a?b=c", "https://h/a");
    }

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
            denied("<Error><Code>AccessDenied</Code><Message>Not by KMS</Message></Error>"),
            FaultKind::Denied,
            "access denied (AccessDenied: Not by KMS)",
        );
        check(denied(""), FaultKind::Denied, "access denied");
    }
}
