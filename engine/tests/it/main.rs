//! Tests of the engine over its public API.

mod algebra;
mod approximate;
mod bad_input;
mod datasets;
mod docs;
mod examples;
mod golden;
mod keys;
mod limits;
mod log_types;
mod newest;
mod order;
mod origins;
mod parquet;
mod repeats;
mod rows;
mod s3;
mod saved;
