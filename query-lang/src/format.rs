//! The formatter: one command a line, comments kept.

mod layout;

use self::layout::lay_out;
use crate::ast::Query;
use crate::span::Spanned;

/// The query as canonical text, with a line break at the end; nothing for an empty query. Nested
/// queries stand in their brackets, each command on a line of its own when the line gets too long.
///
/// Parsing the text gives an equal query, and formatting that gives the same text. Comments on
/// lines of their own stay before the command that follows; comments behind a command stay at
/// the end of its line; comments inside of a command move before it.
///
/// ```
/// use taffrail_query_lang::{format, parse};
///
/// let query = parse("FIELDS a,b|filter (x==1) # why").unwrap();
/// assert_eq!(format(&query), "fields a, b\n| filter x = 1 # why\n");
/// ```
pub fn format(query: &Query) -> String {
    let mut out = String::new();
    let mut comments = query.comments.iter().peekable();
    for (index, command) in query.commands.iter().enumerate() {
        let end = command.span.end;
        let next = query
            .commands
            .get(index + 1)
            .map_or(usize::MAX, |it| it.span.start);
        while let Some(comment) = comments.next_if(|it| it.span.start < end) {
            push_line(&mut out, &comment.value);
        }
        let pipe = if index > 0 { "| " } else { "" };
        out.push_str(pipe);
        out.push_str(&lay_out(&command.value.to_string(), pipe.len()));
        if let Some(comment) =
            comments.next_if(|it| it.span.start < next && is_behind(query, end, it))
        {
            out.push(' ');
            out.push_str(&comment.value);
        }
        out.push('\n');
    }
    for comment in comments {
        push_line(&mut out, &comment.value);
    }
    out
}

fn push_line(out: &mut String, comment: &str) {
    out.push_str(comment);
    out.push('\n');
}

/// Whether the comment stands on the line on which the command before it ends.
fn is_behind(query: &Query, end: usize, comment: &Spanned<String>) -> bool {
    let line = |offset| query.line_starts.partition_point(|start| *start <= offset);
    line(end) == line(comment.span.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let query = crate::parse(text).expect("parses");
        let formatted = format(&query);
        assert_eq!(formatted, expected);
        let again = crate::parse(&formatted).expect("parses again");
        assert_eq!(again, query);
        assert_eq!(format(&again), formatted);
    }

    #[test]
    fn one_command_a_line() {
        check("| fields a,b|  limit 5", "fields a, b\n| limit 5\n");
        check("  ", "");
    }

    #[test]
    fn comments_stay_near() {
        check(
            "# top\nfields a # behind\n# | filter x\n| limit 5\n# end",
            "# top\nfields a # behind\n# | filter x\n| limit 5\n# end\n",
        );
        check("# alone", "# alone\n");
        check(
            "fields a | limit 5 # behind",
            "fields a\n| limit 5 # behind\n",
        );
    }

    #[test]
    fn comments_move_out_of_commands() {
        check(
            "fields a, # first\n  b # second\n| # third\nlimit 5",
            "# first\nfields a, b # second\n# third\n| limit 5\n",
        );
    }

    #[test]
    fn typed_text_that_names_a_column_stays() {
        check(
            "stats  COUNT( * ), sum( a+1 ) as n",
            "stats COUNT( * ), sum(a + 1) as n\n",
        );
    }
}
