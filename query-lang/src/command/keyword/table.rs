//! The words of each command, in the order in which completion shows them.

use crate::command::keyword::{Keyword, KeywordPlace};

/// The words of the command of this canonical name.
pub(crate) fn keywords(command: &str) -> &'static [Keyword] {
    let words = WORDS.iter().find(|it| it.0 == command);
    words.map_or(&[], |it| it.1)
}

const WORDS: &[(&str, &[Keyword])] = &[
    ("fields", &[AS.repeats()]),
    ("display", &[AS.repeats()]),
    (
        "parse",
        &[
            AS,
            behind("multi", "Makes a row of each match.").ends(),
            anywhere("logfmt as", "Takes pairs: `key=value`."),
            anywhere("csv as", "Takes values with commas between."),
        ],
    ),
    (
        "stats",
        &[
            AS.repeats(),
            behind("by", "Makes a row for each value."),
            behind("offset", "Looks so far back."),
        ],
    ),
    (
        "sort",
        &[
            first("by", "May stand before the keys."),
            behind("desc", "Large values first.").repeats().ends(),
            behind("asc", "Small values first.").repeats().ends(),
        ],
    ),
    (
        "limit",
        &[first("any", "Whichever rows are found soonest.")],
    ),
    (
        "SOURCE",
        &[
            anywhere(
                "logGroups(",
                "By the beginning of the name, account or class.",
            )
            .repeats(),
            anywhere("dataSource([", "By kind of log.").repeats(),
            anywhere("logGroupTags([", "By tags.").repeats(),
            anywhere("start=", "From when on: `-1d`, `now`, milliseconds."),
            anywhere("end=", "Until when: `now`, milliseconds."),
            in_log_groups("namePrefix: [", "Beginnings of names."),
            in_log_groups("accountIdentifier: [", "Accounts."),
            in_log_groups("class: [", "`STANDARD`, `INFREQUENT_ACCESS`."),
        ],
    ),
    ("json", &[first("field=", "The field that holds JSON."), AS]),
    ("unnest", &[behind("into", "Gives the element a name.")]),
    ("accum", &[behind("as", "Gives the sum a name.")]),
    (
        "autoregress",
        &[
            behind("as", "Gives the new column a name."),
            behind("p=", "How many rows before, such as `2` or `1-4`."),
        ],
    ),
    (
        "fillmissing",
        &[
            first("with", "Says what new rows hold."),
            behind("for", "Says in which column.").repeats(),
        ],
    ),
    (
        "sessionize",
        &[
            behind("maxspan", "The longest gap inside of a session."),
            behind("as", "Gives the session's number a name."),
        ],
    ),
    (
        "addtotals",
        &[
            first("fieldname=", "The name of the column of sums."),
            first("row=", "Whether there is a sum for each row."),
            first("col=", "Whether there is a sum for each column."),
        ],
    ),
    (
        "diff",
        &[
            first("previousDay", "The same hours a day before.").ends(),
            first("previousWeek", "The same time a week before.").ends(),
            first("previousMonth", "The same time a month before.").ends(),
        ],
    ),
    ("logcompare", &[first("timeshift", "How far back.")]),
    (
        "outlier",
        &[
            anywhere("action=", "`remove` or `transform`."),
            anywhere("param=", "How far from the others is far."),
            anywhere("uselower=", "Whether small values count as well."),
            anywhere("mark=", "Whether a column says which rows held one."),
        ],
    ),
    (
        "relevantfields",
        &[anywhere(
            "where",
            "Says which rows are compared with the others.",
        )],
    ),
    ("lookup", &OUTPUTS),
    ("cidrlookup", &OUTPUTS),
    (
        "join",
        &[
            before_where("type=", "`inner` or `left`."),
            before_where("left=", "What these rows are called."),
            before_where("right=", "What the rows of the other query are called."),
            before_where("where", "Which fields are equal."),
            Keyword::new(
                "and",
                "Another pair of fields.",
                KeywordPlace::After("where"),
            )
            .repeats(),
        ],
    ),
    (
        "appendcols",
        &[
            anywhere(
                "override=true",
                "Columns of the other query replace those here.",
            ),
            anywhere("max=", "At most so many rows of the other query."),
        ],
    ),
];

const AS: Keyword = behind("as", "Gives a name.");

const OUTPUTS: [Keyword; 3] = [
    behind("as", "Gives the other name.").repeats(),
    behind("OUTPUT", "Adds columns of the table."),
    behind("OUTPUTNEW", "Fills what is missing from the table."),
];

const fn first(text: &'static str, summary: &'static str) -> Keyword {
    Keyword::new(text, summary, KeywordPlace::First)
}

const fn behind(text: &'static str, summary: &'static str) -> Keyword {
    Keyword::new(text, summary, KeywordPlace::Behind)
}

const fn anywhere(text: &'static str, summary: &'static str) -> Keyword {
    Keyword::new(text, summary, KeywordPlace::Anywhere)
}

const fn before_where(text: &'static str, summary: &'static str) -> Keyword {
    Keyword::new(text, summary, KeywordPlace::Before("where"))
}

const fn in_log_groups(text: &'static str, summary: &'static str) -> Keyword {
    Keyword::new(text, summary, KeywordPlace::Within("logGroups"))
}
