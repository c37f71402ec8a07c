//! What a query asks of keys.

use std::sync::Arc;

use super::layout::{KnownKey, Layout};
use super::window::Window;
use crate::result::{FolderCounts, Pruned};
use crate::scan::{AskedFilter, KeyFilter, KeyValue, SystemField};

/// What a query asks of keys; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// When objects were delivered.
    pub(crate) window: Window,
    /// How their keys are read.
    pub(crate) layout: Arc<Layout>,
    /// Only objects of these accounts; all, when there is none.
    pub(crate) accounts: Arc<[String]>,
    /// The manifest of an inventory that stands for listing buckets.
    pub(crate) inventory: Option<Arc<str>>,
    /// Filters that all events have to pass.
    pub(super) filters: Arc<[(AskedFilter, Reason)]>,
}

/// Why what a key names is not asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// The time range.
    Time,
    /// Its account.
    Account,
    /// Its region.
    Region,
    /// Another part of the key.
    Field,
    /// It is no log.
    NoLog,
}

/// What a key is the key of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// A folder, below which keys tell more.
    Folder,
    /// An object.
    Object,
}

impl Asked {
    /// Only the time.
    pub(crate) fn of(window: Window) -> Self {
        Self {
            window,
            layout: Arc::default(),
            accounts: Arc::default(),
            inventory: None,
            filters: Arc::default(),
        }
    }

    /// What passes these filters, too.
    pub(crate) fn filters(self, filters: &[KeyFilter]) -> Self {
        let asked = filters.iter().filter_map(|filter| {
            let asked = AskedFilter::new(filter)?;
            let fields: Vec<&str> = asked.fields().into_iter().collect();
            let reason = match fields.as_slice() {
                [field] if *field == SystemField::Account.name() => Reason::Account,
                [field] if *field == SystemField::Region.name() => Reason::Region,
                _ => Reason::Field,
            };
            Some((asked, reason))
        });
        Self {
            filters: asked.collect(),
            ..self
        }
    }

    /// Whether every key is asked for.
    pub(super) fn is_all(&self) -> bool {
        self.window.delivered() == (None, None) && !self.asks_fields()
    }

    /// Whether something besides the time is asked.
    pub(super) fn asks_fields(&self) -> bool {
        !self.filters.is_empty() || !self.accounts.is_empty()
    }

    /// Why no event that is asked for lies there, when a key tells.
    pub(super) fn leaves_out(&self, key: &KnownKey, of: Of) -> Option<Reason> {
        if self.window.leaves_out(key.delivered) {
            return Some(Reason::Time);
        }
        let account = key.account.as_deref();
        if !self.accounts.is_empty()
            && account.is_some_and(|own| !self.accounts.iter().any(|it| it == own))
        {
            return Some(Reason::Account);
        }
        let system = |value: Option<_>| match value {
            None if of == Of::Folder => KeyValue::Untold,
            value => KeyValue::Told(value),
        };
        let value = |name: &str| match SystemField::find(name) {
            Some(SystemField::Account) => system(account),
            Some(SystemField::Region) => system(key.region.as_deref()),
            Some(_) => KeyValue::Untold,
            None => match key.fields.get(name) {
                Some(value) => KeyValue::Told(Some(value)),
                None => KeyValue::Untold,
            },
        };
        let refused = self
            .filters
            .iter()
            .find(|(filter, _)| filter.refuses(value));
        refused.map(|(_, reason)| *reason)
    }
}

impl Pruned {
    /// Counts objects that are left out.
    pub(super) fn objects(&mut self, reason: Reason, count: u64) {
        *match reason {
            Reason::Time => &mut self.by_time,
            Reason::Account => &mut self.by_account,
            Reason::Region => &mut self.by_region,
            Reason::Field => &mut self.by_field,
            Reason::NoLog => &mut self.not_logs,
        } += count;
    }

    /// Counts a folder that is not listed.
    pub(super) fn folder(&mut self, reason: Reason) {
        self.folders += 1;
        let FolderCounts {
            time,
            account,
            region,
            field,
        } = &mut self.folders_by;
        match reason {
            Reason::Time => *time += 1,
            Reason::Account => *account += 1,
            Reason::Region => *region += 1,
            Reason::Field => *field += 1,
            Reason::NoLog => {}
        }
    }

    /// Objects that were left out although they may be logs.
    pub(crate) fn logs(&self) -> u64 {
        self.by_time + self.by_account + self.by_region + self.by_field
    }

    /// Adds what another listing left out.
    pub(crate) fn add(&mut self, other: &Self) {
        self.by_time += other.by_time;
        self.by_account += other.by_account;
        self.by_region += other.by_region;
        self.by_field += other.by_field;
        self.folders += other.folders;
        let (folders, others) = (&mut self.folders_by, &other.folders_by);
        folders.time += others.time;
        folders.account += others.account;
        folders.region += others.region;
        folders.field += others.field;
        self.not_logs += other.not_logs;
        self.late_seconds = self.late_seconds.max(other.late_seconds);
    }
}
