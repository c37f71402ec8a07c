//! A record a line.

use memchr::memchr;

use super::{Damage, DamageReason, LineRules, Record, Records};
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
                    aside: false,
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
            if self.rules.is_aside(&self.bytes[line..limit]) {
                return Some(Ok(Record {
                    start: line,
                    end: limit,
                    json: false,
                    aside: true,
                }));
            }
            let object = skip::white_space(self.bytes, line, limit)
                .filter(|&start| self.bytes[start] == b'{')
                .and_then(|start| Some((start, self.object(rows.as_deref_mut(), start, limit)?)))
                .filter(|&(_, end)| skip::white_space(self.bytes, end, limit).is_none());
            let Some((start, end)) = object else {
                let Some(limit) = self.end_of_event(line, limit) else {
                    self.at = line;
                    return None;
                };
                return Some(Ok(self.text(rows, line, limit)));
            };
            return Some(Ok(self.found(
                rows,
                Record {
                    start,
                    end,
                    json: true,
                    aside: false,
                },
            )));
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

    /// The end of the event that begins with a line: that of the last line that is not blank
    /// before the next event. `None` when lines may belong to it that follow the buffer.
    #[inline]
    fn end_of_event(&mut self, start: usize, limit: usize) -> Option<usize> {
        let mut end = limit;
        if self.rules.begins.is_none() {
            return Some(end);
        }
        loop {
            let before = self.at;
            let Some((line, limit)) = self.next_line() else {
                let is_open = self.more && !LineRules::is_too_long(self.bytes.len() - start);
                return (!is_open).then_some(end);
            };
            if !self.rules.goes_on(&self.bytes[line..limit], line - start) {
                self.at = before;
                return Some(end);
            }
            if skip::white_space(self.bytes, line, limit).is_some() {
                end = limit;
            }
        }
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
                aside: false,
            },
        )
    }
}
