//! Expressions as canonical text: one space around operators, brackets only where they matter.

mod literal;
mod name;
mod operator;
mod precedence;
mod query;

use std::fmt::{self, Display, Formatter, Write};

use self::name::{back_quoted, is_bare_segment};
use self::precedence::{ATOM, NEGATE, NOT, POWER, PRODUCT, SUM, joined};
use crate::ast::{ArithmeticOp, Expr, ExprKind, Item};

pub(crate) use self::literal::quoted;
pub(crate) use self::name::Name;
pub(crate) use self::query::Nested;

/// The expression as it is typed canonically.
impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExprKind::Logical { op, operands } => {
                let separator = format!(" {op} ");
                joined(f, operands, &separator, self.precedence() + 1)
            }
            ExprKind::Not(operand) => write!(f, "not {}", operand.at_least(NOT)),
            ExprKind::Compare { op, left, right } => {
                write!(f, "{} {op} {}", left.at_least(SUM), right.at_least(SUM))
            }
            ExprKind::Match {
                operand,
                op,
                pattern,
            } => {
                write!(f, "{} {op} {}", operand.at_least(SUM), pattern.value)
            }
            ExprKind::In {
                operand,
                negated,
                list,
            } => {
                let not = if *negated { "not " } else { "" };
                write!(f, "{} {not}in [", operand.at_least(SUM))?;
                joined(f, list, ", ", 0)?;
                f.write_char(']')
            }
            ExprKind::InQuery {
                operand,
                negated,
                query,
            } => {
                let not = if *negated { "not " } else { "" };
                write!(f, "{} {not}in {}", operand.at_least(SUM), Nested(query))
            }
            // The first operand may be a difference: `a - b + c`.
            ExprKind::Sum(operands) => {
                for (index, operand) in operands.iter().enumerate() {
                    if index == 0 && !matches!(operand.kind, ExprKind::Sum(_)) {
                        write!(f, "{}", operand.at_least(SUM))?;
                    } else {
                        let plus = if index == 0 { "" } else { " + " };
                        write!(f, "{plus}{}", operand.at_least(PRODUCT))?;
                    }
                }
                Ok(())
            }
            ExprKind::Arithmetic { op, left, right } => {
                let (left_least, right_least) = match op {
                    ArithmeticOp::Subtract => (SUM, PRODUCT),
                    ArithmeticOp::Power => (ATOM, POWER),
                    _ => (PRODUCT, NEGATE),
                };
                write!(
                    f,
                    "{} {op} {}",
                    left.at_least(left_least),
                    right.at_least(right_least)
                )
            }
            // `-(2)` is not the literal `-2`.
            ExprKind::Negate(operand) if matches!(operand.kind, ExprKind::Number(_)) => {
                write!(f, "-({operand})")
            }
            ExprKind::Negate(operand) => {
                let operand = operand.at_least(NEGATE).to_string();
                // Two signs without a gap would be no operator.
                let gap = if operand.starts_with('-') { " " } else { "" };
                write!(f, "-{gap}{operand}")
            }
            ExprKind::Call {
                name, star: true, ..
            } => write!(f, "{}(*)", name.value),
            ExprKind::Call { name, args, .. } => {
                write!(f, "{}(", name.value)?;
                joined(f, args, ", ", 0)?;
                f.write_char(')')
            }
            ExprKind::Member { base, path } => {
                write!(f, "{base}.")?;
                if path.split('.').all(is_bare_segment) {
                    f.write_str(path)
                } else {
                    back_quoted(f, path)
                }
            }
            ExprKind::Field(field) => field.fmt(f),
            ExprKind::Number(number) => number.fmt(f),
            ExprKind::Text(text) => f.write_str(&quoted(text)),
            ExprKind::Boolean(value) => value.fmt(f),
            ExprKind::Regex(regex) => write!(f, "/{regex}/"),
            ExprKind::Period(period) => period.fmt(f),
        }
    }
}

/// The typed text when it names the column; else the canonical expression and its alias.
impl Display for Item {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (&self.alias, &self.expr.kind) {
            (Some(alias), _) => write!(f, "{} as {}", self.expr, Name(&alias.value)),
            (None, ExprKind::Field(field)) if field.path == self.text => field.fmt(f),
            (None, _) => f.write_str(&self.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{format, parse};

    fn check(expression: &str, expected: &str) {
        let query = parse(&format!("filter {expression}")).expect("parses");
        assert_eq!(format(&query), format!("filter {expected}\n"));
    }

    #[test]
    fn brackets_stay_where_they_matter() {
        check("((a) or b) and not (c = 1)", "(a or b) and not c = 1");
        check("(a and b) and (c and d)", "a and b and c and d");
        check("(not a) = b", "(not a) = b");
        check("a - (b - c) + d", "a - (b - c) + d");
        check("(a + b) + c", "a + b + c");
        check("a + (b + c)", "a + (b + c)");
        check("(a ^ b) ^ c ^ d", "(a ^ b) ^ c ^ d");
        check("-2 ^ 2 = (-2) ^ 2", "-2 ^ 2 = (-2) ^ 2");
        check("- 2 = -(2)", "-2 = -(2)");
        check("a % (b * c) / d", "a % (b * c) / d");
    }

    #[test]
    fn literals_are_canonical() {
        check(
            r#"a = "it's" or a = "x" or a = 'x\"\'y'"#,
            r#"a = "it's" or a = 'x' or a = 'x"\'y'"#,
        );
        check(r"a = '\d \\n \n'", r"a = '\d \\n \n'");
        check("a == 1.50 or b = 1e6", "a = 1.5 or b = 1000000.0");
        check("a IN [1,'b']", "a in [1, 'b']");
        check(
            "f(x)  .a[0].`b c`.d = datefloor(@t, 5minutes)",
            "f(x).`a.0.b c.d` = datefloor(@t, 5m)",
        );
    }

    #[test]
    fn names_are_back_quoted_when_they_must() {
        check(
            "`a` and `a.0.b` and items[0].id",
            "a and a.0.b and items.0.id",
        );
        check("`foo-bar`.x", "`foo-bar.x`");
        check(
            "@`aws.tag.aws:x` or `not` or `a\\`b`",
            "@`aws.tag.aws:x` or `not` or `a\\`b`",
        );
    }
}
