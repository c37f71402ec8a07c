//! A record a line.

use memchr::memchr;

use super::{Damage, DamageReason, Record, Records};
use crate::rows::Rows;
use crate::skip;

impl Records<'_> {
    /// Blank lines are skipped; what begins with `{` must be an object and nothing else.
    pub(super) fn next_json_line(
        &mut self,
        mut rows: Option<&mut Rows>,
    ) -> Option<Result<Record, Damage>> {
        loop {
            let (line, limit) = self.next_line()?;
            let Some(start) = skip::white_space(self.bytes, line, limit) else {
                continue;
            };
            if self.bytes[start] != b'{' {
                return Some(Ok(self.text(rows, line, limit)));
            }
            let damaged = |reason| {
                Some(Err(Damage {
                    offset: line,
                    reason,
                }))
            };
            let Some(end) = self.object(rows.as_deref_mut(), start, limit) else {
                return damaged(DamageReason::NotClosed);
            };
            if skip::white_space(self.bytes, end, limit).is_some() {
                return damaged(DamageReason::TrailingBytes);
            }
            return Some(Ok(self.found(
                rows,
                Record {
                    start,
                    end,
                    json: true,
                },
            )));
        }
    }

    /// Every line that is not empty. One that is an object and nothing else is read as JSON, since
    /// logs of applications mix both; any other is text.
    pub(super) fn next_text_line(
        &mut self,
        mut rows: Option<&mut Rows>,
    ) -> Option<Result<Record, Damage>> {
        loop {
            let (line, limit) = self.next_line()?;
            if matches!(self.bytes[line..limit], [] | [b'\r']) {
                continue;
            }
            let object = skip::white_space(self.bytes, line, limit)
                .filter(|&start| self.bytes[start] == b'{')
                .and_then(|start| Some((start, self.object(rows.as_deref_mut(), start, limit)?)))
                .filter(|&(_, end)| skip::white_space(self.bytes, end, limit).is_none());
            return Some(Ok(match object {
                Some((start, end)) => self.found(
                    rows,
                    Record {
                        start,
                        end,
                        json: true,
                    },
                ),
                None => self.text(rows, line, limit),
            }));
        }
    }

    /// The bounds of the next line, without its newline.
    #[inline]
    fn next_line(&mut self) -> Option<(usize, usize)> {
        let start = self.at;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let end = memchr(b'\n', rest).map_or(self.bytes.len(), |length| start + length);
        self.at = end + 1;
        Some((start, end))
    }

    fn text(&self, rows: Option<&mut Rows>, start: usize, limit: usize) -> Record {
        let carriage_return = self.bytes[start..limit].ends_with(b"\r");
        let end = limit - usize::from(carriage_return);
        self.found(
            rows,
            Record {
                start,
                end,
                json: false,
            },
        )
    }
}
