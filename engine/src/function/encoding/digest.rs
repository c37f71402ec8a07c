//! Digests in lower-case hexadecimal.

use md5::Md5;
use sha2::{Digest, Sha256};

use super::hex::push_byte;

/// Appends the MD5 of the text.
pub(super) fn md5(text: &str, out: &mut Vec<u8>) -> Option<()> {
    push(&Md5::digest(text), out)
}

/// Appends the SHA-256 of the text.
pub(super) fn sha256(text: &str, out: &mut Vec<u8>) -> Option<()> {
    push(&Sha256::digest(text), out)
}

fn push(digest: &[u8], out: &mut Vec<u8>) -> Option<()> {
    for &byte in digest {
        push_byte::<false>(byte, out);
    }
    Some(())
}
