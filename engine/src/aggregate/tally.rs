//! `values`, `topk`: the different values of a group, and how often there was which.
//!
//! Texts are kept once for all groups, and a group is a list of their numbers: the same few texts
//! are in many groups.

use std::cmp::Reverse;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringViewArray, StringViewBuilder, UInt8Array};
use arrow::datatypes::{DataType, UInt8Type};
use datafusion::common::{HashMap, Result};
use datafusion::logical_expr::{Expr, Signature, Volatility};
use taffrail_extract::kind;

use super::base::{Aggregate, Reader, udaf};
use crate::dynamic::{Value, json_string, write_sort_key};
use crate::kernel::Type;

/// Values that are looked through one by one.
const FEW: usize = 16;

/// Which of the values a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Pick {
    /// All, in the documented order; the text `"1"` and the number 1 are two.
    All,
    /// So many of the most frequent, the most frequent first, ties in the documented order.
    /// Texts are compared, as those of a group key are: a list of the number 1 alone has numbers.
    Top(usize),
}

/// The different values as a JSON array, `Utf8View`.
pub(crate) fn tally(value: &Value, pick: Pick) -> Expr {
    let args = [Type::Text, Type::Kind].map(Type::data_type).to_vec();
    let signature = Signature::exact(args, Volatility::Immutable);
    let members = match value {
        Value::Time(_) => Members::Times,
        _ => Members::Values,
    };
    udaf(Tally { pick, members }, signature).call(vec![value.to_text(), value.kind()])
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Tally {
    pub(super) pick: Pick,
    pub(super) members: Members,
}

/// What the texts are, which tells their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Members {
    /// Values of any kind, in the documented order.
    Values,
    /// Times as they are written out: RFC 3339 in UTC, with as many digits as they need.
    Times,
}

impl Members {
    fn write_key(self, text: &str, key: &mut Vec<u8>) {
        match self {
            Self::Values => write_sort_key(text, key),
            // Without its zone a time with fewer digits begins those behind it.
            Self::Times => key.extend_from_slice(text.trim_end_matches('Z').as_bytes()),
        }
    }
}

/// How often there was a text, and what kinds of token it was.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    count: u64,
    kinds: u8,
}

/// The texts of a group by their numbers.
#[derive(Debug)]
pub(super) enum Counts {
    Few(Vec<(u32, Seen)>),
    Many(Box<HashMap<u32, Seen>>),
}

impl Default for Counts {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Counts {
    fn add(&mut self, text: u32, seen: Seen) {
        let known = match self {
            Self::Few(few) => few
                .iter_mut()
                .find(|(known, _)| *known == text)
                .map(|(_, known)| known),
            Self::Many(many) => many.get_mut(&text),
        };
        if let Some(known) = known {
            known.count += seen.count;
            known.kinds |= seen.kinds;
            return;
        }
        match self {
            Self::Few(few) if few.len() < FEW => {
                // Most groups have one value.
                if few.is_empty() {
                    few.reserve_exact(1);
                }
                few.push((text, seen));
            }
            Self::Few(few) => {
                let many = few.drain(..).chain([(text, seen)]).collect();
                *self = Self::Many(Box::new(many));
            }
            Self::Many(many) => {
                many.insert(text, seen);
            }
        }
    }

    fn list(&self) -> Vec<(u32, Seen)> {
        match self {
            Self::Few(few) => few.clone(),
            Self::Many(many) => many.iter().map(|(&text, &seen)| (text, seen)).collect(),
        }
    }
}

/// Every text once.
#[derive(Debug, Default)]
pub(super) struct Texts {
    numbers: HashMap<Arc<str>, u32>,
    by_number: Vec<Arc<str>>,
    /// Bytes of the texts with their counters.
    bytes: usize,
}

impl Texts {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number =
            u32::try_from(self.by_number.len()).expect("texts fill the memory before that");
        let text: Arc<str> = text.into();
        self.bytes += text.len() + 2 * size_of::<usize>();
        self.by_number.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    fn text(&self, number: u32) -> &str {
        &self.by_number[number as usize]
    }
}

impl Aggregate for Tally {
    type Group = Counts;
    type Shared = Texts;
    type Rows<'a> = (&'a StringViewArray, &'a UInt8Array);

    fn name(&self) -> String {
        match self.pick {
            Pick::All => "values".into(),
            Pick::Top(most) => format!("topk_{most}"),
        }
    }

    fn returns(&self) -> DataType {
        DataType::Utf8View
    }

    fn rows<'a>(&self, args: &'a [ArrayRef]) -> Result<Self::Rows<'a>> {
        let kinds = args[1].as_primitive::<UInt8Type>();
        Ok((args[0].as_string_view(), kinds))
    }

    fn add(
        &self,
        group: &mut Counts,
        shared: &mut Texts,
        (texts, kinds): &Self::Rows<'_>,
        row: usize,
    ) {
        if texts.is_valid(row) && kinds.is_valid(row) {
            let seen = Seen {
                count: 1,
                kinds: kinds.value(row),
            };
            group.add(shared.number(texts.value(row)), seen);
        }
    }

    fn write(&self, group: &Counts, shared: &Texts, state: &mut Vec<u8>) {
        for (number, seen) in group.list() {
            let text = shared.text(number);
            state.extend_from_slice(&seen.count.to_le_bytes());
            state.push(seen.kinds);
            state.extend_from_slice(&(text.len() as u32).to_le_bytes());
            state.extend_from_slice(text.as_bytes());
        }
    }

    fn merge(&self, group: &mut Counts, shared: &mut Texts, state: &[u8]) -> Option<()> {
        let mut state = Reader(state);
        while !state.is_done() {
            let (count, kinds) = (state.whole()?, state.byte()?);
            let length = state.length()?;
            let text = std::str::from_utf8(state.take(length)?).ok()?;
            group.add(shared.number(text), Seen { count, kinds });
        }
        Some(())
    }

    fn finish(&self, groups: Vec<Counts>, shared: &Texts) -> ArrayRef {
        let mut lists = StringViewBuilder::with_capacity(groups.len());
        for group in groups {
            let mut members = group.list();
            if let Pick::Top(most) = self.pick {
                keep_frequent(&mut members, most);
            }
            let mut members: Vec<(&str, Seen)> = members
                .into_iter()
                .map(|(number, seen)| (shared.text(number), seen))
                .collect();
            members.sort_by_cached_key(|(text, seen)| {
                let rank = match self.pick {
                    Pick::All => 0,
                    Pick::Top(_) => seen.count,
                };
                let mut key = Vec::new();
                self.members.write_key(text, &mut key);
                (Reverse(rank), key)
            });
            let tokens: Vec<String> = match self.pick {
                Pick::All => members.into_iter().flat_map(each_kind).collect(),
                Pick::Top(most) => members.into_iter().take(most).map(joint_kind).collect(),
            };
            lists.append_value(format!("[{}]", tokens.join(",")));
        }
        Arc::new(lists.finish())
    }

    fn bytes(group: &Counts) -> usize {
        match group {
            Counts::Few(few) => few.capacity() * size_of::<(u32, Seen)>(),
            Counts::Many(many) => size_of::<HashMap<u32, Seen>>() + many.allocation_size(),
        }
    }

    fn shared_bytes(shared: &Texts) -> usize {
        shared.bytes
            + shared.by_number.capacity() * size_of::<Arc<str>>()
            + shared.numbers.allocation_size()
    }
}

/// Drops what is rarer than the last of the `most` most frequent.
fn keep_frequent(members: &mut Vec<(u32, Seen)>, most: usize) {
    if members.len() > most {
        let count = |member: &(u32, Seen)| Reverse(member.1.count);
        let (_, rarest, _) = members.select_nth_unstable_by_key(most - 1, count);
        let fewest = rarest.1.count;
        members.retain(|(_, seen)| seen.count >= fewest);
    }
}

/// The value as JSON, once as a text and once as what else it was.
fn each_kind((text, seen): (&str, Seen)) -> impl Iterator<Item = String> {
    let quoted = (seen.kinds & kind::STRING != 0).then(|| json_string(text));
    let plain = (seen.kinds & !kind::STRING != 0).then(|| text.to_owned());
    quoted.into_iter().chain(plain)
}

/// The value as JSON: what it was when it always was the same, else a text.
fn joint_kind((text, seen): (&str, Seen)) -> String {
    if seen.kinds & kind::STRING == 0 && seen.kinds.is_power_of_two() {
        text.to_owned()
    } else {
        json_string(text)
    }
}
