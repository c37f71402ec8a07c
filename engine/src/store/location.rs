//! Where an object lies, or a place that a query is pointed at.

use std::fmt;

use object_store::path::Path;
use url::Url;

use super::keys::{self, UnaskableKey};

/// What the text of a place means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A path, a pattern, or `-`.
    Local,
    /// A URL that can be read.
    Remote(Location),
    /// A URL that cannot, and why.
    Unknown(String),
}

impl Place {
    /// Reads a place.
    pub(crate) fn read(text: &str) -> Self {
        let Some((scheme, rest)) = text.split_once("://") else {
            return Self::Local;
        };
        match scheme.to_ascii_lowercase().as_str() {
            "s3" | "s3a" | "s3n" => Self::bucket(Scheme::S3, rest),
            "gs" => Self::bucket(Scheme::Gs, rest),
            "az" => Self::bucket(Scheme::Az, rest),
            "abfs" | "abfss" => Self::bucket(Scheme::Abfss, rest),
            "http" | "https" => match Url::parse(text) {
                Ok(url) => Self::Remote(Location::Http { url }),
                Err(error) => Self::Unknown(error.to_string()),
            },
            "file" => Self::Unknown("a path is written without `file://`".into()),
            scheme
                if scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
            {
                Self::Unknown(format!(
                    "`{scheme}` is no kind of store that is read here: s3, http, https, or a path"
                ))
            }
            _ => Self::Local,
        }
    }

    /// What lies in a bucket, where this build can read it.
    fn bucket(scheme: Scheme, rest: &str) -> Self {
        if let Some((store, feature)) = scheme.missing() {
            return Self::Unknown(format!(
                "{store} is read by a build with the feature `{feature}`: \
                 cargo install taffrail-cli --features {feature}"
            ));
        }
        let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Self::Unknown(format!("it names no bucket: {scheme}://BUCKET/PREFIX"));
        }
        Self::Remote(Location::Bucket {
            scheme,
            bucket: bucket.to_owned(),
            key: key.to_owned(),
        })
    }
}

/// Kinds of stores that hold buckets, as their URLs begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// S3, and what speaks like it.
    S3,
    /// Google Cloud Storage.
    Gs,
    /// A container of Azure Blob Storage, of the account that the environment names.
    Az,
    /// The same, where the URL names the account: `abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/`.
    Abfss,
}

impl Scheme {
    /// The store, and the cargo feature that this build would need.
    fn missing(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::S3 => None,
            Self::Gs => (!cfg!(feature = "gcs")).then_some(("Google Cloud Storage", "gcs")),
            Self::Az | Self::Abfss => {
                (!cfg!(feature = "azure")).then_some(("Azure Blob Storage", "azure"))
            }
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::S3 => "s3",
            Self::Gs => "gs",
            Self::Az => "az",
            Self::Abfss => "abfss",
        })
    }
}

/// An object outside of this machine, or where several lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Location {
    /// In a bucket.
    Bucket {
        /// Of which kind it is.
        scheme: Scheme,
        /// The bucket or the container; with its account, where a URL names that.
        bucket: String,
        /// A key, or the beginning of several.
        key: String,
    },
    /// At a URL.
    Http {
        /// The URL, with what is secret in it.
        url: Url,
    },
}

impl Location {
    /// What objects of one store have in common.
    pub(crate) fn root(&self) -> String {
        match self {
            Self::Bucket { scheme, bucket, .. } => format!("{scheme}://{bucket}"),
            Self::Http { .. } => self.to_text(),
        }
    }

    /// The location as it is written down: without a query and a password, which may be secret.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Bucket { key, .. } => format!("{}/{key}", self.root()),
            Self::Http { url } => {
                let mut url = url.clone();
                url.set_query(None);
                url.set_fragment(None);
                // Only URLs that have no host refuse it.
                let _ = url.set_password(None);
                let _ = url.set_username("");
                url.into()
            }
        }
    }

    /// The path inside of the store.
    ///
    /// # Errors
    ///
    /// When the key is none that can be asked for.
    pub(crate) fn path(&self) -> Result<Path, UnaskableKey> {
        match self {
            Self::Bucket { key, .. } => keys::path(key),
            Self::Http { .. } => Ok(Path::default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let check = |text: &str, expected: &str| {
            let place = match Place::read(text) {
                Place::Local => "local".to_owned(),
                Place::Remote(location) => location.to_text(),
                Place::Unknown(reason) => reason,
            };
            assert_eq!(place, expected, "{text}");
        };
        check("logs/*.json.gz", "local");
        check("-", "local");
        check("C://logs", "local");
        check("s3://bucket", "s3://bucket/");
        check("S3://bucket/AWSLogs/", "s3://bucket/AWSLogs/");
        check("s3:///key", "it names no bucket: s3://BUCKET/PREFIX");
        check("s3://bucket/a?b#c", "s3://bucket/a?b#c");
        check(
            "https://me:secret@host/a.json?X-Amz-Signature=secret#secret",
            "https://host/a.json",
        );
        check("http://[", "invalid IPv6 address");
        check(
            "ftp://host/key",
            "`ftp` is no kind of store that is read here: s3, http, https, or a path",
        );
        for (place, store, feature, is_here) in [
            (
                "gs://bucket/key",
                "Google Cloud Storage",
                "gcs",
                cfg!(feature = "gcs"),
            ),
            (
                "az://bucket/key",
                "Azure Blob Storage",
                "azure",
                cfg!(feature = "azure"),
            ),
            (
                "abfss://b@a.dfs.core.windows.net/key",
                "Azure Blob Storage",
                "azure",
                cfg!(feature = "azure"),
            ),
        ] {
            let needed = format!(
                "{store} is read by a build with the feature `{feature}`: \
                 cargo install taffrail-cli --features {feature}"
            );
            check(place, if is_here { place } else { &needed });
        }
        check("file:///logs", "a path is written without `file://`");
    }
}
