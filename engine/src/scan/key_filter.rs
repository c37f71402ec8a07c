//! Fields that the key of an object tells, and filters that they alone decide.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use arrow::array::{ArrayRef, Float64Array, StringViewArray, UInt8Array};
use datafusion::logical_expr::Expr;
use serde::{Deserialize, Serialize};
use taffrail_extract::{kind, read_number};

use super::columns::{ColumnSource, ScanColumn, ScanColumns, SystemField};
use super::filter::ScanFilter;
use super::predicate::Predicate;

/// Named parts of a key, `year=2024`, which are fields of all events of an object, whatever the
/// events themselves say; cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct KeyFields(Option<Arc<[KeyField]>>);

/// A name and its value.
type KeyField = (Arc<str>, Arc<str>);

impl KeyFields {
    /// Names and values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.0.as_deref().unwrap_or_default().iter();
        all.map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    /// The value of a name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|it| it.0 == name).map(|it| it.1)
    }
}

impl<'a> FromIterator<(String, &'a str)> for KeyFields {
    fn from_iter<T: IntoIterator<Item = (String, &'a str)>>(fields: T) -> Self {
        let fields = fields.into_iter();
        let fields: Vec<_> = fields
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        Self((!fields.is_empty()).then(|| fields.into()))
    }
}

/// A filter that all rows have to pass; what a key tells may decide it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeyFilter {
    filter: ScanFilter,
    columns: Vec<ScanColumn>,
}

/// What is known of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyValue<'a> {
    /// It is this, or missing, in all events.
    Told(Option<&'a str>),
    /// Events may differ.
    Untold,
}

impl KeyFilter {
    /// The filter that an expression over the columns of a scan is; `None` when it has no plain
    /// form, or keys cannot decide it.
    pub(crate) fn new(expr: &Expr, columns: &ScanColumns) -> Option<Self> {
        let names: BTreeSet<&str> = expr
            .column_refs()
            .into_iter()
            .map(|it| it.name.as_str())
            .collect();
        let used: Vec<ScanColumn> = names
            .into_iter()
            .map(|name| columns.find(name).cloned())
            .collect::<Option<_>>()?;
        let told = |column: &ScanColumn| field(column).is_some();
        (!used.is_empty() && used.iter().all(told)).then_some(())?;
        Some(Self {
            filter: ScanFilter::from_expr(expr)?,
            columns: used,
        })
    }

    /// The fields that it reads.
    pub(crate) fn fields(&self) -> BTreeSet<&str> {
        self.columns.iter().filter_map(field).collect()
    }
}

/// The field that a column holds, when keys may tell it.
fn field(column: &ScanColumn) -> Option<&str> {
    match &column.source {
        ColumnSource::System(system @ (SystemField::Account | SystemField::Region)) => {
            Some(system.name())
        }
        _ => column.path(),
    }
}

/// A filter that is ready to be asked.
#[derive(Debug)]
pub(crate) struct AskedFilter {
    filter: KeyFilter,
    predicate: Predicate,
    known: Mutex<HashMap<Vec<Option<Box<str>>>, bool>>,
}

impl AskedFilter {
    /// Makes a filter ready; one that cannot be asks nothing.
    pub(crate) fn new(filter: &KeyFilter) -> Option<Self> {
        let filters = std::slice::from_ref(&filter.filter);
        let predicate = Predicate::over(filters, &filter.columns).ok()??;
        Some(Self {
            filter: filter.clone(),
            predicate,
            known: Mutex::default(),
        })
    }

    /// The fields that it reads.
    pub(crate) fn fields(&self) -> BTreeSet<&str> {
        self.filter.fields()
    }

    /// Whether no event passes, by the values of its fields.
    pub(crate) fn refuses<'v>(&self, value: impl Fn(&str) -> KeyValue<'v>) -> bool {
        let mut values = Vec::with_capacity(self.filter.columns.len());
        for column in &self.filter.columns {
            match field(column).map(&value) {
                Some(KeyValue::Told(value)) => values.push(value.map(Box::from)),
                _ => return false,
            }
        }
        let mut known = self.known.lock().expect("no holder of the lock panics");
        if let Some(refused) = known.get(&values) {
            return *refused;
        }
        let columns = self.filter.columns.iter().zip(&values);
        let columns = columns.map(|(column, value)| array(column, value.as_deref()));
        // What cannot be computed is computed again for the rows, and told there.
        let passed = self.predicate.passed(columns.collect(), 1);
        let refused = passed.is_ok_and(|passed| passed.true_count() == 0);
        known.insert(values, refused);
        refused
    }
}

/// One row of a column whose field has this value.
pub(super) fn array(column: &ScanColumn, value: Option<&str>) -> ArrayRef {
    match &column.source {
        ColumnSource::Kind(_) => Arc::new(UInt8Array::from(vec![value.map(|_| kind::STRING)])),
        ColumnSource::Number(_) => {
            let number = value.and_then(|value| read_number(value.as_bytes()));
            Arc::new(Float64Array::from(vec![number]))
        }
        _ => Arc::new(StringViewArray::from(vec![value])),
    }
}
