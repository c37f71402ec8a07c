//! `taffrail query`: run a query and print its rows.

use crate::app;
use crate::args::{QueryArgs, Source};
use crate::ask::{Question, ask, dry_run};
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::{Ends, Interrupt};
use crate::surroundings::Surroundings;

/// Runs the command.
pub(crate) fn run(
    mut args: QueryArgs,
    surroundings: &Surroundings,
    console: Console,
) -> Result<Exit, Failure> {
    args.text.take_query_from(&mut args.source.from);
    let target = args.output.rows.target()?;
    let strictness = args.output.strictness();
    let library = args.library.library(args.text.file.as_deref());
    let source = Source::new(args.source, library, surroundings)?;
    if args.text.reads_stdin() && source.places.iter().any(|place| place == "-") {
        let message = "standard input cannot be both the query and the logs";
        return Err(Failure::Usage(message.into()));
    }
    let clock = (surroundings.now)();
    let range = source.range(clock)?;
    let text = args.text.read()?;

    let runtime = app::runtime()?;
    let mut interrupt = Interrupt::listen(&runtime, Ends::Process)?;
    let engine = app::engine(&args.engine, &source.catalog)?;
    let question = Question {
        text: &text,
        session: &source.session(&engine, clock),
        range,
        late: source.late,
        limit: args.output.limit.unwrap_or_default(),
        to_lift: "--limit none",
        format: target.format,
        file: target.file.as_deref(),
        strictness,
    };
    if args.dry_run {
        let forecast = dry_run(&question, &target, surroundings, console, &mut interrupt);
        return runtime.block_on(forecast);
    }
    runtime.block_on(ask(&question, surroundings, console, &mut interrupt))
}
