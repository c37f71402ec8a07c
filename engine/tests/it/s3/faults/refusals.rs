//! Answers that are none: denied, archived, too busy, never.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use taffrail::{Engine, Error};

use super::{ask, ids, three};
use crate::s3::memory::{Bucket, Class};
use crate::s3::server::{Asked, Instead, Server};

const KMS: &str = "User: arn:aws:iam::1:user/me is not authorized to perform: kms:Decrypt on \
    resource: arn:aws:kms:eu-west-1:1:key/2";

#[test]
fn one_of_several_is_denied() {
    let server = three(|asked, _| {
        let denied = Instead::error(403, "AccessDenied", "Access Denied");
        asked.is_get("b.ndjson").then_some(denied)
    });
    let (found, damages) = ids(&server);
    assert_eq!(found, ["a", "c"]);
    assert_eq!(
        damages,
        ["s3://logs/b.ndjson: access denied (AccessDenied: Access Denied)"]
    );
}

#[test]
fn all_are_denied() {
    for message in ["Access Denied", KMS] {
        let server = three(move |asked, _| {
            (!asked.is_list()).then(|| Instead::error(403, "AccessDenied", message))
        });
        let engine = server.engine().build().expect("an engine");
        let error = ask(&engine, "s3://logs", "fields id").expect_err("all are denied");
        assert!(matches!(error, Error::Denied { .. }), "{error:?}");
    }
}

#[test]
fn the_archived_and_the_sealed_are_counted() {
    let bucket = Bucket::default();
    bucket.put("good.ndjson", b"{\"id\":1}\n");
    for name in 0..150 {
        bucket.store(&format!("old/{name}.ndjson"), b"{}\n", Class::Glacier);
        bucket.put(&format!("sealed/{name}.ndjson"), b"{}\n");
    }
    let server = Server::over(bucket, |asked: &Asked| {
        let sealed = asked.path.contains("/sealed/");
        sealed.then(|| Instead::error(403, "AccessDenied", KMS))
    });
    let engine = server.engine().build().expect("an engine");
    let found = ask(&engine, "s3://logs", "stats count(*) as n").expect("rows");
    assert_eq!(crate::rows::cells(&found), [[Some("1".to_owned())]]);
    let report = found.summary.report;
    assert_eq!(report.damage_count, 0, "{report:?}");
    let [archived, sealed] = [report.archived, report.sealed];
    assert_eq!((archived.objects, sealed.objects), (150, 150));
    assert_eq!(archived.first.as_deref(), Some("s3://logs/old/0.ndjson"));
    assert_eq!(sealed.first.as_deref(), Some("s3://logs/sealed/0.ndjson"));
}

#[test]
fn what_is_only_archived_is_not_denied() {
    let bucket = Bucket::default();
    bucket.store("old.ndjson", b"{}\n", Class::Glacier);
    let server = Server::over(bucket, |_| None::<Instead>);
    let engine = server.engine().build().expect("an engine");
    let found = ask(&engine, "s3://logs", "fields id").expect("no rows");
    assert_eq!(found.summary.rows, 0);
    assert_eq!(found.summary.report.archived.objects, 1);
}

/// Fails each object, and each listing, the first two times.
fn busy(status: u16, code: &'static str) -> Server {
    let asked_before = [AtomicUsize::new(0), AtomicUsize::new(0)];
    three(move |asked, _| {
        let [lists, gets] = &asked_before;
        let before = if asked.is_list() { lists } else { gets };
        (before.fetch_add(1, Relaxed) < 2).then(|| Instead::error(status, code, "Please wait"))
    })
}

#[test]
fn what_passes_is_waited_for() {
    for (status, code) in [(503, "SlowDown"), (500, "InternalError")] {
        let server = busy(status, code);
        let (found, damages) = ids(&server);
        assert_eq!((found.len(), damages), (3, vec![]), "{code}");
        // A list and three objects, two of each kind again.
        assert_eq!(server.asked().len(), 4 + 4, "{code}");
    }
}

#[test]
fn what_does_not_pass_is_told() {
    let server = three(|asked, _| {
        let slow = Instead::error(503, "SlowDown", "Please reduce your request rate.");
        asked.is_get("b.ndjson").then_some(slow)
    });
    let (found, damages) = ids(&server);
    assert_eq!(found, ["a", "c"]);
    assert_eq!(
        damages,
        ["s3://logs/b.ndjson: SlowDown: Please reduce your request rate."]
    );
    let asked = server.asked();
    let tries = asked.iter().filter(|it| it.is_get("b.ndjson"));
    assert_eq!(tries.count(), 4, "once, and three times again");
}

/// An engine that does not wait long.
fn impatient(server: &Server, retries: usize) -> Engine {
    let options = server.options().request_timeout(Duration::from_millis(400));
    let options = options.retries(retries, Duration::from_mins(1));
    Engine::builder()
        .stores(options)
        .build()
        .expect("an engine")
}

#[test]
fn a_server_that_is_silent_once_is_asked_again() {
    let silent = AtomicUsize::new(0);
    let server = three(move |asked, _| {
        let silences = asked.is_get("b.ndjson") && silent.fetch_add(1, Relaxed) == 0;
        silences.then_some(Instead::Silence)
    });
    let engine = impatient(&server, 9);
    let found = ask(&engine, "s3://logs", "fields id").expect("rows");
    assert_eq!((found.summary.rows, found.summary.report.faults()), (3, 0));
}

#[test]
fn a_server_that_stays_silent_is_told() {
    let server = three(|asked, _| asked.is_get("b.ndjson").then_some(Instead::Silence));
    let engine = impatient(&server, 2);
    let found = ask(&engine, "s3://logs/b.ndjson", "fields id").expect("no rows");
    let (_, damages) = super::told(&found);
    assert_eq!(
        damages,
        ["s3://logs/b.ndjson: the server did not answer in time"]
    );
}

#[test]
fn a_listing_that_fails_keeps_what_was_listed() {
    let bucket = Bucket::default();
    bucket.put("a/1.ndjson", b"{\"id\":1}\n");
    bucket.put("b/1.ndjson", b"{\"id\":2}\n");
    let server = Server::over(bucket, |asked: &Asked| {
        let denied = Instead::error(403, "AccessDenied", "Access Denied");
        (asked.prefix().as_deref() == Some("b/")).then_some(denied)
    });
    let (found, damages) = ids(&server);
    assert_eq!(found, ["1"]);
    assert_eq!(
        damages,
        ["s3://logs: access denied (AccessDenied: Access Denied)"]
    );
}
