//! Words and values that only some commands have.

use crate::diagnostics::check_all;

#[test]
fn clauses() {
    check_all(CASES);
}

const CASES: &[(&str, &str)] = &[
    (
        "stats count(*) as n by bin(5m) | fillmissing with none for n",
        "
error[E0133]: a column is filled with a text, a number, `true` or `false`
  |
1 | stats count(*) as n by bin(5m) | fillmissing with none for n
  |                                                   ^^^^ not a literal
  = help: a text is quoted: `'none'`
",
    ),
    (
        "pattern = 'x'",
        "
error[E0102]: expected an expression, found `=`
  |
1 | pattern = 'x'
  |         ^ not expected here
  = help: a condition follows `filter`: `filter pattern = ...`
",
    ),
    (
        "filldown host, cpu",
        "
error[E0102]: expected a field, `|` or the end of the query, found `,`
  |
1 | filldown host, cpu
  |              ^ not expected here
  = help: names are separated by spaces
",
    ),
    (
        "json payload 'user.id' as id",
        "
error[E0102]: expected `field=`, found `payload`
  |
1 | json payload 'user.id' as id
  |      ^^^^^^^ not expected here
  = help: as in `json field=payload 'user.id' as id`
",
    ),
    (
        "unnest items as item",
        "
error[E0102]: expected an operator or `into`, found `as`
  |
1 | unnest items as item
  |              ^^ not expected here
  = help: name the element: `unnest jsonParse(items) into item`
",
    ),
    (
        "relevantfields status > 500",
        "
error[E0102]: expected `where`, found `>`
  |
1 | relevantfields status > 500
  |                       ^ not expected here
  = help: say which rows: `relevantfields where duration > 5000`
",
    ),
    (
        "logcompare 7d",
        "
error[E0102]: expected `timeshift`, found `7d`
  |
1 | logcompare 7d
  |            ^^ not expected here
  = help: say how far back: `logcompare timeshift 7d`
",
    ),
    (
        "sessionize user maxspan=1h",
        "
error[E0102]: expected a period, found `=`
  |
1 | sessionize user maxspan=1h
  |                        ^ not expected here
  = help: as in `maxspan 30m`
",
    ),
    (
        "diff yesterday",
        "
error[E0133]: `diff` does not compare with `yesterday`
  |
1 | diff yesterday
  |      ^^^^^^^^^ not a time to compare with
  = help: write `previousDay`, `previousWeek`, `previousMonth`, or nothing for the time right before
",
    ),
    (
        "sessionize user device",
        "
error[E0123]: there is no `,` before `device`
  |
1 | sessionize user device
  |                 ^^^^^^ expected `,` or an operator
  = help: commas stand between the members of a list, `|` between commands
",
    ),
    (
        "parse logfmt as a, b",
        "
error[E0117]: `logfmt` gives one column, not 2 names
  |
1 | parse logfmt as a, b
  |       ------ gives all pairs together
  |                 ^^^^ 2 names
  = help: name it once and use its members: `parse logfmt as m | fields m.a`
",
    ),
    (
        "parse m csv",
        "
error[E0102]: expected `as`, found the end of the query
  |
1 | parse m csv
  |            ^ the query ends here
  = help: name what it gives: `parse @message csv as time, level`
",
    ),
    (
        "parse m csv as a multi",
        "
error[E0133]: `csv` takes the text as a whole
  |
1 | parse m csv as a multi
  |                  ^^^^^ only behind a text with `*` or a regex
  = help: remove `multi`
",
    ),
    (
        "stats count(*) by a offset",
        "
error[E0102]: expected a period, found the end of the query
  |
1 | stats count(*) by a offset
  |                           ^ the query ends here
  = help: a period is a number with a unit, such as `1d`
",
    ),
    (
        "stats count(*) by a offset 5",
        "
error[E0102]: expected a period, found `5`
  |
1 | stats count(*) by a offset 5
  |                            ^ not expected here
  = help: a period is a number with a unit, such as `1d`
",
    ),
    (
        "limit any",
        "
error[E0102]: expected a whole number, found the end of the query
  |
1 | limit any
  |          ^ the query ends here
",
    ),
    (
        "tail -5",
        "
error[E0102]: expected a whole number, found `-`
  |
1 | tail -5
  |      ^ not expected here
",
    ),
];
