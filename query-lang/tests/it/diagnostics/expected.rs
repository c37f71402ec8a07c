//! "expected ..., found ...": what no other room knows better.

use crate::diagnostics::check_all;

#[test]
fn what_was_expected() {
    check_all(CASES);
}

const CASES: &[(&str, &str)] = &[
    (
        "filter a like b",
        "
error[E0102]: expected a quoted text or a regex, found `b`
  |
1 | filter a like b
  |               ^ not expected here
  = help: a text is quoted: `'b'`
",
    ),
    (
        "limit ten",
        "
error[E0102]: expected a whole number, found `ten`
  |
1 | limit ten
  |       ^^^ not expected here
",
    ),
    (
        "sort",
        "
error[E0102]: expected an expression, found the end of the query
  |
1 | sort
  |     ^ the query ends here
",
    ),
    (
        "fields a, ",
        "
error[E0102]: expected an expression, found the end of the query
  |
1 | fields a, 
  |          ^ the query ends here
",
    ),
    (
        "fields a,, b",
        "
error[E0102]: expected an expression, found `,`
  |
1 | fields a,, b
  |          ^ not expected here
",
    ),
    (
        "stats by host",
        "
error[E0102]: expected an aggregate, found `by`
  |
1 | stats by host
  |       ^^ nothing to compute
  = help: say what to compute: `stats count(*) by host`
",
    ),
    (
        "parse @message",
        "
error[E0102]: expected a pattern, found the end of the query
  |
1 | parse @message
  |               ^ the query ends here
  = help: a pattern follows the field: `parse @message 'user=*' as user`
",
    ),
    (
        "fields *",
        "
error[E0102]: expected an expression, found `*`
  |
1 | fields *
  |        ^ not expected here
  = help: name the fields, or use `@message` for the whole event
",
    ),
    (
        "filter a is null",
        "
error[E0102]: expected an operator, `|` or the end of the query, found `is`
  |
1 | filter a is null
  |          ^^ not expected here
  = help: write `ispresent(field)` or `not ispresent(field)`
",
    ),
    (
        "filter a = and",
        "
error[E0102]: expected an expression, found `and`
  |
1 | filter a = and
  |            ^^^ not expected here
  = help: a field of that name is written `` `and` ``
",
    ),
    (
        "filter a not",
        "
error[E0102]: expected an operator, found the end of the query
  |
1 | filter a not
  |             ^ the query ends here
",
    ),
    (
        "filter a not = 3",
        "
error[E0102]: expected an operator, found `=`
  |
1 | filter a not = 3
  |              ^ not expected here
",
    ),
    (
        "fields a ? b",
        "
error[E0102]: expected an operator, `as`, `|` or the end of the query, found `?`
  |
1 | fields a ? b
  |          ^ not expected here
",
    ),
    (
        "fields f(a,",
        "
error[E0102]: expected an expression, a period or a regex, found the end of the query
  |
1 | fields f(a,
  |            ^ the query ends here
",
    ),
    (
        "filter a in",
        "
error[E0102]: expected a list in square brackets, found the end of the query
  |
1 | filter a in
  |            ^ the query ends here
",
    ),
    (
        "filter a in 'x'",
        "
error[E0102]: expected a list in square brackets, found a text
  |
1 | filter a in 'x'
  |             ^^^ not expected here
  = help: write `in ['x']`
",
    ),
    (
        "filter a = 1 and",
        "
error[E0102]: expected an expression, found the end of the query
  |
1 | filter a = 1 and
  |                 ^ the query ends here
",
    ),
    (
        "limit 1 2",
        "
error[E0102]: expected `|` or the end of the query, found `2`
  |
1 | limit 1 2
  |         ^ not expected here
",
    ),
    (
        "sort a descending",
        "
error[E0102]: expected an operator, `asc` or `desc`, `|` or the end of the query, found `descending`
  |
1 | sort a descending
  |        ^^^^^^^^^^ not expected here
  = help: write `desc`
",
    ),
    (
        "filter a between 1 and 2",
        "
error[E0102]: expected an operator, `|` or the end of the query, found `between`
  |
1 | filter a between 1 and 2
  |          ^^^^^^^ not expected here
  = help: write `a >= 1 and a <= 2`
",
    ),
    (
        "fields a. , b",
        "
error[E0102]: expected a name, found `,`
  |
1 | fields a. , b
  |           ^ not expected here
",
    ),
    (
        "stats count(*) as",
        "
error[E0102]: expected a name, found the end of the query
  |
1 | stats count(*) as
  |                  ^ the query ends here
",
    ),
    (
        "filter a = 'x' 'y'",
        "
error[E0102]: expected an operator, `|` or the end of the query, found a text
  |
1 | filter a = 'x' 'y'
  |                ^^^ not expected here
",
    ),
];
