//! Keys that are no paths: `a//b`, whose middle part is empty, is the key of an object as any other.
//!
//! `object_store` (0.13) parses keys to paths, refuses these, and with one of them the page that it
//! is listed on. So they are rewritten in pages before it sees them, and its paths are put together
//! part by part, which lets empty ones be.

use std::borrow::Cow;

use bytes::Bytes;
use memchr::memmem;
use object_store::path::{Path, PathPart};

/// Begins a part that is none of a path, and stands in front of parts that begin with it
/// themselves: a character that means nothing (Unicode, "Private-Use Characters").
const MARK: char = '\u{f8ff}';

/// A key that no request can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UnaskableKey {
    /// `/a`
    #[error("its key begins with a slash, and such a one cannot be asked for")]
    Slash,
    /// `a/../b`
    #[error("its key has a part `.` or `..`, which a URL loses")]
    Dots,
    /// A control character.
    #[error("its key has a control character, and such a one cannot be asked for")]
    Control,
}

/// The path of a key; a slash at its end is left out.
///
/// # Errors
///
/// When there is none.
pub(crate) fn path(key: &str) -> Result<Path, UnaskableKey> {
    if key.starts_with('/') {
        return Err(UnaskableKey::Slash);
    }
    let key = key.strip_suffix('/').unwrap_or(key);
    if key.is_empty() {
        return Ok(Path::default());
    }
    key.split('/').try_fold(Path::default(), |path, part| {
        let part = PathPart::parse(part).map_err(|_| match part {
            "." | ".." => UnaskableKey::Dots,
            _ => UnaskableKey::Control,
        })?;
        Ok(path.join(part))
    })
}

/// A page of keys in which all keys and prefixes are paths.
pub(super) fn marked_page(page: Bytes) -> Bytes {
    let elements = [
        ("<Key>", "</Key>"),
        ("<Prefix>", "</Prefix>"),
        // Of Azure; in S3 the bucket, whose name needs no mark.
        ("<Name>", "</Name>"),
    ];
    elements.into_iter().fold(page, |page, (open, close)| {
        marked_between(&page, open, close).map_or(page, Bytes::from)
    })
}

/// The page, with what stands between these marked; `None` where nothing has to be.
fn marked_between(page: &[u8], open: &str, close: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut copied = 0;
    for start in memmem::find_iter(page, open) {
        let start = start + open.len();
        let length = memmem::find(&page[start..], close.as_bytes()).unwrap_or(0);
        let Ok(key) = std::str::from_utf8(&page[start..start + length]) else {
            continue;
        };
        if let Cow::Owned(key) = marked(key) {
            out.extend_from_slice(&page[copied..start]);
            out.extend_from_slice(key.as_bytes());
            copied = start + length;
        }
    }
    out.extend_from_slice(&page[copied..]);
    (copied > 0).then_some(out)
}

/// A key in which parts that are none of a path are marked; what stands behind the last slash may
/// be empty, as that of a folder.
fn marked(key: &str) -> Cow<'_, str> {
    let (folders, name) = match key.rsplit_once('/') {
        Some((folders, name)) => (Some(folders), name),
        None => (None, key),
    };
    let is_marked = |part: &str| part == "." || part == ".." || part.starts_with(MARK);
    let is_path = |folders: &str| {
        folders
            .split('/')
            .all(|it| !it.is_empty() && !is_marked(it))
    };
    if folders.is_none_or(is_path) && !is_marked(name) {
        return Cow::Borrowed(key);
    }
    let mut out = String::with_capacity(key.len() + MARK.len_utf8());
    for part in folders.into_iter().flat_map(|it| it.split('/')) {
        if part.is_empty() || is_marked(part) {
            out.push(MARK);
        }
        out.push_str(part);
        out.push('/');
    }
    if is_marked(name) {
        out.push(MARK);
    }
    out.push_str(name);
    Cow::Owned(out)
}

/// The key of a path from a marked page.
pub(super) fn unmarked(path: &str) -> Cow<'_, str> {
    if !path.contains(MARK) {
        return Cow::Borrowed(path);
    }
    let parts = path.split('/');
    let parts = parts.map(|part| part.strip_prefix(MARK).unwrap_or(part));
    Cow::Owned(parts.collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let check = |key: &str, expected: Result<&str, UnaskableKey>| {
            let path = path(key);
            assert_eq!(
                path.as_ref().map(Path::as_ref),
                expected.as_ref().map(|it| *it),
                "{key}"
            );
        };
        check("", Ok(""));
        check("a/b.json", Ok("a/b.json"));
        check("a/", Ok("a"));
        check("a//b///c", Ok("a//b///c"));
        check("a//", Ok("a/"));
        check("a b+é%2F{x}", Ok("a b+é%2F{x}"));
        check("/a", Err(UnaskableKey::Slash));
        check("a/../b", Err(UnaskableKey::Dots));
        check("a/\u{1}", Err(UnaskableKey::Control));
    }

    #[test]
    fn keys_are_marked_and_unmarked() {
        for (key, expected) in [
            ("a/b", None),
            ("a/", None),
            ("a//b", Some("a/\u{f8ff}/b")),
            ("/a", Some("\u{f8ff}/a")),
            ("a//", Some("a/\u{f8ff}/")),
            ("a/./..", Some("a/\u{f8ff}./\u{f8ff}..")),
            (
                "\u{f8ff}/\u{f8ff}x",
                Some("\u{f8ff}\u{f8ff}/\u{f8ff}\u{f8ff}x"),
            ),
        ] {
            let marked = marked(key);
            assert_eq!(marked, expected.unwrap_or(key));
            assert_eq!(unmarked(&marked), key);
            // What is written is a path.
            assert!(Path::parse(&marked).is_ok(), "{key}");
        }
    }

    #[test]
    fn pages() {
        let page = "<L><Prefix>a//</Prefix><Key>a//b &amp; c</Key><Key>a/b</Key>\
                    <CommonPrefixes><Prefix>x//</Prefix></CommonPrefixes><Key>cut";
        let marked = marked_page(Bytes::from_static(page.as_bytes()));
        assert_eq!(
            std::str::from_utf8(&marked).expect("UTF-8"),
            "<L><Prefix>a/\u{f8ff}/</Prefix><Key>a/\u{f8ff}/b &amp; c</Key><Key>a/b</Key>\
             <CommonPrefixes><Prefix>x/\u{f8ff}/</Prefix></CommonPrefixes><Key>cut"
        );
    }
}
