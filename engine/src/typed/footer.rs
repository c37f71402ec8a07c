//! What a Parquet file says of itself: its schema, its row groups, and what is in them.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use datafusion::parquet::arrow::parquet_to_arrow_schema;
use datafusion::parquet::basic::{SortOrder, Type as PhysicalType};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::metadata::{
    ColumnChunkMetaData, ParquetMetaData, ParquetMetaDataReader,
};
use datafusion::parquet::file::statistics::Statistics;
use futures::StreamExt;

use super::remote::RemoteFile;
use crate::engine::Engine;
use crate::kernel::time_type;
use crate::scan::{Damage, ScanObject};
use crate::store::{Fault, FaultKind, Stores};

/// The first and the last bytes of a Parquet file, those of an encrypted one, and how many they are.
const MAGIC: &[u8] = b"PAR1";
const ENCRYPTED: &[u8] = b"PARE";
const MAGIC_LENGTH: usize = 4;
/// How much of the end of a file is asked for at first, in bytes: most footers are shorter.
const TAIL: u64 = 64 << 10;

/// A Parquet file whose end was read.
#[derive(Debug)]
pub(crate) struct Footer {
    /// The file.
    pub(super) object: ScanObject,
    /// Its row groups and their statistics.
    pub(super) metadata: Arc<ParquetMetaData>,
    /// Its columns, as they are read.
    pub(super) schema: SchemaRef,
    /// The same, as the reader is asked for them: it refuses to read a column that always has a
    /// value as one that may not (arrow 59).
    pub(super) written: SchemaRef,
    /// How it is read, where it is not on this machine.
    pub(super) remote: Option<RemoteFile>,
}

/// Whether a file begins as a Parquet file does. One that cannot be opened does not: reading it
/// will say why.
pub(crate) fn is_parquet(location: &str) -> bool {
    let mut head = [0; MAGIC_LENGTH];
    let read = File::open(location).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && is_magic(&head)
}

fn is_magic(bytes: &[u8]) -> bool {
    bytes == MAGIC || bytes == ENCRYPTED
}

impl Footer {
    /// Reads the ends of files, several at a time when there are many of them.
    pub(crate) fn read_all(
        objects: &[ScanObject],
        engine: &Engine,
        stores: &Stores,
    ) -> Vec<Result<Self, Damage>> {
        let (remote, local): (Vec<_>, Vec<_>) =
            objects.iter().cloned().partition(ScanObject::is_remote);
        let mut read = Self::read_local(&local, engine.threads());
        let fetched = remote.iter().map(|object| Self::fetch(object, stores));
        let fetched = futures::stream::iter(fetched).buffered(stores.in_flight());
        read.extend(engine.handle().block_on(fetched.collect::<Vec<_>>()));
        read
    }

    fn read_local(objects: &[ScanObject], threads: usize) -> Vec<Result<Self, Damage>> {
        const FEW: usize = 16;
        if objects.len() <= FEW || threads < 2 {
            return objects.iter().map(Self::read).collect();
        }
        let share = objects.len().div_ceil(threads);
        std::thread::scope(|scope| {
            let shares = objects.chunks(share);
            let readers: Vec<_> = shares
                .map(|share| scope.spawn(|| share.iter().map(Self::read).collect::<Vec<_>>()))
                .collect();
            readers
                .into_iter()
                .flat_map(|reader| reader.join().expect("reading a footer does not panic"))
                .collect()
        })
    }

    /// Reads the end of a file.
    ///
    /// # Errors
    ///
    /// Why the file cannot be read, which is damage.
    pub(crate) fn read(object: &ScanObject) -> Result<Self, Damage> {
        let damage = |reason: String, denied| whole_damage(object, reason, denied);
        let unreadable = |error: std::io::Error| {
            let denied = error.kind() == ErrorKind::PermissionDenied;
            damage(error.to_string(), denied)
        };
        let mut file = File::open(object.location.as_ref()).map_err(unreadable)?;
        let tail = tail(&mut file).map_err(unreadable)?;
        if tail == ENCRYPTED {
            return Err(damage("it is encrypted Parquet".into(), false));
        }
        if tail != MAGIC {
            let reason = "it is Parquet without an end: it was cut off or is still being written";
            return Err(damage(reason.into(), false));
        }
        let metadata = parsed(|| ParquetMetaDataReader::new().parse_and_finish(&file));
        let metadata = metadata.map_err(|reason| damage(reason, false))?;
        Self::of(object, metadata, None)
    }

    /// Reads the end of a file that lies elsewhere: one request, or two when the end is long.
    ///
    /// # Errors
    ///
    /// Why the file cannot be read, which is damage.
    pub(crate) async fn fetch(object: &ScanObject, stores: &Stores) -> Result<Self, Damage> {
        let damage = |reason: String, denied| whole_damage(object, reason, denied);
        let unreadable = |fault: Fault| {
            let denied = matches!(fault.kind, FaultKind::Denied | FaultKind::Sealed);
            damage(fault.reason, denied)
        };
        let file = RemoteFile::open(object, stores).await.map_err(unreadable)?;
        let mut wanted = TAIL.min(object.size);
        loop {
            let range = object.size - wanted..object.size;
            let bytes = file.get(range).await.map_err(unreadable)?;
            if bytes.ends_with(ENCRYPTED) {
                return Err(damage("it is encrypted Parquet".into(), false));
            }
            if !bytes.ends_with(MAGIC) {
                let reason = "it does not end as Parquet does: it was cut off, or is none";
                return Err(damage(reason.into(), false));
            }
            let mut more = None;
            let metadata = parsed(|| {
                let mut reader = ParquetMetaDataReader::new();
                match reader.try_parse_sized(&bytes, object.size) {
                    Err(ParquetError::NeedMoreData(needed)) => more = Some(needed as u64),
                    read => read?,
                }
                reader.finish()
            });
            match (more, metadata) {
                (Some(needed), _) if needed > wanted && needed <= object.size => wanted = needed,
                (Some(_), _) => return Err(damage("its footer makes no sense".into(), false)),
                (None, Err(reason)) => return Err(damage(reason, false)),
                (None, Ok(metadata)) => return Self::of(object, metadata, Some(file)),
            }
        }
    }

    fn of(
        object: &ScanObject,
        metadata: ParquetMetaData,
        remote: Option<RemoteFile>,
    ) -> Result<Self, Damage> {
        let damage = |reason: String| whole_damage(object, reason, false);
        let schema = parquet_to_arrow_schema(metadata.file_metadata().schema_descr(), None)
            .map_err(|error| damage(format!("its columns cannot be read: {error}")))?;
        let fields = |nulls| {
            let fields = schema.fields().iter().map(|field| as_read(field, nulls));
            SchemaRef::new(Schema::new(fields.collect::<Vec<_>>()))
        };
        Ok(Self {
            object: object.clone(),
            schema: fields(Nulls::Everywhere),
            written: fields(Nulls::AsWritten),
            metadata: Arc::new(metadata),
            remote,
        })
    }

    /// How many rows it has.
    pub(super) fn rows(&self) -> usize {
        usize::try_from(self.metadata.file_metadata().num_rows()).unwrap_or(0)
    }

    /// Whether doubles hold all whole numbers of the column at this path, as far as it is known.
    pub(super) fn fits_doubles(&self, path: &[&str]) -> bool {
        self.metadata.row_groups().iter().all(|group| {
            let mut columns = group.columns().iter();
            let found = columns.find(|it| it.column_descr().path().parts() == path);
            found.is_none_or(are_doubles)
        })
    }

    /// Whether every row has a value in the column with this name, which has no members.
    pub(super) fn is_never_missing(&self, column: &str) -> bool {
        self.metadata.row_groups().iter().all(|group| {
            let mut columns = group.columns().iter();
            let found = columns.find(|it| it.column_descr().path().parts() == [column]);
            let statistics = found.and_then(|column| column.statistics());
            statistics.and_then(Statistics::null_count_opt) == Some(0)
        })
    }
}

/// Whether doubles hold every whole number between the bounds of a column.
fn are_doubles(column: &ColumnChunkMetaData) -> bool {
    const EXACT: i64 = 1 << f64::MANTISSA_DIGITS;
    let Some(Statistics::Int64(bounds)) = column.statistics() else {
        // No whole numbers, short ones, or some of which nothing is known.
        return column.column_type() != PhysicalType::INT64;
    };
    // Bounds of numbers without a sign are negative when they are large.
    let least = match column.column_descr().sort_order() {
        SortOrder::SIGNED => -EXACT,
        SortOrder::UNSIGNED | SortOrder::UNDEFINED => 0,
    };
    match (bounds.min_opt(), bounds.max_opt()) {
        (Some(min), Some(max)) => *min >= least && *max >= least && *max <= EXACT,
        _ => bounds.null_count_opt() == u64::try_from(column.num_values()).ok(),
    }
}

fn whole_damage(object: &ScanObject, reason: String, denied: bool) -> Damage {
    Damage {
        object: object.location.to_string(),
        offset: None,
        reason,
        denied,
        whole: true,
    }
}

/// What a decoder makes of a footer. It panics on some damaged bytes (parquet 59.3).
fn parsed(
    read: impl FnOnce() -> Result<ParquetMetaData, ParquetError>,
) -> Result<ParquetMetaData, String> {
    std::panic::catch_unwind(AssertUnwindSafe(read))
        .map_err(|_| "its footer makes no sense".to_owned())?
        .map_err(|error| format!("its footer cannot be read: {error}"))
}

fn tail(file: &mut File) -> std::io::Result<[u8; MAGIC_LENGTH]> {
    let mut tail = [0; MAGIC_LENGTH];
    file.seek(SeekFrom::End(-(MAGIC_LENGTH as i64)))?;
    file.read_exact(&mut tail)?;
    Ok(tail)
}

/// Which fields may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nulls {
    /// All of them, as a file may lack one that others have.
    Everywhere,
    /// Those of which the file says so.
    AsWritten,
}

/// A field with the type in which the reader is asked for it: texts as views, times in UTC, which
/// costs nothing and leaves the statistics usable.
fn as_read(field: &FieldRef, nulls: Nulls) -> FieldRef {
    let own = |field: &FieldRef| as_read(field, nulls);
    let data_type = match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
        DataType::Timestamp(unit, _) => match time_type() {
            DataType::Timestamp(_, zone) => DataType::Timestamp(*unit, zone),
            other => other,
        },
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(own).collect()),
        DataType::List(item) => DataType::List(own(item)),
        DataType::LargeList(item) => DataType::LargeList(own(item)),
        DataType::FixedSizeList(item, size) => DataType::FixedSizeList(own(item), *size),
        DataType::Map(entries, sorted) => DataType::Map(entries_as_read(entries, nulls), *sorted),
        other => other.clone(),
    };
    let nullable = nulls == Nulls::Everywhere || field.is_nullable();
    Arc::new(Field::new(field.name(), data_type, nullable))
}

/// The entries of a map are there, and so are its keys.
fn entries_as_read(entries: &FieldRef, nulls: Nulls) -> FieldRef {
    let DataType::Struct(fields) = entries.data_type() else {
        return Arc::clone(entries);
    };
    let read = fields.iter().map(|field| {
        let read = as_read(field, nulls).as_ref().clone();
        Arc::new(read.with_nullable(field.is_nullable()))
    });
    let data_type = DataType::Struct(read.collect());
    Arc::new(Field::new(entries.name(), data_type, entries.is_nullable()))
}
