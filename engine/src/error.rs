//! Errors.

use std::path::PathBuf;
use std::time::Duration;

use datafusion::error::DataFusionError;
use taffrail_query_lang::Diagnostic;

use crate::scan::Damage;

use crate::catalog::{ConfigMistake, ShownMistakes};

/// A result of the engine.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a query has no result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The query says something wrong: [`Diagnostic::render`] shows where.
    #[error("{}", render(diagnostics, text))]
    Query {
        /// What is wrong, most important first.
        diagnostics: Vec<Diagnostic>,
        /// The text of the query.
        text: String,
    },
    /// Neither the session nor the query names a place to read.
    #[error("no place to read is named")]
    NoPlaces,
    /// There is nothing to read at any of the places.
    #[error("no logs at {}{}", places.join(", "), after_colon(reason.as_ref()))]
    NoObjects {
        /// The places.
        places: Vec<String>,
        /// What was found instead.
        reason: Option<String>,
    },
    /// A place is no valid path or pattern.
    #[error("`{place}` is not a place to read logs from: {reason}")]
    Place {
        /// The place as it was written.
        place: String,
        /// Why not.
        reason: String,
    },
    /// An inventory cannot stand for listing.
    #[error("cannot list by the inventory {manifest}: {reason}")]
    Inventory {
        /// Where its manifest lies, or should.
        manifest: String,
        /// Why not.
        reason: String,
    },
    /// A configuration file says something wrong.
    #[error("{}", ShownMistakes(file, mistakes))]
    Config {
        /// The file.
        file: PathBuf,
        /// What is wrong, in the order of the file.
        mistakes: Vec<ConfigMistake>,
    },
    /// A configuration file cannot be read.
    #[error("cannot read {}: {reason}", file.display())]
    ConfigFile {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        reason: String,
    },
    /// Every read was denied.
    #[error("permission denied: {object}{}", after_colon(reason.as_ref()))]
    Denied {
        /// One of the objects.
        object: String,
        /// What the store says, and what to do about it, where there is more to say.
        reason: Option<String>,
    },
    /// A resource limit stopped the query.
    #[error("out of memory: {message}")]
    ResourceLimit {
        /// Which operator wanted how much.
        message: String,
    },
    /// The query asks for more than is ever made.
    #[error("{message}")]
    TooMuch {
        /// What there would be too much of, and what to do.
        message: String,
    },
    /// The query took longer than it may.
    #[error("the query took longer than the {} s that it may", limit.as_secs_f64())]
    TimedOut {
        /// How long it may take.
        limit: Duration,
    },
    /// The engine could not be started.
    #[error("the engine cannot start: {message}")]
    Start {
        /// What is missing.
        message: String,
    },
    /// The query failed while it ran.
    #[error("the query failed: {source}")]
    Execution {
        /// What went wrong.
        source: Box<DataFusionError>,
    },
    /// Writing the result failed.
    #[error("cannot write the result: {source}")]
    Write {
        /// What the operating system says.
        #[from]
        source: std::io::Error,
    },
    /// A defect of ours.
    #[error("internal error: {message}")]
    Internal {
        /// What was not as it should be.
        message: String,
    },
}

/// [`Error::TooMuch`] on its way through DataFusion.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct TooMuch(pub(crate) String);

impl From<TooMuch> for DataFusionError {
    fn from(error: TooMuch) -> Self {
        Self::External(Box::new(error))
    }
}

/// [`Error::TimedOut`] on its way through DataFusion.
#[derive(Debug, thiserror::Error)]
#[error("it took longer than {} s", .0.as_secs_f64())]
pub(crate) struct TimedOut(pub(crate) Duration);

fn after_colon(reason: Option<&String>) -> String {
    reason.map(|it| format!(": {it}")).unwrap_or_default()
}

fn render(diagnostics: &[Diagnostic], text: &str) -> String {
    let rendered: Vec<String> = diagnostics.iter().map(|one| one.render(text)).collect();
    rendered.join("\n")
}

impl Error {
    /// All that was read was denied.
    pub(crate) fn denied(damage: &Damage) -> Self {
        // What an operating system says is known.
        let known = damage
            .reason
            .to_ascii_lowercase()
            .starts_with("permission denied");
        Self::Denied {
            object: damage.object.clone(),
            reason: (!known).then(|| damage.reason.clone()),
        }
    }
}

/// One sentence of what DataFusion says at length, with all consumers of the pool.
fn exhausted(message: &str) -> String {
    let consumer = message
        .split_once("allocation failed for ")
        .and_then(|(_, rest)| rest.split([' ', '[', '#']).next());
    match consumer {
        Some(consumer) => format!("`{consumer}` needs more than the memory limit allows"),
        None => message.lines().next().unwrap_or(message).to_owned(),
    }
}

impl From<DataFusionError> for Error {
    fn from(error: DataFusionError) -> Self {
        match error.find_root() {
            DataFusionError::ResourcesExhausted(message) => Self::ResourceLimit {
                message: exhausted(message),
            },
            DataFusionError::Internal(message) => Self::Internal {
                message: message.clone(),
            },
            DataFusionError::External(reason) if reason.is::<TooMuch>() => Self::TooMuch {
                message: reason.to_string(),
            },
            DataFusionError::External(reason)
                if let Some(&TimedOut(limit)) = reason.downcast_ref() =>
            {
                Self::TimedOut { limit }
            }
            _ => Self::Execution {
                source: Box::new(error),
            },
        }
    }
}
