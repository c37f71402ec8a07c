//! Regexes and the patterns of `parse`.

use crate::diagnostics::check_all;

#[test]
fn regexes_and_patterns() {
    check_all(CASES);
}

const CASES: &[(&str, &str)] = &[
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
