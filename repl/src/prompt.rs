//! `taffrail` alone: a prompt.

mod commands;
mod dot;
mod editor;
mod fields;
mod help;
mod known;
mod words;

use rustyline::error::ReadlineError;
use taffrail::chrono::{DateTime, Utc};
use taffrail::{Engine, Error};
use tokio::runtime::Runtime;

use self::dot::Dot;
use self::editor::PromptEditor;
use crate::app;
use crate::args::{EngineArgs, LibraryArgs, RowFormat, RowLimit, Source, SourceArgs, Strictness};
use crate::ask::{Question, ask};
use crate::clean::clean;
use crate::console::{self, Console};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::{Ends, Interrupt};
use crate::surroundings::Surroundings;
use crate::table::Style;

/// Runs the prompt until it is left.
pub(crate) fn run(
    source: SourceArgs,
    library: LibraryArgs,
    engine: &EngineArgs,
    surroundings: &Surroundings,
    console: Console,
) -> Result<Exit, Failure> {
    if !surroundings.stdin_terminal || !surroundings.stdout_terminal {
        let message = "a prompt needs a terminal; `taffrail query QUERY --from PATH` runs a \
            query, and `--file -` reads it from standard input";
        return Err(Failure::Usage(message.into()));
    }
    let source = Source::new(source, library.library(None), surroundings)?;
    if source.places.iter().any(|place| place == "-") {
        let message = "standard input is the prompt itself; `taffrail query QUERY --from -` reads \
            logs from it";
        return Err(Failure::Usage(message.into()));
    }
    // What is wrong with the range is said now, not at the first query.
    source.range((surroundings.now)())?;
    let runtime = app::runtime()?;
    let prompt = Prompt {
        interrupt: Interrupt::listen(&runtime, Ends::Query)?,
        engine: app::engine(engine, &source.catalog)?,
        runtime,
        source,
        format: None,
        limit: RowLimit::Default,
        surroundings,
        console,
    };
    prompt.run()
}

/// What a prompt remembers from query to query.
struct Prompt<'a> {
    runtime: Runtime,
    interrupt: Interrupt,
    engine: Engine,
    source: Source,
    format: Option<RowFormat>,
    limit: RowLimit,
    surroundings: &'a Surroundings,
    console: Console,
}

/// Whether the prompt goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Line,
    Leave,
}

impl Prompt<'_> {
    fn run(mut self) -> Result<Exit, Failure> {
        let mut editor = PromptEditor::new(self.surroundings)?;
        editor.know_sources(self.source.catalog.sources().map(|it| it.name.as_str()));
        self.greet();
        loop {
            let line = match editor.read() {
                Ok(line) => line,
                Err(ReadlineError::Interrupted) => continue,
                Err(ReadlineError::Eof) => break,
                Err(error) => return Err(Failure::Prompt(error.to_string())),
            };
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            editor.remember(line);
            self.interrupt.forget();
            let next = match Dot::parse(line) {
                Some(Ok(dot)) => self.command(dot, &mut editor),
                Some(Err(message)) => {
                    console::say(format!("error: {}", clean(&message)));
                    Ok(Next::Line)
                }
                None => self.query(line),
            };
            match next {
                Ok(Next::Line) => {}
                Ok(Next::Leave) => break,
                Err(failure) => say(&failure),
            }
        }
        Ok(Exit::Fine)
    }

    fn greet(&self) {
        console::say(concat!(
            "taffrail ",
            env!("CARGO_PKG_VERSION"),
            ", .help for help, .quit to leave"
        ));
        console::say(self.sources());
    }

    /// Where queries read from, as a sentence.
    fn sources(&self) -> String {
        let defaults = &self.source.catalog.defaults().from;
        let places = if self.source.places.is_empty() {
            defaults
        } else {
            &self.source.places
        };
        if places.is_empty() && self.source.catalog.is_empty() {
            return "no logs yet: `.source PATH` says where they lie".into();
        }
        if places.is_empty() {
            return "no logs yet: `.source NAME` says which, `.sources` lists them".into();
        }
        let places: Vec<_> = places.iter().map(|place| clean(place)).collect();
        format!("reading {}", places.join(", "))
    }

    fn query(&mut self, text: &str) -> Result<Next, Failure> {
        let now = self.now();
        let session = self.source.session(&self.engine, now);
        let question = Question {
            text,
            session: &session,
            range: self.source.range(now)?,
            late: self.source.late,
            limit: self.limit,
            to_lift: "`.limit none`",
            format: self.format,
            file: None,
            strictness: Strictness::Lenient,
        };
        let asked = ask(
            &question,
            self.surroundings,
            self.console,
            &mut self.interrupt,
        );
        match self.runtime.block_on(asked) {
            Err(Failure::Engine(Error::NoPlaces)) => console::say(self.sources()),
            asked => drop(asked?),
        }
        Ok(Next::Line)
    }

    fn now(&self) -> DateTime<Utc> {
        (self.surroundings.now)()
    }

    fn style(&self) -> Style {
        Style {
            width: self.surroundings.table_width(),
            colours: self.surroundings.colours,
            zone: self.source.zone(),
        }
    }
}

/// What is said of a failure, after which the prompt goes on.
fn say(failure: &Failure) {
    match failure {
        Failure::Interrupted => console::say("interrupted"),
        Failure::Usage(message) => console::say(format!("error: {}", clean(message))),
        failure => console::failure(failure),
    }
}
