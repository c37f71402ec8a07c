//! `m.a.b`, `m[0]`: members of a value that is an object or array.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::UInt8Type;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Expr, ScalarUDF, lit};
use taffrail_extract::{Column, Extractor, Path, Want, kind};

use super::value::Value;
use crate::kernel::{Kernel, Type, text_literal};
use crate::registry::call;

/// The value that stands at a flattened path in `value`, by the rules for fields of an event: the
/// first occurrence counts, a key with a dot is as two, a segment of digits is an index too.
/// NULL when `value` is no object or array.
pub(crate) fn member(value: &Value, path: &str) -> Value {
    let Value::Dynamic { text, .. } = value else {
        return Value::Dynamic {
            text: lit(ScalarValue::Utf8View(None)),
            kind: lit(ScalarValue::UInt8(None)),
            number: None,
        };
    };
    let part = |kernel: &str| -> Expr {
        let path = text_literal(path);
        call(kernel, vec![text.clone(), value.kind_of_present(), path])
    };
    Value::Dynamic {
        text: part("member_text"),
        kind: part("member_kind"),
        number: Some(part("member_number")),
    }
}

/// One kernel for each of the columns that a scan makes of a path.
pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    use Type::{Kind, Number, Text};
    let args = [Text, Kind, Text];
    vec![
        Kernel::new("member_text", &args, Text, |args| {
            Ok(members(args, Want::Text))
        })
        .udf(),
        Kernel::new("member_kind", &args, Kind, |args| {
            Ok(members(args, Want::Kind))
        })
        .udf(),
        Kernel::new("member_number", &args, Number, |args| {
            Ok(members(args, Want::Number))
        })
        .udf(),
    ]
}

/// `member_text(text, kind, path)` and its like. The path is a constant of the plan.
fn members(args: &[ArrayRef], want: Want) -> ArrayRef {
    let texts = args[0].as_string_view();
    let kinds = args[1].as_primitive::<UInt8Type>();
    let paths = args[2].as_string_view();
    let path = if paths.is_empty() { "" } else { paths.value(0) };
    let path = Path::parse(path);
    let mut rows = Extractor::new(&[Column { path, want }]).rows();
    for (text, kind) in texts.iter().zip(kinds) {
        // What is no container has no members.
        rows.push_value(match (text, kind) {
            (Some(text), Some(kind::OBJECT | kind::ARRAY)) => text.as_bytes(),
            _ => b"",
        });
    }
    rows.finish().columns.remove(0)
}

#[cfg(test)]
mod tests {
    use arrow::array::{StringViewArray, UInt8Array};

    use super::*;

    #[track_caller]
    fn check(json: &str, path: &str, expected: Option<(&str, u8)>) {
        let kind = match json.as_bytes() {
            [b'{', ..] => kind::OBJECT,
            [b'[', ..] => kind::ARRAY,
            _ => kind::STRING,
        };
        let args: [ArrayRef; 3] = [
            Arc::new(StringViewArray::from(vec![json])),
            Arc::new(UInt8Array::from(vec![kind])),
            Arc::new(StringViewArray::from(vec![path])),
        ];
        let texts = members(&args, Want::Text);
        let kinds = members(&args, Want::Kind);
        let text = texts.as_string_view().iter().next().expect("a row");
        let kind = kinds.as_primitive::<UInt8Type>().iter().next();
        assert_eq!(text.zip(kind.expect("a row")), expected, "{path} of {json}");
    }

    #[test]
    fn as_fields_of_an_event() {
        let json = r#"{"a":{"b":"x"},"a":1,"c.d":2,"e":null,"f":[1,{"g":true}],"h":"\ud800\n"}"#;
        check(json, "a.b", Some(("x", kind::STRING)));
        check(json, "a", Some((r#"{"b":"x"}"#, kind::OBJECT)));
        check(json, "c.d", Some(("2", kind::NUMBER)));
        check(json, "e", None);
        check(json, "f.1.g", Some(("true", kind::BOOLEAN)));
        check(json, "f.2", None);
        check(json, "f", Some((r#"[1,{"g":true}]"#, kind::ARRAY)));
        check(json, "h", Some(("\u{fffd}\n", kind::STRING)));
        check(json, "missing", None);
    }

    #[test]
    fn of_arrays() {
        check(r#"[["a"],"b"]"#, "0.0", Some(("a", kind::STRING)));
        check(r#"[["a"],"b"]"#, "1", Some(("b", kind::STRING)));
        check(r#"[["a"],"b"]"#, "2", None);
        check(r#"[["a"],"b"]"#, "a", None);
    }

    #[test]
    fn of_scalars() {
        check("text", "a", None);
        check("1", "0", None);
    }
}
