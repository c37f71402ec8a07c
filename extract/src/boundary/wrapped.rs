//! Records in a list: `{"Records":[...]}` or `[...]`.

use super::{Damage, DamageReason, OtherValue, Record, Records, Shape};
use crate::rows::Rows;
use crate::simd::Level;
use crate::skip;
use crate::walk::Skip;

/// Lists that do not come first in their wrapper, by the first key of that: of AWS Config and of
/// CloudWatch Logs.
const LATER: [(&[u8], &[u8]); 2] = [
    (b"\"fileVersion\"", b"\"configurationItems\""),
    (b"\"messageType\"", b"\"logEvents\""),
];
/// Members of a wrapper before its list, at most.
const MEMBERS: usize = 16;

/// Where in the wrapping a walk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Place {
    /// Before a list.
    #[default]
    Outside,
    /// Before a record or the end of the list.
    Record,
    /// Behind a record.
    Separator,
}

impl Records<'_> {
    /// Lists may follow one another, as in concatenated gzip members.
    pub(super) fn next_wrapped(
        &mut self,
        mut rows: Option<&mut Rows>,
    ) -> Option<Result<Record, Damage>> {
        loop {
            self.at = self.solid(self.at);
            let at = self.at;
            let Some(&byte) = self.bytes.get(at) else {
                // Outside, this is how it should end.
                let place = std::mem::take(&mut self.place);
                return (place != Place::Outside).then_some(Err(Damage {
                    offset: at,
                    reason: DamageReason::Truncated,
                }));
            };
            match (self.place, byte) {
                (Place::Outside, b'{') if self.is_control_message(at) => {
                    let Some(end) = self.object(None, at, self.bytes.len()) else {
                        return Some(Err(self.damaged(at, DamageReason::NotClosed)));
                    };
                    self.at = end;
                }
                (Place::Outside, _) => match after_opening(self.shape, self.bytes, at) {
                    Some(inside) => (self.at, self.place) = (inside, Place::Record),
                    None => return Some(Err(self.damaged(at, DamageReason::Junk))),
                },
                (_, b']') => match self.after_closing(at) {
                    Some(outside) => (self.at, self.place) = (outside, Place::Outside),
                    None if self.solid(at + 1) == self.bytes.len() => {
                        self.at = self.bytes.len();
                    }
                    None => return Some(Err(self.damaged(at, DamageReason::Junk))),
                },
                (Place::Separator, b',') => (self.at, self.place) = (at + 1, Place::Record),
                (Place::Separator, _) => return Some(Err(self.damaged(at, DamageReason::Junk))),
                (Place::Record, b'{') => {
                    let Some(end) = self.object(rows.as_deref_mut(), at, self.bytes.len()) else {
                        return Some(Err(self.damaged(at, DamageReason::NotClosed)));
                    };
                    (self.at, self.place) = (end, Place::Separator);
                    self.budget.seen(at);
                    return Some(Ok(self.found(
                        rows,
                        Record {
                            start: at,
                            end,
                            json: true,
                            aside: false,
                        },
                    )));
                }
                (Place::Record, _) => {
                    let Some(end) = self.other_value(at) else {
                        return Some(Err(self.damaged(at, DamageReason::Junk)));
                    };
                    (self.at, self.place) = (end, Place::Separator);
                    return Some(Ok(self.found(
                        rows,
                        Record {
                            start: at,
                            end,
                            json: false,
                            aside: false,
                        },
                    )));
                }
            }
        }
    }

    /// Whether the wrapper at `at` only asks whether somebody listens.
    fn is_control_message(&self, at: usize) -> bool {
        let first = [&b"{"[..], b"\"messageType\"", b":", b"\"CONTROL_MESSAGE\""];
        self.shape == Shape::Records && tokens(self.bytes, at, &first).is_some()
    }

    fn damaged(&mut self, offset: usize, reason: DamageReason) -> Damage {
        // An object that is never closed was looked for to the end.
        let rest = self.bytes.len() - offset;
        (self.at, self.place) = if reason != DamageReason::NotClosed || self.budget.pay(rest) {
            self.next_wrapped_record(offset)
        } else {
            (self.bytes.len(), Place::Outside)
        };
        Damage { offset, reason }
    }

    /// Behind the wrapper whose list ends at `at`; `None` if that does not look like an end.
    fn after_closing(&self, at: usize) -> Option<usize> {
        if self.shape == Shape::Array {
            return Some(at + 1);
        }
        let behind = self.solid(at + 1);
        match self.bytes.get(behind)? {
            b'}' => Some(behind + 1),
            // Other members of the wrapper.
            b',' => {
                let key = self.solid(behind + 1);
                (self.bytes.get(key)? == &b'"').then_some(())?;
                // From behind an opening bracket on, as if the wrapper began here.
                let start = key - 1;
                self.level.dispatch(Skip {
                    bytes: self.bytes,
                    start,
                    limit: self.bytes.len(),
                })
            }
            _ => None,
        }
    }
}

/// The first byte inside of the list that is opened at `at`.
pub(super) fn after_opening(shape: Shape, bytes: &[u8], at: usize) -> Option<usize> {
    if shape == Shape::Array {
        return tokens(bytes, at, &[b"["]);
    }
    let first = [&b"{"[..], b"\"Records\"", b":", b"["];
    tokens(bytes, at, &first).or_else(|| after_later_opening(bytes, at))
}

/// The same of a list that stands behind other members of its wrapper.
fn after_later_opening(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = tokens(bytes, at, &[b"{"])?;
    let found = LATER
        .iter()
        .find(|(first, _)| tokens(bytes, at, &[first]).is_some());
    let (_, list) = found?;
    for _ in 0..MEMBERS {
        if let Some(inside) = tokens(bytes, at, &[list, b":", b"["]) {
            return Some(inside);
        }
        let key = skip::white_space(bytes, at, bytes.len())?;
        let value = tokens(bytes, end_of_value(bytes, key)?, &[b":"])?;
        let value = skip::white_space(bytes, value, bytes.len())?;
        at = tokens(bytes, end_of_value(bytes, value)?, &[b","])?;
    }
    None
}

fn end_of_value(bytes: &[u8], start: usize) -> Option<usize> {
    let level = Level::best();
    if bytes[start] == b'{' {
        let limit = bytes.len();
        return level.dispatch(Skip {
            bytes,
            start,
            limit,
        });
    }
    level.dispatch(OtherValue { bytes, start })
}

/// Behind these tokens, between which white space may stand.
fn tokens(bytes: &[u8], at: usize, tokens: &[&[u8]]) -> Option<usize> {
    tokens.iter().try_fold(at, |at, token| {
        let at = skip::white_space(bytes, at, bytes.len())?;
        bytes[at..].starts_with(token).then_some(at + token.len())
    })
}
