//! Parts of Parquet files that lie outside of this machine: a request for each column chunk that is
//! needed, or for several that lie side by side.

use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::datasource::physical_plan::ParquetFileMetrics;
use datafusion::parquet::arrow::arrow_reader::ArrowReaderOptions;
use datafusion::parquet::arrow::async_reader::AsyncFileReader;
use datafusion::parquet::errors::{ParquetError, Result};
use datafusion::parquet::file::metadata::ParquetMetaData;
use futures::FutureExt;
use futures::future::BoxFuture;
use object_store::path::Path;
use object_store::{GetRange, coalesce_ranges};

use super::groups::RowGroups;
use crate::scan::{Listed, ScanObject};
use crate::store::{Fault, Objects, Place, Stores};

/// Bytes between two parts that are fetched with them rather than by another request.
const BETWEEN: u64 = 256 << 10;

/// A file that can be read in parts, in the version that was listed.
#[derive(Clone)]
pub(super) struct RemoteFile {
    objects: Objects,
    path: Path,
    listed: Listed,
}

impl fmt::Debug for RemoteFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteFile")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl RemoteFile {
    /// Opens the store that it lies in.
    ///
    /// # Errors
    ///
    /// When that cannot be reached, or the key cannot be asked for.
    pub(super) async fn open(object: &ScanObject, stores: &Stores) -> Result<Self, Fault> {
        let Place::Remote(location) = Place::read(&object.location) else {
            return Err(Fault::other("it is no URL"));
        };
        let store = stores.open(&location).await?;
        let path = location.path().map_err(|it| Fault::other(it.to_string()))?;
        Ok(Self {
            objects: store.objects,
            path,
            listed: Listed::new(object),
        })
    }

    /// Some of its bytes.
    ///
    /// # Errors
    ///
    /// What the store says, or that another version lies there.
    pub(super) async fn get(&self, range: Range<u64>) -> Result<Bytes, Fault> {
        let options = self.listed.options();
        let options = options.with_range(Some(GetRange::Bounded(range)));
        let found = self.objects.get_opts(&self.path, options).await?;
        self.listed.bytes(found).await
    }
}

/// Reads such a file for DataFusion.
pub(super) struct RemoteReader {
    pub(super) file: RemoteFile,
    pub(super) metadata: Arc<ParquetMetaData>,
    pub(super) groups: Option<Arc<RowGroups>>,
    pub(super) metrics: ParquetFileMetrics,
}

impl RemoteReader {
    async fn get(&self, range: Range<u64>) -> Result<Bytes> {
        // A damaged footer may name any range.
        if range.start >= range.end || range.end > self.file.listed.size {
            let outside = format!("bytes {range:?} are not in the file");
            return Err(ParquetError::EOF(outside));
        }
        let bytes = self.file.get(range).await;
        let bytes = bytes.map_err(|fault| ParquetError::External(io::Error::from(fault).into()))?;
        self.metrics.bytes_scanned.add(bytes.len());
        Ok(bytes)
    }

    fn ask(&self, range: &Range<u64>) {
        if let Some(groups) = &self.groups {
            groups.ask(range.start);
        }
    }
}

impl AsyncFileReader for RemoteReader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, Result<Bytes>> {
        self.ask(&range);
        self.get(range).boxed()
    }

    fn get_byte_ranges(&mut self, ranges: Vec<Range<u64>>) -> BoxFuture<'_, Result<Vec<Bytes>>> {
        for range in &ranges {
            self.ask(range);
        }
        async move { coalesce_ranges(&ranges, |range| self.get(range), BETWEEN).await }.boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        _: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, Result<Arc<ParquetMetaData>>> {
        std::future::ready(Ok(Arc::clone(&self.metadata))).boxed()
    }
}
