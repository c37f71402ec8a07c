//! The commands, one room each, and the one list that names them all.

mod accum;
mod add_totals;
mod anomaly;
mod append_cols;
mod auto_regress;
mod cidr_lookup;
mod count_frequent;
mod dedup;
mod diff;
mod display;
mod estimate;
mod expand;
mod fields;
mod fill_down;
mod fill_missing;
mod filter;
mod filter_index;
mod join;
mod json;
pub(crate) mod keyword;
mod limit;
mod log_compare;
mod lookup;
mod option;
mod outlier;
mod parse;
mod part;
mod pattern;
mod relevant_fields;
mod saved_call;
mod sessionize;
mod sort;
mod source;
mod stats;
mod tail;
#[cfg(test)]
mod testing;
pub(crate) mod unknown;
mod unmask;
mod unnest;

use std::fmt;

use pest::iterators::Pair;

pub use self::accum::Accum;
pub use self::add_totals::AddTotals;
pub use self::anomaly::Anomaly;
pub use self::append_cols::{AppendCols, Conflict};
pub use self::auto_regress::{AutoRegress, Lags};
pub use self::cidr_lookup::CidrLookup;
pub use self::count_frequent::CountFrequent;
pub use self::dedup::Dedup;
pub use self::diff::{Baseline, Diff};
pub use self::display::Display;
pub use self::estimate::Estimate;
pub use self::expand::Expand;
pub use self::fields::Fields;
pub use self::fill_down::FillDown;
pub use self::fill_missing::{Fill, FillMissing};
pub use self::filter::Filter;
pub use self::filter_index::{FilterIndex, IndexForm};
pub use self::join::{Join, JoinKey, JoinKind};
pub use self::json::Json;
pub use self::limit::{Limit, LimitKind};
pub use self::log_compare::LogCompare;
pub use self::lookup::{Lookup, LookupKey, LookupOutput, OutputMode};
pub use self::outlier::{Outlier, OutlierAction};
pub use self::parse::{Parse, ParsePattern};
pub use self::pattern::Pattern;
pub use self::relevant_fields::RelevantFields;
pub use self::saved_call::SavedCall;
pub use self::sessionize::Sessionize;
pub use self::sort::{Direction, Sort, SortKey};
pub use self::source::{LogGroups, Source, SourceItem, SourceTime, TagFilter};
pub use self::stats::Stats;
pub use self::tail::Tail;
pub use self::unmask::Unmask;
pub use self::unnest::Unnest;

use self::part::{
    check_unique, field_list, items, only_expr, only_field, write_fields, write_list,
};
use crate::diagnostic::Diagnostic;
use crate::function::normalized;
use crate::parser::Rule;

/// What help, completion and reference pages say about a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommandInfo {
    /// The name, as the formatter writes it.
    pub name: &'static str,
    /// Other names of the same command.
    pub aliases: &'static [&'static str],
    /// One sentence: what it does.
    pub summary: &'static str,
    /// The form: `<...>` is replaced, `[...]` may be left out.
    pub syntax: &'static str,
    /// Rules and limits, as full sentences; may be empty.
    pub notes: &'static str,
    /// Whole queries that use it.
    pub examples: &'static [&'static str],
}

impl CommandInfo {
    /// Whether the command is called so, by name or alias, in any case and with any underscores.
    pub fn is_called(&self, name: &str) -> bool {
        self.names().any(|it| normalized(it) == normalized(name))
    }

    /// The name and the aliases.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }
}

/// The command of this name or alias, in any case and with any underscores.
pub fn find(name: &str) -> Option<&'static CommandInfo> {
    COMMANDS.iter().find(|it| it.is_called(name))
}

macro_rules! commands {
    ($($rule:ident => $Name:ident,)+) => {
        /// A command of a query.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Command {
            $(
                #[doc = concat!("`", stringify!($rule), "`")]
                $Name($Name),
            )+
        }

        /// All commands, in the order in which a reference shows them.
        pub const COMMANDS: &[CommandInfo] = &[$($Name::INFO,)+];

        impl Command {
            /// What there is to know about the command.
            pub fn info(&self) -> &'static CommandInfo {
                match self {
                    $(Self::$Name(_) => const { &$Name::INFO },)+
                }
            }

            pub(crate) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
                match pair.as_rule() {
                    $(Rule::$rule => $Name::read(pair).map(Self::$Name),)+
                    rule => unreachable!("{rule:?} is no command"),
                }
            }
        }

        /// Whether it is the rule of a command.
        pub(crate) fn is_rule(rule: Rule) -> bool {
            matches!(rule, $(Rule::$rule)|+)
        }

        impl fmt::Display for Command {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$Name(command) => command.fmt(f),)+
                }
            }
        }
    };
}

commands! {
    fields => Fields,
    display => Display,
    filter => Filter,
    parse => Parse,
    stats => Stats,
    sort => Sort,
    limit => Limit,
    dedup => Dedup,
    source => Source,
    tail => Tail,
    filter_index => FilterIndex,
    json => Json,
    unmask => Unmask,
    unnest => Unnest,
    expand => Expand,
    accum => Accum,
    autoregress => AutoRegress,
    filldown => FillDown,
    fillmissing => FillMissing,
    sessionize => Sessionize,
    count_frequent => CountFrequent,
    addtotals => AddTotals,
    pattern_command => Pattern,
    diff => Diff,
    logcompare => LogCompare,
    anomaly => Anomaly,
    outlier => Outlier,
    relevantfields => RelevantFields,
    estimate => Estimate,
    lookup => Lookup,
    cidr_lookup => CidrLookup,
    join => Join,
    append_cols => AppendCols,
    saved_call => SavedCall,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_parses_and_uses_its_command() {
        for info in COMMANDS {
            assert!(!info.examples.is_empty(), "{} has no example", info.name);
            for example in info.examples {
                let query = crate::parse(example).expect(example);
                assert!(
                    query.commands.iter().any(|it| it.value.info() == info),
                    "{example}"
                );
            }
        }
    }

    #[test]
    fn commands_are_found_by_alias_in_any_case() {
        assert_eq!(find("WHERE").map(|it| it.name), Some("filter"));
        assert_eq!(
            find("count_Frequent").map(|it| it.name),
            Some("countFrequent")
        );
        assert_eq!(find("append_cols").map(|it| it.name), Some("appendcols"));
        assert_eq!(find("top"), None);
    }
}
