//! The rows of a query's sources: logs and tables, as one plan with the columns that it names.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use arrow::datatypes::{Schema, SchemaRef};
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::functions::core::{coalesce, named_struct};
use datafusion::functions::string::concat;
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, TableSource, cast, lit};

use super::footer::Footer;
use super::json::json_text;
use super::made::{Form, Made};
use super::merge::{Group, groups};
use super::report::TypedReports;
use super::resolve::Resolver;
use super::table::{TypedTable, column, folder_keys, key_column};
use super::time::timestamp;
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
    pub(crate) log_type: Option<&'a LogType>,
    /// The time range.
    pub(crate) range: TimeRange,
    /// Where scans leave word.
    pub(crate) reports: &'a Arc<TypedReports>,
}

/// The values of the paths of a query by their names, and those system fields that are no plain
/// columns.
pub(crate) type Fields = BTreeMap<String, Value>;

/// The rows of one table or of the logs: the system fields in their order, and a value for each
/// path.
struct Branch {
    plan: LogicalPlanBuilder,
    system: Vec<Expr>,
    values: Vec<Source>,
}

enum Source {
    Table(Made),
    Log(Value),
}

impl Source {
    /// The value; `None` when no file has it.
    fn present(&self) -> Option<Value> {
        match self {
            Self::Table(made) => (made.form != Form::Missing).then(|| made.value()),
            Self::Log(value) => Some(value.clone()),
        }
    }
}

/// The name of a table inside plans.
const TABLE: &str = "table";

impl Typed<'_> {
    /// The rows of the files, and of `logs` if there are any, and the values at the paths.
    pub(crate) fn rows(
        &self,
        logs: Option<(Arc<dyn TableSource>, &ScanColumns)>,
    ) -> Result<(LogicalPlanBuilder, Fields)> {
        let paths = self.paths.iter();
        let paths: Vec<&String> = paths
            .filter(|path| SystemField::find(path).is_none())
            .collect();
        let mut tables = groups(self.files);
        if logs.is_none() && tables.len() == 1 {
            return self.branch(&tables.remove(0), &paths)?.alone(&paths);
        }
        let mut branches = Vec::new();
        if let Some((table, columns)) = logs {
            let values = paths.iter().map(|path| Source::Log(columns.value(path)));
            branches.push(Branch {
                plan: LogicalPlanBuilder::scan(TABLE, table, None)?,
                system: SystemField::all().map(|it| column(it.name())).collect(),
                values: values.collect(),
            });
        }
        for group in tables {
            branches.push(self.branch(&group, &paths)?);
        }
        union(branches, &paths)
    }

    fn branch(&self, group: &Group, paths: &[&String]) -> Result<Branch> {
        let locations = group.files.iter().map(|file| file.object.location.as_ref());
        let keys: BTreeSet<&str> = locations
            .flat_map(folder_keys)
            .map(|(key, _)| key)
            .collect();
        let own = group.schema.fields().iter();
        // Names that stand for something else, or that nobody can write.
        let own = own.filter(|field| !field.name().is_empty() && !field.name().starts_with('#'));
        let columns = SchemaRef::new(Schema::new(own.cloned().collect::<Vec<_>>()));
        let mut resolver = Resolver::new(columns.fields());
        let time = timestamp(group, self.log_type, &mut resolver);
        let values = paths.iter().map(|path| {
            let own = resolver.resolve(path);
            let key = keys
                .contains(path.as_str())
                .then(|| column(&key_column(path)));
            let Some(key) = key else {
                let is_missing = own.form == Form::Missing;
                return if is_missing { Made::missing() } else { own };
            };
            if own.form == Form::Missing {
                return Made::text(key);
            }
            // What a key tells counts, as in logs, so that folders can be left out by it.
            let own = cast(own.value().to_text(), Type::Text.data_type());
            Made::text(coalesce().call(vec![key, own]))
        });
        let values = values.map(Source::Table).collect();
        let table = TypedTable::new(
            Arc::clone(&columns),
            group.files.clone(),
            keys.iter().map(|key| (*key).to_owned()).collect(),
            resolver.into_leaves(),
            Arc::clone(self.reports),
        );
        let mut plan = LogicalPlanBuilder::scan(TABLE, provider_as_source(Arc::new(table)), None)?;
        if let Some(inside) = inside(self.range, time.as_ref()) {
            plan = plan.filter(inside)?;
        }
        let system = SystemField::all().map(|field| system(field, time.as_ref(), &columns));
        Ok(Branch {
            plan,
            system: system.collect(),
            values,
        })
    }
}

impl Branch {
    /// The only one: columns as the table has them, under the names of the paths.
    fn alone(self, paths: &[&String]) -> Result<(LogicalPlanBuilder, Fields)> {
        let fields = SystemField::all().zip(self.system);
        let mut exprs: Vec<Expr> = fields
            .map(|(field, expr)| expr.alias(field.name()))
            .collect();
        let message = Made {
            expr: column(SystemField::Message.name()),
            form: Form::Message,
        };
        let mut fields = Fields::new();
        fields.insert(SystemField::Message.name().to_owned(), message.value());
        let mut taken = system_names();
        for (path, source) in paths.iter().zip(self.values) {
            let value = match source {
                Source::Table(made) => {
                    let name = unique((*path).clone(), &mut taken);
                    exprs.push(made.expr.clone().alias(&name));
                    made.over(column(&name)).value()
                }
                Source::Log(value) => value,
            };
            fields.insert((*path).clone(), value);
        }
        Ok((self.plan.project(exprs)?, fields))
    }
}

/// A system field of a Parquet file's rows; the event as a structure.
fn system(field: SystemField, time: Option<&Expr>, columns: &SchemaRef) -> Expr {
    match field {
        SystemField::Timestamp => time.cloned().unwrap_or_else(|| moment(None)),
        SystemField::Message => {
            let names = columns.fields().iter().map(|field| field.name());
            let members = names.flat_map(|name| [lit(name), column(name)]);
            // A structure has members, but those that are missing are not written.
            let none = [lit("#"), lit(ScalarValue::Utf8View(None))];
            let members: Vec<Expr> = members.collect();
            named_struct().call(if members.is_empty() {
                none.to_vec()
            } else {
                members
            })
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
        // Their repeats are not looked for.
        SystemField::Identity => lit(ScalarValue::Utf8View(None)),
    }
}

/// The condition of a time range; a row without a time is outside of every bound.
fn inside(range: TimeRange, time: Option<&Expr>) -> Option<Expr> {
    if range == TimeRange::default() {
        return None;
    }
    let Some(time) = time else {
        return Some(lit(false));
    };
    let since = range.since.map(|it| time.clone().gt_eq(moment(Some(it))));
    let until = range.until.map(|it| time.clone().lt(moment(Some(it))));
    since.into_iter().chain(until).reduce(Expr::and)
}

fn moment(micros: Option<i64>) -> Expr {
    lit(ScalarValue::TimestampMicrosecond(
        micros,
        Some("+00:00".into()),
    ))
}

/// The rows of all branches under the same names. A path is of the type that it has everywhere,
/// else of any kind.
fn union(branches: Vec<Branch>, paths: &[&String]) -> Result<(LogicalPlanBuilder, Fields)> {
    let mut taken = system_names();
    let names: Vec<String> = paths
        .iter()
        .map(|path| unique((*path).clone(), &mut taken))
        .collect();
    let mut projections: Vec<Vec<Expr>> = Vec::new();
    for branch in &branches {
        let fields = SystemField::all().zip(&branch.system);
        let exprs = fields.map(|(field, expr)| {
            // That of a log is a column of texts.
            let is_structure = field == SystemField::Message && !matches!(expr, Expr::Column(_));
            let expr = if is_structure {
                json_text(expr.clone())
            } else {
                expr.clone()
            };
            expr.alias(field.name())
        });
        projections.push(exprs.collect());
    }
    let mut fields = Fields::new();
    for (index, path) in paths.iter().enumerate() {
        let values: Vec<Option<Value>> = branches
            .iter()
            .map(|branch| branch.values[index].present())
            .collect();
        let (columns, value) = alike(&values, &names[index], &mut taken);
        for (projection, columns) in projections.iter_mut().zip(columns) {
            projection.extend(columns);
        }
        fields.insert((*path).clone(), value);
    }
    let plans = branches.into_iter().zip(projections);
    let mut plans = plans.map(|(branch, exprs)| branch.plan.project(exprs));
    let first = plans.next().transpose()?;
    let first = first.unwrap_or_else(|| LogicalPlanBuilder::empty(false));
    let plan = plans.try_fold(first, |all, plan| all.union(plan?.build()?))?;
    Ok((plan, fields))
}

/// The columns of a value in several branches, `None` in those that do not have it, and the value
/// over them.
fn alike(
    values: &[Option<Value>],
    name: &str,
    taken: &mut HashSet<String>,
) -> (Vec<Vec<Expr>>, Value) {
    let typed = |pick: fn(&Value) -> Option<&Expr>, data_type: Type| -> Option<Vec<Vec<Expr>>> {
        let there = values.iter().any(Option::is_some);
        let exprs = values.iter().map(|value| {
            let expr = if let Some(value) = value {
                pick(value)?.clone()
            } else {
                lit(ScalarValue::try_from(data_type.data_type()).ok()?)
            };
            Some(vec![expr.alias(name)])
        });
        exprs.collect::<Option<_>>().filter(|_| there)
    };
    if let Some(columns) = typed(of_integer, Type::Integer) {
        return (columns, Value::Integer(column(name)));
    }
    if let Some(columns) = typed(of_number, Type::Number) {
        return (columns, Value::Number(column(name)));
    }
    if let Some(columns) = typed(of_time, Type::Time) {
        return (columns, Value::Time(column(name)));
    }
    let kind = unique(format!("{name}:kind"), taken);
    let number = unique(format!("{name}:number"), taken);
    let columns = values.iter().map(|value| {
        let value = value.clone().unwrap_or_else(|| Made::missing().value());
        vec![
            value.to_text().alias(name),
            value.kind().alias(&kind),
            value.to_number().alias(&number),
        ]
    });
    let value = Value::Dynamic {
        text: column(name),
        kind: column(&kind),
        number: Some(column(&number)),
    };
    (columns.collect(), value)
}

fn of_integer(value: &Value) -> Option<&Expr> {
    match value {
        Value::Integer(expr) => Some(expr),
        _ => None,
    }
}

fn of_number(value: &Value) -> Option<&Expr> {
    match value {
        Value::Number(expr) => Some(expr),
        _ => None,
    }
}

fn of_time(value: &Value) -> Option<&Expr> {
    match value {
        Value::Time(expr) => Some(expr),
        _ => None,
    }
}

fn system_names() -> HashSet<String> {
    SystemField::all()
        .map(|field| field.name().to_owned())
        .collect()
}

fn unique(mut name: String, taken: &mut HashSet<String>) -> String {
    while !taken.insert(name.clone()) {
        name.push('\'');
    }
    name
}
