//! Saved queries and tables over the public API.

use std::fs;

use taffrail::{Engine, Error, Session};

use crate::datasets::{datasets, testdata};

fn session() -> Session {
    let engine = Engine::builder().build().expect("an engine");
    engine.session().saved_queries(testdata().join("saved"))
}

/// The text of a query with its saved queries, or what is wrong with it.
fn check(query: &str, expected: &str) {
    let shown = match session().query(query).expand() {
        Ok(query) => query.text().to_owned(),
        Err(error) => error.to_string(),
    };
    let folder = testdata().join("saved");
    let shown = shown.replace(folder.to_str().expect("a path"), "saved");
    assert_eq!(shown, expected, "{query}");
}

#[test]
fn calls_become_text() {
    check("limit 5 # $Slow()", "limit 5 # $Slow()");
    check(
        "fields id | $Slow(ms = 10)|limit 1",
        "fields id | # parameter ms: how slow, in milliseconds\nfilter ms >= 10|limit 1",
    );
    check(
        "$`team/Slow Ones`(least = 10)",
        "# parameter ms: how slow, in milliseconds\nfilter ms >= 10 | fields id, ms",
    );
    check(
        "$Host() | filter id in ($Host(host = \"it's\") | fields id)",
        "# parameter host = \"web-1\": the host\nfilter host = 'web-1' | filter id in (# parameter \
         host = \"web-1\": the host\nfilter host = \"it's\" | fields id)",
    );
}

#[test]
fn wrong_calls() {
    let start = |query: &str, expected: &str| {
        let error = session().query(query).expand().expect_err(query);
        let text = error.to_string();
        assert!(text.contains(expected), "{expected} in {text}");
    };
    start(
        "$Slow()",
        "`Slow` needs a value for `ms`: how slow, in milliseconds",
    );
    start("$Slow(m = 1)", "its parameters are `ms`");
    start("$Host(hots = 1)", "did you mean `host`?");
    start("$Empty()", "the saved query holds no command");
    start("$ByHots()", "did you mean `ByHost`?");
    start("$`../saved/Slow`()", "there is no saved query");
    start("$Circle1()", "`Circle1` -> `Circle2` -> `Circle1`");
    start("$Unfinished()", "this is in the saved query `Unfinished`");
}

/// What is wrong in a saved query is shown in the text that it is put in.
#[test]
fn mistakes_in_saved_queries_name_the_file() {
    for (query, expected) in [
        ("$Broken(column = 'n')", "unknown function `strlne`"),
        ("fields id | $Behind()", "unknown column `hots`"),
    ] {
        let error = session().check(query).expect_err(query);
        let Error::Query { diagnostics, text } = error else {
            panic!("{error}");
        };
        assert!(
            diagnostics[0].message.starts_with(expected),
            "{diagnostics:?}"
        );
        assert!(text.contains("stats count(*)"), "{text}");
        let name = query.split(['$', '(']).nth(1).expect("a name");
        let note = format!("this is in the saved query `{name}`");
        assert!(diagnostics[1].message.starts_with(&note), "{diagnostics:?}");
    }
}

#[test]
fn queries_that_double_are_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    for step in 0..30 {
        let text = format!("$Q{0}() | $Q{0}()", step + 1);
        fs::write(folder.path().join(format!("Q{step}.iql")), text).expect("written");
    }
    fs::write(folder.path().join("Q30.iql"), "filter a = 'x'").expect("written");
    for step in 31..80 {
        let text = format!("$Q{}()", step + 1);
        fs::write(folder.path().join(format!("Q{step}.iql")), text).expect("written");
    }
    let session = session().saved_queries(folder.path());
    for (query, expected) in [
        ("$Q0()", "more than 1000 times"),
        ("$Q31()", "more than 32 deep"),
    ] {
        let error = session.query(query).expand().expect_err(query).to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn damaged_tables_name_the_line() {
    let session = session().lookup_folder(testdata().join("tables"));
    let session = session.lookup_table("gone", "nowhere/t.csv");
    for (query, expected) in [
        (
            "lookup unequal a OUTPUT b",
            "line 3 has 1 value, and there are 2 columns",
        ),
        ("lookup latin1 a OUTPUT b", "line 2: value 2 is not UTF-8"),
        ("lookup gone a OUTPUT b", "nowhere/t.csv"),
    ] {
        let error = session.check(query).expect_err(query).to_string();
        assert!(error.starts_with("error[E0232]"), "{error}");
        assert!(error.contains(expected), "{error}");
    }
}

/// The log passes by; what is held in memory is the other query.
#[test]
fn a_join_holds_the_right_side() {
    let engine = Engine::builder().build().expect("an engine");
    let plan = |query: &str| {
        let query = datasets()["cloudtrail"].query(&engine, query);
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let explained = runtime.block_on(query.explain()).expect("an explanation");
        explained.plans.expect("plans").physical
    };
    let events = "join left=a right=b where a.eventID = b.eventID (filter eventName = 'Decrypt')";
    let counts = "join type=left left=a right=b where a.eventName = b.eventName \
                  (stats count(*) as n by eventName)";
    for (query, kind, inside) in [
        (events, "join_type=Inner", "eventName"),
        (counts, "join_type=Right", "AggregateExec"),
    ] {
        let plan = plan(&format!("{query} | fields a.eventName, b.n"));
        let begin = plan.find("HashJoinExec: mode=CollectLeft").expect(&plan);
        let join: Vec<&str> = plan[begin..].lines().collect();
        assert!(join[0].contains(kind), "{plan}");
        // The first child is held, the second one is read through.
        let depth = |line: &str| line.len() - line.trim_start().len();
        let second = (2..join.len())
            .find(|&line| depth(join[line]) == depth(join[1]))
            .expect("two children");
        assert!(join[1..second].join("\n").contains(inside), "{plan}");
        assert!(
            !join[second..].join("\n").contains("AggregateExec"),
            "{plan}"
        );
        assert!(!join[second..].join("\n").contains("Repartition"), "{plan}");
    }
}
