//! Reading a registration that has no operation to follow: until it has come to rest, and until the replicas agree.
//!
//! Features and resource providers are kept by replicas that learn of a change one after the other, so a read may give
//! the state from before a change after a read gave the new one. One read proves nothing; some in a row do.

use std::future::Future;

use tokio::time::Instant;

use crate::{
    Keyword,
    client::{ArmClient, Interval, Phase, Progress},
    error::ArmError,
};

/// So many reads in a row have to give one state. With the intervals of [`Polling`](crate::Polling) they take half a
/// minute, and longer after a long registration.
const AGREEING: usize = 10;

/// Reads until the state is a final one that so many reads in a row agree on; gives the last answer.
pub(super) async fn settled<T, F>(
    client: &ArmClient,
    resource: &str,
    mut read: impl FnMut() -> F,
    state_of: fn(&T) -> Option<&Keyword>,
) -> Result<T, ArmError>
where
    F: Future<Output = Result<T, ArmError>>,
{
    let started = Instant::now();
    let mut interval = Interval::new(client.polling());
    let (mut agreed, mut last) = (0, None);
    loop {
        let answer = read().await?;
        let state = state_of(&answer).cloned();
        agreed = match &state {
            Some(passing) if passing.is("Registering") || passing.is("Unregistering") => 0,
            state if *state == last => agreed + 1,
            _ => 1,
        };
        if agreed == AGREEING {
            return Ok(answer);
        }
        client.report(Progress {
            resource: resource.to_owned(),
            phase: if agreed == 0 { Phase::Running } else { Phase::Settling },
            status: state.clone().map(String::from),
            elapsed: started.elapsed(),
        });
        last = state;
        tokio::time::sleep(interval.pause(None)).await;
    }
}

/// Reads until the state is `wanted`, but only so many times; gives the last answer. What a replica that lags behind
/// says is not taken for a change.
pub(super) async fn unless_outdated<T, F>(
    client: &ArmClient,
    wanted: &str,
    mut read: impl FnMut() -> F,
    state_of: fn(&T) -> Option<&Keyword>,
) -> Result<T, ArmError>
where
    F: Future<Output = Result<T, ArmError>>,
{
    let mut interval = Interval::new(client.polling());
    let mut answer = read().await?;
    for _ in 1..AGREEING {
        if state_of(&answer).is_some_and(|state| state.is(wanted)) {
            break;
        }
        tokio::time::sleep(interval.pause(None)).await;
        answer = read().await?;
    }
    Ok(answer)
}
