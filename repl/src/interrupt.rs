//! Ctrl-C.

use std::future::Future;
use std::io;
use std::time::Duration;

use taffrail::Error;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::exit::Exit;
use crate::failure::Failure;

/// How long a command may take to notice Ctrl-C by itself: writing to a reader that does not read
/// takes for ever.
const PATIENCE: Duration = Duration::from_millis(300);

/// What Ctrl-C ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    /// The process.
    Process,
    /// The query; the prompt goes on.
    Query,
}

/// Knows whether Ctrl-C was pressed.
#[derive(Debug)]
pub(crate) struct Interrupt {
    presses: watch::Receiver<u64>,
}

impl Interrupt {
    /// Listens from now on, on a thread of the runtime.
    pub(crate) fn listen(runtime: &Runtime, ends: Ends) -> Result<Self, Failure> {
        let (sender, presses) = watch::channel(0);
        let _inside = runtime.enter();
        let mut signals = signals().map_err(|error| Error::Start {
            message: error.to_string(),
        })?;
        runtime.spawn(async move {
            while signals.recv().await.is_some() {
                sender.send_modify(|presses| *presses += 1);
                if ends == Ends::Process {
                    tokio::time::sleep(PATIENCE).await;
                    std::process::exit(Exit::Interrupted as i32);
                }
            }
        });
        Ok(Self { presses })
    }

    /// Forgets what was pressed before.
    pub(crate) fn forget(&mut self) {
        self.presses.borrow_and_update();
    }

    /// Comes back when Ctrl-C is pressed, or was since the last time.
    pub(crate) async fn pressed(&mut self) {
        if self.presses.changed().await.is_err() {
            // There is nobody left to listen.
            std::future::pending::<()>().await;
        }
    }

    /// Does `work` unless Ctrl-C is pressed.
    pub(crate) async fn or<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Failure> {
        tokio::select! {
            biased;
            () = self.pressed() => Err(Failure::Interrupted),
            result = work => Ok(result),
        }
    }
}

/// From here on Ctrl-C does not end the process by itself.
#[cfg(unix)]
fn signals() -> io::Result<tokio::signal::unix::Signal> {
    use tokio::signal::unix::{SignalKind, signal};
    signal(SignalKind::interrupt())
}

/// From here on Ctrl-C does not end the process by itself.
#[cfg(windows)]
fn signals() -> io::Result<tokio::signal::windows::CtrlC> {
    tokio::signal::windows::ctrl_c()
}
