//! Single objects at URLs.

use std::sync::Arc;

use object_store::http::HttpBuilder;
use url::Url;

use super::requests::CountingConnector;
use super::{Fault, OpenedStore, StoreOptions};

/// The store that holds what lies at a URL, and nothing else: HTTP has no listing.
pub(super) fn open(url: &Url, options: &StoreOptions) -> Result<OpenedStore, Fault> {
    let store = HttpBuilder::new()
        .with_url(url.as_str())
        .with_client_options(options.client())
        .with_retry(options.retry())
        .with_http_connector(CountingConnector)
        .build()?;
    Ok(OpenedStore {
        objects: Arc::new(store),
        keys: None,
    })
}
