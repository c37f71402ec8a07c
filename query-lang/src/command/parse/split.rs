//! Texts with a form of their own: `logfmt as pairs`, `csv as time, level`.

use pest::iterators::Pair;

use crate::command::parse::{ParsePattern, PatternAndColumns, count};
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::{Rule, inner, span_of};
use crate::span::{Span, Spanned};

/// The word for the form.
pub(super) fn word(pattern: &ParsePattern) -> &'static str {
    match pattern {
        ParsePattern::Csv => "csv",
        _ => "logfmt",
    }
}

pub(super) fn read(
    pair: Pair<'_, Rule>,
    columns: Vec<Spanned<String>>,
    multi: Option<Span>,
) -> Result<PatternAndColumns, Diagnostic> {
    let keyword = inner(pair);
    let span = span_of(&keyword);
    let pattern = match keyword.as_rule() {
        Rule::kw_csv => ParsePattern::Csv,
        _ => ParsePattern::Logfmt,
    };
    if let Some(multi) = multi {
        let name = word(&pattern);
        return Err(Diagnostic::error(
            Code::InvalidOption,
            format!("`{name}` takes the text as a whole"),
        )
        .label(multi, "only behind a text with `*` or a regex")
        .help("remove `multi`"));
    }
    if let (ParsePattern::Logfmt, [first, .., last]) = (&pattern, columns.as_slice()) {
        let names = count(columns.len(), "name");
        return Err(Diagnostic::error(
            Code::ColumnCount,
            format!("`logfmt` gives one column, not {names}"),
        )
        .label(first.span.to(last.span), names)
        .label(span, "gives all pairs together")
        .help(format!(
            "name it once and use its members: `parse logfmt as m | fields m.{}`",
            first.value
        )));
    }
    Ok((pattern, columns))
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check_first as check;

    #[test]
    fn forms() {
        check("parse LOGFMT AS m", "parse logfmt as m");
        check("parse m logfmt as `a b`", "parse m logfmt as `a b`");
        check("parse f(a) csv as a,b , c", "parse f(a) csv as a, b, c");
        check("parse logfmt csv as as", "parse logfmt csv as as");
        check("parse csv 'a*' as l", "parse csv 'a*' as l");
    }

    #[test]
    fn mistakes() {
        check(
            "parse logfmt as a, b",
            "error[E0117]: `logfmt` gives one column, not 2 names",
        );
        check(
            "parse m csv as a, b multi",
            "error[E0133]: `csv` takes the text as a whole",
        );
        check(
            "parse m csv as a, a",
            "error[E0118]: the name `a` is given twice",
        );
        check(
            "parse m csv",
            "error[E0102]: expected `as`, found the end of the query",
        );
    }
}
