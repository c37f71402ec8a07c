//! Plain text.

use super::LogTypeInfo;

/// Lines of text, each an event with `@message` alone.
pub(super) static TEXT: LogTypeInfo = LogTypeInfo {
    name: "text",
    summary: "lines of text, each an `@message`",
    recognises: |_, _, _| true,
    time: &[],
};
