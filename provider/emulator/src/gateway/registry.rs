//! What the front door knows without asking anybody: namespaces, their resource types, API versions, and regions.
//!
//! Compact constants instead of the 400 KB that Azure would list: an embedded emulator must stay small. A namespace
//! that the emulator does not serve is listed so that it can be registered and looked at.

/// A resource provider namespace.
#[derive(Debug)]
pub(crate) struct Namespace {
    pub(crate) name: &'static str,
    /// Whether a subscription has it without registering. The emulated subscription is one in use: what every cluster
    /// needs is there from the start, and can be unregistered.
    pub(crate) registered: bool,
    /// Resource types, separated by blanks. A type that exists below a subscription or group only.
    pub(crate) types: &'static str,
    /// API versions that are served, newest first, separated by blanks.
    pub(crate) versions: &'static str,
}

impl Namespace {
    pub(crate) fn has_type(&self, kind: &str) -> bool {
        self.types.split_ascii_whitespace().any(|t| t.eq_ignore_ascii_case(kind))
    }

    pub(crate) fn has_version(&self, version: &str) -> bool {
        self.versions.split(' ').any(|v| v.eq_ignore_ascii_case(version))
    }
}

pub(crate) fn namespace(name: &str) -> Option<&'static Namespace> {
    NAMESPACES.iter().find(|n| n.name.eq_ignore_ascii_case(name))
}

/// A region: the name in requests, the name people read, and the name of the continent.
pub(crate) type Region = (&'static str, &'static str, &'static str);

/// The region with this name, in either spelling (`eastus`, `East US`).
pub(crate) fn region(name: &str) -> Option<&'static Region> {
    let wanted: String = name.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    REGIONS.iter().find(|(short, _, _)| *short == wanted)
}

/// Stable API versions of AKS (azure-mgmt-containerservice 41.8.0 knows them all; previews are switched off a year
/// after their release).
const AKS_VERSIONS: &str = "2026-08-01 2026-06-01 2026-05-01 2026-04-01 2026-03-01 2026-02-01 2026-01-01 2025-10-01 \
2025-09-01 2025-08-01 2025-07-01 2025-06-01 2025-05-01 2025-04-01 2025-03-01 2025-02-01 2025-01-01 2024-10-01 \
2024-09-01 2024-08-01 2024-07-01 2024-06-01 2024-05-01 2024-04-01 2024-03-01 2024-02-01 2024-01-01 2023-11-01 \
2023-10-01 2023-09-01 2023-08-01 2023-07-01 2023-06-01 2023-05-01 2023-04-01 2023-03-01 2023-02-01 2023-01-01 \
2022-11-01 2022-09-01 2022-08-01 2022-07-01 2022-06-01 2022-04-01 2022-03-01 2022-02-01 2022-01-01 2021-10-01 \
2021-09-01 2021-08-01 2021-07-01 2021-05-01 2021-03-01 2021-02-01 2020-12-01 2020-11-01 2017-08-31 2016-03-30";

const NETWORK_VERSIONS: &str = "2026-03-01 2026-01-01 2025-09-01 2025-07-01 2025-05-01 2025-03-01 2025-01-01 \
2024-10-01 2024-07-01 2024-05-01 2024-03-01 2024-01-01 2023-11-01 2023-09-01 2023-06-01 2023-05-01 2023-04-01 \
2023-02-01 2022-11-01 2022-09-01 2022-07-01 2022-05-01 2022-01-01 2021-12-01 2021-08-01 2021-06-01 2021-05-01 \
2021-04-01 2021-03-01 2021-02-01 2021-01-01 2020-11-01 2020-08-01 2020-07-01 2020-06-01 2020-05-01 2020-04-01 \
2020-03-01 2020-01-01 2019-12-01 2019-11-01 2019-09-01 2019-08-01 2019-07-01 2019-06-01 2019-04-01 2019-02-01 \
2018-12-01 2018-11-01 2018-10-01 2018-08-01 2018-07-01 2018-06-01 2018-05-01 2018-04-01 2018-03-01 2018-02-01 \
2018-01-01 2017-11-01 2017-10-01 2017-09-01 2017-08-01 2017-06-01 2017-04-01 2017-03-01 2016-12-01 2016-09-01 \
2016-06-01 2016-03-30 2015-06-15";

/// Subscriptions, tenants, groups and providers share the versions of Microsoft.Resources.
pub(crate) const RESOURCES_VERSIONS: &str = "2025-04-01 2025-03-01 2024-11-01 2024-07-01 2024-03-01 2023-07-01 \
2022-12-01 2022-09-01 2022-05-01 2022-01-01 2021-04-01 2021-01-01 2020-10-01 2020-08-01 2020-06-01 2020-01-01 \
2019-11-01 2019-10-01 2019-08-01 2019-07-01 2019-06-01 2019-05-10 2019-05-01 2019-03-01 2018-11-01 2018-08-01 \
2018-07-01 2018-06-01 2018-05-01 2018-02-01 2017-08-01 2017-05-10 2016-09-01 2016-06-01 2016-02-01 2015-11-01 \
2015-01-01 2014-04-01-preview";

/// Namespaces in the order in which they are listed.
pub(crate) const NAMESPACES: &[Namespace] = &[
    Namespace {
        name: "Microsoft.ContainerService",
        registered: true,
        types: "managedClusters managedClusters/agentPools managedClusters/maintenanceConfigurations \
                managedClusters/managedNamespaces managedClusters/identityBindings \
                managedClusters/trustedAccessRoleBindings managedClusters/privateEndpointConnections snapshots \
                operations locations locations/kubernetesVersions locations/meshRevisionProfiles \
                locations/trustedAccessRoles locations/operations locations/operationresults",
        versions: AKS_VERSIONS,
    },
    Namespace {
        name: "Microsoft.Network",
        registered: true,
        types: "virtualNetworks virtualNetworks/subnets virtualNetworks/virtualNetworkPeerings routeTables \
                routeTables/routes networkSecurityGroups networkSecurityGroups/securityRules \
                applicationSecurityGroups natGateways publicIPAddresses publicIPPrefixes localNetworkGateways \
                loadBalancers locations locations/operations locations/operationResults locations/usages",
        versions: NETWORK_VERSIONS,
    },
    Namespace {
        name: "Microsoft.Resources",
        registered: true,
        types: "resourceGroups subscriptions subscriptions/resourceGroups subscriptions/resources subscriptions/providers \
                subscriptions/locations tenants providers locations resources tags",
        versions: RESOURCES_VERSIONS,
    },
    Namespace {
        name: "Microsoft.Features",
        registered: true,
        types: "features providers featureProviders subscriptionFeatureRegistrations",
        versions: "2021-07-01 2015-12-01 2014-08-01-preview",
    },
    Namespace {
        name: "Microsoft.ManagedIdentity",
        registered: true,
        types: "userAssignedIdentities userAssignedIdentities/federatedIdentityCredentials",
        versions: "2025-05-31-preview 2024-11-30 2023-07-31-preview 2023-01-31 2022-01-31-preview 2018-11-30 2015-08-31-preview",
    },
    Namespace {
        name: "Microsoft.Compute",
        registered: true,
        types: "skus virtualMachineScaleSets diskEncryptionSets proximityPlacementGroups locations \
                locations/vmSizes",
        versions: "2025-04-01 2025-01-02 2024-11-01 2024-07-01 2024-03-02 2024-03-01 2023-10-02 2023-09-01 2023-07-01 \
                   2023-04-02 2023-03-01 2022-11-01 2022-08-01 2022-07-02 2022-03-01 2021-12-01 2021-11-01 2021-08-01 \
                   2021-07-01 2021-04-01 2021-03-01 2020-12-01 2020-06-30 2020-06-01 2019-12-01 2019-07-01 2019-04-01 \
                   2019-03-01 2018-10-01 2018-06-01 2018-04-01 2017-12-01 2017-09-01 2017-03-30",
    },
    Namespace {
        name: "Microsoft.Authorization",
        registered: true,
        types: "roleAssignments roleDefinitions permissions",
        versions: "2022-05-01-preview 2022-04-01 2020-10-01-preview 2020-08-01-preview 2020-04-01-preview \
                   2020-03-01-preview 2018-09-01-preview 2018-07-01 2018-01-01-preview 2016-07-01 2015-07-01",
    },
    Namespace {
        name: "Microsoft.ClassicInfrastructureMigrate",
        registered: false,
        types: "classicInfrastructureResources",
        versions: "2015-06-15",
    },
    Namespace {
        name: "Microsoft.ContainerRegistry",
        registered: false,
        types: "registries",
        versions: "2025-04-01 2023-07-01",
    },
    Namespace {
        name: "Microsoft.KeyVault",
        registered: false,
        types: "vaults",
        versions: "2024-11-01 2023-07-01 2022-07-01",
    },
    Namespace {
        name: "Microsoft.KubernetesConfiguration",
        registered: false,
        types: "extensions fluxConfigurations",
        versions: "2025-04-01 2024-11-01 2023-05-01",
    },
    Namespace {
        name: "Microsoft.OperationalInsights",
        registered: false,
        types: "workspaces",
        versions: "2025-07-01 2025-02-01 2023-09-01 2022-10-01 2021-06-01 2020-10-01 2020-08-01 2015-11-01-preview",
    },
    Namespace {
        name: "Microsoft.Insights",
        registered: false,
        types: "dataCollectionEndpoints dataCollectionRules dataCollectionRuleAssociations",
        versions: "2024-03-11 2023-03-11 2022-06-01 2021-09-01-preview 2021-04-01",
    },
    Namespace {
        name: "Microsoft.OperationsManagement",
        registered: false,
        types: "solutions",
        versions: "2015-11-01-preview",
    },
    Namespace {
        name: "Microsoft.PolicyInsights",
        registered: false,
        types: "policyStates remediations",
        versions: "2024-10-01 2021-10-01",
    },
    Namespace {
        name: "Microsoft.Storage",
        registered: false,
        types: "storageAccounts",
        versions: "2025-01-01 2024-01-01 2023-05-01",
    },
    bare("Microsoft.AlertsManagement"),
    bare("Microsoft.ApiManagement"),
    bare("Microsoft.App"),
    bare("Microsoft.AppConfiguration"),
    bare("Microsoft.AppPlatform"),
    bare("Microsoft.Automation"),
    bare("Microsoft.AVS"),
    bare("Microsoft.Batch"),
    bare("Microsoft.Blueprint"),
    bare("Microsoft.BotService"),
    bare("Microsoft.Cache"),
    bare("Microsoft.Cdn"),
    bare("Microsoft.CognitiveServices"),
    bare("Microsoft.Confluent"),
    bare("Microsoft.ContainerInstance"),
    bare("Microsoft.ContainerStorage"),
    bare("Microsoft.CostManagement"),
    bare("Microsoft.CustomProviders"),
    bare("Microsoft.Dashboard"),
    bare("Microsoft.Databricks"),
    bare("Microsoft.DataFactory"),
    bare("Microsoft.DataMigration"),
    bare("Microsoft.DataProtection"),
    bare("Microsoft.DBforMySQL"),
    bare("Microsoft.DBforPostgreSQL"),
    bare("Microsoft.DesktopVirtualization"),
    bare("Microsoft.Devices"),
    bare("Microsoft.DevTestLab"),
    bare("Microsoft.DocumentDB"),
    bare("Microsoft.ElasticSan"),
    bare("Microsoft.EventGrid"),
    bare("Microsoft.EventHub"),
    bare("Microsoft.ExtendedLocation"),
    bare("Microsoft.GuestConfiguration"),
    bare("Microsoft.HDInsight"),
    bare("Microsoft.HealthcareApis"),
    bare("Microsoft.Kubernetes"),
    bare("Microsoft.Kusto"),
    bare("Microsoft.Logic"),
    bare("Microsoft.MachineLearningServices"),
    bare("Microsoft.Maintenance"),
    bare("Microsoft.ManagedServices"),
    bare("Microsoft.Management"),
    bare("Microsoft.Maps"),
    bare("Microsoft.MarketplaceOrdering"),
    bare("Microsoft.Monitor"),
    bare("Microsoft.NetApp"),
    bare("Microsoft.NotificationHubs"),
    bare("Microsoft.PowerBIDedicated"),
    bare("Microsoft.RecoveryServices"),
    bare("Microsoft.Relay"),
    bare("Microsoft.Search"),
    bare("Microsoft.Security"),
    bare("Microsoft.SecurityInsights"),
    bare("Microsoft.ServiceBus"),
    bare("Microsoft.ServiceFabric"),
    bare("Microsoft.ServiceNetworking"),
    bare("Microsoft.SignalRService"),
    bare("Microsoft.Solutions"),
    bare("Microsoft.Sql"),
    bare("Microsoft.StreamAnalytics"),
    bare("Microsoft.Web"),
];

/// A namespace of which nothing is served but its registration: azurerm registers a good many, and users of AKS some.
const fn bare(name: &'static str) -> Namespace {
    Namespace { name, registered: false, types: "", versions: "" }
}

/// Regions of the public cloud that offer AKS.
pub(crate) const REGIONS: &[Region] = &[
    ("australiacentral", "Australia Central", "Asia Pacific"),
    ("australiacentral2", "Australia Central 2", "Asia Pacific"),
    ("australiaeast", "Australia East", "Asia Pacific"),
    ("australiasoutheast", "Australia Southeast", "Asia Pacific"),
    ("austriaeast", "Austria East", "Europe"),
    ("belgiumcentral", "Belgium Central", "Europe"),
    ("brazilsouth", "Brazil South", "South America"),
    ("brazilsoutheast", "Brazil Southeast", "South America"),
    ("canadacentral", "Canada Central", "Canada"),
    ("canadaeast", "Canada East", "Canada"),
    ("centralindia", "Central India", "Asia Pacific"),
    ("centralus", "Central US", "US"),
    ("centraluseuap", "Central US EUAP", "US"),
    ("chilecentral", "Chile Central", "South America"),
    ("denmarkeast", "Denmark East", "Europe"),
    ("eastasia", "East Asia", "Asia Pacific"),
    ("eastus", "East US", "US"),
    ("eastus2", "East US 2", "US"),
    ("eastus2euap", "East US 2 EUAP", "US"),
    ("francecentral", "France Central", "Europe"),
    ("francesouth", "France South", "Europe"),
    ("germanynorth", "Germany North", "Europe"),
    ("germanywestcentral", "Germany West Central", "Europe"),
    ("indonesiacentral", "Indonesia Central", "Asia Pacific"),
    ("israelcentral", "Israel Central", "Middle East"),
    ("italynorth", "Italy North", "Europe"),
    ("japaneast", "Japan East", "Asia Pacific"),
    ("japanwest", "Japan West", "Asia Pacific"),
    ("jioindiacentral", "Jio India Central", "Asia Pacific"),
    ("jioindiawest", "Jio India West", "Asia Pacific"),
    ("koreacentral", "Korea Central", "Asia Pacific"),
    ("koreasouth", "Korea South", "Asia Pacific"),
    ("malaysiawest", "Malaysia West", "Asia Pacific"),
    ("mexicocentral", "Mexico Central", "Mexico"),
    ("newzealandnorth", "New Zealand North", "Asia Pacific"),
    ("northcentralus", "North Central US", "US"),
    ("northeurope", "North Europe", "Europe"),
    ("norwayeast", "Norway East", "Europe"),
    ("norwaywest", "Norway West", "Europe"),
    ("polandcentral", "Poland Central", "Europe"),
    ("qatarcentral", "Qatar Central", "Middle East"),
    ("southafricanorth", "South Africa North", "Africa"),
    ("southafricawest", "South Africa West", "Africa"),
    ("southcentralus", "South Central US", "US"),
    ("southindia", "South India", "Asia Pacific"),
    ("southeastasia", "Southeast Asia", "Asia Pacific"),
    ("spaincentral", "Spain Central", "Europe"),
    ("swedencentral", "Sweden Central", "Europe"),
    ("swedensouth", "Sweden South", "Europe"),
    ("switzerlandnorth", "Switzerland North", "Europe"),
    ("switzerlandwest", "Switzerland West", "Europe"),
    ("uaecentral", "UAE Central", "Middle East"),
    ("uaenorth", "UAE North", "Middle East"),
    ("uksouth", "UK South", "UK"),
    ("ukwest", "UK West", "UK"),
    ("westcentralus", "West Central US", "US"),
    ("westeurope", "West Europe", "Europe"),
    ("westindia", "West India", "Asia Pacific"),
    ("westus", "West US", "US"),
    ("westus2", "West US 2", "US"),
    ("westus3", "West US 3", "US"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_known_by_both_its_names() {
        assert_eq!(region("East US 2").map(|r| r.0), Some("eastus2"));
        assert_eq!(region("WESTEUROPE").map(|r| r.1), Some("West Europe"));
        assert!(region("atlantis").is_none());
    }

    #[test]
    fn a_namespace_is_listed_once() {
        for (place, one) in NAMESPACES.iter().enumerate() {
            let found = NAMESPACES.iter().position(|n| n.name.eq_ignore_ascii_case(one.name));
            assert_eq!(found, Some(place), "{}", one.name);
        }
    }

    #[test]
    fn every_short_name_is_the_long_one_without_blanks() {
        for (short, long, _) in REGIONS {
            assert_eq!(long.replace(' ', "").to_lowercase(), *short);
        }
    }
}
