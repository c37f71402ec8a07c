//! Rows of an inventory in CSV.

use std::borrow::Cow;

use chrono::DateTime;
use csv::{ByteRecord, ReaderBuilder};
use taffrail_extract::inflate::GzipReader;

use super::file::OpenedFile;
use super::{Malformed, Row, Trouble, Version};

/// Where columns stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    key: usize,
    size: usize,
    is_latest: Option<usize>,
    is_delete_marker: Option<usize>,
    modified: Option<usize>,
    etag: Option<usize>,
    class: Option<usize>,
    tier: Option<usize>,
}

impl Columns {
    /// Reads `Bucket, Key, Size, ...`.
    ///
    /// # Errors
    ///
    /// When there is no key, or no size.
    pub(super) fn of(schema: &str) -> Result<Self, String> {
        let names: Vec<&str> = schema.split(',').map(str::trim).collect();
        let at = |name: &str| names.iter().position(|it| it.eq_ignore_ascii_case(name));
        let needed = |name: &str| at(name).ok_or_else(|| missing(name));
        Ok(Self {
            key: needed("Key")?,
            size: needed("Size")?,
            is_latest: at("IsLatest"),
            is_delete_marker: at("IsDeleteMarker"),
            modified: at("LastModifiedDate"),
            etag: at("ETag"),
            class: at("StorageClass"),
            tier: at("IntelligentTieringAccessTier"),
        })
    }
}

/// That a column is not there.
pub(super) fn missing(name: &str) -> String {
    format!("it has no column `{name}`: add it to the configuration of the inventory")
}

/// Hands the rows of a file to `take`, and counts those that make no sense.
pub(super) fn read(
    file: OpenedFile<'_>,
    columns: &Columns,
    take: &mut dyn FnMut(Row<'_>),
) -> Result<Malformed, Trouble> {
    let (bytes, checksum) = file.read();
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(GzipReader::new(bytes));
    let mut record = ByteRecord::new();
    let mut malformed = Malformed::default();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => match row(&record, columns) {
                Some(row) => take(row),
                None => malformed.0 += 1,
            },
            Ok(false) => break,
            Err(error) => return Err(Trouble::Damaged(format!("it cannot be read: {error}"))),
        }
    }
    drop(reader);
    checksum.check().map_err(Trouble::Damaged)?;
    Ok(malformed)
}

fn row<'a>(record: &'a ByteRecord, columns: &Columns) -> Option<Row<'a>> {
    let text = |at: Option<usize>| {
        let text = std::str::from_utf8(record.get(at?)?).ok()?;
        Some(text).filter(|text| !text.is_empty())
    };
    let truth = |at| text(at).map(|text| text.eq_ignore_ascii_case("true"));
    let version = Version::of(truth(columns.is_latest), truth(columns.is_delete_marker));
    let size = match text(Some(columns.size)) {
        Some(size) => size.parse().ok()?,
        // A delete marker has none.
        None if version == Version::Gone => 0,
        None => return None,
    };
    let modified = text(columns.modified);
    let modified = modified.and_then(|it| DateTime::parse_from_rfc3339(it).ok());
    Some(Row {
        key: decoded(text(Some(columns.key))?)?,
        size,
        modified: modified.map(|it| it.timestamp_micros()),
        etag: text(columns.etag),
        class: text(columns.class),
        tier: text(columns.tier),
        version,
    })
}

/// A key as it is: in CSV it is written as in a URL's query.
fn decoded(key: &str) -> Option<Cow<'_, str>> {
    if !key.contains(['%', '+']) {
        return Some(Cow::Borrowed(key));
    }
    let mut bytes = Vec::with_capacity(key.len());
    let mut rest = key.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
                rest = &rest[2..];
                u8::from_str_radix(digits, 16).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_decoded() {
        let check = |key: &str, expected: Option<&str>| {
            assert_eq!(decoded(key).as_deref(), expected, "{key}");
        };
        check("a/b.json", Some("a/b.json"));
        check("year%3D2024/a+b%2B%C3%A9", Some("year=2024/a b+é"));
        for wrong in ["%", "%4", "%zz", "%ff", "%é"] {
            check(wrong, None);
        }
    }

    #[test]
    fn columns() {
        let all = "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, \
                   StorageClass, IntelligentTieringAccessTier";
        let columns = Columns::of(all).expect("it has all");
        assert_eq!((columns.key, columns.size, columns.tier), (1, 5, Some(9)));
        assert_eq!(Columns::of("Bucket, Key, ETag"), Err(missing("Size")));
        assert_eq!(Columns::of(""), Err(missing("Key")));
    }
}
