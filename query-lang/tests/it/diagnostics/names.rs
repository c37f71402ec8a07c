//! Names and parameters.

use crate::diagnostics::check_all;

#[test]
fn names_and_parameters() {
    check_all(CASES);
}

const CASES: &[(&str, &str)] = &[
    (
        "fields a as 'b'",
        "
error[E0110]: a name is not written in quotes
  |
1 | fields a as 'b'
  |             ^^^ a text
  = help: use back-quotes: `` `b` ``
",
    ),
    (
        "fields a as x-y",
        "
error[E0110]: the name `x-y` needs back-quotes
  |
1 | fields a as x-y
  |             ^^^ bare names are letters, digits, `_`, `@` and `.`
  = help: write `` `x-y` ``
",
    ),
    (
        "fields größe",
        "
error[E0110]: the name `größe` needs back-quotes
  |
1 | fields größe
  |        ^^^^^ bare names are letters, digits, `_`, `@` and `.`
  = help: write `` `größe` ``
",
    ),
    (
        "filter a = {{x}}",
        "
error[E0121]: there is no value for the parameter `x`
  |
1 | filter a = {{x}}
  |            ^^^^^ a placeholder of a saved query
",
    ),
];
