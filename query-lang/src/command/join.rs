//! `join left=a right=b where a.id = b.id (SOURCE 'x')`: add the columns of matching rows.

mod key;

use std::fmt;

use pest::iterators::Pair;

pub use self::key::JoinKey;

use crate::ast::Query;
use crate::ast::display::Nested;
use crate::command::option::{Given, Options};
use crate::command::{CommandInfo, check_unique};
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::{Rule, subquery};
use crate::span::{Span, Spanned};

/// Adds the columns of the rows of another query whose keys are equal.
#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    /// What becomes of rows without a counterpart.
    pub kind: JoinKind,
    /// What the rows so far are called: `left.field`.
    pub left: Spanned<String>,
    /// What the rows of the other query are called: `right.field`.
    pub right: Spanned<String>,
    /// What must be equal, all of it; at least one.
    pub on: Vec<JoinKey>,
    /// The other query.
    pub query: Box<Query>,
}

/// What becomes of rows without a counterpart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum JoinKind {
    /// `type=inner`: they go.
    #[default]
    Inner,
    /// `type=left`: those of the left side stay.
    Left,
}

const KINDS: [(&str, JoinKind); 2] = [("inner", JoinKind::Inner), ("left", JoinKind::Left)];

impl Join {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "join",
        aliases: &[],
        summary: "Add the columns of rows of another query with equal keys.",
        syntax: "join [type=inner | left] left=<name> right=<name> \
                 where <left>.<field> = <right>.<field> [and ...] (<query>)",
        notes: "Keys compare as texts; a missing one is equal to none. Behind it `left.field` and `right.field` name the sides. A name without a side is the left one; where the event has no such field, it is the column of that name that the other query made. The rows stay in the order of the left side, and several of the right one in theirs. The right side is held in memory, the left one passes by.",
        examples: &[
            "join left=order right=payment where order.id = payment.orderId (SOURCE 'payments') | fields order.id, payment.amount",
            "join type=left left=a right=b where a.id = b.id and a.host = b.host (SOURCE 'web' | filter status >= 500)",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let word = Span::new(
            pair.as_span().start(),
            pair.as_span().start() + "join".len(),
        );
        let known = &["type", "left", "right"];
        let options = Options::read("join", known, pair.clone().into_inner())?;
        let (mut keys, mut query) = (Vec::new(), None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::join_key => keys.push(part),
                Rule::subquery => query = Some(subquery(part)?),
                _ => {}
            }
        }
        let kind = options.word("type", &KINDS)?.unwrap_or_default();
        let left = side(options.required("left", word)?)?;
        let right = side(options.required("right", word)?)?;
        check_unique(&[left.clone(), right.clone()])?;
        let on = keys
            .into_iter()
            .map(|it| JoinKey::read(it, &left, &right))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            kind,
            left,
            right,
            on,
            query: Box::new(query.unwrap_or_else(|| unreachable!("`join` holds a query"))),
        })
    }
}

/// The name of a side, which has no dot: `a.b.c` would not say where it ends.
fn side(option: &Given<'_>) -> Result<Spanned<String>, Diagnostic> {
    let name = option.text()?;
    if name.value.is_empty() || name.value.contains('.') {
        return Err(Diagnostic::error(
            Code::InvalidName,
            format!("a side of a join cannot be called `{}`", name.value),
        )
        .label(name.span, "expected a name without dots")
        .help(format!("write `{}=a`", option.name.value)));
    }
    Ok(name)
}

impl fmt::Display for Join {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("join ")?;
        if self.kind == JoinKind::Left {
            f.write_str("type=left ")?;
        }
        let (left, right) = (key::side(&self.left.value), key::side(&self.right.value));
        write!(f, "left={left} right={right} where ")?;
        for (index, key) in self.on.iter().enumerate() {
            let and = if index == 0 { "" } else { " and " };
            let (left, right) = key.sides(&self.left.value, &self.right.value);
            write!(f, "{and}{left} = {right}")?;
        }
        write!(f, " {}", Nested(&self.query))
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check_first as check;

    #[test]
    fn forms() {
        check(
            "JOIN TYPE=Left left=a right=b WHERE a.x=b.y.z(SOURCE 'c')",
            "join type=left left=a right=b where a.x = b.y.z (SOURCE 'c')",
        );
        check(
            "join right=r type=inner left=l where r.a == l.b and l.c = r.d (fields a, d | limit 5)",
            "join left=l right=r where l.b = r.a and l.c = r.d (fields a, d | limit 5)",
        );
        check(
            "join left=`a b` right=not where `a b`.`c d` = `not.e` (fields e)",
            "join left='a b' right=not where `a b.c d` = `not.e` (fields e)",
        );
    }

    #[test]
    fn mistakes_in_options() {
        check(
            "join tipe=left left=a right=b where a.x=b.x (fields x)",
            "error[E0131]: `join` has no option `tipe=`",
        );
        check(
            "join type=outer left=a right=b where a.x=b.x (fields x)",
            "error[E0133]: the option `type=` takes `inner` or `left`",
        );
        check(
            "join left=a left=b where a.x=b.x (fields x)",
            "error[E0132]: the option `left=` is given twice",
        );
        check(
            "join left=a where a.x=b.x (fields x)",
            "error[E0133]: `join` has no `right=`",
        );
        check(
            "join left=a right=a where a.x=a.x (fields x)",
            "error[E0118]: the name `a` is given twice",
        );
        check(
            "join left=a.b right=a where a.x=a.x (fields x)",
            "error[E0110]: a side of a join cannot be called `a.b`",
        );
    }

    #[test]
    fn mistakes_in_the_form() {
        check(
            "join left=a right=b on a.x=b.x (fields x)",
            "error[E0102]: expected an option or `where`, found `on`",
        );
        check(
            "join left=a right=b where a.x=b.x",
            "error[E0102]: expected an operator or a query in brackets, found the end of the query",
        );
    }
}
