//! `scale`: the first row, threads, more events.

use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use super::compare::{Setting, report, size, warm};
use super::inflate;
use crate::Failure;
use crate::asking::{Asking, Outcome};
use crate::contestant::Contestant;
use crate::data::{Data, DataSet, Store};
use crate::measure::{Cost, measured};
use crate::question::{NEWEST, Question};
use crate::table::{Table, grouped, number, put};

/// How many events a small file has.
const SMALL: u64 = 8;

/// What `scale` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    setting: Setting,
    /// How many events, each in turn; 10,000,000 take 14 GB as NDJSON
    #[arg(long, value_delimiter = ',', default_value = "100000,1000000")]
    sizes: Vec<u64>,
    /// How many threads, each in turn
    #[arg(long, value_delimiter = ',', default_value = "1,2")]
    threads: Vec<u32>,
    /// Only these data sets
    #[arg(long, value_enum, value_delimiter = ',', default_value = "big,ndjson")]
    only: Vec<DataSet>,
    /// How often each is asked; the median counts
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Also write the tables to a file: into its place for them, if it exists
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
}

/// Measures and prints.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let setting = &arguments.setting;
    let contestants = setting.contestants()?;
    let folder = setting.folder()?;
    let store = setting.store(&folder);
    let asking = Asking {
        runs: arguments.runs.into(),
        report: report(&folder),
    };
    let question = Question::named("Q3").ok_or("there is no Q3")?;
    let mut wrong = Vec::new();
    let mut tables = first_rows(&contestants, store, asking.runs)?;
    for &set in &arguments.only {
        let what = [question.id, question.title].join(" ");
        let heading = format!("\n### {set}: {what}, by threads and events\n\n");
        let mut head = vec!["events".to_owned()];
        head.extend(arguments.threads.iter().map(|threads| match threads {
            1 => "1 thread".to_owned(),
            threads => format!("{threads} threads"),
        }));
        let threads = arguments.threads.iter().copied().max().unwrap_or(1);
        let inflates = set == DataSet::Big;
        if inflates {
            head.push(format!("inflating alone, {threads} threads"));
        }
        let mut table = Table::new(head);
        for &events in &arguments.sizes {
            let data = store.open(set, events)?;
            warm(&data.path)?;
            let taffrails = with_threads(&contestants[0], &arguments.threads);
            let outcomes = asking.ask(&taffrails, &data, &question);
            let mut row = vec![size(&data)];
            row.extend(outcomes.iter().map(|outcome| cell(outcome, &data)));
            if inflates {
                row.push(inflating(&data, threads, &asking)?);
            }
            table.row(row);
            wrong.extend(outcomes.iter().filter_map(|outcome| match outcome {
                Outcome::Different(what) | Outcome::Failed(what) => {
                    Some(format!("{set}, {events} events: {what}"))
                }
                Outcome::Answered(_) | Outcome::LeftOut => None,
            }));
        }
        tables += &[heading, table.markdown()].concat();
    }
    std::fs::remove_file(asking.report).ok();
    print!("{tables}");
    if let Some(file) = &arguments.markdown {
        put(file, "scale", &tables)?;
    }
    for what in &wrong {
        eprintln!("wrong: {what}");
    }
    Ok(if wrong.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn with_threads(contestant: &Contestant, threads: &[u32]) -> Vec<Contestant> {
    let with = |&number| match contestant.clone() {
        Contestant::Taffrail {
            program, version, ..
        } => Contestant::Taffrail {
            program,
            version,
            threads: Some(number),
        },
        peer @ Contestant::Peer { .. } => peer,
    };
    threads.iter().map(with).collect()
}

fn cell(outcome: &Outcome, data: &Data) -> String {
    outcome.cost().map_or_else(
        || "error".into(),
        |cost| {
            format!(
                "{} s, {} MB/s, {} MB",
                number(cost.seconds),
                grouped((data.size.json_bytes as f64 / 1e6 / cost.seconds) as u64),
                grouped(cost.peak_bytes / 1_000_000)
            )
        },
    )
}

/// What no reader can be faster than.
fn inflating(data: &Data, threads: u32, asking: &Asking) -> Result<String, Failure> {
    let command = inflate::command(&data.path, threads)?;
    let runs = (0..asking.runs).map(|_| Ok(measured(&command, &asking.report)?.cost));
    let costs = runs.collect::<Result<Vec<Cost>, Failure>>()?;
    let outcome = Outcome::Answered(costs);
    Ok(cell(&outcome, data))
}

/// From the start of the process to its first row, over a file of a few events.
fn first_rows(
    contestants: &[Contestant],
    store: Store<'_>,
    runs: usize,
) -> Result<String, Failure> {
    let data = store.open(DataSet::Ndjson, SMALL)?;
    let question = Question::named("Q11").ok_or("there is no Q11")?;
    let mut table = Table::new([String::new(), "first row".to_owned(), "end".to_owned()]);
    let mut times = vec![Vec::new(); contestants.len()];
    for _ in 0..runs.max(5) {
        for (contestant, times) in contestants.iter().zip(&mut times) {
            let mut command = contestant.command(&data, &question, NEWEST);
            times.push(first_row(&mut command)?);
        }
    }
    for (contestant, mut times) in contestants.iter().zip(times) {
        times.sort_by(|left, right| left.0.total_cmp(&right.0));
        let (first, end) = times[times.len() / 2];
        table.row([
            contestant.name().to_owned(),
            format!("{} ms", number(first * 1e3)),
            format!("{} ms", number(end * 1e3)),
        ]);
    }
    Ok(format!(
        "From the start of the process, over {SMALL} events in one file; the peers' share of Python's own \
         start is in it.\n\n{}",
        table.markdown()
    ))
}

fn first_row(command: &mut Command) -> Result<(f64, f64), Failure> {
    let start = Instant::now();
    let mut process = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut output = process.stdout.take().ok_or("it has no output")?;
    let read = output.read(&mut [0])?;
    let first = start.elapsed().as_secs_f64();
    std::io::copy(&mut output, &mut std::io::sink())?;
    let status = process.wait()?;
    if read == 0 || !status.success() {
        return Err(format!("no row of {}", command.get_program().display()).into());
    }
    Ok((first, start.elapsed().as_secs_f64()))
}
