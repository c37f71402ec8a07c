//! Where the cursor is in the query.

use crate::command::keyword::{Form, Keyword};
use crate::command::{self, keyword};
use crate::lexer::{Lexeme, LexemeKind, Nesting, without_nested};

/// What precedes the word at the cursor.
pub(super) struct Place<'a> {
    text: &'a str,
    all: &'a [Lexeme],
    /// From the name of the command on, what is inside of nested queries left out.
    pub(super) command: Vec<Lexeme>,
    /// How many brackets of the command are open.
    pub(super) depth: usize,
    /// Whether no command precedes this one in its query.
    pub(super) is_first: bool,
}

impl<'a> Place<'a> {
    pub(super) fn new(text: &'a str, all: &'a [Lexeme]) -> Self {
        let nesting = Nesting::behind(text, all);
        let start = nesting.start();
        let command = without_nested(&all[start..]);
        let depth = command.iter().fold(0_usize, |depth, it| match it.kind {
            LexemeKind::Open { .. } => depth + 1,
            LexemeKind::Close => depth.saturating_sub(1),
            _ => depth,
        });
        Self {
            text,
            all,
            command,
            depth,
            is_first: all[..start]
                .iter()
                .rfind(|it| it.kind != LexemeKind::Pipe)
                .is_none_or(|it| it.kind == (LexemeKind::Open { query: true })),
        }
    }

    /// The canonical name of the command.
    pub(super) fn name(&self) -> Option<&'static str> {
        let word = self.command.first()?.text(self.text);
        command::find(word).map(|it| it.name)
    }

    /// Whether nothing stands between the name of the command and the cursor.
    pub(super) fn is_behind_name(&self) -> bool {
        self.command.len() == 1
    }

    /// Whether the word stands in the command, its name aside.
    pub(super) fn has(&self, word: &str) -> bool {
        self.command
            .iter()
            .skip(1)
            .any(|it| it.is_word(self.text, word))
    }

    /// Whether the command has brackets, open or closed.
    pub(super) fn has_brackets(&self) -> bool {
        self.command
            .iter()
            .any(|it| matches!(it.kind, LexemeKind::Open { .. }))
    }

    /// Whether an operand ends before the cursor.
    pub(super) fn behind_operand(&self) -> bool {
        match self.command.as_slice() {
            [] | [_] => false,
            [.., before, last] => {
                let star = last.kind == LexemeKind::Operator && last.text(self.text) == "*";
                let in_call = matches!(before.kind, LexemeKind::Open { .. }) && star;
                in_call || (last.ends_operand(self.text) && !self.is_joining(*last))
            }
        }
    }

    /// `as`, `by` and the like want something behind them.
    fn is_joining(&self, lexeme: Lexeme) -> bool {
        self.has_keyword(lexeme, |it| it.form() == Form::Word && !it.ends)
    }

    /// Whether the token is such a word of the command.
    fn has_keyword(&self, lexeme: Lexeme, is_such: fn(&Keyword) -> bool) -> bool {
        let mut words = self.name().map_or(&[][..], keyword::keywords).iter();
        lexeme.kind == LexemeKind::Word
            && words.any(|it| is_such(it) && it.is(lexeme.text(self.text)))
    }

    /// Whether an option's `=` stands right before the cursor: its value is not a field.
    pub(super) fn behind_option(&self) -> bool {
        let [.., option, sign] = self.command[..] else {
            return false;
        };
        sign.text(self.text) == "="
            && self.has_keyword(option, |it| it.form() == Form::Option)
            && !option.is_word(self.text, "field")
    }

    /// Whether the word or sign stands right before the cursor.
    pub(super) fn behind(&self, word: &str) -> bool {
        self.command
            .last()
            .is_some_and(|it| it.text(self.text).eq_ignore_ascii_case(word))
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
