//! `taffrail check`: say what is wrong with a query.

use std::num::NonZeroUsize;

use taffrail::Engine;

use crate::args::CheckArgs;
use crate::ask::say_diagnostics;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::surroundings::Surroundings;

/// Runs the command.
pub(crate) fn run(
    args: CheckArgs,
    surroundings: &Surroundings,
    console: Console,
) -> Result<Exit, Failure> {
    if args.text.query.is_none() && args.text.file.is_none() {
        return Err(Failure::Usage(
            "there is no query to check: give one, or --file".into(),
        ));
    }
    let text = args.text.read()?;
    let library = args.library.library(args.text.file.as_deref());
    let catalog = surroundings.catalog(args.config.as_deref())?;
    let engine = Engine::builder().threads(NonZeroUsize::MIN).build()?;
    let session = library.open(engine.session().catalog(catalog).now((surroundings.now)()));
    let query = session.query(text).expand()?;
    say_diagnostics(console, &query.check()?, query.text());
    console.remark("the query can run");
    Ok(Exit::Fine)
}
