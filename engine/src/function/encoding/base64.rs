//! `aGVsbG8=`.

use base64::Engine;
use base64::alphabet::{self, Alphabet};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const STANDARD: GeneralPurpose = engine(&alphabet::STANDARD);

/// `-` and `_` instead of `+` and `/`, as in JSON Web Tokens.
const URL_SAFE: GeneralPurpose = engine(&alphabet::URL_SAFE);

/// Written with padding, read with and without.
const fn engine(alphabet: &Alphabet) -> GeneralPurpose {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(alphabet, config)
}

/// Appends the text in the standard alphabet.
pub(super) fn encode(text: &str, out: &mut Vec<u8>) -> Option<()> {
    let start = out.len();
    out.resize(start + base64::encoded_len(text.len(), true)?, 0);
    STANDARD
        .encode_slice(text, &mut out[start..])
        .expect("there is room for all");
    Some(())
}

/// Appends what was encoded, in either alphabet.
pub(super) fn decode(text: &str, out: &mut Vec<u8>) -> Option<()> {
    let engine = if text.contains(['-', '_']) {
        &URL_SAFE
    } else {
        &STANDARD
    };
    engine.decode_vec(text, out).ok()
}
