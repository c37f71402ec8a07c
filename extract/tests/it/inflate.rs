//! Gzip, whole and damaged.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use taffrail_extract::inflate::{GzipReader, InflateError, Inflater, Outcome, Warning};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn inflate(compressed: &[u8], limit: usize) -> (Vec<u8>, Outcome) {
    let mut out = b"before".to_vec();
    let outcome = Inflater::new()
        .gzip(compressed, &mut out, limit)
        .expect("gzip");
    (out.split_off(6), outcome)
}

fn text(length: usize) -> Vec<u8> {
    (0..length)
        .map(|n| b"{\"event\":123456}\n"[n * n % 17])
        .collect()
}

#[test]
fn members() {
    let compressed = [gzip(b"one,"), gzip(b""), gzip(&text(300_000))].concat();
    let (out, outcome) = inflate(&compressed, usize::MAX);
    assert_eq!(out, [b"one,".to_vec(), text(300_000)].concat());
    assert_eq!(
        outcome,
        Outcome {
            members: 3,
            warnings: vec![]
        }
    );
}

#[test]
fn not_gzip() {
    let mut out = Vec::new();
    for bytes in [&b""[..], b"{}", b"\x1f\x8b"] {
        assert_eq!(
            Inflater::new().gzip(bytes, &mut out, 10),
            Err(InflateError::NotGzip)
        );
    }
}

#[test]
fn what_follows_the_last_member() {
    let whole = gzip(b"one");
    let (out, outcome) = inflate(&[&whole[..], &[0; 512]].concat(), 100);
    assert_eq!((out.as_slice(), outcome.warnings), (&b"one"[..], vec![]));
    let (out, outcome) = inflate(&[&whole[..], b"\0junk"].concat(), 100);
    let warning = Warning::TrailingBytes {
        offset: whole.len(),
    };
    assert_eq!(
        (out.as_slice(), outcome.warnings),
        (&b"one"[..], vec![warning])
    );
}

#[test]
fn cut_off() {
    let whole = text(500_000);
    let (first, second) = (gzip(b"first"), gzip(&whole));
    for cut in [4, 12, second.len() / 2, second.len() - 9, second.len() - 1] {
        let (out, outcome) = inflate(&[&first[..], &second[..cut]].concat(), usize::MAX);
        assert_eq!(
            outcome.warnings,
            [Warning::Truncated {
                offset: first.len()
            }],
            "{cut}"
        );
        assert!(
            out.starts_with(b"first") && whole.starts_with(&out[5..]),
            "{cut}"
        );
        // A half of the bytes holds about a half of the text.
        assert!(
            cut < second.len() / 2 || out.len() > whole.len() / 3,
            "{cut}: {}",
            out.len()
        );
    }
}

#[test]
fn corrupt() {
    let whole = text(500_000);
    let mut compressed = gzip(&whole);
    let middle = compressed.len() / 2;
    compressed[middle..middle + 40].fill(0xff);
    let (out, outcome) = inflate(&compressed, usize::MAX);
    assert_eq!(outcome.warnings.len(), 1);
    assert!(out.len() > whole.len() / 3 && out[..whole.len() / 3] == whole[..whole.len() / 3]);
    // A checksum that does not fit costs nothing, also not the next member.
    let mut first = gzip(b"first,");
    let checksum = first.len() - 8;
    first[checksum] ^= 1;
    let (out, outcome) = inflate(&[first, gzip(b"second")].concat(), usize::MAX);
    assert_eq!(out, b"first,second");
    assert_eq!(
        outcome,
        Outcome {
            members: 2,
            warnings: vec![Warning::Corrupt { offset: 0 }]
        }
    );
}

#[test]
fn size_limit() {
    let whole = text(100_000);
    for (limit, over) in [(99_999, true), (100_000, false), (0, true), (70_000, true)] {
        let (out, outcome) = inflate(&gzip(&whole), limit);
        assert_eq!(out, whole[..limit.min(whole.len())]);
        assert_eq!(
            outcome.warnings.first(),
            over.then_some(&Warning::OverLimit { limit })
        );
    }
    let both = [gzip(&whole), gzip(&whole)].concat();
    let (out, outcome) = inflate(&both, 150_000);
    assert_eq!(out.len(), 150_000);
    assert_eq!(outcome.warnings, [Warning::OverLimit { limit: 150_000 }]);
}

#[test]
fn sizes_that_lie() {
    let mut compressed = gzip(&text(1_000));
    let end = compressed.len();
    compressed[end - 4..].fill(0xff);
    let (out, outcome) = inflate(&compressed, usize::MAX);
    assert_eq!(out, text(1_000));
    assert_eq!(outcome.warnings, [Warning::Corrupt { offset: 0 }]);
    let zeros = vec![0; 20_000_000];
    assert!(inflate(&gzip(&zeros), usize::MAX).0 == zeros);
}

#[test]
fn warnings_are_said_in_words() {
    let warning = Warning::Truncated { offset: 7 };
    let words = "the gzip member at byte 7 is cut off; what inflates was kept";
    assert_eq!(warning.to_string(), words);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_damage(
        texts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..2_000), 1..4),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut compressed: Vec<u8> = texts.iter().flat_map(|text| gzip(text)).collect();
        prop_assert_eq!(inflate(&compressed, usize::MAX).0, texts.concat());
        for (place, byte) in edits {
            let at = 3 + place.index(compressed.len() - 3);
            compressed[at] = byte;
        }
        compressed.truncate(3 + cut.index(compressed.len() - 2));
        prop_assert!(inflate(&compressed, 1_000).0.len() <= 1_000);
        inflate(&compressed, usize::MAX);
    }
}

/// What a stream holds, read in blocks of `block` bytes, and why it ended.
fn read(compressed: &[u8], block: usize) -> (Vec<u8>, Option<String>) {
    let mut reader = GzipReader::new(compressed);
    let mut out = Vec::new();
    let mut room = vec![0; block];
    loop {
        match reader.read(&mut room) {
            Ok(0) => return (out, None),
            Ok(length) => out.extend_from_slice(&room[..length]),
            Err(error) => return (out, Some(error.to_string())),
        }
    }
}

/// A stream gives what the whole object gives, and stops where that warns.
#[track_caller]
fn check_stream(compressed: &[u8]) {
    let (expected, outcome) = inflate(compressed, usize::MAX);
    let warning = outcome.warnings.first().map(ToString::to_string);
    for block in [1, 7, 4096, 1 << 20] {
        let (out, error) = read(compressed, block);
        assert_eq!(error, warning, "blocks of {block}");
        if outcome.warnings.len() < 2 {
            assert!(out == expected, "blocks of {block}");
        }
    }
}

#[test]
fn streams_give_what_objects_give() {
    let text: Vec<u8> = (0..60_000_u32)
        .flat_map(|n| (n * n).to_string().into_bytes())
        .collect();
    let (first, second) = (gzip(&text), gzip(b"second"));
    check_stream(&first);
    check_stream(&[&first[..], &second].concat());
    check_stream(&[&first[..], &[0; 600]].concat());
    check_stream(&[&first[..], b"\0\0junk"].concat());
    check_stream(&gzip(b""));
    // Cut off at any place.
    for cut in (3..second.len()).rev() {
        check_stream(&[&first[..], &second[..cut]].concat());
    }
    for cut in [100, first.len() / 2, first.len() - 9, first.len() - 1] {
        check_stream(&first[..cut]);
    }
    // Another checksum, another length, and damage within.
    for back in [8, 4] {
        let mut damaged = first.clone();
        let at = damaged.len() - back;
        damaged[at] ^= 1;
        check_stream(&damaged);
    }
    // A flag that means nothing.
    let mut damaged = second.clone();
    damaged[3] = 0x80;
    check_stream(&damaged);
    let mut damaged = first.clone();
    let at = damaged.len() / 2;
    damaged[at..at + 40].fill(0xff);
    let (out, error) = read(&damaged, 4096);
    assert!(
        text.starts_with(&out[..out.len().min(100_000)]),
        "what came before is kept"
    );
    assert!(error.is_some_and(|error| error.contains("corrupt")));
}
