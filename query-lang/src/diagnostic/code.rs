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
    /// An option `name=value` that the command does not have.
    UnknownOption = "E0131",
    /// An option or clause of a command that is given twice.
    RepeatedOption = "E0132",
    /// An option or argument of a command with a value of the wrong kind, or a missing one.
    InvalidOption = "E0133",
    /// A condition for which no index can be asked.
    IndexCondition = "E0134",
    /// The two fields of a `join` are not one of each side.
    InvalidJoinKey = "E0135",

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
    /// A subquery that does not give the one column that is compared.
    SubqueryColumns = "E0215",
    /// A source that cannot be named yet: log groups and data sources need a catalog.
    UnknownSource = "E0216",
    /// A lookup table that no file is called as.
    UnknownTable = "E0231",
    /// A lookup table that is no CSV, or holds what it must not.
    DamagedTable = "E0232",
    /// A column that a lookup table does not have.
    UnknownTableColumn = "E0233",
    /// A saved query that no file is called as.
    UnknownSavedQuery = "E0234",
    /// A saved query that cannot be read, or is empty.
    DamagedSavedQuery = "E0235",
    /// Saved queries that call each other in a circle, or too deep.
    SavedQueryCircle = "E0236",
    /// A defect of Taffrail: what was planned is refused further down.
    Internal = "E0299",

    /// A filter was moved before `sort` and `limit`.
    FilterHoisted = "W0301",
    /// A filter behind `stats` that names none of its columns was moved before it.
    FilterPushed = "W0302",
    /// A name in back-quotes where a value was probably meant.
    BackQuotedValue = "W0303",
    /// A sort behind `limit` that works before it.
    SortHoisted = "W0306",
    /// A sort key that no row has.
    UnknownSortKey = "W0304",
    /// An aggregate over time in a `stats` that does not group by time.
    WithoutBin = "W0305",

    /// A period that Logs Insights would clamp, such as `bin(300s)`; it is honoured here.
    BinClamp = "N0401",
    /// A `filterIndex` on a field that prunes nothing here: it works as `filter`.
    NoIndex = "N0402",
    /// What is said before is about the text of a saved query.
    InSavedQuery = "N0404",
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
