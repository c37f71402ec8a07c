//! Runs one part of a scan: reads its objects in order and hands out batches.

use std::io;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, RecordBatchOptions};
use arrow::compute::{BatchCoalescer, FilterBuilder, and, is_null};
use arrow::datatypes::SchemaRef;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::memory_pool::MemoryReservation;
use datafusion::physical_expr::PhysicalExpr;
use taffrail_extract::{Column, Extractor, LineRules, Record, Records, Rows, Shape, detect};

use super::binary;
use super::decode::{Layout, RowMeta};
use super::live::LiveFilter;
use super::needles::Needles;
use super::object::{ObjectReader, Opened, ReadError, reserve};
use super::pieces::Pieces;
use super::predicate::{Predicate, in_range};
use super::prospects::prospects;
use super::remote::{Eagerness, Reach, Remote};
use super::repeats::{RepeatCount, identities};
use super::report::{Damage, Progress, ScanReport};
use super::spec::{Declared, Lines, ScanObject, ScanSpec, Visits};
use crate::log_type::Kind;
use crate::store::{Fault, FaultKind};

/// Rows of a batch.
const BATCH: usize = 8192;
/// How many bytes of small objects, or of what was extracted from them, are gathered before their
/// events are filtered.
const GATHERED: usize = 1 << 20;
/// The same at first, doubled each time, where the first rows spare the reading of others.
const FIRST_GATHERED: usize = 32 << 10;
/// How much of an object tells its log type.
const HEAD: usize = 4096;

/// Where batches go.
pub(super) trait Sink {
    /// Takes a batch; `false` when nobody wants more.
    fn send(&mut self, batch: RecordBatch) -> bool;
    /// Whether nobody wants more.
    fn is_closed(&self) -> bool;
}

/// Reads all objects of `spec` and sends their rows, until the sink is closed.
///
/// # Errors
///
/// When a filter fails, or memory is not to be had. What cannot be read is no error: it is in the
/// report.
pub(super) fn run(
    spec: &ScanSpec,
    schema: &SchemaRef,
    progress: &Progress,
    memory: &MemoryReservation,
    live: &[Arc<dyn PhysicalExpr>],
    remote: Option<Reach>,
    sink: &mut dyn Sink,
) -> Result<ScanReport> {
    let mut scanner = Scanner {
        spec,
        schema,
        predicate: Predicate::new(spec)?,
        needles: Needles::new(spec),
        live: LiveFilter::new(live, spec)?,
        sink,
        active: None,
        rows: Vec::new(),
        spans: Vec::new(),
        coalescer: BatchCoalescer::new(Arc::clone(schema), BATCH)
            .with_biggest_coalesce_batch_size(Some(BATCH / 2)),
        report: ScanReport::default(),
        memory,
        progress,
        enough: GATHERED,
        left: spec.fetch.unwrap_or(usize::MAX),
        open: spec.fetch != Some(0),
    };
    if scanner.hurries() {
        scanner.enough = FIRST_GATHERED;
    }
    let mut bytes = Vec::new();
    let possible: Option<Arc<[bool]>> = scanner
        .predicate
        .as_ref()
        .and_then(|predicate| prospects(predicate, &spec.objects))
        .map(Into::into);
    let remote = remote.map(|remote| {
        let eagerness = if scanner.live.is_some() || spec.fetch.is_some() {
            Eagerness::Careful
        } else {
            Eagerness::Eager
        };
        Remote::new(remote, eagerness, possible.clone(), memory.new_empty())
    });
    let mut reader = ObjectReader::new(remote);
    for (index, object) in spec.objects.iter().enumerate() {
        let whole = u64::from(object.is_begun());
        if possible.as_ref().is_some_and(|possible| !possible[index]) {
            scanner.report.statistics.excluded_objects += whole;
        } else if scanner.is_outdone(index) {
            scanner.report.statistics.outdone_objects += whole;
        } else {
            scanner.object(index as u32, &mut reader, &mut bytes)?;
        }
        progress.advance(whole, object.bytes());
        if !scanner.open {
            return Ok(scanner.report);
        }
    }
    scanner.finish(&bytes)
}

struct Scanner<'a> {
    spec: &'a ScanSpec,
    schema: &'a SchemaRef,
    predicate: Option<Predicate>,
    needles: Option<Needles>,
    live: Option<LiveFilter>,
    sink: &'a mut dyn Sink,
    active: Option<Active>,
    /// The places of the records in `Active::first`.
    rows: Vec<RowMeta>,
    /// Where they stand in the gathered bytes; empty when there is no second pass.
    spans: Vec<Record>,
    coalescer: BatchCoalescer,
    report: ScanReport,
    memory: &'a MemoryReservation,
    progress: &'a Progress,
    /// How many bytes of small objects are gathered before their events are filtered.
    enough: usize,
    /// How many rows are still wanted.
    left: usize,
    open: bool,
}

/// Extraction for the kind of objects that is being read.
struct Active {
    kind: Kind,
    declared: Option<Arc<Declared>>,
    rules: Arc<LineRules>,
    layout: Layout,
    first: Rows,
    second: Rows,
    /// What tells events from others, of some of them; `None` where repeats are not counted.
    counted: Option<Rows>,
}

/// Where a piece of an object stands.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Where it begins in the gathered bytes.
    start: usize,
    /// Where it begins in the object.
    base: u64,
    /// Whether others follow it.
    goes_on: bool,
}

impl Piece {
    /// All of an object.
    fn whole(start: usize, base: u64) -> Self {
        Self {
            start,
            base,
            goes_on: false,
        }
    }
}

impl Scanner<'_> {
    /// Whether rows are handed on as soon as they are there, since they tell what is wanted still.
    fn hurries(&self) -> bool {
        self.live.is_some() && self.spec.visits == Visits::NewestFirst
    }

    /// Whether no event of an object can be wanted any more.
    fn is_outdone(&mut self, index: usize) -> bool {
        let live = self.live.as_mut();
        live.is_some_and(|live| !live.may_pass(&self.spec.objects, index))
    }

    fn object(&mut self, index: u32, reader: &mut ObjectReader, bytes: &mut Vec<u8>) -> Result<()> {
        let start = bytes.len();
        let objects = &self.spec.objects;
        let object = &objects[index as usize];
        match reader.open(objects, index as usize, bytes, self.memory) {
            Ok(Opened::Whole {
                stored,
                base,
                warnings,
            }) => {
                self.count_object(object, stored);
                for warning in warnings {
                    self.damage(object, None, &warning, false);
                }
                self.piece(index, Piece::whole(start, base), bytes, None)?;
                self.gathered(bytes)
            }
            Ok(Opened::Stream { source, base }) => {
                self.count_object(object, object.bytes());
                let shape = object.lines.as_ref().map(Lines::shape);
                self.stream(index, object, Pieces::new(source, base, shape), bytes)
            }
            Err(ReadError::Io(error)) => {
                bytes.truncate(start);
                self.unopened(object, &error);
                Ok(())
            }
            Err(ReadError::Memory(error)) => Err(exhausted(object, error)),
        }
    }

    fn stream(
        &mut self,
        index: u32,
        object: &ScanObject,
        mut pieces: Pieces,
        bytes: &mut Vec<u8>,
    ) -> Result<()> {
        let mut kind = None;
        while self.open {
            let start = bytes.len();
            let (base, error) = match pieces.next(bytes, self.memory) {
                Ok(None) => break,
                Ok(Some(base)) => (base, None),
                Err(ReadError::Memory(error)) => return Err(exhausted(object, error)),
                Err(ReadError::Io(error)) => {
                    (pieces.offset - (bytes.len() - start) as u64, Some(error))
                }
            };
            if object.is_unmeasured() {
                let read = (bytes.len() - start) as u64;
                self.report.statistics.bytes += read;
                self.progress.stream(read)?;
            }
            let piece = Piece {
                start,
                base,
                goes_on: pieces.go_on(),
            };
            let Some((told, end)) = self.piece(index, piece, bytes, kind)? else {
                break;
            };
            kind = Some(told);
            let again = bytes.len() - end;
            if object.location.as_ref() == "-" {
                self.report.statistics.bytes -= again as u64;
            }
            pieces.take_back(&bytes[end..]);
            bytes.truncate(end);
            self.gathered(bytes)?;
            if let Some(error) = error {
                let offset = Some(pieces.offset);
                self.damage(object, offset, &error, false);
                break;
            }
        }
        Ok(())
    }

    /// Walks the records of a piece of an object, which ends where `bytes` end. Returns what the
    /// object is, for its next piece, and where the first event begins that is not whole; `None`
    /// when the object is no log.
    fn piece(
        &mut self,
        index: u32,
        place: Piece,
        bytes: &[u8],
        kind: Option<Kind>,
    ) -> Result<Option<(Kind, usize)>> {
        let Piece { start, base, .. } = place;
        let object = &self.spec.objects[index as usize];
        let piece = &bytes[start..];
        let is_begun = kind.is_none();
        let mut kind = kind.unwrap_or_else(|| recognise(object, piece, self.spec));
        let shape = kind.shape;
        // Of a file in parts the beginning was looked at when it was listed.
        if is_begun
            && object.lines.is_none()
            && shape == Shape::TextLines
            && let Some(mut format) = binary::format(head(piece))
        {
            if object.is_remote() && piece.starts_with(b"PAR1") {
                "it is Parquet, which elsewhere than on this machine is told by the ending `.parquet`".clone_into(&mut format);
            }
            self.report.statistics.inflated_bytes += piece.len() as u64;
            self.damage(object, None, &format, true);
            return Ok(None);
        }
        let said = self.spec.said(object).named;
        let mut unknown = is_begun && object.is_begun() && kind.is_unknown() && said.is_none();
        let declared = object.declared.as_ref();
        let rules = self.activate(&kind, declared, bytes)?;
        let mut records = Records::with_rules(shape, piece, &rules);
        if place.goes_on {
            records = records.more_follows();
        }
        loop {
            let active = self.active.as_mut().expect("a log type was activated");
            let mut needles = self.needles.as_mut().filter(|needles| !needles.is_idle());
            let first = needles.is_none().then_some(&mut active.first);
            match records.next(first) {
                None => break,
                Some(Ok(record)) if record.aside => {
                    if let Some(other) = kind.behind(&piece[record.start..record.end]) {
                        kind = other;
                        self.activate(&kind, declared, bytes)?;
                    }
                }
                Some(Ok(record)) => {
                    let is_first = std::mem::take(&mut unknown);
                    self.report.statistics.unknown_objects += u64::from(is_first);
                    if !record.json && shape == Shape::JsonLines {
                        self.report.statistics.text_lines += 1;
                    }
                    if let Some(needles) = &mut needles {
                        if !needles.may_pass(&piece[record.start..record.end]) {
                            self.report.statistics.events += 1;
                            continue;
                        }
                        active.first.append(piece, record);
                    }
                    self.rows.push(RowMeta {
                        object: index,
                        offset: base + record.start as u64,
                    });
                    if !active.layout.second.is_empty() || active.counted.is_some() {
                        self.spans.push(Record {
                            start: start + record.start,
                            end: start + record.end,
                            ..record
                        });
                    }
                    if self.rows.len() >= BATCH {
                        self.flush(bytes)?;
                        if !self.open {
                            break;
                        }
                    }
                }
                Some(Err(damage)) => {
                    let offset = base + damage.offset as u64;
                    self.damage(object, Some(offset), &damage.reason, false);
                }
            }
        }
        let walked = records.position();
        self.report.statistics.inflated_bytes += walked as u64;
        Ok(Some((kind, start + walked)))
    }

    /// Makes room behind an object: filters what was gathered once it is enough, and lets go of
    /// bytes that nothing refers to.
    fn gathered(&mut self, bytes: &mut Vec<u8>) -> Result<()> {
        let held = self.active.as_ref().map_or(0, |active| {
            active.first.memory_size() + active.second.memory_size()
        });
        if bytes.len().max(held) >= self.enough
            || self.spec.fetch.is_some()
            || self.sink.is_closed()
        {
            self.flush(bytes)?;
            self.enough = GATHERED.min(self.enough * 2);
        }
        if self.spans.is_empty() {
            bytes.clear();
        }
        reserve(self.memory, bytes.capacity() + held)
    }

    /// Makes ready to extract from objects of a kind, and says which of their lines are events.
    fn activate(
        &mut self,
        kind: &Kind,
        declared: Option<&Arc<Declared>>,
        bytes: &[u8],
    ) -> Result<Arc<LineRules>> {
        if let Some(active) = &self.active
            && active.kind == *kind
            && active.declared.as_ref() == declared
        {
            return Ok(Arc::clone(&active.rules));
        }
        self.flush(bytes)?;
        let layout = Layout::new(self.spec, kind, declared.map(AsRef::as_ref));
        let format = kind.text_format();
        let rows = |columns: &[Column]| match &format {
            Some(format) => Extractor::text(columns, format).rows(),
            None => Extractor::new(columns).rows(),
        };
        let rules = Arc::new(kind.rules());
        self.active = Some(Active {
            kind: kind.clone(),
            declared: declared.cloned(),
            rules: Arc::clone(&rules),
            first: rows(&layout.first),
            second: rows(&layout.second),
            counted: (!layout.counted.is_empty()).then(|| rows(&layout.counted)),
            layout,
        });
        Ok(rules)
    }

    /// Filters the gathered events, extracts the remaining columns of those that pass, and sends
    /// what has become a batch.
    fn flush(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(active) = &mut self.active else {
            return Ok(());
        };
        let extracted = active.first.finish();
        self.report.statistics.events += extracted.rows as u64;
        self.report.statistics.malformed_values += extracted.malformed;
        self.report.statistics.misfits += extracted.misfits;
        let mut columns = extracted.columns;
        let mut rows = std::mem::take(&mut self.rows);
        let mut spans = std::mem::take(&mut self.spans);
        let objects = &self.spec.objects;
        let mut mask = None;
        let parts = active.layout.filter.iter();
        let arrays: Vec<_> = parts
            .map(|part| part.make(&columns, &rows, objects))
            .collect();
        if let Some(predicate) = &self.predicate {
            mask = Some(predicate.passed(arrays.clone(), rows.len())?);
        }
        if let Some(time) = &active.layout.time {
            let times = time.make(&columns, &rows, objects);
            let timeless = match &mask {
                Some(mask) => and(mask, &is_null(&times)?)?.true_count(),
                None => times.null_count(),
            };
            self.report.statistics.without_time += timeless as u64;
            mask = Some(both(mask, in_range(&times, self.spec.range))?);
        }
        let matched = mask.as_ref().map_or(rows.len(), BooleanArray::true_count);
        self.report.statistics.matched += matched as u64;
        if let Some(live) = &self.live {
            let passed = live.passed(arrays, rows.len())?;
            mask = Some(both(mask, passed)?);
        }
        if let Some(mask) = mask {
            let filter = FilterBuilder::new(&mask).optimize().build();
            columns = columns
                .iter()
                .map(|column| filter.filter(column))
                .collect::<std::result::Result<_, _>>()?;
            rows = kept(&rows, &mask);
            if !spans.is_empty() {
                spans = kept(&spans, &mask);
            }
            if !active.layout.second.is_empty() {
                for record in &spans {
                    active.second.append(bytes, *record);
                }
                let extracted = active.second.finish();
                self.report.statistics.malformed_values += extracted.malformed;
                columns.extend(extracted.columns);
            }
        }
        if let Some(counted) = &mut active.counted {
            count_repeats(&mut self.report.repeats, counted, &spans, bytes);
        }
        let output = &active.layout.output;
        let arrays = output
            .iter()
            .map(|part| part.make(&columns, &rows, objects))
            .collect();
        self.emit(arrays, rows.len())
    }

    fn emit(&mut self, columns: Vec<ArrayRef>, rows: usize) -> Result<()> {
        if rows == 0 {
            self.open = self.open && !self.sink.is_closed();
            return Ok(());
        }
        let wanted = rows.min(self.left);
        self.left -= wanted;
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(Arc::clone(self.schema), columns, &options)?;
        let batch = batch.slice(0, wanted);
        // Batches without columns are only counted; there is nothing to gather.
        if self.schema.fields().is_empty() {
            self.open = self.sink.send(batch) && self.left > 0;
            return Ok(());
        }
        self.coalescer.push_batch(batch)?;
        // Above, the newest rows tell which others are wanted still.
        if self.left == 0 || self.hurries() {
            self.coalescer.finish_buffered_batch()?;
        }
        while let Some(batch) = self.coalescer.next_completed_batch() {
            self.open = self.open && self.sink.send(batch);
        }
        self.open = self.open && self.left > 0;
        Ok(())
    }

    fn finish(mut self, bytes: &[u8]) -> Result<ScanReport> {
        self.flush(bytes)?;
        self.coalescer.finish_buffered_batch()?;
        while let Some(batch) = self.coalescer.next_completed_batch() {
            self.sink.send(batch);
        }
        Ok(self.report)
    }

    fn count_object(&mut self, object: &ScanObject, stored: u64) {
        self.report.statistics.bytes += stored;
        self.report.statistics.objects += u64::from(object.is_begun());
    }

    fn unopened(&mut self, object: &ScanObject, error: &io::Error) {
        match Fault::of(error).map(|fault| fault.kind) {
            Some(FaultKind::Archived) => self.report.archived.add(&object.location),
            Some(FaultKind::Sealed) => self.report.sealed.add(&object.location),
            _ => self.report.damage(Damage {
                object: object.location.to_string(),
                offset: object.part.map(|(start, _)| start),
                reason: error.to_string(),
                denied: error.kind() == io::ErrorKind::PermissionDenied,
                whole: object.part.is_none(),
            }),
        }
    }

    fn damage(
        &mut self,
        object: &ScanObject,
        offset: Option<u64>,
        reason: &dyn std::fmt::Display,
        whole: bool,
    ) {
        self.report.damage(Damage {
            object: object.location.to_string(),
            offset,
            reason: reason.to_string(),
            denied: false,
            whole,
        });
    }
}

/// Counts the copies among events: identities are extracted of a sample alone.
fn count_repeats(repeats: &mut RepeatCount, sample: &mut Rows, events: &[Record], bytes: &[u8]) {
    let mut lots = Vec::new();
    for event in events {
        if let Some(lot) = repeats.lot(&bytes[event.start..event.end]) {
            sample.append(bytes, *event);
            lots.push(lot);
        }
    }
    let fields = sample.finish().columns;
    let texts = identities(&fields, lots.len());
    for (text, lot) in texts.as_string_view().iter().zip(lots) {
        if let Some(text) = text {
            repeats.add(text, lot);
        }
    }
}

fn recognise(object: &ScanObject, bytes: &[u8], spec: &ScanSpec) -> Kind {
    if let Some(lines) = &object.lines {
        return lines.kind().written(object.modified);
    }
    let said = spec.said(object);
    Kind::of(&object.location, detect(bytes), head(bytes), said).written(object.modified)
}

/// The lack of memory, with the object that wants it: it may be a bomb.
fn exhausted(object: &ScanObject, error: DataFusionError) -> DataFusionError {
    match error {
        DataFusionError::ResourcesExhausted(_) => DataFusionError::ResourcesExhausted(format!(
            "reading {} needs more than the memory limit allows",
            object.location
        )),
        other => other,
    }
}

fn head(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(HEAD)]
}

fn both(mask: Option<BooleanArray>, other: BooleanArray) -> Result<BooleanArray> {
    Ok(match mask {
        Some(mask) => and(&mask, &other)?,
        None => other,
    })
}

fn kept<T: Copy>(values: &[T], mask: &BooleanArray) -> Vec<T> {
    mask.values()
        .set_indices()
        .map(|index| values[index])
        .collect()
}
