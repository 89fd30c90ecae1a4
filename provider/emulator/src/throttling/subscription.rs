//! Resource Manager's budgets of a subscription.

use http::Method;

use super::bucket::Limit;
use super::{Drawn, retry_after};
use crate::gateway::{Fault, Request};
use crate::world::World;

/// What is left of a budget, for the header that tells clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Budget {
    /// The header's name.
    pub(crate) header: &'static str,
    /// Requests that may still come at once.
    pub(crate) remaining: i64,
}

/// A kind of request with its budget.
struct Kind {
    word: &'static str,
    header: &'static str,
    limit: Limit,
}

/// Rates of the documentation (learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling):
/// 25 reads, 10 writes and 10 deletes a second, fifteen times as many for a subscription as a whole. Bursts as the
/// headers of September 2026 count them down.
const READS: Kind = kind("read", "x-ms-ratelimit-remaining-subscription-global-reads", 16_500, 375.0);
const WRITES: Kind = kind("write", "x-ms-ratelimit-remaining-subscription-global-writes", 12_000, 150.0);
const DELETES: Kind = kind("delete", "x-ms-ratelimit-remaining-subscription-global-deletes", 12_000, 150.0);

const fn kind(word: &'static str, header: &'static str, burst: i64, per_second: f64) -> Kind {
    Kind { word, header, limit: Limit { burst, per_second } }
}

/// Draws on the budget of the subscription that a path names; tenants have budgets of their own, which no header shows.
pub(super) fn draw(world: &World<'_>, request: &Request, words: &[&str]) -> Result<Option<Budget>, Fault> {
    let ["subscriptions", subscription, ..] = words else { return Ok(None) };
    let kind = match request.method {
        Method::GET | Method::HEAD | Method::OPTIONS => READS,
        Method::DELETE => DELETES,
        _ => WRITES,
    };
    let left = |remaining| Some(Budget { header: kind.header, remaining });
    if !world.options.habits.throttling {
        return Ok(left(kind.limit.burst - 1));
    }
    match kind.limit.draw(world, &format!("{}/{subscription}", kind.word))? {
        Drawn::Left(remaining) => Ok(left(remaining)),
        Drawn::After(wait) => {
            let seconds = retry_after(world, wait)?;
            let text = format!(
                "Number of '{}' requests for subscription '{subscription}' actor '{}' exceeded. Please try again after \
                 '{seconds}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for \
                 additional information.",
                kind.word,
                crate::login::OBJECT,
            );
            Err(Fault::gateway(429, "SubscriptionRequestsThrottled", text)
                .header(kind.header, "0")
                .header("retry-after", seconds))
        }
    }
}
