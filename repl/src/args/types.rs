//! Types of logs beside those that are built in.

use std::path::PathBuf;

use clap::Args;
use taffrail::{Catalog, LogType};

use super::value::nearest;
use crate::failure::Failure;

/// Options that add types of logs.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Logs")]
pub(crate) struct OwnTypesArgs {
    /// A TOML file with a type of log, or a folder of them; may be repeated
    #[arg(long = "types", value_name = "PATH")]
    pub(crate) files: Vec<PathBuf>,
}

impl OwnTypesArgs {
    /// The types of these files.
    pub(crate) fn load(&self) -> Result<Vec<LogType>, Failure> {
        let mut types = Vec::new();
        for file in &self.files {
            types.extend(LogType::load(file)?);
        }
        Ok(types)
    }
}

/// The types that are asked before those that are built in.
pub(crate) fn own_types(loaded: &[LogType], catalog: &Catalog) -> Vec<LogType> {
    [loaded, catalog.log_types()].concat()
}

/// The type with this name.
pub(crate) fn find_type(own: &[LogType], name: &str) -> Result<LogType, Failure> {
    LogType::find_among(own, name).ok_or_else(|| {
        let all = own.iter().chain(LogType::built_in());
        let help = match nearest(name, all.map(LogType::name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`taffrail types` lists them".to_owned(),
        };
        Failure::Usage(format!("`{name}` is not a type of log; {help}"))
    })
}
