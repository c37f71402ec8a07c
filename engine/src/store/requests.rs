//! Counts of requests: each that goes out, those that are made again too.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::{Context, Poll};

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt};
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpRequest, HttpResponse, HttpService, ReqwestConnector,
};
use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::path::Path;
use object_store::{
    ClientOptions, GetOptions, GetResult, GetResultPayload, ObjectMeta, ObjectStore, Result,
};

use super::keys::{marked_page, unmarked};

/// Requests to stores outside of this machine, and what they gave. Requests that were made again
/// after a failure count each time; those for credentials, and for the region of a bucket, do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Requests {
    /// Pages of keys.
    pub list: u64,
    /// Objects, or parts of them.
    pub get: u64,
    /// What is known of an object without reading it.
    pub head: u64,
    /// Bytes of objects that came.
    pub bytes: u64,
}

impl Requests {
    /// All of them.
    pub fn sum(&self) -> u64 {
        self.list + self.get + self.head
    }
}

/// Where requests are counted.
#[derive(Debug, Default)]
pub(crate) struct RequestCounts {
    list: AtomicU64,
    get: AtomicU64,
    head: AtomicU64,
    bytes: AtomicU64,
}

impl RequestCounts {
    /// The counts so far.
    pub(crate) fn total(&self) -> Requests {
        Requests {
            list: self.list.load(Relaxed),
            get: self.get.load(Relaxed),
            head: self.head.load(Relaxed),
            bytes: self.bytes.load(Relaxed),
        }
    }

    fn count(&self, request: &HttpRequest) {
        let counter = if request.method().as_str() == "HEAD" {
            &self.head
        } else if is_list(request) {
            &self.list
        } else {
            &self.get
        };
        counter.fetch_add(1, Relaxed);
    }
}

/// Whether a request is for a page of keys.
fn is_list(request: &HttpRequest) -> bool {
    let query = request.uri().query().unwrap_or_default();
    // Of S3 and Google, and of Azure.
    let of_pages = ["list-type=2", "comp=list"];
    query.split('&').any(|it| of_pages.contains(&it))
}

tokio::task_local! {
    /// Where requests are counted that are made meanwhile: stores are shared by the queries of an
    /// engine, and know nothing of who asks.
    static COUNTED_IN: Arc<RequestCounts>;
}

/// Connects as stores do, and counts what goes out.
#[derive(Debug)]
pub(super) struct CountingConnector;

impl HttpConnector for CountingConnector {
    fn connect(&self, options: &ClientOptions) -> Result<HttpClient> {
        let client = ReqwestConnector::default().connect(options)?;
        Ok(HttpClient::new(CountingService(client)))
    }
}

#[derive(Debug)]
struct CountingService(HttpClient);

#[async_trait]
impl HttpService for CountingService {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        // Requests that nobody asked for by a counted store are of no query.
        let _ = COUNTED_IN.try_with(|counts| counts.count(&request));
        let is_page = is_list(&request);
        let answer = self.0.execute(request).await?;
        if !is_page || !answer.status().is_success() {
            return Ok(answer);
        }
        let (mut parts, body) = answer.into_parts();
        let page = marked_page(body.bytes().await?);
        parts.headers.remove("content-length");
        Ok(HttpResponse::from_parts(parts, page.into()))
    }
}

/// A store whose requests are counted.
#[derive(Clone)]
pub(crate) struct Objects {
    pub(super) store: Arc<dyn ObjectStore>,
    pub(super) counts: Arc<RequestCounts>,
}

impl Objects {
    /// Gets an object, a part of it, or what is known of it.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub(crate) async fn get_opts(&self, path: &Path, options: GetOptions) -> Result<GetResult> {
        let get = self.store.get_opts(path, options);
        let mut found = COUNTED_IN.scope(Arc::clone(&self.counts), get).await?;
        found.payload = match found.payload {
            GetResultPayload::Stream(stream) => GetResultPayload::Stream(
                CountedBody {
                    stream,
                    counts: Arc::clone(&self.counts),
                }
                .boxed(),
            ),
            file @ GetResultPayload::File(..) => file,
        };
        Ok(found)
    }
}

/// A body, in the midst of which requests are made again when the connection breaks.
struct CountedBody {
    stream: BoxStream<'static, Result<Bytes>>,
    counts: Arc<RequestCounts>,
}

impl Stream for CountedBody {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let counts = Arc::clone(&self.counts);
        let polled = COUNTED_IN.sync_scope(counts, || self.stream.poll_next_unpin(context));
        if let Poll::Ready(Some(Ok(bytes))) = &polled {
            self.counts.bytes.fetch_add(bytes.len() as u64, Relaxed);
        }
        polled
    }
}

/// What lists keys, whose requests are counted.
#[derive(Clone)]
pub(crate) struct KeyLister {
    pub(super) store: Arc<dyn PaginatedListStore>,
    pub(super) counts: Arc<RequestCounts>,
}

/// A page of keys.
#[derive(Debug, Default)]
pub(crate) struct KeyPage {
    /// The objects.
    pub(crate) objects: Vec<ListedKey>,
    /// Folders, as prefixes with a slash at their end.
    pub(crate) folders: Vec<String>,
    /// What asks for the next page.
    pub(crate) next: Option<String>,
}

/// An object on a page.
#[derive(Debug)]
pub(crate) struct ListedKey {
    /// Its key, without a slash at its end.
    pub(crate) key: String,
    /// What is known of it; its location is not its key.
    pub(crate) meta: ObjectMeta,
}

impl KeyLister {
    /// Lists a page of keys.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub(crate) async fn list_paginated(
        &self,
        prefix: Option<&str>,
        options: PaginatedListOptions,
    ) -> Result<KeyPage> {
        let list = self.store.list_paginated(prefix, options);
        let page = COUNTED_IN.scope(Arc::clone(&self.counts), list).await?;
        let objects = page.result.objects.into_iter().map(|meta| ListedKey {
            key: unmarked(meta.location.as_ref()).into_owned(),
            meta,
        });
        let folders = page.result.common_prefixes.iter();
        let folders = folders.map(|it| format!("{}/", unmarked(it.as_ref())));
        Ok(KeyPage {
            objects: objects.collect(),
            folders: folders.collect(),
            next: page.page_token,
        })
    }
}
