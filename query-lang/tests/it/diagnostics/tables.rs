//! Joins and tables: their keys, and what they are to add.

use crate::diagnostics::check_all;

#[test]
fn tables() {
    check_all(CASES);
}

const CASES: &[(&str, &str)] = &[
    (
        "join left=a right=b where x = b.x (fields x)",
        "
error[E0135]: `x` is on neither side of the join
  |
1 | join left=a right=b where x = b.x (fields x)
  |                           ^ expected `a.` or `b.` before the field
  = help: write `a.id = b.id`
",
    ),
    (
        "join left=a right=b where a.x > b.x (fields x)",
        "
error[E0102]: expected `=`, found `>`
  |
1 | join left=a right=b where a.x > b.x (fields x)
  |                               ^ not expected here
  = help: a join compares with `=`: `where a.id = b.id`
",
    ),
    (
        "join left= right=b where a.x = b.x (fields x)",
        "
error[E0102]: expected an option or `where`, found `=`
  |
1 | join left= right=b where a.x = b.x (fields x)
  |                 ^ not expected here
",
    ),
    (
        "join 'x'",
        "
error[E0102]: expected an option or `where`, found a text
  |
1 | join 'x'
  |      ^^^ not expected here
",
    ),
    (
        "lookup t",
        "
error[E0102]: expected a name, found the end of the query
  |
1 | lookup t
  |         ^ the query ends here
",
    ),
    (
        "lookup t OUTPUT a",
        "
error[E0102]: expected `as` or `OUTPUT`, found `a`
  |
1 | lookup t OUTPUT a
  |                 ^ not expected here
  = help: a key precedes it: `lookup hosts ip OUTPUT name`
",
    ),
    (
        "lookup t a as b",
        "
error[E0102]: expected `OUTPUT`, found the end of the query
  |
1 | lookup t a as b
  |                ^ the query ends here
",
    ),
    (
        "cidrlookup t OUTPUT a",
        "
error[E0102]: expected `as` or `OUTPUT`, found `a`
  |
1 | cidrlookup t OUTPUT a
  |                     ^ not expected here
  = help: a key precedes it: `lookup hosts ip OUTPUT name`
",
    ),
];
