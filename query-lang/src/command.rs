//! The commands, one room each, and the one list that names them all.

mod dedup;
mod display;
mod fields;
mod filter;
mod foreign;
mod limit;
mod parse;
mod sort;
mod stats;
pub(crate) mod unbuilt;

use std::fmt;

use pest::iterators::Pair;

pub use self::dedup::Dedup;
pub use self::display::Display;
pub use self::fields::Fields;
pub use self::filter::Filter;
pub use self::limit::Limit;
pub use self::parse::{Parse, ParsePattern};
pub use self::sort::{Direction, Sort, SortKey};
pub use self::stats::Stats;

use crate::ast::Item;
use crate::diagnostic::Diagnostic;
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
    /// Whole queries that use it.
    pub examples: &'static [&'static str],
}

impl CommandInfo {
    /// Whether the command is called so, by name or alias, in any case.
    pub fn is_called(&self, name: &str) -> bool {
        self.names().any(|it| it.eq_ignore_ascii_case(name))
    }

    /// The name and the aliases.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }
}

/// The command of this name or alias, in any case.
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
                    Rule::saved_call => Err(unbuilt::saved_call(&pair)),
                    _ => Err(unbuilt::unknown(pair)),
                }
            }
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
}

fn write_list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, list: &[T]) -> fmt::Result {
    for (index, member) in list.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        member.fmt(f)?;
    }
    Ok(())
}

/// The items' names are looked at by more than one room.
fn items(pair: Pair<'_, Rule>) -> Result<Vec<Item>, Diagnostic> {
    crate::parser::expression::items(pair.into_inner())
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
        assert_eq!(find("tail"), None);
    }
}
