//! Times (reference: Logs Insights, "datetime functions").
//!
//! Where a time is wanted a number is one in milliseconds since the epoch, and a text one as in
//! RFC 3339.

mod bins;
mod convert;
mod gaps;
mod java;
mod later;
mod strftime;

use std::sync::Arc;

use chrono_tz::Tz;
use datafusion::common::Result;
use datafusion::logical_expr::{Expr, ScalarUDF, lit};
use taffrail_query_lang::{Code, Diagnostic};

pub(crate) use self::gaps::Gap;
pub(crate) use self::later::later;
use super::{Argument, CallContext};
use crate::dynamic::{Value, epoch_millis};
use crate::kernel::{Kernel, Type, text_literal};
use crate::registry::call;

pub(super) fn plan(
    name: &str,
    args: &[Argument],
    context: &CallContext,
) -> Option<Result<Value, Diagnostic>> {
    Some(match name {
        "bin" => bin(&args[0], context),
        "datefloor" => cut("time_floor", args, context),
        "dateceil" => cut("time_ceil", args, context),
        "fromMillis" => time(&args[0], context).map(Value::Time),
        "toMillis" => time(&args[0], context).map(|time| Value::Integer(epoch_millis(time))),
        "now" => Ok(Value::Integer(lit(context.now.div_euclid(1_000_000)))),
        "parseDate" => parse_date(args, context),
        "formatDate" => format_date(args, context),
        _ => return None,
    })
}

pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    use Type::{Boolean, Integer, Number, Text, Time, TimeList};
    vec![
        Kernel::new("epoch_millis", &[Time], Integer, |args| {
            Ok(convert::to_millis(args))
        })
        .udf(),
        Kernel::new("from_millis", &[Number], Time, |args| {
            Ok(convert::from_millis(args))
        })
        .udf(),
        Kernel::new("read_time", &[Text, Text], Time, convert::read_times).udf(),
        Kernel::new(
            "time_floor",
            &[Time, Integer, Text, Text],
            Time,
            bins::floors,
        )
        .udf(),
        Kernel::new("time_ceil", &[Time, Integer, Text, Text], Time, bins::ceils).udf(),
        Kernel::new(
            "time_later",
            &[Time, Integer, Text, Text],
            Time,
            later::laters,
        )
        .udf(),
        Kernel::new(
            "gap_bins",
            &[Time, Boolean, Time, Time, Time, Integer, Text, Text],
            TimeList,
            gaps::gap_bins,
        )
        .udf(),
        Kernel::new(
            "parse_date",
            &[Text, Text, Text],
            Integer,
            java::parse_dates,
        )
        .udf(),
        Kernel::new(
            "format_date",
            &[Time, Text, Text],
            Text,
            strftime::format_dates,
        )
        .udf(),
    ]
}

/// `bin(5m)`: the start of the period that holds `@timestamp`.
fn bin(period: &Argument, context: &CallContext) -> Result<Value, Diagnostic> {
    let args = bins::arguments(period.period()?, context.zone);
    let Some(timestamp) = context.timestamp.clone() else {
        return Err(
            Diagnostic::error(Code::UnknownColumn, "`bin` needs `@timestamp`")
                .label(period.span, "the last `stats` did not hand `@timestamp` on")
                .help("hand a time on with `max(@timestamp) as t` and use `datefloor(t, 5m)`"),
        );
    };
    Ok(Value::Time(call(
        "time_floor",
        [vec![timestamp], args].concat(),
    )))
}

/// `datefloor(t, 5m)`, `dateceil(t, 5m)`.
fn cut(kernel: &str, args: &[Argument], context: &CallContext) -> Result<Value, Diagnostic> {
    let time = time(&args[0], context)?;
    let period = bins::arguments(args[1].period()?, context.zone);
    Ok(Value::Time(call(kernel, [vec![time], period].concat())))
}

/// `parseDate(text, pattern)`, `parseDate(text, pattern, zone)`: milliseconds since the epoch,
/// NULL for what does not match. A zone in the text wins over the argument.
fn parse_date(args: &[Argument], context: &CallContext) -> Result<Value, Diagnostic> {
    let text = args[0].text()?;
    let pattern = constant(&args[1], "a quoted pattern such as `'yyyy-MM-dd'`")?;
    java::Pattern::parse(pattern).map_err(|mistake| {
        Diagnostic::error(Code::InvalidArgument, mistake.message)
            .label(args[1].span, "")
            .help(mistake.help)
    })?;
    let zone = zone(args.get(2), context)?;
    let args = vec![text, text_literal(pattern), text_literal(zone.name())];
    Ok(Value::Integer(call("parse_date", args)))
}

/// `formatDate(t, format)`, `formatDate(t, format, zone)`.
fn format_date(args: &[Argument], context: &CallContext) -> Result<Value, Diagnostic> {
    let time = time(&args[0], context)?;
    let format = constant(&args[1], "a quoted format such as `'%Y-%m-%d'`")?;
    strftime::check(format).map_err(|directive| {
        Diagnostic::error(
            Code::InvalidArgument,
            format!("`{directive}` is not a directive of strftime"),
        )
        .label(args[1].span, "")
        .help("write `%Y-%m-%d %H:%M:%S`, or `%%` for a percent sign")
    })?;
    let zone = zone(args.get(2), context)?;
    let args = vec![time, text_literal(format), text_literal(zone.name())];
    Ok(Value::text(call("format_date", args)))
}

/// An argument as a time.
fn time(argument: &Argument, context: &CallContext) -> Result<Expr, Diagnostic> {
    Ok(match argument.value()? {
        Value::Time(time) => time,
        Value::Dynamic { text, .. } => {
            call("read_time", vec![text, text_literal(context.zone.name())])
        }
        number => call("from_millis", vec![number.to_number()]),
    })
}

fn constant<'a>(argument: &'a Argument, expected: &str) -> Result<&'a str, Diagnostic> {
    argument
        .literal_text()
        .ok_or_else(|| argument.misfit(expected, "another value"))
}

fn zone(argument: Option<&Argument>, context: &CallContext) -> Result<Tz, Diagnostic> {
    let Some(argument) = argument else {
        return Ok(context.zone);
    };
    let name = constant(argument, "the quoted name of a time zone")?;
    name.parse().map_err(|_| {
        Diagnostic::error(Code::UnknownTimeZone, format!("unknown time zone `{name}`"))
            .label(argument.span, "not a time zone")
            .help("write `UTC` or an IANA name such as `Europe/Berlin`")
    })
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use taffrail_query_lang::ast::Unit;

    use crate::function::general::check::{
        check, check_in, check_refused, context, float, json, missing, number, period, text, time,
    };

    #[test]
    fn bins_of_the_timestamp() {
        check(
            "bin",
            &[period(5, Unit::Minute)],
            Some("2023-07-10T11:40:00.000Z"),
        );
        check(
            "bin",
            &[period(300, Unit::Second)],
            Some("2023-07-10T11:40:00.000Z"),
        );
        let mut context = context();
        context.zone = Tz::Europe__Berlin;
        check_in(
            &context,
            "bin",
            &[period(1, Unit::Day)],
            Some("2023-07-09T22:00:00.000Z"),
        );
        check_refused(
            "bin",
            &[number(5)],
            "expected a period such as `5m`, found another value",
        );
    }

    #[test]
    fn bins_of_any_time() {
        let noon = time("2023-07-10T12:00:00Z");
        check(
            "dateceil",
            &[noon.clone(), period(1, Unit::Hour)],
            Some("2023-07-10T12:00:00.000Z"),
        );
        check(
            "dateceil",
            &[noon.clone(), period(1, Unit::Week)],
            Some("2023-07-17T00:00:00.000Z"),
        );
        check(
            "datefloor",
            &[noon, period(1, Unit::Quarter)],
            Some("2023-07-01T00:00:00.000Z"),
        );
        let millis = number(1_688_989_338_123);
        check(
            "datefloor",
            &[millis, period(1, Unit::Hour)],
            Some("2023-07-10T11:00:00.000Z"),
        );
        let written = text("2023-07-10T11:42:18Z");
        check(
            "dateceil",
            &[written, period(1, Unit::Hour)],
            Some("2023-07-10T12:00:00.000Z"),
        );
        check("datefloor", &[text("noon"), period(1, Unit::Hour)], None);
        check("datefloor", &[missing(), period(1, Unit::Hour)], None);
    }

    #[test]
    fn milliseconds() {
        check(
            "toMillis",
            &[text("2022-01-14T13:18:31-08:00")],
            Some("1642195111000"),
        );
        check("toMillis", &[time("1969-12-31T23:59:59.9999Z")], Some("-1"));
        check("toMillis", &[text("1642195111000")], Some("1642195111000"));
        check("toMillis", &[json("true")], None);
        check(
            "fromMillis",
            &[number(1_642_195_111_000)],
            Some("2022-01-14T21:18:31.000Z"),
        );
        check(
            "fromMillis",
            &[float(0.5)],
            Some("1970-01-01T00:00:00.000500Z"),
        );
        check("fromMillis", &[float(1e30)], None);
        check("now", &[], Some("1688989338"));
    }

    #[test]
    fn formats() {
        let noon = || time("2023-07-10T12:00:00Z");
        check(
            "formatDate",
            &[noon(), text("%Y-%m-%d"), text("UTC")],
            Some("2023-07-10"),
        );
        let args = [noon(), text("%d.%m.%y %H:%M %Z %z"), text("Europe/Berlin")];
        check("formatDate", &args, Some("10.07.23 14:00 CEST +0200"));
        check(
            "formatDate",
            &[number(0), text("%F %T%.3f %% x")],
            Some("1970-01-01 00:00:00.000 % x"),
        );
        check("formatDate", &[missing(), text("%F")], None);
        check_refused(
            "formatDate",
            &[noon(), text("%Y %Q")],
            "`%Q` is not a directive of strftime",
        );
        check_refused(
            "formatDate",
            &[noon(), text("%Y"), text("Berlin")],
            "unknown time zone `Berlin`",
        );
    }

    #[test]
    fn dates() {
        let parse = |input: &str, pattern: &str, expected| {
            check("parseDate", &[text(input), text(pattern)], expected);
        };
        parse("2023-07-10", "yyyy-MM-dd", Some("1688947200000"));
        parse(
            "10/Jul/2023:11:42:18 +0200",
            "dd/MMM/yyyy:HH:mm:ss Z",
            Some("1688982138000"),
        );
        parse("10 July", "yyyy-MM-dd", None);
        let args = |zone| {
            [
                text("2023-07-10 02:00"),
                text("yyyy-MM-dd HH:mm"),
                text(zone),
            ]
        };
        check("parseDate", &args("Europe/Berlin"), Some("1688947200000"));
        check_refused("parseDate", &args("CEST"), "unknown time zone `CEST`");
        check_refused(
            "parseDate",
            &[text(""), text("YYYY-MM-dd")],
            "`Y` is not a letter of date patterns that is supported",
        );
    }
}
