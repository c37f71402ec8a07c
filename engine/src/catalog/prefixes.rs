//! From the prefix of a folder to the prefixes of the keys in it that a query asks for.

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc};

use super::layout;
use super::window::Window;

/// The most days for which prefixes are made; more are looked for.
const DAYS: i64 = 400;
const MINUTES_OF_DAY: u32 = 24 * 60;

/// How the keys below a prefix are listed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Below {
    /// Folder by folder, since what they are called tells which of them matter.
    Folders,
    /// All keys that begin with these.
    Keys(Vec<String>),
    /// Nothing is known of them.
    Unknown,
}

/// How to list what lies below the folder `prefix`, which ends with `/` or is empty.
pub(super) fn below(prefix: &str, window: &Window) -> Below {
    let all = || Below::Keys(vec![prefix.to_owned()]);
    let parts: Vec<&str> = prefix.trim_end_matches('/').split('/').collect();
    let Some(start) = parts.iter().rposition(|part| *part == "AWSLogs") else {
        return Below::Unknown;
    };
    let mut rest = &parts[start + 1..];
    if rest.first().is_some_and(|first| first.starts_with("o-")) {
        rest = &rest[1..];
    }
    let known = layout::folder(&parts);
    match rest {
        [] | [_] => Below::Folders,
        [account, _] if layout::is_account(account) => Below::Folders,
        [account, service, region] if known.region.is_some() => {
            let named = Named {
                account,
                service,
                region,
            };
            match days(window) {
                Some(days) => Below::Keys(
                    days.flat_map(|day| {
                        let folder = format!("{prefix}{}", day.format("%Y/%m/%d/"));
                        named.on(&folder, day, window)
                    })
                    .collect(),
                ),
                None => Below::Folders,
            }
        }
        [account, service, region, calendar @ ..] => match known.delivered {
            Some(delivered) if calendar.len() < 3 && !is_inside(delivered, window) => {
                Below::Folders
            }
            Some((from, _)) if calendar.len() == 3 => {
                let named = Named {
                    account,
                    service,
                    region,
                };
                let day = DateTime::from_timestamp_micros(from).map(|time| time.date_naive());
                day.map_or_else(all, |day| Below::Keys(named.on(prefix, day, window)))
            }
            _ => all(),
        },
        _ => all(),
    }
}

/// Whether all of a period is asked for.
fn is_inside((from, to): (i64, i64), window: &Window) -> bool {
    let (since, until) = window.delivered();
    since.is_none_or(|since| since <= from) && until.is_none_or(|until| to <= until)
}

/// The days that a window asks for, when it has two ends that are not too far apart.
fn days(window: &Window) -> Option<impl Iterator<Item = NaiveDate> + use<>> {
    let (since, until) = window.delivered();
    let day = |micros| Some(DateTime::from_timestamp_micros(micros)?.date_naive());
    let first = day(since?)?;
    let last = day(until?.checked_sub(1)?)?;
    let count = last.signed_duration_since(first).num_days() + 1;
    ((0..=DAYS).contains(&count))
        .then(|| first.iter_days().take(usize::try_from(count).unwrap_or(0)))
}

/// What the names of a folder's objects begin with.
struct Named<'a> {
    account: &'a str,
    service: &'a str,
    region: &'a str,
}

impl Named<'_> {
    /// The prefixes of the keys of one day. `CloudTrail` writes the minute of delivery behind what
    /// the folders tell (`CloudTrail` User Guide, "Finding your `CloudTrail` log files", "Log file
    /// name format"); other services write it behind names that the folders do not tell.
    fn on(&self, folder: &str, day: NaiveDate, window: &Window) -> Vec<String> {
        let (from, to) = minutes(day, window);
        if (from, to) == (0, MINUTES_OF_DAY) || !self.service.starts_with("CloudTrail") {
            return vec![folder.to_owned()];
        }
        let Self {
            account,
            service,
            region,
        } = self;
        let day = day.format("%Y%m%d");
        let stem = format!("{folder}{account}_{service}_{region}_{day}T");
        let mut prefixes = Vec::new();
        let mut at = from;
        while at < to {
            let (hour, ten) = (at / 60, at % 60 / 10);
            if at % 60 == 0 && at + 60 <= to {
                prefixes.push(format!("{stem}{hour:02}"));
                at += 60;
            } else {
                prefixes.push(format!("{stem}{hour:02}{ten}"));
                at = (at / 10 + 1) * 10;
            }
        }
        prefixes
    }
}

/// The minutes of a day that a window asks for: from and up to, not including.
fn minutes(day: NaiveDate, window: &Window) -> (u32, u32) {
    let (since, until) = window.delivered();
    let minute_of = |micros: Option<i64>, beyond: u32, round_up: TimeDelta| {
        let time: DateTime<Utc> = DateTime::from_timestamp_micros(micros?)?;
        let time = time.checked_add_signed(round_up)?;
        Some(match time.date_naive().cmp(&day) {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Equal => time.hour() * 60 + time.minute(),
            std::cmp::Ordering::Greater => beyond,
        })
    };
    let from = minute_of(since, MINUTES_OF_DAY, TimeDelta::zero()).unwrap_or(0);
    let almost = TimeDelta::minutes(1) - TimeDelta::microseconds(1);
    let to = minute_of(until, MINUTES_OF_DAY, almost).unwrap_or(MINUTES_OF_DAY);
    (from, to)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::Late;
    use super::*;
    use crate::time::TimeRange;

    fn window(range: &str) -> Window {
        let time = |text: &str| {
            let time = DateTime::parse_from_rfc3339(text);
            time.ok().map(|time| time.timestamp_micros())
        };
        let (since, until) = range.split_once(' ').expect("two times");
        Window {
            range: TimeRange {
                since: time(since),
                until: time(until),
            },
            late: Late::Within(Duration::from_hours(2)),
        }
    }

    fn check(prefix: &str, range: &str, expected: &[&str]) {
        let listed = match below(prefix, &window(range)) {
            Below::Folders => vec!["folders".to_owned()],
            Below::Unknown => vec!["unknown".to_owned()],
            Below::Keys(keys) => keys,
        };
        let below = |key: &String| key.strip_prefix(prefix).unwrap_or(key).to_owned();
        let listed: Vec<String> = listed.iter().map(below).collect();
        assert_eq!(listed, expected, "{prefix} {range}");
    }

    #[test]
    fn prefixes() {
        let hour = "2026-06-03T11:00:00Z 2026-06-03T12:00:00Z";
        let region = "logs/AWSLogs/123456789012/CloudTrail/eu-west-1/";
        check("", hour, &["unknown"]);
        check("logs/", hour, &["unknown"]);
        check("logs/AWSLogs/", hour, &["folders"]);
        check("AWSLogs/o-abcdefghij/", hour, &["folders"]);
        check("AWSLogs/o-abcdefghij/123456789012/", hour, &["folders"]);
        check("AWSLogs/123456789012/CloudTrail/", hour, &["folders"]);
        let stem = "2026/06/03/123456789012_CloudTrail_eu-west-1_20260603T";
        let minutes = ["105", "11", "12", "13"].map(|it| format!("{stem}{it}"));
        check(region, hour, &minutes.each_ref().map(String::as_str));
        // Around midnight there are two folders, and a day in between is listed at once.
        check(
            region,
            "2026-06-02T23:57:30Z 2026-06-03T22:30:00Z",
            &[
                "2026/06/02/123456789012_CloudTrail_eu-west-1_20260602T235",
                "2026/06/03/",
                "2026/06/04/123456789012_CloudTrail_eu-west-1_20260604T000",
                "2026/06/04/123456789012_CloudTrail_eu-west-1_20260604T001",
                "2026/06/04/123456789012_CloudTrail_eu-west-1_20260604T002",
            ],
        );
        check(region, "- -", &["folders"]);
        check(region, "2026-06-02T23:57:30Z -", &["folders"]);
        check(
            region,
            "2020-06-02T00:00:00Z 2026-06-02T00:00:00Z",
            &["folders"],
        );
        check(&format!("{region}2026/"), hour, &["folders"]);
        check(&format!("{region}2026/"), "- -", &[""]);
        check(
            &format!("{region}2026/06/"),
            "2026-06-01T00:05:00Z -",
            &[""],
        );
        check(
            &format!("{region}2026/06/03/"),
            "2026-06-01T00:00:00Z -",
            &[""],
        );
        check(
            &format!("{region}2026/06/03/"),
            "2026-06-03T23:00:00Z -",
            &[
                "123456789012_CloudTrail_eu-west-1_20260603T225",
                "123456789012_CloudTrail_eu-west-1_20260603T23",
            ],
        );
        // Load balancers write their names in front of the time.
        check(
            "AWSLogs/123456789012/elasticloadbalancing/eu-west-1/",
            hour,
            &["2026/06/03/"],
        );
        check(
            "AWSLogs/123456789012/CloudTrail/eu-west-1/2026/13/",
            hour,
            &[""],
        );
        check("AWSLogs/123456789012/Config/here/", hour, &[""]);
    }
}
