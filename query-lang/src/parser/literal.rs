//! Texts, numbers and periods.

use pest::iterators::Pair;

use crate::ast::{NumberLiteral, Period, Unit};
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::{Rule, span_of, whole};

/// The text between the quotes, unescaped.
pub(crate) fn text(pair: &Pair<'_, Rule>) -> String {
    let quoted = pair.as_str();
    unescape(&quoted[1..quoted.len() - 1])
}

/// `\" \' \\ \n \t \r` become one character, any other backslash stays (reference 1.5).
pub(crate) fn unescape(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some(quoted @ ('"' | '\'' | '\\')) => out.push(quoted),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

pub(crate) fn number(pair: &Pair<'_, Rule>) -> Result<NumberLiteral, Diagnostic> {
    let text = pair.as_str();
    if let Ok(whole) = text.parse::<i128>()
        && let Some(whole) = NumberLiteral::whole(whole)
    {
        return Ok(whole);
    }
    match text.parse::<f64>() {
        Ok(float) if float.is_finite() => Ok(NumberLiteral::Float(float)),
        _ => Err(
            Diagnostic::error(Code::InvalidNumber, "the number is too large")
                .label(span_of(pair), "more than a double can hold"),
        ),
    }
}

/// The number that the text is as a whole.
pub(crate) fn number_in(text: &str) -> Option<NumberLiteral> {
    number(&whole(Rule::number, text)?).ok()
}

pub(crate) fn whole_number(pair: &Pair<'_, Rule>) -> Result<u64, Diagnostic> {
    pair.as_str().parse().map_err(|_| {
        Diagnostic::error(Code::InvalidNumber, "the number is too large")
            .label(span_of(pair), format!("more than {}", u64::MAX))
    })
}

pub(crate) fn period(pair: &Pair<'_, Rule>) -> Result<Period, Diagnostic> {
    let text = pair.as_str();
    let (digits, unit) = split(text);
    let Some(unit) = Unit::find(unit) else {
        return Err(Diagnostic::error(
            Code::InvalidPeriod,
            format!("`{unit}` is not a unit of time"),
        )
        .label(span_of(pair), "expected a period such as `5m`")
        .help("the units are `ms`, `s`, `m`, `h`, `d`, `w`, `mo`, `q` and `y`"));
    };
    match digits.parse() {
        Ok(0) => Err(
            Diagnostic::error(Code::InvalidPeriod, "a period cannot be zero")
                .label(span_of(pair), "expected at least 1"),
        ),
        Ok(count) => Ok(Period { count, unit }),
        Err(_) => Err(
            Diagnostic::error(Code::InvalidPeriod, "the period is too long")
                .label(span_of(pair), format!("more than {} units", u64::MAX)),
        ),
    }
}

/// The period that the text is as a whole.
pub(crate) fn period_in(text: &str) -> Option<Period> {
    period(&whole(Rule::period, text)?).ok()
}

/// What begins with a digit and is no number: a period where none belongs, or a mistake.
pub(crate) fn malformed(pair: &Pair<'_, Rule>) -> Diagnostic {
    let text = pair.as_str();
    let (digits, unit) = split(text);
    if Unit::find(unit).is_some() {
        return Diagnostic::error(Code::MisplacedPeriod, format!("a period `{text}` cannot stand here"))
            .label(span_of(pair), "only as the argument of a function")
            .help(format!(
                "as in `bin({digits}{unit})`; times and differences of times are numbers of milliseconds"
            ));
    }
    Diagnostic::error(
        Code::InvalidNumber,
        format!("`{text}` is neither a number nor a name"),
    )
    .label(span_of(pair), "begins with a digit")
    .help(format!(
        "a value is quoted: `'{text}'`; a name is back-quoted: `` `{text}` ``"
    ))
}

fn split(period: &str) -> (&str, &str) {
    period.split_at(
        period
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(period.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn only_the_known_escapes_are_unescaped() {
        assert_eq!(unescape(r#"a\"b\'c\\d\ne\tf\rg"#), "a\"b'c\\d\ne\tf\rg");
        assert_eq!(unescape(r"\d+ \* \"), r"\d+ \* \");
    }
}
