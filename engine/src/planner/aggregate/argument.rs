//! Arguments of aggregates that must be literals.

use taffrail_query_lang::Diagnostic;
use taffrail_query_lang::ast::{NumberLiteral, Period, Unit};

use crate::dynamic::Side;
use crate::function::{Argument, ArgumentKind};

/// A number from 0 to 100.
pub(super) fn percentile(arg: &Argument) -> Result<f64, Diagnostic> {
    let percentile = match arg.kind {
        ArgumentKind::Scalar(Side::Number(NumberLiteral::Integer(number))) => number as f64,
        ArgumentKind::Scalar(Side::Number(NumberLiteral::Float(number))) => number,
        _ => return Err(arg.misfit("a number from 0 to 100", "another value")),
    };
    if (0.0..=100.0).contains(&percentile) {
        Ok(percentile)
    } else {
        Err(arg.misfit("a number from 0 to 100", &percentile.to_string()))
    }
}

/// A whole number from 1 to `most`.
pub(super) fn whole(arg: &Argument, most: i64) -> Result<i64, Diagnostic> {
    let expected = format!("a whole number from 1 to {most}");
    let found = match arg.kind {
        ArgumentKind::Scalar(Side::Number(NumberLiteral::Integer(number))) => {
            match i64::try_from(number) {
                Ok(number) if (1..=most).contains(&number) => return Ok(number),
                _ => number.to_string(),
            }
        }
        ArgumentKind::Scalar(Side::Number(NumberLiteral::Float(number))) => number.to_string(),
        _ => "another value".to_owned(),
    };
    Err(arg.misfit(&expected, &found))
}

/// A period that is always equally long, in microseconds.
pub(super) fn length(arg: &Argument) -> Result<f64, Diagnostic> {
    let period = arg.period()?;
    let Period { count, unit } = period;
    let unit = match unit {
        Unit::Millisecond => 1e3,
        Unit::Second => 1e6,
        Unit::Minute => 60e6,
        Unit::Hour => 3_600e6,
        Unit::Day => 86_400e6,
        Unit::Week => 604_800e6,
        Unit::Month | Unit::Quarter | Unit::Year => {
            let found = format!("`{period}`");
            return Err(arg
                .misfit("a period of weeks or less", &found)
                .help("months and years are not equally long: write `30d`"));
        }
    };
    Ok(count as f64 * unit)
}
