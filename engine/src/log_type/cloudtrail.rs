//! AWS CloudTrail: `{"Records":[...]}` objects, and the same records one a line.

use memchr::memmem;
use taffrail_extract::Shape;

use super::LogTypeInfo;

/// Records of API calls (`CloudTrail User Guide`, "CloudTrail record contents").
pub(super) static CLOUDTRAIL: LogTypeInfo = LogTypeInfo {
    name: "cloudtrail",
    summary: "AWS CloudTrail records: `{\"Records\":[...]}` objects or one record a line",
    recognises,
    time: &["eventTime"],
};

/// Archives say it in the key, `..._CloudTrail_<region>_...`; records elsewhere have the fields
/// that every version of the format has.
fn recognises(key: &str, shape: Shape, head: &[u8]) -> bool {
    if shape == Shape::TextLines {
        return false;
    }
    let named = key.contains("_CloudTrail_") || key.contains("/CloudTrail/");
    named
        || [
            &b"\"eventVersion\""[..],
            b"\"eventTime\"",
            b"\"eventSource\"",
        ]
        .iter()
        .all(|field| memmem::find(head, field).is_some())
}
