//! From arguments to an exit code.

use std::ffi::OsString;

use clap::Parser;
use taffrail::{Catalog, Engine, Error};
use tokio::runtime::Runtime;

use crate::args::{Cli, Command, EngineArgs, RowsArgs};
use crate::command;
use crate::console::{self, Console, Verbosity};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::prompt;
use crate::surroundings::Surroundings;

/// Does what the arguments say.
pub(crate) fn run(
    arguments: impl IntoIterator<Item = OsString>,
    surroundings: &Surroundings,
) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help goes to standard output, where nobody may be left to read it.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Fine
            };
        }
    };
    let console = Console {
        verbosity: cli.verbosity(),
    };
    let exit = match cli.command {
        Some(Command::Query(args)) => command::query::run(*args, surroundings, console),
        Some(Command::Fields(args)) => command::fields::run(*args, surroundings, console),
        Some(Command::Coverage(args)) => command::coverage::run(*args, surroundings, console),
        Some(Command::Sources(args)) => command::sources::run(&args, surroundings, console),
        Some(Command::Types(args)) => command::types::run(&args, surroundings, console),
        Some(Command::Check(args)) => command::check::run(args, surroundings, console),
        Some(Command::Explain(args)) => command::explain::run(*args, surroundings, console),
        Some(Command::Fmt(args)) => command::fmt::run(&args, surroundings),
        None => prompt::run(cli.source, cli.library, &cli.engine, surroundings, console),
    };
    exit.unwrap_or_else(|failure| {
        console::failure(&failure);
        failure.exit()
    })
}

impl Cli {
    fn verbosity(&self) -> Verbosity {
        match &self.command {
            Some(Command::Query(args)) => args.output.rows.verbosity(),
            Some(Command::Fields(args)) => args.rows.verbosity(),
            Some(Command::Coverage(args)) => args.rows.verbosity(),
            Some(Command::Sources(args)) => args.rows.verbosity(),
            Some(Command::Types(args)) => args.rows.verbosity(),
            _ => Verbosity::Normal,
        }
    }
}

impl RowsArgs {
    fn verbosity(&self) -> Verbosity {
        if self.quiet {
            Verbosity::Quiet
        } else {
            Verbosity::Normal
        }
    }
}

/// The engine as the arguments want it.
pub(crate) fn engine(args: &EngineArgs, catalog: &Catalog) -> Result<Engine, Failure> {
    let mut builder = Engine::builder();
    if let Some(threads) = args.threads.or(catalog.defaults().threads) {
        builder = builder.threads(threads);
    }
    if let Some(bytes) = args.memory_limit {
        builder = builder.memory_limit(bytes);
    }
    if let Some(bytes) = args.max_bytes {
        builder = builder.max_bytes(bytes as u64);
    }
    if let Some(time) = args.timeout {
        builder = builder.timeout(time);
    }
    Ok(builder.stores(args.stores.options()).build()?)
}

/// The threads of the command itself: one for signals and clocks.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("taffrail-signals")
        .enable_all()
        .build()
        .map_err(|error| {
            Failure::from(Error::Start {
                message: error.to_string(),
            })
        })
}
