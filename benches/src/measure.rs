//! What a process takes: time, processor time, memory.
//!
//! The system tells the peak memory of all children together, the largest one. So each run has a
//! parent of its own: this program once more, small, with one child.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::Failure;

/// What `measure` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The file for what it took, as JSON
    #[arg(long)]
    to: PathBuf,
    /// The program and what it takes
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    program: Vec<OsString>,
}

/// What a process took, from its start to its end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cost {
    /// By the clock.
    pub(crate) seconds: f64,
    /// Of all processors, in the process and in the system for it; 0 where it is not known.
    pub(crate) cpu_seconds: f64,
    /// The most memory that was resident; 0 where it is not known.
    pub(crate) peak_bytes: u64,
}

/// A run that came to its end.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// What it took.
    pub(crate) cost: Cost,
    /// What it wrote to standard output.
    pub(crate) output: String,
}

/// Runs a program to its end.
///
/// # Errors
///
/// When it cannot be run, and when it fails: the last line of what it has to say.
pub(crate) fn measured(command: &Command, report: &Path) -> Result<Run, Failure> {
    let mut measure = Command::new(std::env::current_exe()?);
    measure.arg("measure").arg("--to").arg(report).arg("--");
    measure.arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        measure.current_dir(folder);
    }
    let found = measure.output()?;
    if !found.status.success() {
        return Err(reason(&String::from_utf8_lossy(&found.stderr)).into());
    }
    Ok(Run {
        cost: serde_json::from_slice(&fs::read(report)?)?,
        output: String::from_utf8(found.stdout)?,
    })
}

/// The line of what a program said that tells best why it failed: the first about an error or a
/// warning, else the last.
fn reason(said: &str) -> &str {
    let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let telling = |line: &&str| {
        let begin = line.split([':', '[', ' ']).next().unwrap_or_default();
        ["error", "warning"].contains(&begin)
            || begin.ends_with("Error")
            || begin.ends_with("Exception")
    };
    let found = lines.clone().find(telling).or_else(|| lines.next_back());
    found.unwrap_or("it failed in silence")
}

/// Runs the program, whose streams are those of this process, and writes down what it took.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (program, rest) = arguments
        .program
        .split_first()
        .ok_or("no program was named")?;
    let start = Instant::now();
    let status = Command::new(program)
        .args(rest)
        .status()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let seconds = start.elapsed().as_secs_f64();
    let (cpu_seconds, peak_bytes) = children()?;
    let cost = Cost {
        seconds,
        cpu_seconds,
        peak_bytes,
    };
    fs::write(&arguments.to, serde_json::to_vec(&cost)?)?;
    // A signal has no code.
    let code = status.code().unwrap_or(1);
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

#[cfg(unix)]
fn children() -> Result<(f64, u64), Failure> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike as _;

    /// Linux counts kilobytes, macOS bytes.
    const UNIT: u64 = if cfg!(target_vendor = "apple") {
        1
    } else {
        1024
    };
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = usage.user_time() + usage.system_time();
    let seconds = cpu.num_microseconds() as f64 / 1e6;
    Ok((seconds, u64::try_from(usage.max_rss())? * UNIT))
}

#[cfg(not(unix))]
fn children() -> Result<(f64, u64), Failure> {
    Ok((0.0, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_telling_line_is_the_reason() {
        assert_eq!(reason(""), "it failed in silence");
        assert_eq!(
            reason("making it\nerror[E0203]: unknown function\n  |\n1 | x\n"),
            "error[E0203]: unknown function"
        );
        assert_eq!(
            reason("warning: a.parquet: cannot be read\n1 object\n"),
            "warning: a.parquet: cannot be read"
        );
        assert_eq!(
            reason(
                "Traceback\n  File \"a.py\"\n_duckdb.InternalException: INTERNAL\n\nSee the page\n"
            ),
            "_duckdb.InternalException: INTERNAL"
        );
        assert_eq!(reason("a\nkilled\n\n"), "killed");
    }
}
