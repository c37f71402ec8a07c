//! A folder as a bucket that is far away: a server of S3 that answers each request after a delay.
//!
//! It knows what reading needs, `ListObjectsV2` and `GetObject` with and without a range (Amazon S3
//! API Reference), and asks for no signature.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderMap, LAST_MODIFIED, RANGE};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use url::form_urlencoded;

use crate::Failure;

/// Keys in one answer, as Amazon S3 has it.
const PAGE: usize = 1000;
const MODIFIED: &str = "Mon, 13 May 2024 00:00:00 GMT";

type Answer = Response<Full<Bytes>>;

/// The server; it stops when it is dropped.
pub(crate) struct Far {
    address: SocketAddr,
    bucket: Arc<Bucket>,
    _runtime: Runtime,
}

struct Bucket {
    root: PathBuf,
    /// Keys in order, and their sizes.
    objects: Vec<(String, u64)>,
    delay: Duration,
    asked: AtomicU64,
}

impl Far {
    /// Serves the files below `root`.
    ///
    /// # Errors
    ///
    /// When they cannot be listed, or there is no port.
    pub(crate) fn serve(root: &Path, delay: Duration) -> Result<Self, Failure> {
        let mut objects = Vec::new();
        list(root, "", &mut objects)?;
        objects.sort();
        let bucket = Arc::new(Bucket {
            root: root.to_owned(),
            objects,
            delay,
            asked: AtomicU64::new(0),
        });
        let runtime = Runtime::new()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
        let address = listener.local_addr()?;
        runtime.spawn(accept(listener, Arc::clone(&bucket)));
        Ok(Self {
            address,
            bucket,
            _runtime: runtime,
        })
    }

    /// Where it is reached.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests there were since this was last asked.
    pub(crate) fn asked(&self) -> u64 {
        self.bucket.asked.swap(0, Ordering::Relaxed)
    }
}

fn list(folder: &Path, prefix: &str, objects: &mut Vec<(String, u64)>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().into_string();
        let name = name.map_err(|name| format!("{} is no UTF-8", name.display()))?;
        let key = format!("{prefix}{name}");
        let metadata = entry.metadata()?;
        if metadata.is_dir() {
            list(&entry.path(), &(key + "/"), objects)?;
        } else {
            objects.push((key, metadata.len()));
        }
    }
    Ok(())
}

async fn accept(listener: TcpListener, bucket: Arc<Bucket>) {
    while let Ok((stream, _)) = listener.accept().await {
        // Else the answers wait for acknowledgements, which is another delay than the one asked for.
        stream.set_nodelay(true).ok();
        let bucket = Arc::clone(&bucket);
        tokio::spawn(async move {
            let service = service_fn(|request| {
                let bucket = Arc::clone(&bucket);
                async move { Ok::<_, Infallible>(bucket.answer(request).await) }
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service);
            // A client that goes away is none of the server's business.
            connection.await.ok();
        });
    }
}

impl Bucket {
    async fn answer(&self, request: Request<Incoming>) -> Answer {
        self.asked.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(self.delay).await;
        let path = request.uri().path().trim_start_matches('/');
        let key = path.split_once('/').map_or("", |(_, key)| key);
        if request.method() != Method::GET {
            status(StatusCode::METHOD_NOT_ALLOWED)
        } else if key.is_empty() {
            self.page(request.uri().query().unwrap_or_default())
        } else {
            self.object(&decoded(key), request.headers()).await
        }
    }

    /// A page of the listing; the token is the last key or folder of the page before.
    fn page(&self, query: &str) -> Answer {
        let asked = |name: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value)
        };
        let prefix = asked("prefix").unwrap_or_default();
        let folders = asked("delimiter").is_some();
        let after = asked("continuation-token").unwrap_or_default();
        let begin = self.objects.partition_point(|(key, _)| **key < *prefix);
        let mut xml = String::from("<ListBucketResult>");
        let (mut count, mut last, mut more) = (0, String::new(), false);
        for (key, size) in &self.objects[begin..] {
            let Some(rest) = key.strip_prefix(&*prefix) else {
                break;
            };
            let folder = rest.find('/').filter(|_| folders);
            let name = &key[..folder.map_or(key.len(), |at| prefix.len() + at + 1)];
            if name <= &*after || name == last {
                continue;
            }
            if count == PAGE {
                more = true;
                break;
            }
            count += 1;
            name.clone_into(&mut last);
            let written = if folder.is_some() {
                write!(
                    xml,
                    "<CommonPrefixes><Prefix>{name}</Prefix></CommonPrefixes>"
                )
            } else {
                write!(
                    xml,
                    "<Contents><Key>{name}</Key><LastModified>2024-05-13T00:00:00.000Z</LastModified>\
                     <ETag>\"{size:x}\"</ETag><Size>{size}</Size></Contents>"
                )
            };
            written.expect("strings take all that is written");
        }
        if more {
            let token = format!("<NextContinuationToken>{last}</NextContinuationToken>");
            xml.push_str(&token);
        }
        let end = format!("<IsTruncated>{more}</IsTruncated></ListBucketResult>");
        xml.push_str(&end);
        Response::new(Full::new(xml.into()))
    }

    async fn object(&self, key: &str, headers: &HeaderMap) -> Answer {
        let found = self
            .objects
            .binary_search_by(|(known, _)| known.as_str().cmp(key));
        let Ok(found) = found else {
            return status(StatusCode::NOT_FOUND);
        };
        let Ok(body) = tokio::fs::read(self.root.join(key)).await else {
            return status(StatusCode::INTERNAL_SERVER_ERROR);
        };
        let body = Bytes::from(body);
        let size = self.objects[found].1;
        let answer = Response::builder()
            .header(ETAG, format!("\"{size:x}\""))
            .header(LAST_MODIFIED, MODIFIED);
        let range = headers.get(RANGE).and_then(|it| it.to_str().ok());
        let answer = match range.and_then(|it| range_of(it, body.len())) {
            Some((from, to)) => answer
                .status(StatusCode::PARTIAL_CONTENT)
                .header(CONTENT_RANGE, format!("bytes {from}-{}/{size}", to - 1))
                .header(CONTENT_LENGTH, to - from)
                .body(Full::new(body.slice(from..to))),
            None => answer
                .header(CONTENT_LENGTH, body.len())
                .body(Full::new(body)),
        };
        answer.unwrap_or_else(|_| status(StatusCode::INTERNAL_SERVER_ERROR))
    }
}

/// From and up to, not including, of `bytes=0-99`.
fn range_of(range: &str, size: usize) -> Option<(usize, usize)> {
    let (from, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let from: usize = from.parse().ok()?;
    let to = last.parse().map_or(size, |last: usize| size.min(last + 1));
    (from < to).then_some((from, to))
}

fn decoded(key: &str) -> String {
    // A plus stands for itself in a path.
    let key = key.replace('+', "%2B");
    let mut pairs = form_urlencoded::parse(key.as_bytes());
    pairs
        .next()
        .map_or_else(String::new, |(key, _)| key.into_owned())
}

fn status(code: StatusCode) -> Answer {
    let mut answer = Answer::default();
    *answer.status_mut() = code;
    answer
}
