//! One query, from its text to its last row.

mod sink;

use std::future::{Future, IntoFuture};
use std::io::{self, Write};
use std::path::Path;
use std::pin::{Pin, pin};
use std::time::Duration;

use taffrail::chrono_tz::Tz;
use taffrail::query_lang::{self, Diagnostic};
use taffrail::{
    ColumnType, DryRun, Error, Late, QueryBuilder, QueryResult, ResultBatch, Session, TimeRange,
};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use self::sink::Sink;
use crate::args::{RowFormat, RowLimit, Strictness, Target};
use crate::console::{self, Console, Verbosity};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::output::OutputFile;
use crate::progress::{self, ProgressLine};
use crate::report;
use crate::sizes::Count;
use crate::surroundings::{Colours, Surroundings};
use crate::table::{Style, lines};

/// The limit that is added to what goes to a terminal.
const DEFAULT_LIMIT: u64 = 1000;
/// Shorter queries show no progress.
const PATIENCE: Duration = Duration::from_millis(300);
/// How often progress is drawn.
const TICK: Duration = Duration::from_millis(100);

/// A query, what it is asked of, and where its rows go.
#[derive(Debug)]
pub(crate) struct Question<'a> {
    /// The query.
    pub(crate) text: &'a str,
    /// The places.
    pub(crate) session: &'a Session,
    /// Only events of this range.
    pub(crate) range: Option<TimeRange>,
    /// How late objects may be.
    pub(crate) late: Option<Late>,
    /// At most so many rows.
    pub(crate) limit: RowLimit,
    /// What to type to see all rows, where a limit was added.
    pub(crate) to_lift: &'static str,
    /// The format of the rows, when one was asked for.
    pub(crate) format: Option<RowFormat>,
    /// The file for the rows, instead of standard output.
    pub(crate) file: Option<&'a Path>,
    /// What damage means.
    pub(crate) strictness: Strictness,
}

/// A query with what the command says of times; what it does not say is left to the catalog.
pub(crate) fn ranged(
    query: QueryBuilder,
    range: Option<TimeRange>,
    late: Option<Late>,
) -> QueryBuilder {
    let query = match range {
        Some(range) => query.time_range(range),
        None => query,
    };
    match late {
        Some(late) => query.late(late),
        None => query,
    }
}

/// Writes rows that are there already; people get `table`.
pub(crate) fn show(
    rows: &ResultBatch,
    table: impl FnOnce(Style) -> String,
    target: &Target,
    zone: Tz,
    surroundings: &Surroundings,
) -> Result<(), Failure> {
    let mut file = target.file.as_deref().map(OutputFile::create).transpose()?;
    let format = target
        .format
        .unwrap_or_else(|| RowFormat::of_stdout(surroundings));
    let (columns, stdout) = (rows.columns(), file.is_none().then_some(surroundings));
    let style = Question::style(zone, stdout);
    match &mut file {
        Some(file) if format == RowFormat::Table => file.write_all(table(style).as_bytes())?,
        Some(file) => Sink::to_file(format, columns, style, file)?.all(rows)?,
        None if format == RowFormat::Table => {
            let mut out = io::stdout().lock();
            out.write_all(table(style).as_bytes())?;
            out.flush()?;
        }
        None => {
            let terminal = surroundings.stdout_terminal;
            Sink::to_stdout(format, columns, style, terminal)?.all(rows)?;
        }
    }
    if let Some(file) = file {
        file.keep()?;
    }
    Ok(())
}

impl RowFormat {
    /// A table for people and lines for programs.
    fn of_stdout(surroundings: &Surroundings) -> Self {
        if surroundings.stdout_terminal {
            Self::Table
        } else {
            Self::Rows(taffrail::output::Format::Ndjson)
        }
    }
}

/// Runs a query, writes its rows, and says on standard error what there is to say.
pub(crate) async fn ask(
    question: &Question<'_>,
    surroundings: &Surroundings,
    console: Console,
    interrupt: &mut Interrupt,
) -> Result<Exit, Failure> {
    let mut file = question.file.map(OutputFile::create).transpose()?;
    let mut progress = Progress::new(surroundings, console);

    let (query, text) = question.query(surroundings)?;
    let start = pin!(query.into_future());
    let mut result = progress
        .during(start, interrupt, || "looking for logs".into())
        .await??;
    progress.line.clear();
    say_diagnostics(console, result.diagnostics(), &text);

    let format = question.format(surroundings);
    let columns = result.columns();
    let mut sink = if let Some(file) = &mut file {
        Sink::to_file(format, columns, Question::style(result.zone(), None), file)?
    } else {
        let style = Question::style(result.zone(), Some(surroundings));
        Sink::to_stdout(format, columns, style, surroundings.stdout_terminal)?
    };
    let running = result.progress();
    loop {
        let next = pin!(result.next_batch());
        let batch = progress
            .during(next, interrupt, || progress::how_far(&running))
            .await??;
        let Some(batch) = batch else { break };
        progress.line.clear();
        sink.write(&batch)?;
    }
    progress.line.clear();
    sink.finish()?;
    let hidden = sink.hidden_columns();
    drop(sink);

    let summary = result.summary();
    let exit = Exit::of(&summary, question.strictness);
    if let Some(file) = file.filter(|_| exit.keeps_output()) {
        file.keep()?;
    }
    if hidden > 0 {
        let columns = Count(hidden as u64).of("column has", "columns have");
        console.remark(format!("{columns} no room here; another format shows all"));
    }
    say(question, &result, format, console);
    Ok(exit)
}

/// Says what a query would read, and reads nothing.
pub(crate) async fn dry_run(
    question: &Question<'_>,
    target: &Target,
    surroundings: &Surroundings,
    console: Console,
    interrupt: &mut Interrupt,
) -> Result<Exit, Failure> {
    let mut progress = Progress::new(surroundings, console);
    let (query, text) = question.query(surroundings)?;
    let work = pin!(query.dry_run());
    let found = progress
        .during(work, interrupt, || "looking for logs".into())
        .await??;
    progress.line.clear();
    say_diagnostics(console, &found.diagnostics, &text);
    let zone = question.session.zone();
    show_dry_run(&found, target, zone, surroundings, console)?;
    Ok(Exit::of(&found.summary, question.strictness))
}

/// Writes what would be read, and what could not be listed.
pub(crate) fn show_dry_run(
    found: &DryRun,
    target: &Target,
    zone: Tz,
    surroundings: &Surroundings,
    console: Console,
) -> Result<(), Failure> {
    let table = |style| lines(&["what", "count"], &report::forecast(found), style);
    show(&found.rows(), table, target, zone, surroundings)?;
    for line in report::damages(&found.summary) {
        console.remark(line);
    }
    for line in report::inventories(&found.summary) {
        console.remark(line);
    }
    if let Some(line) = report::default_range(&found.summary) {
        console.remark(line);
    }
    Ok(())
}

impl Question<'_> {
    /// The query with its options, and its text as it is run.
    fn query(&self, surroundings: &Surroundings) -> Result<(QueryBuilder, String), Failure> {
        let text = match self.limit {
            RowLimit::Rows(rows) => {
                // Mistakes are shown in the text as it was typed.
                query_lang::parse(self.text).map_err(|diagnostics| {
                    Failure::from(Error::Query {
                        diagnostics,
                        text: self.text.to_owned(),
                    })
                })?;
                format!("{}\n| limit {rows}", self.text)
            }
            RowLimit::Default | RowLimit::None => self.text.to_owned(),
        };
        let query = self.session.query(text).expand()?;
        let query = ranged(query, self.range, self.late);
        let text = query.text().to_owned();
        let for_terminal = surroundings.stdout_terminal && self.file.is_none();
        let limited = self.limit == RowLimit::Default && self.format.is_none() && for_terminal;
        Ok((
            if limited {
                query.default_limit(DEFAULT_LIMIT)
            } else {
                query
            },
            text,
        ))
    }

    /// The format of the rows: what was asked for, else what the file's name says, else a table
    /// for people and lines for programs.
    fn format(&self, surroundings: &Surroundings) -> RowFormat {
        self.format
            .unwrap_or_else(|| RowFormat::of_stdout(surroundings))
    }

    fn style(zone: Tz, stdout: Option<&Surroundings>) -> Style {
        Style {
            width: stdout.and_then(Surroundings::table_width),
            colours: stdout
                .filter(|stdout| stdout.stdout_terminal)
                .map_or(Colours::Off, |stdout| stdout.colours),
            zone,
        }
    }
}

/// The line of progress, and when to draw it.
pub(crate) struct Progress {
    line: ProgressLine<io::Stderr>,
    ticks: Interval,
}

impl Progress {
    pub(crate) fn new(surroundings: &Surroundings, console: Console) -> Self {
        let wanted = surroundings.stderr_terminal && console.verbosity == Verbosity::Normal;
        let line = ProgressLine::new(wanted.then(io::stderr), surroundings.progress_width());
        let mut ticks = interval_at(Instant::now() + PATIENCE, TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { line, ticks }
    }

    /// Takes the line away.
    pub(crate) fn clear(&mut self) {
        self.line.clear();
    }

    /// Waits for `work` and draws the line meanwhile, until Ctrl-C is pressed.
    pub(crate) async fn during<T>(
        &mut self,
        mut work: Pin<&mut impl Future<Output = T>>,
        interrupt: &mut Interrupt,
        text: impl Fn() -> String,
    ) -> Result<T, Failure> {
        loop {
            tokio::select! {
                biased;
                () = interrupt.pressed() => {
                    self.line.clear();
                    return Err(Failure::Interrupted);
                }
                result = &mut work => return Ok(result),
                _ = self.ticks.tick(), if self.line.is_on() => self.line.draw(&text()),
            }
        }
    }
}

/// Warnings and notes on the text of a query.
pub(crate) fn say_diagnostics(console: Console, diagnostics: &[Diagnostic], text: &str) {
    for diagnostic in diagnostics {
        console.remark(diagnostic.render(text));
    }
}

fn say(question: &Question<'_>, result: &QueryResult, format: RowFormat, console: Console) {
    let summary = result.summary();
    if result.is_limited_by_default() && summary.rows >= DEFAULT_LIMIT {
        console.remark(format!(
            "limit {DEFAULT_LIMIT} added; {} to see all",
            question.to_lift
        ));
    }
    for line in report::damages(&summary) {
        console.remark(line);
    }
    let zone = result.zone();
    for line in report::remarks(&summary, question.range, zone) {
        console.remark(line);
    }
    if format == RowFormat::Table && summary.rows > 0 {
        let rows = Count(summary.rows).of("row", "rows");
        let has_times = result
            .columns()
            .iter()
            .any(|column| column.column_type == ColumnType::Time);
        let times = if !has_times || zone == Tz::UTC {
            String::new()
        } else {
            format!(", times in {zone}")
        };
        console.remark(format!("{rows}{times}"));
    }
    console.remark(report::statistics(&summary));
    if summary.is_partial() && question.strictness == Strictness::Strict {
        console::say(report::damaged(&summary));
    }
}
