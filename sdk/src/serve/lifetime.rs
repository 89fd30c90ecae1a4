//! When the process ends.
//!
//! A provider that outlives Terraform holds a socket and perhaps a cloud operation, and nobody looks after it. One that
//! dies too early loses the state of what it was making.

use std::{future::pending, io, time::Duration};

use super::connection::{Count, Presence};
use crate::stop::Stop;

/// How long operations in flight may take to come to an end: after `Shutdown` Terraform kills the process in two
/// seconds, and has all answers already.
const AFTER_SHUTDOWN: Duration = Duration::from_millis(300);
/// The same after a signal, when Terraform still waits for the answers.
const AFTER_SIGNAL: Duration = Duration::from_secs(20);
/// The same when Terraform is gone: what was begun in the cloud is brought to a point where it can be left.
const AFTER_ORPHANED: Duration = Duration::from_secs(20);

/// How long nobody may be connected after somebody was.
const ALONE: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Waits for the end.
pub(super) struct Ending {
    signals: Signals,
    /// The process that started this one; `None` in a debug session, which nobody has to look after.
    parent: Option<u32>,
}

impl Ending {
    /// The end of a plugin. From now on SIGINT is ignored: Ctrl-C reaches the whole process group, and Terraform says
    /// itself (`StopProvider`) what is to be stopped.
    pub(super) fn of_plugin() -> io::Result<Self> {
        Ok(Self { signals: Signals::new(false)?, parent: Some(parent_id()) })
    }

    /// The end of a debug session, which Ctrl-C ends.
    pub(super) fn of_debug_session() -> io::Result<Self> {
        Ok(Self { signals: Signals::new(true)?, parent: None })
    }

    /// Waits until the process is to end; gives how long operations may take to come to theirs.
    pub(super) async fn wait(self, stop: &Stop, presence: &Presence) -> Duration {
        let orphaned = async {
            match self.parent {
                Some(parent) => orphaned(parent, presence).await,
                None => pending().await,
            }
        };
        tokio::select! {
            () = stop.process_ends() => AFTER_SHUTDOWN,
            name = self.signals.ending() => {
                tracing::info!("ending: got {name}");
                AFTER_SIGNAL
            }
            why = orphaned => {
                tracing::info!("ending: {why}");
                AFTER_ORPHANED
            }
        }
    }
}

/// Resolves when Terraform has gone away without saying so.
async fn orphaned(parent: u32, presence: &Presence) -> &'static str {
    let mut seen = presence.watch();
    loop {
        let count = *seen.borrow_and_update();
        let next = async {
            // The sender lives as long as this process serves.
            let _ = seen.changed().await;
        };
        match count {
            Count { open: 1.., .. } => next.await,
            Count { open: 0, ever: true } => {
                // A parent that is gone does not come back; otherwise somebody may connect again (a probe came first).
                tokio::select! {
                    () = next => {}
                    () = other_parent(parent) => return "Terraform is gone",
                    () = tokio::time::sleep(ALONE) => return "nobody is connected any more",
                }
            }
            Count { open: 0, ever: false } => tokio::select! {
                () = next => {}
                () = other_parent(parent) => return "Terraform is gone",
            },
        }
    }
}

/// Resolves when this process has another parent than it had at first.
async fn other_parent(parent: u32) {
    while parent_id() == parent {
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

#[cfg(unix)]
fn parent_id() -> u32 {
    std::os::unix::process::parent_id()
}

/// Without a way to ask, the parent is the same for ever; connections still tell that it is gone.
#[cfg(not(unix))]
fn parent_id() -> u32 {
    0
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hangup: tokio::signal::unix::Signal,
    interrupt_ends: bool,
}

#[cfg(unix)]
impl Signals {
    /// From now on these signals do not end the process by themselves.
    fn new(interrupt_ends: bool) -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
            interrupt_ends,
        })
    }

    /// Resolves when one came that ends the process.
    async fn ending(mut self) -> &'static str {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return "SIGTERM",
                _ = self.hangup.recv() => return "SIGHUP",
                _ = self.interrupt.recv() => {
                    if self.interrupt_ends {
                        return "SIGINT";
                    }
                    tracing::debug!("ignored SIGINT: Terraform says what to stop");
                }
            }
        }
    }
}

#[cfg(not(unix))]
struct Signals {
    interrupt_ends: bool,
}

#[cfg(not(unix))]
impl Signals {
    fn new(interrupt_ends: bool) -> io::Result<Self> {
        Ok(Self { interrupt_ends })
    }

    async fn ending(self) -> &'static str {
        loop {
            match tokio::signal::ctrl_c().await {
                Ok(()) if self.interrupt_ends => return "Ctrl-C",
                Ok(()) => {}
                Err(_) => pending().await,
            }
        }
    }
}
