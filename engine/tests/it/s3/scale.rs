//! A bucket of a size that nobody lists twice.

use taffrail::chrono_tz::Tz;
use taffrail::{TimeRange, parse_instant};

use super::memory::Bucket;
use super::server::{Instead, Server};
use crate::rows::cells;

const ACCOUNTS: [&str; 3] = ["111111111111", "222222222222", "333333333333"];
const REGIONS: [&str; 3] = ["eu-west-1", "us-east-1", "us-west-2"];
const DAYS: u32 = 7;
/// Objects of a day in one region of one account.
const PER_DAY: u32 = 1600;

/// 100,800 objects of an organisation's trail, of one event each.
fn bucket() -> Bucket {
    let bucket = Bucket::default();
    for account in ACCOUNTS {
        for region in REGIONS {
            for day in 1..=DAYS {
                let folder =
                    format!("AWSLogs/o-example/{account}/CloudTrail/{region}/2026/06/{day:02}");
                for object in 0..PER_DAY {
                    let second = object * 86_400 / PER_DAY;
                    let (hour, minute) = (second / 3600, second / 60 % 60);
                    let time = format!("202606{day:02}T{hour:02}{minute:02}Z");
                    let key =
                        format!("{folder}/{account}_CloudTrail_{region}_{time}_{object:016}.json");
                    // Delivered some minutes behind its event.
                    let event = format!("2026-06-{day:02}T{hour:02}:{:02}:00Z", minute / 10 * 10);
                    let records = format!(r#"{{"Records":[{{"eventTime":"{event}"}}]}}"#);
                    bucket.put(&key, records.as_bytes());
                }
            }
        }
    }
    bucket
}

/// What a query about an hour finds; how many keys were listed, in how many requests; how many
/// objects were read.
fn of_an_hour(server: &Server, bucket: &Bucket, query: &str) -> (String, u64, usize, usize) {
    let engine = server.engine().build().expect("an engine");
    let time = |text: &str| parse_instant(text, Tz::UTC).expect("a time");
    let range = TimeRange {
        since: Some(time("2026-06-04T11:00:00Z")),
        until: Some(time("2026-06-04T12:00:00Z")),
    };
    let listed = bucket.listed();
    let session = engine.session().from("s3://logs/AWSLogs/");
    let found = session
        .query(query)
        .time_range(range)
        .collect_blocking()
        .expect("rows");
    assert_eq!(found.summary.report.faults(), 0);
    let count = cells(&found)[0][0].clone().expect("a count");
    let asked = server.asked();
    let lists = asked.iter().filter(|asked| asked.is_list()).count();
    (count, bucket.listed() - listed, lists, asked.len() - lists)
}

#[test]
fn an_hour_lists_less_than_a_fiftieth_of_the_keys() {
    let bucket = bucket();
    let server = Server::over(bucket.clone(), |_| None::<Instead>);
    let all = 9 * u64::from(DAYS * PER_DAY);
    let (count, keys, requests, read) = of_an_hour(&server, &bucket, "stats count(*) as n");
    // 1,600 a day are 66 or 67 an hour.
    let expected = 9
        * (0..PER_DAY)
            .filter(|at| at * 86_400 / PER_DAY / 3600 == 11)
            .count();
    assert_eq!(count, expected.to_string());
    assert!(keys * 50 < all, "{keys} of {all} keys were listed");
    // The folders above, one by one; then four prefixes of ten minutes and hours for each of nine.
    assert!(requests <= 60, "{requests} requests");
    assert!(read * 50 < all as usize, "{read} objects were read");
}
