//! Digests, as RFC 1321 and FIPS 180-4 have them.

use super::Arg::{Any, Text};
use super::{Call, Function, Gives};
use crate::algebra::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    digest("md5", |call| made(call, md5)),
    digest("sha256", |call| made(call, sha256)),
];

const fn digest(name: &'static str, eval: fn(&Call<'_>) -> Value) -> Function {
    Function {
        name,
        gives: Gives::Dynamic,
        forms: &[&[Text], &[Any]],
        eval,
    }
}

fn made(call: &Call<'_>, digest: fn(&[u8]) -> Vec<u8>) -> Value {
    call.text(0).map_or(Value::Missing, |text| {
        let bytes = digest(text.as_bytes());
        Value::Text(hex(&bytes))
    })
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

/// The message with a one, zeros up to whole blocks of 64 bytes, and its length in bits.
fn padded(message: &[u8], length: [u8; 8]) -> Vec<u8> {
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend(length);
    padded
}

fn words(block: &[u8], word: fn([u8; 4]) -> u32) -> Vec<u32> {
    block
        .chunks(4)
        .map(|bytes| word(bytes.try_into().expect("four bytes")))
        .collect()
}

fn md5(message: &[u8]) -> Vec<u8> {
    const SHIFTS: [[u32; 4]; 4] = [
        [7, 12, 17, 22],
        [5, 9, 14, 20],
        [4, 11, 16, 23],
        [6, 10, 15, 21],
    ];
    let mut state: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in padded(message, (message.len() as u64 * 8).to_le_bytes()).chunks(64) {
        let words = words(block, u32::from_le_bytes);
        let [mut a, mut b, mut c, mut d] = state;
        for step in 0..64_usize {
            let (mixed, word) = match step / 16 {
                0 => ((b & c) | (!b & d), step),
                1 => ((d & b) | (!d & c), 5 * step + 1),
                2 => (b ^ c ^ d, 3 * step + 5),
                _ => (c ^ (b | !d), 7 * step),
            };
            let sine = ((step as f64 + 1.0).sin().abs() * 2_f64.powi(32)) as u32;
            let sum = a
                .wrapping_add(mixed)
                .wrapping_add(sine)
                .wrapping_add(words[word % 16]);
            let turned = sum.rotate_left(SHIFTS[step / 16][step % 4]);
            (a, b, c, d) = (d, b.wrapping_add(turned), b, c);
        }
        for (part, new) in state.iter_mut().zip([a, b, c, d]) {
            *part = part.wrapping_add(new);
        }
    }
    state.iter().flat_map(|part| part.to_le_bytes()).collect()
}

/// The first bits behind the point of a root of the first primes.
fn roots(count: usize, root: fn(f64) -> f64) -> Vec<u32> {
    let primes = (2_u32..).filter(|n| (2..*n).all(|divisor| n % divisor != 0));
    let bits = |prime: u32| (root(f64::from(prime)).fract() * 2_f64.powi(32)) as u32;
    primes.take(count).map(bits).collect()
}

fn sha256(message: &[u8]) -> Vec<u8> {
    let constants = roots(64, f64::cbrt);
    let mut state = roots(8, f64::sqrt);
    for block in padded(message, (message.len() as u64 * 8).to_be_bytes()).chunks(64) {
        let mut words = words(block, u32::from_be_bytes);
        for at in 16..64 {
            let (near, far) = (words[at - 15], words[at - 2]);
            let near = near.rotate_right(7) ^ near.rotate_right(18) ^ (near >> 3);
            let far = far.rotate_right(17) ^ far.rotate_right(19) ^ (far >> 10);
            let sum = words[at - 16]
                .wrapping_add(near)
                .wrapping_add(words[at - 7]);
            words.push(sum.wrapping_add(far));
        }
        let mut v = state.clone();
        for (constant, word) in constants.iter().zip(&words) {
            let big = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
            let choice = (v[4] & v[5]) ^ (!v[4] & v[6]);
            let first = [big, choice, *constant, *word];
            let first = first.iter().fold(v[7], |sum, part| sum.wrapping_add(*part));
            let big = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
            let most = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
            v.rotate_right(1);
            v[4] = v[4].wrapping_add(first);
            v[0] = first.wrapping_add(big).wrapping_add(most);
        }
        for (part, new) in state.iter_mut().zip(v) {
            *part = part.wrapping_add(new);
        }
    }
    state.iter().flat_map(|part| part.to_be_bytes()).collect()
}

#[test]
fn known_digests() {
    assert_eq!(hex(&md5(b"abc")), "900150983cd24fb0d6963f7d28e17f72");
    assert_eq!(
        hex(&sha256(b"abc")),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}
