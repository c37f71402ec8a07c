//! `taffrail`: asks questions of logs where they already lie, from a shell or at a prompt.
//!
//! ```console
//! $ taffrail query 'stats count(*) as n by eventName | sort n desc | limit 2' \
//!     --from testdata/logs/cloudtrail
//! eventName              n
//! ───────────────────  ───
//! Decrypt              178
//! DescribeRouteTables  163
//! ```
//!
//! Rows go to standard output and nothing else does. This crate knows terminals and arguments; what
//! a query means and how logs are read is the business of the library `taffrail`.
//!
//! # Map
//!
//! | room | is |
//! | --- | --- |
//! | [`args`] | what is typed behind `taffrail`, checked |
//! | [`command`] | one room a command: `query`, `fields`, `sources`, `check`, `explain`, `fmt` |
//! | [`prompt`] | `taffrail` alone: editing, completion, dot commands |
//! | [`ask`] | one query from its text to its last row; both above end here |
//! | [`table`] | rows as a table that fits a terminal |
//! | [`report`] | what is said of a query behind its rows |
//! | [`progress`] | the line that is redrawn while a query runs |
//! | [`clean`], [`safe`] | what keeps the contents of logs from steering a terminal |
//! | [`output`] | files that appear when they are complete |
//! | [`exit`], [`failure`] | exit codes, and what leads to them |
//! | [`interrupt`] | Ctrl-C |
//! | [`console`], [`surroundings`], [`sizes`] | standard error, the process's own terminal, units |

mod app;
mod args;
mod ask;
mod clean;
mod command;
mod console;
mod exit;
mod failure;
mod interrupt;
mod output;
mod progress;
mod prompt;
mod report;
mod safe;
mod sizes;
mod surroundings;
mod table;

use std::process::ExitCode;

use self::surroundings::Surroundings;

fn main() -> ExitCode {
    app::run(std::env::args_os(), &Surroundings::of_process()).into()
}
