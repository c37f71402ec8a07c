//! Mistakes and what is said about them.

use taffrail_query_lang::parse;

fn check_all(cases: &[(&str, &str)]) {
    for (query, expected) in cases {
        check(query, expected);
    }
}

fn check(query: &str, expected: &str) {
    let mistakes = parse(query).expect_err("is a mistake");
    assert_eq!(mistakes[0].render(query), expected.trim_matches('\n'));
}

#[test]
fn commands() {
    check_all(COMMANDS);
}

const COMMANDS: &[(&str, &str)] = &[
    (
        "fields a | größe",
        "
error[E0101]: unknown command `größe`
  |
1 | fields a | größe
  |            ^^^^^ not a command
  = help: the commands are `fields`, `display`, `filter`, `parse`, `stats`, `sort`, `limit`, `dedup`
",
    ),
    (
        "status = 500",
        "
error[E0101]: unknown command `status`
  |
1 | status = 500
  | ^^^^^^ not a command
  = help: a condition follows `filter`: `filter status`
",
    ),
    (
        "eval x = 1",
        "
error[E0101]: unknown command `eval`
  |
1 | eval x = 1
  | ^^^^ not a command
  = help: use `fields <expression> as <name>`
",
    ),
    (
        "fields a | lmit 5",
        "
error[E0101]: unknown command `lmit`
  |
1 | fields a | lmit 5
  |            ^^^^ not a command
  = help: did you mean `limit`?
",
    ),
    (
        "fields a | xyzzy 5",
        "
error[E0101]: unknown command `xyzzy`
  |
1 | fields a | xyzzy 5
  |            ^^^^^ not a command
  = help: the commands are `fields`, `display`, `filter`, `parse`, `stats`, `sort`, `limit`, `dedup`
",
    ),
    (
        "fields a | | limit 5",
        "
error[E0103]: expected a command, found `|`
  |
1 | fields a | | limit 5
  |          ^^^ nothing between the pipes
  = help: remove one of the pipes
",
    ),
    (
        "fields a |",
        "
error[E0103]: expected a command, found the end of the query
  |
1 | fields a |
  |          - behind this pipe
  |           ^ a command is missing
",
    ),
    (
        "'foo'",
        "
error[E0103]: expected a command, found a text
  |
1 | 'foo'
  | ^^^^^ not a command
  = help: to search the events, write `filter @message like 'foo'`
",
    ),
    (
        "/foo/",
        "
error[E0103]: expected a command, found a regex
  |
1 | /foo/
  | ^^^^^ not a command
  = help: to search the events, write `filter @message like /foo/`
",
    ),
    (
        "-- comment",
        "
error[E0103]: expected a command, found `-`
  |
1 | -- comment
  | ^ not a command
  = help: a comment begins with `#`
",
    ),
    (
        "// comment",
        "
error[E0103]: expected a command, found a regex
  |
1 | // comment
  | ^^ not a command
  = help: a comment begins with `#`
",
    ),
    (
        "filter a = 1 stats count(*)",
        "
error[E0104]: there is no `|` before `stats`
  |
1 | filter a = 1 stats count(*)
  |              ^^^^^ a command
  = help: did you forget the pipe? `| stats ...`
",
    ),
    (
        "tail 5",
        "
error[E0201]: the command `tail` of Logs Insights is not built yet
  |
1 | tail 5
  | ^^^^ not built yet
",
    ),
    (
        "filter a in (source 'x' | fields a)",
        "
error[E0201]: `in (subquery)` of Logs Insights is not built yet
  |
1 | filter a in (source 'x' | fields a)
  |             ^ a query in brackets begins here
",
    ),
    (
        "stats count(*) by bin(5m) offset 1d",
        "
error[E0201]: `stats ... offset` of Logs Insights is not built yet
  |
1 | stats count(*) by bin(5m) offset 1d
  |                           ^^^^^^ not built yet
",
    ),
    (
        "parse @message '*' as a multi",
        "
error[E0201]: `parse ... multi` of Logs Insights is not built yet
  |
1 | parse @message '*' as a multi
  |                         ^^^^^ not built yet
",
    ),
    (
        "$Errors(x = 1)",
        "
error[E0201]: calls of saved queries (`$Name(...)`) of Logs Insights are not built yet
  |
1 | $Errors(x = 1)
  | ^^^^^^^ not built yet
",
    ),
    (
        "limit any 5",
        "
error[E0201]: `limit any` of Logs Insights is not built yet
  |
1 | limit any 5
  |       ^^^ not built yet
",
    ),
];

#[test]
fn literals_and_brackets() {
    check_all(LITERALS_AND_BRACKETS);
}

const LITERALS_AND_BRACKETS: &[(&str, &str)] = &[
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

#[test]
fn operators_and_lists() {
    check_all(OPERATORS_AND_LISTS);
}

const OPERATORS_AND_LISTS: &[(&str, &str)] = &[
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
  |              ^^ a second comparison
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

#[test]
fn regexes_and_patterns() {
    check_all(REGEXES_AND_PATTERNS);
}

const REGEXES_AND_PATTERNS: &[(&str, &str)] = &[
    (
        "filter a like /(?=x)/",
        "
error[E0111]: a regex cannot look around
  |
1 | filter a like /(?=x)/
  |                ^^^ look-around is not supported
  = help: use two conditions: `x like /a/ and x not like /b/`
",
    ),
    (
        "filter a like /(a)\\1/",
        r"
error[E0111]: a regex cannot refer back to a group
  |
1 | filter a like /(a)\1/
  |                   ^^ back-references are not supported
",
    ),
    (
        "filter a like /a(b/",
        "
error[E0111]: invalid regex: unclosed group
  |
1 | filter a like /a(b/
  |                 ^ here
",
    ),
    (
        "filter a like /[z-a]/",
        "
error[E0111]: invalid regex: invalid character class range, the start must be <= the end
  |
1 | filter a like /[z-a]/
  |                 ^^^ here
",
    ),
    (
        "parse @message /(?<a>.)(?<a>.)/",
        "
error[E0111]: invalid regex: duplicate capture group name
  |
1 | parse @message /(?<a>.)(?<a>.)/
  |                           ^ here
",
    ),
    (
        "filter a like /x/i",
        "
error[E0112]: a regex has no flags behind it: `i`
  |
1 | filter a like /x/i
  |                  ^ not allowed
  = help: flags go inside: `/(?i)x/`
",
    ),
    (
        "filter a = /x/",
        "
error[E0113]: a regex cannot stand here
  |
1 | filter a = /x/
  |            ^^^ a regex
  = help: write `like /x/`
",
    ),
    (
        "parse @message \"*\"",
        r#"
error[E0117]: the pattern has 1 wildcard for 0 names
  |
1 | parse @message "*"
  |                ^^^ 1 `*`
  = help: name what each `*` finds: `parse @message 'user=*, ip=*' as user, ip`
"#,
    ),
    (
        "parse @message 'a=* b=*' as a",
        r"
error[E0117]: the pattern has 2 wildcards for 1 name
  |
1 | parse @message 'a=* b=*' as a
  |                ^^^^^^^^^ 2 `*`
  |                             - 1 name
  = help: each `*` needs one name; a star that is meant literally is written `\*`
",
    ),
    (
        "parse @message 'a=* b=*' as a, a",
        "
error[E0118]: the name `a` is given twice
  |
1 | parse @message 'a=* b=*' as a, a
  |                             - given first here
  |                                ^ given again
",
    ),
];

#[test]
fn names_and_parameters() {
    check_all(NAMES_AND_PARAMETERS);
}

const NAMES_AND_PARAMETERS: &[(&str, &str)] = &[
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

#[test]
fn what_was_expected() {
    check_all(WHAT_WAS_EXPECTED);
}

const WHAT_WAS_EXPECTED: &[(&str, &str)] = &[
    (
        "filter a like b",
        "
error[E0102]: expected a quoted text or a regex, found `b`
  |
1 | filter a like b
  |               ^ not expected here
  = help: a text is quoted: `'b'`
",
    ),
    (
        "limit ten",
        "
error[E0102]: expected a whole number, found `ten`
  |
1 | limit ten
  |       ^^^ not expected here
",
    ),
    (
        "sort",
        "
error[E0102]: expected an expression, found the end of the query
  |
1 | sort
  |     ^ the query ends here
",
    ),
    (
        "fields a, ",
        "
error[E0102]: expected an expression, found the end of the query
  |
1 | fields a, 
  |          ^ the query ends here
",
    ),
    (
        "fields a,, b",
        "
error[E0102]: expected an expression, found `,`
  |
1 | fields a,, b
  |          ^ not expected here
",
    ),
    (
        "stats by host",
        "
error[E0102]: expected an aggregate, found `by`
  |
1 | stats by host
  |       ^^ nothing to compute
  = help: say what to compute: `stats count(*) by host`
",
    ),
    (
        "parse @message",
        "
error[E0102]: expected a pattern, found the end of the query
  |
1 | parse @message
  |               ^ the query ends here
  = help: a pattern follows the field: `parse @message 'user=*' as user`
",
    ),
    (
        "fields *",
        "
error[E0102]: expected an expression, found `*`
  |
1 | fields *
  |        ^ not expected here
  = help: name the fields, or use `@message` for the whole event
",
    ),
    (
        "filter a is null",
        "
error[E0102]: expected an operator, `|` or the end of the query, found `is`
  |
1 | filter a is null
  |          ^^ not expected here
  = help: write `ispresent(field)` or `not ispresent(field)`
",
    ),
    (
        "filter a = and",
        "
error[E0102]: expected an expression, found `and`
  |
1 | filter a = and
  |            ^^^ not expected here
  = help: a field of that name is written `` `and` ``
",
    ),
    (
        "filter a not",
        "
error[E0102]: expected an operator, found the end of the query
  |
1 | filter a not
  |             ^ the query ends here
",
    ),
    (
        "filter a not = 3",
        "
error[E0102]: expected an operator, found `=`
  |
1 | filter a not = 3
  |              ^ not expected here
",
    ),
    (
        "fields a ? b",
        "
error[E0102]: expected an operator, `as`, `|` or the end of the query, found `?`
  |
1 | fields a ? b
  |          ^ not expected here
",
    ),
    (
        "fields f(a,",
        "
error[E0102]: expected an expression, a period or a regex, found the end of the query
  |
1 | fields f(a,
  |            ^ the query ends here
",
    ),
    (
        "filter a in",
        "
error[E0102]: expected a list in square brackets, found the end of the query
  |
1 | filter a in
  |            ^ the query ends here
",
    ),
    (
        "filter a in 'x'",
        "
error[E0102]: expected a list in square brackets, found a text
  |
1 | filter a in 'x'
  |             ^^^ not expected here
  = help: write `in ['x']`
",
    ),
    (
        "filter a = 1 and",
        "
error[E0102]: expected an expression, found the end of the query
  |
1 | filter a = 1 and
  |                 ^ the query ends here
",
    ),
    (
        "limit 1 2",
        "
error[E0102]: expected `|` or the end of the query, found `2`
  |
1 | limit 1 2
  |         ^ not expected here
",
    ),
    (
        "sort a descending",
        "
error[E0102]: expected an operator, `asc` or `desc`, `|` or the end of the query, found `descending`
  |
1 | sort a descending
  |        ^^^^^^^^^^ not expected here
  = help: write `desc`
",
    ),
    (
        "filter a between 1 and 2",
        "
error[E0102]: expected an operator, `|` or the end of the query, found `between`
  |
1 | filter a between 1 and 2
  |          ^^^^^^^ not expected here
  = help: write `a >= 1 and a <= 2`
",
    ),
    (
        "fields a. , b",
        "
error[E0102]: expected a name, found `,`
  |
1 | fields a. , b
  |           ^ not expected here
",
    ),
    (
        "stats count(*) as",
        "
error[E0102]: expected a name, found the end of the query
  |
1 | stats count(*) as
  |                  ^ the query ends here
",
    ),
    (
        "filter a = 'x' 'y'",
        "
error[E0102]: expected an operator, `|` or the end of the query, found a text
  |
1 | filter a = 'x' 'y'
  |                ^^^ not expected here
",
    ),
];
