//! From the prefix of a folder to the prefixes of the keys in it that a query asks for.

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc};

use super::asked::Asked;
use super::layout::{At, AwsPath};
use super::window::Window;

/// The most days for which prefixes are made; more are looked for.
const DAYS: i64 = 400;
const MINUTES_OF_DAY: u32 = 24 * 60;

/// How the keys below a prefix are listed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Below {
    /// Folder by folder, since what they are called tells which of them matter.
    Folders,
    /// These.
    Keys(Vec<Keys>),
    /// Nothing is known of them.
    Unknown,
}

/// Keys that begin with a prefix.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Keys {
    pub(super) prefix: String,
    /// Whether folders among them are looked at before what lies in them is listed.
    pub(super) by_folder: bool,
}

impl Keys {
    fn all(prefix: impl Into<String>) -> Self {
        Self {
            prefix: prefix.into(),
            by_folder: false,
        }
    }
}

/// How to list what lies below the folder `prefix`, which ends with `/` or is empty; the first
/// `base` of its folders lead to the place that was named.
pub(super) fn below(prefix: &str, asked: &Asked, base: usize) -> Below {
    let window = &asked.window;
    let all = || Below::Keys(vec![Keys::all(prefix)]);
    let parts: Vec<&str> = prefix.trim_end_matches('/').split('/').collect();
    let Some((_, path)) = AwsPath::read(&parts) else {
        return named(&parts, prefix, asked, base);
    };
    let (Some(service), Some(region)) = (path.service, path.region.or(Some(""))) else {
        return Below::Folders;
    };
    let named_objects = Named {
        account: path.account,
        service,
        region,
    };
    let known = asked.layout.folder(&parts, base).delivered;
    let inside = known.is_some_and(|delivered| is_inside(delivered, window));
    match path.at {
        At::Above => Below::Folders,
        At::Calendar(0) => match days(window) {
            Some(days) => Below::Keys(
                days.flat_map(|day| {
                    let format = if service == "Config" {
                        "%Y/%-m/%-d/"
                    } else {
                        "%Y/%m/%d/"
                    };
                    let folder = format!("{prefix}{}", day.format(format));
                    named_objects.on(&folder, day, window)
                })
                .collect(),
            ),
            None => Below::Folders,
        },
        At::Calendar(1 | 2 | 4) if !inside => Below::Folders,
        At::Calendar(3) => {
            let day = known.and_then(|it| DateTime::from_timestamp_micros(it.0));
            day.map_or_else(all, |day| {
                Below::Keys(named_objects.on(prefix, day.date_naive(), window))
            })
        }
        At::Elsewhere => named(&parts, prefix, asked, base),
        At::Calendar(_) => all(),
    }
}

/// How to list what no service laid out: folders `key=value`, and what a template is about.
fn named(parts: &[&str], prefix: &str, asked: &Asked, base: usize) -> Below {
    let last = parts.last().copied().unwrap_or_default();
    let own = if prefix.is_empty() { 0 } else { parts.len() };
    let template = asked.layout.template.as_ref();
    let in_template = template.is_some_and(|it| own.saturating_sub(base) < it.len());
    let above = parts.len().checked_sub(2).and_then(|at| parts.get(at));
    let in_aws = last == "AWSLogs" || above == Some(&"AWSLogs") && last.starts_with("o-");
    let by_service = parts.contains(&"AWSLogs") && !in_aws;
    if in_aws || in_template {
        return Below::Folders;
    }
    if last.contains('=') {
        let known = asked.layout.folder(parts, base).delivered;
        let inside = known.is_some_and(|delivered| is_inside(delivered, &asked.window));
        return if (inside && !asked.asks_fields()) || asked.is_all() {
            Below::Keys(vec![Keys::all(prefix)])
        } else {
            Below::Folders
        };
    }
    if by_service {
        return Below::Keys(vec![Keys::all(prefix)]);
    }
    Below::Unknown
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
    /// Some of them have folders of hours.
    fn on(&self, folder: &str, day: NaiveDate, window: &Window) -> Vec<Keys> {
        let (from, to) = minutes(day, window);
        let whole = (from, to) == (0, MINUTES_OF_DAY);
        if whole || !self.service.starts_with("CloudTrail") {
            return vec![Keys {
                prefix: folder.to_owned(),
                by_folder: !whole,
            }];
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
                prefixes.push(Keys::all(format!("{stem}{hour:02}")));
                at += 60;
            } else {
                prefixes.push(Keys::all(format!("{stem}{hour:02}{ten}")));
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
        let listed = match below(prefix, &Asked::of(window(range)), 0) {
            Below::Folders => vec!["folders".to_owned()],
            Below::Unknown => vec!["unknown".to_owned()],
            Below::Keys(keys) => keys
                .into_iter()
                .map(|keys| format!("{}{}", keys.prefix, if keys.by_folder { "*/" } else { "" }))
                .collect(),
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
        // Load balancers write their names in front of the time; some services have folders of
        // hours, one names months and days without a zero.
        let aws = "AWSLogs/123456789012";
        let elb = format!("{aws}/elasticloadbalancing/eu-west-1/");
        check(&elb, hour, &["2026/06/03/*/"]);
        check(&format!("{elb}2026/06/03/"), hour, &["*/"]);
        check(&format!("{elb}2026/06/03/11/"), hour, &[""]);
        let waf = format!("{aws}/WAFLogs/cloudfront/acl/");
        check(&format!("{aws}/WAFLogs/cloudfront/"), hour, &["folders"]);
        check(&waf, hour, &["2026/06/03/*/"]);
        check(&format!("{waf}2026/06/03/10/"), hour, &["folders"]);
        check(&format!("{waf}2026/06/03/11/"), hour, &[""]);
        check(&format!("{waf}2026/06/03/11/05/"), hour, &[""]);
        let config = format!("{aws}/Config/eu-west-1/");
        check(
            &config,
            "2026-06-02T00:10:00Z 2026-06-04T00:00:00Z",
            &["2026/6/2/*/", "2026/6/3/", "2026/6/4/*/"],
        );
        check(&format!("{aws}/vpcdnsquerylogs/"), hour, &["folders"]);
        check(
            &format!("{aws}/vpcdnsquerylogs/vpc-0a/"),
            hour,
            &["2026/06/03/*/"],
        );
        check(
            &format!("{aws}/network-firewall/flow/eu-west-1/"),
            hour,
            &["folders"],
        );
        check(&format!("{aws}/CloudTrail/eu-west-1/2026/13/"), hour, &[""]);
        check(&format!("{aws}/Config/here/"), hour, &[""]);
    }

    #[test]
    fn named_folders() {
        let hour = "2026-06-03T11:00:00Z 2026-06-03T12:00:00Z";
        check("t/year=2026/", hour, &["folders"]);
        check("t/year=2026/", "- -", &[""]);
        check("t/year=2026/", "2024-06-03T11:00:00Z -", &[""]);
        check("t/year=2026/x/", hour, &["unknown"]);
        check("AWSLogs/aws-account-id=123456789012/", hour, &["folders"]);
        let template = |prefix: &str| {
            let mut asked = Asked::of(window(hour));
            asked.layout = std::sync::Arc::new(super::super::layout::Layout {
                template: Some("{year}/{month}".parse().expect("a template")),
                zone: None,
            });
            below(prefix, &asked, 1)
        };
        assert_eq!(template("t/"), Below::Folders);
        assert_eq!(template("t/2026/"), Below::Folders);
        assert_eq!(template("t/2026/06/"), Below::Unknown);
    }
}
