//! Parquet files as a table: their columns, and what is the same for all rows of a file.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::{Column, Result, ScalarValue, Statistics};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::parquet::arrow::RowNumber;
use datafusion::physical_plan::ExecutionPlan;

use super::footer::Footer;
use super::merge::Group;
use super::reader::LocalFiles;
use super::report::TypedReports;
use crate::kernel::Type;
use crate::scan::{ScanObject, SystemField};

/// The files of a group.
#[derive(Debug)]
pub(super) struct TypedTable {
    schema: TableSchema,
    files: Vec<Arc<Footer>>,
    /// The names of the folders' keys, `year=2024`, in the order of their columns.
    keys: Vec<String>,
    reports: Arc<TypedReports>,
}

/// What is known of all rows of a file: the name of its column, and how it is found.
pub(super) struct PerFile {
    pub(super) name: &'static str,
    data_type: Type,
    value: fn(&ScanObject) -> ScalarValue,
}

/// Columns that no file has are named so that they hide none of a file.
pub(super) const PER_FILE: [PerFile; 7] = [
    PerFile {
        name: SystemField::Object.name(),
        data_type: Type::Integer,
        value: |object| ScalarValue::Int64(Some(i64::from(object.ordinal))),
    },
    PerFile {
        name: "#place",
        data_type: Type::Text,
        value: |object| text(Some(&object.place)),
    },
    PerFile {
        name: "#location",
        data_type: Type::Text,
        value: |object| text(Some(&object.location)),
    },
    PerFile {
        name: "#version",
        data_type: Type::Text,
        value: |object| text(Some(object.etag.as_deref().unwrap_or(""))),
    },
    PerFile {
        name: "#modified",
        data_type: Type::Time,
        value: |object| ScalarValue::TimestampMicrosecond(object.modified, Some("+00:00".into())),
    },
    PerFile {
        name: "#account",
        data_type: Type::Text,
        value: |object| text(object.account.as_deref()),
    },
    PerFile {
        name: "#region",
        data_type: Type::Text,
        value: |object| text(object.region.as_deref()),
    },
];

fn text(text: Option<&str>) -> ScalarValue {
    ScalarValue::Utf8View(text.map(str::to_owned))
}

/// The column of a folder's key.
pub(super) fn key_column(key: &str) -> String {
    format!("#key:{key}")
}

/// A column by its whole name: dots in it do not qualify.
pub(super) fn column(name: &str) -> Expr {
    Expr::Column(Column::new_unqualified(name))
}

impl TypedTable {
    /// The table of a group, with columns for these keys of folders.
    pub(super) fn new(group: &Group, keys: Vec<String>, reports: Arc<TypedReports>) -> Self {
        let own = group.schema.fields().iter();
        let own: Vec<FieldRef> = own
            .filter(|field| !field.name().starts_with('#'))
            .cloned()
            .collect();
        let per_file = PER_FILE
            .iter()
            .map(|known| Field::new(known.name, known.data_type.data_type(), true));
        let of_keys = keys
            .iter()
            .map(|key| Field::new(key_column(key), DataType::Utf8View, true));
        let row = Field::new(SystemField::Offset.name(), DataType::Int64, false)
            .with_extension_type(RowNumber);
        let schema = TableSchema::builder(SchemaRef::new(Schema::new(own)))
            .with_table_partition_cols(per_file.chain(of_keys).map(Arc::new).collect::<Vec<_>>())
            .with_virtual_columns(vec![Arc::new(row)])
            .build();
        Self {
            schema,
            files: group.files.clone(),
            keys,
            reports,
        }
    }

    /// The columns of the files themselves.
    pub(super) fn file_schema(&self) -> &SchemaRef {
        self.schema.file_schema()
    }

    fn file(&self, footer: &Arc<Footer>) -> PartitionedFile {
        let object = &footer.object;
        let of_keys = self
            .keys
            .iter()
            .map(|key| text(folder_key(&object.location, key)));
        let values = PER_FILE.iter().map(|known| (known.value)(object));
        PartitionedFile::new(object.location.as_ref(), object.size)
            .with_partition_values(values.chain(of_keys).collect())
            .with_arrow_schema(Arc::clone(&footer.schema))
            .with_extension(Arc::clone(footer))
    }

    fn statistics(&self) -> Statistics {
        let rows = self.files.iter().map(|file| file.rows()).sum();
        let bytes: u64 = self.files.iter().map(|file| file.object.size).sum();
        Statistics {
            num_rows: Precision::Exact(rows),
            total_byte_size: Precision::Inexact(bytes as usize),
            ..Statistics::new_unknown(self.schema.table_schema())
        }
    }
}

/// The keys that folders have, `year=2024`, in order.
pub(super) fn folder_keys(location: &str) -> impl Iterator<Item = (&str, &str)> {
    let folders = location.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders
        .split('/')
        .filter_map(|folder| folder.split_once('='))
        .filter(|(key, _)| !key.is_empty())
}

fn folder_key<'a>(location: &'a str, key: &str) -> Option<&'a str> {
    folder_keys(location)
        .find(|(known, _)| *known == key)
        .map(|(_, value)| value)
        .filter(|value| *value != "__HIVE_DEFAULT_PARTITION__")
}

#[async_trait]
impl TableProvider for TypedTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.schema.table_schema())
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    /// Filters reach the source by the rules for physical plans.
    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        fetch: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let source = ParquetSource::new(self.schema.clone())
            .with_table_parquet_options(state.default_table_options().parquet)
            .with_parquet_file_reader_factory(Arc::new(LocalFiles));
        let files = self.files.iter().map(|footer| self.file(footer)).collect();
        let config =
            FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), Arc::new(source))
                .with_file_group(FileGroup::new(files))
                .with_statistics(self.statistics())
                .with_projection_indices(projection.cloned())?
                .with_limit(fetch)
                .build();
        let scan = DataSourceExec::from_data_source(config);
        self.reports.add(&scan, &self.files);
        Ok(scan)
    }
}
