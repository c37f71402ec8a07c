//! Nested queries on lines of their own, when the command is too long for one.

use crate::lexer::{self, Lexeme, LexemeKind};

/// How wide a line may be before its nested queries are taken apart.
const WIDTH: usize = 80;
const INDENT: usize = 4;

/// The command, written on one line, as the lines to show, the first one behind `before` columns.
///
/// Only white space between tokens changes, and only in commands that no column is named after:
/// an item of `fields` without an alias is called as it was typed.
pub(super) fn lay_out(command: &str, before: usize) -> String {
    let mut out = String::new();
    write(&mut out, command, 0, before);
    out
}

fn write(out: &mut String, command: &str, indent: usize, before: usize) {
    let fits = before + command.chars().count() <= WIDTH;
    if fits || !may_break(command) {
        out.push_str(command);
        return;
    }
    let lexemes = lexer::lex(command);
    let mut at = 0;
    let mut index = 0;
    while index < lexemes.len() {
        if lexemes[index].kind != (LexemeKind::Open { query: true }) {
            index += 1;
            continue;
        }
        let close = closing(&lexemes, index);
        out.push_str(&command[at..lexemes[index].span.end]);
        let inside = indent + INDENT;
        let mut first = true;
        for nested in commands(&lexemes[index + 1..close]) {
            let pipe = if first { "" } else { "| " };
            first = false;
            break_line(out, inside);
            out.push_str(pipe);
            write(out, &command[nested], inside, inside + pipe.len());
        }
        break_line(out, indent);
        at = lexemes.get(close).map_or(command.len(), |it| it.span.start);
        index = close;
    }
    out.push_str(&command[at..]);
}

fn may_break(command: &str) -> bool {
    ["filter ", "join ", "appendcols "]
        .iter()
        .any(|it| command.starts_with(it))
}

/// Where the bracket at `open` is closed.
fn closing(lexemes: &[Lexeme], open: usize) -> usize {
    let mut depth = 0_usize;
    for (index, lexeme) in lexemes.iter().enumerate().skip(open) {
        match lexeme.kind {
            LexemeKind::Open { .. } => depth += 1,
            LexemeKind::Close => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index;
        }
    }
    lexemes.len()
}

/// The commands of a nested query, from its first token to its last.
fn commands(lexemes: &[Lexeme]) -> Vec<std::ops::Range<usize>> {
    let mut depth = 0_usize;
    let pieces = lexemes.split(|it| {
        match it.kind {
            LexemeKind::Open { .. } => depth += 1,
            LexemeKind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && it.kind == LexemeKind::Pipe
    });
    pieces
        .filter_map(|piece| Some(piece.first()?.span.to(piece.last()?.span).range()))
        .collect()
}

fn break_line(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

#[cfg(test)]
mod tests {
    use crate::{format, parse};

    fn check(text: &str, expected: &str) {
        let query = parse(text).expect("parses");
        let formatted = format(&query);
        assert_eq!(formatted, expected);
        let again = parse(&formatted).expect("parses again");
        assert_eq!(again, query);
        assert_eq!(format(&again), formatted);
    }

    #[test]
    fn short_queries_stay_on_the_line() {
        check(
            "filter a in (\n  SOURCE 'x'\n  | fields a\n)",
            "filter a in (SOURCE 'x' | fields a)\n",
        );
    }

    #[test]
    fn long_queries_have_a_line_for_each_command() {
        check(
            "limit 1 | filter requestId in (SOURCE '/aws/lambda/database' | filter errorType = 'Timeout (a | b)' | fields requestId) and a = 1 # why\n| limit 5",
            "limit 1
| filter requestId in (
    SOURCE '/aws/lambda/database'
    | filter errorType = 'Timeout (a | b)'
    | fields requestId
) and a = 1 # why
| limit 5
",
        );
    }

    #[test]
    fn only_what_is_too_long_is_taken_apart() {
        check(
            "appendcols (filter aaaaaaaaaaaaaaaaaaaa in (fields b | limit 5) | filter cccccccccccccccccccccccc in (SOURCE 'd' | filter eeeeeeeeeeeeeeee = 'ffffffffffffffffffff' | fields g))",
            "appendcols (
    filter aaaaaaaaaaaaaaaaaaaa in (fields b | limit 5)
    | filter cccccccccccccccccccccccc in (
        SOURCE 'd'
        | filter eeeeeeeeeeeeeeee = 'ffffffffffffffffffff'
        | fields g
    )
)
",
        );
    }

    #[test]
    fn columns_that_are_named_as_typed_keep_their_text() {
        check(
            "fields aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa in (SOURCE  'bbbbbbbbbbbbbbbbbbbbbbbbbbb'|fields c)",
            "fields aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa in (SOURCE  'bbbbbbbbbbbbbbbbbbbbbbbbbbb'|fields c)\n",
        );
    }
}
