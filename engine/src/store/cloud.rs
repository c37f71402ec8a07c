//! Buckets of Google and containers of Azure, where the build has their features. Credentials are
//! those that `object_store` finds: of Google in `GOOGLE_*` of the environment, application default
//! credentials and the metadata of an instance, of Azure in `AZURE_*` and the metadata.

#[cfg(any(feature = "azure", feature = "gcs"))]
use std::sync::Arc;

#[cfg(any(feature = "azure", feature = "gcs"))]
use super::Signing;
#[cfg(any(feature = "azure", feature = "gcs"))]
use super::requests::CountingConnector;
use super::{Fault, OpenedStore, Scheme, StoreOptions};

/// Opens the bucket or container at `root`.
pub(super) fn open(
    scheme: Scheme,
    root: &str,
    options: &StoreOptions,
) -> Result<OpenedStore, Fault> {
    match scheme {
        #[cfg(feature = "gcs")]
        Scheme::Gs => gcs(root, options),
        #[cfg(feature = "azure")]
        Scheme::Az | Scheme::Abfss => azure(root, options),
        // A place of which the build cannot read the kind is told when it is read as a text.
        _ => {
            let _ = options;
            Err(Fault::other(format!("{root} cannot be read by this build")))
        }
    }
}

#[cfg(feature = "gcs")]
fn gcs(root: &str, options: &StoreOptions) -> Result<OpenedStore, Fault> {
    let store = object_store::gcp::GoogleCloudStorageBuilder::from_env()
        .with_url(root)
        .with_client_options(options.client())
        .with_retry(options.retry())
        .with_http_connector(CountingConnector);
    let store = match options.signing {
        Signing::Unsigned => store.with_skip_signature(true),
        Signing::Signed => store,
    };
    let store = Arc::new(store.build()?);
    Ok(OpenedStore {
        objects: Arc::clone(&store) as _,
        keys: Some(store),
    })
}

#[cfg(feature = "azure")]
fn azure(root: &str, options: &StoreOptions) -> Result<OpenedStore, Fault> {
    let store = object_store::azure::MicrosoftAzureBuilder::from_env()
        .with_url(root)
        .with_client_options(options.client())
        .with_retry(options.retry())
        .with_http_connector(CountingConnector);
    let store = match options.signing {
        Signing::Unsigned => store.with_skip_signature(true),
        Signing::Signed => store,
    };
    let store = Arc::new(store.build()?);
    Ok(OpenedStore {
        objects: Arc::clone(&store) as _,
        keys: Some(store),
    })
}
