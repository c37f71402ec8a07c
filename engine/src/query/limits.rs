//! What a query may take.

use std::future::Future;
use std::time::{Duration, Instant};

use super::sources::Listed;
use crate::engine::Limits;
use crate::error::{Error, Result, TimedOut};

/// What is done about a query that is over a limit.
const LESS: &str = "ask for a shorter time or fewer places, or allow more";

/// That no more is to be read than may be.
///
/// # Errors
///
/// [`Error::TooMuch`].
pub(super) fn check_bytes(limits: Limits, listed: &Listed) -> Result<()> {
    let Some(most) = limits.bytes.filter(|most| listed.bytes > *most) else {
        return Ok(());
    };
    let objects = match listed.objects {
        1 => "1 object".to_owned(),
        objects => format!("{objects} objects"),
    };
    Err(Error::TooMuch {
        message: format!(
            "the query would read {} bytes in {objects}, and may read {most}: {LESS}",
            listed.bytes
        ),
    })
}

/// What is said of a stream that goes on beyond `most` bytes.
pub(crate) fn beyond(most: u64) -> String {
    format!("the query read {most} bytes, which is all that it may, and there is more: {LESS}")
}

/// Waits for `work`, but no longer than the time of a query that started at `started`.
///
/// # Errors
///
/// [`TimedOut`].
pub(super) async fn in_time<T>(
    limit: Option<Duration>,
    started: Instant,
    work: impl Future<Output = T>,
) -> Result<T, TimedOut> {
    let Some(limit) = limit else {
        return Ok(work.await);
    };
    let left = limit.saturating_sub(started.elapsed());
    // A timer looks at the work first, which may go on to the end without a pause.
    if left.is_zero() {
        return Err(TimedOut(limit));
    }
    let done = tokio::time::timeout(left, work).await;
    done.map_err(|_| TimedOut(limit))
}
