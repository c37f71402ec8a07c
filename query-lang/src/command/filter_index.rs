//! `filterIndex requestId = 'x'`: keep rows by the value of an indexed field.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::{CompareOp, Expr, ExprKind, FieldRef};
use crate::command::{CommandInfo, only_expr, write_list};
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::Rule;
use crate::span::Spanned;

/// Keeps the rows whose field equals a value, and reads only sources that know the field.
#[derive(Debug, Clone, PartialEq)]
pub struct FilterIndex {
    /// The field.
    pub field: Spanned<FieldRef>,
    /// What it may be: literals, exactly one for [`IndexForm::Equals`].
    pub values: Vec<Expr>,
    /// How the values were given.
    pub form: IndexForm,
}

/// The ways to give the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexForm {
    /// `field = value`
    Equals,
    /// `field in [value, ...]`
    In,
}

impl FilterIndex {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "filterIndex",
        aliases: &[],
        summary: "Keep rows by an indexed field, and skip sources without it.",
        syntax: "filterIndex <field> = <value> | filterIndex <field> in [<value>, ...]",
        notes: "Keeps the same rows as `filter` with that condition. Nothing is skipped yet: a note says so for fields that the key of an object does not tell (`@aws.account`, `@aws.region`, `@log`, `@logStream`).",
        examples: &[
            "filterIndex requestId = '7a1f' | fields @timestamp, @message",
            "filterIndex sourceIPAddress in ['198.51.100.0', '198.51.100.1'] | stats count(*) by eventName",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let condition = only_expr(pair)?;
        let (operand, values, form) = match condition.kind {
            ExprKind::Compare {
                op: CompareOp::Eq,
                left,
                right,
            } => (left, vec![*right], IndexForm::Equals),
            ExprKind::In {
                operand,
                negated: false,
                list,
            } => (operand, list, IndexForm::In),
            _ => return Err(not_a_lookup(&condition)),
        };
        let field = match operand.kind {
            ExprKind::Field(field) => Spanned::new(field, operand.span),
            _ => {
                return Err(mistake("`filterIndex` asks for a field")
                    .label(operand.span, "not a field")
                    .help("write `filterIndex <field> = <value>`; conditions on what is computed follow `filter`"));
            }
        };
        if let Some(value) = values.iter().find(|it| !it.is_literal()) {
            let help = match &value.kind {
                ExprKind::Field(field) => format!("a text is quoted: `'{}'`", field.path),
                _ => "conditions on what is computed follow `filter`".to_owned(),
            };
            return Err(mistake("`filterIndex` asks for texts and numbers only")
                .label(value.span, "not a literal")
                .help(help));
        }
        Ok(Self {
            field,
            values,
            form,
        })
    }
}

/// The diagnostic for a condition that no index answers.
fn not_a_lookup(condition: &Expr) -> Diagnostic {
    let help = match &condition.kind {
        ExprKind::Logical { .. } => {
            "one field a command: `filterIndex a = 1 | filterIndex b = 2`; the rest follows `filter`"
        }
        _ => {
            "write `filterIndex <field> = <value>` or `in [...]`; other conditions follow `filter`"
        }
    };
    mistake("an index answers `=` and `in` only")
        .label(condition.span, "not a look-up of a value")
        .help(help)
}

fn mistake(message: &str) -> Diagnostic {
    Diagnostic::error(Code::IndexCondition, message)
}

impl fmt::Display for FilterIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "filterIndex {} ", self.field.value)?;
        match (self.form, self.values.as_slice()) {
            (IndexForm::Equals, [value]) => write!(f, "= {value}"),
            (_, values) => {
                f.write_str("in [")?;
                write_list(f, values)?;
                f.write_str("]")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::{check, shown};

    #[test]
    fn is_formatted() {
        check("FILTERINDEX a.b==\"x\"", "filterIndex a.b = 'x'");
        check(
            "filter_index `a-b` IN [1,'y']",
            "filterIndex `a-b` in [1, 'y']",
        );
        check("filterIndex a = -1", "filterIndex a = -1");
        check("filterIndex a in []", "filterIndex a in []");
    }

    #[test]
    fn only_values_are_looked_up() {
        let forms = "an index answers `=` and `in` only";
        for condition in [
            "a like 'x'",
            "a > 1",
            "a != 1",
            "a not in [1]",
            "a = 1 and b = 2",
            "a",
        ] {
            assert_eq!(shown(&format!("filterIndex {condition}")), forms);
        }
        check(
            "filterIndex strlen(a) = 1",
            "`filterIndex` asks for a field",
        );
        check(
            "filterIndex a = b",
            "`filterIndex` asks for texts and numbers only",
        );
        check("filterIndex a", forms);
    }
}
