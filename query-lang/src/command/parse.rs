//! `parse @message "user=*, ip=*" as user, ip`: take columns out of a text.

mod glob;
mod groups;
mod pattern;
mod split;

use std::collections::HashSet;
use std::fmt;

use pest::iterators::Pair;

pub use self::pattern::ParsePattern;

use crate::ast::display::{Name, quoted};
use crate::ast::{Expr, ExprKind};
use crate::command::{CommandInfo, check_unique, write_list};
use crate::diagnostic::Diagnostic;
use crate::lexer::is_space;
use crate::parser::{Rule, expression, inner, name, span_of};
use crate::span::{Span, Spanned};

/// `parse @message "user=*, ip=*" as user, ip`: takes columns out of a text.
///
/// Two are equal wherever `multi` stands.
#[derive(Debug, Clone)]
pub struct Parse {
    /// What is taken apart; `@message` when it was left out.
    pub input: Option<Expr>,
    /// How.
    pub pattern: Spanned<ParsePattern>,
    /// Names of the new columns, in order: for a glob one for each star, for a regex one for each
    /// group in `groups`, for logfmt the one with all pairs, for CSV one for each value.
    pub columns: Vec<Spanned<String>>,
    /// The word `multi`, when each match makes a row.
    pub multi: Option<Span>,
}

impl PartialEq for Parse {
    fn eq(&self, other: &Self) -> bool {
        self.input == other.input
            && self.pattern == other.pattern
            && self.columns == other.columns
            && self.multi.is_some() == other.multi.is_some()
    }
}

impl Parse {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "parse",
        aliases: &[],
        summary: "Take new columns out of a text.",
        syntax: "parse [<field>] '<text with *>' as <name> [, ...] [multi] | \
                 parse [<field>] /<regex>/ [as <name> [, ...]] [multi] | \
                 parse [<field>] logfmt as <name> | parse [<field>] csv as <name> [, ...]",
        notes: "Rows that do not match stay, without the new values. A glob is searched anywhere in the text; `\\*` is a star. A regular expression takes its first match, in linear time: no look-around and no back-references. `multi` makes a row of each match, from left to right, and shows the new columns; a row without a match stays once. `logfmt` gives an object of texts: the first of two equal keys counts, a word alone is `true`, a text without any pair gives nothing. `csv` reads the first record (RFC 4180). Rows stream; with `multi` all matches in a batch of up to 8,192 rows are held at once, beside the memory limit.",
        examples: &[
            "parse @message 'user=*, ip=*' as user, ip",
            r"parse @message /took (?<ms>\d+) ms/ | stats avg(ms)",
            r"parse userAgent /^(\w+)/ as client",
            "parse 'level=* ' as level",
            r"parse @message /(?<ip>\d+\.\d+\.\d+\.\d+)/ multi | stats count(*) by ip",
            "parse @message logfmt as pairs | filter pairs.level = 'error'",
            "parse @message csv as time, level, text",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let mut input = None;
        let mut pattern = None;
        let mut aliases = Vec::new();
        let mut multi = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::parse_input => input = Some(expression::expr(inner(part))?),
                Rule::pattern => pattern = Some(inner(part)),
                Rule::columns => {
                    aliases = part
                        .into_inner()
                        .filter(|it| it.as_rule() == Rule::alias)
                        .map(name::alias)
                        .collect::<Result<_, _>>()?;
                }
                Rule::multi => multi = Some(span_of(&part)),
                _ => {}
            }
        }
        let pattern = pattern.unwrap_or_else(|| unreachable!("`parse` holds a pattern"));
        let mut span = span_of(&pattern);
        span.end = span.start + pattern.as_str().trim_end_matches(is_space).len();
        let (value, columns) = match pattern.as_rule() {
            Rule::text => glob::read(&pattern, aliases)?,
            Rule::regex => groups::read(pattern, &aliases)?,
            _ => split::read(pattern, aliases, multi)?,
        };
        check_unique(&columns)?;
        Ok(Self {
            input,
            pattern: Spanned::new(value, span),
            columns,
            multi,
        })
    }
}

type PatternAndColumns = (ParsePattern, Vec<Spanned<String>>);

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

impl fmt::Display for Parse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("parse ")?;
        if let Some(input) = &self.input {
            match input.kind {
                ExprKind::Field(_) | ExprKind::Call { .. } | ExprKind::Member { .. } => {
                    write!(f, "{input} ")?;
                }
                _ => write!(f, "({input}) ")?,
            }
        }
        let columns: Vec<Name<'_>> = match &self.pattern.value {
            ParsePattern::Glob(glob) => {
                f.write_str(&quoted(glob))?;
                self.columns.iter().map(|it| Name(&it.value)).collect()
            }
            ParsePattern::Regex { pattern, .. } => {
                write!(f, "/{pattern}/")?;
                let regex = ::regex::Regex::new(pattern).ok();
                let named: HashSet<&str> = regex
                    .iter()
                    .flat_map(|it| it.capture_names().flatten())
                    .collect();
                let columns = self.columns.iter().map(|it| it.value.as_str());
                columns
                    .filter(|it| !named.contains(*it))
                    .map(Name)
                    .collect()
            }
            ParsePattern::Logfmt | ParsePattern::Csv => {
                f.write_str(split::word(&self.pattern.value))?;
                self.columns.iter().map(|it| Name(&it.value)).collect()
            }
        };
        if !columns.is_empty() {
            f.write_str(" as ")?;
            write_list(f, &columns)?;
        }
        if self.multi.is_some() {
            f.write_str(" multi")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;

    fn columns(query: &str) -> Vec<(usize, String)> {
        let query = crate::parse(query).expect("parses");
        let Command::Parse(parse) = &query.commands[0].value else {
            panic!("not `parse`")
        };
        let names = parse.columns.iter().map(|it| it.value.clone());
        match &parse.pattern.value {
            ParsePattern::Glob(_) | ParsePattern::Logfmt | ParsePattern::Csv => {
                names.map(|it| (0, it)).collect()
            }
            ParsePattern::Regex { groups, .. } => groups.iter().copied().zip(names).collect(),
        }
    }

    fn check(query: &str, expected: &[(usize, &str)]) {
        let columns = columns(query);
        let columns: Vec<_> = columns
            .iter()
            .map(|(group, name)| (*group, name.as_str()))
            .collect();
        assert_eq!(columns, expected);
    }

    fn message(query: &str) -> String {
        crate::parse(query).expect_err("is a mistake")[0]
            .message
            .clone()
    }

    #[test]
    fn globs_have_one_name_a_star() {
        check("parse @message 'a=*, b=*' as a, @b", &[(0, "a"), (0, "@b")]);
        assert_eq!(
            message("parse m '*' as a, b"),
            "the pattern has 1 wildcard for 2 names"
        );
        assert_eq!(
            message("parse m '* *'"),
            "the pattern has 2 wildcards for 0 names"
        );
        assert_eq!(message("parse m 'x'"), "the pattern has no wildcard");
    }

    #[test]
    fn stars_can_be_escaped() {
        check(r"parse m 'a\**' as a", &[(0, "a")]);
        assert_eq!(ParsePattern::glob_pieces(r"a\**b\c"), ["a*", r"b\c"]);
    }

    #[test]
    fn groups_give_columns() {
        check("parse /(?<a>.)(.)(?P<b>.)/", &[(1, "a"), (3, "b")]);
        check("parse /(?<a>.)(.)(?:.)/ as c", &[(1, "a"), (2, "c")]);
        check("parse /(.)(.)/ as c, d", &[(1, "c"), (2, "d")]);
        check("parse m /(?<payload>.*)/ as payload", &[(1, "payload")]);
        assert_eq!(message("parse /(.)/"), "the regex gives no column");
        assert_eq!(
            message("parse /(.)(.)/ as a"),
            "the regex has 2 unnamed groups for 1 name"
        );
        assert_eq!(
            message("parse /(?<a>.)/ as b"),
            "the regex has 0 unnamed groups for 1 name"
        );
    }

    #[test]
    fn names_are_given_once() {
        assert_eq!(
            message("parse '* *' as a, a"),
            "the name `a` is given twice"
        );
        assert_eq!(
            message("parse /(?<a>.)(.)/ as a"),
            "the name `a` is given twice"
        );
    }

    #[test]
    fn multi_stands_at_the_end() {
        let shown = |text| {
            crate::parse(text).expect("parses").commands[0]
                .value
                .to_string()
        };
        assert_eq!(shown("parse m '*,' as a MULTI"), "parse m '*,' as a multi");
        assert_eq!(shown("parse /(?<a>.)/ multi"), "parse /(?<a>.)/ multi");
        assert_eq!(shown("parse '* *' as a, multi"), "parse '* *' as a, multi");
        assert_ne!(
            crate::parse("parse '*,' as a"),
            crate::parse("parse '*,' as a multi")
        );
    }

    #[test]
    fn is_formatted() {
        let query = crate::parse("parse (a+b) /(?<x>.)(.)/ as `y z`").expect("parses");
        assert_eq!(
            query.commands[0].value.to_string(),
            "parse (a + b) /(?<x>.)(.)/ as `y z`"
        );
    }
}
