//! `taffrail fields`: which fields the events of a place have.

use std::future::IntoFuture;

use taffrail::{DiscoveredField, DiscoveredFields};

use crate::app;
use crate::args::{FieldsArgs, Source, Strictness};
use crate::ask::{Progress, show, show_dry_run};
use crate::clean::clean;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::{Ends, Interrupt};
use crate::report;
use crate::sizes::Count;
use crate::surroundings::Surroundings;
use crate::table::{Style, lines};

/// Runs the command.
pub(crate) fn run(
    mut args: FieldsArgs,
    surroundings: &Surroundings,
    console: Console,
) -> Result<Exit, Failure> {
    args.source.from.append(&mut args.places);
    let target = args.rows.target()?;
    let source = Source::new(args.source, args.library.library(None), surroundings)?;
    let clock = (surroundings.now)();
    let range = source.range(clock)?;
    let runtime = app::runtime()?;
    let mut interrupt = Interrupt::listen(&runtime, Ends::Process)?;
    let engine = app::engine(&args.engine, &source.catalog)?;
    let session = source.session(&engine, clock);
    let mut fields = session.fields().events(args.events.get());
    if let Some(range) = range {
        fields = fields.time_range(range);
    }
    if let Some(late) = source.late {
        fields = fields.late(late);
    }
    if args.dry_run {
        let found = runtime.block_on(async {
            let mut progress = Progress::new(surroundings, console);
            let listing = std::pin::pin!(fields.dry_run());
            let found = progress
                .during(listing, &mut interrupt, || "looking for logs".into())
                .await;
            progress.clear();
            found
        })??;
        show_dry_run(&found, &target, session.zone(), surroundings, console)?;
        return Ok(Exit::of(&found.summary, Strictness::Lenient));
    }
    let found = runtime.block_on(async {
        let mut progress = Progress::new(surroundings, console);
        let looking = std::pin::pin!(fields.into_future());
        let found = progress
            .during(looking, &mut interrupt, || "looking for fields".into())
            .await;
        progress.clear();
        found
    })??;
    let rows = found.rows();
    let table = |style| table(&found, "", Vec::new(), style);
    show(&rows, table, &target, session.zone(), surroundings)?;
    for line in report::damages(&found.summary) {
        console.remark(line);
    }
    for line in remarks(&found) {
        console.remark(line);
    }
    console.remark(report::statistics(&found.summary));
    Ok(Exit::of(&found.summary, Strictness::Lenient))
}

/// The fields whose names hold `part`, behind rows that are there already, as a table for people.
pub(crate) fn table(
    found: &DiscoveredFields,
    part: &str,
    mut rows: Vec<Vec<String>>,
    style: Style,
) -> String {
    let wanted = part.to_lowercase();
    let fields = found.fields.iter();
    let fields = fields.filter(|field| field.path.to_lowercase().contains(&wanted));
    rows.extend(fields.map(|field| row(field, found.events)));
    lines(&["field", "share", "kinds", "example"], &rows, style)
}

fn row(field: &DiscoveredField, events: u64) -> Vec<String> {
    let share = (field.events * 100).div_ceil(events.max(1));
    let kinds: Vec<&str> = field.kinds.iter().map(|kind| kind.name()).collect();
    let example = field.examples.first().map(|example| clean(example));
    vec![
        clean(&field.name()).into_owned(),
        format!("{share:>3} %"),
        kinds.join(" "),
        example.unwrap_or_default().into_owned(),
    ]
}

/// What there is to know of a sample, a line each.
pub(crate) fn remarks(found: &DiscoveredFields) -> Vec<String> {
    let mut lines = Vec::new();
    let events = Count(found.events).of("event", "events");
    let mut say = |count: u64, line: &dyn Fn(Count) -> String| {
        if count > 0 {
            lines.push(line(Count(count)));
        }
    };
    say(found.without_fields, &|count| {
        let events = count.of("event has", "events have");
        format!("{events} no fields but @message: no JSON objects")
    });
    say(found.left_out, &|count| {
        let fields = count.of("field is", "fields are");
        format!("at least {fields} left out: there are too many")
    });
    lines.extend(report::inventories(&found.summary));
    lines.extend(report::default_range(&found.summary));
    lines.push(if found.is_sample {
        format!("a sample: {events} of the newest objects; others may have other fields")
    } else {
        format!("all {events}")
    });
    lines
}
