//! Values of options, read from their text.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use taffrail::chrono::{DateTime, Utc};
use taffrail::chrono_tz::{TZ_VARIANTS, Tz};
use taffrail::output::Format;
use taffrail::{Late, LateError};

use super::format_names;
use crate::sizes::parse_bytes;

/// A format of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowFormat {
    /// Drawn for people.
    Table,
    /// Written for programs.
    Rows(Format),
}

/// How many rows at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum RowLimit {
    /// As many as a terminal is good for.
    #[default]
    Default,
    /// All.
    None,
    /// So many.
    Rows(u64),
}

/// Reads `--format`.
pub(super) fn formats() -> impl TypedValueParser<Value = RowFormat> {
    PossibleValuesParser::new(format_names()).try_map(|name| format(&name))
}

/// Reads a format at the prompt.
pub(crate) fn format(text: &str) -> Result<RowFormat, String> {
    if text.eq_ignore_ascii_case("table") {
        return Ok(RowFormat::Table);
    }
    let found = Format::ALL
        .into_iter()
        .find(|format| format.name().eq_ignore_ascii_case(text));
    found.map(RowFormat::Rows).ok_or_else(|| {
        let names: Vec<&str> = format_names().collect();
        let near = nearest(text, names.iter().copied());
        let help = near.map_or_else(
            || format!("there are {}", names.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        format!("no such format; {help}")
    })
}

/// Reads `--limit`.
pub(crate) fn limit(text: &str) -> Result<RowLimit, String> {
    match text {
        "none" => Ok(RowLimit::None),
        text => match text.parse() {
            Ok(rows) if rows > 0 => Ok(RowLimit::Rows(rows)),
            _ => Err("expected a whole number from 1 on, or `none`".into()),
        },
    }
}

/// Reads `--late`.
pub(super) fn late(text: &str) -> Result<Late, LateError> {
    text.parse()
}

/// Reads `--tz`.
pub(crate) fn zone(text: &str) -> Result<Tz, String> {
    let named = TZ_VARIANTS
        .iter()
        .find(|zone| zone.name().eq_ignore_ascii_case(text));
    named.copied().ok_or_else(|| {
        // `Berlin` is as good a hint as `Europe/Berln`.
        let city = |zone: &&Tz| {
            zone.name()
                .rsplit('/')
                .next()
                .is_some_and(|city| city.eq_ignore_ascii_case(text))
        };
        let by_city = TZ_VARIANTS.iter().find(city).map(|zone| zone.name());
        let near = by_city.or_else(|| nearest(text, TZ_VARIANTS.iter().map(|zone| zone.name())));
        let help = near.map_or_else(
            || "expected a name such as `Europe/Berlin` or `UTC`".into(),
            |near| format!("did you mean `{near}`?"),
        );
        format!("no such time zone; {help}")
    })
}

/// Reads `--timeout`: a length as that of `--late`.
pub(super) fn length(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(Late::Within(length)) if !length.is_zero() => Ok(length),
        _ => Err("expected a length such as `30s` or `5m`".into()),
    }
}

/// Reads `--memory-limit` and `--max-bytes`.
pub(super) fn bytes(text: &str) -> Result<usize, String> {
    parse_bytes(text).ok_or_else(|| "expected a size such as `2GB` or `512MiB`".into())
}

/// Reads `--now`.
pub(super) fn now(text: &str) -> Result<DateTime<Utc>, String> {
    text.parse()
        .map_err(|_| "expected a time such as `2023-07-10T11:42:18Z`".into())
}

/// Reads `--param`.
pub(super) fn parameter(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .filter(|(name, _)| !name.trim().is_empty())
        .map(|(name, value)| (name.trim().to_owned(), value.to_owned()))
        .ok_or_else(|| "expected NAME=VALUE".into())
}

/// Reads `--lookup`.
pub(super) fn table(text: &str) -> Result<(String, PathBuf), String> {
    text.split_once('=')
        .filter(|(name, path)| !name.trim().is_empty() && !path.is_empty())
        .map(|(name, path)| (name.trim().to_owned(), path.into()))
        .ok_or_else(|| "expected NAME=PATH".into())
}

/// The name that is most like what was typed, if any is.
pub(crate) fn nearest<'a>(
    typed: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    names
        .into_iter()
        .map(|name| (strsim::osa_distance(&typed, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= 2 && *distance < name.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        assert_eq!(format("CSV"), Ok(RowFormat::Rows(Format::Csv)));
        assert_eq!(format("table"), Ok(RowFormat::Table));
        assert_eq!(
            format("jsn"),
            Err("no such format; did you mean `json`?".into())
        );
        let all = "no such format; there are table, json, ndjson, csv, tsv, markdown";
        assert_eq!(format("parquet"), Err(all.into()));
    }

    #[test]
    fn limits() {
        assert_eq!(limit("none"), Ok(RowLimit::None));
        assert_eq!(limit("25"), Ok(RowLimit::Rows(25)));
        assert!(limit("0").is_err() && limit("many").is_err() && limit("-1").is_err());
    }

    #[test]
    fn zones() {
        assert_eq!(zone("europe/berlin"), Ok(Tz::Europe__Berlin));
        assert_eq!(zone("UTC"), Ok(Tz::UTC));
        let hint = |name: &str| Err(format!("no such time zone; did you mean `{name}`?"));
        assert_eq!(zone("Berlin"), hint("Europe/Berlin"));
        assert_eq!(zone("Europe/Berln"), hint("Europe/Berlin"));
    }

    #[test]
    fn parameters() {
        assert_eq!(parameter("a=b=c"), Ok(("a".into(), "b=c".into())));
        assert!(parameter("a").is_err() && parameter("=b").is_err());
        assert_eq!(table("a=b=c.csv"), Ok(("a".into(), "b=c.csv".into())));
        assert!(table("a.csv").is_err() && table("=b").is_err() && table("a=").is_err());
    }
}
