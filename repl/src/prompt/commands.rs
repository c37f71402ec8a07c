//! What the commands of the prompt do.

use std::future::IntoFuture;
use std::io::{self, Write};
use std::path::Path;

use taffrail::Error;

use super::dot::{Dot, DotCommand};
use super::editor::PromptEditor;
use super::{Next, Prompt, fields, help};
use crate::args::{RowFormat, RowLimit, Target, parse_format, parse_limit, parse_zone};
use crate::ask::show;
use crate::clean::clean;
use crate::command::fields::remarks;
use crate::command::sources::{NONE, table};
use crate::console;
use crate::failure::Failure;

impl Prompt<'_> {
    /// Does what a command says.
    pub(super) fn command(&mut self, dot: Dot, editor: &mut PromptEditor) -> Result<Next, Failure> {
        let Dot { command, arguments } = dot;
        // A time may be of two words; of all else there is one.
        let joined = (!arguments.is_empty()).then(|| arguments.join(" "));
        let argument = joined.as_deref();
        match command {
            DotCommand::Quit => return Ok(Next::Leave),
            DotCommand::Help => {
                let width = self.surroundings.table_width().unwrap_or(80);
                match argument {
                    None => print(&help::overview(width))?,
                    Some(word) => match help::word(word, width) {
                        Some(text) => print(&text)?,
                        None => return Err(Failure::Usage(help::unknown(word))),
                    },
                }
            }
            DotCommand::Fields => self.fields(argument, editor)?,
            DotCommand::Source => self.set_source(arguments)?,
            DotCommand::Sources => {
                if self.source.catalog.is_empty() {
                    console::say(NONE);
                } else {
                    let (rows, zone) = (self.source.catalog.rows(), self.source.zone());
                    let table = |style| table(&self.source.catalog, style);
                    show(&rows, table, &self.target(), zone, self.surroundings)?;
                }
            }
            DotCommand::Since => self.set_since(argument)?,
            DotCommand::Until => self.set_until(argument)?,
            DotCommand::Tz => {
                if let Some(name) = argument {
                    self.source.zone = Some(parse_zone(name).map_err(Failure::Usage)?);
                }
                console::say(format!("times in {}", self.source.zone()));
            }
            DotCommand::Format => {
                if let Some(name) = argument {
                    let format = parse_format(name).map_err(Failure::Usage)?;
                    // A table is what there is without being asked, with its limit.
                    self.format = Some(format).filter(|format| *format != RowFormat::Table);
                }
                let name = match self.format {
                    None | Some(RowFormat::Table) => "table",
                    Some(RowFormat::Rows(format)) => format.name(),
                };
                console::say(format!("rows as {name}"));
            }
            DotCommand::Limit => self.set_limit(argument)?,
        }
        Ok(Next::Line)
    }

    fn set_source(&mut self, places: Vec<String>) -> Result<(), Failure> {
        if places.iter().any(|place| place == "-") {
            let message = "standard input is the prompt itself";
            return Err(Failure::Usage(message.into()));
        }
        if !places.is_empty() {
            self.source.places = places
                .into_iter()
                .map(|place| self.expand_home(place))
                .collect();
        }
        console::say(self.sources());
        let session = self.source.session(&self.engine, self.now());
        for warning in session.doubts() {
            console::say(format!("warning: {}", clean(&warning)));
        }
        Ok(())
    }

    /// Where rows go that are no query's.
    fn target(&self) -> Target {
        Target {
            format: self.format,
            file: None,
        }
    }

    /// `~/logs` is what a shell would make of it.
    fn expand_home(&self, place: String) -> String {
        let below = place
            .strip_prefix('~')
            .filter(|rest| rest.is_empty() || rest.starts_with('/'));
        match (
            below,
            self.surroundings.home.as_deref().and_then(Path::to_str),
        ) {
            (Some(rest), Some(home)) => format!("{home}{rest}"),
            _ => place,
        }
    }

    fn set_since(&mut self, time: Option<&str>) -> Result<(), Failure> {
        let before = self.source.since.clone();
        set_bound(&mut self.source.since, time);
        self.check_range()
            .inspect_err(|_| self.source.since = before)
    }

    fn set_until(&mut self, time: Option<&str>) -> Result<(), Failure> {
        let before = self.source.until.clone();
        set_bound(&mut self.source.until, time);
        self.check_range()
            .inspect_err(|_| self.source.until = before)
    }

    /// Says what the range is, when it is one.
    fn check_range(&self) -> Result<(), Failure> {
        self.source.range(self.now())?;
        // `all` is said, and `none` leaves it to the catalog.
        let bound = |text: &Option<String>| text.clone().filter(|text| text != "all");
        let text = match (bound(&self.source.since), bound(&self.source.until)) {
            (None, None) => "events of all times".into(),
            (Some(since), None) => format!("events since {since}"),
            (None, Some(until)) => format!("events until {until}"),
            (Some(since), Some(until)) => format!("events since {since} until {until}"),
        };
        console::say(clean(&text));
        Ok(())
    }

    fn set_limit(&mut self, argument: Option<&str>) -> Result<(), Failure> {
        match argument {
            None => {}
            Some("default") => self.limit = RowLimit::Default,
            Some(text) => self.limit = parse_limit(text).map_err(Failure::Usage)?,
        }
        console::say(match self.limit {
            RowLimit::Default => "at most 1000 events in a table".to_owned(),
            RowLimit::None => "all rows".to_owned(),
            RowLimit::Rows(rows) => format!("at most {rows} rows"),
        });
        Ok(())
    }

    fn fields(&mut self, part: Option<&str>, editor: &mut PromptEditor) -> Result<(), Failure> {
        let session = self.source.session(&self.engine, self.now());
        let mut fields = session.fields().events(fields::EVENTS);
        if let Some(range) = self.source.range(self.now())? {
            fields = fields.time_range(range);
        }
        if let Some(late) = self.source.late {
            fields = fields.late(late);
        }
        let found = self
            .runtime
            .block_on(self.interrupt.or(fields.into_future()))?;
        let found = match found {
            Err(Error::NoPlaces) => {
                console::say(self.sources());
                return Ok(());
            }
            found => found?,
        };
        editor.know(found.fields.iter().map(|field| field.path.as_str()));
        print(&fields::table(&found, part, self.style()))?;
        for line in remarks(&found) {
            console::say(line);
        }
        Ok(())
    }
}

/// What was asked for goes to standard output, as rows do.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

fn set_bound(bound: &mut Option<String>, time: Option<&str>) {
    match time {
        None => {}
        Some("none") => *bound = None,
        Some(time) => *bound = Some(time.to_owned()),
    }
}
