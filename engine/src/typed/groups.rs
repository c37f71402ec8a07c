//! Which row groups of a file were read, so that damage in one of them has a place, and those behind
//! it are read.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard};

use datafusion::datasource::physical_plan::parquet::{ParquetAccessPlan, RowGroupAccess};
use datafusion::parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};

/// The row groups of one opening of a file, or of a part of it, whose bytes were asked for.
#[derive(Debug)]
pub(super) struct RowGroups {
    /// Where each lies in the file.
    places: Vec<Range<u64>>,
    asked: Mutex<Asked>,
}

#[derive(Debug)]
struct Asked {
    /// For each row group, whether it was asked for.
    groups: Vec<bool>,
    /// The last one since the rest was read.
    last: Option<usize>,
}

impl RowGroups {
    /// Those of a file; none was read.
    pub(super) fn new(file: &ParquetMetaData) -> Self {
        let places: Vec<_> = file.row_groups().iter().map(place).collect();
        Self {
            asked: Mutex::new(Asked {
                groups: vec![false; places.len()],
                last: None,
            }),
            places,
        }
    }

    /// Notes that the bytes from `start` are read.
    pub(super) fn ask(&self, start: u64) {
        let mut asked = self.lock();
        let is_here = |index: &usize| self.places[*index].contains(&start);
        // Most often it is the one before.
        let last = asked.last.filter(is_here);
        if let Some(index) = last.or_else(|| (0..self.places.len()).find(is_here)) {
            asked.groups[index] = true;
            asked.last = Some(index);
        }
    }

    /// The row group that was read last, and where it begins.
    pub(super) fn last(&self) -> Option<(usize, u64)> {
        let last = self.lock().last?;
        Some((last, self.places[last].start))
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.places.len()
    }

    /// The row groups that were not read; `None` when there are none, or when none was read since
    /// this was asked before.
    pub(super) fn rest(&self) -> Option<ParquetAccessPlan> {
        let mut asked = self.lock();
        asked.last.take()?;
        let access = asked.groups.iter().map(|was_read| {
            if *was_read {
                RowGroupAccess::Skip
            } else {
                RowGroupAccess::Scan
            }
        });
        let rest = ParquetAccessPlan::new(access.collect());
        asked.groups.contains(&false).then_some(rest)
    }

    fn lock(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().expect("no holder of the lock panics")
    }
}

/// Where a row group lies. A damaged footer may name any place.
fn place(group: &RowGroupMetaData) -> Range<u64> {
    let starts = group.columns().iter().map(|column| {
        let data = column.data_page_offset();
        let start = column.dictionary_page_offset().unwrap_or(data).min(data);
        u64::try_from(start).unwrap_or(0)
    });
    let start = starts.clone().min().unwrap_or(0);
    let sizes = group.columns().iter();
    let lengths = sizes.map(|it| u64::try_from(it.compressed_size()).unwrap_or(0));
    let ends = starts
        .zip(lengths)
        .map(|(start, length)| start.saturating_add(length));
    start..ends.max().unwrap_or(0)
}
