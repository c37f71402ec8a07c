//! Credentials as the AWS command line finds them.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use object_store::CredentialProvider;
use object_store::aws::AwsCredential;
use tokio::sync::Mutex;

use super::fault::{Fault, FaultKind};
use super::said::chain;

/// How long before they expire credentials are fetched anew.
const BEFORE: Duration = Duration::from_mins(2);
/// How long those that expire soon are not fetched again.
const AGAIN: Duration = Duration::from_secs(20);

/// The chain of providers, and what it gave last.
pub(super) struct Chain {
    provider: Option<SharedCredentialsProvider>,
    last: Mutex<Option<Known>>,
}

struct Known {
    credential: Arc<AwsCredential>,
    fetched: SystemTime,
    expires: Option<SystemTime>,
}

impl Chain {
    /// The chain that was found.
    pub(super) fn new(found: &SdkConfig) -> Self {
        Self {
            provider: found.credentials_provider(),
            last: Mutex::default(),
        }
    }
}

/// Says nothing of the credentials.
impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chain").finish_non_exhaustive()
    }
}

impl Known {
    /// Whether it will do at this time. What was fetched just now will, until it expires: there may
    /// be no better.
    fn is_good(&self, now: SystemTime) -> bool {
        let fresh = now < self.fetched + AGAIN;
        self.expires
            .is_none_or(|expires| now + BEFORE < expires || fresh && now < expires)
    }
}

#[async_trait]
impl CredentialProvider for Chain {
    type Credential = AwsCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<AwsCredential>> {
        let mut last = self.last.lock().await;
        let now = SystemTime::now();
        if let Some(known) = last.as_ref().filter(|known| known.is_good(now)) {
            return Ok(Arc::clone(&known.credential));
        }
        let provider = self
            .provider
            .as_ref()
            .ok_or_else(|| unknown("none are set up"))?;
        let found = provider.provide_credentials().await;
        let found = found.map_err(|error| unknown(&chain(&error)))?;
        let credential = Arc::new(AwsCredential {
            key_id: found.access_key_id().to_owned(),
            secret_key: found.secret_access_key().to_owned(),
            token: found.session_token().map(str::to_owned),
        });
        *last = Some(Known {
            credential: Arc::clone(&credential),
            fetched: now,
            expires: found.expiry(),
        });
        Ok(credential)
    }
}

fn unknown(reason: &str) -> object_store::Error {
    object_store::Error::Generic {
        store: "S3",
        source: Box::new(Fault {
            reason: format!(
                "no AWS credentials ({reason}): set AWS_PROFILE or AWS_ACCESS_KEY_ID and \
                 AWS_SECRET_ACCESS_KEY, run `aws sso login`, or read a public bucket with \
                 --no-sign-request"
            ),
            kind: FaultKind::Denied,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_credentials_are_fetched_anew() {
        let start = SystemTime::UNIX_EPOCH;
        let check = |lifetime: Option<u64>, after: u64, expected: bool| {
            let known = Known {
                credential: Arc::new(AwsCredential {
                    key_id: String::new(),
                    secret_key: String::new(),
                    token: None,
                }),
                fetched: start,
                expires: lifetime.map(|seconds| start + Duration::from_secs(seconds)),
            };
            let good = known.is_good(start + Duration::from_secs(after));
            assert_eq!(good, expected, "{lifetime:?} {after}");
        };
        check(None, 1_000_000, true);
        check(Some(3600), 3000, true);
        check(Some(3600), 3500, false);
        // They never last for two minutes: not a request for each object.
        check(Some(60), 0, true);
        check(Some(60), 19, true);
        check(Some(60), 21, false);
        check(Some(10), 11, false);
    }
}
