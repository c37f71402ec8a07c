//! Exit codes.

use std::process::ExitCode;

use taffrail::Summary;

use crate::args::Strictness;

/// How the command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well; also when there is no row, or nobody reads on.
    Fine = 0,
    /// The query or the data is wrong, or there is nothing to read.
    Failed = 1,
    /// The arguments are wrong.
    Usage = 2,
    /// Something was read, something could not be.
    Partial = 3,
    /// A resource limit stopped the query.
    Limit = 4,
    /// Every read was denied.
    Denied = 5,
    /// Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    /// How a query ends that has handed on its last row.
    pub(crate) fn of(summary: &Summary, strictness: Strictness) -> Self {
        match (summary.is_partial(), strictness) {
            (false, _) => Self::Fine,
            (true, Strictness::Strict) => Self::Failed,
            (true, Strictness::Lenient) => Self::Partial,
        }
    }

    /// Whether a file that was written so far is worth keeping.
    pub(crate) fn keeps_output(self) -> bool {
        matches!(self, Self::Fine | Self::Partial)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use taffrail::{Damage, Pruned, Requests, ScanReport};

    use super::*;

    fn check(objects: u64, damages: &[bool], strictness: Strictness, expected: Exit) {
        let damage = |denied: &bool| Damage {
            object: "a.json".into(),
            offset: None,
            reason: "bad".into(),
            denied: *denied,
            whole: true,
        };
        let mut report = ScanReport {
            damages: damages.iter().map(damage).collect(),
            damage_count: damages.len() as u64,
            ..ScanReport::default()
        };
        report.statistics.objects = objects;
        let summary = Summary {
            report,
            objects: 2,
            bytes: 0,
            undeduplicated: 0,
            pruned: Pruned::default(),
            requests: Requests::default(),
            matched: 0,
            at_least: false,
            rows: 0,
            inventories: Vec::new(),
            default_since: None,
            approximate: Vec::new(),
            elapsed: Duration::ZERO,
        };
        let found = Exit::of(&summary, strictness);
        assert_eq!(found, expected, "{objects} {damages:?} {strictness:?}");
        let kept = matches!(expected, Exit::Fine | Exit::Partial);
        assert_eq!(found.keeps_output(), kept);
    }

    #[test]
    fn of_a_summary() {
        check(2, &[], Strictness::Lenient, Exit::Fine);
        check(2, &[], Strictness::Strict, Exit::Fine);
        check(1, &[false], Strictness::Lenient, Exit::Partial);
        check(1, &[false], Strictness::Strict, Exit::Failed);
        check(1, &[true], Strictness::Lenient, Exit::Partial);
        check(0, &[true, false], Strictness::Lenient, Exit::Partial);
    }
}
