//! Conditions that an index is asked for.

use crate::diagnostics::check_all;

#[test]
fn indexes() {
    check_all(CASES);
}

const CASES: &[(&str, &str)] = &[
    (
        "filterIndex status >= 500",
        "
error[E0134]: an index answers `=` and `in` only
  |
1 | filterIndex status >= 500
  |             ^^^^^^^^^^^^^ not a look-up of a value
  = help: write `filterIndex <field> = <value>` or `in [...]`; other conditions follow `filter`
",
    ),
    (
        "filterIndex host like 'web'",
        "
error[E0134]: an index answers `=` and `in` only
  |
1 | filterIndex host like 'web'
  |             ^^^^^^^^^^^^^^^ not a look-up of a value
  = help: write `filterIndex <field> = <value>` or `in [...]`; other conditions follow `filter`
",
    ),
    (
        "filterIndex host = web",
        "
error[E0134]: `filterIndex` asks for texts and numbers only
  |
1 | filterIndex host = web
  |                    ^^^ not a literal
  = help: a text is quoted: `'web'`
",
    ),
];
