//! Commands that are missing, unknown, not built.

use crate::diagnostics::check_all;

#[test]
fn commands() {
    check_all(CASES);
}

const CASES: &[(&str, &str)] = &[
    (
        "fields a | größe",
        "
error[E0101]: unknown command `größe`
  |
1 | fields a | größe
  |            ^^^^^ not a command
  = help: commands are `fields`, `display`, `filter`, `parse`, `stats`, `sort`, `limit`, `dedup` and others
",
    ),
    (
        "status = 500",
        "
error[E0101]: unknown command `status`
  |
1 | status = 500
  | ^^^^^^ not a command
  = help: a condition follows `filter`: `filter status`
",
    ),
    (
        "eval x = 1",
        "
error[E0101]: unknown command `eval`
  |
1 | eval x = 1
  | ^^^^ not a command
  = help: use `fields <expression> as <name>`
",
    ),
    (
        "fields a | lmit 5",
        "
error[E0101]: unknown command `lmit`
  |
1 | fields a | lmit 5
  |            ^^^^ not a command
  = help: did you mean `limit`?
",
    ),
    (
        "fields a | xyzzy 5",
        "
error[E0101]: unknown command `xyzzy`
  |
1 | fields a | xyzzy 5
  |            ^^^^^ not a command
  = help: commands are `fields`, `display`, `filter`, `parse`, `stats`, `sort`, `limit`, `dedup` and others
",
    ),
    (
        "fields a | | limit 5",
        "
error[E0103]: expected a command, found `|`
  |
1 | fields a | | limit 5
  |          ^^^ nothing between the pipes
  = help: remove one of the pipes
",
    ),
    (
        "fields a |",
        "
error[E0103]: expected a command, found the end of the query
  |
1 | fields a |
  |          - behind this pipe
  |           ^ a command is missing
",
    ),
    (
        "'foo'",
        "
error[E0103]: expected a command, found a text
  |
1 | 'foo'
  | ^^^^^ not a command
  = help: to search the events, write `filter @message like 'foo'`
",
    ),
    (
        "/foo/",
        "
error[E0103]: expected a command, found a regex
  |
1 | /foo/
  | ^^^^^ not a command
  = help: to search the events, write `filter @message like /foo/`
",
    ),
    (
        "-- comment",
        "
error[E0107]: `--` is not an operator
  |
1 | -- comment
  | ^^ not an operator
  = help: a comment begins with `#`; write `- -a` for the negative of a negative
",
    ),
    (
        "// comment",
        "
error[E0103]: expected a command, found a regex
  |
1 | // comment
  | ^^ not a command
  = help: a comment begins with `#`
",
    ),
    (
        "filter a = 1 stats count(*)",
        "
error[E0104]: there is no `|` before `stats`
  |
1 | filter a = 1 stats count(*)
  |              ^^^^^ a command
  = help: did you forget the pipe? `| stats ...`
",
    ),
    (
        "fields a | search b",
        "
error[E0101]: unknown command `search`
  |
1 | fields a | search b
  |            ^^^^^^ not a command
  = help: use `filter @message like 'text'`
",
    ),
    (
        "limit 5 | SOURCE 'a'",
        "
error[E0208]: `SOURCE` stands at the head of a query
  |
1 | limit 5 | SOURCE 'a'
  | ------- this one comes first
  |           ^^^^^^^^^^ not allowed here
  = help: move `SOURCE` to the beginning
",
    ),
];
