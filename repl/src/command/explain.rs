//! `taffrail explain`: show what a query becomes.

use std::io::{self, Write};

use crate::app;
use crate::args::{ExplainArgs, Source};
use crate::ask::{ranged, say_diagnostics};
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::{Ends, Interrupt};
use crate::safe::{Escapes, SafeWriter};
use crate::surroundings::Surroundings;

/// Runs the command.
pub(crate) fn run(
    mut args: ExplainArgs,
    surroundings: &Surroundings,
    console: Console,
) -> Result<Exit, Failure> {
    args.text.take_query_from(&mut args.source.from);
    let library = args.library.library(args.text.file.as_deref());
    let source = Source::new(args.source, library, surroundings)?;
    let clock = (surroundings.now)();
    let range = source.range(clock)?;
    let text = args.text.read()?;

    let runtime = app::runtime()?;
    let mut interrupt = Interrupt::listen(&runtime, Ends::Process)?;
    let engine = app::engine(&args.engine, &source.catalog)?;
    let session = source.session(&engine, clock);
    let query = session.query(text).expand()?;
    let query = ranged(query, range, source.late);
    let text = query.text().to_owned();
    let explanation = runtime.block_on(interrupt.or(query.explain()))??;
    say_diagnostics(console, &explanation.diagnostics, &text);
    let mut out = SafeWriter::new(Escapes::Text, io::stdout());
    writeln!(out, "{explanation}")?;
    out.flush()?;
    Ok(Exit::Fine)
}
