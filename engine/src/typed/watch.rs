//! Files that turn out damaged while they are read: what was read of them counts, the damage is
//! noted, and the other row groups and the other files are read.

use std::any::Any;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::error::{DataFusionError, Result};
use datafusion::parquet::errors::ParquetError;
use datafusion_datasource::morsel::{Morsel, MorselPlan, MorselPlanner, Morselizer};
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt, TryStreamExt};

use super::footer::Footer;
use super::groups::RowGroups;
use super::report::TypedReports;
use crate::scan::Damage;

/// Watches the reading of files.
pub(super) struct Watched {
    inner: Arc<dyn Morselizer>,
    reports: Arc<TypedReports>,
}

impl Watched {
    /// Watches what `inner` reads.
    pub(super) fn new(inner: Box<dyn Morselizer>, reports: Arc<TypedReports>) -> Self {
        Self {
            inner: inner.into(),
            reports,
        }
    }
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl Morselizer for Watched {
    fn plan_file(&self, file: PartitionedFile) -> Result<Box<dyn MorselPlanner>> {
        let footer = file.extension::<Arc<Footer>>();
        let location = footer.map_or_else(
            || file.path().to_string(),
            |it| it.object.location.to_string(),
        );
        let groups = footer.map(|it| Arc::new(RowGroups::new(&it.metadata)));
        let file = match &groups {
            Some(groups) => file.with_extension(Arc::clone(groups)),
            None => file,
        };
        let watch = Watch {
            location,
            groups,
            file: file.clone(),
            inner: Arc::clone(&self.inner),
            reports: Arc::clone(&self.reports),
        };
        match Watch::caught(|| self.inner.plan_file(file)) {
            Ok(planner) => Ok(watch.planner(planner)),
            Err(error) => {
                watch.note(error)?;
                Ok(Box::new(Nothing))
            }
        }
    }
}

/// Whose file it is that is read, and where damage is noted.
#[derive(Debug, Clone)]
struct Watch {
    location: String,
    /// Which of its row groups were read.
    groups: Option<Arc<RowGroups>>,
    file: PartitionedFile,
    inner: Arc<dyn Morselizer>,
    reports: Arc<TypedReports>,
}

impl Watch {
    fn planner(&self, planner: Box<dyn MorselPlanner>) -> Box<dyn MorselPlanner> {
        Box::new(WatchedPlanner {
            planner,
            watch: self.clone(),
        })
    }

    /// Runs a step of reading. The decoder (parquet 59.3) panics on some damaged bytes, which is
    /// damage like any other.
    fn caught<T>(step: impl FnOnce() -> Result<T>) -> Result<T> {
        let caught = std::panic::catch_unwind(AssertUnwindSafe(step));
        caught.unwrap_or_else(|panic| Err(as_error(panic.as_ref())))
    }

    /// Notes damage, in the row group that was read last.
    ///
    /// # Errors
    ///
    /// An error that says nothing of the file.
    fn note(&self, error: DataFusionError) -> Result<()> {
        let reason = match error.find_root() {
            DataFusionError::ParquetError(reason) => reason.to_string(),
            DataFusionError::IoError(reason) => reason.to_string(),
            DataFusionError::ArrowError(reason, _) => match reason.as_ref() {
                ArrowError::ParquetError(reason) | ArrowError::IoError(reason, _) => reason.clone(),
                _ => return Err(error),
            },
            _ => return Err(error),
        };
        let place = self.groups.as_ref();
        let place = place.and_then(|groups| Some((groups.last()?, groups.count())));
        let (offset, what) = match place {
            Some(((group, offset), count)) => {
                let group = group + 1;
                let what =
                    format!("row group {group} of {count} is damaged, and not read to its end");
                (Some(offset), what)
            }
            None => (None, "damaged, and not read from there on".to_owned()),
        };
        self.reports.damage(Damage {
            object: self.location.clone(),
            offset,
            reason: format!("{what}: {reason}"),
            denied: false,
            whole: false,
        });
        Ok(())
    }

    /// The rows of the row groups that were not read yet; `None` when there are none.
    fn rest(&self) -> Option<BoxStream<'static, Result<RecordBatch>>> {
        let rest = self.groups.as_ref()?.rest()?;
        let file = self.file.clone().with_extension(rest);
        let inner = Arc::clone(&self.inner);
        Some(stream::once(rows(inner, file)).try_flatten().boxed())
    }
}

/// The rows of a file, as a source would read them.
async fn rows(
    source: Arc<dyn Morselizer>,
    file: PartitionedFile,
) -> Result<BoxStream<'static, Result<RecordBatch>>> {
    let mut morsels = Vec::new();
    // The next one last.
    let mut planners = vec![source.plan_file(file)?];
    while let Some(planner) = planners.pop() {
        let Some(mut plan) = planner.plan()? else {
            continue;
        };
        morsels.extend(plan.take_morsels());
        if let Some(pending) = plan.take_pending_planner() {
            planners.push(pending.await?);
        }
        planners.extend(plan.take_ready_planners().into_iter().rev());
    }
    Ok(stream::iter(morsels).flat_map(Morsel::into_stream).boxed())
}

/// What the decoder said when it gave up.
fn as_error(panic: &(dyn Any + Send)) -> DataFusionError {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
    let reason = format!("the decoder gave up: {}", said.unwrap_or("no reason given"));
    ParquetError::General(reason).into()
}

#[derive(Debug)]
struct WatchedPlanner {
    planner: Box<dyn MorselPlanner>,
    watch: Watch,
}

impl MorselPlanner for WatchedPlanner {
    fn plan(self: Box<Self>) -> Result<Option<MorselPlan>> {
        let Self { planner, watch } = *self;
        let mut plan = match Watch::caught(|| planner.plan()) {
            Ok(Some(plan)) => plan,
            Ok(None) => return Ok(None),
            Err(error) => {
                watch.note(error)?;
                return Ok(None);
            }
        };
        let morsels = plan.take_morsels().into_iter().map(|morsel| {
            let watch = watch.clone();
            Box::new(WatchedMorsel { morsel, watch }) as Box<dyn Morsel>
        });
        let morsels = morsels.collect();
        let planners = plan.take_ready_planners().into_iter();
        let planners = planners.map(|planner| watch.planner(planner)).collect();
        let mut watched = MorselPlan::new()
            .with_morsels(morsels)
            .with_planners(planners);
        if let Some(pending) = plan.take_pending_planner() {
            watched.set_pending_planner(async move {
                let pending = AssertUnwindSafe(pending).catch_unwind().await;
                match pending.unwrap_or_else(|panic| Err(as_error(panic.as_ref()))) {
                    Ok(planner) => Ok(watch.planner(planner)),
                    Err(error) => {
                        watch.note(error)?;
                        Ok(Box::new(Nothing) as Box<dyn MorselPlanner>)
                    }
                }
            });
        }
        Ok(Some(watched))
    }
}

#[derive(Debug)]
struct WatchedMorsel {
    morsel: Box<dyn Morsel>,
    watch: Watch,
}

impl Morsel for WatchedMorsel {
    fn into_stream(self: Box<Self>) -> BoxStream<'static, Result<RecordBatch>> {
        let Self { morsel, watch } = *self;
        let batches = caught(morsel.into_stream());
        let batches = stream::unfold(Some((batches, watch)), |reading| async {
            let (mut batches, watch) = reading?;
            loop {
                match batches.next().await? {
                    Ok(batch) => return Some((Ok(batch), Some((batches, watch)))),
                    Err(error) => {
                        if let Err(error) = watch.note(error) {
                            return Some((Err(error), None));
                        }
                        batches = caught(watch.rest()?);
                    }
                }
            }
        });
        batches.boxed()
    }
}

/// Rows, with an error where the decoder panics.
fn caught(
    batches: BoxStream<'static, Result<RecordBatch>>,
) -> BoxStream<'static, Result<RecordBatch>> {
    let batches = AssertUnwindSafe(batches).catch_unwind();
    let batches = batches.map(|batch| batch.unwrap_or_else(|panic| Err(as_error(panic.as_ref()))));
    batches.boxed()
}

/// What is left of a file that cannot be read.
#[derive(Debug)]
struct Nothing;

impl MorselPlanner for Nothing {
    fn plan(self: Box<Self>) -> Result<Option<MorselPlan>> {
        Ok(None)
    }
}
