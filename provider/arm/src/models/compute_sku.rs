//! Sizes of virtual machines, as `Microsoft.Compute/skus` lists them. All values are text.

use super::model;
use crate::Keyword;

model! {
    /// A kind of virtual machine, disk or other resource in one region.
    pub struct ComputeSku {
        /// `virtualMachines`, `disks` and others.
        "resourceType" resource_type: Keyword,
        /// `Standard_D4s_v5`.
        "name" name: String,
        /// `standardDSv5Family`: quotas count by it.
        "family" family: String,
        /// Regions, one.
        "locations" locations: Vec<String>,
        /// Zones of the regions.
        "locationInfo" location_info: Vec<ComputeSkuLocation>,
        /// `vCPUs`, `MemoryGB`, `CpuArchitectureType` and others.
        "capabilities" capabilities: Vec<ComputeSkuCapability>,
        /// Why this subscription cannot have it, where it cannot.
        "restrictions" restrictions: Vec<ComputeSkuRestriction>,
    }
}

model! {
    /// Zones of a region.
    pub struct ComputeSkuLocation {
        /// The region.
        "location" location: String,
        /// Zones in which there is such a machine.
        "zones" zones: Vec<String>,
    }
}

model! {
    /// Something that a machine can do, or how much of it.
    pub struct ComputeSkuCapability {
        /// Name.
        "name" name: String,
        /// `True`, `4`, `Arm64` and the like.
        "value" value: String,
    }
}

model! {
    /// Why and where a subscription cannot have a machine.
    pub struct ComputeSkuRestriction {
        /// `Location` or `Zone`.
        "type" restriction_type: Keyword,
        /// Regions, for the type `Location`.
        "values" values: Vec<String>,
        /// Where.
        "restrictionInfo" restriction_info: ComputeSkuRestrictionInfo,
        /// `NotAvailableForSubscription` or `QuotaId`.
        "reasonCode" reason_code: Keyword,
    }
}

model! {
    /// Where a restriction holds.
    pub struct ComputeSkuRestrictionInfo {
        /// Regions.
        "locations" locations: Vec<String>,
        /// Zones.
        "zones" zones: Vec<String>,
    }
}

impl ComputeSku {
    /// The value of a capability, by its name in any case.
    pub fn capability(&self, name: &str) -> Option<&str> {
        let capabilities = self.capabilities.iter().flatten();
        let mut named = capabilities
            .filter(|capability| capability.name.as_deref().is_some_and(|it| it.eq_ignore_ascii_case(name)));
        named.find_map(|capability| capability.value.as_deref())
    }
}
