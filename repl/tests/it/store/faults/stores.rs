//! Stores that fail.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use super::{BAD, Case, GOOD};
use crate::store::memory::Class;
use crate::store::server::Instead;

const KMS: &str = "User is not authorized to perform: kms:Decrypt";

fn denied() -> Instead {
    Instead::error(403, "AccessDenied", "Access Denied")
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = who_may_not();
    cases.extend(what_is_not_there());
    cases.extend(what_does_not_answer());
    cases.extend(what_is_left_out());
    cases
}

fn who_may_not() -> Vec<Case> {
    let mut wrong = Case::new("the secret key is wrong");
    wrong.variables = vec![("AWS_SECRET_ACCESS_KEY", "wrong")];
    let mut none = Case::new("there are no credentials");
    none.variables = vec![("AWS_ACCESS_KEY_ID", ""), ("AWS_SECRET_ACCESS_KEY", "")];
    vec![
        Case::new("a key is denied").bad(|_, _| Some(denied())),
        Case::new("all keys are denied").answers(|asked, _| (!asked.is_list()).then(denied)),
        Case::new("listing is denied").answers(|asked, _| asked.is_list().then(denied)),
        wrong,
        none,
        Case::new("the key of encryption is denied (KMS)")
            .bad(|_, _| Some(Instead::error(403, "AccessDenied", KMS))),
    ]
}

fn what_is_not_there() -> Vec<Case> {
    let mut elsewhere = Case::new("the server cannot be reached");
    elsewhere.variables = vec![
        ("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1"),
        ("AWS_MAX_ATTEMPTS", "1"),
    ];
    vec![
        Case::new("there is no such bucket")
            .answers(|_, _| Some(Instead::error(404, "NoSuchBucket", "No such bucket"))),
        Case::new("nothing lies at the place").at("s3://logs/nowhere/"),
        elsewhere,
        Case::new("an object vanishes between listing and reading").answers(|asked, bucket| {
            if asked.is_list() {
                bucket.put(BAD, b"{\"id\":3}\n");
            } else {
                bucket.delete(BAD);
            }
            None
        }),
        Case::new("an object changes between listing and reading").answers(|asked, bucket| {
            let id = if asked.is_list() { "3" } else { "1234" };
            bucket.put(BAD, format!("{{\"id\":{id}}}\n").as_bytes());
            None
        }),
        {
            let case = Case::new("two objects are archived (Glacier)");
            case.bucket.store("old/1.ndjson", b"{}\n", Class::Glacier);
            case.bucket.store("old/2.ndjson", b"{}\n", Class::Glacier);
            case
        },
    ]
}

fn what_does_not_answer() -> Vec<Case> {
    let (busy, broken) = (AtomicUsize::new(0), AtomicUsize::new(0));
    vec![
        Case::new("the store is busy twice (503 SlowDown)").bad(move |_, _| {
            let again = busy.fetch_add(1, Relaxed) % 3 < 2;
            again.then(|| Instead::error(503, "SlowDown", "Reduce your request rate"))
        }),
        Case::new("the store stays busy (503 SlowDown)")
            .bad(|_, _| Some(Instead::error(503, "SlowDown", "Reduce your request rate"))),
        Case::new("the store fails (500)")
            .bad(|_, _| Some(Instead::error(500, "InternalError", "We erred"))),
        Case::new("an answer breaks off once").bad(move |_, _| {
            let first = broken.fetch_add(1, Relaxed) % 2 == 0;
            first.then_some(Instead::Cut(4))
        }),
        Case::new("every answer breaks off").bad(|_, _| Some(Instead::Cut(0))),
        Case::new("a listing breaks off")
            .answers(|asked, _| asked.is_list().then_some(Instead::Cut(9))),
    ]
}

fn what_is_left_out() -> Vec<Case> {
    let trail = |case: Case, service: &str| {
        let account = "AWSLogs/123456789012";
        let key = format!("{account}/{service}/eu-west-1/2026/06/03/file.json");
        case.puts(&key, b"{\"Records\":[{\"id\":1}]}")
    };
    let folders = Case::without_good("digests and Insights events of CloudTrail beside its events");
    let folders = ["CloudTrail", "CloudTrail-Digest", "CloudTrail-Insight"]
        .into_iter()
        .fold(folders, trail);
    vec![
        folders,
        Case::new("keys of folders, and objects without bytes")
            .puts("folder/", b"")
            .puts("empty.ndjson", b""),
        Case::new("a key with an empty part").puts("a//b.ndjson", b"{\"id\":3}\n"),
        Case::new("a key that begins with a slash").puts("/a.ndjson", b"{\"id\":3}\n"),
        Case::new("a key with blanks, percent signs and letters of all kinds")
            .puts("a b/100%/ä+é.ndjson", b"{\"id\":3}\n"),
        Case::new("an object that is named, and another that is not there")
            .at("s3://logs/good.ndjson")
            .also("s3://logs/gone.ndjson"),
    ]
}

impl Case {
    fn also(mut self, place: &'static str) -> Self {
        self.options.extend(["--from", place]);
        debug_assert!(self.place.ends_with(GOOD));
        self
    }
}
