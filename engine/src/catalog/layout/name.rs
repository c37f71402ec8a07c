//! What the names of objects tell.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::calendar::number;
use super::{is_account, is_region};

/// `123456789012_CloudTrail_us-east-1_20230710T1145Z_7xgocspSowgK0Gto.json.gz`
pub(super) struct CloudTrailName<'a> {
    pub(super) account: &'a str,
    pub(super) region: &'a str,
    pub(super) minute: Option<NaiveDateTime>,
}

impl<'a> CloudTrailName<'a> {
    pub(super) fn read(file: &'a str) -> Option<Self> {
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

/// `_20230710T1145Z_` in the name of what a service delivers every few minutes: the end of the
/// minutes that it is about, or, for flow logs, their beginning.
pub(super) fn delivery(file: &str) -> Option<NaiveDateTime> {
    file.split('_').find_map(minute)
}

/// `20230710T1145Z`
fn minute(text: &str) -> Option<NaiveDateTime> {
    let bytes: &[u8; 14] = text.as_bytes().try_into().ok()?;
    if !text.is_ascii() || bytes[8] != b'T' || bytes[13] != b'Z' {
        return None;
    }
    let part = |range| number(text.get(range)?);
    let year = i32::try_from(part(0..4)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, part(4..6)?, part(6..8)?)?;
    date.and_hms_opt(part(9..11)?, part(11..13)?, 0)
}

/// A name in which a time stands so that names of one kind are in the order of their times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::catalog) struct TimedName<'a> {
    /// What stands in front of the time.
    pub(in crate::catalog) stem: &'a str,
    kind: Kind,
    time: NaiveDateTime,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `E2EXAMPLE12345.2026-06-03-11.a1b2c3d4.gz`: `CloudFront`, by the hour of the requests.
    CloudFront,
    /// `2026-06-03-11-22-33-0123456789ABCDEF`: S3 server access logs, by the time of delivery, or
    /// by the day of the requests, when the time is midnight.
    Access,
}

impl<'a> TimedName<'a> {
    /// Reads a name, when it is of one of these kinds through and through.
    pub(in crate::catalog) fn read(file: &'a str) -> Option<Self> {
        Self::cloud_front(file).or_else(|| Self::access(file))
    }

    fn cloud_front(file: &'a str) -> Option<Self> {
        let mut parts = file.strip_suffix(".gz")?.split('.');
        let (id, time, unique) = (parts.next()?, parts.next()?, parts.next()?);
        let upper = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        let fits = (12..=14).contains(&id.len())
            && id.bytes().all(upper)
            && !unique.is_empty()
            && unique.bytes().all(|b| b.is_ascii_alphanumeric())
            && parts.next().is_none();
        let numbers = numbers::<4>(time).filter(|_| fits)?;
        Some(Self {
            stem: &file[..=id.len()],
            kind: Kind::CloudFront,
            time: moment(numbers, [0, 0])?,
        })
    }

    fn access(file: &'a str) -> Option<Self> {
        const LENGTH: usize = "2026-06-03-11-22-33-0123456789ABCDEF".len();
        let start = file.len().checked_sub(LENGTH)?;
        let (stem, rest) = (file.get(..start)?, file.get(start..)?);
        let (time, unique) = rest.rsplit_once('-')?;
        let upper = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        let fits = unique.len() == 16 && unique.bytes().all(upper);
        let [year, month, day, hour, minute, second] = numbers::<6>(time).filter(|_| fits)?;
        Some(Self {
            stem,
            kind: Kind::Access,
            time: moment([year, month, day, hour], [minute, second])?,
        })
    }

    /// When the events were, at the earliest and at the latest. Server access logs come within
    /// hours (Amazon S3 User Guide, "Best-effort server log delivery"), more than others.
    pub(in crate::catalog) fn period(&self) -> (NaiveDateTime, NaiveDateTime) {
        let day = TimeDelta::days(1);
        match self.kind {
            Kind::CloudFront => (self.time, self.time + TimeDelta::hours(1)),
            Kind::Access if self.time.time() == chrono::NaiveTime::MIN => {
                (self.time - day, self.time + day)
            }
            Kind::Access => (self.time - day, self.time + TimeDelta::seconds(1)),
        }
    }

    /// The hour or the second that the name says, or the day, when it says no more.
    pub(in crate::catalog) fn said(&self) -> (NaiveDateTime, NaiveDateTime) {
        let length = match self.kind {
            Kind::CloudFront => TimeDelta::hours(1),
            Kind::Access if self.time.time() == chrono::NaiveTime::MIN => TimeDelta::days(1),
            Kind::Access => TimeDelta::seconds(1),
        };
        (self.time, self.time + length)
    }

    /// What the first name with this stem begins with that may be about `time`.
    pub(in crate::catalog) fn first_at(&self, time: NaiveDateTime) -> String {
        let (before, format) = match self.kind {
            Kind::CloudFront => (TimeDelta::hours(1), "%Y-%m-%d-%H"),
            Kind::Access => (TimeDelta::days(1), "%Y-%m-%d-%H-%M-%S"),
        };
        format!("{}{}", self.stem, (time - before).format(format))
    }

    /// What no name with this stem and a time of this millennium is behind.
    pub(in crate::catalog) fn end(&self) -> String {
        format!("{}3", self.stem)
    }
}

/// `2026-06-03-11`: numbers of the lengths that parts of a time have.
fn numbers<const N: usize>(text: &str) -> Option<[u32; N]> {
    let mut parts = text.split('-');
    let mut numbers = [0; N];
    for (at, place) in numbers.iter_mut().enumerate() {
        let length = if at == 0 { 4 } else { 2 };
        let part = parts.next().filter(|part| part.len() == length)?;
        *place = number(part)?;
    }
    (parts.next().is_none() && text.starts_with("20")).then_some(numbers)
}

fn moment([year, month, day, hour]: [u32; 4], rest: [u32; 2]) -> Option<NaiveDateTime> {
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    date.and_hms_opt(hour, rest[0], rest[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_names() {
        let check = |name: &str, expected: &str| {
            let found = TimedName::read(name).map(|it| {
                let (from, to) = it.period();
                format!("{} {from} {to}", it.stem)
            });
            assert_eq!(found.unwrap_or_default(), expected, "{name}");
        };
        check(
            "E2EXAMPLE12345.2026-06-03-11.a1b2c3d4.gz",
            "E2EXAMPLE12345. 2026-06-03 11:00:00 2026-06-03 12:00:00",
        );
        check(
            "2026-06-03-11-22-33-0123456789ABCDEF",
            " 2026-06-02 11:22:33 2026-06-03 11:22:34",
        );
        check(
            "site-2026-06-03-00-00-00-0123456789ABCDEF",
            "site- 2026-06-02 00:00:00 2026-06-04 00:00:00",
        );
        for name in [
            "E2EXAMPLE12345.2026-06-03-11.gz",
            "e2example12345.2026-06-03-11.a1b2c3d4.gz",
            "E2EXAMPLE12345.2026-06-03-25.a1b2c3d4.gz",
            "2026-06-03-11-22-33-0123456789abcdef",
            "2026-06-03-0123456789ABCDEF",
            "app-2026-06-03.log",
            "é2026-06-03-11-22-33-0123456789ABCDE",
        ] {
            check(name, "");
        }
    }

    #[test]
    fn deliveries() {
        let check = |name: &str, expected: Option<&str>| {
            let found = delivery(name).map(|time| time.to_string());
            assert_eq!(found.as_deref(), expected, "{name}");
        };
        let time = Some("2026-06-03 11:20:00");
        check(
            "111122223333_vpcflowlogs_us-east-1_fl-0a_20260603T1120Z_1f.log.gz",
            time,
        );
        check(
            "111122223333_elasticloadbalancing_us-east-1_app.web.50_20260603T1120Z_10.0.0.1_x.log.gz",
            time,
        );
        check(
            "vpc-0a_vpcdnsquerylogs_111122223333_20260603T1120Z_1f.log.gz",
            time,
        );
        check(
            "111122223333_Config_us-east-1_ConfigSnapshot_20260603T112000Z_x.json.gz",
            None,
        );
        check("0a1b2c.jsonl.gz", None);
    }
}
