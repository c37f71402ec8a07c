//! Web servers, of which many know less than S3 does.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use hyper::Response;
use s3s::Body;
use taffrail::Engine;

use super::{ask, told};
use crate::s3::server::{Asked, Instead, Server, breaking};

/// A server of one file, which knows no ranges.
fn simple(text: &Arc<str>, etag: &'static str) -> impl Fn(&Asked) -> Response<Body> + use<> {
    let text = Arc::clone(text);
    move |asked| {
        let body = if asked.method == "HEAD" { "" } else { &text };
        let answer = Response::builder()
            .header("content-length", text.len())
            .header("etag", etag)
            .header("last-modified", "Wed, 03 Jun 2026 11:00:00 GMT");
        // A weak one matches none (RFC 9110, "If-Match").
        let unmet = asked.if_match.is_some() && asked.if_match.as_deref() != Some("\"1\"");
        let answer = if unmet {
            answer
                .status(412)
                .header("content-length", 0)
                .body(Body::empty())
        } else {
            answer.body(Body::from(body.to_owned()))
        };
        answer.expect("an answer")
    }
}

fn ids_at(server: &Server) -> (Vec<String>, Vec<String>) {
    let options = taffrail::StoreOptions::default();
    let options = options.retries(2, std::time::Duration::from_mins(1));
    let engine = Engine::builder()
        .stores(options)
        .build()
        .expect("an engine");
    let query = "stats count(*) as n, countDistinct(id) as ids";
    told(&ask(&engine, &server.url("app.ndjson"), query).expect("rows"))
}

#[test]
fn weak_etags_are_no_conditions() {
    let answer = simple(&"{\"id\":1}\n".into(), "W/\"1\"");
    let server = Server::failing(move |asked: &Asked| Some(answer(asked)));
    assert_eq!(ids_at(&server), (vec!["1".into(), "1".into()], vec![]));
}

/// A link that was signed for reading allows nothing else.
#[test]
fn who_may_only_read_reads() {
    let answer = simple(&"{\"id\":1}\n".into(), "\"1\"");
    let server = Server::failing(move |asked: &Asked| {
        Some(match asked.method.as_str() {
            "HEAD" => Instead::error(403, "AccessDenied", "Not this method"),
            _ => Instead::Answer(answer(asked)),
        })
    });
    assert_eq!(ids_at(&server), (vec!["1".into(), "1".into()], vec![]));
}

#[test]
fn large_files_are_read_without_ranges() {
    let lines = (0..700_000).fold(String::new(), |mut lines, id| {
        writeln!(lines, r#"{{"id":"a{id:020}"}}"#).expect("memory");
        lines
    });
    assert!(lines.len() > 16 << 20);
    let answer = simple(&lines.into(), "\"1\"");
    let server = Server::failing(move |asked: &Asked| Some(answer(asked)));
    let (found, damages) = ids_at(&server);
    assert_eq!(damages, Vec::<String>::new());
    assert_eq!(found[0], "700000");
}

/// What is asked for again from where it broke off comes from the beginning.
#[test]
fn what_begins_anew_is_not_read_twice() {
    let text: Arc<str> = "{\"id\":1}\n{\"id\":2}\n".into();
    let answer = simple(&text, "\"1\"");
    let gets = AtomicUsize::new(0);
    let server = Server::failing(move |asked: &Asked| {
        let whole = answer(asked);
        if asked.method == "HEAD" || gets.fetch_add(1, Relaxed) > 0 {
            return Some(Instead::Answer(whole));
        }
        let (parts, _) = whole.into_parts();
        let body = breaking(text.as_bytes()[..9].to_vec().into());
        Some(Instead::Answer(Response::from_parts(parts, body)))
    });
    let (found, damages) = ids_at(&server);
    assert_eq!(found[0], "0", "neither twice nor half");
    let place = server.url("app.ndjson");
    let reason = "it broke off, and the server does not give parts of it";
    assert_eq!(damages, [format!("{place}: {reason}")]);
}
