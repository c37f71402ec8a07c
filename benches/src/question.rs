//! The questions, as Taffrail is asked them; `peers/` has them for the others.

use crate::rows::{Kind, Order};

/// A question that every data set is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question {
    /// `Q1`.
    pub(crate) id: &'static str,
    /// What it asks, in a few words.
    pub(crate) title: &'static str,
    /// The query; `{needle}` and `{limit}` stand for what the data and the check decide.
    query: &'static str,
    /// The hour that it is about, `[since, until)`.
    pub(crate) range: Option<(&'static str, &'static str)>,
    /// The columns of the answer, in order.
    pub(crate) columns: &'static [(&'static str, Kind)],
    /// Which order the rows have.
    pub(crate) order: Order,
}

/// How many rows the questions for the newest ask for.
pub(crate) const NEWEST: u32 = 20;

const BYTES: &str = "additionalEventData.bytesTransferredOut";

/// All questions.
pub(crate) const QUESTIONS: [Question; 11] = [
    Question {
        id: "Q1",
        title: "count",
        query: "stats count(*) as n",
        range: None,
        columns: &[("n", Kind::Number)],
        order: Order::Any,
    },
    Question {
        id: "Q2",
        title: "top 10 calls",
        query: "stats count(*) as n by eventName | sort n desc, eventName | limit 10",
        range: None,
        columns: &[("eventName", Kind::Text), ("n", Kind::Number)],
        order: Order::Listed,
    },
    Question {
        id: "Q3",
        title: "denied, by caller",
        query: r#"filter errorCode = "AccessDenied" | stats count(*) as n by userIdentity.arn"#,
        range: None,
        columns: &[("userIdentity.arn", Kind::Text), ("n", Kind::Number)],
        order: Order::Any,
    },
    Question {
        id: "Q4",
        title: "count by hour",
        query: "stats count(*) as n by bin(1h)",
        range: None,
        columns: &[("bin(1h)", Kind::Time), ("n", Kind::Number)],
        order: Order::Listed,
    },
    Question {
        id: "Q5",
        title: "newest 20 of some buckets",
        query: r#"filter requestParameters.bucketName like "billing" | fields @timestamp, eventName, requestParameters.bucketName | sort @timestamp desc | limit {limit}"#,
        range: None,
        columns: &[
            ("@timestamp", Kind::Time),
            ("eventName", Kind::Text),
            ("requestParameters.bucketName", Kind::Text),
        ],
        order: Order::Newest,
    },
    Question {
        id: "Q6",
        title: "one event by its id",
        query: r#"filter eventID = "{needle}" | fields @timestamp, eventName, userIdentity.arn"#,
        range: None,
        columns: &[
            ("@timestamp", Kind::Time),
            ("eventName", Kind::Text),
            ("userIdentity.arn", Kind::Text),
        ],
        order: Order::Any,
    },
    Question {
        id: "Q7",
        title: "regex over the raw event",
        query: r#"filter @message like /assumed-role\/Lambda-[a-z]+-prod\/i-0[0-9a-f]*ff"/ | stats count(*) as n"#,
        range: None,
        columns: &[("n", Kind::Number)],
        order: Order::Any,
    },
    Question {
        id: "Q8",
        title: "five aggregates by two keys",
        query: "filter ispresent({bytes}) | stats count({bytes}) as n, sum({bytes}) as total, avg({bytes}) as mean, min({bytes}) as least, max({bytes}) as most by eventName, awsRegion",
        range: None,
        columns: &[
            ("eventName", Kind::Text),
            ("awsRegion", Kind::Text),
            ("n", Kind::Number),
            ("total", Kind::Number),
            ("mean", Kind::Number),
            ("least", Kind::Number),
            ("most", Kind::Number),
        ],
        order: Order::Any,
    },
    Question {
        id: "Q9",
        title: "parse three parts of a text",
        query: r#"parse userIdentity.arn "arn:aws:*::*:*" as service, account, resource | stats count(*) as n by service, account"#,
        range: None,
        columns: &[
            ("service", Kind::Text),
            ("account", Kind::Text),
            ("n", Kind::Number),
        ],
        order: Order::Any,
    },
    Question {
        id: "Q10",
        title: "one hour of a week",
        query: "stats count(*) as n by eventName",
        range: Some(("2024-05-09T10:00:00Z", "2024-05-09T11:00:00Z")),
        columns: &[("eventName", Kind::Text), ("n", Kind::Number)],
        order: Order::Any,
    },
    Question {
        id: "Q11",
        title: "newest 20",
        query: "fields @timestamp, eventName, eventID | limit {limit}",
        range: None,
        columns: &[
            ("@timestamp", Kind::Time),
            ("eventName", Kind::Text),
            ("eventID", Kind::Text),
        ],
        order: Order::Newest,
    },
];

impl Question {
    /// The question of a name, in any case: `q7`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let mut all = QUESTIONS.into_iter();
        all.find(|question| question.id.eq_ignore_ascii_case(name))
    }

    /// The query, for an event's id and a number of newest rows.
    pub(crate) fn text(&self, needle: &str, limit: u32) -> String {
        self.query
            .replace("{bytes}", BYTES)
            .replace("{needle}", needle)
            .replace("{limit}", &limit.to_string())
    }
}

#[cfg(test)]
mod tests {
    use taffrail::Engine;

    use super::*;

    #[test]
    fn each_question_can_run() {
        let engine = Engine::builder().build().expect("an engine starts");
        for question in QUESTIONS {
            let text = question.text("9b530349-e503-445a-be70-82b40c45b096", NEWEST);
            assert!(!text.contains('{'), "{text}");
            let warnings = engine.session().check(&text);
            let warnings = warnings.unwrap_or_else(|error| panic!("{}: {error}", question.id));
            assert!(warnings.is_empty(), "{}: {warnings:?}", question.id);
        }
    }

    #[test]
    fn each_question_has_its_columns() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("none.ndjson");
        std::fs::write(&file, "{\"a\":1}\n").expect("a file");
        let engine = Engine::builder().build().expect("an engine starts");
        for question in QUESTIONS {
            let text = question.text("none", NEWEST);
            let session = engine.session().from(file.to_string_lossy());
            let found = session.query(&text).collect_blocking();
            let found = found.unwrap_or_else(|error| panic!("{}: {error}", question.id));
            let names: Vec<_> = found.columns.iter().map(|it| it.name.as_str()).collect();
            let expected: Vec<_> = question.columns.iter().map(|it| it.0).collect();
            assert_eq!(names, expected, "{}", question.id);
        }
    }

    #[test]
    fn names_in_any_case() {
        assert_eq!(Question::named("q10").map(|it| it.id), Some("Q10"));
        assert!(Question::named("Q12").is_none());
    }
}
