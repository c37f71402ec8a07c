//! The sources of a catalog as rows.

use std::time::Duration;

use super::{Catalog, Late, LogSource, Presence};
use crate::result::{ResultBatch, RowCell, rows};

impl Catalog {
    /// The sources as rows: `name`, `logs` (what lies there, told by the first object), `type`,
    /// `from`, and what else is said of them.
    pub fn rows(&self) -> ResultBatch {
        let names: Vec<&str> = ["name", "logs"]
            .into_iter()
            .chain(LogSource::KEYS)
            .chain(["file"])
            .collect();
        rows(&names, self.sources().map(row))
    }
}

fn row(source: &LogSource) -> Vec<RowCell> {
    let presence = match source.presence() {
        Presence::Logs(_) => "yes".to_owned(),
        Presence::Nothing => "none".to_owned(),
        Presence::Unreadable(why) => why,
        Presence::Elsewhere => "not looked at".to_owned(),
    };
    let text = |text: Option<&str>| match text {
        Some(text) => RowCell::Text(text.to_owned()),
        None => RowCell::Missing,
    };
    vec![
        RowCell::Text(source.name.clone()),
        RowCell::Text(presence),
        text(source.log_type.as_ref().map(crate::LogType::name)),
        list(&source.from),
        list(&source.time),
        text(Some(source.class.name())),
        list(&source.data_sources),
        text(source.account.as_deref()),
        tags(source),
        text(source.since.as_deref()),
        text(source.zone.map(chrono_tz::Tz::name)),
        text(source.late.map(late).as_deref()),
        text(source.layout.as_ref().map(ToString::to_string).as_deref()),
        text(source.inventory.as_deref()),
        source
            .dedup_events
            .map_or(RowCell::Missing, RowCell::Boolean),
        RowCell::Text(source.file.display().to_string()),
    ]
}

fn list(texts: &[String]) -> RowCell {
    match texts {
        [] => RowCell::Missing,
        texts => RowCell::Json(serde_json::Value::from(texts.to_vec()).to_string()),
    }
}

fn tags(source: &LogSource) -> RowCell {
    if source.tags.is_empty() {
        return RowCell::Missing;
    }
    let tags = source.tags.iter();
    let tags = tags.map(|(key, value)| (key.clone(), value.clone().into()));
    RowCell::Json(serde_json::Value::Object(tags.collect()).to_string())
}

/// A lateness in the largest unit that divides it, as it would be written.
fn late(late: Late) -> String {
    let Late::Within(length) = late else {
        return "all".to_owned();
    };
    let seconds = length.as_secs();
    let units = [
        (Duration::from_hours(24), "d"),
        (Duration::from_hours(1), "h"),
        (Duration::from_mins(1), "m"),
    ];
    for (unit, name) in units {
        if seconds > 0 && seconds.is_multiple_of(unit.as_secs()) {
            return format!("{}{name}", seconds / unit.as_secs());
        }
    }
    format!("{seconds}s")
}
