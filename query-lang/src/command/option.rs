//! Options of commands, `type=left`, and clauses that may stand in any order.

mod value;

use pest::iterators::Pair;

pub(super) use self::value::Given;

use crate::ast::{FieldRef, NumberLiteral};
use crate::diagnostic::{Code, Diagnostic};
use crate::function::{closest, normalized};
use crate::parser::{Rule, name, span_of};
use crate::span::{Span, Spanned};

/// The options that a command was given, each of a name that it knows and given once.
pub(super) struct Options<'a> {
    command: &'static str,
    given: Vec<Given<'a>>,
}

impl<'a> Options<'a> {
    /// Reads the `option` and `field_option` pairs among `pairs`.
    pub(super) fn read(
        command: &'static str,
        known: &[&'static str],
        pairs: impl Iterator<Item = Pair<'a, Rule>>,
    ) -> Result<Self, Diagnostic> {
        let mut given: Vec<Given<'a>> = Vec::new();
        for pair in pairs {
            if !matches!(pair.as_rule(), Rule::option | Rule::field_option) {
                continue;
            }
            let mut parts = pair.into_inner();
            let (Some(typed), Some(value)) = (parts.next(), parts.next()) else {
                unreachable!("an option has a name and a value")
            };
            let name = known_name(command, '=', known, &typed)?;
            if let Some(first) = given.iter().find(|it| it.name.value == name.value) {
                return Err(repeated_option(name.value, '=', first.name.span, name.span));
            }
            given.push(Given::new(name, value));
        }
        Ok(Self { command, given })
    }

    /// The option of this name, when it was given.
    pub(super) fn get(&self, name: &str) -> Option<&Given<'a>> {
        self.given.iter().find(|it| it.name.value == name)
    }

    /// The option of this name, for a command (at `at`) that cannot do without it.
    pub(super) fn required(&self, name: &str, at: Span) -> Result<&Given<'a>, Diagnostic> {
        self.get(name).ok_or_else(|| {
            Diagnostic::error(
                Code::InvalidOption,
                format!("`{}` has no `{name}=`", self.command),
            )
            .label(at, "an option is missing")
            .help(format!("as in `{name}=a`"))
        })
    }

    /// `row=true`
    pub(super) fn truth(&self, name: &str) -> Result<Option<bool>, Diagnostic> {
        self.word(name, &[("true", true), ("false", false)])
    }

    /// `param=2.5`: a number that is not negative.
    pub(super) fn number(&self, name: &str) -> Result<Option<Spanned<NumberLiteral>>, Diagnostic> {
        self.get(name).map(Given::number).transpose()
    }

    /// `max=5`: a whole number of at least 1.
    pub(super) fn count(&self, name: &str) -> Result<Option<Spanned<u64>>, Diagnostic> {
        self.get(name).map(Given::count).transpose()
    }

    /// `fieldname=total`: a name, bare, back-quoted or in quotes.
    pub(super) fn name(&self, name: &str) -> Result<Option<Spanned<String>>, Diagnostic> {
        self.get(name).map(Given::name).transpose()
    }

    /// `field=payload`
    pub(super) fn field(&self, name: &str) -> Result<Option<Spanned<FieldRef>>, Diagnostic> {
        self.get(name).map(Given::field).transpose()
    }

    /// `action=remove`: one of a few words.
    pub(super) fn word<T: Copy>(
        &self,
        name: &str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, Diagnostic> {
        self.get(name).map(|it| it.word(words)).transpose()
    }
}

/// The name in the list that the word means, in any case and with any underscores. The sign is
/// what stands behind it.
pub(super) fn known_name(
    owner: &str,
    sign: char,
    known: &[&'static str],
    typed: &Pair<'_, Rule>,
) -> Result<Spanned<&'static str>, Diagnostic> {
    let (word, span) = (typed.as_str(), span_of(typed));
    let found = known.iter().find(|it| normalized(it) == normalized(word));
    if let Some(name) = found {
        return Ok(Spanned::new(name, span));
    }
    let help = closest(word, known.iter().copied()).map_or_else(
        || {
            let signed: Vec<String> = known.iter().map(|it| format!("{it}{sign}")).collect();
            let one = if known.len() == 1 {
                "option is"
            } else {
                "options are"
            };
            format!("the {one} {}", in_words(&signed, "and"))
        },
        |near| format!("did you mean `{near}{sign}`?"),
    );
    Err(Diagnostic::error(
        Code::UnknownOption,
        format!("`{owner}` has no option `{word}{sign}`"),
    )
    .label(span, "not an option")
    .help(help))
}

/// Puts the name behind `as` (a `renamed` pair) into its place, once.
pub(super) fn rename(
    place: &mut Option<Spanned<String>>,
    pair: Pair<'_, Rule>,
) -> Result<(), Diagnostic> {
    let alias = pair.into_inner().find(|it| it.as_rule() == Rule::alias);
    let alias = alias.unwrap_or_else(|| unreachable!("a name stands behind `as`"));
    let alias = name::alias(alias)?;
    if let Some(first) = place {
        return Err(repeated("the name behind `as`", first.span, alias.span));
    }
    *place = Some(alias);
    Ok(())
}

/// The diagnostic for an option that is given twice.
pub(super) fn repeated_option(name: &str, sign: char, first: Span, again: Span) -> Diagnostic {
    repeated(&format!("the option `{name}{sign}`"), first, again)
}

/// The diagnostic for what may be given only once.
pub(super) fn repeated(what: &str, first: Span, again: Span) -> Diagnostic {
    Diagnostic::error(Code::RepeatedOption, format!("{what} is given twice"))
        .label(again, "given again")
        .label(first, "given first here")
        .help("remove one of them")
}

/// The names as a message lists them: `` `a`, `b` and `c` ``.
pub(super) fn in_words<T: std::fmt::Display>(names: &[T], joint: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|it| format!("`{it}`")).collect();
    match quoted.as_slice() {
        [first @ .., last] if !first.is_empty() => {
            format!("{} {joint} {last}", first.join(", "))
        }
        all => all.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check_help;

    #[test]
    fn options_are_known_and_given_once() {
        check_help(
            "outlier acton=remove cpu",
            "`outlier` has no option `acton=`",
            "did you mean `action=`?",
        );
        check_help(
            "addtotals colour=1",
            "`addtotals` has no option `colour=`",
            "the options are `fieldname=`, `row=` and `col=`",
        );
        check_help(
            "autoregress a steps=1",
            "`autoregress` has no option `steps=`",
            "the option is `p=`",
        );
        check_help(
            "SOURCE logGroups(prefix: ['a'])",
            "`logGroups` has no option `prefix:`",
            "the options are `namePrefix:`, `accountIdentifier:`, `class:` and `logGroupClass:`",
        );
        check_help(
            "addtotals row=true ROW=false a",
            "the option `row=` is given twice",
            "remove one of them",
        );
        check_help(
            "accum a | autoregress a as b p=1 as c",
            "the name behind `as` is given twice",
            "remove one of them",
        );
        check_help(
            "join left=a where a.x = b.x (fields x)",
            "`join` has no `right=`",
            "as in `right=a`",
        );
    }
}
