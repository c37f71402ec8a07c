//! JSON of any shape.

use taffrail_extract::Shape;

use super::LogTypeInfo;

/// Events that are JSON objects: one a line, an array, a `Records` wrapper, or one after another.
pub(super) static JSON: LogTypeInfo = LogTypeInfo {
    name: "json",
    summary: "JSON events of any shape; the time from the usual fields",
    recognises: |_, shape, _| shape != Shape::TextLines,
    time: &[
        "@timestamp",
        "timestamp",
        "time",
        "eventTime",
        "ts",
        "datetime",
        "date",
    ],
};
