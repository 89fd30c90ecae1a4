//! What the node subnets refer to.

use std::{fmt::Display, future::Future, str::FromStr};

use super::{memory::Answer, together::together};
use crate::rules::{Lookup, Subnet, Vnet};

/// What the subnets of nodes refer to, each once: found through the network, and read by its ID.
///
/// Where the network could not be read, neither could this, for the same reason.
pub(super) async fn to_subnets<I, T, F>(
    vnet: &Lookup<Vnet>,
    subnets: &[String],
    reference: fn(&Subnet) -> Option<&String>,
    read: impl Fn(I) -> F,
) -> Lookup<Vec<T>>
where
    I: FromStr<Err: Display> + PartialEq,
    F: Future<Output = Answer<T>>,
{
    let vnet = match vnet {
        Lookup::NotAsked => return Lookup::NotAsked,
        Lookup::Unavailable(reason) => return Lookup::Unavailable(reason.clone()),
        Lookup::Found(vnet) => vnet,
    };
    let nodes_in = |subnet: &&Subnet| subnets.iter().any(|id| id.eq_ignore_ascii_case(&subnet.id));
    let mut ids = Vec::new();
    for text in vnet.subnets.iter().filter(nodes_in).filter_map(reference) {
        match text.parse::<I>() {
            Ok(id) if ids.contains(&id) => {}
            Ok(id) => ids.push(id),
            Err(error) => return Lookup::Unavailable(format!("Azure refers to something else: {error}.")),
        }
    }
    all(together(ids.into_iter().map(read)).await)
}

/// All answers, or what all those say that are none.
pub(super) fn all<T>(answers: Vec<Answer<T>>) -> Lookup<Vec<T>> {
    let (mut found, mut unanswered) = (Vec::new(), Vec::new());
    for answer in answers {
        match answer {
            Ok(answer) => found.push(answer),
            Err(reason) => unanswered.push(reason),
        }
    }
    if unanswered.is_empty() { Lookup::Found(found) } else { Lookup::Unavailable(unanswered.join(" ")) }
}
