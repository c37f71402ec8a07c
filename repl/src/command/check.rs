//! `taffrail check`: say what is wrong with a query.

use std::num::NonZeroUsize;

use taffrail::Engine;

use crate::args::TextArgs;
use crate::ask::say_diagnostics;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::surroundings::Surroundings;

/// Runs the command.
pub(crate) fn run(
    args: &TextArgs,
    surroundings: &Surroundings,
    console: Console,
) -> Result<Exit, Failure> {
    if args.query.is_none() && args.file.is_none() {
        return Err(Failure::Usage(
            "there is no query to check: give one, or --file".into(),
        ));
    }
    let text = args.read()?;
    let engine = Engine::builder().threads(NonZeroUsize::MIN).build()?;
    let session = engine.session().now((surroundings.now)());
    let diagnostics = session.check(&text)?;
    say_diagnostics(console, &diagnostics, &text);
    console.remark("the query can run");
    Ok(Exit::Fine)
}
