//! `a.id = b.id`: what must be equal for rows to be joined.

use pest::iterators::Pair;

use crate::ast::FieldRef;
use crate::ast::display::{Name, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::{Rule, name};
use crate::span::Spanned;

/// Two fields that must be equal, each by its path within its side.
#[derive(Debug, Clone, PartialEq)]
pub struct JoinKey {
    /// The field of the rows so far.
    pub left: Spanned<FieldRef>,
    /// The field of the other query.
    pub right: Spanned<FieldRef>,
}

impl JoinKey {
    pub(super) fn read(
        pair: Pair<'_, Rule>,
        left: &Spanned<String>,
        right: &Spanned<String>,
    ) -> Result<Self, Diagnostic> {
        let fields: Vec<Spanned<FieldRef>> = pair
            .into_inner()
            .filter(|part| part.as_rule() == Rule::field)
            .map(name::field)
            .collect::<Result<_, _>>()?;
        let [first, second] = fields.as_slice() else {
            unreachable!("a key has two fields")
        };
        let within = |side: &Spanned<String>, field: &Spanned<FieldRef>| {
            let path = field.value.path.strip_prefix(side.value.as_str())?;
            let path = path.strip_prefix('.')?;
            Some(Spanned::new(FieldRef::new(path), field.span))
        };
        for (one, other) in [(first, second), (second, first)] {
            if let (Some(left), Some(right)) = (within(left, one), within(right, other)) {
                return Ok(Self { left, right });
            }
        }
        let (a, b) = (Name(&left.value), Name(&right.value));
        let unknown = fields
            .iter()
            .find(|it| within(left, it).is_none() && within(right, it).is_none());
        let (message, span, label) = match unknown {
            Some(field) => (
                format!("`{}` is on neither side of the join", field.value.path),
                field.span,
                format!("expected `{a}.` or `{b}.` before the field"),
            ),
            None => (
                "a join compares a field of one side with a field of the other".to_owned(),
                first.span.to(second.span),
                "both are on the same side".to_owned(),
            ),
        };
        Err(Diagnostic::error(Code::InvalidJoinKey, message)
            .label(span, label)
            .help(format!("write `{a}.id = {b}.id`")))
    }

    /// Both fields as they are typed.
    pub(super) fn sides(&self, left: &str, right: &str) -> (FieldRef, FieldRef) {
        let named = |side: &str, field: &Spanned<FieldRef>| {
            FieldRef::new(format!("{side}.{}", field.value.path))
        };
        (named(left, &self.left), named(right, &self.right))
    }
}

/// The name of a side as the value of an option: bare when it can be.
pub(super) fn side(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !name.is_empty() && name.chars().all(plain) {
        return name.to_owned();
    }
    quoted(name)
}

#[cfg(test)]
mod tests {
    fn check(key: &str, expected: &str) {
        let query = format!("join left=a right=b where {key} (fields x)");
        let shown = match crate::parse(&query) {
            Ok(query) => query.commands[0].value.to_string(),
            Err(mistakes) => mistakes[0].to_string(),
        };
        let shown = shown.replace("join left=a right=b where ", "");
        assert_eq!(shown.replace(" (fields x)", ""), expected);
    }

    #[test]
    fn sides_are_put_right() {
        check("b.x=a.y", "a.y = b.x");
        check("a.b=b.a and b.b = a.a", "a.b = b.a and a.a = b.b");
    }

    #[test]
    fn mistakes() {
        check(
            "x = b.x",
            "error[E0135]: `x` is on neither side of the join",
        );
        check(
            "ab.x = b.x",
            "error[E0135]: `ab.x` is on neither side of the join",
        );
        check(
            "a.x = a.y",
            "error[E0135]: a join compares a field of one side with a field of the other",
        );
    }
}
