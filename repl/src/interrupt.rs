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
        let mut signals = Signals::listen().map_err(|error| Error::Start {
            message: error.to_string(),
        })?;
        runtime.spawn(async move {
            while signals.next(ends).await.is_some() {
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

/// What asks a process to end. From here on Ctrl-C does not do it by itself.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// A command that is told to terminate leaves nothing half-written behind; a prompt just ends.
    async fn next(&mut self, ends: Ends) -> Option<()> {
        tokio::select! {
            signal = self.interrupt.recv() => signal,
            signal = self.terminate.recv() => {
                if ends == Ends::Query {
                    std::process::exit(Exit::Interrupted as i32);
                }
                signal
            }
        }
    }
}

/// What asks a process to end. From here on Ctrl-C does not do it by itself.
#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn listen() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self, _: Ends) -> Option<()> {
        self.0.recv().await
    }
}
