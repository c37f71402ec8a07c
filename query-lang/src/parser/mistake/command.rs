//! What is missing around commands: the command itself, the pipe before it, its first argument.

use pest::error::{Error, ErrorVariant};

use crate::command::unknown::{is_command_word, unknown as unknown_command};
use crate::diagnostic::{Code, Diagnostic};
use crate::lexer::{self, Lexeme, LexemeKind};
use crate::parser::Rule;
use crate::parser::mistake::expected::{Expected, PIPE};
use crate::parser::mistake::list::LISTS;
use crate::parser::mistake::place::Place;
use crate::parser::mistake::quotes;
use crate::span::Span;

/// `fields a | limt 5`
pub(super) fn unknown(place: &Place<'_>, error: &Error<Rule>) -> Option<Diagnostic> {
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
        return None;
    };
    let word = place.command().first()?;
    let unknown = positives.contains(&Rule::no_command);
    unknown.then(|| unknown_command(place.source, word.span.start))
}

/// `fields a | | limit 5`
pub(super) fn missing(place: &Place<'_>) -> Option<Diagnostic> {
    let before = place.before(1);
    let behind_pipe = before.is_some_and(|it| it.kind == LexemeKind::Pipe);
    let first = place.is_at_command() && !behind_pipe;
    if place.here().is_some_and(|it| it.kind == LexemeKind::Close)
        && let Some(open) = before.filter(|_| first)
    {
        let close = place.here_span();
        return Some(
            Diagnostic::error(Code::MissingCommand, "there is no query in the brackets")
                .label(open.span.to(close), "nothing between the brackets")
                .help("write a query, such as `(SOURCE 'name' | fields id)`"),
        );
    }
    let Some(here) = place.here() else {
        let pipe = before.filter(|_| behind_pipe)?;
        let end = place.source.trim_end_matches(lexer::is_space).len();
        return Some(
            Diagnostic::error(
                Code::MissingCommand,
                "expected a command, found the end of the query",
            )
            .label(Span::new(end, end), "a command is missing")
            .label(pipe.span, "behind this pipe"),
        );
    };
    if here.kind == LexemeKind::Pipe && (behind_pipe || first) {
        let span = before.map_or(here.span, |it| it.span.to(here.span));
        let span = if place.source[span.range()].contains('\n') {
            here.span
        } else {
            span
        };
        return Some(
            Diagnostic::error(Code::MissingCommand, "expected a command, found `|`")
                .label(span, "nothing between the pipes")
                .help("remove one of the pipes"),
        );
    }
    if !(behind_pipe || first) {
        return None;
    }
    let found = place.found(here);
    Some(
        Diagnostic::error(
            Code::MissingCommand,
            format!("expected a command, found {found}"),
        )
        .label(here.span, "not a command")
        .help(instead_of(place, here)),
    )
}

/// What was probably meant by `here`, which begins no command.
fn instead_of(place: &Place<'_>, here: Lexeme) -> String {
    match here.kind {
        LexemeKind::Other if quotes::is_typographic(place.text(here)) => {
            "quotes are `'` and `\"`".to_owned()
        }
        LexemeKind::Regex { .. } if place.text(here) == "//" => {
            "a comment begins with `#`".to_owned()
        }
        LexemeKind::Operator if place.text(here) == "/" || place.text(here) == "-" => {
            "a comment begins with `#`".to_owned()
        }
        LexemeKind::Text { .. } | LexemeKind::Regex { .. } => {
            format!(
                "to search the events, write `filter @message like {}`",
                place.short(here)
            )
        }
        LexemeKind::Close => "remove the pipe".to_owned(),
        _ => "a query begins with a command such as `fields` or `filter`".to_owned(),
    }
}

/// `filter a = 1 stats count(*)`
pub(super) fn missing_pipe(place: &Place<'_>, expected: &Expected) -> Option<Diagnostic> {
    let here = place.here().filter(|it| it.kind == LexemeKind::Word)?;
    let word = place.text(here);
    let ends = expected.contains(PIPE);
    // `anomaly limit 5`: nothing stands between the two names.
    let before = place.operand_before() || place.command().len() == 1;
    if !(ends && before && is_command_word(word)) {
        return None;
    }
    // `fields a pattern` lacks a comma rather than a pipe when nothing follows.
    let followed = place.after(1).is_some_and(|it| it.kind != LexemeKind::Pipe);
    if !followed && place.command_is(&LISTS) {
        return None;
    }
    Some(
        Diagnostic::error(
            Code::MissingPipe,
            format!("there is no `|` before `{word}`"),
        )
        .label(here.span, "a command")
        .help(format!("did you forget the pipe? `| {word} ...`")),
    )
}

/// `stats by host`
pub(super) fn missing_aggregate(place: &Place<'_>) -> Option<Diagnostic> {
    let command = place.command();
    if place.command_is(&["stats"]) && place.is(command.get(1).copied(), "by") {
        let by = command.get(1)?;
        return Some(
            Diagnostic::error(Code::UnexpectedToken, "expected an aggregate, found `by`")
                .label(by.span, "nothing to compute")
                .help("say what to compute: `stats count(*) by host`"),
        );
    }
    None
}
