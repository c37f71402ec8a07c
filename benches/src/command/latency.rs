//! `latency`: objects that are far away, beside the same as files.

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Duration;

use super::compare::{Setting, report, size, warm};
use crate::Failure;
use crate::contestant::Contestant;
use crate::data::DataSet;
use crate::far::Far;
use crate::measure::{Cost, Run, measured};
use crate::table::{Table, number, put};

const QUERY: &str = "stats count(*) as n by eventName | sort n desc, eventName | limit 10";

/// What `latency` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    setting: Setting,
    /// How many events; 345 of them are an object
    #[arg(long, default_value_t = 3_450_000)]
    events: u64,
    /// How long each request takes until the first byte of its answer, in milliseconds
    #[arg(long, default_value_t = 30)]
    delay: u64,
    /// How many requests are under way at a time, each in turn
    #[arg(long, value_delimiter = ',', default_value = "16,64,256")]
    in_flight: Vec<u32>,
    /// How often each is asked; the median counts
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Also write the table to a file: into its place for it, if it exists
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
}

/// One way to read the objects.
struct Way {
    name: String,
    command: Command,
    runs: Vec<(Cost, u64)>,
}

/// Measures and prints.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let setting = &arguments.setting;
    let folder = setting.folder()?;
    let data = setting
        .store(&folder)
        .open(DataSet::Big, arguments.events)?;
    warm(&data.path)?;
    let far = Far::serve(&data.path, Duration::from_millis(arguments.delay))?;
    let contestants = setting.contestants()?;
    let Contestant::Taffrail { program, .. } = &contestants[0] else {
        return Err("Taffrail is asked first".into());
    };
    let query = |from: &str| {
        let mut command = Command::new(program);
        command.args(["query", QUERY, "--format", "csv", "--from", from]);
        command
    };
    let mut ways = vec![Way::new("files", query(&data.path.display().to_string()))];
    for in_flight in &arguments.in_flight {
        let mut command = query("s3://bench");
        command.args(["--no-sign-request", "--region", "us-east-1"]);
        command.args(["--endpoint-url", &far.url()]);
        command.args(["--in-flight", &in_flight.to_string()]);
        ways.push(Way::new(
            &format!("{in_flight} requests in flight"),
            command,
        ));
    }
    let report = report(&folder);
    let mut expected = None;
    for _ in 0..arguments.runs {
        for way in &mut ways {
            let Run { cost, output } = measured(&way.command, &report)?;
            if *expected.get_or_insert_with(|| output.clone()) != output {
                return Err(format!("{}: other rows than those of files", way.name).into());
            }
            way.runs.push((cost, far.asked()));
        }
    }
    std::fs::remove_file(report).ok();
    let table = format!(
        "Over {}; {} ms to the first byte of each answer.\n\n{}",
        size(&data),
        arguments.delay,
        table(&ways)
    );
    print!("{table}");
    if let Some(file) = &arguments.markdown {
        put(file, "latency", &table)?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Way {
    fn new(name: &str, command: Command) -> Self {
        Self {
            name: name.to_owned(),
            command,
            runs: Vec::new(),
        }
    }

    /// The run of median time.
    fn median(&self) -> (Cost, u64) {
        let mut runs = self.runs.clone();
        runs.sort_by(|a, b| a.0.seconds.total_cmp(&b.0.seconds));
        runs[runs.len() / 2]
    }
}

fn table(ways: &[Way]) -> String {
    let head = [
        "",
        "seconds",
        "of processors",
        "memory",
        "requests",
        "speed of files",
    ];
    let mut table = Table::new(head.map(str::to_owned));
    let files = ways[0].median().0.seconds;
    for way in ways {
        let (cost, asked) = way.median();
        table.row([
            way.name.clone(),
            format!("{} s", number(cost.seconds)),
            format!("{} s", number(cost.cpu_seconds)),
            format!("{:.0} MB", cost.peak_bytes as f64 / 1e6),
            asked.to_string(),
            format!("{:.0} %", 100.0 * files / cost.seconds),
        ]);
    }
    table.markdown()
}
