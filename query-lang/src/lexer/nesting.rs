//! Which command a token belongs to, when queries stand inside of queries.

use crate::command::keyword::TAKE_QUERY;
use crate::function::normalized;
use crate::lexer::{Lexeme, LexemeKind};

/// The commands and brackets that are open behind the tokens that were followed so far.
pub(crate) struct Nesting<'a> {
    source: &'a str,
    /// The whole text first, then each open bracket.
    levels: Vec<Level>,
    /// Which of the levels are queries.
    queries: Vec<usize>,
}

/// The text as a whole, or what is inside of a bracket.
struct Level {
    /// Whether commands stand in it.
    query: bool,
    /// How many tokens precede the command.
    start: usize,
    /// The first word of the command.
    command: Option<Lexeme>,
    /// Whether the command has had a text or regex of its own.
    literal: bool,
}

impl Level {
    fn new(query: bool, start: usize) -> Self {
        Self {
            query,
            start,
            command: None,
            literal: false,
        }
    }
}

impl<'a> Nesting<'a> {
    pub(crate) fn new(source: &'a str) -> Self {
        Self {
            source,
            levels: vec![Level::new(true, 0)],
            queries: vec![0],
        }
    }

    /// Where we are behind all of these tokens, which hold no comments.
    pub(crate) fn behind(source: &'a str, lexemes: &[Lexeme]) -> Self {
        let mut nesting = Self::new(source);
        for (index, lexeme) in lexemes.iter().enumerate() {
            nesting.follow(index, *lexeme);
        }
        nesting
    }

    /// Goes on behind the token, which has so many tokens before it.
    pub(crate) fn follow(&mut self, index: usize, lexeme: Lexeme) {
        match lexeme.kind {
            LexemeKind::Open { query } => {
                self.begin(lexeme);
                if query {
                    self.queries.push(self.levels.len());
                }
                self.levels.push(Level::new(query, index + 1));
            }
            LexemeKind::Close => {
                if self.levels.len() > 1
                    && let Some(level) = self.levels.pop()
                    && level.query
                {
                    self.queries.pop();
                }
            }
            // A pipe ends the command, whatever brackets it left open.
            LexemeKind::Pipe => {
                let query = self.queries.last().map_or(0, |it| *it);
                self.levels.truncate(query + 1);
                if let Some(level) = self.levels.last_mut() {
                    *level = Level::new(true, index + 1);
                }
            }
            kind => {
                self.begin(lexeme);
                let literal = matches!(kind, LexemeKind::Text { .. } | LexemeKind::Regex { .. });
                if let Some(level) = self.levels.last_mut() {
                    level.literal |= literal;
                }
            }
        }
    }

    /// Whether a command may begin here.
    pub(crate) fn is_at_command(&self) -> bool {
        let level = self.innermost();
        level.query && level.command.is_none()
    }

    /// Whether a bracket of the command is open here.
    pub(crate) fn is_in_brackets(&self) -> bool {
        !self.innermost().query
    }

    /// The first word of the command that we are in.
    pub(crate) fn command(&self) -> Option<Lexeme> {
        self.query().command
    }

    /// Whether we are in the command of this name, given in lower case and without underscores.
    pub(crate) fn command_is(&self, name: &str) -> bool {
        self.command()
            .is_some_and(|it| normalized(it.text(self.source)) == name)
    }

    /// Whether the command is one whose bracket holds a query.
    pub(crate) fn takes_query(&self) -> bool {
        TAKE_QUERY.iter().any(|it| self.command_is(it))
    }

    /// How many tokens precede the command that we are in.
    pub(crate) fn start(&self) -> usize {
        self.query().start
    }

    /// Whether we are in a `parse` whose pattern is still to come, outside of brackets.
    pub(super) fn is_before_pattern(&self) -> bool {
        let level = self.innermost();
        level.query && !level.literal && self.command_is("parse")
    }

    fn begin(&mut self, lexeme: Lexeme) {
        if let Some(level) = self.levels.last_mut()
            && level.command.is_none()
        {
            level.command = Some(lexeme);
        }
    }

    fn innermost(&self) -> &Level {
        self.levels
            .last()
            .unwrap_or_else(|| unreachable!("the whole text is a level"))
    }

    fn query(&self) -> &Level {
        self.queries
            .last()
            .and_then(|it| self.levels.get(*it))
            .unwrap_or_else(|| unreachable!("the whole text is a query"))
    }
}

/// The tokens with what is inside of nested queries left out, their brackets kept.
pub(crate) fn without_nested(lexemes: &[Lexeme]) -> Vec<Lexeme> {
    let mut own = Vec::with_capacity(lexemes.len());
    let mut depth = 0_usize;
    for lexeme in lexemes {
        match lexeme.kind {
            LexemeKind::Close if depth > 0 => depth -= 1,
            LexemeKind::Open { .. } if depth > 0 => {
                depth += 1;
                continue;
            }
            LexemeKind::Open { query: true } => {
                own.push(*lexeme);
                depth = 1;
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            own.push(*lexeme);
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexer::lex;

    fn check(source: &str, command: &str, own: &str) {
        let lexemes = lex(source);
        let nesting = Nesting::behind(source, &lexemes);
        let found = nesting.command().map_or("", |it| it.text(source));
        assert_eq!(found, command, "{source}");
        let shown: Vec<&str> = without_nested(&lexemes[nesting.start()..])
            .iter()
            .map(|it| it.text(source))
            .collect();
        assert_eq!(shown.join(" "), own, "{source}");
    }

    #[test]
    fn commands_are_told_apart_by_their_brackets() {
        check("fields a | limit 5", "limit", "limit 5");
        check("filter a in (fields b | limit 5", "limit", "limit 5");
        check(
            "filter a in (fields b | limit 5) and",
            "filter",
            "filter a in ( ) and",
        );
        check("join left=a right=b where a.x=b.x (fields f(c) |", "", "");
        check("filter f(a | limit 5", "limit", "limit 5");
    }
}
