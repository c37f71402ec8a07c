//! `compare`: the same questions to Taffrail and its peers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum as _;

use crate::Failure;
use crate::asking::{Asking, Outcome};
use crate::contestant::{Contestant, Peer};
use crate::data::{Data, DataSet, Store};
use crate::question::{QUESTIONS, Question};
use crate::table::{Table, grouped, number, put};

/// What `compare` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(super) setting: Setting,
    /// Only these data sets
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<DataSet>,
    /// Only these questions: `Q1,Q5`
    #[arg(long, value_parser = question, value_delimiter = ',')]
    questions: Vec<Question>,
    /// How many events each data set has, instead of 1,000,000 (tiny: 400,000)
    #[arg(long)]
    events: Option<u64>,
    /// How often each is asked; the median counts
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Also write the tables to a file: into its place for them, if it exists
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
}

/// Who takes part, and where data lie.
#[derive(Debug, clap::Args)]
pub(crate) struct Setting {
    /// The folder for data, which are made once [default: in the temporary folder]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The release build of Taffrail [default: beside this program]
    #[arg(long, value_name = "PROGRAM")]
    taffrail: Option<PathBuf>,
    /// The Python of a virtual environment with peers
    #[arg(long, value_name = "VENV_PYTHON", value_parser = absolute)]
    python: Option<PathBuf>,
    /// Only these peers
    #[arg(long, value_enum, value_delimiter = ',', requires = "python")]
    peers: Vec<Peer>,
}

/// Asks, checks, prints; the exit code says whether all answers were the same.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let setting = &arguments.setting;
    let contestants = setting.contestants()?;
    let folder = setting.folder()?;
    let asking = Asking {
        runs: arguments.runs.into(),
        report: report(&folder),
    };
    let questions = or_all(&arguments.questions, &QUESTIONS);
    let mut tables = heading(&contestants, arguments.runs);
    let mut wrong = Vec::new();
    for &set in or_all(&arguments.only, DataSet::value_variants()) {
        if set == DataSet::Parquet && setting.python.is_none() {
            eprintln!("parquet is left out: it is written by DuckDB, which --python names");
            continue;
        }
        let events = arguments.events.unwrap_or_else(|| set.usual_events());
        let data = setting.store(&folder).open(set, events)?;
        warm(&data.path)?;
        let mut table = Table::new(head(&contestants));
        for question in questions {
            let outcomes = asking.ask(&contestants, &data, question);
            for (contestant, outcome) in contestants.iter().zip(&outcomes) {
                if let Outcome::Different(what) | Outcome::Failed(what) = outcome {
                    let name = contestant.name();
                    wrong.push(format!("{set} {} {name}: {what}", question.id));
                }
            }
            table.row(cells(question, &contestants, &outcomes, &data));
        }
        let size = size(&data);
        let heading = format!("\n### {set}: {size}\n\n");
        tables += &[heading, table.markdown()].concat();
        let reasons = reasons(&contestants, set, questions);
        if !reasons.is_empty() {
            tables += "\n";
            tables += &reasons;
        }
    }
    fs::remove_file(asking.report).ok();
    print!("{tables}");
    if let Some(file) = &arguments.markdown {
        put(file, "compare", &tables)?;
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

fn or_all<'a, T>(some: &'a [T], all: &'a [T]) -> &'a [T] {
    if some.is_empty() { all } else { some }
}

fn question(name: &str) -> Result<Question, String> {
    Question::named(name).ok_or_else(|| format!("questions are Q1 to Q{}", QUESTIONS.len()))
}

/// Peers run in a folder of their own. Links stay: by them a Python knows its environment.
fn absolute(path: &str) -> Result<PathBuf, String> {
    std::path::absolute(path).map_err(|error| error.to_string())
}

impl Setting {
    /// Taffrail first, and then the peers that are installed.
    pub(super) fn contestants(&self) -> Result<Vec<Contestant>, Failure> {
        let mut found = vec![Contestant::taffrail(self.taffrail.as_deref())?];
        let Some(python) = &self.python else {
            return Ok(found);
        };
        for peer in or_all(&self.peers, Peer::value_variants()) {
            match peer.find(python)? {
                Some(contestant) => found.push(contestant),
                None if self.peers.contains(peer) => {
                    return Err(
                        format!("{peer:?} is not installed for {}", python.display()).into(),
                    );
                }
                None => {}
            }
        }
        Ok(found)
    }

    /// Where data lie, as a path that holds in any folder.
    pub(super) fn folder(&self) -> Result<PathBuf, Failure> {
        let usual = || std::env::temp_dir().join("taffrail-benches");
        let folder = self.data.clone().unwrap_or_else(usual);
        fs::create_dir_all(&folder)?;
        Ok(folder.canonicalize()?)
    }

    /// What makes data.
    pub(super) fn store<'a>(&'a self, folder: &'a Path) -> Store<'a> {
        Store {
            folder,
            python: self.python.as_deref(),
        }
    }
}

/// The file that runs are reported in: one for each process that measures.
pub(super) fn report(folder: &Path) -> PathBuf {
    folder.join(format!("measured-{}.json", std::process::id()))
}

/// Reads all files once, so that no first reader pays for the disk.
pub(super) fn warm(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            warm(&entry?.path())?;
        }
    } else {
        std::io::copy(&mut fs::File::open(path)?, &mut std::io::sink())?;
    }
    Ok(())
}

fn heading(contestants: &[Contestant], runs: u16) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let versions = contestants
        .iter()
        .map(|it| format!("{} {}", it.name(), it.version()));
    let versions = versions.collect::<Vec<_>>().join(", ");
    format!(
        "{versions}; {} threads, {}; median of {runs}.\n",
        cores,
        std::env::consts::ARCH
    )
}

fn head(contestants: &[Contestant]) -> Vec<String> {
    let mut head = vec!["question".to_owned()];
    head.extend(contestants.iter().map(|it| it.name().to_owned()));
    if contestants.len() > 1 {
        head.push("best peer / Taffrail".into());
    }
    head
}

/// What a data set is, in words.
pub(super) fn size(data: &Data) -> String {
    let size = data.size;
    format!(
        "{} events, {} of JSON, {} on disk in {}",
        grouped(size.events),
        bytes(size.json_bytes),
        bytes(size.file_bytes),
        match size.objects {
            1 => "one file".to_owned(),
            objects => format!("{} objects", grouped(objects)),
        }
    )
}

fn bytes(bytes: u64) -> String {
    let bytes = bytes as f64;
    if bytes >= 1e9 {
        format!("{:.2} GB", bytes / 1e9)
    } else {
        format!("{:.1} MB", bytes / 1e6)
    }
}

fn cells(
    question: &Question,
    contestants: &[Contestant],
    outcomes: &[Outcome],
    data: &Data,
) -> Vec<String> {
    let mut cells = vec![format!("{} {}", question.id, question.title)];
    cells.extend(outcomes.iter().map(|outcome| cell(outcome, data)));
    if contestants.len() > 1 {
        cells.push(ratio(contestants, outcomes));
    }
    cells
}

/// `0.47 s, 2,970 MB/s, 119 MB`: the last is the peak of resident memory.
fn cell(outcome: &Outcome, data: &Data) -> String {
    match outcome {
        Outcome::Answered(_) => outcome.cost().map_or_else(String::new, |cost| {
            format!(
                "{} s, {} MB/s, {} MB",
                number(cost.seconds),
                grouped((data.size.json_bytes as f64 / 1e6 / cost.seconds) as u64),
                grouped(cost.peak_bytes / 1_000_000)
            )
        }),
        Outcome::Different(_) => "other rows".into(),
        Outcome::Failed(_) => "error".into(),
        Outcome::LeftOut => "-".into(),
    }
}

/// How many times as long as Taffrail the best peer takes.
fn ratio(contestants: &[Contestant], outcomes: &[Outcome]) -> String {
    let seconds = |wanted: bool| {
        let all = contestants.iter().zip(outcomes);
        let some = all.filter(move |(it, _)| it.is_peer() == wanted);
        some.filter_map(|(_, outcome)| Some(outcome.cost()?.seconds))
            .min_by(f64::total_cmp)
    };
    match (seconds(true), seconds(false)) {
        (Some(peer), Some(taffrail)) => number(peer / taffrail),
        _ => String::new(),
    }
}

/// Why some are not asked, a line each.
fn reasons(contestants: &[Contestant], set: DataSet, questions: &[Question]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for question in questions {
        for contestant in contestants {
            let Some(reason) = contestant.left_out(set, question) else {
                continue;
            };
            let all = questions
                .iter()
                .all(|question| contestant.left_out(set, question) == Some(reason));
            let everyone = contestants
                .iter()
                .all(|contestant| contestant.left_out(set, question) == Some(reason));
            let who = if everyone {
                "nobody"
            } else {
                contestant.name()
            };
            lines.push(match (all, everyone) {
                (true, _) => format!("{who} is left out: {reason}.\n"),
                (false, true) => format!("{} is asked of nobody: {reason}.\n", question.id),
                (false, false) => format!("{} is not asked of {who}: {reason}.\n", question.id),
            });
        }
    }
    lines.dedup();
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Cost;

    fn contestants() -> [Contestant; 3] {
        let peer = |peer| Contestant::Peer {
            peer,
            python: "python".into(),
            version: "1".into(),
        };
        let taffrail = Contestant::Taffrail {
            program: "taffrail".into(),
            version: "1".into(),
            threads: None,
        };
        [taffrail, peer(Peer::Duckdb), peer(Peer::Polars)]
    }

    fn answered(seconds: f64) -> Outcome {
        Outcome::Answered(vec![Cost {
            seconds,
            cpu_seconds: seconds,
            peak_bytes: 12_000_000,
        }])
    }

    #[test]
    fn the_best_peer_counts() {
        let outcomes = [answered(0.5), answered(3.0), answered(1.5)];
        assert_eq!(ratio(&contestants(), &outcomes), "3.00");
        let failed = Outcome::Failed("no".into());
        let outcomes = [answered(0.5), failed.clone(), failed.clone()];
        assert_eq!(ratio(&contestants(), &outcomes), "");
        let outcomes = [failed, answered(3.0), answered(1.5)];
        assert_eq!(ratio(&contestants(), &outcomes), "");
    }

    #[test]
    fn what_is_left_out_has_a_reason() {
        let found = reasons(&contestants(), DataSet::Tiny, &QUESTIONS);
        assert!(found.starts_with("Polars is left out: "), "{found}");
        assert_eq!(found.lines().count(), 1);
        let found = reasons(&contestants(), DataSet::Parquet, &QUESTIONS);
        assert_eq!(
            found,
            "Q7 is asked of nobody: a Parquet file does not hold the raw event.\n"
        );
        assert_eq!(reasons(&contestants(), DataSet::Ndjson, &QUESTIONS), "");
    }
}
