//! `parse @message "user=*, ip=*" as user, ip`: take columns out of a text.

mod glob;
mod groups;

use std::collections::HashSet;
use std::fmt;

use pest::iterators::Pair;

use crate::ast::display::{Name, quoted};
use crate::ast::{Expr, ExprKind};
use crate::command::{CommandInfo, unbuilt, write_list};
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::{Rule, expression, inner, name, span_of};
use crate::span::{Span, Spanned};

/// `parse @message "user=*, ip=*" as user, ip`: takes columns out of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Parse {
    /// What is taken apart; `@message` when it was left out.
    pub input: Option<Expr>,
    /// How.
    pub pattern: Spanned<ParsePattern>,
    /// Names of the new columns, in order: for a glob one for each star, for a regex one for each
    /// group in `groups`.
    pub columns: Vec<Spanned<String>>,
}

/// The forms of pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParsePattern {
    /// Text with `*` as wildcards, as typed, unescaped as a string but with `\*` kept; its
    /// pieces are read by [`ParsePattern::glob_pieces`].
    Glob(String),
    /// A regular expression.
    Regex {
        /// The text between the delimiters; known to compile with the `regex` crate.
        pattern: String,
        /// The number of the capture group that fills each column.
        groups: Vec<usize>,
    },
}

impl Parse {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "parse",
        aliases: &[],
        summary: "Take new columns out of a text.",
        syntax: "parse [<field>] '<text with *>' as <name> [, ...] | parse [<field>] /<regex>/ [as <name> [, ...]]",
        examples: &[
            "parse @message 'user=*, ip=*' as user, ip",
            r"parse @message /took (?<ms>\d+) ms/ | stats avg(ms)",
            r"parse userAgent /^(\w+)/ as client",
            "parse 'level=* ' as level",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let mut input = None;
        let mut pattern = None;
        let mut aliases = Vec::new();
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
                Rule::multi => return Err(unbuilt::form("parse ... multi", span_of(&part))),
                _ => {}
            }
        }
        let pattern = pattern.unwrap_or_else(|| unreachable!("`parse` holds a pattern"));
        let span = span_of(&pattern);
        let (value, columns) = match pattern.as_rule() {
            Rule::text => glob::read(&pattern, aliases)?,
            Rule::regex => groups::read(pattern, &aliases)?,
            _ => {
                let word = pattern.as_str().trim();
                let word = word.split_whitespace().next().unwrap_or(word);
                let span = Span::new(span.start, span.start + word.len());
                return Err(unbuilt::form(
                    &format!("parse {}", word.to_lowercase()),
                    span,
                ));
            }
        };
        check_unique(&columns)?;
        Ok(Self {
            input,
            pattern: Spanned::new(value, span),
            columns,
        })
    }
}

type PatternAndColumns = (ParsePattern, Vec<Spanned<String>>);

fn check_unique(columns: &[Spanned<String>]) -> Result<(), Diagnostic> {
    let mut seen = HashSet::new();
    for (index, column) in columns.iter().enumerate() {
        if !seen.insert(&column.value) {
            let first = columns[..index].iter().find(|it| it.value == column.value);
            let mut diagnostic = Diagnostic::error(
                Code::DuplicateName,
                format!("the name `{}` is given twice", column.value),
            )
            .label(column.span, "given again");
            if let Some(first) = first {
                diagnostic = diagnostic.label(first.span, "given first here");
            }
            return Err(diagnostic);
        }
    }
    Ok(())
}

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
        };
        if !columns.is_empty() {
            f.write_str(" as ")?;
            write_list(f, &columns)?;
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
            ParsePattern::Glob(_) => names.map(|it| (0, it)).collect(),
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
    fn other_forms_are_not_built_yet() {
        assert_eq!(
            message("parse m logfmt as l"),
            "`parse logfmt` of Logs Insights is not built yet"
        );
        assert_eq!(
            message("parse m csv as l"),
            "`parse csv` of Logs Insights is not built yet"
        );
        assert_eq!(
            message("parse m '*' as l multi"),
            "`parse ... multi` of Logs Insights is not built yet"
        );
        check("parse logfmt 'a*' as l", &[(0, "l")]);
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
