//! `taffrail coverage`: which hours have objects and which have none.

mod strip;

use std::future::IntoFuture;

use taffrail::Coverage;

use crate::app;
use crate::args::{CoverageArgs, LibraryArgs, RowFormat, Source, Strictness};
use crate::ask::{Progress, show};
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::{Ends, Interrupt};
use crate::report;
use crate::sizes::{ByteSize, Count};
use crate::surroundings::Surroundings;

/// Runs the command.
pub(crate) fn run(
    mut args: CoverageArgs,
    surroundings: &Surroundings,
    console: Console,
) -> Result<Exit, Failure> {
    if args.source.late.is_some() {
        let message = "--late is about events; the hours of `coverage` are those of keys";
        return Err(Failure::Usage(message.into()));
    }
    args.source.from.append(&mut args.places);
    let target = args.rows.target()?;
    let library = LibraryArgs::default().library(None);
    let source = Source::new(args.source, library, surroundings)?;
    let clock = (surroundings.now)();
    let range = source.range(clock)?;
    let runtime = app::runtime()?;
    let mut interrupt = Interrupt::listen(&runtime, Ends::Process)?;
    let engine = app::engine(&args.engine, &source.catalog)?;
    let session = source.session(&engine, clock);
    let mut coverage = session.coverage();
    if let Some(range) = range {
        coverage = coverage.time_range(range);
    }
    let found = runtime.block_on(async {
        let mut progress = Progress::new(surroundings, console);
        let listing = std::pin::pin!(coverage.into_future());
        let found = progress
            .during(listing, &mut interrupt, || "listing objects".into())
            .await;
        progress.clear();
        found
    })??;
    let table = |style| strip::table(&found, style);
    show(&found.rows(), table, &target, session.zone(), surroundings)?;
    for line in report::damages(&found.summary) {
        console.remark(line);
    }
    let is_table = match target.format {
        Some(format) => format == RowFormat::Table,
        None => surroundings.stdout_terminal,
    };
    for line in remarks(&found, is_table) {
        console.remark(line);
    }
    console.remark(statistics(&found));
    Ok(Exit::of(&found.summary, Strictness::Lenient))
}

/// What there is to know of what was found, a line each.
fn remarks(found: &Coverage, is_table: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if found.untold > 0 {
        let objects = Count(found.untold).of("object is", "objects are");
        let than = if found.places.is_empty() {
            "keys tell no day"
        } else {
            "keys tell less of the time than others do"
        };
        lines.push(format!("{objects} not counted to any hour: {than}"));
    }
    if found.places.is_empty() && found.untold == 0 {
        lines.push("no object has a key of this range".into());
    }
    let gaps = found
        .places
        .iter()
        .any(|place| place.gaps().next().is_some());
    if is_table && gaps {
        lines.push(
            "hours are those of keys; where nothing happened, none may have been written".into(),
        );
    }
    lines.extend(report::inventories(&found.summary));
    lines.extend(report::default_range(&found.summary));
    let pruned = &found.summary.pruned;
    for (count, why) in [
        (pruned.by_time, "left out by time"),
        (pruned.not_logs, "left out: no logs"),
    ] {
        if count > 0 {
            lines.push(format!("{} {why}", Count(count).of("object", "objects")));
        }
    }
    if pruned.folders > 0 {
        let folders = Count(pruned.folders).of("folder", "folders");
        lines.push(format!(
            "{folders} not listed: by the key, nothing in them is asked for"
        ));
    }
    lines
}

/// One line: objects, bytes, places, requests, seconds.
fn statistics(found: &Coverage) -> String {
    let summary = &found.summary;
    let mut parts = vec![
        Count(summary.objects).of("object", "objects"),
        ByteSize(summary.bytes).to_string(),
        "none read".to_owned(),
    ];
    parts.extend(report::requests(summary.requests));
    parts.push(format!("{:.2} s", summary.elapsed.as_secs_f64()));
    parts.join(" · ")
}
