//! Throttling: what Azure refuses because too much was asked for in too short a time.
//!
//! Two doors count. Resource Manager gives each subscription a budget of reads, writes and deletes and shows what is left
//! of it in every answer; AKS counts per cluster, per pool and per subscription. Both use token buckets: full at first,
//! one token per request, refilled at a steady rate of the emulated Azure's time, kept in the world so that all
//! processes draw on the same ones. Requests that are refused draw nothing.

mod aks;
mod bucket;
mod subscription;

use crate::gateway::{Fault, Request};
use crate::store::Tx;
use crate::world::World;
use bucket::Drawn;

pub(crate) use subscription::Budget;

/// Draws a token from each bucket that a request concerns, and says what is left of the subscription's budget.
///
/// # Errors
/// 429 with the seconds after which the next request is let through: of Resource Manager, or of AKS.
pub(crate) fn draw(world: &World<'_>, request: &Request) -> Result<Option<Budget>, Fault> {
    let segments: Vec<String> = request.segments().iter().map(|s| s.to_ascii_lowercase()).collect();
    let words: Vec<&str> = segments.iter().map(String::as_str).collect();
    let budget = subscription::draw(world, request, &words)?;
    aks::draw(world, request, &words)?;
    Ok(budget)
}

/// Forgets the buckets that are full again.
pub(crate) fn tidy(tx: &Tx<'_>, now: i64) -> rusqlite::Result<()> {
    tx.forget_buckets(bucket::micros(now))
}

/// The seconds to tell a client that came too soon, rounded up so that it is let through when it comes again.
///
/// The clock of a deterministic world does not move while a client waits; there the wait passes at once.
fn retry_after(world: &World<'_>, micros: i64) -> rusqlite::Result<String> {
    let seconds = micros.saturating_add(999_999) / 1_000_000;
    if world.options.deterministic.is_some() {
        world.tx.count("clock", seconds.saturating_mul(1000))?;
    }
    Ok(seconds.max(1).to_string())
}
