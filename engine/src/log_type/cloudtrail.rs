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

/// What every version of the format has.
pub(super) const FIELDS: [&str; 3] = ["eventVersion", "eventTime", "eventSource"];

/// Archives say it in the key, `..._CloudTrail_<region>_...`; records elsewhere have the fields
/// that every version of the format has.
fn recognises(key: &str, shape: Shape, head: &[u8]) -> bool {
    if shape == Shape::TextLines {
        return false;
    }
    let named = key.contains("_CloudTrail_") || key.contains("/CloudTrail/");
    named
        || FIELDS.iter().all(|field| {
            let key = format!("\"{field}\"");
            memmem::find(head, key.as_bytes()).is_some()
        })
}
