//! What is typed behind `taffrail`, checked.

mod library;
mod query;
mod source;
mod store;
mod text;
mod types;
mod value;

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use taffrail::output::Format;

pub(crate) use self::library::{Library, LibraryArgs};
pub(crate) use self::query::Target;
pub(crate) use self::source::{Source, SourceArgs};
pub(crate) use self::store::StoreArgs;
pub(crate) use self::text::{TextArgs, read as read_text};
pub(crate) use self::types::{OwnTypesArgs, find_type, own_types};
pub(crate) use self::value::{
    RowFormat, RowLimit, format as parse_format, limit as parse_limit, nearest, zone as parse_zone,
};

const EXAMPLES: &str = "\
Examples:
  taffrail -f ./AWSLogs
  taffrail query \"filter errorCode = 'AccessDenied' | stats count(*) as n by eventName\" \\
      --from ./AWSLogs --since 7d
  zcat app.log.gz | taffrail query 'filter level = \"ERROR\"' --from -

Exit codes:
  0 fine, also without a row   1 wrong query, nothing to read   2 wrong arguments
  3 partial: some logs could not be read   4 over a limit   5 every read was denied
  130 interrupted";

/// Ask questions of logs where they lie, in the language of CloudWatch Logs Insights
///
/// Without a command: a prompt.
#[derive(Debug, Parser)]
#[command(name = "taffrail", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) library: LibraryArgs,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a query and print its rows
    #[command(after_help = QUERY_EXAMPLES)]
    Query(Box<QueryArgs>),
    /// List the fields that events have, with their share, kinds and examples
    #[command(after_help = FIELDS_EXAMPLES)]
    Fields(Box<FieldsArgs>),
    /// Show which hours have objects and which have none, by their keys
    #[command(after_help = COVERAGE_EXAMPLES)]
    Coverage(Box<CoverageArgs>),
    /// List the logs that have names in taffrail.toml
    Sources(SourcesArgs),
    /// List the types of logs, and how each is recognised
    #[command(after_help = TYPES_EXAMPLES)]
    Types(TypesArgs),
    /// Say what is wrong with a query, without reading any logs
    #[command(after_help = "Exit codes: 0 the query can run, 1 it cannot.")]
    Check(CheckArgs),
    /// Show what a query becomes: syntax tree, plans, what is read and what is left out
    Explain(Box<ExplainArgs>),
    /// Print a query in its standard form
    Fmt(FmtArgs),
}

const QUERY_EXAMPLES: &str = "\
Examples:
  taffrail query 'stats count(*) as n by eventName | sort n desc | limit 10' -f ./AWSLogs
  taffrail query \"filter eventSource = 's3.amazonaws.com'\" -f trail.json.gz -o rows.csv
  taffrail query --file who.query --param name=alice -f ./AWSLogs --since yesterday

Times: 30s 15m 2h 7d 2w (before now), today, yesterday, this-week, last-week, this-month,
last-month, 2023-07-10, '2023-07-10 11:42' (in --tz), 2023-07-10T11:42:18Z.";

/// What `query` takes.
#[derive(Debug, Args)]
pub(crate) struct QueryArgs {
    #[command(flatten)]
    pub(crate) text: TextArgs,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) library: LibraryArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// List, and say what would be read, without reading it
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
}

const FIELDS_EXAMPLES: &str = "\
Examples:
  taffrail fields ./AWSLogs
  taffrail fields trail --since 1d --events 100000 --format csv";

/// What `fields` takes.
#[derive(Debug, Args)]
pub(crate) struct FieldsArgs {
    /// Where the logs lie, as `--from`
    #[arg(value_name = "PATH|NAME")]
    pub(crate) places: Vec<String>,
    /// Look at so many events at most, of the newest objects
    #[arg(long, value_name = "N", default_value = "10000")]
    pub(crate) events: NonZeroU64,
    /// List, and say what would be read at most, without reading it
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) library: LibraryArgs,
    #[command(flatten)]
    pub(crate) rows: RowsArgs,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
}

const COVERAGE_EXAMPLES: &str = "\
Examples:
  taffrail coverage s3://my-bucket/AWSLogs --since 7d
  taffrail coverage trail --since 2024-05-01 --until 2024-06-01 --format csv

No object is read. An hour is the one that keys tell, mostly that of delivery, a little later than
the events. In the strips a block is an hour with objects, a dot one without.";

/// What `coverage` takes.
#[derive(Debug, Args)]
pub(crate) struct CoverageArgs {
    /// Where the logs lie, as `--from`
    #[arg(value_name = "PATH|NAME")]
    pub(crate) places: Vec<String>,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) rows: RowsArgs,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
}

/// What `sources` takes.
#[derive(Debug, Args)]
pub(crate) struct SourcesArgs {
    #[command(flatten)]
    pub(crate) rows: RowsArgs,
    /// The file that names logs [default: taffrail.toml here or above, and the user's own]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

const TYPES_EXAMPLES: &str = "\
Examples:
  taffrail types
  taffrail types vpc-flow lambda --format json
  taffrail query 'limit 5' -f app.log --types app.toml --type app";

/// What `types` takes.
#[derive(Debug, Args)]
pub(crate) struct TypesArgs {
    /// Only these
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    #[command(flatten)]
    pub(crate) own: OwnTypesArgs,
    #[command(flatten)]
    pub(crate) rows: RowsArgs,
    /// The file that names logs [default: taffrail.toml here or above, and the user's own]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

impl TypesArgs {
    /// Whether a type is one of those that were named.
    pub(crate) fn asks_for(&self, name: &str) -> bool {
        self.names.iter().any(|it| it.eq_ignore_ascii_case(name))
    }
}

/// What `check` takes.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) text: TextArgs,
    #[command(flatten)]
    pub(crate) library: LibraryArgs,
    /// The file that names logs [default: taffrail.toml here or above, and the user's own]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// What `explain` takes.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) text: TextArgs,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) library: LibraryArgs,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
}

/// What `fmt` takes.
#[derive(Debug, Args)]
pub(crate) struct FmtArgs {
    /// The query, or `-` for standard input
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    pub(crate) query: Option<String>,
    /// Read the query from a file
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

/// Where rows go.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rows")]
pub(crate) struct RowsArgs {
    /// The format of the rows [default: table on a terminal, ndjson in a pipe]
    #[arg(long, value_name = "FORMAT", value_parser = value::formats(), ignore_case = true)]
    pub(crate) format: Option<RowFormat>,
    /// Write the rows to a file, which appears when it is complete; its name picks the format
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Only errors on standard error
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// What becomes of the rows of a query.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rows")]
pub(crate) struct OutputArgs {
    #[command(flatten)]
    pub(crate) rows: RowsArgs,
    /// At most N rows, or `none`: no limit is added for a terminal
    #[arg(long, value_name = "N|none", value_parser = value::limit)]
    pub(crate) limit: Option<RowLimit>,
    /// Damaged logs are an error (exit code 1), not a warning (3)
    #[arg(long)]
    pub(crate) strict: bool,
}

/// What the engine may use.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Machine")]
pub(crate) struct EngineArgs {
    /// How many threads work [default: one a core]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
    /// Memory for sorts and groups, as `2GB` or `512MiB` [default: half of the machine's]
    #[arg(long, value_name = "SIZE", value_parser = value::bytes)]
    pub(crate) memory_limit: Option<usize>,
    /// Stop a query that would read more stored bytes than this
    #[arg(long, value_name = "SIZE", value_parser = value::bytes)]
    pub(crate) max_bytes: Option<usize>,
    /// Stop a query that takes longer than this, as `30s` or `5m`
    #[arg(long, value_name = "LENGTH", value_parser = value::length)]
    pub(crate) timeout: Option<Duration>,
    #[command(flatten)]
    pub(crate) stores: StoreArgs,
}

/// What damage means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// The rest answers.
    Lenient,
    /// It is an error.
    Strict,
}

impl OutputArgs {
    /// What damage means.
    pub(crate) fn strictness(&self) -> Strictness {
        if self.strict {
            Strictness::Strict
        } else {
            Strictness::Lenient
        }
    }
}

/// The names of all formats of rows.
pub(crate) fn format_names() -> impl Iterator<Item = &'static str> {
    std::iter::once("table").chain(Format::ALL.map(Format::name))
}
