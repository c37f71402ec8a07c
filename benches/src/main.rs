//! The bench as a command: `cargo run --release -p taffrail-benches -- compare --help`.

mod asking;
mod command;
mod contestant;
mod data;
mod far;
mod measure;
mod question;
mod rows;
mod table;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What ends a command early; its text says what to do.
type Failure = Box<dyn Error + Send + Sync>;

/// Measure Taffrail, on logs that a seed decides
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write seeded logs to measure with
    Generate(command::generate::Arguments),
    /// Ask Taffrail and its peers the same questions, check the answers, and print the times
    Compare(command::compare::Arguments),
    /// Time the first row, threads, and the cost of more events
    Scale(command::scale::Arguments),
    /// Read objects that are far away, beside the same as files
    Latency(command::latency::Arguments),
    /// Inflate all objects of a folder
    #[command(hide = true)]
    Inflate(command::inflate::Arguments),
    /// Run a program and write down what it took
    #[command(hide = true)]
    Measure(measure::Arguments),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Generate(arguments) => command::generate::run(&arguments),
        Command::Compare(arguments) => command::compare::run(&arguments),
        Command::Scale(arguments) => command::scale::run(&arguments),
        Command::Latency(arguments) => command::latency::run(&arguments),
        Command::Inflate(arguments) => command::inflate::run(&arguments),
        Command::Measure(arguments) => measure::run(&arguments),
    };
    done.unwrap_or_else(|failure| {
        eprintln!("error: {failure}");
        ExitCode::FAILURE
    })
}
