//! Numbers and periods.

/// A number as the query wrote it: exact when it is whole and fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NumberLiteral {
    /// A whole number without decimals or exponent that fits `i64` or `u64`.
    Integer(i128),
    /// Any other number; always finite.
    Float(f64),
}

/// A length of time: `5m`, `7d`. The count is at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// How many units.
    pub count: u64,
    /// The unit.
    pub unit: Unit,
}

/// The units of a period (reference: Logs Insights, "datetime functions").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `ms`, `msec`, `millisecond`
    Millisecond,
    /// `s`, `sec`, `second`
    Second,
    /// `m`, `min`, `minute`
    Minute,
    /// `h`, `hr`, `hour`
    Hour,
    /// `d`, `day`
    Day,
    /// `w`, `week`
    Week,
    /// `mo`, `mon`, `month`
    Month,
    /// `q`, `qtr`, `quarter`
    Quarter,
    /// `y`, `yr`, `year`
    Year,
}

impl NumberLiteral {
    /// A whole number, when it fits `i64` or `u64`.
    pub const fn whole(value: i128) -> Option<Self> {
        if value >= i64::MIN as i128 && value <= u64::MAX as i128 {
            Some(Self::Integer(value))
        } else {
            None
        }
    }

    /// The number with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Integer(value) => Self::whole(-value).unwrap_or(Self::Float(-(value as f64))),
            Self::Float(value) => Self::Float(-value),
        }
    }

    /// Whether it is written with a minus.
    pub fn is_negative(self) -> bool {
        match self {
            Self::Integer(value) => value < 0,
            Self::Float(value) => value.is_sign_negative(),
        }
    }
}

impl Unit {
    /// All units, shortest first, with every way to write them; the first way is canonical.
    const NAMES: [(Self, &'static [&'static str]); 9] = [
        (
            Self::Millisecond,
            &["ms", "msec", "msecs", "millisecond", "milliseconds"],
        ),
        (Self::Second, &["s", "sec", "secs", "second", "seconds"]),
        (Self::Minute, &["m", "min", "mins", "minute", "minutes"]),
        (Self::Hour, &["h", "hr", "hrs", "hour", "hours"]),
        (Self::Day, &["d", "day", "days"]),
        (Self::Week, &["w", "week", "weeks"]),
        (
            Self::Month,
            &["mo", "mos", "mon", "mons", "month", "months"],
        ),
        (Self::Quarter, &["q", "qtr", "qtrs", "quarter", "quarters"]),
        (Self::Year, &["y", "yr", "yrs", "year", "years"]),
    ];

    /// The unit that is written so, in any case.
    pub fn find(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(_, names)| names.iter().any(|it| it.eq_ignore_ascii_case(name)))
            .map(|it| it.0)
    }

    /// The shortest way to write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Millisecond => "ms",
            Self::Second => "s",
            Self::Minute => "m",
            Self::Hour => "h",
            Self::Day => "d",
            Self::Week => "w",
            Self::Month => "mo",
            Self::Quarter => "q",
            Self::Year => "y",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canonical_name_is_the_first_one() {
        for (unit, names) in Unit::NAMES {
            assert_eq!(unit.as_str(), names[0]);
        }
        assert_eq!(Unit::find("Minutes"), Some(Unit::Minute));
        assert_eq!(Unit::find("mss"), None);
    }

    #[test]
    fn whole_numbers_fit_64_bits() {
        assert_eq!(
            NumberLiteral::whole(i128::from(u64::MAX)).map(NumberLiteral::is_negative),
            Some(false)
        );
        assert_eq!(NumberLiteral::whole(i128::from(u64::MAX) + 1), None);
        let smallest = NumberLiteral::Integer(i128::from(i64::MIN).abs());
        assert_eq!(
            smallest.negated(),
            NumberLiteral::Integer(i128::from(i64::MIN))
        );
    }
}
