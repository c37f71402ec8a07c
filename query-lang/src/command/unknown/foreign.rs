//! Words of other query languages.

use crate::function::normalized;

/// What does the same here as the command of another language.
pub(super) fn translation(word: &str) -> Option<&'static str> {
    FOREIGN
        .iter()
        .find(|(name, _)| normalized(name) == normalized(word))
        .map(|it| it.1)
}

const FOREIGN: &[(&str, &str)] = &[
    // A word of the grammar of Logs Insights that no documentation explains.
    ("search", "use `filter @message like 'text'`"),
    ("eval", "use `fields <expression> as <name>`"),
    ("extend", "use `fields <expression> as <name>`"),
    ("let", "use `fields <expression> as <name>`"),
    ("timechart", "use `stats count(*) by bin(5m)`"),
    ("timeslice", "use `stats count(*) by bin(5m)`"),
    ("bucket", "use `stats count(*) by bin(5m)`"),
    ("bin", "use `stats count(*) by bin(5m)`"),
    ("rename", "use `fields <old> as <new>`"),
    (
        "top",
        "use `stats count(*) as n by <field> | sort n desc | limit 10`",
    ),
    (
        "rare",
        "use `stats count(*) as n by <field> | sort n | limit 10`",
    ),
    ("summarize", "use `stats <aggregate> by <field>`"),
    ("aggregate", "use `stats <aggregate> by <field>`"),
    ("groupby", "use `stats <aggregate> by <field>`"),
    ("count", "use `stats count(*)`"),
    ("sum", "use `stats sum(<field>)`"),
    (
        "eventstats",
        "there is no such command; use a second query for the totals",
    ),
    (
        "makeresults",
        "there is no such command; queries read events",
    ),
    (
        "union",
        "there is no such command; a query reads all places that are given to it",
    ),
    ("rex", "use `parse <field> /(?<name>...)/`"),
    ("extract", "use `parse <field> '...*...' as <name>`"),
    ("grok", "use `parse <field> /(?<name>...)/`"),
    (
        "spath",
        "fields of JSON are there by their path: `fields a.b.c`",
    ),
    ("table", "use `display <field>, ...`"),
    ("project", "use `fields` or `display`"),
    ("keep", "use `display <field>, ...`"),
    ("take", "use `limit <count>`"),
    ("first", "use `limit <count>`"),
    ("uniq", "use `dedup <field>`"),
    ("distinct", "use `dedup <field>`"),
    ("regex", "use `filter <field> like /.../`"),
    ("grep", "use `filter @message like '...'`"),
    ("match", "use `filter <field> like /.../`"),
    (
        "select",
        "a query begins with a command such as `fields`; for SQL choose that language",
    ),
];

#[cfg(test)]
mod tests {
    fn check(query: &str, help: &str) {
        let mistakes = crate::parse(query).expect_err("is a mistake");
        assert_eq!(mistakes[0].help.as_deref(), Some(help));
    }

    #[test]
    fn other_languages_are_translated() {
        check("eval a = 1", "use `fields <expression> as <name>`");
        check("timechart count", "use `stats count(*) by bin(5m)`");
    }
}
