//! When an event happened, by its columns.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, TimestampMicrosecondArray};
use datafusion::common::Result;
use datafusion::functions::core::expr_fn::coalesce;
use datafusion::logical_expr::{Expr, ScalarUDF};
use taffrail_extract::parse_timestamp;

use super::made::Form;
use super::merge::Group;
use super::resolve::Resolver;
use crate::kernel::{Kernel, Type};
use crate::log_type::LogType;

/// The time of an event: the first of the columns of its log type that holds one; `None` when
/// there is no such column.
pub(super) fn timestamp(
    group: &Group,
    log_type: Option<&LogType>,
    resolver: &mut Resolver<'_>,
) -> Option<Expr> {
    let declared = group.files[0].object.declared.as_deref();
    let declared_type = declared.and_then(|declared| declared.log_type.as_ref());
    let log_type = log_type
        .or(declared_type)
        .map_or_else(|| LogType::of_columns(group.schema.fields()), Clone::clone);
    let paths = match declared.filter(|declared| !declared.time.is_empty()) {
        Some(declared) => &declared.time,
        None => log_type.time(),
    };
    let mut times: Vec<Expr> = Vec::new();
    for path in paths {
        // A column that is named as a system field is, is named with one more `@`.
        let own = path.strip_prefix('@').map(|_| format!("@{path}"));
        let value = resolver.resolve(own.as_deref().unwrap_or(path));
        times.extend(value.to_time());
        // The columns behind it are not asked, and do not keep row groups from being left out.
        let is_time = value.form == Form::Time;
        if is_time && group.files.iter().all(|file| file.is_never_missing(path)) {
            break;
        }
    }
    match times.len() {
        0 | 1 => times.pop(),
        _ => Some(coalesce(times)),
    }
}

pub(crate) fn kernels() -> Vec<Arc<ScalarUDF>> {
    vec![Kernel::new("event_time", &[Type::Text], Type::Time, read_times).udf()]
}

/// `event_time(text)`: the time that a value of a log is, which may be a number.
fn read_times(args: &[ArrayRef]) -> Result<ArrayRef> {
    let texts = args[0].as_string_view().iter();
    let times: TimestampMicrosecondArray = texts
        .map(|text| parse_timestamp(text?.as_bytes()))
        .collect();
    Ok(Arc::new(times.with_timezone("+00:00")))
}
