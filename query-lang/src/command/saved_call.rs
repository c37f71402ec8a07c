//! `$ErrorsByLevel(level = "WARN")`: a saved query in the place of a command.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::display::quoted;
use crate::command::{CommandInfo, check_unique};
use crate::diagnostic::{Code, Diagnostic};
use crate::parameters::Value;
use crate::parser::{Rule, inner, literal, name, span_of};
use crate::span::Spanned;

/// Puts in a saved query, its placeholders replaced by values.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedCall {
    /// The name of the saved query.
    pub name: Spanned<String>,
    /// The parameters by name.
    pub arguments: Vec<(Spanned<String>, Spanned<Value>)>,
}

impl SavedCall {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "$",
        aliases: &[],
        summary: "Put in a saved query.",
        syntax: "$<name>([<parameter> = <value> [, ...]])",
        notes: "A saved query is a file `NAME.iql` in the folder of `--saved` (`queries` in the working directory, where there is one); back-quotes hold names in folders below: `` $`team/Errors`() ``. `{{parameter}}` in it is replaced, a number bare, a text in quotes. Comments at its head declare parameters: `# parameter level = 'ERROR': the level to look for`.",
        examples: &[
            "$ErrorsByLevel(level = 'WARN', most = 100)",
            "$`Errors By Level`() | limit 5",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let mut parts = pair.into_inner();
        let called = parts
            .next()
            .unwrap_or_else(|| unreachable!("a call has a name"));
        let span = span_of(&called);
        let name = Spanned::new(name::segment(inner(called))?, span);
        let arguments = parts
            .filter(|part| part.as_rule() == Rule::saved_argument)
            .map(argument)
            .collect::<Result<Vec<_>, _>>()?;
        let names: Vec<Spanned<String>> = arguments.iter().map(|it| it.0.clone()).collect();
        check_unique(&names)?;
        Ok(Self { name, arguments })
    }
}

fn argument(pair: Pair<'_, Rule>) -> Result<(Spanned<String>, Spanned<Value>), Diagnostic> {
    let mut parts = pair.into_inner();
    let (Some(name), Some(value)) = (parts.next(), parts.next()) else {
        unreachable!("an argument has a name and a value")
    };
    let value = inner(value);
    let typed = value.as_str();
    let kind = match value.as_rule() {
        Rule::text => Value::Text(literal::text(&value)),
        Rule::signed => Value::Number(typed.to_owned()),
        Rule::period if literal::period_in(typed).is_some() => Value::Period(typed.to_owned()),
        _ => {
            return Err(
                Diagnostic::error(Code::MissingQuotes, "a text must be quoted")
                    .label(
                        span_of(&value),
                        "neither a number, a period nor a quoted text",
                    )
                    .help(format!("write `{}`", quoted(typed))),
            );
        }
    };
    Ok((
        Spanned::new(name.as_str().to_owned(), span_of(&name)),
        Spanned::new(kind, span_of(&value)),
    ))
}

impl fmt::Display for SavedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name.value;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if name.chars().all(plain) && !name.starts_with(|c: char| c.is_ascii_digit()) {
            write!(f, "${name}(")?;
        } else {
            let escaped = name.replace('\\', r"\\").replace('`', r"\`");
            write!(f, "$`{escaped}`(")?;
        }
        for (index, (name, value)) in self.arguments.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{} = {}", name.value, value.value)?;
        }
        f.write_str(")")
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check_first as check;

    #[test]
    fn forms() {
        check("$Errors()", "$Errors()");
        check(
            "$`Errors By Level` (level=\"WARN\",n = -1.5e3, m='100', p=5m, q=\"'x'\")|limit 5",
            "$`Errors By Level`(level = 'WARN', n = -1.5e3, m = '100', p = 5m, q = \"'x'\")",
        );
    }

    #[test]
    fn mistakes() {
        check(
            "$E(a = 1, a = 2)",
            "error[E0118]: the name `a` is given twice",
        );
        for value in ["WARN", "12abc", "5m-1", "1-2"] {
            check(
                &format!("$E(a = {value})"),
                "error[E0120]: a text must be quoted",
            );
        }
        check(
            "$Errors",
            "error[E0102]: expected `(`, found the end of the query",
        );
    }
}
