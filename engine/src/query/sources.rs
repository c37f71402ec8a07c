//! What the queries of one text read: each source is listed once.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard};

use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::logical_expr::LogicalPlanBuilder;
use taffrail_query_lang::ast::Query;
use taffrail_query_lang::command::{Command, SourceItem};

use super::QueryBuilder;
use crate::catalog::{Listing, Look, Opening, Place, Unresolved, Wanted, gather};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::log_type::Said;
use crate::planner::{Opened, Request, Sources, Total};
use crate::result::{DefaultSince, Inventory, Pruned};
use crate::scan::{
    Apart, Damage, KeyFilter, Progress, Repeats, Reports, ScanColumns, ScanObject, ScanReport,
    ScanSpec, ScanTable, Visits,
};
use crate::store::Stores;
use crate::time::TimeRange;
use crate::typed::{Footer, Typed, TypedReports};

/// The scans of a query: what listing told, and where they leave what they did; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Scans {
    /// Where they read what lies elsewhere; counts their requests.
    pub(crate) stores: Arc<Stores>,
    /// What the scans did.
    pub(crate) reports: Arc<Reports>,
    /// What the scans of Parquet files did.
    pub(crate) typed: Arc<TypedReports>,
    /// How far they are.
    pub(crate) progress: Arc<Progress>,
    listed: Arc<Mutex<Listed>>,
}

/// What listing told, over all scans of a query.
#[derive(Debug, Clone, Default)]
pub(crate) struct Listed {
    /// Objects to read; one that two scans read counts twice.
    pub(crate) objects: u64,
    /// Their stored bytes.
    pub(crate) bytes: u64,
    /// Of these objects, the Parquet files, and their bytes.
    pub(crate) tables: Total,
    /// Parquet files among whose rows copies stay, although copies are dropped.
    pub(crate) undeduplicated: u64,
    /// Objects left out.
    pub(crate) pruned: Pruned,
    /// What could not be listed.
    pub(crate) damages: Vec<Damage>,
    /// What has to be restored before it can be read, as inventories tell.
    pub(crate) archived: Apart,
    /// The inventories that stood for listing.
    pub(crate) inventories: Vec<Inventory>,
    /// The beginning of time that the catalog says, where it is what counts.
    pub(crate) default_since: Option<DefaultSince>,
}

impl Listed {
    /// What listing has to report.
    pub(crate) fn report(&self) -> ScanReport {
        ScanReport {
            damage_count: self.damages.len() as u64,
            damages: self.damages.clone(),
            archived: self.archived.clone(),
            ..ScanReport::default()
        }
    }
}

impl Scans {
    fn new(engine: &Engine) -> Self {
        Self {
            stores: Arc::new(engine.stores().counted()),
            reports: Arc::default(),
            typed: Arc::default(),
            progress: Arc::new(Progress::new(engine.limits().bytes)),
            listed: Arc::default(),
        }
    }

    /// What listing told.
    pub(crate) fn listed(&self) -> Listed {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Listed> {
        self.listed.lock().expect("no holder of the lock panics")
    }
}

/// The name under which a scan is known inside plans.
const TABLE: &str = "log";

/// Opens the sources of a query.
pub(super) struct QuerySources {
    builder: QueryBuilder,
    scans: Scans,
    /// Whether places are looked at; else every source is empty.
    lists: bool,
    /// What happens to copies of events.
    repeats: Repeats,
    /// What was listed before, by place and range.
    known: RefCell<Vec<Known>>,
}

/// What was listed.
struct Known {
    places: Vec<Place>,
    range: TimeRange,
    filters: Vec<KeyFilter>,
    found: Rc<Found>,
}

/// What there is at places.
struct Found {
    listing: Listing,
    /// The Parquet files whose footers could be read.
    files: Vec<Arc<Footer>>,
}

impl QuerySources {
    /// Lists the places.
    pub(super) fn new(builder: &QueryBuilder, query: &Query) -> Self {
        let mut commands = query.commands.iter();
        let counts = commands.any(|command| matches!(command.value, Command::Stats(_)));
        Self {
            builder: builder.clone(),
            scans: Scans::new(&builder.session.engine),
            lists: true,
            repeats: match builder.session.repeats {
                Repeats::Kept if counts => Repeats::Counted,
                asked => asked,
            },
            known: RefCell::default(),
        }
    }

    /// Looks at nothing.
    pub(super) fn empty(builder: &QueryBuilder, query: &Query) -> Self {
        Self {
            lists: false,
            ..Self::new(builder, query)
        }
    }

    /// The scans that were opened and will be.
    pub(super) fn scans(&self) -> Scans {
        self.scans.clone()
    }

    fn look(&self) -> Look {
        if self.lists {
            Look::AtPaths
        } else {
            Look::AtNames
        }
    }

    /// The range where neither the command nor the query says one: from the earliest time on that
    /// the catalog says of any of the places.
    fn default_range(&self, places: &[Place]) -> TimeRange {
        let Some(earliest) = self.builder.session.default_since(places) else {
            return TimeRange::default();
        };
        let since = Some(earliest.bound);
        self.scans.lock().default_since.get_or_insert(earliest);
        TimeRange { since, until: None }
    }

    fn found(
        &self,
        places: &[Place],
        range: TimeRange,
        filters: &[KeyFilter],
    ) -> Result<Rc<Found>> {
        let mut known = self.known.borrow_mut();
        let mut same = known
            .iter()
            .filter(|it| it.places == places && it.range == range);
        if same.clone().next().is_some() && places.contains(&Place::Location("-".to_owned())) {
            return Err(Error::Place {
                place: "-".into(),
                reason: "standard input can be read once, and the query reads it twice".into(),
            });
        }
        if let Some(Known { found, .. }) = same.find(|it| it.filters == filters) {
            return Ok(Rc::clone(found));
        }
        let session = &self.builder.session;
        let engine = &session.engine;
        let defaults = session.catalog.defaults();
        let wanted = Wanted {
            range,
            late: self.builder.late,
            filters,
            inventory: session.inventory.as_deref(),
        };
        let opening = Opening::Heads(Said {
            named: session.log_type.as_ref(),
            users: &session.known_types(),
        });
        let stores = &self.scans.stores;
        let listing = gather(places, wanted, defaults, opening, engine, stores)?;
        let mut files = Vec::with_capacity(listing.typed.len());
        let mut damages = Vec::new();
        for footer in Footer::read_all(&listing.typed, engine, stores) {
            match footer {
                Ok(footer) => files.push(Arc::new(footer)),
                Err(damage) => damages.push(damage),
            }
        }
        let mut listed = self.scans.lock();
        listed.pruned.add(&listing.pruned);
        listed.damages.extend_from_slice(&listing.damages);
        listed.archived.merge(listing.archived.clone());
        listed.inventories.extend_from_slice(&listing.inventories);
        listed.damages.extend(damages);
        let found = Rc::new(Found { listing, files });
        known.push(Known {
            places: places.to_vec(),
            range,
            filters: filters.to_vec(),
            found: Rc::clone(&found),
        });
        Ok(found)
    }
}

impl Sources for QuerySources {
    fn open(&self, request: &Request, paths: &BTreeSet<String>) -> Result<Opened> {
        let session = &self.builder.session;
        let places = match &request.places {
            Some(places) => Ok(places.clone()),
            None => session.named_places(self.look()),
        };
        let look = self.look();
        let places = &places.map_err(|error| session.no_place(error, look))?;
        let asked = request.range.or(self.builder.range);
        let asked = asked.unwrap_or_else(|| self.default_range(places));
        let range = match request.back {
            Some(period) => asked.back(period, session.zone()),
            None => asked,
        };
        let mut spec = ScanSpec {
            objects: Arc::default(),
            columns: Vec::new(),
            filter_columns: Vec::new(),
            filters: Vec::new(),
            range,
            log_type: session.log_type.clone(),
            log_types: session.known_types(),
            fetch: None,
            visits: Visits::InOrder,
            repeats: self.repeats,
        };
        let mut files: &[Arc<Footer>] = &[];
        let found;
        if self.lists {
            if places.is_empty() {
                return Err(Error::NoPlaces);
            }
            found = self.found(places, range, &request.filters)?;
            files = &found.files;
            spec.objects.clone_from(&found.listing.parts);
            let mut listed = self.scans.lock();
            listed.objects += found.listing.objects;
            let typed = &found.listing.typed;
            let bytes: u64 = typed.iter().map(|object| object.size).sum();
            listed.bytes += spec.bytes() + bytes;
            listed.tables.objects += typed.len() as u64;
            let drops = |object: &&ScanObject| spec.drops_repeats(object.declared.as_deref());
            listed.undeduplicated += typed.iter().filter(drops).count() as u64;
            listed.tables.bytes += bytes;
        }
        if self.builder.newest_objects_first {
            spec = spec.newest_first();
        }
        let no_logs = spec.objects.is_empty();
        let columns = Arc::new(ScanColumns::new(paths.iter().cloned()));
        let table = ScanTable::new(
            Arc::clone(&columns),
            spec,
            session.engine.threads(),
            Arc::clone(&self.scans.reports),
            Arc::clone(&self.scans.progress),
        );
        let table = provider_as_source(Arc::new(table));
        let (rows, fields) = if files.is_empty() {
            (
                LogicalPlanBuilder::scan(TABLE, table, None)?,
                columns.fields(),
            )
        } else {
            let typed = Typed {
                files,
                paths,
                log_type: session.log_type.as_ref(),
                range,
                reports: &self.scans.typed,
            };
            typed.rows((!no_logs).then_some((table, &columns)))?
        };
        Ok(Opened {
            rows,
            fields,
            range: Some(asked).filter(|range| *range != TimeRange::default()),
        })
    }

    fn place(&self, name: &str) -> Result<Place, Unresolved> {
        self.builder.session.catalog.place(name, self.look())
    }

    fn choose(&self, choices: &[&SourceItem]) -> Result<Vec<Place>, Unresolved> {
        self.builder.session.catalog.choose(choices)
    }

    fn opened(&self) -> Total {
        let listed = self.scans.lock();
        Total {
            objects: listed.objects,
            bytes: listed.bytes,
        }
    }
}
