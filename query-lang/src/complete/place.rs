//! Where the cursor is in the query.

use crate::command;
use crate::lexer::{Lexeme, LexemeKind};

/// What precedes the word at the cursor.
pub(super) struct Place<'a> {
    text: &'a str,
    all: &'a [Lexeme],
    /// From the name of the command on.
    pub(super) command: &'a [Lexeme],
    /// How many brackets of the command are open.
    pub(super) depth: usize,
}

impl<'a> Place<'a> {
    pub(super) fn new(text: &'a str, all: &'a [Lexeme]) -> Self {
        let start = all
            .iter()
            .rposition(|it| it.kind == LexemeKind::Pipe)
            .map_or(0, |it| it + 1);
        let command = &all[start..];
        let depth = command.iter().fold(0_usize, |depth, it| match it.kind {
            LexemeKind::Open => depth + 1,
            LexemeKind::Close => depth.saturating_sub(1),
            _ => depth,
        });
        Self {
            text,
            all,
            command,
            depth,
        }
    }

    /// The canonical name of the command.
    pub(super) fn name(&self) -> Option<&'static str> {
        let word = self.command.first()?.text(self.text);
        command::find(word).map(|it| it.name)
    }

    /// Whether the word stands in the command, its name aside.
    pub(super) fn has(&self, word: &str) -> bool {
        self.command
            .iter()
            .skip(1)
            .any(|it| it.is_word(self.text, word))
    }

    /// Whether an operand ends before the cursor.
    pub(super) fn behind_operand(&self) -> bool {
        match self.command {
            [] | [_] => false,
            [.., before, last] => {
                let star = last.kind == LexemeKind::Operator && last.text(self.text) == "*";
                let in_call = before.kind == LexemeKind::Open && star;
                in_call || (last.ends_operand(self.text) && !self.is_joining(*last))
            }
        }
    }

    /// `as` and `by` want something behind them.
    fn is_joining(&self, lexeme: Lexeme) -> bool {
        lexeme.is_word(self.text, "as") || lexeme.is_word(self.text, "by")
    }

    /// Whether the word stands right before the cursor.
    pub(super) fn behind(&self, word: &str) -> bool {
        self.command
            .last()
            .is_some_and(|it| it.is_word(self.text, word))
    }

    /// The names that the query gave with `as` so far.
    pub(super) fn aliases(&self) -> Vec<String> {
        let mut names = Vec::new();
        for pair in self.all.windows(2) {
            if pair[0].is_word(self.text, "as") && pair[1].kind == LexemeKind::Word {
                names.push(pair[1].text(self.text).to_owned());
            }
        }
        names
    }
}
