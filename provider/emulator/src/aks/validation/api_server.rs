//! Checks on who may reach the API server.

use serde_json::Value;
use std::net::IpAddr;

use super::{Check, Facts, Found, plain};
use crate::cidr;

pub(super) const CHECKS: &[Check] = &[
    ("authorized-range-malformed", range_malformed),
    ("authorized-ranges-of-private-cluster", ranges_of_private_cluster),
];

const RANGES: &str = "apiServerAccessProfile.authorizedIPRanges";

/// An address or a range.
fn range_malformed(facts: &Facts<'_>) -> Found {
    let fits = |text: &str| text.parse::<IpAddr>().is_ok() || cidr::parse(text).is_some();
    let bad = facts.after.texts(RANGES).into_iter().find(|text| !fits(text))?;
    Some(vec![("range", bad.to_owned())])
}

/// Ranges are for the public address of the API server, which a private cluster does not have
/// (learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges, "Limitations").
fn ranges_of_private_cluster(facts: &Facts<'_>) -> Found {
    let private =
        facts.after.property("apiServerAccessProfile.enablePrivateCluster").and_then(Value::as_bool);
    plain(private == Some(true) && !facts.after.texts(RANGES).is_empty())
}
