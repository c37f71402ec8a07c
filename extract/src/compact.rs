//! JSON without the white space outside of strings, nothing else changed.
#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level's CPU"
)]

use crate::simd::{Kernel, Level, Simd};
use crate::skip::{Strings, block};

/// Appends `json` to `out` without the white space outside of strings; nothing else changes.
///
/// ```
/// let mut out = Vec::new();
/// taffrail_extract::compact(br#"{ "a": [1, "x y"] }"#, &mut out);
/// assert_eq!(out, br#"{"a":[1,"x y"]}"#);
/// ```
pub fn compact(json: &[u8], out: &mut Vec<u8>) {
    Level::best().dispatch(Compact { json, out });
}

/// Appends `json` to `out` without its white space.
pub(crate) struct Compact<'a> {
    pub(crate) json: &'a [u8],
    pub(crate) out: &'a mut Vec<u8>,
}

impl Kernel for Compact<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Self { json, out } = self;
        let mut strings = Strings::default();
        out.reserve(json.len());
        for at in (0..json.len()).step_by(64) {
            let bytes = block(json, at);
            let marks = simd.marks(&bytes);
            let inside = strings.insides(simd, marks.quotes, marks.backslashes);
            let mut gaps = simd.white_space(&bytes) & !inside;
            let end = (json.len() - at).min(64);
            let mut from = 0;
            while gaps != 0 {
                let gap = gaps.trailing_zeros() as usize;
                out.extend_from_slice(&bytes[from..gap]);
                from = gap + (!(gaps >> gap)).trailing_zeros() as usize;
                gaps &= u64::MAX.checked_shl(from as u32).unwrap_or(0);
            }
            out.extend_from_slice(&bytes[from.min(end)..end]);
        }
    }
}
