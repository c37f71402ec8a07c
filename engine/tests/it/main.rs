//! Tests of the engine over its public API.

mod datasets;
mod docs;
mod examples;
mod golden;
mod limits;
