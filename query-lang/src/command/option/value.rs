//! What stands behind the `=` of an option, and the kinds that it may be of.

use pest::iterators::Pair;

use crate::ast::{FieldRef, NumberLiteral};
use crate::command::option::in_words;
use crate::diagnostic::{Code, Diagnostic};
use crate::function::closest;
use crate::parser::{Rule, inner, literal, name, span_of};
use crate::span::{Span, Spanned};

/// An option as it was given.
pub(in crate::command) struct Given<'a> {
    /// What it is called, and where it was named.
    pub(in crate::command) name: Spanned<&'static str>,
    /// A `field` pair, or what is inside of an `option_value`.
    value: Pair<'a, Rule>,
}

impl<'a> Given<'a> {
    pub(super) fn new(name: Spanned<&'static str>, value: Pair<'a, Rule>) -> Self {
        let value = match value.as_rule() {
            Rule::option_value => inner(value),
            _ => value,
        };
        Self { name, value }
    }

    /// Where the value was written.
    pub(in crate::command) fn span(&self) -> Span {
        span_of(&self.value)
    }

    /// The ends of a `1-4`.
    pub(in crate::command) fn range(&self) -> Result<Option<(u64, u64)>, Diagnostic> {
        if self.value.as_rule() != Rule::number_range {
            return Ok(None);
        }
        let mut ends = self.value.clone().into_inner();
        let (Some(first), Some(last)) = (ends.next(), ends.next()) else {
            unreachable!("a range has two ends")
        };
        let ends = (
            literal::whole_number(&first)?,
            literal::whole_number(&last)?,
        );
        Ok(Some(ends))
    }

    /// The value when it is not quoted in any way.
    pub(in crate::command) fn bare(&self) -> Option<&'a str> {
        (self.value.as_rule() == Rule::bare_value).then(|| self.value.as_str())
    }

    /// The value as a text, quotes removed.
    pub(in crate::command) fn text(&self) -> Result<Spanned<String>, Diagnostic> {
        let text = match self.value.as_rule() {
            Rule::text => literal::text(&self.value),
            Rule::quoted_name | Rule::at_quoted => name::segment(self.value.clone())?,
            _ => self.value.as_str().to_owned(),
        };
        Ok(Spanned::new(text, self.span()))
    }

    /// The value as one of these words.
    pub(super) fn word<T: Copy>(&self, words: &[(&str, T)]) -> Result<T, Diagnostic> {
        let typed = self.text()?.value;
        let found = words.iter().find(|it| it.0.eq_ignore_ascii_case(&typed));
        found.map(|it| it.1).ok_or_else(|| {
            let name = self.name.value;
            let words: Vec<&str> = words.iter().map(|it| it.0).collect();
            let forms: Vec<String> = words.iter().map(|it| format!("{name}={it}")).collect();
            let help = match closest(&typed, words.iter().copied()) {
                Some(near) => format!("did you mean `{name}={near}`?"),
                None => format!("write {}", in_words(&forms, "or")),
            };
            self.unfit(&in_words(&words, "or"), help)
        })
    }

    /// The value as a whole number that is not zero.
    pub(super) fn count(&self) -> Result<Spanned<u64>, Diagnostic> {
        match self.bare().map(str::parse) {
            Some(Ok(count)) if count > 0 => Ok(Spanned::new(count, self.span())),
            _ => Err(self.unlike("a whole number of at least 1", "5")),
        }
    }

    /// The value as a number that is not negative.
    pub(super) fn number(&self) -> Result<Spanned<NumberLiteral>, Diagnostic> {
        match self.bare().and_then(literal::number_in) {
            Some(number) if !number.is_negative() => Ok(Spanned::new(number, self.span())),
            _ => Err(self.unlike("a number of at least 0", "2.5")),
        }
    }

    /// The value as a name.
    pub(super) fn name(&self) -> Result<Spanned<String>, Diagnostic> {
        let name = self.text()?;
        let quoted = self.bare().is_none() && self.range()?.is_none() && !name.value.is_empty();
        if quoted || name::is_bare(&name.value) {
            return Ok(name);
        }
        Err(self.unlike("a name", "total"))
    }

    /// The value as a field.
    pub(super) fn field(&self) -> Result<Spanned<FieldRef>, Diagnostic> {
        name::field(self.value.clone())
    }

    /// The diagnostic for a value of another kind than the expected one, such as `example`.
    pub(in crate::command) fn unlike(&self, expected: &str, example: &str) -> Diagnostic {
        self.unfit(expected, format!("as in `{}={example}`", self.name.value))
    }

    fn unfit(&self, expected: &str, help: String) -> Diagnostic {
        Diagnostic::error(
            Code::InvalidOption,
            format!("the option `{}=` takes {expected}", self.name.value),
        )
        .label(self.span(), "not that")
        .help(help)
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check_help;

    #[test]
    fn words() {
        check_help(
            "addtotals row=1",
            "the option `row=` takes `true` or `false`",
            "write `row=true` or `row=false`",
        );
        check_help(
            "appendcols override=flase (fields a)",
            "the option `override=` takes `true` or `false`",
            "did you mean `override=false`?",
        );
        check_help(
            "outlier action=drop cpu",
            "the option `action=` takes `remove` or `transform`",
            "write `action=remove` or `action=transform`",
        );
    }

    #[test]
    fn numbers() {
        for value in ["big", "-1", "'1'", "1e999", "5m", "inf", "1:2"] {
            check_help(
                &format!("outlier param={value} cpu"),
                "the option `param=` takes a number of at least 0",
                "as in `param=2.5`",
            );
        }
        for value in ["0", "-1", "many", "1.5", "1-2", "99999999999999999999"] {
            check_help(
                &format!("appendcols max={value} (fields a)"),
                "the option `max=` takes a whole number of at least 1",
                "as in `max=5`",
            );
        }
    }

    #[test]
    fn names() {
        for value in ["5", "a-b", "''", "1-2", "a..b"] {
            check_help(
                &format!("addtotals fieldname={value}"),
                "the option `fieldname=` takes a name",
                "as in `fieldname=total`",
            );
        }
    }
}
