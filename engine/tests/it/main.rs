//! Tests of the engine over its public API.

mod datasets;
mod examples;
mod golden;
