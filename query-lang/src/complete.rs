//! Completion: what may be typed at the cursor.

use crate::ast::display::Name;
use crate::command::COMMANDS;
use crate::function::{self, FunctionKind};
use crate::lexer::{self, Lexeme, LexemeKind};

/// What may stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completion {
    /// Where the text begins that a candidate replaces; it ends at the cursor.
    pub start: usize,
    /// What may be put there, in the order in which to show it.
    pub candidates: Vec<Candidate>,
}

/// One thing that may be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The text to put in.
    pub text: String,
    /// What it is, in a few words.
    pub summary: String,
}

/// What may be typed at `cursor` (an offset in bytes), given the names of fields that are known.
///
/// Commands where a command belongs, functions and fields inside of expressions, keywords where
/// they fit; nothing inside of texts, regexes and comments. Never fails, whatever the text.
///
/// ```
/// let completion = taffrail_query_lang::complete("fields a | li", 13, &[]);
/// assert_eq!((completion.start, completion.candidates[0].text.as_str()), (11, "limit"));
/// ```
pub fn complete(text: &str, cursor: usize, fields: &[String]) -> Completion {
    let mut cursor = cursor.min(text.len());
    while !text.is_char_boundary(cursor) {
        cursor -= 1;
    }
    let typed = &text[..cursor];
    let mut lexemes = lexer::lex(typed);
    let nothing = Completion {
        start: cursor,
        candidates: Vec::new(),
    };

    // A comment reaches to the end of its line, and no break follows it before the cursor.
    if lexemes
        .last()
        .is_some_and(|it| it.kind == LexemeKind::Comment && it.span.end == cursor)
    {
        return nothing;
    }
    lexemes.retain(|it| it.kind != LexemeKind::Comment);
    let touched = lexemes.last().copied().filter(|it| it.span.end == cursor);
    let (start, prefix) = match touched.map(|it| (it, it.kind)) {
        Some((word, LexemeKind::Word | LexemeKind::QuotedName { closed: false })) => {
            lexemes.pop();
            (word.span.start, word.text(typed))
        }
        Some((
            _,
            // Inside of a literal, or right behind one.
            LexemeKind::Text { .. }
            | LexemeKind::Regex { .. }
            | LexemeKind::QuotedName { .. }
            | LexemeKind::Number
            | LexemeKind::Placeholder,
        )) => {
            return nothing;
        }
        _ => (cursor, ""),
    };
    let place = Place::new(typed, &lexemes);
    Completion {
        start,
        candidates: candidates(&place, prefix, fields),
    }
}

/// What precedes the word at the cursor.
struct Place<'a> {
    text: &'a str,
    all: &'a [Lexeme],
    /// From the name of the command on.
    command: &'a [Lexeme],
    depth: usize,
}

impl<'a> Place<'a> {
    fn new(text: &'a str, all: &'a [Lexeme]) -> Self {
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

    fn name(&self) -> Option<&'static str> {
        let word = self.command.first()?.text(self.text);
        crate::command::find(word).map(|it| it.name)
    }

    fn has(&self, word: &str) -> bool {
        self.command
            .iter()
            .skip(1)
            .any(|it| it.is_word(self.text, word))
    }

    fn behind_operand(&self) -> bool {
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

    fn behind(&self, word: &str) -> bool {
        self.command
            .last()
            .is_some_and(|it| it.is_word(self.text, word))
    }

    /// The names that the query gave with `as` so far.
    fn aliases(&self) -> Vec<String> {
        let mut names = Vec::new();
        for pair in self.all.windows(2) {
            if pair[0].is_word(self.text, "as") && pair[1].kind == LexemeKind::Word {
                names.push(pair[1].text(self.text).to_owned());
            }
        }
        names
    }
}

fn candidates(place: &Place<'_>, prefix: &str, fields: &[String]) -> Vec<Candidate> {
    let mut out = Vec::new();
    if place.command.is_empty() {
        for info in COMMANDS {
            push(&mut out, prefix, info.name, info.summary);
        }
        for info in COMMANDS {
            for alias in info.aliases {
                // An alias is shown when it is asked for.
                if !prefix.is_empty() {
                    push(
                        &mut out,
                        prefix,
                        alias,
                        &format!("The same as `{}`.", info.name),
                    );
                }
            }
        }
        return out;
    }
    let Some(command) = place.name() else {
        return out;
    };
    if command == "limit" || place.behind("as") {
        return out;
    }
    if place.behind_operand() {
        keywords(&mut out, place, command, prefix);
        return out;
    }
    if command == "sort" && place.command.len() == 1 {
        push(&mut out, prefix, "by", "May stand before the keys.");
    }
    names(&mut out, place, prefix, fields);
    if command != "dedup" {
        functions(&mut out, place, command, prefix);
        if command != "parse" {
            push(&mut out, prefix, "not", "True when the condition is not.");
        }
    }
    out
}

fn keywords(out: &mut Vec<Candidate>, place: &Place<'_>, command: &str, prefix: &str) {
    const CONDITION: [(&str, &str); 6] = [
        ("and", "Both conditions."),
        ("or", "One of the conditions."),
        ("like", "Holds the text or matches the regex."),
        ("not like", "Does not hold the text or match the regex."),
        ("in", "Equals one of a list."),
        ("not in", "Equals none of a list."),
    ];
    if place.depth == 0 {
        match command {
            "fields" | "display" | "parse" => push(out, prefix, "as", "Gives a name."),
            "stats" => {
                push(out, prefix, "as", "Gives a name.");
                if !place.has("by") {
                    push(out, prefix, "by", "Makes a row for each value.");
                }
            }
            "sort" => {
                push(out, prefix, "desc", "Large values first.");
                push(out, prefix, "asc", "Small values first.");
            }
            _ => {}
        }
    }
    if !matches!(command, "parse" | "dedup") {
        for (word, summary) in CONDITION {
            push(out, prefix, word, summary);
        }
    }
}

fn names(out: &mut Vec<Candidate>, place: &Place<'_>, prefix: &str, fields: &[String]) {
    let wanted = prefix.replace('`', "").to_lowercase();
    let aliases = place.aliases();
    let columns = aliases.iter().map(|name| (name, "A column of this query."));
    let mut seen = std::collections::HashSet::new();
    for (name, summary) in columns.chain(fields.iter().map(|name| (name, "A field."))) {
        if name.to_lowercase().starts_with(&wanted) && seen.insert(name) {
            let text = Name(name).to_string();
            out.push(Candidate {
                text,
                summary: summary.to_owned(),
            });
        }
    }
}

fn functions(out: &mut Vec<Candidate>, place: &Place<'_>, command: &str, prefix: &str) {
    let aggregates = command == "stats" && !place.has("by");
    for info in function::all() {
        let fits = aggregates || info.kind == FunctionKind::Scalar;
        if fits {
            let before = out.len();
            push(out, prefix, info.name, info.summary);
            if out.len() > before
                && let Some(candidate) = out.last_mut()
            {
                candidate
                    .text
                    .push_str(if info.max_args == Some(0) { "()" } else { "(" });
            }
        }
    }
}

fn push(out: &mut Vec<Candidate>, prefix: &str, text: &str, summary: &str) {
    let fits = text
        .get(..prefix.len())
        .is_some_and(|it| it.eq_ignore_ascii_case(prefix));
    if fits {
        out.push(Candidate {
            text: text.to_owned(),
            summary: summary.to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` with `^` for the cursor; the first candidates, joined.
    fn check(text: &str, expected: &str) {
        let cursor = text.find('^').expect("a cursor");
        let text = text.replacen('^', "", 1);
        let fields = ["@message", "status", "user.name", "x-id"].map(str::to_owned);
        let completion = complete(&text, cursor, &fields);
        let shown: Vec<_> = completion
            .candidates
            .iter()
            .map(|it| it.text.as_str())
            .collect();
        assert_eq!(
            shown.iter().take(6).copied().collect::<Vec<_>>().join(" "),
            expected
        );
    }

    #[test]
    fn commands_where_a_command_belongs() {
        check("^", "fields display filter parse stats sort");
        check("fields a | d^", "display dedup");
        check("fields a | wh^", "where");
    }

    #[test]
    fn fields_and_functions_inside_of_expressions() {
        check("filter @^", "@message");
        check("filter a = 1 and strl^", "strlen(");
        check("filter user.^", "user.name");
        check("fields x^", "`x-id`");
        check("fields `x^", "`x-id`");
        check("stats countD^", "countDistinct(");
        check("filter countD^", "");
        check("dedup st^", "status");
        check("fields a as kilo | filter ki^", "kilo");
    }

    #[test]
    fn keywords_where_they_fit() {
        check("fields a ^", "as and or like not like in");
        check("stats count(*) b^", "by");
        check("stats count(*) by a b^", "");
        check("sort a ^", "desc asc and or like not like");
        check("sort b^", "by bin(");
        check("filter a n^", "not like not in");
    }

    #[test]
    fn nothing_inside_of_literals_and_comments() {
        check("filter a = 'st^", "");
        check("filter a like /st^", "");
        check("fields a # st^", "");
        check("fields a as st^", "");
        check("limit ^", "");
        check("filter a = 'x'^", "");
    }

    #[test]
    fn any_cursor_is_fine() {
        assert_eq!(complete("é", 1, &[]).start, 0);
        assert_eq!(complete("fields", 99, &[]).start, 0);
    }
}
