//! Parquet files as a table: their columns, and what is the same for all rows of a file.

use std::sync::Arc;

use arrow::compute::SortOptions;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::config::TableParquetOptions;
use datafusion::common::stats::Precision;
use datafusion::common::{Column, DFSchema, Result, ScalarValue, Statistics};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{
    FileGroup, FileScanConfigBuilder, FileSource, ParquetSource,
};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::context::ExecutionProps;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::parquet::arrow::RowNumber;
use datafusion::physical_expr::projection::{ProjectionExpr, ProjectionExprs};
use datafusion::physical_expr::{
    LexOrdering, PhysicalSortExpr, create_physical_expr, expressions as physical,
};
use datafusion::physical_plan::ExecutionPlan;

use super::footer::Footer;
use super::reader::Files;
use super::report::{Narrowed, TypedReports};
use super::resolve::Leaf;
use super::scan::TypedSource;
use crate::kernel::Type;
use crate::scan::{ScanObject, SystemField};

/// The files of a group.
#[derive(Debug)]
pub(super) struct TypedTable {
    /// What the source knows.
    base: TableSchema,
    /// That and, behind it, the members that are columns here.
    schema: SchemaRef,
    leaves: Vec<Leaf>,
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
    /// The table of files that have these columns, or some of them, with columns for these keys of
    /// folders, and for these members.
    pub(super) fn new(
        columns: SchemaRef,
        files: Vec<Arc<Footer>>,
        keys: Vec<String>,
        leaves: Vec<Leaf>,
        reports: Arc<TypedReports>,
    ) -> Self {
        let per_file = PER_FILE
            .iter()
            .map(|known| Field::new(known.name, known.data_type.data_type(), true));
        let of_keys = keys
            .iter()
            .map(|key| Field::new(key_column(key), DataType::Utf8View, true));
        let row = Field::new(SystemField::Offset.name(), DataType::Int64, false)
            .with_extension_type(RowNumber);
        let base = TableSchema::builder(columns)
            .with_table_partition_cols(per_file.chain(of_keys).map(Arc::new).collect::<Vec<_>>())
            .with_virtual_columns(vec![Arc::new(row)])
            .build();
        let own = base.table_schema().fields().iter().cloned();
        let members = leaves.iter().map(|leaf| Arc::new(leaf.field.clone()));
        Self {
            schema: SchemaRef::new(Schema::new(own.chain(members).collect::<Vec<_>>())),
            base,
            leaves,
            files,
            keys,
            reports,
        }
    }

    /// The source, which makes these columns.
    fn source(
        &self,
        columns: &[usize],
        options: TableParquetOptions,
        narrowed: &Arc<Narrowed>,
    ) -> Result<Arc<dyn FileSource>> {
        let known = self.base.table_schema();
        let df_schema = DFSchema::try_from(Arc::clone(known))?;
        let (properties, planning) = (ExecutionProps::new(), PhysicalPlanningContext::default());
        let exprs = columns.iter().map(|&index| {
            let name = self.schema.field(index).name();
            let expr = match index.checked_sub(known.fields().len()) {
                None => Arc::new(physical::Column::new(name, index)) as _,
                Some(leaf) => create_physical_expr(
                    &self.leaves[leaf].expr,
                    &df_schema,
                    &properties,
                    &planning,
                )?,
            };
            Ok(ProjectionExpr::new(expr, name.clone()))
        });
        let exprs = exprs.collect::<Result<Vec<_>>>()?;
        let source = ParquetSource::new(self.base.clone())
            .with_table_parquet_options(options)
            .with_parquet_file_reader_factory(Arc::new(Files));
        let projected = source.try_pushdown_projection(&ProjectionExprs::new(exprs))?;
        let projected = projected.unwrap_or_else(|| Arc::new(source));
        let reports = Arc::clone(&self.reports);
        let narrowed = Arc::clone(narrowed);
        Ok(Arc::new(TypedSource::new(projected, reports, narrowed)))
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
            .with_arrow_schema(Arc::clone(&footer.written))
            .with_extension(Arc::clone(footer))
    }

    /// The rows of one file come in their order; of several, parts are dealt out as they are free.
    fn ordering(&self) -> Vec<LexOrdering> {
        if self.files.len() != 1 {
            return Vec::new();
        }
        let options = SortOptions {
            descending: false,
            nulls_first: false,
        };
        let keys = [SystemField::Object, SystemField::Offset].map(|field| {
            let index = self.base.table_schema().index_of(field.name());
            let index = index.expect("every table has the place of its rows");
            PhysicalSortExpr::new(
                Arc::new(physical::Column::new(field.name(), index)),
                options,
            )
        });
        LexOrdering::new(keys).into_iter().collect()
    }

    fn statistics(&self) -> Statistics {
        let rows = self.files.iter().map(|file| file.rows()).sum();
        let bytes: u64 = self.files.iter().map(|file| file.object.size).sum();
        Statistics {
            num_rows: Precision::Exact(rows),
            total_byte_size: Precision::Inexact(bytes as usize),
            ..Statistics::new_unknown(self.base.table_schema())
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
        Arc::clone(&self.schema)
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
        let all: Vec<usize> = (0..self.schema.fields().len()).collect();
        let columns = projection.unwrap_or(&all);
        let mut options = state.default_table_options().parquet;
        // Rows that a filter drops are not decoded any further (events of one kind, the newest 20 of
        // them with the whole event: 0.3 s where it was 2.2 s; no filter was found to lose by it).
        options.global.pushdown_filters = true;
        let narrowed = Arc::default();
        let source = self.source(columns, options, &narrowed)?;
        let files = self.files.iter().map(|footer| self.file(footer)).collect();
        let config = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), source)
            .with_file_group(FileGroup::new(files))
            .with_statistics(self.statistics())
            .with_output_ordering(self.ordering())
            .with_limit(fetch)
            .build();
        let scan = DataSourceExec::from_data_source(config);
        self.reports.add(&scan, narrowed, &self.files);
        Ok(scan)
    }
}
