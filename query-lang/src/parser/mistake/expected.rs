//! What might have stood at the place: "expected ..., found ...".

mod hint;
mod phrase;

use pest::error::ErrorVariant;

pub(super) use self::phrase::{END, EXPRESSION, PIPE};

use crate::diagnostic::{Code, Diagnostic};
use crate::parser::Rule;
use crate::parser::mistake::place::Place;

/// What pest would have gone on with, in words for people and in the order to say them.
pub(super) struct Expected(Vec<String>);

impl Expected {
    pub(super) fn new(variant: &ErrorVariant<Rule>) -> Self {
        let ErrorVariant::ParsingError { positives, .. } = variant else {
            return Self(Vec::new());
        };
        let mut phrases: Vec<(u8, String)> = positives
            .iter()
            .filter_map(|it| phrase::phrase(*it))
            .collect();
        phrases.sort_unstable();
        phrases.dedup();
        Self(phrases.into_iter().map(|it| it.1).collect())
    }

    pub(super) fn contains(&self, phrase: &str) -> bool {
        self.0.iter().any(|it| it == phrase)
    }

    /// The diagnostic for a place that holds nothing of this.
    pub(super) fn unlike(&self, place: &Place<'_>) -> Diagnostic {
        let (found, remark) = match place.here() {
            Some(here) => (place.found(here), "not expected here"),
            None => (END.to_owned(), "the query ends here"),
        };
        Diagnostic::error(
            Code::UnexpectedToken,
            format!("expected {}, found {found}", self.in_words()),
        )
        .label(place.here_span(), remark)
        .help_if(hint::hint(place, self))
    }

    fn in_words(&self) -> String {
        // Where an expression or a pattern may stand, its special cases say nothing more; a name
        // or an index might always go on.
        let implied: &[&str] = if self.contains(EXPRESSION) {
            &["a quoted text", "a name", "a field", "an index", "`by`"]
        } else if self.0.len() > 1 {
            &["a name", "an index"]
        } else {
            &[]
        };
        let phrases: Vec<&str> = self
            .0
            .iter()
            .map(String::as_str)
            .filter(|it| !implied.contains(it))
            .collect();
        match phrases.as_slice() {
            [] => "something else".to_owned(),
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} or {last}", first.join(", ")),
        }
    }
}
