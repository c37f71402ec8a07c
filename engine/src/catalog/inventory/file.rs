//! The bytes of an inventory: its manifest and its files of rows, here or in a bucket.

use std::fmt::Write;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::{Buf, Bytes};
use futures::StreamExt;
use futures::stream::BoxStream;
use md5::{Digest as _, Md5};
use object_store::GetOptions;
use tokio::runtime::Handle;

use super::manifest::InventoryFile;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::{Fault, FaultKind, Location, Place, Stores};

/// The most that a manifest has: one of a million files.
const MANIFEST: u64 = 256 << 20;

/// Where the files of an inventory are read from.
pub(super) struct Files<'a> {
    manifest: &'a str,
    engine: &'a Engine,
    stores: &'a Stores,
}

/// Why a file could not be opened.
pub(super) struct Unopened {
    pub(super) reason: String,
    pub(super) denied: bool,
}

/// A file of rows that was opened.
pub(super) struct OpenedFile<'a> {
    bytes: Source,
    md5: Option<&'a str>,
}

enum Source {
    File(File),
    Body(Body),
}

impl<'a> Files<'a> {
    /// Those of the manifest at this path or URL.
    pub(super) fn new(manifest: &'a str, engine: &'a Engine, stores: &'a Stores) -> Self {
        Self {
            manifest,
            engine,
            stores,
        }
    }

    /// The bytes of the manifest.
    ///
    /// # Errors
    ///
    /// [`Error::Inventory`], or [`Error::Denied`].
    pub(super) fn manifest(&self) -> Result<Vec<u8>> {
        let unread = |it: Unopened| {
            if it.denied {
                return Error::Denied {
                    object: self.manifest.to_owned(),
                    reason: Some(it.reason),
                };
            }
            Error::Inventory {
                manifest: self.manifest.to_owned(),
                reason: it.reason,
            }
        };
        let source = match Place::read(self.manifest) {
            Place::Local => open(Path::new(self.manifest)).map(Source::File),
            Place::Remote(location) => self.fetch(&location).map(Source::Body),
            Place::Unknown(reason) => Err(Unopened {
                reason,
                denied: false,
            }),
        };
        let mut bytes = Vec::new();
        let read = source
            .map_err(unread)?
            .take(MANIFEST)
            .read_to_end(&mut bytes);
        read.map_err(|error| unread(Unopened::of(&error)))?;
        Ok(bytes)
    }

    /// A file of rows, and how it is called: in the bucket of the destination, or, when the manifest
    /// was copied, below one of the folders above it.
    pub(super) fn open<'f>(
        &self,
        file: &'f InventoryFile,
        bucket: Option<&str>,
    ) -> (String, Result<OpenedFile<'f>, Unopened>) {
        let (shown, source) = match Place::read(self.manifest) {
            Place::Remote(Location::Bucket {
                scheme,
                bucket: own,
                ..
            }) => {
                let location = Location::Bucket {
                    scheme,
                    bucket: bucket.map_or(own, str::to_owned),
                    key: file.key.clone(),
                };
                (location.to_text(), self.fetch(&location).map(Source::Body))
            }
            Place::Remote(location) => {
                let reason = "its files are named by keys, which need a bucket or a folder";
                (
                    location.to_text(),
                    Err(Unopened {
                        reason: reason.into(),
                        denied: false,
                    }),
                )
            }
            Place::Local | Place::Unknown(_) => {
                let path = beside(Path::new(self.manifest), &file.key);
                (path.display().to_string(), open(&path).map(Source::File))
            }
        };
        let md5 = file.md5.as_deref();
        (shown, source.map(|bytes| OpenedFile { bytes, md5 }))
    }

    fn fetch(&self, location: &Location) -> Result<Body, Unopened> {
        let handle = self.engine.handle();
        let found = handle.block_on(async {
            let store = self.stores.open(location).await?;
            let path = location.path().map_err(|it| Fault::other(it.to_string()))?;
            let found = store.objects.get_opts(&path, GetOptions::new()).await;
            Ok::<_, Fault>(found?)
        });
        let found = found.map_err(|fault| Unopened {
            denied: matches!(fault.kind, FaultKind::Denied | FaultKind::Sealed),
            reason: match fault.kind {
                FaultKind::Missing => "there is no such object".into(),
                _ => fault.reason,
            },
        })?;
        Ok(Body {
            stream: found
                .into_stream()
                .map(|it| it.map_err(|it| Fault::from(it).into()))
                .boxed(),
            bytes: Bytes::new(),
            runtime: handle.clone(),
        })
    }
}

impl Unopened {
    fn of(error: &io::Error) -> Self {
        Self {
            reason: error.to_string(),
            denied: error.kind() == io::ErrorKind::PermissionDenied,
        }
    }
}

fn open(path: &Path) -> Result<File, Unopened> {
    File::open(path).map_err(|error| Unopened::of(&error))
}

/// Where the object of a key lies when the manifest of its inventory was copied to the disk: with
/// all of its folders, or with the last few.
fn beside(manifest: &Path, key: &str) -> PathBuf {
    let above: Vec<&Path> = manifest.ancestors().skip(1).collect();
    let mut rest = key;
    loop {
        for folder in &above {
            let path = folder.join(rest);
            if path.is_file() {
                return path;
            }
        }
        match rest.split_once('/') {
            Some((_, behind)) => rest = behind,
            None => return manifest.with_file_name(rest),
        }
    }
}

impl<'a> OpenedFile<'a> {
    /// The bytes, and what tells at their end whether they are those of the manifest.
    pub(super) fn read(self) -> (impl Read, Checksum<'a>) {
        let source = Arc::new(Mutex::new(Hashed {
            source: self.bytes,
            md5: Md5::new(),
        }));
        let checksum = Checksum {
            source: Arc::clone(&source),
            expected: self.md5,
        };
        (Shared(source), checksum)
    }

    /// The file, at its beginning: what lies elsewhere is copied to the disk.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is not that of the manifest.
    pub(super) fn into_file(self) -> Result<File, String> {
        let local = match &self.bytes {
            Source::File(file) => Some(file.try_clone()),
            Source::Body(_) => None,
        };
        let mut file = match local {
            Some(file) => file,
            None => tempfile::tempfile(),
        }
        .map_err(|error| error.to_string())?;
        let copies = matches!(self.bytes, Source::Body(_));
        let (mut reader, checksum) = self.read();
        let mut copy = || -> io::Result<()> {
            if copies {
                io::copy(&mut reader, &mut file)?;
            }
            Ok(())
        };
        copy().map_err(|error| format!("it cannot be copied: {error}"))?;
        checksum.check()?;
        file.seek(SeekFrom::Start(0))
            .map_err(|error| error.to_string())?;
        Ok(file)
    }
}

/// A source whose bytes are hashed as they are read.
struct Hashed {
    source: Source,
    md5: Md5,
}

struct Shared(Arc<Mutex<Hashed>>);

/// What a file should hash to.
pub(super) struct Checksum<'a> {
    source: Arc<Mutex<Hashed>>,
    expected: Option<&'a str>,
}

impl Checksum<'_> {
    /// Reads what was left, and compares.
    ///
    /// # Errors
    ///
    /// When it is another file than the manifest says, or cannot be read.
    pub(super) fn check(self) -> Result<(), String> {
        let Some(expected) = self.expected else {
            return Ok(());
        };
        let rest = io::copy(&mut Shared(Arc::clone(&self.source)), &mut io::sink());
        rest.map_err(|error| format!("it cannot be read: {error}"))?;
        let md5 = std::mem::take(&mut lock(&self.source).md5).finalize();
        let mut found = String::with_capacity(2 * md5.len());
        for byte in md5 {
            write!(found, "{byte:02x}").expect("a text takes all");
        }
        if found.eq_ignore_ascii_case(expected) {
            return Ok(());
        }
        Err(format!(
            "its MD5 is {found}, and not {expected} as the manifest says"
        ))
    }
}

fn lock(source: &Mutex<Hashed>) -> MutexGuard<'_, Hashed> {
    source.lock().expect("no holder of the lock panics")
}

impl Read for Shared {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut hashed = lock(&self.0);
        let read = hashed.source.read(out)?;
        hashed.md5.update(&out[..read]);
        Ok(read)
    }
}

impl Read for Source {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(out),
            Self::Body(body) => body.read(out),
        }
    }
}

/// The body of an answer, read by a thread that may wait for it.
struct Body {
    stream: BoxStream<'static, io::Result<Bytes>>,
    bytes: Bytes,
    runtime: Handle,
}

impl Read for Body {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.bytes.is_empty() {
            match self.runtime.block_on(self.stream.next()) {
                Some(bytes) => self.bytes = bytes?,
                None => return Ok(0),
            }
        }
        let length = out.len().min(self.bytes.len());
        self.bytes.copy_to_slice(&mut out[..length]);
        Ok(length)
    }
}
