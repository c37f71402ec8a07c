//! Calls of saved queries.

use crate::diagnostics::check_all;

#[test]
fn saved() {
    check_all(CASES);
}

const CASES: &[(&str, &str)] = &[
    (
        "$Errors",
        "
error[E0102]: expected `(`, found the end of the query
  |
1 | $Errors
  |        ^ the query ends here
",
    ),
    (
        "$Errors(WARN)",
        "
error[E0102]: expected a parameter, found `WARN`
  |
1 | $Errors(WARN)
  |         ^^^^ not expected here
  = help: a value is given by name: `$Name(level = 'WARN')`
",
    ),
    (
        "$Errors(level = WARN)",
        "
error[E0120]: a text must be quoted
  |
1 | $Errors(level = WARN)
  |                 ^^^^ neither a number, a period nor a quoted text
  = help: write `'WARN'`
",
    ),
    (
        "fields a | $",
        "
error[E0102]: expected a name, found the end of the query
  |
1 | fields a | $
  |             ^ the query ends here
",
    ),
];
