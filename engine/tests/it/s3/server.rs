//! A server that speaks S3 over a folder, counts what it is asked, and fails as it is told to.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use s3s::Body;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
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

/// Decides what becomes of a request: `None` lets it pass.
pub(crate) type Fault = dyn Fn(&Asked) -> Option<Response<Body>> + Send + Sync;

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
}

impl Asked {
    /// Whether keys are listed.
    pub(crate) fn is_list(&self) -> bool {
        self.query.contains("list-type=2")
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
    folder: tempfile::TempDir,
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
        Self::failing(|_| None)
    }

    /// A server that does not answer all requests as it should.
    pub(crate) fn failing(
        fault: impl Fn(&Asked) -> Option<Response<Body>> + Send + Sync + 'static,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join(BUCKET)).expect("a bucket");
        let files = FileSystem::new(folder.path()).expect("it is a folder");
        let mut builder = S3ServiceBuilder::new(files);
        builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let asked = Arc::default();
        let front = Arc::new(Front {
            service: builder.build(),
            asked: Arc::clone(&asked),
            fault: Box::new(fault),
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
            folder,
            address,
            asked,
            _runtime: runtime,
        }
    }

    /// Where the objects of the bucket lie.
    pub(crate) fn bucket(&self) -> PathBuf {
        self.folder.path().join(BUCKET)
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
    let asked = Asked {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        range: header("range"),
        if_match: header("if-match"),
    };
    let fault = (front.fault)(&asked);
    front.asked.lock().expect("no holder panics").push(asked);
    if let Some(answer) = fault {
        return Ok(answer);
    }
    match front.service.call(request.map(Body::from)).await {
        Ok(answer) => Ok(answer),
        Err(error) => panic!("the server fails: {error:?}"),
    }
}
