//! The codes of all diagnostics, which stay the same when messages change.

use crate::diagnostic::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// What kind of mistake or remark a diagnostic is about.
        ///
        /// `E01xx` are mistakes in the syntax, `E02xx` mistakes that planning finds, `W03xx`
        /// warnings, `N04xx` notes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// All codes, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as it is shown: `E0101`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

codes! {
    /// A word where a command belongs is no command.
    UnknownCommand = "E0101",
    /// Something stands where something else was expected.
    UnexpectedToken = "E0102",
    /// A pipe without a command behind it.
    MissingCommand = "E0103",
    /// A command follows without a pipe before it.
    MissingPipe = "E0104",
    /// A quoted text, back-quoted name or regex without its end.
    UnclosedLiteral = "E0105",
    /// A bracket without its counterpart.
    UnclosedBracket = "E0106",
    /// An operator of another language.
    UnknownOperator = "E0107",
    /// A number that cannot be read or is too large.
    InvalidNumber = "E0108",
    /// A length of time with an unknown unit, a count of zero or a count that is too large.
    InvalidPeriod = "E0109",
    /// A name that needs back-quotes, or is empty.
    InvalidName = "E0110",
    /// A regex that does not compile, or uses look-around or back-references.
    InvalidRegex = "E0111",
    /// Letters behind the closing slash of a regex.
    RegexFlags = "E0112",
    /// A regex where none belongs.
    MisplacedRegex = "E0113",
    /// A period that is not the argument of a function.
    MisplacedPeriod = "E0114",
    /// Comparisons in a row, such as `a = b = c`.
    ChainedComparison = "E0115",
    /// A list in the wrong brackets or with elements that are no literals.
    InvalidList = "E0116",
    /// The names behind `as` do not match the wildcards or groups of the pattern.
    ColumnCount = "E0117",
    /// A name is given twice.
    DuplicateName = "E0118",
    /// Brackets, operators or calls are nested too deeply.
    NestedTooDeep = "E0119",
    /// A value that is not quoted.
    MissingQuotes = "E0120",
    /// A placeholder `{{name}}` for which there is no value.
    MissingParameter = "E0121",
    /// A parameter that the text does not mention.
    UnusedParameter = "E0122",
    /// A missing comma between the members of a list.
    MissingComma = "E0123",

    /// A command, form or function of Logs Insights that is not built yet.
    NotBuiltYet = "E0201",
    /// A name that the last `stats` did not hand on ("unknown symbols found in or after stats").
    UnknownColumn = "E0202",
    /// A name that is no function.
    UnknownFunction = "E0203",
    /// A function with too few or too many arguments.
    WrongArity = "E0204",
    /// An aggregate outside of `stats`, or inside another aggregate.
    AggregateOutsideStats = "E0206",
    /// A text that was to be a time and cannot be read as one.
    InvalidTime = "E0207",
    /// Commands in an order that is not allowed.
    CommandOrder = "E0208",
    /// Two columns of the same name.
    DuplicateColumn = "E0209",
    /// An argument of a kind or value that the function does not take.
    InvalidArgument = "E0210",
    /// A time zone that is not known.
    UnknownTimeZone = "E0213",
    /// More commands than a plan can be made of.
    TooLong = "E0214",
    /// A defect of Taffrail: what was planned is refused further down.
    Internal = "E0299",

    /// A filter was moved before `sort` and `limit`.
    FilterHoisted = "W0301",
    /// A sort key that no row has.
    UnknownSortKey = "W0304",

    /// A period that Logs Insights would clamp, such as `bin(300s)`; it is honoured here.
    BinClamp = "N0401",
}

impl Code {
    /// The severity that belongs to the code.
    pub fn severity(self) -> Severity {
        match self.as_str().as_bytes().first() {
            Some(b'W') => Severity::Warning,
            Some(b'N') => Severity::Note,
            _ => Severity::Error,
        }
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_unique() {
        let texts: HashSet<_> = Code::ALL.iter().map(|it| it.as_str()).collect();
        assert_eq!(texts.len(), Code::ALL.len());
    }

    #[test]
    fn the_first_letter_is_the_severity() {
        assert_eq!(Code::UnknownCommand.severity(), Severity::Error);
        assert_eq!(Code::UnknownSortKey.severity(), Severity::Warning);
        assert_eq!(Code::BinClamp.severity(), Severity::Note);
    }
}
