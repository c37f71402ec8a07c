//! What the keys of objects say that were listed: whose they are and when they were written.

use std::collections::HashMap;
use std::path::MAIN_SEPARATOR;
use std::sync::Arc;

use chrono_tz::Tz;

use super::Place;
use super::layout::{AwsPath, KnownKey, Layout, said_by};
use crate::scan::ScanObject;

/// What a key says, besides when the object was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct KeySays {
    /// The account.
    pub(crate) account: Option<Arc<str>>,
    /// The region.
    pub(crate) region: Option<Arc<str>>,
    /// The service of AWS that laid it out.
    pub(crate) service: Option<Arc<str>>,
    /// Named parts that are none of these, nor times.
    pub(crate) keys: Vec<(String, String)>,
}

/// Reads keys of what was listed at places.
pub(crate) struct KeyReader {
    /// How the keys of sources are laid out, and below which places, by name.
    sources: HashMap<Arc<str>, (Layout, Vec<String>)>,
    plain: Layout,
    /// The folder of the last object, and what it tells.
    last: Option<(String, KnownKey)>,
}

impl KeyReader {
    /// For what lies at places. Times of which nobody says the zone are those of `zone`.
    pub(crate) fn new(places: &[Place], zone: Tz) -> Self {
        let sources = places.iter().filter_map(|place| {
            let Place::Source { source, .. } = place else {
                return None;
            };
            let layout = Layout {
                template: source.layout.clone(),
                // Those of a template are UTC where nobody says it.
                zone: source.zone.or(source.layout.is_none().then_some(zone)),
            };
            let name: Arc<str> = source.name.as_str().into();
            Some((name, (layout, source.from.clone())))
        });
        Self {
            sources: sources.collect(),
            plain: Layout {
                template: None,
                zone: Some(zone),
            },
            last: None,
        }
    }

    /// What the key of an object says, and the time in it: from and up to, not including, in
    /// microseconds since the epoch.
    pub(crate) fn read(&mut self, object: &ScanObject) -> (KeySays, Option<(i64, i64)>) {
        let (layout, base) = match self.sources.get(&object.place) {
            Some((layout, from)) => (layout, base(&object.location, from)),
            None => (&self.plain, 0),
        };
        let parts = parts(&object.location);
        let (file, folders) = parts.split_last().unwrap_or((&"", &[]));
        let folder = &object.location[..object.location.len() - file.len()];
        let last = self.last.take().filter(|(known, _)| known == folder);
        let (_, known) = self
            .last
            .insert(last.unwrap_or_else(|| (folder.to_owned(), layout.folder(folders, base))));
        let key = layout.file(known, folders, base, file);
        let others = key.others();
        let service = AwsPath::read(folders).and_then(|(_, path)| path.service);
        let mut says = KeySays {
            service: service.filter(|it| !it.contains('=')).map(Arc::from),
            keys: others
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            ..KeySays::default()
        };
        if let Some(at) = says.keys.iter().position(|(name, _)| name == "aws-service") {
            says.service = Some(says.keys.remove(at).1.into());
        }
        let period = said_by(file).or(key.delivered);
        (says.account, says.region) = (key.account, key.region);
        (says, period)
    }
}

/// The parts of a path, or of the key in a bucket.
fn parts(location: &str) -> Vec<&str> {
    match location.split_once("://") {
        Some((_, rest)) => rest.split('/').skip(1).collect(),
        None => location.split(['/', MAIN_SEPARATOR]).collect(),
    }
}

/// How many parts of a location lead to the place that it was found at.
fn base(location: &str, from: &[String]) -> usize {
    let below = |place: &&String| {
        let place = place.trim_end_matches(['/', MAIN_SEPARATOR]);
        let rest = location.strip_prefix(place);
        rest.is_some_and(|rest| rest.starts_with(['/', MAIN_SEPARATOR]))
    };
    let place = from.iter().filter(below).max_by_key(|place| place.len());
    place.map_or(0, |place| {
        let place = place.trim_end_matches(['/', MAIN_SEPARATOR]);
        parts(place).len()
    })
}

#[cfg(test)]
mod tests {
    use super::super::LogSource;
    use super::super::listing::{Facts, object};
    use super::*;

    fn check(reader: &mut KeyReader, place: &str, location: &str, expected: &str) {
        let key = KnownKey::default();
        let object = object(location, &place.into(), &key, Facts::default());
        let (says, period) = reader.read(&object);
        let time = |micros: i64| {
            let time = chrono::DateTime::from_timestamp_micros(micros);
            time.expect("a time").format("%Y-%m-%dT%H:%M").to_string()
        };
        let mut found: Vec<String> = Vec::new();
        let named = [says.account, says.region, says.service];
        found.extend(named.iter().flatten().map(ToString::to_string));
        found.extend(says.keys.iter().map(|(name, it)| format!("{name}:{it}")));
        found.extend(period.map(|(from, to)| format!("{}..{}", time(from), time(to))));
        assert_eq!(found.join(" "), expected, "{location}");
    }

    #[test]
    fn keys_of_services() {
        let mut reader = KeyReader::new(&[], Tz::UTC);
        let mut check = |location: &str, expected| check(&mut reader, "x", location, expected);
        check(
            "s3://b/AWSLogs/123456789012/CloudTrail/us-east-1/2023/07/10/\
             123456789012_CloudTrail_us-east-1_20230710T1145Z_7xgo.json.gz",
            "123456789012 us-east-1 CloudTrail 2023-07-10T11:45..2023-07-10T11:46",
        );
        check(
            "trail/123456789012_CloudTrail_us-east-1_20230710T1145Z_7xgo.json.gz",
            "123456789012 us-east-1 2023-07-10T11:45..2023-07-10T11:46",
        );
        check(
            "s3://b/AWSLogs/123456789012/Config/eu-west-1/2023/7/1/ConfigHistory/x.json.gz",
            "123456789012 eu-west-1 Config 2023-07-01T00:00..2023-07-02T00:00",
        );
        check(
            "AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=eu-west-1/\
             year=2023/month=12/day=31/hour=07/x.log.gz",
            "123456789012 eu-west-1 vpcflowlogs 2023-12-31T07:00..2023-12-31T08:00",
        );
        check(
            "b/2026-06-03-11-22-33-0123456789ABCDEF",
            "2026-06-03T11:22..2026-06-03T11:22",
        );
        check(
            "b/2026-06-03-00-00-00-0123456789ABCDEF",
            "2026-06-03T00:00..2026-06-04T00:00",
        );
        check("logs/app.log", "");
    }

    #[test]
    fn named_folders_are_of_the_zone() {
        let berlin = "Europe/Berlin".parse().expect("a zone");
        let mut reader = KeyReader::new(&[], berlin);
        check(
            &mut reader,
            "x",
            "t/app=web/dt=2024-05-01/x.json",
            "app:web 2024-04-30T22:00..2024-05-01T22:00",
        );
    }

    #[test]
    fn templates_begin_below_the_place() {
        let source = LogSource {
            name: "web".into(),
            from: vec!["/logs/web/".into(), "s3://b".into(), "s3://b/web".into()],
            layout: Some("{app}/{year}/{month}/{day}".parse().expect("a template")),
            ..LogSource::default()
        };
        let places = [Place::Source {
            source: Arc::new(source),
            accounts: Vec::new(),
        }];
        let mut reader = KeyReader::new(&places, "Europe/Berlin".parse().expect("a zone"));
        let expected = "app:pay 2024-05-01T00:00..2024-05-02T00:00";
        for location in [
            "/logs/web/pay/2024/05/01/x.log",
            "s3://b/pay/2024/05/01/x.log",
            "s3://b/web/pay/2024/05/01/x.log",
        ] {
            check(&mut reader, "web", location, expected);
        }
    }
}
