//! Expressions as canonical text: one space around operators, brackets only where they matter.

use std::fmt::{self, Display, Formatter, Write};

use crate::ast::{
    ArithmeticOp, CompareOp, Expr, ExprKind, FieldRef, Item, LogicalOp, MatchOp, NumberLiteral,
    Pattern, Period, Unit,
};
use crate::lexer::{is_reserved, is_segment_char};

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
            ExprKind::Negate(operand) => write!(f, "-{}", operand.at_least(NEGATE)),
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

const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const COMPARE: u8 = 4;
const SUM: u8 = 5;
const PRODUCT: u8 = 6;
const NEGATE: u8 = 7;
const POWER: u8 = 8;
const ATOM: u8 = 9;

impl Expr {
    fn precedence(&self) -> u8 {
        match &self.kind {
            ExprKind::Logical {
                op: LogicalOp::Or, ..
            } => OR,
            ExprKind::Logical {
                op: LogicalOp::And, ..
            } => AND,
            ExprKind::Not(_) => NOT,
            ExprKind::Compare { .. } | ExprKind::Match { .. } | ExprKind::In { .. } => COMPARE,
            ExprKind::Sum(_)
            | ExprKind::Arithmetic {
                op: ArithmeticOp::Subtract,
                ..
            } => SUM,
            ExprKind::Arithmetic {
                op: ArithmeticOp::Power,
                ..
            } => POWER,
            ExprKind::Arithmetic { .. } => PRODUCT,
            ExprKind::Negate(_) => NEGATE,
            ExprKind::Number(number) if number.is_negative() => NEGATE,
            _ => ATOM,
        }
    }

    fn at_least(&self, least: u8) -> Operand<'_> {
        Operand { expr: self, least }
    }
}

/// An operand, in brackets when it binds looser than its place allows.
struct Operand<'a> {
    expr: &'a Expr,
    least: u8,
}

impl Display for Operand<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.expr.precedence() < self.least {
            write!(f, "({})", self.expr)
        } else {
            self.expr.fmt(f)
        }
    }
}

fn joined(f: &mut Formatter<'_>, exprs: &[Expr], separator: &str, least: u8) -> fmt::Result {
    for (index, expr) in exprs.iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        expr.at_least(least).fmt(f)?;
    }
    Ok(())
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

/// The path, back-quoted when it must be.
impl Display for FieldRef {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Name(&self.path).fmt(f)
    }
}

/// A name as it is typed: bare, or in back-quotes.
pub(crate) struct Name<'a>(pub(crate) &'a str);

impl Display for Name<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let name = self.0;
        let bare = !name.starts_with(|c: char| c.is_ascii_digit())
            && name.split('.').all(is_bare_segment)
            && !is_reserved(name.split('.').next().unwrap_or(name));
        if bare {
            return f.write_str(name);
        }
        // As the reference writes it: @`aws.tag.aws:stack`.
        match name.strip_prefix('@') {
            Some(rest) if !rest.is_empty() => {
                f.write_char('@')?;
                back_quoted(f, rest)
            }
            _ => back_quoted(f, name),
        }
    }
}

fn is_bare_segment(segment: &str) -> bool {
    !segment.is_empty() && segment.chars().all(is_segment_char)
}

fn back_quoted(f: &mut Formatter<'_>, name: &str) -> fmt::Result {
    write!(f, "`{}`", name.replace('\\', r"\\").replace('`', r"\`"))
}

/// The text in quotes: single ones, unless it holds single ones only.
pub(crate) fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\\' => {
                // A backslash stays alone where it cannot be taken for an escape.
                let alone = chars
                    .peek()
                    .is_some_and(|next| !r#""'\ntr"#.contains(*next) && !next.is_control());
                out.push_str(if alone { "\\" } else { r"\\" });
            }
            c if c == quote => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

impl Display for Pattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Regex(regex) => write!(f, "/{regex}/"),
        }
    }
}

impl Display for NumberLiteral {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value:?}"),
        }
    }
}

impl Display for Period {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, self.unit)
    }
}

impl Display for Unit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Display for LogicalOp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::And => "and",
            Self::Or => "or",
        })
    }
}

impl Display for CompareOp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Eq => "=",
            Self::NotEq => "!=",
            Self::Lt => "<",
            Self::LtEq => "<=",
            Self::Gt => ">",
            Self::GtEq => ">=",
        })
    }
}

impl Display for MatchOp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Like => "like",
            Self::NotLike => "not like",
            Self::Tilde => "=~",
        })
    }
}

impl Display for ArithmeticOp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
            Self::Power => "^",
        })
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
