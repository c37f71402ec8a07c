//! An S3 Inventory report in the place of listing (Amazon S3 User Guide, "Cataloging and analyzing
//! your data with S3 Inventory"): a manifest names files of rows, a row for each object.
//!
//! Rows are read as a stream and asked about one by one, as keys of a listing are: what is held is
//! what is asked for.

mod csv;
mod file;
mod manifest;
mod parquet;

use std::borrow::Cow;
use std::sync::Arc;

use self::file::Files;
use self::manifest::{Form, Manifest};
use super::asked::Asked;
use super::listing::{Facts, damage};
use super::sieve::{LastFolder, Sieve};
use super::walk::Walked;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::result::Inventory;
use crate::store::Stores;

/// A place in a bucket.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bucket<'a> {
    pub(super) name: &'a str,
    /// A key, the folder of a key, or a pattern.
    pub(super) key: &'a str,
    /// As it was written.
    pub(super) place: &'a str,
}

/// A row: an object, or a version of one.
struct Row<'a> {
    key: Cow<'a, str>,
    size: u64,
    modified: Option<i64>,
    etag: Option<&'a str>,
    class: Option<&'a str>,
    /// Where a class with tiers keeps it.
    tier: Option<&'a str>,
    version: Version,
}

/// Whether a listing would name what a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    /// It would.
    Current,
    /// It was overwritten, or it was deleted.
    Gone,
}

impl Version {
    fn of(is_latest: Option<bool>, is_delete_marker: Option<bool>) -> Self {
        if is_latest == Some(false) || is_delete_marker == Some(true) {
            Self::Gone
        } else {
            Self::Current
        }
    }
}

/// Why a file of rows was not read, or not to its end.
enum Trouble {
    /// None of it can be read as it was configured.
    Configured(String),
    /// Something is wrong with it.
    Damaged(String),
}

/// Rows of a file that make no sense.
#[derive(Debug, Default)]
struct Malformed(u64);

/// Lists what lies at a place of a bucket, by the inventory whose manifest lies at `at`.
///
/// # Errors
///
/// When the inventory cannot be read at all: no manifest, one of another bucket, without sizes. A
/// file of rows that cannot be read is damage.
pub(super) fn list(
    bucket: Bucket<'_>,
    at: &str,
    asked: &Asked,
    engine: &Engine,
    stores: &Stores,
) -> Result<Walked> {
    let unfit = |reason: String| Error::Inventory {
        manifest: at.to_owned(),
        reason,
    };
    let files = Files::new(at, engine, stores);
    let manifest = Manifest::parse(&files.manifest()?).map_err(unfit)?;
    if manifest.source_bucket != bucket.name {
        return Err(unfit(format!(
            "it is of the bucket `{}`, not of `{}`",
            manifest.source_bucket, bucket.name
        )));
    }
    let form = manifest.form().map_err(unfit)?;
    let sieve = Sieve::new(
        format!("s3://{}", bucket.name),
        bucket.key,
        bucket.place,
        asked,
    );
    let sieve = sieve.map_err(|fault| unfit(fault.reason))?;
    let mut walked = Walked::default();
    let mut rows = 0;
    let mut last: LastFolder = None;
    for file in &manifest.files {
        let (shown, opened) = files.open(file, manifest.destination());
        let mut take = |row: Row<'_>| {
            rows += 1;
            take(&row, &sieve, &mut last, &mut walked);
        };
        let read = opened
            .map_err(|it| (it.reason, it.denied))
            .and_then(|opened| {
                let read = match &form {
                    Form::Csv(columns) => csv::read(opened, columns, &mut take),
                    Form::Parquet => parquet::read(opened, &mut take),
                };
                match read {
                    Ok(malformed) => Ok(Ok(malformed)),
                    Err(Trouble::Damaged(reason)) => Err((reason, false)),
                    Err(Trouble::Configured(reason)) => Ok(Err(unfit(reason))),
                }
            });
        match read {
            Ok(Ok(Malformed(0))) => {}
            Ok(Ok(Malformed(count))) => {
                let reason = format!("{count} rows of it make no sense");
                let damage = damage(&shown, reason, false);
                walked.damages.push(crate::scan::Damage {
                    whole: false,
                    ..damage
                });
            }
            Ok(Err(error)) => return Err(error),
            Err((reason, denied)) => {
                let damage = damage(&shown, reason, denied);
                walked.damages.push(crate::scan::Damage {
                    whole: false,
                    ..damage
                });
            }
        }
    }
    walked.inventory = Some(Inventory {
        manifest: at.to_owned(),
        created: manifest.created(),
        rows,
    });
    Ok(walked)
}

fn take(row: &Row<'_>, sieve: &Sieve<'_>, last: &mut LastFolder, walked: &mut Walked) {
    if row.version == Version::Gone {
        return;
    }
    let archived = is_archived(row.class, row.tier);
    let facts = Facts {
        size: row.size,
        modified: row.modified,
        // As a listing writes it.
        etag: row
            .etag
            .map(|it| Arc::from(format!("\"{}\"", it.trim_matches('"')))),
    };
    let before = walked.found.len();
    sieve.any(&row.key, facts, last, walked);
    if archived
        && walked.found.len() > before
        && let Some(object) = walked.found.pop()
    {
        walked.archived.add(&object.location);
    }
}

/// Whether an object has to be restored before it can be read.
fn is_archived(class: Option<&str>, tier: Option<&str>) -> bool {
    let tier = tier.is_some_and(|tier| {
        matches!(
            tier,
            "ARCHIVE" | "ARCHIVE_ACCESS" | "DEEP_ARCHIVE" | "DEEP_ARCHIVE_ACCESS"
        )
    });
    tier || class.is_some_and(|class| matches!(class, "GLACIER" | "DEEP_ARCHIVE"))
}
