//! Lists what lies at places, among them sources of the catalog.

use std::sync::Arc;

use super::layout::Layout;
use super::listing::damage;
use super::spelling::Spellings;
use super::{Asked, CatalogDefaults, Late, Listing, LogSource, Opening, Place, Window, list};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::log_type::Said;
use crate::scan::{Declared, KeyFilter, ScanObject};
use crate::store::{Location, Place as StorePlace, Scheme, Stores};
use crate::time::TimeRange;

/// What is asked of places.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// Only events of this range.
    pub(crate) range: TimeRange,
    /// What the command says of lateness; else each source has its own.
    pub(crate) late: Option<Late>,
    /// Filters that all events have to pass.
    pub(crate) filters: &'a [KeyFilter],
    /// The manifest of an inventory that stands for listing; else each source has its own.
    pub(crate) inventory: Option<&'a str>,
}

/// Lists what lies at `places` and may hold events that are wanted. An object that several places
/// hold is read once.
///
/// # Errors
///
/// When a place is no valid pattern, or there is no object at any place.
pub(crate) fn gather(
    places: &[Place],
    wanted: Wanted<'_>,
    defaults: &CatalogDefaults,
    opening: Opening<'_>,
    engine: &Engine,
    stores: &Stores,
) -> Result<Listing> {
    let Wanted {
        range,
        late,
        filters,
        inventory,
    } = wanted;
    let asked = |late: Late| Asked {
        inventory: inventory.map(Arc::from),
        ..Asked::of(Window { range, late }).filters(filters)
    };
    let is_bucket = |place: &String| {
        matches!(
            StorePlace::read(place),
            StorePlace::Remote(Location::Bucket {
                scheme: Scheme::S3,
                ..
            })
        )
    };
    let lists = |place: &Place| match place {
        Place::Location(place) => is_bucket(place),
        Place::Source { source, .. } => source.from.iter().any(is_bucket),
    };
    if let Some(manifest) = inventory
        && !places.iter().any(lists)
    {
        return Err(Error::Inventory {
            manifest: manifest.to_owned(),
            reason: "it lists a bucket, and none of the places is one (s3://BUCKET/PREFIX)".into(),
        });
    }
    let common = late.or(defaults.late).unwrap_or_default();
    let locations: Vec<String> = places
        .iter()
        .filter_map(|place| match place {
            Place::Location(location) => Some(location.clone()),
            Place::Source { .. } => None,
        })
        .collect();
    if locations.len() == places.len() {
        return list(&locations, &asked(common), opening, engine, stores);
    }
    let mut gathered = Gathered::default();
    if !locations.is_empty() {
        let listing = list(&locations, &asked(common), opening, engine, stores);
        gathered.add(listing, |_| true)?;
    }
    for place in places {
        let Place::Source { source, accounts } = place else {
            continue;
        };
        let late = late.or(source.late).unwrap_or(common);
        let inventory = inventory.or(source.inventory.as_deref());
        let asked = Asked {
            inventory: inventory.map(Arc::from),
            layout: Arc::new(Layout {
                template: source.layout.clone(),
                zone: source.zone,
            }),
            accounts: accounts.as_slice().into(),
            ..asked(late)
        };
        let own = match opening {
            Opening::Heads(said) => Opening::Heads(Said {
                named: said.named.or(source.log_type.as_ref()),
                ..said
            }),
            Opening::Nothing => Opening::Nothing,
        };
        let listing = list(&source.from, &asked, own, engine, stores);
        let declared = declared(source);
        let name: Arc<str> = source.name.as_str().into();
        gathered.add(listing, |object| {
            object.place = Arc::clone(&name);
            object.declared.clone_from(&declared);
            let account = object.account.as_deref();
            accounts.is_empty() || account.is_some_and(|own| accounts.iter().any(|it| it == own))
        })?;
    }
    gathered.finish()
}

fn declared(source: &LogSource) -> Option<Arc<Declared>> {
    let dedup_events = source.dedup_events == Some(true);
    let says = source.log_type.is_some() || !source.time.is_empty() || dedup_events;
    says.then(|| {
        Arc::new(Declared {
            log_type: source.log_type.clone(),
            time: source.time.clone(),
            dedup_events,
        })
    })
}

/// Several listings as one.
#[derive(Default)]
struct Gathered {
    listing: Listing,
    parts: Vec<ScanObject>,
    /// Places where there is nothing, and why.
    empty: Vec<(Vec<String>, Option<String>)>,
    /// Why the first place that cannot be looked at cannot.
    failed: Option<Error>,
    /// Whether any listing found something.
    any: bool,
}

impl Gathered {
    /// Adds those objects of a listing that `keep` wants, as it changes them.
    fn add(
        &mut self,
        listing: Result<Listing>,
        mut keep: impl FnMut(&mut ScanObject) -> bool,
    ) -> Result<()> {
        let listing = match listing {
            Ok(listing) => listing,
            Err(Error::NoObjects { places, reason }) => {
                self.empty.push((places, reason));
                return Ok(());
            }
            Err(error) => {
                let (object, reason, denied) = match &error {
                    Error::Denied { object, reason } => (
                        object,
                        reason.as_deref().unwrap_or("permission denied"),
                        true,
                    ),
                    Error::Place { place, reason } => (place, reason.as_str(), false),
                    Error::Inventory { manifest, reason } => (manifest, reason.as_str(), false),
                    _ => return Err(error),
                };
                let damage = damage(object, reason.to_owned(), denied);
                self.listing.damages.push(damage);
                self.failed.get_or_insert(error);
                return Ok(());
            }
        };
        self.any = true;
        let mut wanted = |objects: Vec<ScanObject>| {
            let mut objects = objects;
            objects.retain_mut(&mut keep);
            objects
        };
        self.parts.extend(wanted(listing.parts.to_vec()));
        self.listing.typed.extend(wanted(listing.typed));
        self.listing.damages.extend(listing.damages);
        self.listing.pruned.add(&listing.pruned);
        self.listing.archived.merge(listing.archived);
        self.listing.inventories.extend(listing.inventories);
        Ok(())
    }

    fn finish(self) -> Result<Listing> {
        let Self {
            mut listing,
            mut parts,
            empty,
            failed,
            any,
        } = self;
        if !any {
            if let Some(error) = failed {
                return Err(error);
            }
            let reason = empty.iter().find_map(|(_, reason)| reason.clone());
            let places = empty.into_iter().flat_map(|(places, _)| places).collect();
            return Err(Error::NoObjects { places, reason });
        }
        for (places, reason) in empty {
            let reason = reason.unwrap_or_else(|| "nothing lies there".to_owned());
            listing.damages.extend(
                places
                    .iter()
                    .map(|place| damage(place, reason.clone(), false)),
            );
        }
        listing.damages.sort();
        listing.damages.dedup();
        listing.inventories.dedup();
        // Objects of the first places come first.
        let mut spellings = Spellings::new();
        spellings.keep_first(&mut parts);
        spellings.keep_first(&mut listing.typed);
        // The first place that holds an object has it: sorting keeps the order of what is equal.
        let start = |object: &ScanObject| object.part.map_or(0, |(start, _)| start);
        parts.sort_by(|a, b| (&a.location, start(a)).cmp(&(&b.location, start(b))));
        parts.dedup_by(|a, b| a.location == b.location && a.part == b.part);
        let typed = &mut listing.typed;
        typed.sort_by(|a, b| a.location.cmp(&b.location));
        typed.dedup_by(|a, b| a.location == b.location);
        let mut locations: Vec<Arc<str>> = parts
            .iter()
            .chain(typed.iter())
            .map(|object| Arc::clone(&object.location))
            .collect();
        locations.sort_unstable();
        locations.dedup();
        for object in parts.iter_mut().chain(typed.iter_mut()) {
            let at = locations.binary_search(&object.location);
            object.ordinal = at.expect("all locations are among them") as u32;
        }
        listing.objects = locations.len() as u64;
        listing.parts = parts.into();
        Ok(listing)
    }
}
