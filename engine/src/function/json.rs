//! JSON within values (reference: Logs Insights, "JSON functions" and "structure types").
//!
//! An object or array is its compact JSON with the kind of its token, as in a field of a log.

mod array;
mod parse;

use std::sync::Arc;

use datafusion::logical_expr::{Expr, ScalarUDF, lit};
use taffrail_extract::kind;
use taffrail_query_lang::Diagnostic;
use taffrail_query_lang::ast::NumberLiteral;

use super::{Argument, ArgumentKind, CallContext};
use crate::dynamic::{Side, Value};
use crate::kernel::{Kernel, Type, text_literal};
use crate::registry::call;

pub(super) fn plan(
    name: &str,
    args: &[Argument],
    _: &CallContext,
) -> Option<Result<Value, Diagnostic>> {
    Some(match name {
        "jsonParse" => of_value("json_parse", &args[0]).map(Value::structure),
        "jsonStringify" => of_value("json_stringify", &args[0]).map(Value::text),
        "jsonArraySize" => of_value("json_array_size", &args[0]).map(Value::Integer),
        "jsonArrayContains" => array_contains(args),
        _ => return None,
    })
}

pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    use Type::{Boolean, Integer, Kind, Text};
    let value = [Text, Kind];
    vec![
        Kernel::new("json_parse", &value, Text, |args| Ok(parse::parsed(args))).udf(),
        Kernel::new("json_stringify", &value, Text, |args| {
            Ok(parse::stringified(args))
        })
        .udf(),
        Kernel::new("json_array_size", &value, Integer, |args| {
            Ok(array::sizes(args))
        })
        .udf(),
        Kernel::new(
            "json_array_contains",
            &[Text, Kind, Text, Kind],
            Boolean,
            |args| Ok(array::contain(args)),
        )
        .udf(),
    ]
}

/// A kernel over the text and the kind of a value.
fn of_value(kernel: &str, argument: &Argument) -> Result<Expr, Diagnostic> {
    argument
        .value()
        .map(|value| call(kernel, vec![value.to_text(), value.kind_of_present()]))
}

/// `jsonArrayContains(array, value)`.
fn array_contains(args: &[Argument]) -> Result<Value, Diagnostic> {
    let array = args[0].value()?;
    let mut operands = vec![array.to_text(), array.kind_of_present()];
    operands.extend(match &args[1].kind {
        ArgumentKind::Scalar(Side::Boolean(truth)) => {
            [text_literal(truth.to_string()), lit(kind::BOOLEAN)]
        }
        // As it was written: a double would lose digits of it.
        ArgumentKind::Scalar(Side::Number(NumberLiteral::Integer(number))) => {
            [text_literal(number.to_string()), lit(kind::NUMBER)]
        }
        _ => {
            let value = args[1].value()?;
            [value.to_text(), value.kind_of_present()]
        }
    });
    Ok(Value::Boolean(call("json_array_contains", operands)))
}

#[cfg(test)]
mod tests {
    use crate::function::general::check::{
        check, float, json, missing, nested, number, text, truth,
    };

    #[test]
    fn parsing() {
        check(
            "jsonParse",
            &[text("\n {\"a\" : [1, \"x y\"]} ")],
            Some(r#"{"a":[1,"x y"]}"#),
        );
        check("jsonParse", &[text("[]")], Some("[]"));
        check("jsonParse", &[json(r#"{"a":1}"#)], Some(r#"{"a":1}"#));
        for other in [
            "", "1", "\"a\"", "null", "{", "{}x", "[1,]", "{'a':1}", "{a:1}", "[01]",
        ] {
            check("jsonParse", &[text(other)], None);
        }
        check("jsonParse", &[number(1)], None);
        check("jsonParse", &[missing()], None);
        let deep = "[".repeat(10_000) + &"]".repeat(10_000);
        check("jsonParse", &[text(&deep)], Some(&deep));
    }

    #[test]
    fn writing() {
        let parsed = || nested("jsonParse", &[text("[1, \"é\"]")]);
        check("jsonStringify", &[parsed()], Some("[1,\"é\"]"));
        check("jsonStringify", &[json("{}")], Some("{}"));
        check("jsonStringify", &[text("[1]")], None);
        check("jsonStringify", &[number(1)], None);
        check("jsonStringify", &[missing()], None);
        check("strlen", &[nested("jsonStringify", &[parsed()])], Some("7"));
        check("strlen", &[parsed()], None);
    }

    #[test]
    fn sizes() {
        check(
            "jsonArraySize",
            &[text("[1, [2, 3], {\"a\": 4}]")],
            Some("3"),
        );
        check("jsonArraySize", &[text(" [ ] ")], Some("0"));
        check(
            "jsonArraySize",
            &[nested("jsonParse", &[text("[1,2]")])],
            Some("2"),
        );
        for other in ["{}", "[1", "1", "", "[1] 2"] {
            check("jsonArraySize", &[text(other)], None);
        }
        check("jsonArraySize", &[json("{}")], None);
        check("jsonArraySize", &[missing()], None);
    }

    #[test]
    fn members() {
        let array =
            || text(r#"["a", "B\n", 1.50, 12, "12", true, null, [7], {"k": "v"}, "\u00e9"]"#);
        for (value, found) in [
            (text("a"), "1"),
            (text("A"), "0"),
            (text("b"), "0"),
            (text("B\n"), "1"),
            (text("é"), "1"),
            (text("12"), "1"),
            (text("1.50"), "0"),
            (text("true"), "0"),
            (text("null"), "0"),
            (text("v"), "0"),
            (text("k"), "0"),
            (float(1.5), "1"),
            (number(12), "1"),
            (float(12.0), "1"),
            (number(7), "0"),
            (truth(true), "1"),
            (truth(false), "0"),
            (json("true"), "1"),
            (json(r#"{"k":"v"}"#), "0"),
        ] {
            check("jsonArrayContains", &[array(), value], Some(found));
        }
        let large = text("[18446744073709551615]");
        check(
            "jsonArrayContains",
            &[large.clone(), number(18_446_744_073_709_551_615)],
            Some("1"),
        );
        check(
            "jsonArrayContains",
            &[large, number(18_446_744_073_709_551_614)],
            Some("0"),
        );
    }

    #[test]
    fn members_of_what_is_no_array() {
        for other in ["", "[]", "[\"a\"", "{\"a\":\"a\"}", "a", "[\"a\"] a"] {
            check("jsonArrayContains", &[text(other), text("a")], Some("0"));
        }
        check("jsonArrayContains", &[number(1), number(1)], Some("0"));
        check("jsonArrayContains", &[missing(), text("a")], None);
        check("jsonArrayContains", &[text("[]"), missing()], None);
    }
}
