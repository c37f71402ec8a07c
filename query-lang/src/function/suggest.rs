//! What was probably meant: names of other languages, typos.

use crate::function::all;

/// The function that was probably meant.
///
/// ```
/// assert_eq!(taffrail_query_lang::function::suggest("strlne"), Some("strlen"));
/// ```
pub fn suggest(name: &str) -> Option<&'static str> {
    let name = normalized(name);
    let foreign = FOREIGN.iter().find(|it| it.0 == name).map(|it| it.1);
    foreign.or_else(|| closest(&name, all().map(|it| it.name)))
}

/// Names that other languages use for what exists here.
const FOREIGN: &[(&str, &str)] = &[
    ("length", "strlen"),
    ("len", "strlen"),
    ("lower", "tolower"),
    ("upper", "toupper"),
    ("lcase", "tolower"),
    ("ucase", "toupper"),
    ("contains", "strcontains"),
    ("substring", "substr"),
    ("mid", "substr"),
    ("ifnull", "coalesce"),
    ("nvl", "coalesce"),
    ("iff", "if"),
    ("isnull", "ispresent"),
    ("isnotnull", "ispresent"),
    ("exists", "ispresent"),
    ("mean", "avg"),
    ("average", "avg"),
    ("quantile", "pct"),
    ("perc", "pct"),
    ("dc", "countDistinct"),
    ("dcount", "countDistinct"),
    ("uniq", "countDistinct"),
    ("unique", "countDistinct"),
    ("first", "earliest"),
    ("last", "latest"),
    ("int", "toInt"),
    ("number", "toNumber"),
    ("tonum", "toNumber"),
    ("span", "bin"),
    ("datetrunc", "datefloor"),
    ("timefloor", "datefloor"),
    ("ln", "log"),
    ("cidrmatch", "isIpInSubnet"),
    ("collect", "values"),
    ("list", "values"),
    ("stdev", "stddev"),
    ("std", "stddev"),
];

/// The nearest of `names` to a word, when it is near enough to be a typo.
///
/// ```
/// let names = ["errors", "host"];
/// assert_eq!(taffrail_query_lang::function::closest("erorrs", names.into_iter()), Some("errors"));
/// ```
pub fn closest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = &normalized(word);
    let length = word.chars().count();
    // The longer the word, the more typos; a word of two letters is like any other of two.
    let most = match length {
        0..=2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    if length > 40 {
        return None;
    }
    names
        .map(|name| (strsim::damerau_levenshtein(word, &normalized(name)), name))
        .filter(|(distance, name)| *distance <= most && *distance < name.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// A name as it is compared: without case and underscores.
pub(crate) fn normalized(name: &str) -> String {
    name.chars()
        .filter(|c| *c != '_')
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions() {
        assert_eq!(suggest("strlne"), Some("strlen"));
        assert_eq!(suggest("length"), Some("strlen"));
        assert_eq!(suggest("cuont"), Some("count"));
        assert_eq!(suggest("frobnicate"), None);
        assert_eq!(suggest("x"), None);
    }
}
