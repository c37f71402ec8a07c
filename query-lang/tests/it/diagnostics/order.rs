//! The order of commands.

use crate::diagnostics::check_all;

#[test]
fn order() {
    check_all(CASES);
}

const CASES: &[(&str, &str)] = &[
    (
        "estimate | limit 5",
        "
error[E0208]: `estimate` must be the last command
  |
1 | estimate | limit 5
  | ^^^^^^^^ not allowed here
  |            ------- stands behind it
  = help: move `| estimate` to the end of the query
",
    ),
    (
        "filter level = 'ERROR' | anomaly",
        "
error[E0208]: `anomaly` needs a `pattern` before it
  |
1 | filter level = 'ERROR' | anomaly
  |                          ^^^^^^^ not allowed here
  = help: write `pattern @message | anomaly`
",
    ),
];
