//! Nothing that is typed makes the crate panic.

use proptest::prelude::*;
use taffrail_query_lang::parameters::expand;
use taffrail_query_lang::{complete, format, highlight, is_complete, parse};

/// All that takes text, on one text.
fn feed(text: &str) {
    match parse(text) {
        Ok(query) => {
            let formatted = format(&query);
            let again = parse(&formatted);
            assert_eq!(again.as_ref(), Ok(&query), "{text:?} as {formatted:?}");
            assert_eq!(again.map(|it| format(&it)), Ok(formatted), "{text:?}");
        }
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            for mistake in mistakes {
                let rendered = mistake.render(text);
                let raw = |c: char| c.is_control() && c != '\n';
                assert!(!rendered.contains(raw), "{rendered:?}");
            }
        }
    }
    let mut end = 0;
    for (span, _) in highlight(text) {
        assert!(end <= span.start && span.start < span.end, "{text:?}");
        end = span.end;
    }
    assert!(end <= text.len());
    is_complete(text);
    let cursor = text.len() / 2;
    let completion = complete(text, cursor, &["a-b".to_owned()]);
    assert!(completion.start <= cursor);
    let _ = expand(text, &[("x".to_owned(), "it's".to_owned())]);
}

const TOKENS: &[&str] = &[
    "fields",
    "display",
    "filter",
    "where",
    "parse",
    "stats",
    "sort",
    "order",
    "limit",
    "head",
    "dedup",
    "tail",
    "filterIndex",
    "json",
    "unmask",
    "unnest",
    "expand",
    "accum",
    "autoregress",
    "filldown",
    "fillmissing",
    "sessionize",
    "countFrequent",
    "addtotals",
    "pattern",
    "diff",
    "logcompare",
    "anomaly",
    "outlier",
    "relevantfields",
    "estimate",
    "into",
    "with",
    "for",
    "maxspan",
    "timeshift",
    "previousDay",
    "field=",
    "row=true",
    "p=1-4",
    "cpu*",
    "SOURCE",
    "join",
    "appendcols",
    "lookup",
    "cidrlookup",
    "in (",
    "(fields a | limit 1)",
    "left=a right=b where a.x = b.x",
    "logGroups(namePrefix: ['a'])",
    "logGroupTags([{'key': 'a'}])",
    "start=-1d",
    "OUTPUT",
    "outputnew",
    "logfmt as",
    "csv as",
    "offset 1d",
    "$N(a = 1)",
    "$`n",
    "|",
    "|",
    "|",
    ",",
    "(",
    ")",
    "[",
    "]",
    "and",
    "or",
    "not",
    "!",
    "like",
    "in",
    "=~",
    "=",
    "==",
    "!=",
    "<",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "as",
    "by",
    "asc",
    "desc",
    "multi",
    "any",
    "true",
    "a",
    "b.c",
    "@m",
    "`x y`",
    "@`t:u`",
    "items[0].id",
    "count(*)",
    "f(",
    "if(a, b)",
    "12",
    "0.5",
    "1e6",
    "5m",
    "12x",
    "'t'",
    "\"u*\"",
    "'*, *'",
    "/r(e)/",
    "/(?<n>.)/",
    "/(/",
    "'",
    "`",
    "/",
    "# c\n",
    "\n",
    "{{x}}",
    "$",
    "é",
    ".",
    "ispresent(x).y",
    "fields a |",
    "filter a =",
    "parse @message '*' as x |",
    "/(?<a>.)(.)/ as b",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text(text in "\\PC{0,60}") {
        feed(&text);
    }

    #[test]
    fn arbitrary_bytes_of_control(text in "[ -~\\t\\r\\n\\x1b\u{202e}é日]{0,80}") {
        feed(&text);
    }

    #[test]
    fn token_soup(tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..24), glue in prop::sample::select(vec!["", " ", "\n"])) {
        feed(&tokens.join(glue));
    }

    #[test]
    fn token_soup_in_a_filter(tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..8)) {
        feed(&format!("filter a = 1 {}", tokens.join(" ")));
        feed(&format!("fields {}", tokens.join(" ")));
    }
}
