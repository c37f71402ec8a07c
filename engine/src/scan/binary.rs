//! What is no text, and so no log that can be read: told by its first bytes.

/// Formats by their first bytes.
const MAGIC: [(&[u8], &str); 10] = [
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"\xff\x06\0\0sNaPpY", "snappy"),
    (b"PAR1", "Parquet"),
    (b"ORC", "ORC"),
    (b"Obj\x01", "Avro"),
    (b"ARROW1\0\0", "Arrow"),
];

/// What the object is, when it is binary: a known format, or anything with a zero byte in its
/// head, which no text in UTF-8 has.
pub(crate) fn format(head: &[u8]) -> Option<String> {
    let zero = memchr::memchr(0, head).is_some();
    let known = MAGIC
        .iter()
        .find(|(magic, _)| head.starts_with(magic))
        .map(|(_, name)| *name);
    match known {
        // Three letters may begin a text as well.
        Some(name) if zero || !head.is_ascii() => Some(match name {
            // Files that seem to be Parquet are told when they are listed.
            "Parquet" => "it is Parquet where a log was expected: name the file itself, or give \
                          it the ending `.parquet`"
                .to_owned(),
            name => format!("it is {name}, which cannot be read yet"),
        }),
        _ if zero => Some("it is binary data, not a log".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_no_formats() {
        assert_eq!(format(b"ORC: an orc came in"), None);
        assert_eq!(format("Zürich".as_bytes()), None);
        assert_eq!(format(b""), None);
        assert_eq!(
            format(b"Obj\x01\x04\0").as_deref(),
            Some("it is Avro, which cannot be read yet")
        );
        assert_eq!(
            format(b"PAR1\x15\x04\0").as_deref(),
            Some(
                "it is Parquet where a log was expected: name the file itself, or give it the \
                 ending `.parquet`"
            )
        );
        assert_eq!(
            format(b"\x7fELF\0").as_deref(),
            Some("it is binary data, not a log")
        );
    }
}
