//! What `SOURCE` names.

use crate::diagnostics::check_all;

#[test]
fn sources() {
    check_all(CASES);
}

const CASES: &[(&str, &str)] = &[
    (
        "SOURCE",
        "
error[E0102]: expected a place to read or an option, found the end of the query
  |
1 | SOURCE
  |       ^ the query ends here
",
    ),
    (
        "SOURCE | limit 5",
        "
error[E0102]: expected a place to read or an option, found `|`
  |
1 | SOURCE | limit 5
  |        ^ not expected here
",
    ),
    (
        "SOURCE logGroups(namePrefix: 'a')",
        "
error[E0102]: expected a list of texts in square brackets, found a text
  |
1 | SOURCE logGroups(namePrefix: 'a')
  |                              ^^^ not expected here
  = help: write `['a']`
",
    ),
    (
        "SOURCE logGroups(['a'])",
        "
error[E0102]: expected an option, found `[`
  |
1 | SOURCE logGroups(['a'])
  |                  ^ not expected here
",
    ),
    (
        "SOURCE dataSource('a')",
        "
error[E0102]: expected a list of texts in square brackets, found a text
  |
1 | SOURCE dataSource('a')
  |                   ^^^ not expected here
  = help: write `['a']`
",
    ),
    (
        "SOURCE logGroupTags([{\"key\": 5}])",
        "
error[E0102]: expected a quoted text or a list of texts in square brackets, found `5`
  |
1 | SOURCE logGroupTags([{\"key\": 5}])
  |                              ^ not expected here
  = help: write `[5]`
",
    ),
    (
        "SOURCE my-group | limit 5",
        "
error[E0120]: a text must be quoted
  |
1 | SOURCE my-group | limit 5
  |        ^^^^^^^^ not quoted
  = help: write `'my-group'`
",
    ),
];
