//! JSON of any shape.

use memchr::memmem;
use taffrail_extract::Shape;

use super::LogTypeInfo;

/// Events that are JSON objects: one a line, an array, a `Records` wrapper, or one after another.
pub(super) static JSON: LogTypeInfo = LogTypeInfo {
    name: "json",
    summary: "JSON events of any shape; the time from the usual fields",
    recognises,
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

/// Logs of applications may begin with a few lines of text.
fn recognises(_: &str, shape: Shape, head: &[u8]) -> bool {
    shape != Shape::TextLines || memmem::find(head, b"\n{\"").is_some()
}
