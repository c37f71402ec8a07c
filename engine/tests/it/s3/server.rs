//! A server that speaks S3 over a folder, counts what it is asked, and fails as it is told to.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use futures::StreamExt;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response};
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::dto::StreamingBlob;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{Body, S3};
use s3s_fs::FileSystem;
use taffrail::{Engine, EngineBuilder, StoreOptions};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// The key that the server knows.
pub(crate) const KEY: &str = "AKIDEXAMPLE";
/// Its secret.
pub(crate) const SECRET: &str = "a secret of the tests";
/// The one bucket.
pub(crate) const BUCKET: &str = "logs";
/// The most that is posted, in bytes.
const POSTED: usize = 1 << 20;

/// Decides what becomes of a request: `None` lets it pass.
type Fault = dyn Fn(&Asked) -> Option<Instead> + Send + Sync;

/// What is done instead of answering.
#[derive(Debug)]
pub(crate) enum Instead {
    /// This is the answer.
    Answer(Response<Body>),
    /// The answer breaks off behind so many bytes, and the connection with it.
    Cut(usize),
    /// There is no answer, ever.
    Silence,
}

impl Instead {
    /// An error of S3.
    pub(crate) fn error(status: u16, code: &str, message: &str) -> Self {
        let xml = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
        let answer = Response::builder().status(status).body(Body::from(xml));
        Self::Answer(answer.expect("an answer"))
    }
}

impl From<Response<Body>> for Instead {
    fn from(answer: Response<Body>) -> Self {
        Self::Answer(answer)
    }
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// `GET`, `HEAD`
    pub(crate) method: String,
    /// The path, with the bucket.
    pub(crate) path: String,
    /// What stands behind the question mark.
    pub(crate) query: String,
    /// The range of bytes, if one was named.
    pub(crate) range: Option<String>,
    /// The version of the object, if one was named.
    pub(crate) if_match: Option<String>,
    /// All headers.
    pub(crate) headers: HeaderMap,
    /// What was posted.
    pub(crate) body: String,
}

impl Asked {
    /// Whether keys are listed.
    pub(crate) fn is_list(&self) -> bool {
        self.query.contains("list-type=2")
    }

    /// Whether the object of this key is read.
    pub(crate) fn is_get(&self, key: &str) -> bool {
        self.path == format!("/{BUCKET}/{key}")
    }

    /// The prefix of the keys that are listed.
    pub(crate) fn prefix(&self) -> Option<String> {
        let mut pairs = url::form_urlencoded::parse(self.query.as_bytes());
        let prefix = pairs.find(|(name, _)| name == "prefix");
        prefix.map(|(_, prefix)| prefix.into_owned())
    }
}

/// The server; it ends when it is dropped.
pub(crate) struct Server {
    folder: Option<tempfile::TempDir>,
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    _runtime: Runtime,
}

struct Front {
    service: S3Service,
    asked: Arc<Mutex<Vec<Asked>>>,
    fault: Box<Fault>,
}

impl Server {
    /// A server over an empty bucket.
    pub(crate) fn start() -> Self {
        Self::failing(|_| None::<Instead>)
    }

    /// A server that does not answer all requests as it should.
    pub(crate) fn failing<I: Into<Instead>>(
        fault: impl Fn(&Asked) -> Option<I> + Send + Sync + 'static,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join(BUCKET)).expect("a bucket");
        let files = FileSystem::new(folder.path()).expect("it is a folder");
        Self {
            folder: Some(folder),
            ..Self::over(files, fault)
        }
    }

    /// A server over what answers the requests that get through.
    pub(crate) fn over<I: Into<Instead>>(
        objects: impl S3,
        fault: impl Fn(&Asked) -> Option<I> + Send + Sync + 'static,
    ) -> Self {
        let mut builder = S3ServiceBuilder::new(objects);
        builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let asked = Arc::default();
        let front = Arc::new(Front {
            service: builder.build(),
            asked: Arc::clone(&asked),
            fault: Box::new(move |asked| fault(asked).map(Into::into)),
        });
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let listener = runtime
            .block_on(TcpListener::bind("127.0.0.1:0"))
            .expect("a port");
        let address = listener.local_addr().expect("it is bound");
        runtime.spawn(serve(listener, front));
        Self {
            folder: None,
            address,
            asked,
            _runtime: runtime,
        }
    }

    /// Where the objects of the bucket lie.
    pub(crate) fn bucket(&self) -> PathBuf {
        let folder = self.folder.as_ref().expect("it serves a folder");
        folder.path().join(BUCKET)
    }

    /// Puts an object.
    pub(crate) fn put(&self, key: &str, bytes: &[u8]) {
        let path = self.bucket().join(key);
        let folder = path.parent().unwrap_or(Path::new(""));
        std::fs::create_dir_all(folder).expect("folders");
        std::fs::write(path, bytes).expect("written");
    }

    /// How the server is reached.
    pub(crate) fn options(&self) -> StoreOptions {
        StoreOptions::default()
            .endpoint_url(format!("http://{}", self.address))
            .region("eu-west-1")
            .access_key(KEY, SECRET)
            .retries(3, std::time::Duration::from_mins(1))
    }

    /// An engine that reads from the server.
    pub(crate) fn engine(&self) -> EngineBuilder {
        Engine::builder().stores(self.options())
    }

    /// The URL of what the server answers for a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    /// What was asked since this was asked last.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().expect("no holder panics"))
    }
}

async fn serve(listener: TcpListener, front: Arc<Front>) {
    while let Ok((stream, _)) = listener.accept().await {
        let front = Arc::clone(&front);
        tokio::spawn(async move {
            let service = service_fn(|request| answer(Arc::clone(&front), request));
            // A client that goes away is no failure of the server.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn answer(
    front: Arc<Front>,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let header = |name: &str| {
        let value = request.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let mut asked = Asked {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        range: header("range"),
        if_match: header("if-match"),
        headers: request.headers().clone(),
        body: String::new(),
    };
    let mut request = request.map(Body::from);
    if asked.method == "POST" {
        let posted = request.body_mut().store_all_limited(POSTED).await;
        let posted = posted.expect("what is posted is small");
        asked.body = String::from_utf8_lossy(&posted).into_owned();
    }
    let fault = (front.fault)(&asked);
    front.asked.lock().expect("no holder panics").push(asked);
    let cut = match fault {
        Some(Instead::Answer(answer)) => return Ok(answer),
        Some(Instead::Silence) => std::future::pending().await,
        Some(Instead::Cut(length)) => Some(length),
        None => None,
    };
    let answer = match front.service.call(request).await {
        Ok(answer) => answer,
        Err(error) => panic!("the server fails: {error:?}"),
    };
    Ok(match cut {
        None => answer,
        Some(length) => cut_off(answer, length).await,
    })
}

/// The answer, whose body breaks off behind `length` bytes, whatever its headers say.
async fn cut_off(answer: Response<Body>, length: usize) -> Response<Body> {
    let (mut parts, mut body) = answer.into_parts();
    let bytes = body.store_all_limited(usize::MAX).await;
    let bytes = bytes.expect("it is in memory");
    parts.headers.insert("content-length", bytes.len().into());
    let body = breaking(bytes.slice(..length.min(bytes.len())));
    Response::from_parts(parts, body)
}

/// A body that ends with its connection, behind these bytes.
pub(crate) fn breaking(bytes: Bytes) -> Body {
    let end = futures::stream::once(async {
        // Gives way, so that what stands before it is sent.
        tokio::task::yield_now().await;
        Err(io::Error::from(io::ErrorKind::ConnectionReset))
    });
    let chunks = futures::stream::iter([Ok(bytes)]).chain(end);
    Body::from(StreamingBlob::wrap(chunks))
}
