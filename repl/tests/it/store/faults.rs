//! `docs/faults.md`: what goes wrong with objects, and what becomes of it.
//!
//! Each row of its tables is a run of the command against a server that does what the row says.

mod contents;
mod page;
mod stores;

use std::sync::Mutex;

use super::memory::Bucket;
use super::server::{Asked, Instead, Server};
use super::{at_home, known};
use crate::run::Ran;

/// The object that is read whatever becomes of the other.
const GOOD: &str = "good.ndjson";
/// The object that something is wrong with.
const BAD: &str = "bad.ndjson";

type Answer = dyn Fn(&Asked, &Bucket) -> Option<Instead> + Send + Sync;

/// Something that goes wrong.
struct Case {
    /// What it is.
    fault: &'static str,
    bucket: Bucket,
    /// What the server does instead of answering.
    answer: Box<Answer>,
    place: &'static str,
    options: Vec<&'static str>,
    /// Variables that are not as they should be.
    variables: Vec<(&'static str, &'static str)>,
}

impl Case {
    /// A bucket with an object that is good: two events.
    fn new(fault: &'static str) -> Self {
        Self::without_good(fault).puts(GOOD, b"{\"id\":1}\n{\"id\":2}\n")
    }

    fn without_good(fault: &'static str) -> Self {
        Self {
            fault,
            bucket: Bucket::default(),
            answer: Box::new(|_, _| None),
            place: "s3://logs",
            options: Vec::new(),
            variables: Vec::new(),
        }
    }

    fn puts(self, key: &str, bytes: &[u8]) -> Self {
        self.bucket.put(key, bytes);
        self
    }

    /// And another object, of one event, that the server answers so for.
    fn bad(
        self,
        answer: impl Fn(&Asked, &Bucket) -> Option<Instead> + Send + Sync + 'static,
    ) -> Self {
        self.puts(BAD, b"{\"id\":3}\n")
            .answers(move |asked, bucket| asked.is_get(BAD).then(|| answer(asked, bucket))?)
    }

    fn answers(
        mut self,
        answer: impl Fn(&Asked, &Bucket) -> Option<Instead> + Send + Sync + 'static,
    ) -> Self {
        self.answer = Box::new(answer);
        self
    }

    fn at(mut self, place: &'static str) -> Self {
        self.place = place;
        self
    }

    /// Runs the command, leniently and strictly.
    fn run(self) -> Row {
        let same = self.bucket.clone();
        let answer = self.answer;
        let server = Server::over(self.bucket, move |asked| answer(asked, &same));
        let home = tempfile::tempdir().expect("a home");
        let mut variables = known(&server);
        variables.extend(
            self.variables
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        let variables: Vec<_> = variables
            .iter()
            .map(|(name, it)| (*name, it.as_str()))
            .collect();
        let query = ["query", "stats count(id) as n", "--from", self.place];
        let lenient = [&query[..], &self.options].concat();
        let ran = at_home(home.path(), &lenient, &variables);
        let strict = [&lenient[..], &["--strict"]].concat();
        let strict = at_home(home.path(), &strict, &variables);
        Row::new(self.fault, &ran, &strict, &server.url(""))
    }
}

/// A row of the page.
struct Row {
    fault: &'static str,
    returned: String,
    said: Vec<String>,
    code: i32,
    strict: i32,
}

impl Row {
    fn new(fault: &'static str, ran: &Ran, strict: &Ran, url: &str) -> Self {
        let count = ran.stdout.trim().strip_prefix("{\"n\":");
        let returned = match count.and_then(|rest| rest.strip_suffix('}')) {
            Some("1") => "1 event".to_owned(),
            Some(count) => format!("{count} events"),
            None => "nothing".to_owned(),
        };
        let url = url.trim_end_matches('/');
        // The line of statistics tells seconds.
        let lines = ran.stderr.lines().filter(|line| !line.contains(" · "));
        let said = lines.map(|line| without_number(&line.replace(url, "http://HOST")));
        Self {
            fault,
            returned,
            said: said.collect(),
            code: ran.code.expect("it ends by itself"),
            strict: strict.code.expect("it ends by itself"),
        }
    }
}

/// A line without the number of an error, which each operating system has its own of.
fn without_number(line: &str) -> String {
    let number = line.split_once(" (os error ").and_then(|(before, rest)| {
        let (_, after) = rest.split_once(')')?;
        Some(format!("{before}{after}"))
    });
    number.unwrap_or_else(|| line.to_owned())
}

/// Runs all cases, some at a time, and keeps their order.
fn rows(cases: Vec<Case>) -> Vec<Row> {
    let waiting = Mutex::new(cases.into_iter().enumerate());
    let done = Mutex::new(Vec::new());
    let work = || {
        loop {
            let next = waiting.lock().expect("no holder panics").next();
            let Some((index, case)) = next else { break };
            let row = case.run();
            done.lock().expect("no holder panics").push((index, row));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(work);
        }
    });
    let mut rows = done.into_inner().expect("no holder panics");
    rows.sort_by_key(|(index, _)| *index);
    rows.into_iter().map(|(_, row)| row).collect()
}
