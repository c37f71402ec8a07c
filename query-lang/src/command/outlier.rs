//! `outlier action=remove cpu memory`: values far from the others.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::{FieldRef, NumberLiteral};
use crate::command::CommandInfo;
use crate::command::option::Options;
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::{Rule, inner, name, span_of};
use crate::span::{Span, Spanned};

/// Cuts, or removes the rows of, values that are far from the middle half of all values.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlier {
    /// `action=`: what happens to them; they are cut when it was left out.
    pub action: Option<OutlierAction>,
    /// `param=`: how many times the height of the middle half is far; 2.5 when it was left out.
    pub param: Option<Spanned<NumberLiteral>>,
    /// `uselower=`: whether small values count as well; no when it was left out.
    pub use_lower: Option<bool>,
    /// `mark=`: whether a column says which rows held one; no when it was left out.
    pub mark: Option<bool>,
    /// The fields, at least one.
    pub fields: Vec<Spanned<FieldRef>>,
}

/// What happens to values that are far from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutlierAction {
    /// `remove`: their rows are dropped.
    Remove,
    /// `transform`: they are cut to the largest or smallest value that is not far.
    Transform,
}

const ACTIONS: [(&str, OutlierAction); 2] = [
    ("remove", OutlierAction::Remove),
    ("transform", OutlierAction::Transform),
];

impl Outlier {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "outlier",
        aliases: &[],
        summary: "Cut, mark or remove values that are far from the others.",
        syntax: "outlier [action=remove | action=transform] [param=<number>] [uselower=<boolean>] [mark=<boolean>] <field> ...",
        notes: "It can be read and formatted, but not run yet.",
        examples: &[
            "outlier duration",
            "stats avg(cpu) as c, avg(memory) as m by host | outlier action=remove param=3 c m",
            "outlier mark=true uselower=true latency | filter isOutlier_latency",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let known = &["action", "param", "uselower", "mark"];
        let span = span_of(&pair);
        let options = Options::read("outlier", known, pair.clone().into_inner())?;
        let fields: Vec<_> = pair
            .into_inner()
            .filter(|it| it.as_rule() == Rule::name_pattern)
            .map(|it| field(inner(it)))
            .collect::<Result<_, _>>()?;
        if fields.is_empty() {
            let message = "`outlier` has no field";
            return Err(Diagnostic::error(Code::UnexpectedToken, message)
                .label(Span::new(span.end, span.end), "expected a field")
                .help("name the fields to look at: `outlier cpu memory`"));
        }
        Ok(Self {
            action: options.word("action", &ACTIONS)?,
            param: options.number("param")?,
            use_lower: options.truth("uselower")?,
            mark: options.truth("mark")?,
            fields,
        })
    }
}

fn field(pair: Pair<'_, Rule>) -> Result<Spanned<FieldRef>, Diagnostic> {
    if pair.as_rule() == Rule::field {
        return name::field(pair);
    }
    let message = format!("`outlier` takes no wildcard: `{}`", pair.as_str());
    Err(Diagnostic::error(Code::InvalidName, message)
        .label(span_of(&pair), "stands for several names")
        .help("write each name, separated by spaces: `outlier cpu memory`"))
}

impl fmt::Display for Outlier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("outlier")?;
        if let Some(action) = self.action {
            let word = ACTIONS.iter().find(|it| it.1 == action);
            write!(f, " action={}", word.map_or("", |it| it.0))?;
        }
        if let Some(param) = &self.param {
            write!(f, " param={}", param.value)?;
        }
        if let Some(use_lower) = self.use_lower {
            write!(f, " uselower={use_lower}")?;
        }
        if let Some(mark) = self.mark {
            write!(f, " mark={mark}")?;
        }
        for field in &self.fields {
            write!(f, " {}", field.value)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check;

    #[test]
    fn is_formatted() {
        check("OUTLIER cpu `m-x`", "outlier cpu `m-x`");
        check(
            "outlier cpu mark=TRUE param = 3.0 USE_LOWER=false memory action=Remove",
            "outlier action=remove param=3.0 uselower=false mark=true cpu memory",
        );
        check(
            "outlier param=2 action=transform action",
            "outlier action=transform param=2 action",
        );
    }

    #[test]
    fn mistakes() {
        check("outlier action=remove", "`outlier` has no field");
        check("outlier cpu*", "`outlier` takes no wildcard: `cpu*`");
        check(
            "outlier mark=true mark=true cpu",
            "the option `mark=` is given twice",
        );
        check("outlier marks=true cpu", "`outlier` has no option `marks=`");
        check(
            "outlier cpu, memory",
            "expected a field, an option, `|` or the end of the query, found `,`",
        );
    }
}
