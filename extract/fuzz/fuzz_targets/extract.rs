//! The extractor beside the reference reader of the tests, for any bytes.
//!
//! `cargo +nightly fuzz run extract -- -max_total_time=600 -dict=extract.dict`, in `extract/fuzz`.
#![no_main]

#[path = "../../tests/it/check.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod check;
#[path = "../../tests/it/reference.rs"]
mod reference;

use libfuzzer_sys::fuzz_target;
use taffrail_extract::inflate::Inflater;
use taffrail_extract::parse_timestamp;

fuzz_target!(|input: (u64, &[u8])| {
    let (bits, bytes) = input;
    let columns = check::some_columns(bits);
    check::push(&columns, bytes);
    check::walk(&columns, check::SHAPES[bits as usize % 5], bytes);
    parse_timestamp(bytes);
    let member = [&[0x1f, 0x8b, 8], bytes].concat();
    let mut out = Vec::new();
    assert!(Inflater::new().gzip(&member, &mut out, 1 << 16).is_ok());
    assert!(out.len() <= 1 << 16);
});
