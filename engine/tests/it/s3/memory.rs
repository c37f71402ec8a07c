//! A bucket in memory, behind the same server: it heeds `If-Match`, tells classes of storage, and
//! counts the keys that it lists.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::SystemTime;

use s3s::dto::{
    CommonPrefix, ETag, ETagCondition, GetObjectInput, GetObjectOutput, ListObjectsV2Input,
    ListObjectsV2Output, Object, ObjectStorageClass, StreamingBlob, Timestamp,
};
use s3s::{Body, S3, S3Request, S3Response, S3Result, s3_error};

/// The most keys and folders of an answer, as in S3.
const PAGE: usize = 1000;

/// A bucket; clones are the same one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bucket(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    objects: Mutex<BTreeMap<String, Stored>>,
    listed: AtomicU64,
}

#[derive(Debug, Clone)]
struct Stored {
    bytes: Arc<[u8]>,
    version: String,
    class: Class,
}

/// How an object is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// It can be read.
    Standard,
    /// It has to be restored first.
    Glacier,
}

impl Bucket {
    /// Puts an object.
    pub(crate) fn put(&self, key: &str, bytes: &[u8]) {
        self.store(key, bytes, Class::Standard);
    }

    /// Puts an object of a class.
    pub(crate) fn store(&self, key: &str, bytes: &[u8], class: Class) {
        let mut objects = self.0.objects.lock().expect("no holder panics");
        let version = format!("{}-{}", objects.len(), bytes.len());
        let stored = Stored {
            bytes: bytes.into(),
            version,
            class,
        };
        objects.insert(key.to_owned(), stored);
    }

    /// Takes an object away.
    pub(crate) fn delete(&self, key: &str) {
        let mut objects = self.0.objects.lock().expect("no holder panics");
        objects.remove(key);
    }

    /// How many keys were listed so far.
    pub(crate) fn listed(&self) -> u64 {
        self.0.listed.load(Relaxed)
    }

    fn page(&self, asked: &ListObjectsV2Input) -> ListObjectsV2Output {
        let objects = self.0.objects.lock().expect("no holder panics");
        let prefix = asked.prefix.as_deref().unwrap_or_default();
        let after = asked
            .continuation_token
            .as_deref()
            .or(asked.start_after.as_deref());
        let mut next = match after {
            Some(after) if after >= prefix => Bound::Excluded(after.to_owned()),
            _ => Bound::Included(prefix.to_owned()),
        };
        let (mut contents, mut folders) = (Vec::new(), BTreeSet::new());
        let mut last = None;
        let mut truncated = false;
        loop {
            let mut rest = objects.range((next.clone(), Bound::Unbounded));
            let Some((key, stored)) = rest.next().filter(|(key, _)| key.starts_with(prefix)) else {
                break;
            };
            if contents.len() + folders.len() == PAGE {
                truncated = true;
                break;
            }
            let delimiter = asked.delimiter.as_deref();
            let folder = delimiter.and_then(|delimiter| {
                let (name, _) = key[prefix.len()..].split_once(delimiter)?;
                Some(format!("{prefix}{name}{delimiter}"))
            });
            let seen = if let Some(folder) = folder {
                // Behind all keys of the folder.
                let behind = format!("{folder}{}", char::MAX);
                folders.insert(folder);
                behind
            } else {
                contents.push(described(key, stored));
                key.clone()
            };
            next = Bound::Excluded(seen.clone());
            last = Some(seen);
        }
        self.0.listed.fetch_add(contents.len() as u64, Relaxed);
        let folders = folders.into_iter().map(|folder| CommonPrefix {
            prefix: Some(folder),
        });
        ListObjectsV2Output {
            key_count: i32::try_from(contents.len() + folders.len()).ok(),
            contents: Some(contents),
            common_prefixes: Some(folders.collect()),
            is_truncated: Some(truncated),
            next_continuation_token: last.filter(|_| truncated),
            ..ListObjectsV2Output::default()
        }
    }
}

fn described(key: &str, stored: &Stored) -> Object {
    let class = match stored.class {
        Class::Standard => ObjectStorageClass::STANDARD,
        Class::Glacier => ObjectStorageClass::GLACIER,
    };
    Object {
        key: Some(key.to_owned()),
        size: i64::try_from(stored.bytes.len()).ok(),
        e_tag: Some(ETag::Strong(stored.version.clone())),
        last_modified: Some(modified()),
        storage_class: Some(ObjectStorageClass::from_static(class)),
        ..Object::default()
    }
}

fn modified() -> Timestamp {
    Timestamp::from(SystemTime::UNIX_EPOCH)
}

#[async_trait::async_trait]
impl S3 for Bucket {
    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        Ok(S3Response::new(self.page(&request.input)))
    }

    async fn get_object(
        &self,
        request: S3Request<GetObjectInput>,
    ) -> S3Result<S3Response<GetObjectOutput>> {
        let asked = request.input;
        let stored = {
            let objects = self.0.objects.lock().expect("no holder panics");
            objects.get(&asked.key).cloned()
        };
        let stored = stored.ok_or_else(|| s3_error!(NoSuchKey))?;
        if stored.class == Class::Glacier {
            return Err(s3_error!(
                InvalidObjectState,
                "The operation is not valid for the object's storage class"
            ));
        }
        let tag = ETag::Strong(stored.version.clone());
        if let Some(ETagCondition::ETag(wanted)) = &asked.if_match
            && *wanted != tag
        {
            return Err(s3_error!(PreconditionFailed));
        }
        let size = stored.bytes.len() as u64;
        let range = asked.range.map(|range| range.check(size)).transpose()?;
        let content_range = range
            .as_ref()
            .map(|range| format!("bytes {}-{}/{size}", range.start, range.end - 1));
        let range = range.unwrap_or(0..size);
        let bytes = stored.bytes[range.start as usize..range.end as usize].to_vec();
        Ok(S3Response::new(GetObjectOutput {
            content_length: i64::try_from(bytes.len()).ok(),
            content_range,
            body: Some(StreamingBlob::from(Body::from(bytes))),
            e_tag: Some(tag),
            last_modified: Some(modified()),
            ..GetObjectOutput::default()
        }))
    }
}
