//! Reads the parts of Parquet files that DataFusion's source asks for.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{ParquetFileMetrics, ParquetFileReaderFactory};
use datafusion::error::{DataFusionError, Result};
use datafusion::parquet::arrow::arrow_reader::ArrowReaderOptions;
use datafusion::parquet::arrow::async_reader::AsyncFileReader;
use datafusion::parquet::errors::{ParquetError, Result as ParquetResult};
use datafusion::parquet::file::metadata::ParquetMetaData;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use futures::FutureExt;
use futures::future::BoxFuture;

use super::footer::Footer;
use super::groups::RowGroups;
use super::remote::RemoteReader;

/// Opens files whose footers were read while planning; these are not read again.
#[derive(Debug)]
pub(super) struct Files;

impl ParquetFileReaderFactory for Files {
    fn create_reader(
        &self,
        partition: usize,
        file: PartitionedFile,
        _: Option<usize>,
        metrics: &ExecutionPlanMetricsSet,
    ) -> Result<Box<dyn AsyncFileReader + Send>> {
        let footer = file.extension::<Arc<Footer>>().ok_or_else(|| {
            DataFusionError::Internal("a Parquet file came without its footer".into())
        })?;
        let location = footer.object.location.as_ref();
        if let Some(remote) = &footer.remote {
            return Ok(Box::new(RemoteReader {
                file: remote.clone(),
                metadata: Arc::clone(&footer.metadata),
                groups: file.extension::<Arc<RowGroups>>().map(Arc::clone),
                metrics: ParquetFileMetrics::new(partition, location, metrics),
            }));
        }
        Ok(Box::new(LocalFile {
            file: File::open(location)?,
            metadata: Arc::clone(&footer.metadata),
            groups: file.extension::<Arc<RowGroups>>().map(Arc::clone),
            metrics: ParquetFileMetrics::new(partition, location, metrics),
        }))
    }
}

/// An open file. It is read by the thread that decodes, as the next thing that it needs.
struct LocalFile {
    file: File,
    metadata: Arc<ParquetMetaData>,
    groups: Option<Arc<RowGroups>>,
    metrics: ParquetFileMetrics,
}

impl LocalFile {
    fn read(&mut self, range: Range<u64>) -> ParquetResult<Bytes> {
        if let Some(groups) = &self.groups {
            groups.ask(range.start);
        }
        // A damaged footer may name any range: what the file does not have is not reserved.
        let outside = || ParquetError::EOF(format!("bytes {range:?} are not in the file"));
        if range.end > self.file.metadata()?.len() {
            return Err(outside());
        }
        let length = range.end.checked_sub(range.start).ok_or_else(outside)?;
        let mut bytes = vec![0; usize::try_from(length).map_err(|_| outside())?];
        self.file.seek(SeekFrom::Start(range.start))?;
        self.file.read_exact(&mut bytes)?;
        self.metrics.bytes_scanned.add(bytes.len());
        Ok(bytes.into())
    }
}

impl AsyncFileReader for LocalFile {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, ParquetResult<Bytes>> {
        std::future::ready(self.read(range)).boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        _: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, ParquetResult<Arc<ParquetMetaData>>> {
        std::future::ready(Ok(Arc::clone(&self.metadata))).boxed()
    }
}
