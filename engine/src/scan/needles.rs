//! Texts that the bytes of an event must hold if it passes the filters.
//!
//! A look for them costs a fraction of walking an event. What a field's text holds, the raw bytes
//! hold too, but for escapes: those of a text that is one piece of printable ASCII without
//! JSON's own signs can only be `\u` escapes, and an event that has any is walked.

use memchr::memmem::Finder;
use regex_syntax::hir::{Hir, HirKind};

use super::columns::{ColumnSource, ScanColumn, SystemField};
use super::filter::{ScanFilter, ScanLiteral};
use super::spec::ScanSpec;

/// A shorter text is found too often.
const SHORTEST: usize = 4;
/// To look for more of them takes as long as walking.
const MOST: usize = 8;
/// After so many events it shows whether looking spares anything.
const TRIAL: u32 = 4096;

/// What is looked for in the bytes of events.
pub(super) struct Needles {
    /// One of them must be there.
    finders: Vec<Finder<'static>>,
    escape: Finder<'static>,
    seen: u32,
    held: u32,
}

impl Needles {
    /// The texts that filters ask for; `None` when there are none.
    pub(super) fn new(spec: &ScanSpec) -> Option<Self> {
        // What keys tell does not stand in the events.
        let own = spec.filter_columns.iter().filter(|it| !spec.is_keyed(it));
        let own: Vec<ScanColumn> = own.cloned().collect();
        let asked = spec.filters.iter().filter_map(|filter| asked(filter, &own));
        let texts = asked.min_by_key(|texts| effort(texts))?;
        let finders = texts.iter().map(|text| Finder::new(text).into_owned());
        Some(Self {
            finders: finders.collect(),
            escape: Finder::new(b"\\u"),
            seen: 0,
            held: 0,
        })
    }

    /// Whether most events hold what is looked for, so that looking spares nothing.
    pub(super) fn is_idle(&self) -> bool {
        self.seen >= TRIAL && self.held > self.seen / 2
    }

    /// Whether an event may pass the filters.
    pub(super) fn may_pass(&mut self, event: &[u8]) -> bool {
        let holds = |finder: &Finder| finder.find(event).is_some();
        let held = self.finders.iter().any(holds) || holds(&self.escape);
        if self.seen < TRIAL {
            self.seen += 1;
            self.held += u32::from(held);
        }
        held
    }
}

/// The texts of which an event must hold one to pass a filter.
fn asked(filter: &ScanFilter, columns: &[ScanColumn]) -> Option<Vec<String>> {
    let texts = match filter {
        ScanFilter::Binary(op, sides) => {
            let [left, right] = sides.as_ref();
            match op.as_str() {
                "AND" => [left, right]
                    .into_iter()
                    .filter_map(|side| asked(side, columns))
                    .min_by_key(|texts| effort(texts))?,
                "OR" => [asked(left, columns)?, asked(right, columns)?].concat(),
                "=" if is_text(left, columns) => vec![piece(literal(right)?)?],
                "=" if is_text(right, columns) => vec![piece(literal(left)?)?],
                _ => return None,
            }
        }
        ScanFilter::Call(name, args) => {
            let [operand, pattern] = args.as_slice() else {
                return None;
            };
            if !is_text(operand, columns) {
                return None;
            }
            match name.as_str() {
                "contains" => vec![piece(literal(pattern)?)?],
                "regex_match" => asked_by_regex(&regex_syntax::parse(literal(pattern)?).ok()?)?,
                _ => return None,
            }
        }
        ScanFilter::Like {
            operand,
            pattern,
            negated: false,
            case_insensitive: false,
        } if is_text(operand, columns) => {
            let fixed = literal(pattern)?.split(['%', '_']).filter_map(piece);
            vec![fixed.max_by_key(String::len)?]
        }
        ScanFilter::In {
            operand,
            list,
            negated: false,
        } if is_text(operand, columns) => {
            let texts = list.iter().map(|text| piece(literal(text)?));
            texts.collect::<Option<_>>()?
        }
        _ => return None,
    };
    (texts.len() <= MOST).then_some(texts)
}

/// Many texts, or short ones, are looked for in vain.
fn effort(texts: &[String]) -> (usize, usize) {
    let shortest = texts.iter().map(String::len).min();
    (texts.len(), usize::MAX - shortest.unwrap_or(0))
}

/// Whether it is a text from within the event.
fn is_text(operand: &ScanFilter, columns: &[ScanColumn]) -> bool {
    match operand {
        ScanFilter::Column(name) => columns.iter().any(|column| {
            let of_event = matches!(
                column.source,
                ColumnSource::Text(_) | ColumnSource::System(SystemField::Message)
            );
            of_event && column.name == *name
        }),
        ScanFilter::Call(name, args) if name == "scalar_text" => {
            args.first().is_some_and(|text| is_text(text, columns))
        }
        _ => false,
    }
}

fn literal(filter: &ScanFilter) -> Option<&str> {
    match filter {
        ScanFilter::Literal(ScanLiteral::Utf8View(text) | ScanLiteral::Utf8(text)) => {
            text.as_deref()
        }
        _ => None,
    }
}

/// The longest piece of a text that the raw bytes hold as it is: structures are written without
/// white space between their signs, and `/` may be escaped.
fn piece(text: &str) -> Option<String> {
    let is_sign = |c: char| !(' '..='~').contains(&c) || "{}[],:\"\\/".contains(c);
    let longest = text.split(is_sign).max_by_key(|piece| piece.len())?;
    (longest.len() >= SHORTEST).then(|| longest.to_owned())
}

/// The texts of which every match of a pattern holds one.
fn asked_by_regex(pattern: &Hir) -> Option<Vec<String>> {
    match pattern.kind() {
        HirKind::Literal(literal) => Some(vec![piece(std::str::from_utf8(&literal.0).ok()?)?]),
        HirKind::Capture(capture) => asked_by_regex(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => asked_by_regex(&repetition.sub),
        HirKind::Concat(parts) => parts
            .iter()
            .filter_map(asked_by_regex)
            .min_by_key(|texts| effort(texts)),
        HirKind::Alternation(parts) => {
            let texts: Option<Vec<_>> = parts.iter().map(asked_by_regex).collect();
            Some(texts?.concat())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(piece(text).as_deref(), expected, "{text}");
        };
        check("AccessDenied", Some("AccessDenied"));
        check("arn:aws:iam::1:role/Admin Role", Some("Admin Role"));
        check(r#"{"a": 1}"#, None);
        check("größere", None);
        check("größeres", Some("eres"));
        check("a\u{7f}bcde\n", Some("bcde"));
        check("", None);
    }

    #[test]
    fn patterns() {
        let check = |pattern: &str, expected: Option<&[&str]>| {
            let hir = regex_syntax::parse(pattern).expect("a pattern");
            let found = asked_by_regex(&hir);
            let found = found
                .as_ref()
                .map(|found| found.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(found.as_deref(), expected, "{pattern}");
        };
        check("Access.*Denied", Some(&["Access"]));
        check("(?:Get|Put)Object.+", Some(&["Object"]));
        check("^(Accessed|Denied)$", Some(&["Accessed", "Denied"]));
        check("(Denied)+", Some(&["Denied"]));
        check("(Denied)*", None);
        check("Denied|[0-9]", None);
        check("(?i)denied", None);
    }
}
