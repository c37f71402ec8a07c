//! How AWS services lay their logs out below `AWSLogs/`.

use super::calendar::{Calendar, number};
use super::{is_account, is_region};

/// What the folders behind the service are, in front of those of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Region,
    /// A region, or `cloudfront` for what has none.
    RegionOrGlobal,
    Any,
}

/// What stands between `service/` and `yyyy/mm/dd/`, where it is not a region alone (reference:
/// AWS WAF Developer Guide, "Logging to S3"; Route 53 Developer Guide, "Resolver query logging";
/// Network Firewall Developer Guide, "Amazon S3 log delivery"; `CloudFront` Developer Guide,
/// "Standard logging v2").
fn slots(service: &str) -> &'static [Slot] {
    match service {
        "WAFLogs" => &[Slot::RegionOrGlobal, Slot::Any],
        "vpcdnsquerylogs" | "CloudFront" => &[Slot::Any],
        "network-firewall" => &[Slot::Any, Slot::Region, Slot::Any],
        _ => &[Slot::Region],
    }
}

/// Folders from `AWSLogs` on, as far as they go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::catalog) struct AwsPath<'a> {
    /// The account.
    pub(in crate::catalog) account: &'a str,
    /// The service.
    pub(in crate::catalog) service: Option<&'a str>,
    /// The region.
    pub(in crate::catalog) region: Option<&'a str>,
    /// Where the last folder is.
    pub(in crate::catalog) at: At,
    pub(super) calendar: Calendar,
}

/// Where a folder is in the layout of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::catalog) enum At {
    /// Above the years.
    Above,
    /// Below so many folders of the calendar: 0 holds years, 3 is a day.
    Calendar(usize),
    /// Somewhere else.
    Elsewhere,
}

impl<'a> AwsPath<'a> {
    /// The first account below an `AWSLogs` folder, how many folders stand in front of it, and what
    /// follows it.
    pub(in crate::catalog) fn read(folders: &[&'a str]) -> Option<(usize, Self)> {
        folders.iter().enumerate().find_map(|(at, folder)| {
            let rest = (*folder == "AWSLogs").then(|| &folders[at + 1..])?;
            let is_organisation = rest.first().is_some_and(|it| it.starts_with("o-"));
            let at = at + 1 + usize::from(is_organisation);
            let (account, rest) = folders[at..].split_first()?;
            is_account(account).then(|| (at, Self::behind(account, rest)))
        })
    }

    fn behind(account: &'a str, rest: &[&'a str]) -> Self {
        let mut path = Self {
            account,
            service: rest.first().copied(),
            region: None,
            at: At::Above,
            calendar: Calendar::default(),
        };
        let Some((service, mut rest)) = rest.split_first() else {
            return path;
        };
        for slot in slots(service) {
            let Some((part, behind)) = rest.split_first() else {
                return path;
            };
            rest = behind;
            let is_global = *slot == Slot::RegionOrGlobal && *part == "cloudfront";
            if *slot == Slot::Any || is_global {
                continue;
            }
            if !is_region(part) {
                path.at = At::Elsewhere;
                return path;
            }
            path.region = path.region.or(Some(part));
        }
        path.at = path.calendar(rest);
        path
    }

    /// Reads `yyyy/mm/dd/`, and folders of hours and minutes where there are any.
    fn calendar(&mut self, folders: &[&str]) -> At {
        let mut calendar = Calendar::default();
        let places = [
            (&mut calendar.year, 4..=4),
            (&mut calendar.month, 1..=2),
            (&mut calendar.day, 1..=2),
            (&mut calendar.hour, 2..=2),
            (&mut calendar.minute, 2..=2),
        ];
        let mut count = 0;
        for ((place, lengths), folder) in places.into_iter().zip(folders) {
            let Some(found) = number(folder).filter(|_| lengths.contains(&folder.len())) else {
                break;
            };
            *place = Some(found);
            count += 1;
        }
        if count > 0 && calendar.period().is_none() {
            return At::Elsewhere;
        }
        self.calendar = calendar;
        if count == folders.len() {
            At::Calendar(count)
        } else {
            At::Elsewhere
        }
    }
}

/// `account/region/bucket/yyyy/mm/dd`, as S3 writes server access logs in partitions (Amazon S3
/// User Guide, "Log object key format").
pub(super) struct AccessLogs<'a> {
    /// How many folders stand in front.
    pub(super) at: usize,
    pub(super) account: &'a str,
    pub(super) region: &'a str,
    pub(super) calendar: Calendar,
}

impl<'a> AccessLogs<'a> {
    pub(super) fn read(folders: &[&'a str]) -> Option<Self> {
        let is_here = |pair: &[&str]| is_account(pair[0]) && is_region(pair[1]);
        let at = folders.windows(2).position(is_here)?;
        let mut calendar = Calendar::default();
        if let Some([year, month, day]) = folders.get(at + 3..at + 6)
            && [year.len(), month.len(), day.len()] == [4, 2, 2]
        {
            let [year, month, day] = [year, month, day].map(|it| number(it));
            let found = Calendar {
                year,
                month,
                day,
                ..Calendar::default()
            };
            if month.is_some() && day.is_some() && found.period().is_some() {
                calendar = found;
            }
        }
        Some(Self {
            at,
            account: folders[at],
            region: folders[at + 1],
            calendar,
        })
    }
}
