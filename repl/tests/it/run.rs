//! Runs the command.

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// The archive that most tests ask.
pub(crate) const CLOUDTRAIL: &str = "logs/cloudtrail";

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The command, in the folder of test data, without an environment that changes what it does.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_taffrail"));
    command
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata"))
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .env_remove("TAFFRAIL_CONFIG")
        .env("XDG_CONFIG_HOME", "/nowhere")
        .stdin(Stdio::null());
    command
}

/// Runs `taffrail` with these arguments.
pub(crate) fn taffrail(arguments: &[&str]) -> Ran {
    Ran::of(&command(arguments).output().expect("the command starts"))
}

/// As [`taffrail`], with this text on standard input.
pub(crate) fn taffrail_reading(arguments: &[&str], input: &str) -> Ran {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("it was piped");
    stdin
        .write_all(input.as_bytes())
        .expect("the command reads");
    drop(stdin);
    Ran::of(&child.wait_with_output().expect("the command ends"))
}

/// Runs `taffrail query` over the archive.
pub(crate) fn query(text: &str, options: &[&str]) -> Ran {
    taffrail(&[&["query", text, "--from", CLOUDTRAIL], options].concat())
}

impl Ran {
    /// What came of a command.
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// That it ended so.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// That standard output is this.
    #[track_caller]
    pub(crate) fn prints(self, expected: &str) -> Self {
        assert_eq!(self.stdout, expected, "{self:#?}");
        self
    }

    /// That standard error holds this.
    #[track_caller]
    pub(crate) fn says(self, part: &str) -> Self {
        assert!(self.stderr.contains(part), "{part:?} in {self:#?}");
        self
    }

    /// That standard error is empty.
    #[track_caller]
    pub(crate) fn says_nothing(self) -> Self {
        assert_eq!(self.stderr, "", "{self:#?}");
        self
    }
}
