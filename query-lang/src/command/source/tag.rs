//! `{"key": "team", "values": ["pay*", "!test"]}`: a condition on a tag.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::display::quoted;
use crate::command::option;
use crate::command::source::texts;
use crate::diagnostic::{Code, Diagnostic};
use crate::function::closest;
use crate::parser::{Rule, literal, span_of};
use crate::span::Span;

/// A condition on a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagFilter {
    /// The tag.
    pub key: String,
    /// Values, one of which must fit: `*` stands for any text, a `!` in front negates. Without
    /// values the tag must be there.
    pub values: Option<Vec<String>>,
}

pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Vec<TagFilter>, Diagnostic> {
    pair.into_inner()
        .filter(|part| part.as_rule() == Rule::tag_filter)
        .map(filter)
        .collect()
}

fn filter(pair: Pair<'_, Rule>) -> Result<TagFilter, Diagnostic> {
    let span = span_of(&pair);
    let (mut key, mut values) = (None, None);
    let mut seen: Vec<(String, Span)> = Vec::new();
    for member in pair.into_inner() {
        let mut parts = member.into_inner();
        let (Some(word), Some(value)) = (parts.next(), parts.next()) else {
            unreachable!("a member has a name and a value")
        };
        let name = literal::text(&word);
        if let Some((_, first)) = seen.iter().find(|it| it.0 == name) {
            let what = format!("the member `{name}`");
            return Err(option::repeated(&what, *first, span_of(&word)));
        }
        match (name.as_str(), value.as_rule()) {
            ("key", Rule::text) => key = Some(literal::text(&value)),
            ("values", Rule::text_list) => values = Some(texts(value)),
            ("key" | "values", rule) => return Err(unfit(&name, rule, &value)),
            _ => {
                let near = closest(&name, ["key", "values"].into_iter());
                return Err(Diagnostic::error(
                    Code::UnknownOption,
                    format!("a condition on a tag has no `{name}`"),
                )
                .label(span_of(&word), "neither `key` nor `values`")
                .help_if(near.map(|it| format!("did you mean `{it}`?"))));
            }
        }
        seen.push((name, span_of(&word)));
    }
    let Some(key) = key else {
        return Err(
            Diagnostic::error(Code::InvalidOption, "a condition on a tag needs a `key`")
                .label(span, "no `key`")
                .help(r#"write `{"key": "team", "values": ["a"]}`"#),
        );
    };
    Ok(TagFilter { key, values })
}

fn unfit(name: &str, found: Rule, value: &Pair<'_, Rule>) -> Diagnostic {
    let (message, help) = if found == Rule::text {
        (
            "`values` is a list",
            format!("write `\"{name}\": [{}]`", value.as_str()),
        )
    } else {
        ("`key` is one text", r#"write `"key": "team"`"#.to_owned())
    };
    Diagnostic::error(Code::InvalidOption, message)
        .label(span_of(value), "not of this kind")
        .help(help)
}

impl fmt::Display for TagFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r#"{{"key": {}"#, json(&self.key))?;
        if let Some(values) = &self.values {
            let values: Vec<String> = values.iter().map(|it| json(it)).collect();
            write!(f, r#", "values": [{}]"#, values.join(", "))?;
        }
        f.write_str("}")
    }
}

/// In double quotes, as in JSON, when nothing in the text needs more.
fn json(text: &str) -> String {
    if text.contains(['"', '\\']) || text.contains(char::is_control) {
        return quoted(text);
    }
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check_first;

    fn check(tags: &str, expected: &str) {
        check_first(&format!("SOURCE logGroupTags({tags})"), expected);
    }

    #[test]
    fn values_are_optional() {
        check(
            r#"[{"key":"team","values":["a*","!b"]}, {"key":"live"}]"#,
            r#"SOURCE logGroupTags([{"key": "team", "values": ["a*", "!b"]}, {"key": "live"}])"#,
        );
        check(
            r#"[{'key': 'say "a"'}]"#,
            r#"SOURCE logGroupTags([{"key": 'say "a"'}])"#,
        );
    }

    #[test]
    fn mistakes() {
        check(
            r#"[{"values":["a"]}]"#,
            "error[E0133]: a condition on a tag needs a `key`",
        );
        check(r#"[{"key":["a"]}]"#, "error[E0133]: `key` is one text");
        check(
            r#"[{"key":"a","values":"b"}]"#,
            "error[E0133]: `values` is a list",
        );
        check(
            r#"[{"key":"a","value":["b"]}]"#,
            "error[E0131]: a condition on a tag has no `value`",
        );
        check(
            r#"[{"key":"a","key":"b"}]"#,
            "error[E0132]: the member `key` is given twice",
        );
    }
}
