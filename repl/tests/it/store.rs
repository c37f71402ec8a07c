//! Logs in a bucket, asked for by the command.

mod credentials;
mod endpoint;
mod faults;
mod inventory;
mod profiles;

/// A bucket in memory, and the server in front of it: those of the engine's tests.
#[allow(dead_code, reason = "the tests of the engine use the rest")]
#[path = "../../../engine/tests/it/s3/memory.rs"]
mod memory;
#[allow(dead_code, reason = "the tests of the engine use the rest")]
#[path = "../../../engine/tests/it/s3/server.rs"]
pub(crate) mod server;

use std::path::Path;
use std::process::Command;

use self::server::{KEY, SECRET, Server};
use crate::run::{Ran, command};

/// The command in an environment of its own: a home, and what is added.
pub(crate) fn at_home(home: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command: Command = command(arguments);
    command.env_clear();
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
        .env("HOME", home)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .envs(variables.iter().copied());
    Ran::of(&command.output().expect("the command starts"))
}

/// The variables of who knows the key of the server, and does not try often.
pub(crate) fn known(server: &Server) -> Vec<(&'static str, String)> {
    vec![
        ("AWS_ACCESS_KEY_ID", KEY.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
        ("AWS_REGION", "eu-west-1".to_owned()),
        ("AWS_MAX_ATTEMPTS", "3".to_owned()),
        ("AWS_ENDPOINT_URL_S3", server.url("")),
    ]
}
