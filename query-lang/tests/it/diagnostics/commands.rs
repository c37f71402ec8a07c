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
  = help: the commands are `fields`, `display`, `filter`, `parse`, `stats`, `sort`, `limit`, `dedup`
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
  = help: the commands are `fields`, `display`, `filter`, `parse`, `stats`, `sort`, `limit`, `dedup`
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
error[E0103]: expected a command, found `-`
  |
1 | -- comment
  | ^ not a command
  = help: a comment begins with `#`
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
        "tail 5",
        "
error[E0201]: the command `tail` of Logs Insights is not built yet
  |
1 | tail 5
  | ^^^^ not built yet
",
    ),
    (
        "filter a in (source 'x' | fields a)",
        "
error[E0201]: `in (subquery)` of Logs Insights is not built yet
  |
1 | filter a in (source 'x' | fields a)
  |             ^ a query in brackets begins here
",
    ),
    (
        "stats count(*) by bin(5m) offset 1d",
        "
error[E0201]: `stats ... offset` of Logs Insights is not built yet
  |
1 | stats count(*) by bin(5m) offset 1d
  |                           ^^^^^^ not built yet
",
    ),
    (
        "parse @message '*' as a multi",
        "
error[E0201]: `parse ... multi` of Logs Insights is not built yet
  |
1 | parse @message '*' as a multi
  |                         ^^^^^ not built yet
",
    ),
    (
        "$Errors(x = 1)",
        "
error[E0201]: calls of saved queries (`$Name(...)`) of Logs Insights are not built yet
  |
1 | $Errors(x = 1)
  | ^^^^^^^ not built yet
",
    ),
    (
        "limit any 5",
        "
error[E0201]: `limit any` of Logs Insights is not built yet
  |
1 | limit any 5
  |       ^^^ not built yet
",
    ),
];
