//! How keys below a place are laid out, as a template: `{year}/{month}/{day}/{service}`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use regex::Regex;

/// How the keys below a place are made: `{account}/{region}/{year}/{month}/{day}`. What stands in
/// braces names a part of the key, which ends where the folder does or what is written behind it
/// begins. `{year}`, `{month}`, `{day}`, `{hour}`, `{minute}` and `{date}` (`2024-05-01`) are times,
/// and all are fields of the events. The last part may be about the names of objects.
#[derive(Debug, Clone)]
pub struct KeyTemplate {
    text: String,
    segments: Arc<[Segment]>,
}

/// What one folder is called.
#[derive(Debug, Clone)]
struct Segment {
    pattern: Regex,
    names: Vec<String>,
}

/// A text that is no template; says why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct KeyTemplateError {
    reason: String,
}

impl PartialEq for KeyTemplate {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Display for KeyTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for KeyTemplate {
    type Err = KeyTemplateError;

    fn from_str(text: &str) -> Result<Self, KeyTemplateError> {
        let mut all: Vec<String> = Vec::new();
        let mut segments = Vec::new();
        for part in text.trim_matches('/').split('/') {
            let segment = segment(part)?;
            if let Some(name) = segment.names.iter().find(|name| all.contains(name)) {
                return Err(wrong(format!("`{{{name}}}` stands there twice")));
            }
            all.extend(segment.names.iter().cloned());
            segments.push(segment);
        }
        let has = |name: &str| all.iter().any(|it| it == name);
        let needs = [("month", "year"), ("day", "month"), ("minute", "hour")];
        for (name, needed) in needs {
            if has(name) && !has(needed) {
                return Err(wrong(format!("`{{{name}}}` needs a `{{{needed}}}`")));
            }
        }
        if has("hour") && !has("day") && !has("date") {
            return Err(wrong("`{hour}` needs a `{day}` or a `{date}`"));
        }
        if has("date") && has("year") {
            return Err(wrong("`{date}` and `{year}` say the same"));
        }
        if all.is_empty() {
            return Err(wrong(
                "it names nothing: write it as `{year}/{month}/{day}`",
            ));
        }
        Ok(Self {
            text: text.to_owned(),
            segments: segments.into(),
        })
    }
}

fn wrong(reason: impl Into<String>) -> KeyTemplateError {
    KeyTemplateError {
        reason: reason.into(),
    }
}

fn segment(part: &str) -> Result<Segment, KeyTemplateError> {
    if part.is_empty() {
        return Err(wrong("a folder in it has no name"));
    }
    let mut names: Vec<String> = Vec::new();
    let mut pattern = String::from("^");
    let mut rest = part;
    while let Some((before, behind)) = rest.split_once('{') {
        let (name, behind) = behind
            .split_once('}')
            .ok_or_else(|| wrong("a brace is not closed"))?;
        let fits = |c: char| c.is_alphanumeric() || "_-.".contains(c);
        if name.is_empty() || !name.chars().all(fits) {
            return Err(wrong(format!("`{{{name}}}` is no name")));
        }
        if names.iter().any(|known| known == name) {
            return Err(wrong(format!("`{{{name}}}` stands there twice")));
        }
        pattern.push_str(&regex::escape(before));
        pattern.push_str(match name {
            "year" => "([0-9]{4})",
            "month" | "day" | "hour" | "minute" => "([0-9]{1,2})",
            "date" => "([0-9]{4}-[0-9]{2}-[0-9]{2})",
            _ => "(.+?)",
        });
        names.push(name.to_owned());
        rest = behind;
    }
    pattern.push_str(&regex::escape(rest));
    pattern.push('$');
    if rest.contains('}') {
        return Err(wrong("a brace is not opened"));
    }
    let pattern = Regex::new(&pattern).map_err(|error| wrong(error.to_string()))?;
    Ok(Segment { pattern, names })
}

impl KeyTemplate {
    /// How many parts it has.
    pub(in crate::catalog) fn len(&self) -> usize {
        self.segments.len()
    }

    /// Calls `found` with the name and the text of each part of this folder that is named, when the
    /// template fits it.
    pub(super) fn read<'a>(
        &self,
        at: usize,
        folder: &'a str,
        mut found: impl FnMut(&str, &'a str),
    ) -> bool {
        let Some(segment) = self.segments.get(at) else {
            return false;
        };
        let Some(captures) = segment.pattern.captures(folder) else {
            return false;
        };
        for (at, name) in segment.names.iter().enumerate() {
            if let Some(text) = captures.get(at + 1) {
                found(name, text.as_str());
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates() {
        let check = |template: &str, path: &str, expected: &str| {
            let template: KeyTemplate = template.parse().expect("it is one");
            let mut found = Vec::new();
            for (at, part) in path.split('/').enumerate() {
                if !template.read(at, part, |name, text| found.push(format!("{name}={text}"))) {
                    break;
                }
            }
            assert_eq!(found.join(" "), expected, "{template} {path}");
        };
        let days = "{account}/{service}/{year}/{month}/{day}";
        check(
            days,
            "1/web/2024/5/01",
            "account=1 service=web year=2024 month=5 day=01",
        );
        check(days, "1/web/latest/5", "account=1 service=web");
        check(days, "1", "account=1");
        check(
            "app-{date}.{what}.log",
            "app-2024-05-01.a.b.log",
            "date=2024-05-01 what=a.b",
        );
        check("d{year}{month}", "d202405", "year=2024 month=05");
        check("/x.y/{z}/", "x.y/a b", "z=a b");
        check("/x.y/{z}/", "xyy/a b", "");
    }

    #[test]
    fn mistakes() {
        let check = |template: &str, expected: &str| {
            let error = template.parse::<KeyTemplate>().expect_err("it is none");
            assert_eq!(error.to_string(), expected, "{template}");
        };
        check("", "a folder in it has no name");
        check("a//{b}", "a folder in it has no name");
        check("a", "it names nothing: write it as `{year}/{month}/{day}`");
        check("{a", "a brace is not closed");
        check("{a}}", "a brace is not opened");
        check("{}", "`{}` is no name");
        check("{a b}", "`{a b}` is no name");
        check("{a}/{a}", "`{a}` stands there twice");
        check("{a}-{a}", "`{a}` stands there twice");
        check("{month}", "`{month}` needs a `{year}`");
        check("{year}/{day}", "`{day}` needs a `{month}`");
        check(
            "{year}/{month}/{hour}",
            "`{hour}` needs a `{day}` or a `{date}`",
        );
        check("{date}/{year}", "`{date}` and `{year}` say the same");
    }
}
