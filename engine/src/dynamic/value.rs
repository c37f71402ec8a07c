//! A value while a query is planned.

use datafusion::logical_expr::{Expr, cast, lit, when};
use taffrail_extract::kind;

use crate::kernel::Type;
use crate::registry::call;

/// A value and the expressions that give it, by what is known of its type.
#[derive(Debug, Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "a few of them live while a query is planned"
)]
pub(crate) enum Value {
    /// A scalar of a log, or a text that a query made.
    Dynamic {
        /// Its text, `Utf8View`.
        text: Expr,
        /// The kind of its token, `UInt8`.
        kind: Expr,
        /// The number that it is in arithmetic, where the scan can decode it; else it is read
        /// from the text.
        number: Option<Expr>,
    },
    /// A computed number, `Float64`.
    Number(Expr),
    /// A computed whole number, `Int64`.
    Integer(Expr),
    /// A computed truth, `Boolean`.
    Boolean(Expr),
    /// A time, `Timestamp(Microsecond, UTC)`.
    Time(Expr),
}

impl Value {
    /// A text that the query made, `Utf8View`.
    pub(crate) fn text(text: Expr) -> Self {
        Self::of_kind(text, kind::STRING)
    }

    /// A value that is of one kind wherever it is not missing, by its text, `Utf8View`.
    pub(crate) fn of_kind(text: Expr, kind: u8) -> Self {
        let kind = when(text.clone().is_not_null(), lit(kind))
            .end()
            .expect("a case of one branch has a type");
        Self::Dynamic {
            text,
            kind,
            number: None,
        }
    }

    /// Whether it is a text that the query made, which is its kind in every row.
    pub(crate) fn is_made_text(&self) -> bool {
        match self {
            Self::Dynamic { text, kind, .. } => {
                matches!(Self::text(text.clone()), Self::Dynamic { kind: made, .. } if made == *kind)
            }
            _ => false,
        }
    }

    /// The value as arithmetic sees it, `Float64`: NULL when it is not a number.
    pub(crate) fn to_number(&self) -> Expr {
        match self {
            Self::Number(number)
            | Self::Dynamic {
                number: Some(number),
                ..
            } => number.clone(),
            Self::Dynamic {
                text, number: None, ..
            } => call("read_number", vec![text.clone(), self.kind_of_present()]),
            Self::Integer(value) => cast(value.clone(), Type::Number.data_type()),
            Self::Boolean(value) => cast(
                cast(value.clone(), Type::Integer.data_type()),
                Type::Number.data_type(),
            ),
            Self::Time(time) => cast(epoch_millis(time.clone()), Type::Number.data_type()),
        }
    }

    /// The value as text functions, `like` and `parse` see it, `Utf8View`: typed values as they
    /// are written out.
    pub(crate) fn to_text(&self) -> Expr {
        match self {
            Self::Dynamic { text, .. } => text.clone(),
            Self::Number(number) => call("number_text", vec![number.clone()]),
            Self::Integer(value) => cast(value.clone(), Type::Text.data_type()),
            Self::Boolean(value) => cast(
                cast(value.clone(), Type::Integer.data_type()),
                Type::Text.data_type(),
            ),
            Self::Time(time) => call("time_text", vec![time.clone()]),
        }
    }

    /// The kind of the value's token, `UInt8`, NULL when it is missing.
    pub(crate) fn kind(&self) -> Expr {
        let kind_of = |value: &Expr, kind: u8| {
            when(value.clone().is_not_null(), lit(kind))
                .end()
                .expect("a case of one branch has a type")
        };
        match self {
            Self::Dynamic { kind, .. } => kind.clone(),
            Self::Number(value) | Self::Integer(value) | Self::Boolean(value) => {
                kind_of(value, kind::NUMBER)
            }
            Self::Time(time) => kind_of(time, kind::STRING),
        }
    }

    /// An expression that is NULL exactly when the value is missing; the cheapest there is.
    pub(crate) fn presence(&self) -> Expr {
        match self {
            Self::Dynamic { kind, .. } => kind.clone(),
            Self::Number(value)
            | Self::Integer(value)
            | Self::Boolean(value)
            | Self::Time(value) => value.clone(),
        }
    }

    /// The value as `sort` orders it.
    pub(crate) fn sort_key(&self) -> Expr {
        match self {
            Self::Dynamic { text, .. } => call("sort_key", vec![text.clone()]),
            // Arrow sorts `-0` before `0`, which are one value.
            Self::Number(value) => call("without_negative_zero", vec![value.clone()]),
            Self::Integer(value) | Self::Boolean(value) | Self::Time(value) => value.clone(),
        }
    }

    /// Whether a predicate that is this value alone holds: NULL when it is missing.
    pub(crate) fn truthy(&self) -> Expr {
        match self {
            Self::Dynamic { text, .. } => call("truthy", vec![text.clone()]),
            Self::Number(value) => value.clone().not_eq(lit(0.0)),
            Self::Integer(value) => value.clone().not_eq(lit(0_i64)),
            Self::Boolean(value) => value.clone(),
            Self::Time(time) => when(time.clone().is_not_null(), lit(true))
                .end()
                .expect("a case of one branch has a type"),
        }
    }

    /// Chooses among values with `choose`, which is applied to each of the columns that the
    /// result needs: to the values themselves when they have one type, else to texts and kinds.
    pub(crate) fn choose(values: &[Self], mut choose: impl FnMut(Vec<Expr>) -> Expr) -> Self {
        let all = |pick: fn(&Self) -> Option<Expr>| values.iter().map(pick).collect();
        if let Some(times) = all(Self::as_time) {
            return Self::Time(choose(times));
        }
        if let Some(truths) = all(Self::as_boolean) {
            return Self::Boolean(choose(truths));
        }
        if let Some(integers) = all(Self::as_integer) {
            return Self::Integer(choose(integers));
        }
        if let Some(numbers) = all(Self::as_computed_number) {
            return Self::Number(choose(numbers));
        }
        Self::Dynamic {
            text: choose(values.iter().map(Self::to_text).collect()),
            kind: choose(values.iter().map(Self::kind).collect()),
            number: None,
        }
    }

    /// The expression of a time.
    pub(crate) fn as_time(&self) -> Option<Expr> {
        if let Self::Time(time) = self {
            Some(time.clone())
        } else {
            None
        }
    }

    fn as_boolean(&self) -> Option<Expr> {
        if let Self::Boolean(truth) = self {
            Some(truth.clone())
        } else {
            None
        }
    }

    fn as_integer(&self) -> Option<Expr> {
        if let Self::Integer(integer) = self {
            Some(integer.clone())
        } else {
            None
        }
    }

    fn as_computed_number(&self) -> Option<Expr> {
        matches!(self, Self::Number(_) | Self::Integer(_)).then(|| self.to_number())
    }
}

/// Milliseconds since the epoch of a time, `Int64`, rounded down.
pub(crate) fn epoch_millis(time: Expr) -> Expr {
    call("epoch_millis", vec![time])
}

/// A number that was computed: NULL where it is not finite, as after a division by zero.
pub(crate) fn finite(number: Expr) -> Expr {
    call("finite", vec![number])
}
