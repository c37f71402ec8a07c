//! Completion: what may be typed at the cursor.

mod candidates;
mod place;

use self::candidates::candidates;
use self::place::Place;
use crate::lexer::{self, LexemeKind};

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
        check("fields a | d^", "display dedup diff");
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
        check("sort b^", "by bin( base64encode( base64decode(");
        check("filter a n^", "not like not in");
    }

    #[test]
    fn the_words_of_a_command() {
        check("fields a | unn^", "unnest");
        check("unnest a i^", "into in");
        check("unnest a into ^", "");
        check("sessionize a ^", "maxspan as");
        check("sessionize a maxspan 1h ^", "as");
        check("diff ^", "previousDay previousWeek previousMonth");
        check("diff previousDay ^", "");
        check("estimate ^", "");
        check("relevantfields w^", "where");
        check("relevantfields status ^", "where and or like not like in");
        check("outlier a^", "action=");
        check("outlier action=^", "");
        check("outlier action=remove st^", "status");
        check("outlier action=remove a^", "");
        check("json fi^", "field=");
        check("json field=st^", "status");
        check("fillmissing ^", "with");
        check("fillmissing with 0 for st^", "status");
        check("fillmissing with 0 f^", "for");
        check("logcompare ^", "timeshift");
        check("addtotals c^", "col=");
        check("filldown status x^", "`x-id`");
    }

    #[test]
    fn nothing_inside_of_literals_and_comments() {
        check("filter a = 'st^", "");
        check("filter a like /st^", "");
        check("fields a # st^", "");
        check("fields a as st^", "");
        check("limit ^", "any");
        check("limit any ^", "");
        check("filter a = 'x'^", "");
    }

    #[test]
    fn inside_of_nested_queries() {
        check("filter a in (^", "fields display filter parse stats sort");
        check("filter a in (so^", "sort SOURCE");
        check(
            "filter a in (fields st^",
            "status strlen( strcontains( startsWith(",
        );
        check("filter a in (fields b | so^", "sort");
        check(
            "filter a in (fields b | limit 5) ^",
            "and or like not like in not in",
        );
        check("stats count(*) by a | appendcols (stats count(*) b^", "by");
    }

    #[test]
    fn arguments_that_are_no_expressions() {
        check("SOURCE l^", "logGroups( logGroupTags([");
        check("SOURCE logGroups(na^", "namePrefix: [");
        check("join ^", "type= left= right= where");
        check(
            "join left=a right=b where ^",
            "@message status user.name `x-id`",
        );
        check("appendcols o^", "override=true");
        check("lookup t st^", "status");
        check("lookup t status ^", "as OUTPUT OUTPUTNEW");
        check("lookup t status OUTPUT ^", "");
        check("parse @message l^", "logfmt as");
    }

    #[test]
    fn any_cursor_is_fine() {
        assert_eq!(complete("é", 1, &[]).start, 0);
        assert_eq!(complete("fields", 99, &[]).start, 0);
    }
}
