//! Texts (reference: Logs Insights, "string functions").
//!
//! Positions and lengths count code points. Numbers are taken as they are written out.

mod replace;
mod slice;
mod split;

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::functions::string::expr_fn::{
    btrim, concat, contains, ends_with, lower, ltrim, replace, rtrim, starts_with, upper,
};
use datafusion::functions::unicode::expr_fn::character_length;
use datafusion::logical_expr::{Expr, ScalarUDF, cast, lit, not, when};
use regex::Regex;
use taffrail_extract::kind;
use taffrail_query_lang::{Code, Diagnostic};

use super::{Argument, ArgumentKind, CallContext};
use crate::dynamic::Value;
use crate::kernel::{Kernel, Type, text_literal};
use crate::registry::call;

pub(super) fn plan(
    name: &str,
    args: &[Argument],
    _: &CallContext,
) -> Option<Result<Value, Diagnostic>> {
    Some(match name {
        "isempty" => args[0].any_text().map(|text| is_empty(&text, text.clone())),
        "isblank" => args[0]
            .any_text()
            .map(|text| is_empty(&text, btrim(of_white_space(text.clone())))),
        "concat" => joined(args),
        "ltrim" => trimmed(args, ltrim),
        "rtrim" => trimmed(args, rtrim),
        "trim" => trimmed(args, btrim),
        "strlen" => args[0]
            .text()
            .map(|text| Value::Integer(cast(character_length(text), Type::Integer.data_type()))),
        "toupper" => args[0].text().map(|text| Value::text(upper(text))),
        "tolower" => args[0].text().map(|text| Value::text(lower(text))),
        "substr" => substr(args),
        "replace" => texts(args).map(replaced),
        "regexReplace" => regex_replace(args),
        "split" => texts(args).map(|texts| Value::of_kind(call("split_text", texts), kind::ARRAY)),
        "strcontains" => strcontains(args),
        "startsWith" => compared(args, starts_with),
        "endsWith" => compared(args, ends_with),
        _ => return None,
    })
}

pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    use Type::{Number, Text};
    vec![
        Kernel::new("slice_text", &[Text, Number, Number], Text, |args| {
            Ok(slice::slices(args))
        })
        .udf(),
        Kernel::new("split_text", &[Text, Text], Text, |args| {
            Ok(split::parts(args))
        })
        .udf(),
        Kernel::new("regex_replace", &[Text, Text, Text], Text, |args| {
            Ok(replace::replaced(args))
        })
        .udf(),
    ]
}

/// `concat(text, ...)`: a missing part is an empty text; an object or array gives NULL.
fn joined(args: &[Argument]) -> Result<Value, Diagnostic> {
    let values = args
        .iter()
        .map(Argument::value)
        .collect::<Result<Vec<_>, _>>()?;
    let joined = concat(values.iter().map(Value::to_text).collect());
    let structured = values.iter().filter(|value| value.may_be_structure());
    Ok(Value::text(structured.fold(joined, |joined, value| {
        call("scalar_text", vec![joined, value.kind()])
    })))
}

fn texts(args: &[Argument]) -> Result<Vec<Expr>, Diagnostic> {
    args.iter().map(Argument::text).collect()
}

/// Whether `part` of `text` is empty, or `text` is missing.
fn is_empty(text: &Expr, part: Expr) -> Value {
    Value::Boolean(text.clone().is_null().or(part.eq(text_literal(""))))
}

/// Removes the characters of the second argument from the ends, white space without one.
fn trimmed(args: &[Argument], trim: fn(Vec<Expr>) -> Expr) -> Result<Value, Diagnostic> {
    let texts = texts(args)?;
    Ok(Value::text(trim(match <[Expr; 1]>::try_from(texts) {
        Ok([text]) => of_white_space(text),
        Err(texts) => texts,
    })))
}

/// Arguments of a trim that removes white space.
fn of_white_space(text: Expr) -> Vec<Expr> {
    vec![text, text_literal(WHITE_SPACE)]
}

/// What Unicode calls white space.
const WHITE_SPACE: &str = "\t\n\u{b}\u{c}\r \u{85}\u{a0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\
    \u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}";

/// `substr(text, start)`, `substr(text, start, length)`, `start` counted from 0.
fn substr(args: &[Argument]) -> Result<Value, Diagnostic> {
    let to_the_end = lit(f64::from(u32::MAX));
    let length = args.get(2).map_or(Ok(to_the_end), Argument::number)?;
    Ok(Value::text(call(
        "slice_text",
        vec![args[0].text()?, args[1].number()?, length],
    )))
}

/// `replace(text, find, with)`: every occurrence. An empty `find` occurs nowhere.
fn replaced(texts: Vec<Expr>) -> Value {
    let [text, find, with] =
        <[Expr; 3]>::try_from(texts).expect("the arity of `replace` was checked");
    Value::text(cast(replace(text, find, with), Type::Text.data_type()))
}

/// `regexReplace(text, pattern, with)`: every match; `\1` and `$1` in `with` are groups.
fn regex_replace(args: &[Argument]) -> Result<Value, Diagnostic> {
    let pattern = &args[1];
    let literal = match &pattern.kind {
        ArgumentKind::Regex(regex) => Some(regex.as_str()),
        _ => pattern.literal_text(),
    };
    if let Some(Err(error)) = literal.map(Regex::new) {
        return Err(bad_regex(pattern, &error));
    }
    let regex = literal.map_or_else(|| pattern.text(), |regex| Ok(text_literal(regex)))?;
    let args = vec![args[0].text()?, regex, args[2].text()?];
    Ok(Value::text(call("regex_replace", args)))
}

fn bad_regex(pattern: &Argument, error: &regex::Error) -> Diagnostic {
    // The last line says what is wrong, those before draw the place.
    let error = error.to_string();
    let reason = error.lines().last().unwrap_or_default();
    let reason = reason.strip_prefix("error: ").unwrap_or(reason);
    Diagnostic::error(
        Code::InvalidRegex,
        "the regular expression does not compile",
    )
    .label(pattern.span, reason)
}

/// `strcontains(text, find)`, `strcontains(text, find, true)`: with case ignored.
fn strcontains(args: &[Argument]) -> Result<Value, Diagnostic> {
    let (text, find) = (args[0].text()?, args[1].text()?);
    let exact = contains(text.clone(), find.clone());
    let Some(ignore_case) = args.get(2) else {
        return Ok(Value::Boolean(exact));
    };
    let ignore_case = ignore_case.condition()?;
    let case = when(ignore_case.clone(), contains(lower(text), lower(find)))
        .when(not(ignore_case), exact)
        .end()
        .expect("both branches are truths");
    Ok(Value::Boolean(case))
}

fn compared(args: &[Argument], compare: fn(Expr, Expr) -> Expr) -> Result<Value, Diagnostic> {
    Ok(Value::Boolean(compare(args[0].text()?, args[1].text()?)))
}

#[cfg(test)]
mod tests {
    use crate::function::general::check::{
        check, check_refused, float, json, missing, number, regex, text, truth,
    };

    #[test]
    fn emptiness() {
        for (value, empty, blank) in [("", "1", "1"), (" \t\u{3000}", "0", "1"), (" a", "0", "0")] {
            check("isempty", &[text(value)], Some(empty));
            check("isblank", &[text(value)], Some(blank));
        }
        check("isempty", &[missing()], Some("1"));
        check("isblank", &[missing()], Some("1"));
    }

    #[test]
    fn joining() {
        check(
            "concat",
            &[text("a"), missing(), number(1), float(2.5)],
            Some("a12.5"),
        );
        check("concat", &[missing()], Some(""));
    }

    #[test]
    fn trimming() {
        check("trim", &[text(" \ta b\n ")], Some("a b"));
        check("ltrim", &[text("  a ")], Some("a "));
        check("rtrim", &[text("  a ")], Some("  a"));
        check("trim", &[text("xyZxyfooxyxyZ"), text("xyZ")], Some("foo"));
        check(
            "ltrim",
            &[text("xyZxyfooxyxyZ"), text("xyZ")],
            Some("fooxyxyZ"),
        );
        check(
            "rtrim",
            &[text("xyZxyfooxyxyZ"), text("xyZ")],
            Some("xyZxyfoo"),
        );
        check("trim", &[text(" a "), text("a")], Some(" a "));
        check("trim", &[missing()], None);
    }

    #[test]
    fn length_and_case() {
        check("strlen", &[text("aé日")], Some("3"));
        check("strlen", &[missing()], None);
        check("toupper", &[text("aé1")], Some("AÉ1"));
        check("tolower", &[text("AÉ1")], Some("aé1"));
    }

    #[test]
    fn slices() {
        check(
            "substr",
            &[text("xyZfooxyZ"), number(3), number(3)],
            Some("foo"),
        );
        check("substr", &[text("xyZfooxyZ"), number(3)], Some("fooxyZ"));
        check(
            "substr",
            &[text("aé日本"), number(1), number(2)],
            Some("é日"),
        );
        check("substr", &[text("abc"), number(5)], Some(""));
        check("substr", &[text("abc"), number(-1), number(2)], Some("ab"));
        check("substr", &[text("abc"), number(1), number(-2)], Some(""));
        check("substr", &[text("abc"), text("b")], None);
    }

    #[test]
    fn replacing() {
        check(
            "replace",
            &[text("foo.bar.baz"), text("."), text("")],
            Some("foobarbaz"),
        );
        check("replace", &[text("foo"), text(""), text("x")], Some("foo"));
        check("replace", &[missing(), text("a"), text("b")], None);
    }

    #[test]
    fn replacing_matches() {
        let swap = regex(r"(\w+)@(\w+)");
        check(
            "regexReplace",
            &[text("a@b c@d"), swap, text(r"\2=$1")],
            Some("b=a d=c"),
        );
        check(
            "regexReplace",
            &[text("id 4711"), text(r"\d+"), text("#")],
            Some("id #"),
        );
        check(
            "regexReplace",
            &[text("abc"), text(r"\d+"), text("#")],
            Some("abc"),
        );
        check(
            "regexReplace",
            &[text("5"), text(r"\d"), text(r"$$1 \\ \0x ${0}")],
            Some(r"$1 \ 5x 5"),
        );
        check(
            "regexReplace",
            &[text("ab"), text("(?<x>a)b"), text("${x}$9c")],
            Some("ac"),
        );
        check_refused(
            "regexReplace",
            &[text("a"), text("("), text("b")],
            "the regular expression does not compile",
        );
    }

    #[test]
    fn splitting() {
        check(
            "split",
            &[text("a,b\"é,,"), text(",")],
            Some(r#"["a","b\"é","",""]"#),
        );
        check("split", &[text("a::b"), text("::")], Some(r#"["a","b"]"#));
        check("split", &[text("ab"), text("")], Some(r#"["ab"]"#));
        check("split", &[text(""), text(",")], Some(r#"[""]"#));
        check("split", &[number(12), text("2")], Some(r#"["1",""]"#));
        check("split", &[missing(), text(",")], None);
        check("split", &[text("a"), missing()], None);
    }

    /// Objects and arrays are no texts: they give NULL, but they are not empty.
    #[test]
    fn objects() {
        for name in ["strlen", "toupper", "trim"] {
            check(name, &[json("{}")], None);
        }
        check("concat", &[text("a"), json("{}")], None);
        check("strcontains", &[text("a{}"), json("{}")], None);
        check("substr", &[json("{}"), number(0)], None);
        check("replace", &[json("{}"), text("{"), text("[")], None);
        check("isempty", &[json("{}")], Some("0"));
        check("isblank", &[json("{}")], Some("0"));
    }

    #[test]
    fn searching() {
        check("strcontains", &[text("GetObject"), text("Obj")], Some("1"));
        check("strcontains", &[text("GetObject"), text("obj")], Some("0"));
        check(
            "strcontains",
            &[text("GetObject"), text("obj"), truth(true)],
            Some("1"),
        );
        check(
            "strcontains",
            &[text("GetObject"), text("obj"), truth(false)],
            Some("0"),
        );
        check("strcontains", &[missing(), text("obj")], None);
        check("startsWith", &[text("GetObject"), text("Get")], Some("1"));
        check("endsWith", &[text("GetObject"), text("Get")], Some("0"));
    }
}
