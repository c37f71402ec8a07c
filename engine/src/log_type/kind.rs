//! What an object is: its shape, its type, and what its header says.

use std::sync::Arc;

use taffrail_extract::{LineRules, Shape};

use super::LogType;
use super::recognise::compiled;

/// What is said of the types of objects, before they are looked at.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Said<'a> {
    /// The type of all, when it was named.
    pub(crate) named: Option<&'a LogType>,
    /// The types of users.
    pub(crate) users: &'a [LogType],
}

/// What an object, or the rest of it, is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Kind {
    /// How its records follow one another.
    pub(crate) shape: Shape,
    /// Its type.
    pub(crate) log_type: LogType,
    /// The line that names its columns.
    pub(crate) header: Option<Arc<[u8]>>,
    /// When it was written, where its times have no year; microseconds since 1970.
    pub(crate) written: Option<i64>,
}

impl Kind {
    /// Whether it is of no type that says anything about it.
    pub(crate) fn is_unknown(&self) -> bool {
        self.log_type == LogType::any_text()
    }

    /// Which of its lines are events.
    pub(crate) fn rules(&self) -> LineRules {
        let events = &self.log_type.definition().events;
        let pattern = compiled(&self.log_type.0.patterns.begins, events.begins.as_ref());
        LineRules {
            comment: events.comment.as_deref().map(|mark| mark.as_bytes().into()),
            header: self.header.clone(),
            begins: pattern.cloned(),
        }
    }

    /// The same, written at a time that tells the year where its own times do not.
    pub(crate) fn written(self, at: Option<i64>) -> Self {
        let wants = !self.log_type.times_have_years();
        Self {
            written: at.filter(|_| wants),
            ..self
        }
    }

    /// Whether events may have several lines, so that not every newline ends one.
    pub(crate) fn has_long_events(&self) -> bool {
        self.log_type.definition().events.begins.is_some()
    }

    /// The same behind a line that is no event, which may name other columns.
    pub(crate) fn behind(&self, line: &[u8]) -> Option<Self> {
        let header = self.log_type.header(line)?;
        let is_new = self.header.as_deref() != Some(header);
        is_new.then(|| Self {
            header: Some(header.into()),
            ..self.clone()
        })
    }
}
