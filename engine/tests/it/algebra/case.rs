//! A case: a small log, a query, and what both make of them.

use std::fmt;
use std::fs;
use std::num::NonZeroUsize;
use std::rc::Rc;

use taffrail::chrono::{DateTime, Utc};
use taffrail::chrono_tz::Tz;
use taffrail::query_lang::{Query, parse};
use taffrail::{LogType, TimeRange};
use tempfile::TempDir;

use super::answers::{Engine, same, tolerance, written};
use super::command::run;
use super::expr::Context;
use super::function::instant;
use super::json::Json;
use super::number;
use super::table::{Event, Row, Shown, Table};

/// A log of several objects, and a query.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) objects: Vec<Vec<Json>>,
    pub(crate) query: String,
    pub(crate) zone: Tz,
    pub(crate) range: TimeRange,
}

/// When every query is asked: 2023-07-10T12:00:00.25Z.
pub(crate) const NOW: i64 = 1_688_990_400_250_000;

/// The engines that are asked.
#[derive(Debug)]
pub(crate) struct Engines {
    alone: taffrail::Engine,
    parallel: taffrail::Engine,
}

impl Engines {
    pub(crate) fn start() -> Self {
        let engine = |threads: usize| {
            let threads = NonZeroUsize::new(threads).expect("some");
            taffrail::Engine::builder()
                .threads(threads)
                .build()
                .expect("an engine")
        };
        Self {
            alone: engine(1),
            parallel: engine(3),
        }
    }
}

/// Both answers, where they differ.
#[derive(Debug)]
pub(crate) enum Outcome {
    Same,
    Refused(String),
    Differs { engine: String, expected: String },
}

impl Case {
    /// Asks both.
    pub(crate) fn check(&self, engines: &Engines) -> Outcome {
        // On one thread sums are added in one order.
        let tolerance = tolerance(&self.query);
        let answered = self.ask(match tolerance {
            Some(_) => &engines.alone,
            None => &engines.parallel,
        });
        if let Engine::Refused(message) = answered {
            return Outcome::Refused(message);
        }
        let query = parse(&self.query).expect("the engine has read it");
        let answer = run(&query, self.table());
        let engine = match answered {
            Engine::Rows(rows) if same(&rows, &answer, tolerance) => {
                return Outcome::Same;
            }
            Engine::Rows(rows) => rows.join("\n"),
            Engine::Failed(message) | Engine::Refused(message) => message,
        };
        Outcome::Differs {
            engine,
            expected: written(&answer).join("\n"),
        }
    }

    fn ask(&self, engine: &taffrail::Engine) -> Engine {
        let folder = TempDir::new().expect("a temporary folder");
        let mut session = engine
            .session()
            .log_type(LogType::find("json").expect("a log type"))
            .time_zone(self.zone)
            .now(DateTime::<Utc>::from_timestamp_micros(NOW).expect("a time"));
        for (index, events) in self.objects.iter().enumerate() {
            let path = folder.path().join(format!("{index}.ndjson"));
            let lines: Vec<String> = events.iter().map(|event| format!("{event}\n")).collect();
            fs::write(&path, lines.concat()).expect("a file");
            session = session.from(path.to_str().expect("UTF-8"));
        }
        let query = session.query(&self.query).time_range(self.range);
        Engine::of(query.collect_blocking())
    }

    fn table(&self) -> Table {
        let events = self.objects.iter().flatten().map(|json| Event {
            timestamp: timestamp(json),
            json: json.clone(),
        });
        let in_range = |event: &Event| match event.timestamp {
            Some(time) => self.range.contains(time),
            None => self.range == TimeRange::default(),
        };
        let rows = events
            .filter(in_range)
            .enumerate()
            .map(|(place, event)| Row {
                event: Some(Rc::new(event)),
                cells: Vec::new(),
                place,
            });
        Table {
            context: Context {
                now: NOW,
                zone: self.zone,
                range: self.range,
            },
            columns: Vec::new(),
            rows: rows.collect(),
            events: true,
            shown: Shown::Default,
            sorted: false,
            limit: None,
        }
    }

    /// The query, where it still can be read.
    pub(crate) fn parsed(&self) -> Option<Query> {
        parse(&self.query).ok()
    }
}

/// The time of an event: RFC 3339, or a number whose size tells its unit.
fn timestamp(event: &Json) -> Option<i64> {
    let (Json::Text(text) | Json::Number(text)) = event.at("timestamp")? else {
        return None;
    };
    if let Some(number) = number::read(text) {
        let number = number.double();
        let unit = if number.abs() < 1e11 { 1e6 } else { 1e3 };
        return Some((number * unit).floor() as i64);
    }
    text.contains('T').then(|| instant(text, Tz::UTC)).flatten()
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "zone {}, range {:?}", self.zone, self.range)?;
        for (index, events) in self.objects.iter().enumerate() {
            writeln!(f, "-- object {index}")?;
            for event in events {
                writeln!(f, "{event}")?;
            }
        }
        write!(f, "-- query\n{}", self.query)
    }
}
