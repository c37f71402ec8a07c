//! `regex_replace(text, pattern, with)`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringViewBuilder};
use regex::{Captures, Regex};

use crate::regexes::compiled;

/// Pattern and replacement are usually constants, so they are compiled when they change only. A
/// pattern that does not compile, which can only be one from the log, gives NULL.
pub(super) fn replaced(args: &[ArrayRef]) -> ArrayRef {
    let [texts, patterns, templates] = [0, 1, 2].map(|at| args[at].as_string_view());
    let mut results = StringViewBuilder::with_capacity(texts.len());
    let mut last: Option<(&str, Option<Regex>)> = None;
    let mut template = Template::default();
    let mut result = String::new();
    for ((text, pattern), with) in texts.iter().zip(patterns).zip(templates) {
        let (Some(text), Some(pattern), Some(with)) = (text, pattern, with) else {
            results.append_null();
            continue;
        };
        if last
            .as_ref()
            .is_none_or(|(compiled, _)| *compiled != pattern)
        {
            last = Some((pattern, compiled(pattern).ok()));
        }
        if template.text != with {
            template = Template::parse(with);
        }
        let Some((_, Some(regex))) = &last else {
            results.append_null();
            continue;
        };
        if regex.is_match(text) {
            result.clear();
            template.replace_all(regex, text, &mut result);
            results.append_value(&result);
        } else {
            results.append_value(text);
        }
    }
    Arc::new(results.finish())
}

/// What a match is replaced with. RE2, which Logs Insights uses, writes a group as `\1`, most
/// other engines as `$1`: both are groups here, as are `${1}` and `${name}`. `\\` and `$$` stand
/// for one character; a group that the pattern does not have is empty.
#[derive(Debug, Default)]
struct Template {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Text(String),
    Group(usize),
    Name(String),
}

impl Template {
    fn parse(text: &str) -> Self {
        let mut template = Self {
            text: text.to_owned(),
            parts: Vec::new(),
        };
        let mut rest = text;
        while let Some(at) = rest.find(['\\', '$']) {
            template.push_text(&rest[..at]);
            let (sign, behind) = rest[at..].split_at(1);
            rest = if let Some(rest) = template.escape(sign, behind) {
                rest
            } else {
                template.push_text(sign);
                behind
            };
        }
        template.push_text(rest);
        template
    }

    /// Takes what `\` or `$` introduces, and gives what follows it; `None` when it stands for
    /// itself.
    fn escape<'a>(&mut self, sign: &str, behind: &'a str) -> Option<&'a str> {
        if let Some(rest) = behind.strip_prefix(sign) {
            self.push_text(sign);
            return Some(rest);
        }
        if let Some(digit) = behind.chars().next().and_then(|first| first.to_digit(10)) {
            self.parts.push(Part::Group(digit as usize));
            return Some(&behind[1..]);
        }
        let (name, rest) = behind
            .strip_prefix('{')
            .filter(|_| sign == "$")?
            .split_once('}')?;
        self.parts.push(match name.parse() {
            Ok(number) => Part::Group(number),
            Err(_) => Part::Name(name.to_owned()),
        });
        Some(rest)
    }

    fn push_text(&mut self, text: &str) {
        match self.parts.last_mut() {
            _ if text.is_empty() => {}
            Some(Part::Text(last)) => last.push_str(text),
            _ => self.parts.push(Part::Text(text.to_owned())),
        }
    }

    fn replace_all(&self, regex: &Regex, text: &str, result: &mut String) {
        let mut end = 0;
        let groups = self.parts.iter().any(|part| !matches!(part, Part::Text(_)));
        if groups {
            for captures in regex.captures_iter(text) {
                let found = captures.get_match();
                result.push_str(&text[end..found.start()]);
                self.expand(&captures, result);
                end = found.end();
            }
        } else {
            for found in regex.find_iter(text) {
                result.push_str(&text[end..found.start()]);
                for part in &self.parts {
                    if let Part::Text(with) = part {
                        result.push_str(with);
                    }
                }
                end = found.end();
            }
        }
        result.push_str(&text[end..]);
    }

    fn expand(&self, captures: &Captures<'_>, result: &mut String) {
        for part in &self.parts {
            let group = match part {
                Part::Text(text) => {
                    result.push_str(text);
                    continue;
                }
                Part::Group(number) => captures.get(*number),
                Part::Name(name) => captures.name(name),
            };
            result.push_str(group.map_or("", |group| group.as_str()));
        }
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::StringViewArray;

    use super::*;

    /// Pattern and replacement may come from the log, and differ from row to row.
    #[test]
    fn patterns_of_each_row() {
        let rows = [
            (Some("a1"), Some("[0-9]"), Some("#"), Some("a#")),
            (Some("a1"), Some("[a-z]"), Some("#"), Some("#1")),
            (Some("a1"), Some("[a-z]"), Some(""), Some("1")),
            (Some("a1"), Some("("), Some("#"), None),
            (Some("a1"), Some("(.)(.)"), Some("$2$1"), Some("1a")),
            (None, Some("(.)(.)"), Some("$2$1"), None),
            (Some("a1"), None, Some("#"), None),
        ];
        let column =
            |values: Vec<Option<&str>>| Arc::new(StringViewArray::from(values)) as ArrayRef;
        let args = [
            column(rows.iter().map(|row| row.0).collect()),
            column(rows.iter().map(|row| row.1).collect()),
            column(rows.iter().map(|row| row.2).collect()),
        ];
        let expected = column(rows.iter().map(|row| row.3).collect());
        assert_eq!(&replaced(&args), &expected);
    }
}
