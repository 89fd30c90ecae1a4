//! Checks on single values of node pools: labels, taints, disks, zones, surges, prices.

use serde_json::Value;

use super::{Check, Facts, Found};
use crate::json;
use crate::resource_id::ResourceId;

pub(super) const CHECKS: &[Check] = &[
    ("pool-label", label),
    ("pool-label-reserved", label_reserved),
    ("pool-taint", taint),
    ("pool-disk-size", disk_size),
    ("pool-zone-twice", zone_twice),
    ("pool-surge-malformed", surge_malformed),
    ("pool-spot-price", spot_price),
    ("pool-public-ip-prefix", public_ip_prefix),
];

/// A pool's name and the values of a finding in it.
fn in_pool(pool: &Value, mut values: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    values.push(("name", json::text(pool, "name").unwrap_or_default().to_owned()));
    values
}

/// 1 to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends: the name part of a key, and a value.
fn is_name(text: &str) -> bool {
    let end = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.len() <= 63
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        && end(text.chars().next())
        && end(text.chars().next_back())
}

/// `[PREFIX/]NAME`, the prefix a DNS subdomain
/// (kubernetes.io/docs/concepts/overview/working-with-objects/labels, "Syntax and character set").
fn is_key(text: &str) -> bool {
    let subdomain = |prefix: &str| {
        prefix.len() <= 253
            && prefix.split('.').all(|part| {
                is_name(part)
                    && part.chars().all(|c| c == '-' || c.is_ascii_lowercase() || c.is_ascii_digit())
            })
    };
    match text.split_once('/') {
        Some((prefix, name)) => subdomain(prefix) && is_name(name),
        None => is_name(text),
    }
}

fn labels(pool: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let labels = json::at(pool, "nodeLabels").and_then(Value::as_object);
    labels.into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}

fn label(facts: &Facts<'_>) -> Found {
    facts.pools().find_map(|pool| {
        let fits = |value: &Value| value.as_str().is_some_and(|v| v.is_empty() || is_name(v));
        let (key, value) = labels(pool).find(|(key, value)| !is_key(key) || !fits(value))?;
        Some(in_pool(pool, vec![("key", key.to_owned()), ("value", super::shown(Some(value)))]))
    })
}

/// Prefixes that are kept for AKS (learn.microsoft.com/azure/aks/use-labels, "Reserved prefixes"). The label of spot
/// machines is let through, since requests repeat it, and so is what the pool already has.
fn label_reserved(facts: &Facts<'_>) -> Found {
    const RESERVED: [&str; 2] = ["kubernetes.azure.com/", "kubernetes.io/"];
    const REPEATED: &str = "kubernetes.azure.com/scalesetpriority";
    facts.pools().find_map(|pool| {
        let before = json::text(pool, "name").and_then(|name| facts.pool_before(name));
        let known = |key: &str, value: &Value| {
            before.is_some_and(|b| labels(b).any(|(there, had)| there == key && had == value))
        };
        let (key, _) = labels(pool).find(|(key, value)| {
            *key != REPEATED && RESERVED.iter().any(|r| key.starts_with(r)) && !known(key, value)
        })?;
        Some(in_pool(pool, vec![("key", key.to_owned())]))
    })
}

/// `KEY=VALUE:EFFECT`; Kubernetes does without the value too.
fn taint(facts: &Facts<'_>) -> Found {
    const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
    let fits = |text: &str| {
        let Some((pair, effect)) = text.rsplit_once(':') else { return false };
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        EFFECTS.contains(&effect) && is_key(key) && (value.is_empty() || is_name(value))
    };
    facts.pools().find_map(|pool| {
        let taints = json::texts(pool, "nodeTaints");
        let bad = taints.into_iter().find(|t| !t.is_empty() && !fits(t))?;
        Some(in_pool(pool, vec![("taint", bad.to_owned())]))
    })
}

/// GiB: 30 to 2048, or 0 for the size that suits the machine.
fn disk_size(facts: &Facts<'_>) -> Found {
    facts.pools().find_map(|pool| {
        let size = json::at(pool, "osDiskSizeGB")?;
        let fits = size.as_i64().is_some_and(|gib| gib == 0 || (30..=2048).contains(&gib));
        (!fits).then(|| in_pool(pool, vec![("size", super::shown(Some(size)))]))
    })
}

fn zone_twice(facts: &Facts<'_>) -> Found {
    facts.pools().find_map(|pool| {
        let zones = json::texts(pool, "availabilityZones");
        let (_, twice) = zones.iter().enumerate().find(|(at, zone)| zones[..*at].contains(zone))?;
        Some(in_pool(pool, vec![("zone", (*twice).to_owned())]))
    })
}

/// A whole number or a percentage.
fn surge_malformed(facts: &Facts<'_>) -> Found {
    let fits =
        |text: &str| text.strip_suffix('%').unwrap_or(text).parse::<u32>().is_ok() && !text.starts_with('+');
    facts.pools().find_map(|pool| {
        ["maxSurge", "maxUnavailable"].into_iter().find_map(|member| {
            let value = json::text(pool, &format!("upgradeSettings.{member}"))?;
            (!value.is_empty() && !fits(value))
                .then(|| in_pool(pool, vec![("member", member.to_owned()), ("value", value.to_owned())]))
        })
    })
}

/// Dollars an hour, or -1 for no more than the usual price.
fn spot_price(facts: &Facts<'_>) -> Found {
    facts.pools().find_map(|pool| {
        let spot = json::text(pool, "scaleSetPriority").is_some_and(|p| p.eq_ignore_ascii_case("Spot"));
        let price = json::at(pool, "spotMaxPrice").filter(|_| spot)?;
        let fits = price.as_f64().is_some_and(|p| p > 0.0 || p == -1.0);
        (!fits).then(|| in_pool(pool, vec![("price", super::shown(Some(price)))]))
    })
}

fn public_ip_prefix(facts: &Facts<'_>) -> Found {
    const KIND: &str = "microsoft.network/publicipprefixes";
    facts.pools().find_map(|pool| {
        let text = json::text(pool, "nodePublicIPPrefixID").filter(|t| !t.is_empty())?;
        let fits = ResourceId::parse(text).is_ok_and(|id| id.kind() == KIND && id.group().is_some());
        (!fits).then(|| in_pool(pool, vec![("id", text.to_owned())]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_names_with_at_most_one_prefix() {
        let longest = "a".repeat(63);
        for good in ["a", "A-b_c.9", "example.com/team", longest.as_str()] {
            assert!(is_key(good), "{good}");
        }
        let longer = "a".repeat(64);
        for bad in
            ["", "-a", "a-", "a b", "a/b/c", "/a", "a/", "Example.com/a", "a..b/c", "ä", longer.as_str()]
        {
            assert!(!is_key(bad), "{bad}");
        }
    }
}
