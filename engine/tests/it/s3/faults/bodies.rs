//! Answers that break off.

use hyper::Response;
use s3s::Body;

use super::{ask, event, ids, three};
use crate::s3::server::Instead;

#[test]
fn a_body_that_breaks_off_is_read_on() {
    let server = three(|asked, _| {
        let first = asked.is_get("b.ndjson") && asked.range.is_none();
        first.then_some(Instead::Cut(4))
    });
    let (found, damages) = ids(&server);
    assert_eq!((found.len(), damages), (3, vec![]));
    let asked = server.asked();
    let again = asked.iter().filter(|asked| asked.is_get("b.ndjson"));
    let ranges: Vec<_> = again.map(|asked| asked.range.as_deref()).collect();
    assert_eq!(ranges, [None, Some("bytes=4-10")]);
}

/// A server that takes no notice of the range begins anew.
#[test]
fn a_body_that_begins_anew_is_not_read_twice() {
    let server = three(|asked, _| {
        if !asked.is_get("b.ndjson") {
            return None;
        }
        let Some(_) = asked.range else {
            return Some(Instead::Cut(4));
        };
        let whole = Response::builder()
            .header("etag", "\"1-11\"")
            .header("last-modified", "Thu, 01 Jan 1970 00:00:00 GMT")
            .body(Body::from(event("b")));
        Some(Instead::Answer(whole.expect("an answer")))
    });
    let (found, damages) = ids(&server);
    assert_eq!(found, ["a", "c"]);
    assert_eq!(damages, ["s3://logs/b.ndjson: 15 bytes came instead of 11"]);
}

#[test]
fn a_body_that_always_breaks_off_is_told() {
    let server = three(|asked, _| asked.is_get("b.ndjson").then_some(Instead::Cut(0)));
    let (found, damages) = ids(&server);
    assert_eq!(found, ["a", "c"]);
    assert_eq!(damages, ["s3://logs/b.ndjson: the connection broke off"]);
    assert_eq!(
        server
            .asked()
            .iter()
            .filter(|it| it.is_get("b.ndjson"))
            .count(),
        4
    );
}

#[test]
fn a_listing_that_breaks_off() {
    let server = three(|asked, _| asked.is_list().then_some(Instead::Cut(40)));
    let engine = server.engine().build().expect("an engine");
    let error = ask(&engine, "s3://logs", "fields id").expect_err("nothing is listed");
    let said = error.to_string();
    assert!(
        said.starts_with("`s3://logs` is not a place to read logs from"),
        "{said}"
    );
}
