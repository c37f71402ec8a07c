//! What is said of a query behind its rows.

use taffrail::chrono_tz::Tz;
use taffrail::{
    Apart, Approximation, Damage, DefaultSince, DryRun, Pruned, Requests, Summary, TimeRange,
};

use crate::clean::clean;
use crate::sizes::{ByteSize, Count, length};
use crate::table::time;

/// Damages that are named one by one.
const NAMED: usize = 10;

/// One line: objects, events, bytes, matches, seconds.
pub(crate) fn statistics(summary: &Summary) -> String {
    let counts = &summary.report.statistics;
    let mut parts = vec![
        Count(counts.objects).of("object", "objects"),
        Count(counts.events).of("event", "events"),
        format!("{} scanned", ByteSize(counts.bytes)),
        matched(summary),
    ];
    parts.extend(requests(summary.requests));
    parts.push(format!("{:.2} s", summary.elapsed.as_secs_f64()));
    parts.join(" · ")
}

/// What was asked of stores outside of this machine, and how much came.
pub(crate) fn requests(requests: Requests) -> Option<String> {
    let Requests {
        list,
        get,
        head,
        bytes,
    } = requests;
    if requests.sum() == 0 {
        return None;
    }
    let kinds = [(list, "LIST"), (get, "GET"), (head, "HEAD")];
    let kinds = kinds.iter().filter(|it| it.0 > 0);
    let kinds: Vec<String> = kinds
        .map(|(count, kind)| format!("{} {kind}", Count(*count)))
        .collect();
    Some(format!(
        "{} requests, {} fetched",
        kinds.join(" + "),
        ByteSize(bytes)
    ))
}

/// What a run would read, as lines of a table: what, and how much; nothing that is none of it.
pub(crate) fn forecast(dry_run: &DryRun) -> Vec<Vec<String>> {
    let name = |name| match name {
        "objects" => "objects to read",
        "bytes" => "bytes to read",
        "getRequests" => "GET requests to come",
        "listRequestsMade" => "LIST requests made",
        "getRequestsMade" => "GET requests made",
        "headRequestsMade" => "HEAD requests made",
        "objectsLeftOutByTime" => "objects left out by time",
        "objectsLeftOutByAccount" => "objects left out by account",
        "objectsLeftOutByRegion" => "objects left out by region",
        "objectsLeftOutByField" => "objects left out by what their keys say",
        "objectsLeftOutByFilters" => "objects that filters leave out by the key",
        "objectsThatAreArchived" => "objects to restore first",
        "objectsThatAreNoLogs" => "objects that are no logs",
        "foldersNotListed" => "folders not listed",
        "foldersNotListedByTime" => "  by time",
        "foldersNotListedByAccount" => "  by account",
        "foldersNotListedByRegion" => "  by region",
        "foldersNotListedByField" => "  by what their keys say",
        other => other,
    };
    let always = ["objects", "bytes", "getRequests", "listRequestsMade"];
    let counts = dry_run.counts().into_iter();
    let told = counts.filter(|(name, count)| *count > 0 || always.contains(name));
    told.map(|(what, count)| {
        let count = if what == "bytes" {
            ByteSize(count).to_string()
        } else {
            Count(count).to_string()
        };
        vec![name(what).to_owned(), count]
    })
    .collect()
}

/// What was not read cannot be counted.
fn matched(summary: &Summary) -> String {
    let least = if summary.at_least { "at least " } else { "" };
    format!("{least}{} matched", Count(summary.matched))
}

/// What else is worth knowing, a line each.
pub(crate) fn remarks(summary: &Summary, range: Option<TimeRange>, zone: Tz) -> Vec<String> {
    let range = range.unwrap_or_else(|| TimeRange {
        since: summary.default_since.as_ref().map(|default| default.bound),
        until: None,
    });
    let counts = &summary.report.statistics;
    let mut lines = Vec::new();
    let mut say = |count: u64, line: &dyn Fn(Count) -> String| {
        if count > 0 {
            lines.push(line(Count(count)));
        }
    };
    say(summary.pruned.by_time, &|count| {
        let objects = count.of("object", "objects");
        let late = match summary.pruned.late_seconds {
            Some(late) => format!("keys read up to {} after the range (--late)", length(late)),
            None => "keys read however late (--late all)".into(),
        };
        format!("{objects} left out by time; {late}")
    });
    for (count, by) in [
        (summary.pruned.by_account, "account"),
        (summary.pruned.by_region, "region"),
        (summary.pruned.by_field, "what their keys say"),
    ] {
        say(count, &|count| {
            format!("{} left out by {by}", count.of("object", "objects"))
        });
    }
    say(summary.pruned.folders, &|count| {
        let folders = count.of("folder", "folders");
        let why = folder_reasons(&summary.pruned);
        format!("{folders} not listed: by the key, nothing in them is asked for{why}")
    });
    say(summary.pruned.not_logs, &|count| {
        format!("{} left out: no logs", count.of("object", "objects"))
    });
    say(counts.excluded_objects, &|count| {
        let objects = count.of("object", "objects");
        format!("{objects} left out: by the key, no event passes the filters")
    });
    say(counts.outdone_objects, &|count| {
        let objects = count.of("object", "objects");
        format!("{objects} not read: by the key, no event is new enough")
    });
    say(counts.without_time, &|count| {
        let events = count.of("event", "events");
        format!("{events} without a time dropped: there is a time range")
    });
    say(counts.malformed_values, &|count| {
        let values = count.of("value is", "values are");
        format!("{values} not valid JSON, taken as missing")
    });
    say(counts.text_lines, &|count| {
        let lines = count.of("line is", "lines are");
        format!("{lines} not JSON, kept as text")
    });
    say(counts.unknown_objects, &|count| {
        let objects = count.of("object is", "objects are");
        format!("{objects} of no type that is known: each line is an @message")
    });
    say(counts.repeats, &|count| {
        format!("{} dropped: copies of others", count.of("event", "events"))
    });
    say(summary.undeduplicated, &|count| {
        let files = count.of("Parquet file", "Parquet files");
        format!("copies of events in {files} stay: they are dropped among logs alone")
    });
    let repeats = &summary.report.repeats;
    say(repeats.repeats(), &|count| {
        let about = if repeats.is_exact() { "" } else { "about " };
        let events = count.of("event is a copy", "events are copies");
        format!("{about}{events} of others by their ids; --dedup-events drops copies")
    });
    say(counts.misfits, &|count| {
        let lines = count.of("line does", "lines do");
        format!("{lines} not have the form of the log type; what could be read is kept")
    });
    lines.extend(inventories(summary));
    lines.extend(default_range(summary));
    lines.extend(summary.approximate.iter().map(approximate));
    lines.extend(why_empty(summary, range, zone));
    lines
}

/// Why folders were not listed, when something besides the time says so.
fn folder_reasons(pruned: &Pruned) -> String {
    let by = pruned.folders_by;
    if by.account + by.region + by.field == 0 {
        return String::new();
    }
    let reasons = [
        (by.time, "time"),
        (by.account, "account"),
        (by.region, "region"),
        (by.field, "other parts"),
    ];
    let reasons = reasons.iter().filter(|it| it.0 > 0);
    let reasons: Vec<String> = reasons
        .map(|(count, by)| format!("{} by {by}", Count(*count)))
        .collect();
    format!(" ({})", reasons.join(", "))
}

/// What could not be read, a line each; the first ones, and how many more.
pub(crate) fn damages(summary: &Summary) -> Vec<String> {
    let report = &summary.report;
    let mut lines: Vec<String> = report.damages.iter().take(NAMED).map(damage).collect();
    let more = report.damage_count.saturating_sub(lines.len() as u64);
    if more > 0 {
        lines.push(format!("warning: and {} more", Count(more)));
    }
    lines.extend(apart(
        &report.archived,
        ["object is archived", "objects are archived"],
        "restore what is in a Glacier class to read it",
    ));
    lines.extend(apart(
        &report.sealed,
        ["object cannot be decrypted", "objects cannot be decrypted"],
        "its key may not be used (kms:Decrypt)",
    ));
    lines
}

/// How much could not be read, when that is an error.
pub(crate) fn damaged(summary: &Summary) -> String {
    let report = &summary.report;
    if report.damage_count == 0 {
        let objects = Count(report.faults()).of("object", "objects");
        return format!("error: {objects} could not be read (--strict)");
    }
    let places = Count(report.faults()).of("place", "places");
    format!("error: the logs are damaged in {places} (--strict)")
}

/// Objects that share a reason, told once.
fn apart(apart: &Apart, [one, some]: [&str; 2], reason: &str) -> Option<String> {
    let first = clean(apart.first.as_ref()?);
    let objects = Count(apart.objects).of(one, some);
    let example = if apart.objects > 1 {
        ", the first "
    } else {
        ", "
    };
    Some(format!("warning: {objects}{example}{first}: {reason}"))
}

fn damage(damage: &Damage) -> String {
    let object = clean(&damage.object);
    let place = damage
        .offset
        .map_or_else(String::new, |at| format!(", byte {}", Count(at)));
    let whole = if damage.whole {
        " (nothing of it was read)"
    } else {
        ""
    };
    format!("warning: {object}{place}: {}{whole}", clean(&damage.reason))
}

/// Inventories that stood for listing, a line each: what came behind them is not in them.
pub(crate) fn inventories(summary: &Summary) -> impl Iterator<Item = String> {
    summary.inventories.iter().map(|inventory| {
        let created = match inventory.created {
            Some(created) => format!(" of {} (UTC)", time::shortest(created, Tz::UTC)),
            None => String::new(),
        };
        let rows = Count(inventory.rows).of("row", "rows");
        let manifest = clean(&inventory.manifest);
        format!("keys are those of the inventory{created}, {rows}: {manifest}")
    })
}

/// From when on events counted, where nothing but the catalog says it.
pub(crate) fn default_range(summary: &Summary) -> Option<String> {
    summary.default_since.as_ref().map(default_since)
}

fn default_since(default: &DefaultSince) -> String {
    let since = clean(&default.since);
    let whose = match &default.source {
        Some(source) => format!("the source {} says so", clean(source)),
        None => "taffrail.toml says so".to_owned(),
    };
    format!("only events since {since}: {whose} (--since all lifts it)")
}

fn approximate(column: &Approximation) -> String {
    let name = clean(&column.column);
    format!("{name} is approximate ({})", column.estimate)
}

fn why_empty(summary: &Summary, range: TimeRange, zone: Tz) -> Option<String> {
    if summary.rows > 0 {
        return None;
    }
    let counts = &summary.report.statistics;
    let ranged = range != TimeRange::default();
    let pruned = &summary.pruned;
    let folders = pruned.folders_by.sum() - pruned.folders_by.time;
    let by_key = pruned.by_account + pruned.by_region + pruned.by_field + folders;
    Some(if counts.events > 0 && summary.matched > 0 {
        "no rows: none of the events that matched makes one".to_owned()
    } else if counts.events > 0 && ranged {
        format!("no rows: no event {} matches", span(range, zone))
    } else if counts.events > 0 {
        "no rows: no event matches".to_owned()
    } else if summary.objects == 0 && by_key > 0 {
        "no rows: by the keys, no object can hold events that match".to_owned()
    } else if summary.objects == 0 && summary.pruned.by_time > 0 {
        format!("no rows: no object can hold events {}", span(range, zone))
    } else if counts.excluded_objects > 0 {
        "no rows: no object can hold events that match".to_owned()
    } else if counts.objects == 0 && summary.objects > 0 {
        "no rows: the query asks for none".to_owned()
    } else {
        "no rows: there are no events in the objects".to_owned()
    })
}

fn span(range: TimeRange, zone: Tz) -> String {
    let time = |micros| time::shortest(micros, zone);
    match (range.since, range.until) {
        (Some(since), Some(until)) => {
            format!("from {} to {} ({zone})", time(since), time(until))
        }
        (Some(since), None) => format!("since {} ({zone})", time(since)),
        (None, Some(until)) => format!("before {} ({zone})", time(until)),
        (None, None) => "at any time".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use taffrail::{Estimate, FolderCounts, ScanReport, Statistics};

    use super::*;

    fn remarks(summary: &Summary, range: TimeRange, zone: Tz) -> Vec<String> {
        super::remarks(summary, Some(range), zone)
    }

    fn summary(statistics: Statistics) -> Summary {
        Summary {
            report: ScanReport {
                statistics,
                ..ScanReport::default()
            },
            objects: statistics.objects,
            bytes: statistics.bytes,
            undeduplicated: 0,
            pruned: Pruned::default(),
            requests: Requests::default(),
            matched: statistics.matched,
            at_least: statistics.outdone_objects > 0,
            rows: 0,
            inventories: Vec::new(),
            default_since: None,
            approximate: Vec::new(),
            elapsed: Duration::from_millis(1234),
        }
    }

    fn read(events: u64, matched: u64) -> Statistics {
        Statistics {
            objects: 1,
            bytes: 1000,
            events,
            matched,
            ..Statistics::default()
        }
    }

    #[test]
    fn the_line_of_statistics() {
        assert_eq!(
            statistics(&summary(read(12_345, 7))),
            "1 object · 12,345 events · 1.0 kB scanned · 7 matched · 1.23 s"
        );
        let stopped = Statistics {
            outdone_objects: 3,
            ..read(12_345, 7)
        };
        assert_eq!(
            statistics(&summary(stopped)),
            "1 object · 12,345 events · 1.0 kB scanned · at least 7 matched · 1.23 s"
        );
    }

    #[test]
    fn requests_are_counted() {
        let mut summary = summary(read(12_345, 7));
        summary.requests = Requests {
            list: 3,
            get: 1234,
            head: 0,
            bytes: 5000,
        };
        assert_eq!(
            statistics(&summary),
            "1 object · 12,345 events · 1.0 kB scanned · 7 matched · \
             3 LIST + 1,234 GET requests, 5.0 kB fetched · 1.23 s"
        );
    }

    #[test]
    fn reasons_of_emptiness() {
        let check = |summary: &Summary, range, expected: &str| {
            assert_eq!(
                remarks(summary, range, Tz::UTC).last().map(String::as_str),
                Some(expected)
            );
        };
        let all = TimeRange::default();
        let day = TimeRange {
            since: Some(0),
            until: Some(86_400_000_000),
        };
        check(&summary(read(5, 0)), all, "no rows: no event matches");
        check(
            &summary(read(5, 0)),
            day,
            "no rows: no event from 1970-01-01 to 1970-01-02 (UTC) matches",
        );
        check(
            &summary(read(0, 0)),
            all,
            "no rows: there are no events in the objects",
        );
        check(
            &summary(read(5, 5)),
            all,
            "no rows: none of the events that matched makes one",
        );
        let mut pruned = summary(Statistics::default());
        pruned.pruned.by_time = 3;
        let since = TimeRange {
            since: Some(1_000_000),
            until: None,
        };
        check(
            &pruned,
            since,
            "no rows: no object can hold events since 1970-01-01 00:00:01 (UTC)",
        );
        let excluded = Statistics {
            excluded_objects: 3,
            ..Statistics::default()
        };
        check(
            &summary(excluded),
            all,
            "no rows: no object can hold events that match",
        );
        let mut full = summary(read(5, 5));
        full.rows = 5;
        assert_eq!(remarks(&full, all, Tz::UTC), Vec::<String>::new());
    }

    #[test]
    fn what_was_left_out() {
        let counts = Statistics {
            excluded_objects: 1500,
            outdone_objects: 1,
            without_time: 2,
            malformed_values: 1,
            text_lines: 1000,
            ..read(2000, 1)
        };
        let mut summary = summary(counts);
        summary.rows = 1;
        summary.pruned = Pruned {
            by_time: 12,
            by_account: 1,
            by_region: 2,
            by_field: 3,
            folders: 3,
            folders_by: FolderCounts {
                account: 2,
                ..FolderCounts::default()
            },
            not_logs: 1,
            late_seconds: Some(7200),
        };
        assert_eq!(
            remarks(&summary, TimeRange::default(), Tz::UTC),
            [
                "12 objects left out by time; keys read up to 2 h after the range (--late)",
                "1 object left out by account",
                "2 objects left out by region",
                "3 objects left out by what their keys say",
                "3 folders not listed: by the key, nothing in them is asked for (2 by account)",
                "1 object left out: no logs",
                "1,500 objects left out: by the key, no event passes the filters",
                "1 object not read: by the key, no event is new enough",
                "2 events without a time dropped: there is a time range",
                "1 value is not valid JSON, taken as missing",
                "1,000 lines are not JSON, kept as text",
            ]
        );
    }

    #[test]
    fn copies_are_counted() {
        let mut found = summary(read(10, 10));
        found.report.statistics.repeats = 2;
        found.undeduplicated = 1;
        found.rows = 1;
        let range = TimeRange::default();
        assert_eq!(
            remarks(&found, range, Tz::UTC),
            [
                "2 events dropped: copies of others",
                "copies of events in 1 Parquet file stay: they are dropped among logs alone",
            ]
        );
    }

    #[test]
    fn estimates_are_named() {
        let mut summary = summary(read(1, 1));
        summary.rows = 1;
        summary.approximate = vec![
            Approximation {
                column: "users".into(),
                estimate: Estimate::HyperLogLog,
            },
            Approximation {
                column: "p\u{1b}".into(),
                estimate: Estimate::TDigest,
            },
        ];
        assert_eq!(
            remarks(&summary, TimeRange::default(), Tz::UTC),
            [
                "users is approximate (HyperLogLog, about 0.8 %)",
                "p\\u{1b} is approximate (t-digest, about 0.1 % of the ranks)",
            ]
        );
    }

    #[test]
    fn damage_is_named() {
        let mut summary = summary(read(1, 1));
        let damage = |offset, whole| Damage {
            object: "a\u{1b}.gz".into(),
            offset,
            reason: "cut off".into(),
            denied: false,
            whole,
        };
        summary.report.damages = vec![damage(Some(1234), false), damage(None, true)];
        summary.report.damage_count = 2;
        assert_eq!(
            damages(&summary),
            [
                "warning: a\\u{1b}.gz, byte 1,234: cut off",
                "warning: a\\u{1b}.gz: cut off (nothing of it was read)",
            ]
        );
        let apart = |objects| Apart {
            objects,
            first: Some("s3://b/k".into()),
        };
        summary.report.archived = apart(2);
        summary.report.sealed = apart(1);
        assert_eq!(
            damages(&summary)[2..],
            [
                "warning: 2 objects are archived, the first s3://b/k: restore what is in a Glacier \
                 class to read it",
                "warning: 1 object cannot be decrypted, s3://b/k: its key may not be used \
                 (kms:Decrypt)",
            ]
        );
        assert_eq!(
            damaged(&summary),
            "error: the logs are damaged in 5 places (--strict)"
        );
        summary.report.archived = Apart::default();
        summary.report.sealed = Apart::default();
        summary.report.damages = vec![damage(None, false); 100];
        summary.report.damage_count = 4321;
        let lines = damages(&summary);
        assert_eq!(
            (lines.len(), lines[10].as_str()),
            (11, "warning: and 4,311 more")
        );
    }
}
