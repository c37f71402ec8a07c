//! `generate`: writes a seeded CloudTrail archive.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use taffrail_benches::archive::{Archive, Shape};

use crate::Failure;

/// What `generate` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How events are cut into objects
    #[arg(long, value_enum)]
    shape: ShapeName,
    /// How many events; 400,000 for `tiny`, else 1,000,000
    #[arg(long)]
    events: Option<u64>,
    /// The folder to write to; it is made
    #[arg(long)]
    out: PathBuf,
    /// Another seed gives other events
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ShapeName {
    /// Some hundred events an object, gzip, in the layout of S3
    Big,
    /// Eight events an object, gzip, in the layout of S3
    Tiny,
    /// One file, one event a line
    Ndjson,
    /// The same, gzip
    NdjsonGz,
}

impl From<ShapeName> for Shape {
    fn from(name: ShapeName) -> Self {
        match name {
            ShapeName::Big => Self::Big,
            ShapeName::Tiny => Self::Tiny,
            ShapeName::Ndjson => Self::Ndjson,
            ShapeName::NdjsonGz => Self::NdjsonGz,
        }
    }
}

/// Writes the archive and says what it is.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut archive = Archive::new(arguments.shape.into()).seed(arguments.seed);
    if let Some(events) = arguments.events {
        archive = archive.events(events);
    }
    let written = archive.write(&arguments.out)?;
    println!(
        "{} objects, {} events, {} bytes of JSON, {} bytes on disk",
        written.objects, written.events, written.json_bytes, written.file_bytes
    );
    Ok(ExitCode::SUCCESS)
}
