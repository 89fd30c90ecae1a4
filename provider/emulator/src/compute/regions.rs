//! Which regions have availability zones.

/// Regions without zones (learn.microsoft.com/azure/reliability/availability-zones-region-support); all others have
/// three.
const WITHOUT: [&str; 22] = [
    "australiacentral",
    "australiacentral2",
    "australiasoutheast",
    "brazilsoutheast",
    "canadaeast",
    "centraluseuap",
    "francesouth",
    "germanynorth",
    "jioindiacentral",
    "jioindiawest",
    "koreasouth",
    "northcentralus",
    "norwaywest",
    "southafricawest",
    "southindia",
    "swedensouth",
    "switzerlandwest",
    "uaecentral",
    "ukwest",
    "westcentralus",
    "westindia",
    "westus",
];

/// The zones of a region, by its short name.
pub(crate) fn zones(region: &str) -> &'static [&'static str] {
    if WITHOUT.contains(&region) { &[] } else { &["1", "2", "3"] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::registry;

    #[test]
    fn every_region_without_zones_is_a_region() {
        for name in WITHOUT {
            assert!(registry::region(name).is_some(), "{name}");
        }
        assert_eq!((zones("westeurope").len(), zones("westus").len()), (3, 0));
    }
}
