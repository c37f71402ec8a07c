//! Functions that have no entry yet.

use crate::function::normalized;

/// Functions of Logs Insights that are not built yet.
const NOT_BUILT: &[&str] = &[
    "urlencode",
    "urldecode",
    "base64encode",
    "base64decode",
    "split",
    "hexToAscii",
    "hexToDec",
    "decToHex",
    "md5",
    "sha256",
    "jsonParse",
    "jsonStringify",
    "jsonArraySize",
    "jsonArrayContains",
    "variance",
    "topk",
    "sortsFirst",
    "sortsLast",
    "rate",
    "countOverTime",
    "sumOverTime",
    "histogram",
];

/// The canonical name, when it is a function of Logs Insights that is not built yet.
pub fn not_built(name: &str) -> Option<&'static str> {
    NOT_BUILT
        .iter()
        .find(|it| normalized(it) == normalized(name))
        .copied()
}
