//! `.fields`: what a sample of the events holds.

use taffrail::DiscoveredFields;

use super::known::SYSTEM;
use crate::command::fields;
use crate::table::Style;

/// How many events are looked at.
pub(super) const EVENTS: u64 = 1000;

/// The fields whose names hold `part`, those that every event has first.
pub(super) fn table(found: &DiscoveredFields, part: Option<&str>, style: Style) -> String {
    let part = part.unwrap_or_default();
    let wanted = part.to_lowercase();
    let system = SYSTEM.iter();
    let system = system.filter(|(name, _)| name.to_lowercase().contains(&wanted));
    let system = system.map(|(name, holds)| {
        let none = String::new();
        vec![(*name).to_owned(), none.clone(), none, (*holds).to_owned()]
    });
    fields::table(found, part, system.collect(), style)
}
