//! Globs: `'user=*, ip=*'`, one name for each star.

use pest::iterators::Pair;

use crate::command::parse::{ParsePattern, PatternAndColumns, count};
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::{Rule, literal, span_of};
use crate::span::Spanned;

impl ParsePattern {
    /// The literal texts around the stars of a glob, `\*` made `*`: one more than there are stars.
    pub fn glob_pieces(glob: &str) -> Vec<String> {
        let mut pieces = vec![String::new()];
        let mut chars = glob.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '*' => pieces.push(String::new()),
                '\\' if chars.peek() == Some(&'*') => {
                    chars.next();
                    push(&mut pieces, '*');
                }
                c => push(&mut pieces, c),
            }
        }
        pieces
    }
}

fn push(pieces: &mut [String], c: char) {
    if let Some(last) = pieces.last_mut() {
        last.push(c);
    }
}

pub(super) fn read(
    pair: &Pair<'_, Rule>,
    columns: Vec<Spanned<String>>,
) -> Result<PatternAndColumns, Diagnostic> {
    let glob = literal::text(pair);
    let stars = ParsePattern::glob_pieces(&glob).len() - 1;
    if stars != columns.len() {
        let names = count(columns.len(), "name");
        let message = format!("the pattern has {} for {names}", count(stars, "wildcard"));
        let mut diagnostic = Diagnostic::error(Code::ColumnCount, message)
            .label(span_of(pair), format!("{stars} `*`"));
        if let (Some(first), Some(last)) = (columns.first(), columns.last()) {
            diagnostic = diagnostic.label(first.span.to(last.span), names);
        }
        return Err(diagnostic.help(if columns.is_empty() {
            "name what each `*` finds: `parse @message 'user=*, ip=*' as user, ip`"
        } else {
            "each `*` needs one name; a star that is meant literally is written `\\*`"
        }));
    }
    if stars == 0 {
        return Err(
            Diagnostic::error(Code::ColumnCount, "the pattern has no wildcard")
                .label(span_of(pair), "no `*`")
                .help("put a `*` where the value stands, as in `parse @message 'user=*,' as user`"),
        );
    }
    Ok((ParsePattern::Glob(glob), columns))
}
