//! Coverage as rows, for every format.

use chrono::{DateTime, SecondsFormat};

use super::{Coverage, CoverageUnit, CoveredPlace, Stretch};
use crate::result::{ResultBatch, RowCell, rows};

impl Coverage {
    /// A row for each stretch of time with objects or without: `source`, `account`, `region`,
    /// `service`, `keys`, `unit`, `from`, `to`, `hours`, `objects`, `bytes`.
    pub fn rows(&self) -> ResultBatch {
        let names = [
            "source", "account", "region", "service", "keys", "unit", "from", "to", "hours",
            "objects", "bytes",
        ];
        let stretches = self.places.iter().flat_map(|place| {
            let stretches = place.stretches().into_iter();
            stretches.map(move |stretch| row(place, &stretch))
        });
        rows(&names, stretches)
    }
}

fn row(place: &CoveredPlace, stretch: &Stretch) -> Vec<RowCell> {
    let text = |text: &Option<String>| text.clone().map_or(RowCell::Missing, RowCell::Text);
    let number = |number: u64| RowCell::Number(number.to_string());
    let keys = if place.keys.is_empty() {
        RowCell::Missing
    } else {
        let keys = place.keys.iter();
        let keys = keys.map(|(name, value)| (name.clone(), value.clone().into()));
        RowCell::Json(serde_json::Value::Object(keys.collect()).to_string())
    };
    let unit = match place.unit {
        CoverageUnit::Hour => "hour",
        CoverageUnit::Day => "day",
    };
    vec![
        RowCell::Text(place.source.clone()),
        text(&place.account),
        text(&place.region),
        text(&place.service),
        keys,
        RowCell::Text(unit.to_owned()),
        time(stretch.from),
        time(stretch.to),
        number(stretch.hours()),
        number(stretch.objects),
        number(stretch.bytes),
    ]
}

/// As times are written in all formats: UTC, to the millisecond.
fn time(micros: i64) -> RowCell {
    let time = DateTime::from_timestamp_micros(micros);
    time.map_or(RowCell::Missing, |time| {
        RowCell::Text(time.to_rfc3339_opts(SecondsFormat::Millis, true))
    })
}
