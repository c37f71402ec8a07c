//! Mistakes in and around nested queries.

use crate::diagnostics::check_all;

#[test]
fn nested_queries() {
    check_all(CASES);
}

const CASES: &[(&str, &str)] = &[
    (
        "filter a in (fields b | fitler c = 1)",
        "
error[E0101]: unknown command `fitler`
  |
1 | filter a in (fields b | fitler c = 1)
  |                         ^^^^^^ not a command
  = help: did you mean `filter`?
",
    ),
    (
        "filter a in (fitler b = 1 | fields c) and d = 1",
        "
error[E0101]: unknown command `fitler`
  |
1 | filter a in (fitler b = 1 | fields c) and d = 1
  |              ^^^^^^ not a command
  = help: did you mean `filter`?
",
    ),
    (
        "filter a in (SOURCE 'x' | filter b in (fields c | lmit 5))",
        "
error[E0101]: unknown command `lmit`
  |
1 | filter a in (SOURCE 'x' | filter b in (fields c | lmit 5))
  |                                                   ^^^^ not a command
  = help: did you mean `limit`?
",
    ),
    (
        "filter a in (SOURCE 'x' | fields b",
        "
error[E0106]: `(` is not closed
  |
1 | filter a in (SOURCE 'x' | fields b
  |             ^ opened here
  |                                   - expected `)`
",
    ),
    (
        "filter a in (fields b | filter (c = 1 | limit 5)",
        "
error[E0106]: `(` is not closed
  |
1 | filter a in (fields b | filter (c = 1 | limit 5)
  |                                ^ opened here
  |                                       - expected `)`
",
    ),
    (
        "filter a in (fields b | limit 5]",
        "
error[E0106]: `(` is closed by `]`
  |
1 | filter a in (fields b | limit 5]
  |             - opened here
  |                                ^ does not match
",
    ),
    (
        "filter a in (fields b))",
        "
error[E0106]: `)` closes nothing
  |
1 | filter a in (fields b))
  |                       ^ no bracket is open here
",
    ),
    (
        "filter a in ()",
        "
error[E0116]: a list stands in square brackets
  |
1 | filter a in ()
  |             ^^ expected `[...]`
  = help: write a list `in ['a', 'b']`, or a query `in (SOURCE 'name' | fields id)`
",
    ),
    (
        "filter a in ('x', 'y') | limit 5",
        "
error[E0116]: a list stands in square brackets
  |
1 | filter a in ('x', 'y') | limit 5
  |             ^^^^^^^^^^ expected `[...]`
  = help: write `in ['x', 'y']`
",
    ),
    (
        "filter a in (",
        "
error[E0102]: expected a command or an expression, found the end of the query
  |
1 | filter a in (
  |              ^ the query ends here
",
    ),
    (
        "filter a in (fields b | )",
        "
error[E0103]: expected a command, found `)`
  |
1 | filter a in (fields b | )
  |                         ^ not a command
  = help: remove the pipe
",
    ),
    (
        "filter a in (fields b | | limit 5)",
        "
error[E0103]: expected a command, found `|`
  |
1 | filter a in (fields b | | limit 5)
  |                       ^^^ nothing between the pipes
  = help: remove one of the pipes
",
    ),
    (
        "filter a in (fields b limit 5) | fields c",
        "
error[E0104]: there is no `|` before `limit`
  |
1 | filter a in (fields b limit 5) | fields c
  |                       ^^^^^ a command
  = help: did you forget the pipe? `| limit ...`
",
    ),
    (
        "filter a in (fields b c | limit 5)",
        "
error[E0123]: there is no `,` before `c`
  |
1 | filter a in (fields b c | limit 5)
  |                       ^ expected `,` or an operator
  = help: commas stand between the members of a list, `|` between commands
",
    ),
    (
        "filter a in (stats by host)",
        "
error[E0102]: expected an aggregate, found `by`
  |
1 | filter a in (stats by host)
  |                    ^^ nothing to compute
  = help: say what to compute: `stats count(*) by host`
",
    ),
    (
        "filter a in (limit 1.5)",
        "
error[E0102]: expected a whole number, found `1.5`
  |
1 | filter a in (limit 1.5)
  |                    ^^^ not expected here
",
    ),
    (
        "filter a in (fields 'x | limit 5)",
        "
error[E0105]: the quoted text has no end
  |
1 | filter a in (fields 'x | limit 5)
  |                     ^ begins here
  = help: close it with `'`
",
    ),
    (
        "appendcols ()",
        "
error[E0103]: there is no query in the brackets
  |
1 | appendcols ()
  |            ^^ nothing between the brackets
  = help: write a query, such as `(SOURCE 'name' | fields id)`
",
    ),
    (
        "appendcols 'x'",
        "
error[E0102]: expected an option or a query in brackets, found a text
  |
1 | appendcols 'x'
  |            ^^^ not expected here
",
    ),
    (
        "appendcols (",
        "
error[E0102]: expected a command, found the end of the query
  |
1 | appendcols (
  |             ^ the query ends here
",
    ),
    (
        "join left=a right=b where a.x = b.x ( )",
        "
error[E0103]: there is no query in the brackets
  |
1 | join left=a right=b where a.x = b.x ( )
  |                                     ^^^ nothing between the brackets
  = help: write a query, such as `(SOURCE 'name' | fields id)`
",
    ),
    (
        "join left=a right=b where a.x = b.x (SOURCE 'y'",
        "
error[E0106]: `(` is not closed
  |
1 | join left=a right=b where a.x = b.x (SOURCE 'y'
  |                                     ^ opened here
  |                                                - expected `)`
",
    ),
];
