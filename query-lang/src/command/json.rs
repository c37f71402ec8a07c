//! `json field=payload "user.id" as id`: take one value out of a field that holds JSON.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::FieldRef;
use crate::ast::display::{Name, quoted};
use crate::command::CommandInfo;
use crate::command::option::Options;
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::{Rule, literal, name, span_of};
use crate::span::Spanned;

/// Takes one value, by its path, out of a field that holds JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Json {
    /// The field that holds JSON.
    pub field: Spanned<FieldRef>,
    /// Where the value is in it: segments joined by dots. Not empty.
    pub path: Spanned<String>,
    /// The name of the new column.
    pub alias: Spanned<String>,
}

impl Json {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "json",
        aliases: &[],
        summary: "Take a value out of a field that holds JSON.",
        syntax: "json field=<field> '<path>' as <name>",
        notes: "The field holds an object or array, or a text that is one. A path is written as in names, `items[0].id` too; where there is nothing the new column is missing, and numbers stay numbers. The new column is not shown unless it is named.",
        examples: &[
            "json field=payload 'user.name' as user | stats count(*) by user",
            "fields @timestamp | json field=requestContext 'identity.sourceIp' as caller",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let field = Options::read("json", &["field"], pair.clone().into_inner())?.field("field")?;
        let mut path = None;
        let mut alias = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::text => path = Some(Spanned::new(literal::text(&part), span_of(&part))),
                Rule::alias => alias = Some(name::alias(part)?),
                _ => {}
            }
        }
        let (Some(field), Some(path), Some(alias)) = (field, path, alias) else {
            unreachable!("`json` has a field, a path and a name")
        };
        if path.value.split('.').any(|it| it.trim().is_empty()) {
            let message = "a path has a name between its dots";
            return Err(Diagnostic::error(Code::InvalidOption, message)
                .label(path.span, "a name is missing")
                .help("as in `json field=payload 'user.id' as id`"));
        }
        if !brackets_hold_indexes(&path.value) {
            let message = "the brackets of a path hold an index";
            return Err(Diagnostic::error(Code::InvalidOption, message)
                .label(path.span, "not a path")
                .help("as in `json field=payload 'items[0].id' as id`"));
        }
        Ok(Self { field, path, alias })
    }
}

/// Whether all brackets are those of indexes, which end a segment: `a[0][1].b`, `[0].b`.
fn brackets_hold_indexes(path: &str) -> bool {
    path.split('.').enumerate().all(|(place, segment)| {
        let mut parts = segment.split('[');
        let name = parts.next().unwrap_or_default();
        // Only the first segment may be an index alone: `a.[0]` is `a[0]`.
        let has_name = place == 0 || !name.is_empty();
        has_name && !name.contains(']') && parts.all(is_index)
    })
}

/// Whether this is what follows on `[`.
fn is_index(part: &str) -> bool {
    part.strip_suffix(']')
        .is_some_and(|index| !index.is_empty() && index.bytes().all(|it| it.is_ascii_digit()))
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (field, path) = (&self.field.value, quoted(&self.path.value));
        write!(
            f,
            "json field={field} {path} as {}",
            Name(&self.alias.value)
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::{check, shown};

    #[test]
    fn is_formatted() {
        assert_eq!(
            shown("JSON FIELD = `a-b`.c \"user.0.id\" AS `x y`"),
            "json field=`a-b.c` 'user.0.id' as `x y`"
        );
    }

    #[test]
    fn brackets() {
        for path in ["a[0]", "[0]", "[0][1]", "[0].b", "a[0][12].b", "a.0"] {
            let query = format!("json field=j '{path}' as x");
            check(&query, &query);
        }
        for path in [
            "a]b", "[0", "a[b", "a[]", "a[b]", "a[0]b", "a[-1]", "a[[0]]", "a.[0]", "a[0.1]", "]",
        ] {
            let query = format!("json field=j '{path}' as x");
            check(&query, "the brackets of a path hold an index");
        }
    }

    #[test]
    fn mistakes() {
        check(
            "json payload 'a' as b",
            "expected `field=`, found `payload`",
        );
        check("json fild=payload 'a' as b", "`json` has no option `fild=`");
        check(
            "json field=a field=b 'x' as y",
            "the option `field=` is given twice",
        );
        check("json field=a '' as y", "a path has a name between its dots");
        check(
            "json field=a 'b..c' as y",
            "a path has a name between its dots",
        );
        check(
            "json field=a 'b'",
            "expected `as`, found the end of the query",
        );
    }
}
