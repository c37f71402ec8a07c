//! From pest's error to a diagnostic for people.
//!
//! pest says how far it came and which rules would have gone on. The tokens around that place
//! tell common mistakes apart; what is left is "expected ..., found ...".

use pest::error::{Error, ErrorVariant, InputLocation};

use crate::ast::Unit;
use crate::command::unbuilt;
use crate::diagnostic::{Code, Diagnostic};
use crate::lexer::{Lexeme, LexemeKind, is_operator_word, placeholder};
use crate::parser::Rule;
use crate::span::Span;

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
    let index = lexemes.partition_point(|it| it.span.end <= at);
    let place = Place {
        source,
        lexemes: &lexemes,
        index,
        at,
    };
    let expected = expected(&error.variant);

    place
        .unclosed_literal()
        .or_else(|| place.parameter())
        .or_else(|| place.foreign_operator())
        .or_else(|| place.missing_command())
        .or_else(|| place.missing_pipe(&expected))
        .or_else(|| place.regex())
        .or_else(|| place.unquoted_value())
        .or_else(|| place.odd_name())
        .or_else(|| place.period())
        .or_else(|| place.equals_in_fields())
        .or_else(|| place.bracket())
        .or_else(|| place.missing_comma(&expected))
        .unwrap_or_else(|| place.unexpected(&expected))
}

/// Where pest gave up: before `lexemes[index]`, or inside of it.
struct Place<'a> {
    source: &'a str,
    lexemes: &'a [Lexeme],
    index: usize,
    at: usize,
}

impl<'a> Place<'a> {
    fn here(&self) -> Option<Lexeme> {
        self.lexemes.get(self.index).copied()
    }

    fn after(&self, distance: usize) -> Option<Lexeme> {
        self.lexemes.get(self.index + distance).copied()
    }

    fn before(&self, distance: usize) -> Option<Lexeme> {
        self.lexemes.get(self.index.checked_sub(distance)?).copied()
    }

    fn text(&self, lexeme: Lexeme) -> &'a str {
        &self.source[lexeme.span.range()]
    }

    fn is(&self, lexeme: Option<Lexeme>, text: &str) -> bool {
        lexeme.is_some_and(|it| self.text(it).eq_ignore_ascii_case(text))
    }

    /// The words of the command that we are in, the first one being its name.
    fn command(&self) -> &'a [Lexeme] {
        let before = &self.lexemes[..self.index.min(self.lexemes.len())];
        let start = before
            .iter()
            .rposition(|it| it.kind == LexemeKind::Pipe)
            .map_or(0, |it| it + 1);
        &before[start..]
    }

    fn command_is(&self, names: &[&str]) -> bool {
        self.command()
            .first()
            .is_some_and(|it| names.iter().any(|name| self.is(Some(*it), name)))
    }

    fn operand_before(&self) -> bool {
        self.command().len() > 1
            && self
                .before(1)
                .is_some_and(|it| it.ends_operand(self.source))
    }

    fn unclosed_literal(&self) -> Option<Diagnostic> {
        let here = self.here()?;
        let unclosed = if here.is_unclosed() {
            here
        } else {
            // `'a | stats count(*) by 'b'`: the quotes pair up wrongly, and the last one is left.
            let behind_text = matches!(self.before(1)?.kind, LexemeKind::Text { .. })
                && self.before(1)?.span.end == here.span.start;
            let last = *self.lexemes.last()?;
            if !(behind_text && last.is_unclosed()) {
                return None;
            }
            last
        };
        let (what, sign) = match unclosed.kind {
            LexemeKind::Text { .. } => ("quoted text", self.text(unclosed).chars().next()?),
            LexemeKind::Regex { .. } => ("regex", '/'),
            _ => ("back-quoted name", '`'),
        };
        let text = self.text(unclosed);
        let open = unclosed.span.start + text.find(sign).unwrap_or(0);
        let shown = if sign == '`' {
            "a back-quote".to_owned()
        } else {
            format!("`{sign}`")
        };
        let mut diagnostic =
            Diagnostic::error(Code::UnclosedLiteral, format!("the {what} has no end"))
                .label(Span::new(open, open + 1), "begins here");
        if unclosed.span.start != here.span.start {
            let before = self.before(1)?;
            diagnostic = diagnostic.label(before.span, "or does this one end too late?");
        }
        Some(diagnostic.help(format!("close it with {shown}")))
    }

    fn parameter(&self) -> Option<Diagnostic> {
        let here = self
            .here()
            .filter(|it| it.kind == LexemeKind::Placeholder)?;
        let (_, name) = placeholder(self.text(here))?;
        Some(
            Diagnostic::error(
                Code::MissingParameter,
                format!("there is no value for the parameter `{name}`"),
            )
            .label(here.span, "a placeholder of a saved query"),
        )
    }

    fn foreign_operator(&self) -> Option<Diagnostic> {
        let candidates = [self.here(), self.before(1)];
        let (lexeme, help) = candidates.into_iter().flatten().find_map(|lexeme| {
            let help = match self.text(lexeme) {
                "||" => "write `or` between conditions, and one `|` between commands",
                "&&" | "&" => "write `and`",
                "<>" => "write `!=`",
                "!~" => "write `not like /.../`",
                "~" => "write `like` or `=~`",
                "->" => "write a dot: `a.b`",
                ";" => "write `|` between commands",
                _ => return None,
            };
            Some((lexeme, help))
        })?;
        let operator = self.text(lexeme);
        Some(
            Diagnostic::error(
                Code::UnknownOperator,
                format!("`{operator}` is not an operator"),
            )
            .label(lexeme.span, "not an operator")
            .help(help),
        )
    }

    fn missing_command(&self) -> Option<Diagnostic> {
        let before = self.before(1);
        let behind_pipe = before.is_some_and(|it| it.kind == LexemeKind::Pipe);
        let first = before.is_none();
        let Some(here) = self.here() else {
            let pipe = before.filter(|_| behind_pipe)?;
            let end = self.source.trim_end_matches(crate::lexer::is_space).len();
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
            let span = if self.source[span.range()].contains('\n') {
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
        let found = self.found(here);
        let help = match here.kind {
            LexemeKind::Other if "“”‘’".contains(self.text(here)) => {
                "quotes are `'` and `\"`".to_owned()
            }
            LexemeKind::Regex { .. } if self.text(here) == "//" => {
                "a comment begins with `#`".to_owned()
            }
            LexemeKind::Operator if self.text(here) == "/" || self.text(here) == "-" => {
                "a comment begins with `#`".to_owned()
            }
            LexemeKind::Text { .. } | LexemeKind::Regex { .. } => {
                format!(
                    "to search the events, write `filter @message like {}`",
                    self.short(here)
                )
            }
            _ => "a query begins with a command such as `fields` or `filter`".to_owned(),
        };
        Some(
            Diagnostic::error(
                Code::MissingCommand,
                format!("expected a command, found {found}"),
            )
            .label(here.span, "not a command")
            .help(help),
        )
    }

    fn missing_pipe(&self, expected: &[&str]) -> Option<Diagnostic> {
        let here = self.here().filter(|it| it.kind == LexemeKind::Word)?;
        let word = self.text(here);
        let ends = expected.contains(&END);
        if !(ends && self.operand_before() && unbuilt::is_command_word(word)) {
            return None;
        }
        // `fields a pattern` lacks a comma rather than a pipe when nothing follows.
        let followed = self.after(1).is_some_and(|it| it.kind != LexemeKind::Pipe);
        if !followed && self.command_is(&["fields", "display", "dedup"]) {
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

    fn regex(&self) -> Option<Diagnostic> {
        let here = self.here()?;
        if !matches!(here.kind, LexemeKind::Regex { .. }) {
            return None;
        }
        let diagnostic = Diagnostic::error(Code::MisplacedRegex, "a regex cannot stand here")
            .label(here.span, "a regex");
        if self.text(here) == "//" {
            return Some(diagnostic.help("a comment begins with `#`"));
        }
        let operator = self.before(1)?;
        let help = match self.text(operator) {
            "=" | "==" => format!("write `like {}`", self.short(here)),
            "!=" => format!("write `not like {}`", self.short(here)),
            _ => {
                "a regex follows `like`, `=~` or the field of `parse`, or is an argument".to_owned()
            }
        };
        Some(diagnostic.help(help))
    }

    /// `http://...`, `10.0.0.1`, `12:30`, `“text”`.
    fn unquoted_value(&self) -> Option<Diagnostic> {
        let here = self.here()?;
        let text = self.text(here);
        if "“”‘’".contains(text) && here.kind == LexemeKind::Other {
            return Some(
                Diagnostic::error(Code::MissingQuotes, format!("`{text}` is not a quote"))
                    .label(here.span, "a typographic quote")
                    .help("quotes are `'` and `\"`"),
            );
        }
        let before = self.before(1)?;
        let joined = matches!(text, ":" | "/" | "\\" | "?" | "&" | "$" | "{" | "*")
            && before.span.end == here.span.start
            && matches!(before.kind, LexemeKind::Word | LexemeKind::Number);
        if !joined || self.command().len() < 2 {
            return None;
        }
        let start = before.span.start;
        let tail = &self.source[start..];
        let end = tail.find(|c: char| c.is_whitespace() || c == '|' || c == ')' || c == ',');
        let value = &tail[..end.unwrap_or(tail.len())];
        if self.is(self.before(2), "as") {
            return None;
        }
        Some(
            Diagnostic::error(Code::MissingQuotes, "a text must be quoted")
                .label(Span::new(start, start + value.len()), "not quoted")
                .help(format!(
                    "a value is quoted: `'{value}'`; a name is back-quoted: `` `{value}` ``"
                )),
        )
    }

    /// `as host-name`, `as 'x'`, `größe`.
    fn odd_name(&self) -> Option<Diagnostic> {
        let here = self.here()?;
        let text = self.text(here);
        let behind_as = self.is(self.before(1), "as");
        if behind_as && matches!(here.kind, LexemeKind::Text { .. }) {
            let name = &text[1..text.len() - 1];
            return Some(
                Diagnostic::error(Code::InvalidName, "a name is not written in quotes")
                    .label(here.span, "a text")
                    .help(format!("use back-quotes: `` `{name}` ``")),
            );
        }
        let as_two_back = self.is(self.before(2), "as");
        let adjacent = self
            .before(1)
            .is_some_and(|it| it.span.end == here.span.start);
        let odd = matches!(here.kind, LexemeKind::Operator | LexemeKind::Other);
        let letter = text.chars().all(|c| !c.is_ascii() && c.is_alphanumeric());
        let (start, is_name) = match self.before(1) {
            Some(before) if adjacent && as_two_back && odd => (before.span.start, true),
            Some(before) if adjacent && letter && before.kind == LexemeKind::Word => {
                (before.span.start, true)
            }
            _ => (
                here.span.start,
                letter || (behind_as && here.kind == LexemeKind::Number),
            ),
        };
        if !is_name {
            return None;
        }
        let tail = &self.source[start..];
        let end = tail.find(|c: char| c.is_whitespace() || "|(),=".contains(c));
        let name = &tail[..end.unwrap_or(tail.len())];
        Some(
            Diagnostic::error(
                Code::InvalidName,
                format!("the name `{name}` needs back-quotes"),
            )
            .label(
                Span::new(start, start + name.len()),
                "bare names are letters, digits, `_`, `@` and `.`",
            )
            .help(format!("write `` `{name}` ``")),
        )
    }

    /// `bin(5 m)`
    fn period(&self) -> Option<Diagnostic> {
        let (here, before) = (self.here()?, self.before(1)?);
        let (number, unit) = (self.text(before), self.text(here));
        let whole = number.bytes().all(|b| b.is_ascii_digit());
        if before.kind != LexemeKind::Number || !whole {
            return None;
        }
        Unit::find(unit)?;
        Some(
            Diagnostic::error(Code::InvalidPeriod, "a period is one word")
                .label(before.span.to(here.span), "a number and a unit")
                .help(format!("write `{number}{unit}`")),
        )
    }

    /// `fields kb = bytes / 1024` parses as a comparison; `stats n = count(*)` too. What fails is
    /// a second `=`, or none: see `unexpected`. Here: `stats by host`.
    fn equals_in_fields(&self) -> Option<Diagnostic> {
        let command = self.command();
        if self.command_is(&["stats"]) && self.is(command.get(1).copied(), "by") {
            let by = command.get(1)?;
            return Some(
                Diagnostic::error(Code::UnexpectedToken, "expected an aggregate, found `by`")
                    .label(by.span, "nothing to compute")
                    .help("say what to compute: `stats count(*) by host`"),
            );
        }
        None
    }

    fn bracket(&self) -> Option<Diagnostic> {
        let end = self.index.min(self.lexemes.len());
        let mut open: Vec<Lexeme> = Vec::new();
        for lexeme in &self.lexemes[..end] {
            match lexeme.kind {
                LexemeKind::Pipe => open.clear(),
                LexemeKind::Open => open.push(*lexeme),
                LexemeKind::Close => {
                    open.pop();
                }
                _ => {}
            }
        }
        let here = self.here();
        if let Some(close) = here.filter(|it| it.kind == LexemeKind::Close) {
            if open.is_empty() {
                let sign = self.text(close);
                return Some(
                    Diagnostic::error(Code::UnclosedBracket, format!("`{sign}` closes nothing"))
                        .label(close.span, "no bracket is open here"),
                );
            }
            let opened = *open.last()?;
            let (sign, other) = (self.text(opened), self.text(close));
            if matches!((sign, other), ("(", "]") | ("[", ")")) {
                return Some(
                    Diagnostic::error(
                        Code::UnclosedBracket,
                        format!("`{sign}` is closed by `{other}`"),
                    )
                    .label(close.span, "does not match")
                    .label(opened.span, "opened here"),
                );
            }
            return None;
        }
        let ended = here.is_none_or(|it| it.kind == LexemeKind::Pipe);
        let opened = open.last().filter(|_| ended && self.operand_before())?;
        let sign = self.text(*opened);
        let close = if sign == "(" { ")" } else { "]" };
        Some(
            Diagnostic::error(Code::UnclosedBracket, format!("`{sign}` is not closed"))
                .label(opened.span, "opened here")
                .label(self.here_span(), format!("expected `{close}`")),
        )
    }

    fn missing_comma(&self, expected: &[&str]) -> Option<Diagnostic> {
        let here = self.here()?;
        let begins_operand = matches!(
            here.kind,
            LexemeKind::Word | LexemeKind::QuotedName { .. } | LexemeKind::Text { .. }
        ) && !is_operator_word(self.text(here));
        let lists = ["fields", "display", "stats", "sort", "order", "dedup"];
        let in_list = expected.contains(&END) && self.command_is(&lists) || self.is_in_brackets();
        if !(begins_operand && self.operand_before() && in_list) {
            return None;
        }
        let direction = ["ascending", "descending"]
            .iter()
            .find(|it| self.is(Some(here), it));
        if let Some(direction) = direction.filter(|_| self.command_is(&["sort", "order"])) {
            let short = direction.trim_end_matches("ending");
            return Some(self.unexpected(expected).help(format!("write `{short}`")));
        }
        Some(
            Diagnostic::error(
                Code::MissingComma,
                format!("there is no `,` before {}", self.found(here)),
            )
            .label(here.span, "expected `,` or an operator")
            .help("commas stand between the members of a list, `|` between commands"),
        )
    }

    fn is_in_brackets(&self) -> bool {
        let depth = self
            .command()
            .iter()
            .fold(0_isize, |depth, it| match it.kind {
                LexemeKind::Open => depth + 1,
                LexemeKind::Close => depth - 1,
                _ => depth,
            });
        depth > 0
    }

    fn unexpected(&self, expected: &[&str]) -> Diagnostic {
        let found = self.here().map_or(END.to_owned(), |it| self.found(it));
        let wanted = list(expected);
        let remark = if self.here().is_some() {
            "not expected here"
        } else {
            "the query ends here"
        };
        let diagnostic = Diagnostic::error(
            Code::UnexpectedToken,
            format!("expected {wanted}, found {found}"),
        )
        .label(self.here_span(), remark);
        diagnostic.help_if(self.hint(expected))
    }

    fn hint(&self, expected: &[&str]) -> Option<String> {
        let here = self.here();
        if let Some(here) = here
            && here.kind == LexemeKind::Word
            && is_operator_word(self.text(here))
            && expected.contains(&EXPRESSION)
        {
            let word = self.text(here);
            return Some(format!("a field of that name is written `` `{word}` ``"));
        }
        if self.command_is(&["parse"]) && self.command().len() == 2 && !expected.contains(&END) {
            return Some(
                "a pattern follows the field: `parse @message 'user=*' as user`".to_owned(),
            );
        }
        if let Some(word) = here.filter(|it| it.kind == LexemeKind::Word)
            && expected.contains(&"a quoted text or a regex")
        {
            return Some(format!("a text is quoted: `'{}'`", self.short(word)));
        }
        if let Some(value) = here.filter(|_| expected.contains(&"a list in square brackets")) {
            return Some(format!("write `in [{}]`", self.short(value)));
        }
        if self.is(here, "null") || self.is(self.before(1), "is") || self.is(here, "is") {
            return Some("write `ispresent(field)` or `not ispresent(field)`".to_owned());
        }
        if self.is(here, "between") {
            return Some("write `a >= 1 and a <= 2`".to_owned());
        }
        if self.is(here, "*") && self.command_is(&["fields", "display"]) {
            return Some("name the fields, or use `@message` for the whole event".to_owned());
        }
        if expected.contains(&"`as`") && self.command_is(&["parse"]) {
            return Some("name what each `*` finds: `parse @message 'user=*' as user`".to_owned());
        }
        None
    }

    fn here_span(&self) -> Span {
        if let Some(here) = self.here() {
            return here.span;
        }
        let last = self.lexemes.last().map_or(self.at, |it| it.span.end);
        Span::new(last, last)
    }

    fn found(&self, lexeme: Lexeme) -> String {
        match lexeme.kind {
            LexemeKind::Text { .. } => "a text".to_owned(),
            LexemeKind::Regex { .. } => "a regex".to_owned(),
            LexemeKind::QuotedName { .. } => "a name".to_owned(),
            _ => format!("`{}`", self.short(lexeme)),
        }
    }

    fn short(&self, lexeme: Lexeme) -> String {
        let text = self.text(lexeme);
        if text.chars().count() <= 40 {
            return text.to_owned();
        }
        text.chars().take(40).chain(['…']).collect()
    }
}

const END: &str = "the end of the query";
const EXPRESSION: &str = "an expression";

/// What pest would have gone on with, in words for people.
fn expected(variant: &ErrorVariant<Rule>) -> Vec<&'static str> {
    let ErrorVariant::ParsingError { positives, .. } = variant else {
        return Vec::new();
    };
    let mut phrases: Vec<(u8, &'static str)> =
        positives.iter().filter_map(|it| phrase(*it)).collect();
    phrases.sort_unstable();
    phrases.dedup();
    phrases.into_iter().map(|it| it.1).collect()
}

/// A rule for people, with its rank in a list.
fn phrase(rule: Rule) -> Option<(u8, &'static str)> {
    Some(match rule {
        Rule::command
        | Rule::fields
        | Rule::display
        | Rule::filter
        | Rule::parse
        | Rule::stats
        | Rule::sort
        | Rule::limit
        | Rule::dedup
        | Rule::saved_call
        | Rule::unknown
        | Rule::word
        | Rule::kw_fields
        | Rule::kw_display
        | Rule::kw_filter
        | Rule::kw_parse
        | Rule::kw_stats
        | Rule::kw_sort
        | Rule::kw_limit
        | Rule::kw_dedup => (0, "a command"),
        Rule::expr
        | Rule::item
        | Rule::sort_key
        | Rule::keys
        | Rule::paren
        | Rule::call_chain
        | Rule::call
        | Rule::function_name
        | Rule::number
        | Rule::boolean
        | Rule::malformed
        | Rule::not
        | Rule::negate
        | Rule::parse_input => (1, EXPRESSION),
        Rule::field => (2, "a field"),
        Rule::whole_number | Rule::any | Rule::kw_any => (1, "a whole number"),
        Rule::pattern | Rule::parse_form => (3, "a pattern"),
        Rule::needle => (3, "a quoted text or a regex"),
        Rule::text => (3, "a quoted text"),
        Rule::regex | Rule::regex_body => (4, "a regex"),
        Rule::period => (4, "a period"),
        Rule::list | Rule::round_list | Rule::subquery => (4, "a list in square brackets"),
        Rule::alias
        | Rule::dotted_name
        | Rule::at_quoted
        | Rule::quoted_name
        | Rule::name
        | Rule::segment
        | Rule::member => (5, "a name"),
        Rule::index_number | Rule::index => (5, "an index"),
        Rule::or
        | Rule::and
        | Rule::eq
        | Rule::not_eq
        | Rule::lt
        | Rule::lt_eq
        | Rule::gt
        | Rule::gt_eq
        | Rule::add
        | Rule::subtract
        | Rule::multiply
        | Rule::divide
        | Rule::modulo
        | Rule::power
        | Rule::like
        | Rule::within
        | Rule::tilde
        | Rule::kw_like
        | Rule::kw_in
        | Rule::kw_and
        | Rule::kw_or => (6, "an operator"),
        Rule::kw_as | Rule::columns => (7, "`as`"),
        Rule::kw_by => (7, "`by`"),
        Rule::ascending | Rule::descending | Rule::kw_asc | Rule::kw_desc => (7, "`asc` or `desc`"),
        Rule::pipe => (8, "`|`"),
        Rule::EOI => (9, END),
        _ => return None,
    })
}

fn list(phrases: &[&str]) -> String {
    // Where an expression or a pattern may stand, its special cases say nothing more; a name or
    // an index might always go on.
    let implied: &[&str] = if phrases.contains(&EXPRESSION) {
        &["a quoted text", "a name", "a field", "an index", "`by`"]
    } else if phrases.len() > 1 {
        &["a name", "an index"]
    } else {
        &[]
    };
    let phrases: Vec<&str> = phrases
        .iter()
        .copied()
        .filter(|it| !implied.contains(it))
        .collect();
    match phrases.as_slice() {
        [] => "something else".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
