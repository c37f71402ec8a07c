//! The command from outside: exit codes, standard output, standard error, files.

mod catalog;
mod commands;
mod coverage;
mod damage;
mod formats;
mod interrupt;
mod library;
mod limits;
mod output;
mod run;
mod statistics;
mod store;
mod table;
mod types;
mod usage;
