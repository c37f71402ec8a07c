//! Where objects lie outside of this machine: S3 and what speaks like it, and URLs.

mod answer;
mod cloud;
mod credentials;
mod fault;
mod http;
mod keys;
mod location;
mod requests;
mod s3;
mod said;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use object_store::list::PaginatedListStore;
use object_store::{ClientOptions, ObjectStore, RetryConfig};
use tokio::sync::{Mutex, OnceCell};

pub(crate) use self::fault::{Fault, FaultKind};
pub(crate) use self::location::{Location, Place, Scheme};
pub use self::requests::Requests;
pub(crate) use self::requests::{KeyLister, KeyPage, Objects, RequestCounts};

use self::s3::Surroundings;

/// How many requests are in flight when it is not said.
const IN_FLIGHT: usize = 64;

/// How stores are reached. What is not said is found as the AWS command line finds it: in the
/// environment, in the profile of the shared files (`~/.aws/config`, `~/.aws/credentials`), from a
/// single sign-on, a web identity, or the metadata of a container or an instance (AWS SDKs and Tools
/// Reference Guide, "Standardized credential providers").
#[derive(Debug, Clone)]
#[must_use]
pub struct StoreOptions {
    pub(crate) endpoint_url: Option<Endpoint>,
    pub(crate) region: Option<String>,
    pub(crate) profile: Option<String>,
    pub(crate) key: Option<AccessKey>,
    pub(crate) signing: Signing,
    pub(crate) payer: Payer,
    pub(crate) in_flight: usize,
    pub(crate) retries: Option<RetryConfig>,
    pub(crate) timeout: Option<std::time::Duration>,
}

/// The URL of a service.
#[derive(Clone)]
pub(crate) struct Endpoint(String);

/// Without who asks, and what they ask with.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&said::without_secrets(&self.0), f)
    }
}

/// A key that requests are signed with.
#[derive(Clone)]
pub(crate) struct AccessKey {
    id: String,
    secret: String,
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessKey")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Whether requests are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Signing {
    /// With the credentials that are found.
    #[default]
    Signed,
    /// Not at all: only what is public can be read.
    Unsigned,
}

/// Who pays for requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Payer {
    /// The bucket's owner.
    #[default]
    Owner,
    /// Who asks, where the bucket is a Requester Pays bucket.
    Requester,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            endpoint_url: None,
            region: None,
            profile: None,
            key: None,
            signing: Signing::default(),
            payer: Payer::default(),
            in_flight: IN_FLIGHT,
            retries: None,
            timeout: None,
        }
    }
}

impl StoreOptions {
    /// The URL of a service that speaks S3, instead of that of AWS.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint_url = Some(Endpoint(url.into()));
        self
    }

    /// The region of the buckets.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The profile in the shared files.
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = Some(profile.into());
        self
    }

    /// Signs with this key, and looks for no other.
    pub fn access_key(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.key = Some(AccessKey {
            id: id.into(),
            secret: secret.into(),
        });
        self
    }

    /// Whether requests are signed.
    pub fn signing(mut self, signing: Signing) -> Self {
        self.signing = signing;
        self
    }

    /// Who pays for requests.
    pub fn payer(mut self, payer: Payer) -> Self {
        self.payer = payer;
        self
    }

    /// How many objects are fetched, or prefixes listed, at the same time; 64 when it is not said.
    pub fn in_flight(mut self, requests: std::num::NonZeroUsize) -> Self {
        self.in_flight = requests.get();
        self
    }

    /// How long one request may take; 30 seconds when it is not said.
    pub fn request_timeout(mut self, timeout: std::time::Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How often a request is made again after a failure that may pass (a status of 5xx, a
    /// connection that breaks), and how long in all; ten times within three minutes when it is not
    /// said, or as often as the environment says (`AWS_MAX_ATTEMPTS`, which counts the first one).
    /// Waits grow from 0.1 to 15 seconds, by chance.
    pub fn retries(mut self, most: usize, within: std::time::Duration) -> Self {
        self.retries = Some(RetryConfig {
            max_retries: most,
            retry_timeout: within,
            ..RetryConfig::default()
        });
        self
    }

    fn retry(&self) -> RetryConfig {
        self.retries.clone().unwrap_or_else(|| {
            let mut retries = RetryConfig::default();
            let attempts = std::env::var("AWS_MAX_ATTEMPTS").ok();
            if let Some(attempts) = attempts.and_then(|it| it.trim().parse::<usize>().ok()) {
                retries.max_retries = attempts.saturating_sub(1);
            }
            retries
        })
    }

    fn client(&self) -> ClientOptions {
        let options = ClientOptions::new().with_allow_http(true);
        match self.timeout {
            Some(timeout) => options.with_timeout(timeout),
            None => options,
        }
    }
}

/// A place that objects are read from and listed at.
#[derive(Clone)]
pub(crate) struct Store {
    /// Reads.
    pub(crate) objects: Objects,
    /// Lists, where that is possible.
    pub(crate) keys: Option<KeyLister>,
}

/// An opened store, of all queries.
#[derive(Clone)]
struct OpenedStore {
    objects: Arc<dyn ObjectStore>,
    keys: Option<Arc<dyn PaginatedListStore>>,
}

/// The stores of an engine, opened when they are first asked for.
pub(crate) struct Stores {
    options: StoreOptions,
    surroundings: Arc<OnceCell<Surroundings>>,
    opened: Arc<Mutex<HashMap<String, OpenedStore>>>,
    /// What was asked of them.
    counts: Arc<RequestCounts>,
}

impl fmt::Debug for Stores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stores")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Stores {
    /// Stores that are reached by these options.
    pub(crate) fn new(options: StoreOptions) -> Self {
        Self {
            options,
            surroundings: Arc::default(),
            opened: Arc::default(),
            counts: Arc::default(),
        }
    }

    /// The same stores, whose requests are counted anew.
    pub(crate) fn counted(&self) -> Self {
        Self {
            options: self.options.clone(),
            surroundings: Arc::clone(&self.surroundings),
            opened: Arc::clone(&self.opened),
            counts: Arc::default(),
        }
    }

    /// How many requests were made.
    pub(crate) fn requests(&self) -> Requests {
        self.counts.total()
    }

    /// How many requests may be under way.
    pub(crate) fn in_flight(&self) -> usize {
        self.options.in_flight
    }

    /// The store of a location.
    ///
    /// # Errors
    ///
    /// When it cannot be reached by what is known: no credentials, an endpoint that is no URL.
    pub(crate) async fn open(&self, location: &Location) -> Result<Store, Fault> {
        // Held while a store is opened, so that each is opened once.
        let mut opened = self.opened.lock().await;
        let root = location.root();
        let store = if let Some(store) = opened.get(&root) {
            store.clone()
        } else {
            let store = match location {
                Location::Bucket {
                    scheme: Scheme::S3,
                    bucket,
                    ..
                } => {
                    // Credentials are those of all buckets.
                    let found = Box::pin(Surroundings::find(&self.options));
                    let found = self.surroundings.get_or_init(|| found).await;
                    s3::open(bucket, &self.options, found).await?
                }
                Location::Bucket { scheme, .. } => cloud::open(*scheme, &root, &self.options)?,
                Location::Http { url } => http::open(url, &self.options)?,
            };
            opened.insert(root, store.clone());
            store
        };
        let counts = &self.counts;
        Ok(Store {
            objects: Objects {
                store: store.objects,
                counts: Arc::clone(counts),
            },
            keys: store.keys.map(|store| KeyLister {
                store,
                counts: Arc::clone(counts),
            }),
        })
    }
}
