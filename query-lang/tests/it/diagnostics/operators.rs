//! Operators and lists.

use crate::diagnostics::check_all;

#[test]
fn operators_and_lists() {
    check_all(CASES);
}

const CASES: &[(&str, &str)] = &[
    (
        "filter host =! 'a'",
        "
error[E0107]: `=!` is not an operator
  |
1 | filter host =! 'a'
  |             ^^ not an operator
  = help: write `!=`
",
    ),
    (
        "filter host = 'a' -- note",
        "
error[E0107]: `--` is not an operator
  |
1 | filter host = 'a' -- note
  |                   ^^ not an operator
  = help: a comment begins with `#`; write `- -a` for the negative of a negative
",
    ),
    (
        "fields a || filter b",
        "
error[E0107]: `||` is not an operator
  |
1 | fields a || filter b
  |          ^^ not an operator
  = help: write `or` between conditions, and one `|` between commands
",
    ),
    (
        "filter a && b",
        "
error[E0107]: `&&` is not an operator
  |
1 | filter a && b
  |          ^^ not an operator
  = help: write `and`
",
    ),
    (
        "filter a <> 1",
        "
error[E0107]: `<>` is not an operator
  |
1 | filter a <> 1
  |          ^^ not an operator
  = help: write `!=`
",
    ),
    (
        "filter a !~ /x/",
        "
error[E0107]: `!~` is not an operator
  |
1 | filter a !~ /x/
  |          ^^ not an operator
  = help: write `not like /.../`
",
    ),
    (
        "fields a; filter b",
        "
error[E0107]: `;` is not an operator
  |
1 | fields a; filter b
  |         ^ not an operator
  = help: write `|` between commands
",
    ),
    (
        "fields a\n| filter strlne(b) > 1\n| filter c == 1 &&\n d = 2",
        "
error[E0107]: `&&` is not an operator
  |
3 | | filter c == 1 &&
  |                 ^^ not an operator
  = help: write `and`
",
    ),
    (
        "filter a = b = c",
        "
error[E0115]: comparisons cannot be chained
  |
1 | filter a = b = c
  |        ----- the first one
  |              ^ a second comparison
  = help: join them with `and`, or put brackets around one
",
    ),
    (
        "filter a in ('x', 'y')",
        "
error[E0116]: a list stands in square brackets
  |
1 | filter a in ('x', 'y')
  |             ^^^^^^^^^^ expected `[...]`
  = help: write `in ['x', 'y']`
",
    ),
    (
        "filter a in [b]",
        "
error[E0116]: a list holds texts and numbers only
  |
1 | filter a in [b]
  |              ^ not a literal
  = help: a text is quoted: `'b'`
",
    ),
    (
        "fields a b",
        "
error[E0123]: there is no `,` before `b`
  |
1 | fields a b
  |          ^ expected `,` or an operator
  = help: commas stand between the members of a list, `|` between commands
",
    ),
    (
        "fields f(a b)",
        "
error[E0123]: there is no `,` before `b`
  |
1 | fields f(a b)
  |            ^ expected `,` or an operator
  = help: commas stand between the members of a list, `|` between commands
",
    ),
];
