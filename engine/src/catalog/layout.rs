//! What the key of an object tells.
//!
//! AWS services write to `[prefix/]AWSLogs/[o-organisation/]account/service/region/yyyy/mm/dd/file`
//! (CloudTrail User Guide, "Finding your CloudTrail log files"). Only keys below an `AWSLogs`
//! folder tell the time; account and region may also stand in the name of the file.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// What is known of an object, or of a folder of objects, from its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Key<'a> {
    /// The account that the logs are of.
    pub(super) account: Option<&'a str>,
    /// The region that wrote them.
    pub(super) region: Option<&'a str>,
    /// When the object was, or the objects were, delivered: from and up to, not including;
    /// microseconds since the epoch.
    pub(super) delivered: Option<(i64, i64)>,
}

/// The same, on its own, to be shared by the objects of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct KnownKey {
    /// The account that the logs are of.
    pub(super) account: Option<Arc<str>>,
    /// The region that wrote them.
    pub(super) region: Option<Arc<str>>,
    /// When the objects were delivered, as in [`Key`].
    pub(super) delivered: Option<(i64, i64)>,
}

impl From<Key<'_>> for KnownKey {
    fn from(key: Key<'_>) -> Self {
        Self {
            account: key.account.map(Into::into),
            region: key.region.map(Into::into),
            delivered: key.delivered,
        }
    }
}

impl KnownKey {
    /// What is known of a file in the folder.
    pub(super) fn of_file(&self, file: &str) -> Self {
        let mut key = self.clone();
        let Some(name) = CloudTrailName::read(file) else {
            return key;
        };
        if let Some(minute) = name.minute
            && key.delivered.is_some()
        {
            key.delivered = Some(period(minute, minute + TimeDelta::minutes(1)));
        }
        key.account.get_or_insert_with(|| name.account.into());
        key.region.get_or_insert_with(|| name.region.into());
        key
    }
}

/// Reads the key of a folder.
pub(super) fn folder<'a>(folders: &[&'a str]) -> Key<'a> {
    below_aws_logs(folders).unwrap_or_default()
}

fn below_aws_logs<'a>(folders: &[&'a str]) -> Option<Key<'a>> {
    let start = folders.iter().rposition(|folder| *folder == "AWSLogs")? + 1;
    let mut rest = folders[start..].iter().copied();
    let mut next = || rest.next();
    let mut account = next()?;
    if account.starts_with("o-") {
        account = next()?;
    }
    if !is_account(account) {
        return None;
    }
    let mut key = Key {
        account: Some(account),
        ..Key::default()
    };
    let _service = next();
    key.region = next().filter(|region| is_region(region));
    key.region?;
    key.delivered = calendar(next(), next(), next());
    Some(key)
}

/// The year, month or day that folders name.
fn calendar(year: Option<&str>, month: Option<&str>, day: Option<&str>) -> Option<(i64, i64)> {
    let year: i32 = number(year?, 4)?;
    let Some(month) = month else {
        return Some(days(
            NaiveDate::from_ymd_opt(year, 1, 1)?,
            NaiveDate::from_ymd_opt(year + 1, 1, 1)?,
        ));
    };
    let first = NaiveDate::from_ymd_opt(year, number(month, 2)?, 1)?;
    let Some(day) = day else {
        return Some(days(
            first,
            first.checked_add_months(chrono::Months::new(1))?,
        ));
    };
    let day = NaiveDate::from_ymd_opt(year, number(month, 2)?, number(day, 2)?)?;
    Some(days(day, day.succ_opt()?))
}

fn number<T: std::str::FromStr>(text: &str, digits: usize) -> Option<T> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn days(from: NaiveDate, to: NaiveDate) -> (i64, i64) {
    period(from.and_time(NaiveTime::MIN), to.and_time(NaiveTime::MIN))
}

fn period(from: NaiveDateTime, to: NaiveDateTime) -> (i64, i64) {
    (
        from.and_utc().timestamp_micros(),
        to.and_utc().timestamp_micros(),
    )
}

/// `123456789012_CloudTrail_us-east-1_20230710T1145Z_7xgocspSowgK0Gto.json.gz`
struct CloudTrailName<'a> {
    account: &'a str,
    region: &'a str,
    minute: Option<NaiveDateTime>,
}

impl<'a> CloudTrailName<'a> {
    fn read(file: &'a str) -> Option<Self> {
        let mut parts = file.splitn(5, '_');
        let account = parts.next().filter(|account| is_account(account))?;
        parts
            .next()
            .filter(|service| service.starts_with("CloudTrail"))?;
        let region = parts.next().filter(|region| is_region(region))?;
        let minute = parts.next().and_then(minute);
        Some(Self {
            account,
            region,
            minute,
        })
    }
}

/// `20230710T1145Z`
fn minute(text: &str) -> Option<NaiveDateTime> {
    let bytes: &[u8; 14] = text.as_bytes().try_into().ok()?;
    if !text.is_ascii() || bytes[8] != b'T' || bytes[13] != b'Z' {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(
        number(&text[..4], 4)?,
        number(&text[4..6], 2)?,
        number(&text[6..8], 2)?,
    )?;
    date.and_hms_opt(number(&text[9..11], 2)?, number(&text[11..13], 2)?, 0)
}

/// Whether a part of a key is an account: twelve digits.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_region(text: &str) -> bool {
    text.contains('-')
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
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

    fn check(path: &str, account: &str, region: &str, delivered: Option<[&str; 2]>) {
        let (folders, file) = path.rsplit_once('/').expect("a folder");
        let folders: Vec<&str> = folders.split('/').collect();
        let mut key = KnownKey::from(folder(&folders));
        if !file.is_empty() {
            key = key.of_file(file);
        }
        let micros = |time: &str| {
            chrono::DateTime::parse_from_rfc3339(time)
                .expect("a time")
                .timestamp_micros()
        };
        let text = |text: &str| (!text.is_empty()).then(|| text.into());
        let expected = KnownKey {
            account: text(account),
            region: text(region),
            delivered: delivered.map(|[from, to]| (micros(from), micros(to))),
        };
        assert_eq!(key, expected, "{path}");
    }

    #[test]
    fn keys() {
        check(
            "b/AWSLogs/o-abcdefghij/123456789012/CloudTrail/us-east-1/2023/07/10/\
             123456789012_CloudTrail_us-east-1_20230710T1145Z_7xgocspSowgK0Gto.json.gz",
            "123456789012",
            "us-east-1",
            Some(["2023-07-10T11:45:00Z", "2023-07-10T11:46:00Z"]),
        );
        check(
            "AWSLogs/123456789012/CloudTrail/eu-west-1/2023/12/",
            "123456789012",
            "eu-west-1",
            Some(["2023-12-01T00:00:00Z", "2024-01-01T00:00:00Z"]),
        );
        check(
            "AWSLogs/123456789012/elasticloadbalancing/eu-west-1/2023/12/31/x.log.gz",
            "123456789012",
            "eu-west-1",
            Some(["2023-12-31T00:00:00Z", "2024-01-01T00:00:00Z"]),
        );
        // Outside of `AWSLogs` the name of a file tells no time to prune by.
        check(
            "logs/123456789012_CloudTrail_us-east-1_20230710T1145Z_7xgocspSowgK0Gto.json.gz",
            "123456789012",
            "us-east-1",
            None,
        );
        check("logs/2023/07/10/app.log", "", "", None);
        check(
            "AWSLogs/123456789012/CloudTrail/us-east-1/2023/13/40/x",
            "123456789012",
            "us-east-1",
            None,
        );
    }
}
