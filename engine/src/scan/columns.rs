//! The columns that a scan can make.

use std::collections::HashSet;

use arrow::datatypes::{DataType, Field, SchemaRef};
use datafusion::common::Column;
use datafusion::logical_expr::{Expr, lit};
use serde::{Deserialize, Serialize};
use taffrail_extract::kind;

use super::spec::ScanSpec;
use crate::dynamic::Value;
use crate::kernel::Type;
use crate::typed::Fields;

/// A column of a scan: its name in plans, and what it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ScanColumn {
    /// Its name, unique in the scan.
    pub(crate) name: String,
    /// What it is made of.
    pub(crate) source: ColumnSource,
}

/// What a column is made of.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum ColumnSource {
    /// The text of the value at a path.
    Text(String),
    /// The kind of its token.
    Kind(String),
    /// The number that it is in arithmetic.
    Number(String),
    /// Something that every event has.
    System(SystemField),
}

/// What every event has, whatever its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum SystemField {
    /// `@timestamp`: when it happened.
    Timestamp,
    /// `@message`: the raw event.
    Message,
    /// `@log`: the place that the query was pointed at.
    Log,
    /// `@logStream`: the object that holds it.
    LogStream,
    /// `@ingestionTime`: when the object was last written.
    IngestionTime,
    /// `@aws.account`: from the object's key.
    Account,
    /// `@aws.region`: from the object's key.
    Region,
    /// `@ptr`: where to find the event again, opaque.
    Pointer,
    /// The ordinal of the object in the scan; internal.
    Object,
    /// The offset of the record in the uncompressed object; internal.
    Offset,
    /// What is the same in two copies of an event, where repeats are dropped; internal.
    Identity,
}

impl SystemField {
    const ALL: [Self; 11] = [
        Self::Timestamp,
        Self::Message,
        Self::Log,
        Self::LogStream,
        Self::IngestionTime,
        Self::Account,
        Self::Region,
        Self::Pointer,
        Self::Object,
        Self::Offset,
        Self::Identity,
    ];

    /// The name of the column.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Timestamp => "@timestamp",
            Self::Message => "@message",
            Self::Log => "@log",
            Self::LogStream => "@logStream",
            Self::IngestionTime => "@ingestionTime",
            Self::Account => "@aws.account",
            Self::Region => "@aws.region",
            Self::Pointer => "@ptr",
            Self::Object => "#object",
            Self::Offset => "#offset",
            Self::Identity => "#identity",
        }
    }

    /// The field that a query calls by this name.
    pub(crate) fn find(name: &str) -> Option<Self> {
        Self::queried().find(|field| field.name() == name)
    }

    /// All of them, the internal ones too.
    pub(crate) fn all() -> impl Iterator<Item = Self> + Clone {
        Self::ALL.into_iter()
    }

    /// The fields that a query can name.
    pub(crate) fn queried() -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(|field| !matches!(field, Self::Object | Self::Offset | Self::Identity))
    }

    /// The field as a value, given its column.
    pub(crate) fn value(self, column: Expr) -> Value {
        match self {
            Self::Timestamp | Self::IngestionTime => Value::Time(column),
            Self::Object | Self::Offset => Value::Integer(column),
            Self::Account | Self::Region | Self::Identity => Value::text(column),
            // These are never missing.
            Self::Message | Self::Log | Self::LogStream | Self::Pointer => Value::Dynamic {
                text: column,
                kind: lit(kind::STRING),
                number: None,
            },
        }
    }

    fn data_type(self) -> DataType {
        match self {
            Self::Timestamp | Self::IngestionTime => Type::Time.data_type(),
            Self::Object | Self::Offset => Type::Integer.data_type(),
            _ => Type::Text.data_type(),
        }
    }
}

impl ScanColumn {
    /// The path of the field that it is about; none of those of every event.
    pub(super) fn path(&self) -> Option<&str> {
        match &self.source {
            ColumnSource::Text(path) | ColumnSource::Kind(path) | ColumnSource::Number(path) => {
                Some(path)
            }
            ColumnSource::System(_) => None,
        }
    }

    /// The column in an Arrow schema.
    pub(crate) fn field(&self) -> Field {
        let data_type = match &self.source {
            ColumnSource::Text(_) => Type::Text.data_type(),
            ColumnSource::Kind(_) => Type::Kind.data_type(),
            ColumnSource::Number(_) => Type::Number.data_type(),
            ColumnSource::System(field) => field.data_type(),
        };
        let always = matches!(
            self.source,
            ColumnSource::System(
                SystemField::Message
                    | SystemField::Log
                    | SystemField::LogStream
                    | SystemField::Pointer
                    | SystemField::Object
                    | SystemField::Offset
            )
        );
        Field::new(&self.name, data_type, !always)
    }
}

/// All columns that a query may use: the system fields, and three for each path that it names.
#[derive(Debug)]
pub(crate) struct ScanColumns {
    columns: Vec<ScanColumn>,
}

impl ScanColumns {
    /// The columns for a query that names `paths`.
    pub(crate) fn new(paths: impl IntoIterator<Item = String>) -> Self {
        let mut columns: Vec<ScanColumn> = SystemField::ALL
            .into_iter()
            .map(|field| ScanColumn {
                name: field.name().to_owned(),
                source: ColumnSource::System(field),
            })
            .collect();
        let paths: Vec<String> = paths
            .into_iter()
            .filter(|path| SystemField::find(path).is_none())
            .collect();
        let mut taken: HashSet<String> = columns
            .iter()
            .map(|column| column.name.clone())
            .chain(paths.iter().cloned())
            .collect();
        let mut unique = |name: String| {
            let mut unique = name;
            while !taken.insert(unique.clone()) {
                unique.push('\'');
            }
            unique
        };
        for path in paths {
            let kind = unique(format!("{path}:kind"));
            let number = unique(format!("{path}:number"));
            columns.extend([
                ScanColumn {
                    name: path.clone(),
                    source: ColumnSource::Text(path.clone()),
                },
                ScanColumn {
                    name: kind,
                    source: ColumnSource::Kind(path.clone()),
                },
                ScanColumn {
                    name: number,
                    source: ColumnSource::Number(path),
                },
            ]);
        }
        Self { columns }
    }

    /// The values at all paths.
    pub(crate) fn fields(&self) -> Fields {
        let paths = self
            .columns
            .iter()
            .filter_map(|column| match &column.source {
                ColumnSource::Text(path) => Some(path),
                _ => None,
            });
        paths.map(|path| (path.clone(), self.value(path))).collect()
    }

    /// The column at an index of the schema.
    pub(crate) fn get(&self, index: usize) -> &ScanColumn {
        &self.columns[index]
    }

    /// How many columns there are.
    pub(crate) fn len(&self) -> usize {
        self.columns.len()
    }

    /// The column with a name.
    pub(crate) fn find(&self, name: &str) -> Option<&ScanColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The columns as an Arrow schema.
    pub(crate) fn schema(&self) -> SchemaRef {
        ScanSpec::schema(&self.columns)
    }

    /// The value at a path, which must be one of those that the columns were made for.
    pub(crate) fn value(&self, path: &str) -> Value {
        let part = |source: &ColumnSource| {
            let column = self.columns.iter().find(|column| column.source == *source);
            let name = &column
                .expect("the query's paths were collected before planning")
                .name;
            Expr::Column(Column::new_unqualified(name))
        };
        Value::Dynamic {
            text: part(&ColumnSource::Text(path.to_owned())),
            kind: part(&ColumnSource::Kind(path.to_owned())),
            number: Some(part(&ColumnSource::Number(path.to_owned()))),
        }
    }
}
