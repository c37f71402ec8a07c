//! The rows of a query's sources: logs and tables, as one plan with the columns that it names.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::error::Result;
use datafusion::functions::core::named_struct;
use datafusion::functions::string::concat;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, TableSource, cast, lit};

use super::json::json_text;
use super::made::Made;
use super::merge::{Group, groups};
use super::report::TypedReports;
use super::resolve::resolve;
use super::table::{TypedTable, column, folder_keys, key_column};
use super::{Footer, time};
use crate::dynamic::Value;
use crate::kernel::Type;
use crate::log_type::LogType;
use crate::scan::{ScanColumns, SystemField};
use crate::time::TimeRange;

/// What to make rows of.
pub(crate) struct Typed<'a> {
    /// The Parquet files.
    pub(crate) files: &'a [Arc<Footer>],
    /// The paths that the query names.
    pub(crate) paths: &'a BTreeSet<String>,
    /// Where the time stands, when it was said.
    pub(crate) log_type: Option<LogType>,
    /// The time range.
    pub(crate) range: TimeRange,
    /// Where scans leave word.
    pub(crate) reports: &'a Arc<TypedReports>,
}

/// The values of the paths of a query by their names.
pub(crate) type Fields = BTreeMap<String, Value>;

/// A plan and its columns: the system fields, and one value for each path.
struct Branch {
    plan: LogicalPlanBuilder,
    values: Vec<Made>,
    system: Vec<Expr>,
}

/// The name of a scan inside plans.
const TABLE: &str = "table";

impl Typed<'_> {
    /// The rows of the files, and of `logs` if there are any, and the values at the paths.
    pub(crate) fn rows(
        &self,
        logs: Option<(Arc<dyn TableSource>, &ScanColumns)>,
    ) -> Result<(LogicalPlanBuilder, Fields)> {
        let paths: Vec<&String> = self
            .paths
            .iter()
            .filter(|path| SystemField::find(path).is_none())
            .collect();
        let mut branches = Vec::new();
        if let Some((table, columns)) = logs {
            branches.push(Branch {
                plan: LogicalPlanBuilder::scan(TABLE, table, None)?,
                values: paths
                    .iter()
                    .map(|path| Made::of_value(&columns.value(path)))
                    .collect(),
                system: SystemField::all().map(|it| column(it.name())).collect(),
            });
        }
        for group in groups(self.files) {
            branches.push(self.branch(&group, &paths)?);
        }
        union(branches, &paths)
    }

    fn branch(&self, group: &Group, paths: &[&String]) -> Result<Branch> {
        let keys: BTreeSet<&str> = group
            .files
            .iter()
            .flat_map(|file| folder_keys(&file.object.location))
            .map(|(key, _)| key)
            .collect();
        let keys: Vec<String> = keys.into_iter().map(str::to_owned).collect();
        let table = TypedTable::new(group, keys.clone(), Arc::clone(self.reports));
        let columns = Arc::clone(table.file_schema());
        let time = time::timestamp(group, self.log_type);
        let value = |path: &&String| match resolve(columns.fields(), path) {
            Made::Missing if keys.contains(path) => Made::Text(column(&key_column(path))),
            value => value,
        };
        let names = columns.fields().iter().map(|field| field.name());
        let system = SystemField::all().map(|field| system(field, &time, names.clone()));
        let mut plan = LogicalPlanBuilder::scan(TABLE, provider_as_source(Arc::new(table)), None)?;
        let values = paths.iter().map(value).collect();
        let system: Vec<Expr> = system.collect();
        if let Some(inside) = inside(self.range, &time) {
            plan = plan.filter(inside)?;
        }
        Ok(Branch {
            plan,
            values,
            system,
        })
    }
}

/// A system field of a Parquet file's rows.
fn system<'a>(field: SystemField, time: &Made, names: impl Iterator<Item = &'a String>) -> Expr {
    match field {
        SystemField::Timestamp => match time {
            Made::Time(time) => time.clone(),
            _ => lit(datafusion::common::ScalarValue::TimestampMicrosecond(
                None,
                Some("+00:00".into()),
            )),
        },
        SystemField::Message => {
            let members = names.flat_map(|name| [lit(name), column(name)]);
            json_text(named_struct().call(members.collect()))
        }
        SystemField::Log => column("#place"),
        SystemField::LogStream => column("#location"),
        SystemField::IngestionTime => column("#modified"),
        SystemField::Account => column("#account"),
        SystemField::Region => column("#region"),
        SystemField::Pointer => cast(
            concat().call(vec![
                cast(column(SystemField::Offset.name()), Type::Text.data_type()),
                lit(":"),
                column("#version"),
                lit(":"),
                column("#location"),
            ]),
            Type::Text.data_type(),
        ),
        SystemField::Object | SystemField::Offset => column(field.name()),
    }
}

/// The condition of a time range; a row without a time is outside of every bound.
fn inside(range: TimeRange, time: &Made) -> Option<Expr> {
    let bound = |micros: i64| {
        let zone = Some("+00:00".into());
        lit(datafusion::common::ScalarValue::TimestampMicrosecond(
            Some(micros),
            zone,
        ))
    };
    if range == TimeRange::default() {
        return None;
    }
    let Made::Time(time) = time else {
        return Some(lit(false));
    };
    let since = range.since.map(|since| time.clone().gt_eq(bound(since)));
    let until = range.until.map(|until| time.clone().lt(bound(until)));
    since.into_iter().chain(until).reduce(Expr::and)
}

/// The rows of all branches under the same names.
fn union(branches: Vec<Branch>, paths: &[&String]) -> Result<(LogicalPlanBuilder, Fields)> {
    let mut taken: HashSet<String> = SystemField::all().map(|it| it.name().to_owned()).collect();
    taken.extend(paths.iter().map(|path| (*path).clone()));
    let mut projections: Vec<Vec<Expr>> = branches
        .iter()
        .map(|branch| {
            let fields = SystemField::all().zip(branch.system.clone());
            fields
                .map(|(field, expr)| expr.alias(field.name()))
                .collect()
        })
        .collect();
    let mut fields = Fields::new();
    for (index, path) in paths.iter().enumerate() {
        let values = branches.iter().map(|branch| branch.values[index].clone());
        let values = Made::alike(values.collect());
        let parts: Vec<_> = values.iter().map(Made::parts).collect();
        let names: Vec<String> = parts[0]
            .iter()
            .map(|(suffix, _)| match *suffix {
                "" => (*path).clone(),
                suffix => unique(&format!("{path}{suffix}"), &mut taken),
            })
            .collect();
        for (projection, parts) in projections.iter_mut().zip(parts) {
            let parts = parts.into_iter().zip(&names);
            projection.extend(parts.map(|((_, expr), name)| expr.alias(name)));
        }
        let columns: Vec<Expr> = names.iter().map(|name| column(name)).collect();
        fields.insert((*path).clone(), values[0].over(&columns).value());
    }
    let plans = branches.into_iter().zip(projections);
    let plans = plans.map(|(branch, exprs)| branch.plan.project(exprs));
    let mut plans = plans.collect::<Result<Vec<_>>>()?.into_iter();
    let first = plans
        .next()
        .unwrap_or_else(|| LogicalPlanBuilder::empty(false));
    let plan = plans.try_fold(first, |all, plan| -> Result<LogicalPlanBuilder> {
        let plan: LogicalPlan = plan.build()?;
        all.union(plan)
    })?;
    Ok((plan, fields))
}

fn unique(name: &str, taken: &mut HashSet<String>) -> String {
    let mut unique = name.to_owned();
    while !taken.insert(unique.clone()) {
        unique.push('\'');
    }
    unique
}
