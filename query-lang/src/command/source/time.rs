//! `start=-1d`, `end=now`: the ends of a range of time.

use std::fmt;

use crate::ast::Period;
use crate::command::option::Given;
use crate::diagnostic::Diagnostic;
use crate::parser::literal::period_in;
use crate::span::Spanned;

/// An end of a range of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceTime {
    /// Milliseconds since the beginning of 1970, UTC.
    Millis(i64),
    /// `now`
    Now,
    /// `-1d`: so long before now.
    Ago(Period),
    /// `+1h`: so long after now.
    Ahead(Period),
}

pub(super) fn read(option: &Given<'_>) -> Result<Spanned<SourceTime>, Diagnostic> {
    let text = option.text()?;
    let time = time(&text.value).ok_or_else(|| {
        option.unlike(
            "milliseconds since 1970, `now` or a period with a sign",
            "-1d",
        )
    })?;
    Ok(Spanned::new(time, text.span))
}

fn time(text: &str) -> Option<SourceTime> {
    if text.eq_ignore_ascii_case("now") {
        return Some(SourceTime::Now);
    }
    if let Some(ago) = text.strip_prefix('-') {
        return period_in(ago).map(SourceTime::Ago);
    }
    if let Some(ahead) = text.strip_prefix('+') {
        return period_in(ahead).map(SourceTime::Ahead);
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| digits).map(SourceTime::Millis)
}

impl fmt::Display for SourceTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Millis(millis) => write!(f, "{millis}"),
            Self::Now => f.write_str("now"),
            Self::Ago(period) => write!(f, "-{period}"),
            Self::Ahead(period) => write!(f, "+{period}"),
        }
    }
}

#[cfg(test)]
mod tests {
    fn check(time: &str, expected: &str) {
        let shown = match crate::parse(&format!("SOURCE a start={time}")) {
            Ok(query) => query.commands[0].value.to_string(),
            Err(mistakes) => mistakes[0].to_string(),
        };
        assert_eq!(shown.trim_start_matches("SOURCE 'a' start="), expected);
    }

    #[test]
    fn forms() {
        check("1770388147000", "1770388147000");
        check("NOW", "now");
        check("-1day", "-1d");
        check("'+90m'", "+90m");
    }

    #[test]
    fn mistakes() {
        for time in [
            "-1",
            "1d",
            "0x1",
            "-0d",
            "-1x",
            "2026-01-01T00:00",
            "99999999999999999999",
        ] {
            check(
                time,
                "error[E0133]: the option `start=` takes milliseconds since 1970, `now` or a \
                 period with a sign",
            );
        }
    }
}
