//! The order of the rows, and how many of them there are.

use std::sync::Arc;

use datafusion::logical_expr::expr_rewriter::normalize_sorts;
use datafusion::logical_expr::{Expr, LogicalPlan, Sort, SortExpr};

use super::{Keeps, Pipeline, column};
use crate::planner::Step;
use crate::scan::SystemField;

impl Pipeline {
    /// The order of rows in which a command that picks the first of several sees them, and hands
    /// them on: as asked for, else newest first.
    pub(in crate::planner) fn order_or_newest(&mut self) -> Vec<SortExpr> {
        if self.events && self.implied.is_empty() {
            self.implied = vec![column(SystemField::Timestamp.name()).sort(false, false)];
        }
        self.current_order()
    }

    /// The order in which a command that goes from row to row sees them, and hands them on: as
    /// asked for, else oldest first.
    pub(in crate::planner) fn order_of_sequence(&mut self) -> Vec<SortExpr> {
        if self.events {
            self.implied = vec![column(SystemField::Timestamp.name()).sort(true, false)];
        }
        self.order_used = true;
        self.current_order()
    }

    /// Lets a `limit` that is still to come take effect, for a command that changes the rows.
    pub(in crate::planner) fn settle(&mut self) -> Step {
        match self.limit.take() {
            Some(cap) => self.apply(cap.count, cap.keeps),
            None => Ok(()),
        }
    }

    fn apply(&mut self, count: u64, keeps: Keeps) -> Step {
        self.limited = true;
        let fetch = Some(usize::try_from(count).unwrap_or(usize::MAX));
        let mut order = match keeps {
            Keeps::First | Keeps::Last => self.order_or_newest(),
            Keeps::Any => Vec::new(),
        };
        if order.is_empty() || count == 0 {
            return self.rebuild(|builder| builder.limit(0, fetch));
        }
        if keeps == Keeps::Last {
            for key in &mut order {
                // The other way round by its value: sources rely on it that the place of an event
                // is sorted one way only.
                if key.expr == column(SystemField::Offset.name()) {
                    key.expr = Expr::Negative(Box::new(key.expr.clone()));
                    continue;
                }
                key.asc = !key.asc;
                key.nulls_first = !key.nulls_first;
            }
        }
        self.sort_rows(order, fetch)
    }

    /// Puts the rows in order and keeps `fetch` of them. `LogicalPlanBuilder` would take a key that
    /// the sort below has too for a column of that name.
    fn sort_rows(&mut self, order: Vec<SortExpr>, fetch: Option<usize>) -> Step {
        self.rebuild(|builder| {
            let input = builder.build()?;
            let expr = normalize_sorts(order, &input)?;
            let input = Arc::new(input);
            Ok(LogicalPlan::Sort(Sort { expr, input, fetch }).into())
        })
    }

    /// Adds a key that decides between rows that all other keys leave equal.
    pub(in crate::planner) fn add_tie(&mut self, key: SortExpr) {
        self.ties.push(key);
    }

    /// Adds a key that no order can overrule: rows where it is true stay below all others.
    pub(in crate::planner) fn keep_last(&mut self, last: Expr) {
        self.lasting.push(last.sort(true, true));
    }

    /// What no order can overrule.
    pub(in crate::planner) fn lasting(&self) -> &[SortExpr] {
        &self.lasting
    }

    /// The order that was asked for, or that a command implies, down to the place of an event.
    pub(in crate::planner) fn current_order(&self) -> Vec<SortExpr> {
        let asked = if self.order.is_empty() {
            &self.implied
        } else {
            &self.order
        };
        let keys = self.lasting.iter().chain(asked).chain(&self.ties);
        keys.cloned().collect()
    }

    /// The order of events from the oldest to the newest, or the other way round; events without
    /// a time last.
    pub(in crate::planner) fn by_time(&self, ascending: bool) -> Option<Vec<SortExpr>> {
        let time = self.call.timestamp.clone()?;
        Some(self.by(time, ascending))
    }

    /// The order of a value, the missing last, and then of rows that nothing else orders.
    pub(in crate::planner) fn by(&self, value: Expr, ascending: bool) -> Vec<SortExpr> {
        let first = value.sort(ascending, false);
        std::iter::once(first)
            .chain(self.ties.iter().cloned())
            .collect()
    }

    /// Orders the rows by `order` alone, which tells each from each.
    pub(in crate::planner) fn reorder(&mut self, order: Vec<SortExpr>) {
        self.order = order;
        self.implied.clear();
        self.lasting.clear();
        self.ties.clear();
        self.order_used = true;
    }

    /// Caps the rows, by `default` when the query shows events and says nothing, and puts them in
    /// order. Returns whether the default was used.
    pub(in crate::planner) fn end(&mut self, default: Option<u64>) -> Step<bool> {
        if let Some(cap) = self.limit.take() {
            self.apply(cap.count, cap.keeps)?;
            let is_ordered = match cap.keeps {
                Keeps::First => true,
                Keeps::Last => false,
                Keeps::Any => self.order.is_empty(),
            };
            if is_ordered {
                return Ok(false);
            }
        } else if self.events
            && !self.limited
            && let Some(count) = default
        {
            self.apply(count, Keeps::First)?;
            return Ok(true);
        }
        let order = self.current_order();
        if !order.is_empty() {
            self.sort_rows(order, None)?;
        }
        Ok(false)
    }
}

/// The order of events that nothing else orders: by object, then by place in it.
pub(super) fn event_ties() -> Vec<SortExpr> {
    [SystemField::Object, SystemField::Offset]
        .map(|field| column(field.name()).sort(true, false))
        .to_vec()
}
