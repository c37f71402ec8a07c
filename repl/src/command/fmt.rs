//! `taffrail fmt`: print a query in its standard form.

use std::io::{self, Write};
use std::path::Path;

use taffrail::Error;
use taffrail::query_lang::{format, parse};

use crate::args::{FmtArgs, read_text};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::safe::{Escapes, SafeWriter};
use crate::surroundings::Surroundings;

/// Runs the command.
pub(crate) fn run(args: &FmtArgs, surroundings: &Surroundings) -> Result<Exit, Failure> {
    let text = match (args.query.as_deref(), args.file.as_deref()) {
        (Some("-"), _) => read_text(None, Some(Path::new("-")))?,
        (query, file) => read_text(query, file)?,
    };
    let query =
        parse(&text).map_err(|diagnostics| Failure::from(Error::Query { diagnostics, text }))?;
    let formatted = format(&query);
    let mut out = io::stdout().lock();
    if surroundings.stdout_terminal {
        SafeWriter::new(Escapes::Text, &mut out).write_all(formatted.as_bytes())?;
    } else {
        out.write_all(formatted.as_bytes())?;
    }
    out.flush()?;
    Ok(Exit::Fine)
}
