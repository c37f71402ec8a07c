//! The function behind `parse`: the parts of a text that a pattern takes out.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringViewBuilder, StructArray};
use arrow::datatypes::{DataType, Field, Fields};
use datafusion::common::{Result, exec_datafusion_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use memchr::memmem;
use regex::Regex;
use taffrail_query_lang::command::ParsePattern;

use crate::kernel::Type;

/// How a text is taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Matcher {
    /// The literals around the stars: one more than there are stars.
    Glob(Vec<String>),
    /// A regular expression and the groups that are wanted.
    Regex {
        /// The expression.
        pattern: String,
        /// The numbers of the groups, in the order of the columns.
        groups: Vec<usize>,
    },
}

impl Matcher {
    /// A pattern of literals and `*`; `\*` is a star.
    pub(super) fn glob(pattern: &str) -> Self {
        Self::Glob(ParsePattern::glob_pieces(pattern))
    }

    /// The first match of a regular expression.
    pub(super) fn regex(pattern: &str, groups: &[usize]) -> Self {
        Self::Regex {
            pattern: pattern.to_owned(),
            groups: groups.to_vec(),
        }
    }

    fn parts(&self) -> usize {
        match self {
            Self::Glob(literals) => literals.len() - 1,
            Self::Regex { groups, .. } => groups.len(),
        }
    }
}

/// `parsed(text)`: a struct of the parts `0`, `1`, ..., each NULL when the text does not match.
///
/// Declared volatile so that the optimizer neither copies it into a filter below nor computes it
/// twice: it costs more than all it could save.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Captures {
    matcher: Matcher,
    signature: Signature,
}

impl Captures {
    /// The function for one matcher.
    pub(super) fn new(matcher: Matcher) -> Self {
        let signature = Signature::exact(vec![Type::Text.data_type()], Volatility::Volatile);
        Self { matcher, signature }
    }

    fn fields(&self) -> Fields {
        (0..self.matcher.parts())
            .map(|part| Field::new(part.to_string(), Type::Text.data_type(), true))
            .collect()
    }
}

impl ScalarUDFImpl for Captures {
    fn name(&self) -> &'static str {
        "parsed"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Struct(self.fields()))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let texts = args.args[0].to_array(args.number_rows)?;
        let texts = texts.as_string_view();
        let mut parts: Vec<StringViewBuilder> = (0..self.matcher.parts())
            .map(|_| StringViewBuilder::with_capacity(texts.len()))
            .collect();
        match &self.matcher {
            Matcher::Glob(literals) => {
                let finders: Vec<_> = literals.iter().map(memmem::Finder::new).collect();
                let mut found = vec![""; parts.len()];
                for text in texts {
                    let matched = text.is_some_and(|text| match_glob(&finders, text, &mut found));
                    append(&mut parts, |part| matched.then_some(found[part]));
                }
            }
            Matcher::Regex { pattern, groups } => {
                let regex = Regex::new(pattern)
                    .map_err(|error| exec_datafusion_err!("pattern of parse: {error}"))?;
                let mut locations = regex.capture_locations();
                for text in texts {
                    let matched =
                        text.filter(|text| regex.captures_read(&mut locations, text).is_some());
                    append(&mut parts, |part| {
                        let (start, end) = locations.get(groups[part])?;
                        matched.map(|text| &text[start..end])
                    });
                }
            }
        }
        let parts = parts
            .into_iter()
            .map(|mut part| Arc::new(part.finish()) as ArrayRef)
            .collect();
        Ok(ColumnarValue::Array(Arc::new(StructArray::try_new(
            self.fields(),
            parts,
            None,
        )?)))
    }
}

fn append<'a>(parts: &mut [StringViewBuilder], value: impl Fn(usize) -> Option<&'a str>) {
    for (index, part) in parts.iter_mut().enumerate() {
        part.append_option(value(index));
    }
}

/// Finds the literals one behind the other, each at its first place. What lies between them goes
/// to `found`; a star at an end reaches to the end of the text. Since all that stands between
/// stars is literal, the first places are the ones that a search with lazy wildcards finds.
fn match_glob<'a>(literals: &[memmem::Finder<'_>], text: &'a str, found: &mut [&'a str]) -> bool {
    let Some((first, rest)) = literals.split_first() else {
        return false;
    };
    let Some(start) = first.find(text.as_bytes()) else {
        return false;
    };
    let mut at = start + first.needle().len();
    for (index, literal) in rest.iter().enumerate() {
        let last = index + 1 == rest.len();
        let length = if last && literal.needle().is_empty() {
            text.len() - at
        } else {
            match literal.find(&text.as_bytes()[at..]) {
                Some(length) => length,
                None => return false,
            }
        };
        found[index] = &text[at..at + length];
        at += length + literal.needle().len();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, text: &str, expected: Option<&[&str]>) {
        let Matcher::Glob(literals) = Matcher::glob(pattern) else {
            panic!("a glob")
        };
        let finders: Vec<_> = literals.iter().map(memmem::Finder::new).collect();
        let mut found = vec![""; finders.len() - 1];
        let matched = match_glob(&finders, text, &mut found);
        assert_eq!(
            matched.then_some(found.as_slice()),
            expected,
            "{pattern} on {text}"
        );
    }

    #[test]
    fn globs() {
        check(
            "user=*, ip=*",
            "at user=bob, ip=10.0.0.1",
            Some(&["bob", "10.0.0.1"]),
        );
        check("[*] *", "2024 [INFO] started", Some(&["INFO", "started"]));
        check("* - *", "a - b - c", Some(&["a", "b - c"]));
        check("id: *;", "id: 7; id: 8;", Some(&["7"]));
        check("**", "ab", Some(&["", "ab"]));
        check("a\\*b *", "a*b c", Some(&["c"]));
        check("user=*", "none", None);
        check("<*>", "日<本>", Some(&["本"]));
    }
}
