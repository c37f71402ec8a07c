//! The wanted columns of lines of text, compiled, and filled.

use std::mem;
use std::sync::Arc;

use regex::bytes::CaptureLocations;

use super::delimited::{self, Rule};
use super::escape::{undouble, unescape};
use super::{Cut, Kinds, Part, Piece, Quotes, TextField, TextFormat, TimeFormat, pairs};
use crate::builder::Builder;
use crate::column::{Column, kind};
use crate::number::Numeral;
use crate::simd::Level;
use crate::string::{Scratch, lossy};
use crate::value::Value;

/// The wanted columns of lines of text.
#[derive(Debug)]
pub(crate) struct TextPlan {
    cut: Cut,
    nulls: Vec<Box<[u8]>>,
    least: usize,
    /// How many pieces are looked for.
    most: usize,
    /// The keys whose values are wanted, of pairs.
    keys: Vec<Box<[u8]>>,
    sources: Vec<Source>,
    /// Columns that lines of text do not have, or that are looked for in their JSON.
    rest: Vec<usize>,
    pub(crate) embedded: bool,
}

/// A field that columns are made of.
#[derive(Debug)]
struct Source {
    pieces: Vec<usize>,
    part: Part,
    kinds: Kinds,
    zeros: u8,
    time: Option<Arc<TimeFormat>>,
    columns: Vec<usize>,
}

/// Room to work in.
#[derive(Debug, Default)]
pub(crate) struct TextState {
    pieces: Vec<Piece>,
    joined: Vec<u8>,
    unescaped: Vec<u8>,
    scaled: Vec<u8>,
    groups: Option<CaptureLocations>,
}

impl TextPlan {
    pub(crate) fn new(columns: &[Column], format: &TextFormat) -> Self {
        let mut sources: Vec<(&str, Source)> = Vec::new();
        let mut keys: Vec<Box<[u8]>> = Vec::new();
        let mut rest = Vec::new();
        for (index, column) in columns.iter().enumerate() {
            if column.path.is_record() {
                continue;
            }
            let name = column.path.as_str();
            if let Some((_, source)) = sources.iter_mut().find(|(known, _)| *known == name) {
                source.columns.push(index);
                continue;
            }
            let is_named = |field: &&TextField| *field.name == *name;
            let field = format.fields.iter().find(is_named);
            let is_pairs = matches!(format.cut, Cut::Pairs);
            if field.is_none() && !is_pairs {
                rest.push(index);
                continue;
            }
            let mut source = Source {
                pieces: field.map_or_else(Vec::new, |field| field.pieces.clone()),
                part: field.map_or(Part::Whole, |field| field.part),
                kinds: field.map_or(Kinds::Either, |field| field.kinds),
                zeros: field.map_or(0, |field| field.zeros),
                time: field.and_then(|field| field.time.clone()),
                columns: vec![index],
            };
            if is_pairs {
                source.pieces = vec![keys.len()];
                keys.push(name.as_bytes().into());
            }
            sources.push((name, source));
        }
        let sources: Vec<_> = sources.into_iter().map(|(_, source)| source).collect();
        let last = sources.iter().flat_map(|source| &source.pieces).max();
        Self {
            cut: format.cut.clone(),
            nulls: format.nulls.clone(),
            least: format.least,
            most: last.map_or(0, |last| last + 1).max(format.least),
            keys,
            sources,
            rest,
            embedded: format.embedded,
        }
    }

    pub(crate) fn state(&self) -> TextState {
        TextState {
            groups: match &self.cut {
                Cut::Pattern(pattern) => Some(pattern.capture_locations()),
                Cut::Delimited { .. } | Cut::Pairs => None,
            },
            ..TextState::default()
        }
    }

    /// The columns that are not made of pieces of the line.
    pub(crate) fn rest(&self) -> &[usize] {
        &self.rest
    }

    /// Appends the values of a line; whether the line fits.
    pub(crate) fn append(
        &self,
        line: &[u8],
        builders: &mut [Builder],
        level: Level,
        state: &mut TextState,
        texts: &mut Scratch,
    ) -> bool {
        let mut pieces = mem::take(&mut state.pieces);
        pieces.clear();
        let fits = self.pieces(line, &mut pieces, state);
        for source in &self.sources {
            let piece = self.piece(source, line, &pieces, &mut state.joined);
            let text = piece.and_then(|(piece, quoted)| {
                let text = self.text(piece, quoted, &mut state.unescaped);
                Some((source.part.of(text)?, quoted))
            });
            let text = text.filter(|&(text, quoted)| !self.is_null(text, quoted));
            let text = text.map(|(text, quoted)| {
                if source.zeros == 0 || !text.iter().all(u8::is_ascii_digit) {
                    return (text, quoted);
                }
                state.scaled.clear();
                state.scaled.extend_from_slice(text);
                let length = text.len() + usize::from(source.zeros);
                state.scaled.resize(length, b'0');
                (&state.scaled[..], quoted)
            });
            for &column in &source.columns {
                let builder = &mut builders[column];
                match text {
                    Some((text, quoted)) => source.value(text, quoted, builder, level, texts),
                    None => builder.append_null(),
                }
            }
        }
        state.pieces = pieces;
        fits
    }

    /// Cuts the line; whether it fits.
    fn pieces(&self, line: &[u8], pieces: &mut Vec<Piece>, state: &mut TextState) -> bool {
        match &self.cut {
            &Cut::Delimited {
                separator,
                quotes,
                brackets,
                collapse,
            } => {
                let rule = Rule {
                    separator,
                    quotes,
                    brackets,
                    collapse,
                };
                delimited::cut(rule, line, self.most, pieces);
                pieces.len() >= self.least
            }
            Cut::Pairs => pairs::find(&self.keys, line, pieces) >= self.least,
            Cut::Pattern(pattern) => {
                let Some(groups) = &mut state.groups else {
                    return false;
                };
                if self.most == 0 {
                    return pattern.is_match(line);
                }
                if pattern.captures_read(groups, line).is_none() {
                    return false;
                }
                pieces.extend((1..=self.most).map(|group| Piece {
                    range: groups.get(group).map_or(0..0, |(start, end)| start..end),
                    quoted: false,
                }));
                true
            }
        }
    }

    /// The bytes of which a field is made; `None` when the line does not have them.
    fn piece<'a>(
        &self,
        source: &Source,
        line: &'a [u8],
        pieces: &[Piece],
        joined: &'a mut Vec<u8>,
    ) -> Option<(&'a [u8], bool)> {
        if let [only] = source.pieces[..] {
            let piece = pieces.get(only)?;
            return Some((&line[piece.range.clone()], piece.quoted));
        }
        joined.clear();
        for (index, &piece) in source.pieces.iter().enumerate() {
            let bytes = &line[pieces.get(piece)?.range.clone()];
            if self.is_null(bytes, false) {
                return None;
            }
            if index > 0 {
                joined.push(b' ');
            }
            joined.extend_from_slice(bytes);
        }
        Some((joined, false))
    }

    /// The text of a piece, behind its escapes.
    fn text<'a>(&self, piece: &'a [u8], quoted: bool, room: &'a mut Vec<u8>) -> &'a [u8] {
        if !quoted {
            return piece;
        }
        let rule = match self.cut {
            Cut::Delimited { quotes, .. } => quotes,
            Cut::Pairs => Quotes::Escaped,
            Cut::Pattern(_) => Quotes::None,
        };
        match rule {
            Quotes::Escaped if memchr::memchr(b'\\', piece).is_some() => unescape(piece, room),
            Quotes::Doubled if memchr::memchr(b'"', piece).is_some() => undouble(piece, room),
            _ => return piece,
        }
        room
    }

    fn is_null(&self, text: &[u8], quoted: bool) -> bool {
        (text.is_empty() && !quoted) || self.nulls.iter().any(|null| **null == *text)
    }
}

impl Source {
    #[inline]
    fn value(
        &self,
        bytes: &[u8],
        quoted: bool,
        builder: &mut Builder,
        level: Level,
        texts: &mut Scratch,
    ) {
        match builder {
            Builder::Kind(builder) => {
                let is_number = self.kinds == Kinds::Either && !quoted && is_number(bytes);
                builder.append_value(if is_number {
                    kind::NUMBER
                } else {
                    kind::STRING
                });
            }
            Builder::Timestamp(builder) if let Some(format) = &self.time => {
                builder.append_option(format.read(bytes));
            }
            builder => {
                let mut room = mem::take(&mut texts.text);
                builder.append(Value::Text(lossy(bytes, &mut room)), level, texts);
                texts.text = room;
            }
        }
    }
}

/// Whether JSON would write it as a number.
fn is_number(text: &[u8]) -> bool {
    Numeral::read(text).is_some_and(|numeral| numeral.is_json())
}

#[cfg(test)]
mod tests {
    use arrow_array::Array;
    use arrow_array::cast::AsArray;
    use arrow_array::types::{TimestampMicrosecondType, UInt8Type};
    use regex::bytes::Regex;

    use super::*;
    use crate::column::Want;
    use crate::extractor::Extractor;
    use crate::path::Path;

    fn field(name: &str, piece: usize) -> TextField {
        TextField {
            name: name.into(),
            pieces: vec![piece],
            part: Part::Whole,
            kinds: Kinds::Either,
            zeros: 0,
            time: None,
        }
    }

    fn column(path: &str, want: Want) -> Column {
        Column {
            path: Path::parse(path),
            want,
        }
    }

    fn format(cut: Cut, fields: Vec<TextField>) -> TextFormat {
        TextFormat {
            cut,
            nulls: vec![b"-"[..].into()],
            least: 2,
            fields,
            embedded: false,
        }
    }

    const QUOTED: Cut = Cut::Delimited {
        separator: b' ',
        quotes: Quotes::Escaped,
        brackets: false,
        collapse: false,
    };

    #[test]
    fn values_and_kinds() {
        let text = TextField {
            kinds: Kinds::Text,
            ..field("id", 0)
        };
        let format = format(QUOTED, vec![text, field("n", 1), field("q", 2)]);
        let wanted = ["id", "n", "q", "none"];
        let columns: Vec<_> = wanted
            .iter()
            .flat_map(|path| [column(path, Want::Text), column(path, Want::Kind)])
            .collect();
        let mut rows = Extractor::text(&columns, &format).rows();
        for line in [r#"123 1.5 "7" more"#, "- 007", r#"x - """#, "alone"] {
            rows.push(line.as_bytes());
        }
        let extracted = rows.finish();
        assert_eq!(extracted.misfits, 1);
        let texts = |index: usize| -> Vec<Option<String>> {
            let column = extracted.columns[2 * index].as_string_view();
            column.iter().map(|it| it.map(str::to_owned)).collect()
        };
        let kinds = |index: usize| -> Vec<Option<u8>> {
            let column = extracted.columns[2 * index + 1].as_primitive::<UInt8Type>();
            column.iter().collect()
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(texts(0), [some("123"), None, some("x"), some("alone")]);
        let string = Some(kind::STRING);
        assert_eq!(kinds(0), [string, None, string, string]);
        assert_eq!(texts(1), [some("1.5"), some("007"), None, None]);
        assert_eq!(kinds(1), [Some(kind::NUMBER), string, None, None]);
        assert_eq!(texts(2), [some("7"), None, some(""), None]);
        assert_eq!(kinds(2), [string, None, string, None]);
        assert_eq!(extracted.columns[6].null_count(), 4);
    }

    #[test]
    fn times_of_two_pieces() {
        let when = TextField {
            pieces: vec![0, 1],
            time: Some(Arc::new(
                TimeFormat::parse("%Y-%m-%d %H:%M:%S").expect("a format"),
            )),
            ..field("when", 0)
        };
        let format = format(QUOTED, vec![when]);
        let mut rows = Extractor::text(&[column("when", Want::Timestamp)], &format).rows();
        rows.push(b"2023-07-10 11:42:18 x");
        rows.push(b"2023-07-10 - x");
        let extracted = rows.finish();
        let times = extracted.columns[0].as_primitive::<TimestampMicrosecondType>();
        let times: Vec<_> = times.iter().collect();
        assert_eq!(times, [Some(1_688_989_338_000_000), None]);
    }

    #[test]
    fn patterns_and_their_json() {
        let pattern = Regex::new(r"^(\S+) (?:(\d+) )?(.*)$").expect("a pattern");
        let mut format = format(Cut::Pattern(pattern), vec![field("who", 0), field("n", 1)]);
        format.embedded = true;
        let columns = ["who", "n", "a.b"].map(|path| column(path, Want::Text));
        let mut rows = Extractor::text(&columns, &format).rows();
        rows.push(br#"ann 5 got {"a":{"b":7}} back"#);
        rows.push(br#"bob {not json} {"a.b":true}"#);
        rows.push(b"none");
        let extracted = rows.finish();
        assert_eq!(extracted.misfits, 1);
        let found = extracted.columns.iter().map(|column| {
            let column = column.as_string_view().iter();
            column.map(|it| it.unwrap_or("NULL").to_owned()).collect()
        });
        let found: Vec<Vec<String>> = found.collect();
        assert_eq!(found[0], ["ann", "bob", "NULL"]);
        assert_eq!(found[1], ["5", "NULL", "NULL"]);
        assert_eq!(found[2], ["7", "true", "NULL"]);
    }
}
