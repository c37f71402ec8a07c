//! Objects that are not what they were when they were listed.

use super::{event, ids, three};
use crate::s3::server::{Asked, Instead, Server};

#[test]
fn another_version_is_not_read() {
    let server = three(|asked, bucket| {
        if asked.is_get("b.ndjson") {
            bucket.put("b.ndjson", event("changed").as_bytes());
        }
        None
    });
    let (found, damages) = ids(&server);
    assert_eq!(found, ["a", "c"]);
    assert_eq!(
        damages,
        ["s3://logs/b.ndjson: it changed while it was read"]
    );
    let asked = server.asked();
    let gets = asked.iter().filter(|asked| !asked.is_list());
    assert!(gets.into_iter().all(|asked| asked.if_match.is_some()));
}

/// The server of `s3s-fs` answers all the same: its `ETag` tells.
#[test]
fn a_server_that_heeds_no_condition_is_seen_through() {
    let folder = std::sync::Arc::new(std::sync::OnceLock::<std::path::PathBuf>::new());
    let bucket = folder.clone();
    let server = Server::failing(move |asked: &Asked| {
        if asked.is_get("b.ndjson")
            && let Some(bucket) = bucket.get()
        {
            std::fs::write(bucket.join("b.ndjson"), event("bigger")).expect("written");
        }
        None::<Instead>
    });
    for id in ["a", "b"] {
        server.put(&format!("{id}.ndjson"), event(id).as_bytes());
    }
    folder.set(server.bucket()).expect("it is set once");
    let (found, damages) = ids(&server);
    assert_eq!(found, ["a"]);
    assert_eq!(
        damages,
        ["s3://logs/b.ndjson: it changed while it was read"]
    );
}

#[test]
fn what_has_gone_is_told() {
    let server = three(|asked, bucket| {
        if asked.is_get("c.ndjson") {
            bucket.delete("c.ndjson");
        }
        None
    });
    let (found, damages) = ids(&server);
    assert_eq!(found, ["a", "b"]);
    assert_eq!(damages, ["s3://logs/c.ndjson: it is not there any more"]);
}

/// It changes while its first answer is under way, which breaks off.
#[test]
fn what_changes_in_the_middle_is_not_mixed() {
    let server = three(|asked, bucket| {
        let first = asked.is_get("b.ndjson") && asked.range.is_none();
        if asked.is_get("b.ndjson") && asked.range.is_some() {
            bucket.put("b.ndjson", event("X").as_bytes());
        }
        first.then_some(Instead::Cut(4))
    });
    let (found, damages) = ids(&server);
    assert_eq!(found, ["a", "c"]);
    assert_eq!(
        damages,
        ["s3://logs/b.ndjson: it changed while it was read"]
    );
}
