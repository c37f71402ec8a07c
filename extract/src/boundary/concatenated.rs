//! JSON values one after another.

use super::{Damage, DamageReason, Record, Records};
use crate::rows::Rows;

impl Records<'_> {
    /// Any white space may stand between the values, also none. Behind damage the next line that
    /// begins with `{` goes on.
    pub(super) fn next_concatenated(
        &mut self,
        mut rows: Option<&mut Rows>,
    ) -> Option<Result<Record, Damage>> {
        let start = self.solid(self.at);
        self.at = start;
        let json = *self.bytes.get(start)? == b'{';
        let end = if json {
            self.object(rows.as_deref_mut(), start, self.bytes.len())
        } else {
            self.other_value(start)
        };
        if let Some(end) = end {
            self.at = end;
            return Some(Ok(self.found(
                rows,
                Record {
                    start,
                    end,
                    json,
                    aside: false,
                },
            )));
        }
        self.at = self.next_object_line(start);
        let reason = if json {
            DamageReason::NotClosed
        } else {
            DamageReason::Junk
        };
        Some(Err(Damage {
            offset: start,
            reason,
        }))
    }
}
