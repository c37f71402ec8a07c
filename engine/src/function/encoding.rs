//! Texts as other texts: for URLs, base64, hexadecimal, digests (reference: Logs Insights, "string
//! functions", "conversion functions" and "hash functions").
//!
//! What was not encoded so, or does not decode to UTF-8, is NULL.

mod base64;
mod digest;
mod hex;
mod url;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringViewBuilder};
use datafusion::logical_expr::ScalarUDF;
use taffrail_extract::kind;
use taffrail_query_lang::Diagnostic;

use super::{Argument, CallContext};
use crate::dynamic::{Value, epoch_millis};
use crate::kernel::{Kernel, Type};
use crate::registry::call;

pub(super) fn plan(
    name: &str,
    args: &[Argument],
    _: &CallContext,
) -> Option<Result<Value, Diagnostic>> {
    let kernel = match name {
        "urlencode" => "url_encode",
        "urldecode" => "url_decode",
        "base64encode" => "base64_encode",
        "base64decode" => "base64_decode",
        "hexToAscii" => "hex_to_text",
        "hexToDec" => {
            return Some(
                args[0]
                    .text()
                    .map(|text| Value::of_kind(call("hex_to_dec", vec![text]), kind::NUMBER)),
            );
        }
        "decToHex" => return Some(args[0].value().map(|value| dec_to_hex(&value))),
        "md5" => "md5_hex",
        "sha256" => "sha256_hex",
        _ => return None,
    };
    Some(
        args[0]
            .text()
            .map(|text| Value::text(call(kernel, vec![text]))),
    )
}

pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    use Type::{Kind, Text};
    vec![
        Kernel::new("url_encode", &[Text], Text, |args| {
            Ok(map(args, url::encode))
        })
        .udf(),
        Kernel::new("url_decode", &[Text], Text, |args| {
            Ok(map(args, url::decode))
        })
        .udf(),
        Kernel::new("base64_encode", &[Text], Text, |args| {
            Ok(map(args, base64::encode))
        })
        .udf(),
        Kernel::new("base64_decode", &[Text], Text, |args| {
            Ok(map(args, base64::decode))
        })
        .udf(),
        Kernel::new("hex_to_text", &[Text], Text, |args| {
            Ok(map(args, hex::decode))
        })
        .udf(),
        Kernel::new("hex_to_dec", &[Text], Text, |args| {
            Ok(map(args, hex::to_decimal))
        })
        .udf(),
        Kernel::new("dec_to_hex", &[Text, Kind], Text, |args| {
            Ok(hex::of_numbers(args))
        })
        .udf(),
        Kernel::new("md5_hex", &[Text], Text, |args| Ok(map(args, digest::md5))).udf(),
        Kernel::new("sha256_hex", &[Text], Text, |args| {
            Ok(map(args, digest::sha256))
        })
        .udf(),
    ]
}

/// A time is its milliseconds since the epoch, as in arithmetic.
fn dec_to_hex(value: &Value) -> Value {
    let number = match value {
        Value::Time(time) => Value::Integer(epoch_millis(time.clone())),
        other => other.clone(),
    };
    let args = vec![number.to_text(), number.kind_of_present()];
    Value::text(call("dec_to_hex", args))
}

/// Appends what becomes of a text; `None` when nothing does.
type Write = fn(&str, &mut Vec<u8>) -> Option<()>;

/// What becomes of each text; NULL when that is not UTF-8.
fn map(args: &[ArrayRef], write: Write) -> ArrayRef {
    let texts = args[0].as_string_view();
    let mut results = StringViewBuilder::with_capacity(texts.len());
    let mut bytes = Vec::new();
    for text in texts {
        bytes.clear();
        let written = text.and_then(|text| write(text, &mut bytes));
        results.append_option(written.and_then(|()| std::str::from_utf8(&bytes).ok()));
    }
    Arc::new(results.finish())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::function::general::check::{check, float, json, missing, number, text, time};

    #[test]
    fn urls() {
        check(
            "urlencode",
            &[text("a b&c=d/é~-_.")],
            Some("a%20b%26c%3Dd%2F%C3%A9~-_."),
        );
        check("urldecode", &[text("a%20b+c%2bd%C3%a9")], Some("a b c+dé"));
        for bad in ["%", "%4", "%zz", "%+1", "%ff"] {
            check("urldecode", &[text(bad)], None);
        }
    }

    #[test]
    fn base64() {
        check("base64encode", &[text("héllo")], Some("aMOpbGxv"));
        check("base64encode", &[text("a")], Some("YQ=="));
        check("base64decode", &[text("aMOpbGxv")], Some("héllo"));
        check("base64decode", &[text("YQ")], Some("a"));
        check("base64decode", &[text("Pz8/Pj4+")], Some("???>>>"));
        check("base64decode", &[text("Pz8_Pj4-")], Some("???>>>"));
        for bad in ["a", "a b=", "YQ===", "/w==", "YR==", "/_8="] {
            check("base64decode", &[text(bad)], None);
        }
    }

    #[test]
    fn hexadecimal() {
        check("hexToAscii", &[text("48656C6c6f")], Some("Hello"));
        check("hexToAscii", &[text("0xc3a9")], Some("é"));
        for bad in ["4", "4g", "ff", "é"] {
            check("hexToAscii", &[text(bad)], None);
        }
        check("hexToDec", &[text("ff")], Some("255"));
        check("hexToDec", &[text("-0X1f")], Some("-31"));
        check("hexToDec", &[number(10)], Some("16"));
        check(
            "hexToDec",
            &[text("ffffffffffffffff")],
            Some("18446744073709551615"),
        );
        for bad in ["", "0x", "-", "0xg", "+1", "--1", " 1"] {
            check("hexToDec", &[text(bad)], None);
        }
        check("hexToDec", &[text(&"f".repeat(33))], None);
        check("decToHex", &[number(255)], Some("0xff"));
        check("decToHex", &[float(-31.9)], Some("-0x1f"));
        check("decToHex", &[float(-0.5)], Some("0x0"));
        check("decToHex", &[text("4096")], Some("0x1000"));
        check("decToHex", &[json("true")], Some("0x1"));
        check("decToHex", &[time("1970-01-01T00:00:01Z")], Some("0x3e8"));
        check("decToHex", &[text("x")], None);
        check("decToHex", &[float(1e40)], None);
    }

    #[test]
    fn digests() {
        check("md5", &[text("")], Some("d41d8cd98f00b204e9800998ecf8427e"));
        check(
            "sha256",
            &[text("abc")],
            Some("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        );
    }

    #[test]
    fn what_is_no_text() {
        for name in [
            "urlencode",
            "urldecode",
            "base64encode",
            "base64decode",
            "hexToAscii",
            "hexToDec",
            "decToHex",
            "md5",
            "sha256",
        ] {
            check(name, &[missing()], None);
            check(name, &[json("{}")], None);
        }
        for name in ["urlencode", "urldecode", "base64encode", "base64decode"] {
            check(name, &[text("")], Some(""));
        }
        check("hexToAscii", &[text("")], Some(""));
        check("decToHex", &[text("")], None);
    }

    fn there(write: Write, text: &str) -> Option<String> {
        let mut bytes = Vec::new();
        write(text, &mut bytes)?;
        String::from_utf8(bytes).ok()
    }

    proptest! {
        #[test]
        fn there_and_back(text in ".*") {
            for (encode, decode) in [
                (url::encode as Write, url::decode as Write),
                (base64::encode, base64::decode),
            ] {
                let encoded = there(encode, &text).expect("all can be encoded");
                prop_assert!(encoded.is_ascii());
                prop_assert_eq!(there(decode, &encoded), Some(text.clone()));
            }
            let mut digits = Vec::new();
            for byte in text.bytes() {
                hex::push_byte::<false>(byte, &mut digits);
            }
            let digits = String::from_utf8(digits).expect("digits are ASCII");
            prop_assert_eq!(there(hex::decode, &digits), Some(text));
        }

        #[test]
        fn decoding_takes_anything(text in r"[%+A-Za-z0-9_/=\-é]*") {
            for decode in [url::decode as Write, base64::decode, hex::decode, hex::to_decimal] {
                let decoded = there(decode, &text);
                prop_assert!(decoded.is_none_or(|decoded| decoded.len() <= 4 * text.len()));
            }
        }

        #[test]
        fn numbers_there_and_back(number: i64) {
            let mut hexadecimal = String::new();
            hex::write_integer(i128::from(number), &mut hexadecimal).expect("memory takes all");
            let back = there(hex::to_decimal, &hexadecimal);
            prop_assert_eq!(back, Some(number.to_string()));
        }
    }
}
