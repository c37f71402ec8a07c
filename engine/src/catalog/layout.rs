//! What the key of an object tells.
//!
//! AWS services write to `[prefix/]AWSLogs/[o-organisation/]account/service/region/yyyy/mm/dd/file`
//! (CloudTrail User Guide, "Finding your CloudTrail log files"), some with more folders in between;
//! others write folders `key=value`; a template says how the rest is laid out. What a part of a key
//! tells, no later part takes back: what is known of a folder holds for all that lies in it.

mod calendar;
mod name;
mod service;
mod template;

use std::sync::Arc;

use chrono::{NaiveDateTime, TimeDelta};
use chrono_tz::Tz;

use self::calendar::{Calendar, Clock, micros};
pub(super) use self::name::TimedName;
use self::name::{CloudTrailName, delivery};
pub(super) use self::service::{At, AwsPath};
pub use self::template::{KeyTemplate, KeyTemplateError};
use crate::scan::KeyFields;

/// How the keys of a source are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout {
    /// How they are laid out below the place, where that is said.
    pub(crate) template: Option<KeyTemplate>,
    /// The zone of the times in them, where it is said.
    pub(crate) zone: Option<Tz>,
}

/// What is known of the objects of a folder, or of one object, from keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct KnownKey {
    /// The account that the logs are of.
    pub(super) account: Option<Arc<str>>,
    /// The region that wrote them.
    pub(super) region: Option<Arc<str>>,
    /// When the objects were delivered, or their events were: from and up to, not including;
    /// microseconds since the epoch.
    pub(super) delivered: Option<(i64, i64)>,
    /// Named parts of the key, which are fields of the events.
    pub(super) fields: KeyFields,
    /// Whether a service of AWS laid it out, and tells its times.
    by_service: bool,
}

/// Names under which accounts and regions stand in keys, in small letters.
const ACCOUNTS: [&str; 5] = [
    "account",
    "account_id",
    "accountid",
    "aws-account-id",
    "aws_account_id",
];
const REGIONS: [&str; 4] = ["region", "aws-region", "aws_region", "awsregion"];
/// What Hive writes where there is no value.
const NO_VALUE: &str = "__HIVE_DEFAULT_PARTITION__";

/// What is found along a key.
#[derive(Default)]
struct Found<'a> {
    account: Option<&'a str>,
    region: Option<&'a str>,
    calendar: Calendar,
    fields: Vec<(String, &'a str)>,
}

impl<'a> Found<'a> {
    /// Takes a named part, which may name the account and the region when it stands in front of
    /// what a service laid out.
    fn take(&mut self, name: &str, value: &'a str, owner: bool) {
        let small = if owner {
            name.to_ascii_lowercase()
        } else {
            String::new()
        };
        if ACCOUNTS.contains(&small.as_str()) && is_account(value) {
            self.account.get_or_insert(value);
        }
        if REGIONS.contains(&small.as_str()) && is_region(value) {
            self.region.get_or_insert(value);
        }
        self.calendar.take(name, value);
        if value != NO_VALUE && !self.fields.iter().any(|(known, _)| known == name) {
            self.fields.push((name.to_owned(), value));
        }
    }
}

impl Layout {
    /// What folders tell of all that lies in them; the first `base` of them lead to the place that
    /// was named.
    pub(super) fn folder(&self, folders: &[&str], base: usize) -> KnownKey {
        self.key(folders, folders, base)
    }

    /// Reads named parts in all of `parts`, the rest in `folders` only.
    fn key(&self, folders: &[&str], parts: &[&str], base: usize) -> KnownKey {
        let aws = AwsPath::read(folders);
        let access = service::AccessLogs::read(folders);
        // Whichever comes first: what is known of a folder holds below.
        let access = access.filter(|it| aws.is_none_or(|(at, _)| it.at < at));
        let aws = aws.filter(|_| access.is_none());
        let laid_out = aws.map(|(at, _)| at).or(access.as_ref().map(|it| it.at));
        let mut found = Found::default();
        let mut template = self.template.as_ref();
        for (at, part) in parts.iter().enumerate() {
            let owner = laid_out.is_none_or(|it| at < it);
            if let Some((name, value)) = part.split_once('=')
                && !name.is_empty()
                && at < folders.len()
            {
                found.take(name, value, owner);
            }
            if at >= base {
                let take = |name: &str, value| found.take(name, value, owner);
                template = template.filter(|it| it.read(at - base, part, take));
            }
        }
        let mut calendar = found.calendar;
        let (mut account, mut region) = (found.account, found.region);
        let mut days = Calendar::default();
        if let Some((_, aws)) = aws {
            account = account.or(Some(aws.account));
            region = region.or(aws.region);
            days = aws.calendar;
        } else if let Some(access) = access {
            account = account.or(Some(access.account));
            region = region.or(Some(access.region));
            days = access.calendar;
        }
        let mut by_service = folders.contains(&"AWSLogs");
        if days != Calendar::default() {
            calendar = days;
            by_service = true;
        }
        let clock = match self.zone {
            _ if by_service => Clock::Utc,
            Some(zone) => Clock::Of(zone),
            None if self.template.is_some() => Clock::Utc,
            None => Clock::Any,
        };
        let delivered = calendar.period().map(|period| micros(period, clock));
        let text = |text: &str| Arc::from(text);
        KnownKey {
            account: account.map(text),
            region: region.map(text),
            delivered,
            fields: found.fields.into_iter().collect(),
            by_service: by_service && delivered.is_some(),
        }
    }

    /// What is known of a file in folders of which `known` tells.
    pub(super) fn file(
        &self,
        known: &KnownKey,
        folders: &[&str],
        base: usize,
        file: &str,
    ) -> KnownKey {
        let is_in_template = self
            .template
            .as_ref()
            .is_some_and(|it| folders.len() >= base && folders.len() - base < it.len());
        let key = if is_in_template {
            let parts = [folders, &[file]].concat();
            self.key(folders, &parts, base)
        } else {
            known.clone()
        };
        key.of_file(file)
    }
}

impl KnownKey {
    /// What is known of a file in the folder.
    pub(super) fn of_file(self, file: &str) -> Self {
        let mut key = self;
        if let Some(name) = TimedName::read(file) {
            key.delivered = Some(period(name.period()));
            return key;
        }
        let Some(name) = CloudTrailName::read(file) else {
            if let Some(time) = delivery(file).filter(|_| key.by_service) {
                // Flow logs name the first of five minutes.
                key.delivered = Some(period((time, time + TimeDelta::minutes(5))));
            }
            return key;
        };
        if let Some(minute) = name.minute
            && key.by_service
        {
            key.delivered = Some(period((minute, minute + TimeDelta::minutes(1))));
        }
        key.account.get_or_insert_with(|| name.account.into());
        key.region.get_or_insert_with(|| name.region.into());
        key
    }
}

impl KnownKey {
    /// What of the named parts is neither a time nor an account or a region.
    pub(super) fn others(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().filter(|(name, value)| {
            let small = name.to_ascii_lowercase();
            let mut calendar = Calendar::default();
            calendar.take(name, value);
            calendar == Calendar::default()
                && !ACCOUNTS.contains(&small.as_str())
                && !REGIONS.contains(&small.as_str())
        })
    }
}

/// The time that the name of a file says of itself, wherever it lies.
pub(super) fn said_by(file: &str) -> Option<(i64, i64)> {
    if let Some(name) = TimedName::read(file) {
        return Some(period(name.said()));
    }
    let minute = CloudTrailName::read(file)?.minute?;
    Some(period((minute, minute + TimeDelta::minutes(1))))
}

fn period(period: (NaiveDateTime, NaiveDateTime)) -> (i64, i64) {
    micros(period, Clock::Utc)
}

/// Whether a part of a key is an account: twelve digits.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a part of a key is a region: `eu-west-1`, `us-gov-east-1`.
fn is_region(text: &str) -> bool {
    let mut parts = text.rsplit('-');
    let number = parts.next().unwrap_or_default();
    let words = parts.clone().count();
    let small = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    words >= 2 && calendar::number(number).is_some() && parts.all(small)
}

/// Whether an object that was found in a folder is no log (reference: objects that AWS services
/// leave in buckets, and what Athena takes as hidden), by the folders above it and its name.
pub(super) fn is_not_a_log(name: &str) -> bool {
    const TESTS: [&str; 3] = [
        "ELBAccessLogTestFile",
        "aws-logs-write-test",
        "ConfigWritabilityCheckFile",
    ];
    const READMES: [&str; 5] = ["LICENSE", "NOTICE", "README", "SOURCE", "COPYING"];
    let stem = name.split('.').next().unwrap_or(name);
    let readme = READMES.contains(&stem) && matches!(&name[stem.len()..], "" | ".md" | ".txt");
    name.starts_with(['_', '.']) || name.ends_with("_$folder$") || TESTS.contains(&stem) || readme
}

/// Whether a folder holds no logs, or none of those that are asked for unless it is named: Insights
/// events tell of others (`CloudTrail` User Guide, "Working with `CloudTrail` Insights").
pub(super) fn is_not_a_log_folder(name: &str) -> bool {
    matches!(name, "CloudTrail-Digest" | "CloudTrail-Insight")
        || name.starts_with('.') && name.len() > 1 && name != ".."
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_with(layout: &Layout, path: &str, expected: &str) {
        let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
        let folders: Vec<&str> = folders.split('/').collect();
        let mut key = layout.folder(&folders, 0);
        if !file.is_empty() {
            key = layout.file(&key, &folders, 0, file);
        }
        let time = |micros: i64| {
            let time = chrono::DateTime::from_timestamp_micros(micros);
            time.expect("a time").format("%Y-%m-%dT%H:%M").to_string()
        };
        let mut found = Vec::new();
        found.extend(key.account.as_deref().map(str::to_owned));
        found.extend(key.region.as_deref().map(str::to_owned));
        found.extend(
            key.delivered
                .map(|(from, to)| format!("{}..{}", time(from), time(to))),
        );
        found.extend(
            key.fields
                .iter()
                .map(|(name, value)| format!("{name}:{value}")),
        );
        assert_eq!(found.join(" "), expected, "{path}");
    }

    fn check(path: &str, expected: &str) {
        check_with(&Layout::default(), path, expected);
    }

    #[test]
    fn services() {
        check(
            "b/AWSLogs/o-abcdefghij/123456789012/CloudTrail/us-east-1/2023/07/10/\
             123456789012_CloudTrail_us-east-1_20230710T1145Z_7xgocspSowgK0Gto.json.gz",
            "123456789012 us-east-1 2023-07-10T11:45..2023-07-10T11:46",
        );
        check(
            "AWSLogs/123456789012/CloudTrail/eu-west-1/2023/12/",
            "123456789012 eu-west-1 2023-12-01T00:00..2024-01-01T00:00",
        );
        check(
            "AWSLogs/123456789012/elasticloadbalancing/eu-west-1/2023/12/31/x.log.gz",
            "123456789012 eu-west-1 2023-12-31T00:00..2024-01-01T00:00",
        );
        check(
            "AWSLogs/123456789012/vpcflowlogs/eu-west-1/2023/12/31/07/x.log.gz",
            "123456789012 eu-west-1 2023-12-31T07:00..2023-12-31T08:00",
        );
        check(
            "AWSLogs/123456789012/vpcflowlogs/eu-west-1/2023/12/31/\
             123456789012_vpcflowlogs_eu-west-1_fl-0a_20231231T0720Z_0a.log.gz",
            "123456789012 eu-west-1 2023-12-31T07:20..2023-12-31T07:25",
        );
        check(
            "AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=eu-west-1/\
             year=2023/month=12/day=31/hour=07/",
            "123456789012 eu-west-1 2023-12-31T07:00..2023-12-31T08:00 \
             aws-account-id:123456789012 aws-service:vpcflowlogs aws-region:eu-west-1 year:2023 \
             month:12 day:31 hour:07",
        );
        check(
            "AWSLogs/123456789012/WAFLogs/cloudfront/my-acl/2023/12/31/07/05/",
            "123456789012 2023-12-31T07:05..2023-12-31T07:10",
        );
        check(
            "AWSLogs/123456789012/WAFLogs/eu-west-1/2023/2024/12/",
            "123456789012 eu-west-1 2024-12-01T00:00..2025-01-01T00:00",
        );
        check(
            "AWSLogs/123456789012/vpcdnsquerylogs/vpc-0abc/2023/12/31/",
            "123456789012 2023-12-31T00:00..2024-01-01T00:00",
        );
        check(
            "AWSLogs/123456789012/network-firewall/flow/us-gov-west-1/edge/2023/12/31/07/",
            "123456789012 us-gov-west-1 2023-12-31T07:00..2023-12-31T08:00",
        );
        check(
            "AWSLogs/123456789012/Config/eu-west-1/2023/7/1/ConfigHistory/",
            "123456789012 eu-west-1 2023-07-01T00:00..2023-07-02T00:00",
        );
        check(
            "AWSLogs/123456789012/globalaccelerator/us-west-2/2023/07/01/x.log.gz",
            "123456789012 us-west-2 2023-07-01T00:00..2023-07-02T00:00",
        );
        check(
            "AWSLogs/123456789012/GuardDuty/us-west-2/2023/07/01/0a.jsonl.gz",
            "123456789012 us-west-2 2023-07-01T00:00..2023-07-02T00:00",
        );
        check(
            "AWSLogs/123456789012/CloudTrail/us-east-1/2023/13/40/x",
            "123456789012 us-east-1",
        );
        check("AWSLogs/123456789012/CloudTrail/here/2023/", "123456789012");
        check("AWSLogs/notes/2023/07/10/x", "");
    }

    #[test]
    fn others() {
        // Outside of `AWSLogs` the name of a file tells no time to prune by, unless it is one of
        // those that cannot be anything else.
        check(
            "logs/123456789012_CloudTrail_us-east-1_20230710T1145Z_7xgocspSowgK0Gto.json.gz",
            "123456789012 us-east-1",
        );
        check("logs/2023/07/10/app.log", "");
        check(
            "cdn/E2EXAMPLE12345.2026-06-03-11.a1b2c3d4.gz",
            "2026-06-03T11:00..2026-06-03T12:00",
        );
        check(
            "b/123456789012/eu-west-1/site/2026/06/03/2026-06-03-00-00-00-0123456789ABCDEF",
            "123456789012 eu-west-1 2026-06-02T00:00..2026-06-04T00:00",
        );
        check(
            "b/123456789012/eu-west-1/site/2026/06/03/",
            "123456789012 eu-west-1 2026-06-03T00:00..2026-06-04T00:00",
        );
    }

    #[test]
    fn named_folders() {
        // Nobody says the zone.
        check(
            "t/dt=2024-05-01/region=eu-west-1/a=b=c/a=d/x.json",
            "eu-west-1 2024-04-30T10:00..2024-05-02T12:00 dt:2024-05-01 region:eu-west-1 a:b=c",
        );
        check("t/region=north/account=me/=x/", "region:north account:me");
        check("t/k=__HIVE_DEFAULT_PARTITION__/", "");
        check(
            "region=us-east-1/AWSLogs/123456789012/CloudTrail/eu-west-1/",
            "123456789012 us-east-1 region:us-east-1",
        );
        let zone = Layout {
            zone: Some(Tz::Europe__Berlin),
            ..Layout::default()
        };
        check_with(
            &zone,
            "year=2024/month=05/",
            "2024-04-30T22:00..2024-05-31T22:00 year:2024 month:05",
        );
    }

    #[test]
    fn templates() {
        let layout = Layout {
            template: Some(
                "{account}/{app}/{year}/{month}/{hour-}{day}.json"
                    .parse()
                    .expect("one"),
            ),
            zone: None,
        };
        check_with(
            &layout,
            "123456789012/web/2024/05/",
            "123456789012 2024-05-01T00:00..2024-06-01T00:00 account:123456789012 app:web year:2024 month:05",
        );
        check_with(
            &layout,
            "123456789012/web/2024/05/x07.json",
            "123456789012 2024-05-07T00:00..2024-05-08T00:00 account:123456789012 app:web year:2024 \
             month:05 hour-:x day:07",
        );
    }

    #[test]
    fn regions() {
        for region in ["eu-west-1", "us-gov-east-1", "ap-southeast-12"] {
            assert!(is_region(region), "{region}");
        }
        for other in ["vpc-0abc", "eu-west", "1-2-3", "Eu-west-1", "a--1", ""] {
            assert!(!is_region(other), "{other}");
        }
    }
}
