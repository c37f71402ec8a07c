//! `taffrail sources`: the names of logs.

use taffrail::{Catalog, LogType, Presence};

use crate::args::SourcesArgs;
use crate::ask::show;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::sizes::Count;
use crate::surroundings::Surroundings;
use crate::table::{Style, lines};

/// Runs the command.
pub(crate) fn run(
    args: &SourcesArgs,
    surroundings: &Surroundings,
    console: Console,
) -> Result<Exit, Failure> {
    let target = args.rows.target()?;
    let catalog = surroundings.catalog(args.config.as_deref())?;
    let zone = catalog.defaults().zone.unwrap_or_default();
    show(
        &catalog.rows(),
        |style| table(&catalog, style),
        &target,
        zone,
        surroundings,
    )?;
    let sources = Count(catalog.sources().count() as u64).of("source", "sources");
    let files = catalog
        .files()
        .iter()
        .map(|file| file.display().to_string());
    let files: Vec<String> = files.collect();
    if catalog.is_empty() {
        console.remark(NONE);
    } else {
        console.remark(format!("{sources}, from {}", files.join(" and ")));
    }
    Ok(Exit::Fine)
}

/// The sources as a table for people: what there is most need to know.
pub(crate) fn table(catalog: &Catalog, style: Style) -> String {
    let rows = catalog.sources().map(|source| {
        let logs = match source.presence() {
            Presence::Logs(_) => "yes".to_owned(),
            Presence::Nothing => "none".to_owned(),
            Presence::Unreadable(why) => why,
            Presence::Elsewhere => "?".to_owned(),
        };
        let tags = source.tags.iter();
        let tags: Vec<String> = tags.map(|(key, value)| format!("{key}={value}")).collect();
        let log_type = source
            .log_type
            .as_ref()
            .map(LogType::name)
            .unwrap_or_default();
        vec![
            source.name.clone(),
            logs,
            log_type.to_owned(),
            tags.join(" "),
            source.from.join(" "),
        ]
    });
    lines(
        &["name", "logs", "type", "tags", "from"],
        &rows.collect::<Vec<_>>(),
        style,
    )
}

/// What is said where no source has a name.
pub(crate) const NONE: &str = "no logs have names: taffrail.toml gives them, as in \
    `source.trail.from = \"AWSLogs\"`";
