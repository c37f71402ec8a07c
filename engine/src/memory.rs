//! How much memory there is.

use sysinfo::{MemoryRefreshKind, RefreshKind, System};

/// What is assumed of a machine that does not tell.
const UNKNOWN: u64 = 4 << 30;

/// Half of the memory of the machine, or of the control group when that has less.
pub(crate) fn default_limit() -> usize {
    let memory = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let known = System::new_with_specifics(memory).ok().map(|system| {
        let group = system
            .cgroup_limits()
            .map_or(u64::MAX, |limits| limits.total_memory);
        system.total_memory().min(group)
    });
    let bytes = known.filter(|bytes| *bytes > 0).unwrap_or(UNKNOWN);
    usize::try_from(bytes / 2).unwrap_or(usize::MAX / 2)
}
