//! From pest's error to a diagnostic for people.
//!
//! pest says how far it came and which rules would have gone on. The tokens around that place
//! tell common mistakes apart, one room each; what is left is "expected ..., found ...".

mod bracket;
mod command;
mod expected;
mod list;
mod literal;
mod name;
mod operator;
mod place;
mod quotes;

use pest::error::{Error, InputLocation};

use self::expected::Expected;
use self::place::Place;
use crate::diagnostic::Diagnostic;
use crate::lexer::{Lexeme, LexemeKind};
use crate::parser::Rule;

/// Says what is wrong at the place where pest gave up.
pub(crate) fn explain(source: &str, lexemes: &[Lexeme], error: &Error<Rule>) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let lexemes: Vec<Lexeme> = lexemes
        .iter()
        .copied()
        .filter(|it| it.kind != LexemeKind::Comment)
        .collect();
    let place = Place::new(source, &lexemes, at);
    let expected = Expected::new(&error.variant);

    // The surest signs first.
    command::unknown(&place, error)
        .or_else(|| quotes::unclosed(&place))
        .or_else(|| literal::placeholder(&place))
        .or_else(|| operator::foreign(&place))
        .or_else(|| command::missing(&place))
        .or_else(|| command::missing_pipe(&place, &expected))
        .or_else(|| literal::regex(&place))
        .or_else(|| quotes::typographic(&place))
        .or_else(|| quotes::missing(&place))
        .or_else(|| name::odd(&place))
        .or_else(|| literal::period(&place, &expected))
        .or_else(|| command::missing_aggregate(&place))
        .or_else(|| bracket::unbalanced(&place, &expected))
        .or_else(|| list::missing_comma(&place, &expected))
        .unwrap_or_else(|| expected.unlike(&place))
}
