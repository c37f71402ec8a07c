//! The version of an object that was listed: no other is read.

use std::sync::Arc;

use bytes::Bytes;
use object_store::{GetOptions, GetResult};

use super::spec::ScanObject;
use crate::store::Fault;

/// What the listing said of an object.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    etag: Option<Arc<str>>,
    modified: Option<i64>,
    /// Its length in bytes.
    pub(crate) size: u64,
}

impl Listed {
    /// What the listing said of `object`.
    pub(crate) fn new(object: &ScanObject) -> Self {
        Self {
            etag: object.etag.clone(),
            modified: object.modified,
            size: object.size,
        }
    }

    /// A request that another version does not answer. A weak `ETag` never matches (RFC 9110,
    /// "If-Match"), and what has no quotes is none: for these the answer is looked at.
    pub(crate) fn options(&self) -> GetOptions {
        let strong = self.etag.as_deref().filter(|it| it.starts_with('"'));
        GetOptions::new().with_if_match(strong)
    }

    /// That an answer is of the version that was listed: not every server heeds `If-Match`.
    ///
    /// # Errors
    ///
    /// When it is of another.
    pub(crate) fn check(&self, found: &GetResult) -> Result<(), Fault> {
        let etags = self.etag.as_deref().zip(found.meta.e_tag.as_deref());
        let same = if let Some((listed, found)) = etags {
            opaque(listed) == opaque(found)
        } else {
            // Headers tell seconds.
            let seconds = self.modified.map(|micros| micros.div_euclid(1_000_000));
            let found_at = found.meta.last_modified.timestamp();
            self.size == found.meta.size && seconds.is_none_or(|listed| listed >= found_at)
        };
        if same { Ok(()) } else { Err(Fault::changed()) }
    }

    /// The bytes of an answer.
    ///
    /// # Errors
    ///
    /// When it is of another version, or does not hold as many bytes as it said: a body that
    /// breaks off is asked for again from there on, and a server that knows no ranges begins anew.
    pub(crate) async fn bytes(&self, found: GetResult) -> Result<Bytes, Fault> {
        self.check(&found)?;
        let expected = found.range.end - found.range.start;
        let bytes = found.bytes().await?;
        if bytes.len() as u64 == expected {
            return Ok(bytes);
        }
        let came = bytes.len();
        Err(Fault::other(format!(
            "{came} bytes came instead of {expected}"
        )))
    }
}

/// What an `ETag` says, weak or not, in quotes or not.
fn opaque(etag: &str) -> &str {
    etag.strip_prefix("W/").unwrap_or(etag).trim_matches('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn etags() {
        let check = |etag: Option<&str>, expected: Option<&str>| {
            let listed = Listed {
                etag: etag.map(Into::into),
                modified: None,
                size: 1,
            };
            assert_eq!(listed.options().if_match.as_deref(), expected);
        };
        check(Some("\"a\""), Some("\"a\""));
        check(Some("W/\"a\""), None);
        check(Some("a"), None);
        check(None, None);
        assert_eq!(opaque("W/\"a\""), opaque("a"));
    }
}
