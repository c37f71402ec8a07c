//! `inflate`: what inflating the objects takes alone, which no reader can be faster than.

use std::fs::{self, File};
use std::io::Read as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use taffrail_extract::inflate::Inflater;

use crate::Failure;

/// What `inflate` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How many threads
    #[arg(long)]
    threads: NonZeroUsize,
    /// The folder of gzip objects
    folder: PathBuf,
}

/// The command for it, as a process of its own like all that are measured.
///
/// # Errors
///
/// When this program does not know where it lies.
pub(crate) fn command(folder: &Path, threads: u32) -> Result<Command, Failure> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["inflate", "--threads", &threads.to_string()]);
    command.arg(folder);
    Ok(command)
}

/// Inflates all objects and says how many bytes that gave.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut objects = Vec::new();
    list(&arguments.folder, &mut objects)?;
    let next = AtomicUsize::new(0);
    let inflated = thread::scope(|scope| {
        let threads: Vec<_> = (0..arguments.threads.get())
            .map(|_| scope.spawn(|| some(&objects, &next)))
            .collect();
        let sums = threads.into_iter().map(|thread| match thread.join() {
            Ok(sum) => sum,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        sums.sum::<Result<usize, Failure>>()
    })?;
    println!("{inflated}");
    Ok(ExitCode::SUCCESS)
}

fn list(folder: &Path, objects: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            list(&entry.path(), objects)?;
        } else {
            objects.push(entry.path());
        }
    }
    Ok(())
}

/// Inflates objects as long as there are any, with buffers that are used again.
fn some(objects: &[PathBuf], next: &AtomicUsize) -> Result<usize, Failure> {
    let mut inflater = Inflater::new();
    let (mut stored, mut plain, mut sum) = (Vec::new(), Vec::new(), 0);
    while let Some(object) = objects.get(next.fetch_add(1, Ordering::Relaxed)) {
        stored.clear();
        plain.clear();
        File::open(object)?.read_to_end(&mut stored)?;
        let outcome = inflater.gzip(&stored, &mut plain, usize::MAX);
        let outcome = outcome.map_err(|error| format!("{}: {error}", object.display()))?;
        if let Some(warning) = outcome.warnings.first() {
            return Err(format!("{}: {warning}", object.display()).into());
        }
        sum += plain.len();
    }
    Ok(sum)
}
