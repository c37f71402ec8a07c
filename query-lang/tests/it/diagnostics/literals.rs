//! Literals and brackets.

use crate::diagnostics::check_all;

#[test]
fn literals_and_brackets() {
    check_all(CASES);
}

const CASES: &[(&str, &str)] = &[
    (
        "filter a = 'x | limit 3",
        "
error[E0105]: the quoted text has no end
  |
1 | filter a = 'x | limit 3
  |            ^ begins here
  = help: close it with `'`
",
    ),
    (
        "fields `a",
        "
error[E0105]: the back-quoted name has no end
  |
1 | fields `a
  |        ^ begins here
  = help: close it with a back-quote
",
    ),
    (
        "filter a = 'it's'",
        "
error[E0105]: the quoted text has no end
  |
1 | filter a = 'it's'
  |            ---- or does this one end too late?
  |                 ^ begins here
  = help: close it with `'`
",
    ),
    (
        "filter a like 'x\n| limit 5",
        "
error[E0105]: the quoted text has no end
  |
1 | filter a like 'x
  |               ^ begins here
  = help: close it with `'`
",
    ),
    (
        "filter (a = 1",
        "
error[E0106]: `(` is not closed
  |
1 | filter (a = 1
  |        ^ opened here
  |              - expected `)`
",
    ),
    (
        "filter a = 1)",
        "
error[E0106]: `)` closes nothing
  |
1 | filter a = 1)
  |             ^ no bracket is open here
",
    ),
    (
        "filter (a = 1]",
        "
error[E0106]: `(` is closed by `]`
  |
1 | filter (a = 1]
  |        - opened here
  |              ^ does not match
",
    ),
    (
        "fields f(a | limit 3",
        "
error[E0106]: `(` is not closed
  |
1 | fields f(a | limit 3
  |         ^ opened here
  |            - expected `)`
",
    ),
    (
        "filter a = “x”",
        r#"
error[E0120]: `“` is not a quote
  |
1 | filter a = “x”
  |            ^ a typographic quote
  = help: quotes are `'` and `"`
"#,
    ),
    (
        "filter t > 12:30",
        "
error[E0120]: a text must be quoted
  |
1 | filter t > 12:30
  |            ^^^^^ not quoted
  = help: a value is quoted: `'12:30'`; a name is back-quoted: `` `12:30` ``
",
    ),
    (
        "filter url = http://x.y/z",
        "
error[E0120]: a text must be quoted
  |
1 | filter url = http://x.y/z
  |              ^^^^^^^^^^^^ not quoted
  = help: a value is quoted: `'http://x.y/z'`; a name is back-quoted: `` `http://x.y/z` ``
",
    ),
    (
        "fields 12abc",
        "
error[E0108]: `12abc` is neither a number nor a name
  |
1 | fields 12abc
  |        ^^^^^ begins with a digit
  = help: a value is quoted: `'12abc'`; a name is back-quoted: `` `12abc` ``
",
    ),
    (
        "filter ip = 10.0.0.1",
        "
error[E0108]: `10.0.0.1` is neither a number nor a name
  |
1 | filter ip = 10.0.0.1
  |             ^^^^^^^^ begins with a digit
  = help: a value is quoted: `'10.0.0.1'`; a name is back-quoted: `` `10.0.0.1` ``
",
    ),
    (
        "fields 1e999",
        "
error[E0108]: the number is too large
  |
1 | fields 1e999
  |        ^^^^^ more than a double can hold
",
    ),
    (
        "fields bin(5 m)",
        "
error[E0109]: a period is one word
  |
1 | fields bin(5 m)
  |            ^^^ a number and a unit
  = help: write `5m`
",
    ),
    (
        "fields bin(5x)",
        "
error[E0109]: `x` is not a unit of time
  |
1 | fields bin(5x)
  |            ^^ expected a period such as `5m`
  = help: the units are `ms`, `s`, `m`, `h`, `d`, `w`, `mo`, `q` and `y`
",
    ),
    (
        "fields bin(0m)",
        "
error[E0109]: a period cannot be zero
  |
1 | fields bin(0m)
  |            ^^ expected at least 1
",
    ),
    (
        "filter a > 5m",
        "
error[E0114]: a period `5m` cannot stand here
  |
1 | filter a > 5m
  |            ^^ only as the argument of a function
  = help: as in `bin(5m)`; times and differences of times are numbers of milliseconds
",
    ),
];
