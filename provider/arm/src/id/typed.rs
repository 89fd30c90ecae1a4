//! IDs of one resource type each.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize, de::Error as _};

use super::{IdError, IdProblem, ResourceId, resource_id::parse};

/// Declares an ID type: its words for people, an example, its fields, and how it is put together and taken apart.
macro_rules! typed_id {
    (
        $(#[$meta:meta])* $name:ident, $expected:literal, $example:literal;
        $($(#[$field_meta:meta])* $field:ident),+;
        |$this:ident| $build:expr;
        |$id:ident| $take:expr;
    ) => {
        $(#[$meta])*
        #[derive(Clone)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: String,)+
        }

        impl $name {
            /// An ID from its parts.
            pub fn new($($field: impl Into<String>),+) -> Self {
                Self { $($field: $field.into()),+ }
            }

            /// The same ID, of no particular type.
            pub fn resource_id(&self) -> ResourceId {
                let $this = self;
                $build
            }
        }

        impl TryFrom<&ResourceId> for $name {
            type Error = IdError;

            fn try_from($id: &ResourceId) -> Result<Self, IdError> {
                $take.ok_or_else(|| IdError {
                    given: $id.to_string(),
                    expected: $expected,
                    example: $example,
                    problem: IdProblem::OtherType { found: $id.resource_type() },
                })
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let id = parse(text).map_err(|problem| IdError {
                    given: text.to_owned(),
                    expected: $expected,
                    example: $example,
                    problem,
                })?;
                let typed: Result<Self, IdError> = (&id).try_into();
                typed.map_err(|error| IdError { given: text.to_owned(), ..error })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.resource_id().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.resource_id() == other.resource_id()
            }
        }

        impl Eq for $name {}

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.resource_id().hash(state);
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    };
}

pub(super) use typed_id;

typed_id! {
    /// The ID of a resource group.
    ResourceGroupId, "a resource group",
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/GROUP";
    /// The subscription's ID.
    subscription_id,
    /// The group's name.
    name;
    |this| ResourceId::subscription(&this.subscription_id).in_group(&this.name);
    |id| match id.resource_group() {
        Some(group) if id.resource_type().eq_ignore_ascii_case("Microsoft.Resources/resourceGroups") => {
            Some(Self::new(id.subscription_id(), group))
        }
        _ => None,
    };
}

typed_id! {
    /// The ID of an AKS cluster.
    ManagedClusterId, "an AKS cluster",
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/GROUP/providers/Microsoft.ContainerService/managedClusters/NAME";
    /// The subscription's ID.
    subscription_id,
    /// The resource group's name.
    resource_group_name,
    /// The cluster's name.
    name;
    |this| ResourceId::subscription(&this.subscription_id)
        .in_group(&this.resource_group_name)
        .resource("Microsoft.ContainerService", "managedClusters", &this.name);
    |id| id.resource_group().and_then(|group| {
        let [name] = id.names_of("Microsoft.ContainerService", ["managedClusters"])?;
        Some(Self::new(id.subscription_id(), group, name))
    });
}

typed_id! {
    /// The ID of a node pool.
    AgentPoolId, "an AKS node pool",
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/GROUP/providers/Microsoft.ContainerService/managedClusters/CLUSTER/agentPools/NAME";
    /// The subscription's ID.
    subscription_id,
    /// The resource group's name.
    resource_group_name,
    /// The cluster's name.
    cluster_name,
    /// The pool's name.
    name;
    |this| ResourceId::subscription(&this.subscription_id)
        .in_group(&this.resource_group_name)
        .resource("Microsoft.ContainerService", "managedClusters", &this.cluster_name)
        .child("agentPools", &this.name);
    |id| id.resource_group().and_then(|group| {
        let [cluster, name] = id.names_of("Microsoft.ContainerService", ["managedClusters", "agentPools"])?;
        Some(Self::new(id.subscription_id(), group, cluster, name))
    });
}

typed_id! {
    /// The ID of a virtual network.
    VirtualNetworkId, "a virtual network",
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/GROUP/providers/Microsoft.Network/virtualNetworks/NAME";
    /// The subscription's ID.
    subscription_id,
    /// The resource group's name.
    resource_group_name,
    /// The network's name.
    name;
    |this| ResourceId::subscription(&this.subscription_id)
        .in_group(&this.resource_group_name)
        .resource("Microsoft.Network", "virtualNetworks", &this.name);
    |id| id.resource_group().and_then(|group| {
        let [name] = id.names_of("Microsoft.Network", ["virtualNetworks"])?;
        Some(Self::new(id.subscription_id(), group, name))
    });
}

typed_id! {
    /// The ID of a subnet.
    SubnetId, "a subnet",
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/GROUP/providers/Microsoft.Network/virtualNetworks/NETWORK/subnets/NAME";
    /// The subscription's ID.
    subscription_id,
    /// The resource group's name.
    resource_group_name,
    /// The network's name.
    virtual_network_name,
    /// The subnet's name.
    name;
    |this| ResourceId::subscription(&this.subscription_id)
        .in_group(&this.resource_group_name)
        .resource("Microsoft.Network", "virtualNetworks", &this.virtual_network_name)
        .child("subnets", &this.name);
    |id| id.resource_group().and_then(|group| {
        let [network, name] = id.names_of("Microsoft.Network", ["virtualNetworks", "subnets"])?;
        Some(Self::new(id.subscription_id(), group, network, name))
    });
}

typed_id! {
    /// The ID of a user-assigned identity.
    UserAssignedIdentityId, "a user-assigned identity",
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/GROUP/providers/Microsoft.ManagedIdentity/userAssignedIdentities/NAME";
    /// The subscription's ID.
    subscription_id,
    /// The resource group's name.
    resource_group_name,
    /// The identity's name.
    name;
    |this| ResourceId::subscription(&this.subscription_id)
        .in_group(&this.resource_group_name)
        .resource("Microsoft.ManagedIdentity", "userAssignedIdentities", &this.name);
    |id| id.resource_group().and_then(|group| {
        let [name] = id.names_of("Microsoft.ManagedIdentity", ["userAssignedIdentities"])?;
        Some(Self::new(id.subscription_id(), group, name))
    });
}

impl AgentPoolId {
    /// The cluster that the pool belongs to.
    pub fn cluster(&self) -> ManagedClusterId {
        ManagedClusterId::new(&self.subscription_id, &self.resource_group_name, &self.cluster_name)
    }
}

impl ManagedClusterId {
    /// The group that the cluster is in.
    pub fn resource_group(&self) -> ResourceGroupId {
        ResourceGroupId::new(&self.subscription_id, &self.resource_group_name)
    }

    /// A pool of the cluster.
    pub fn agent_pool(&self, name: impl Into<String>) -> AgentPoolId {
        AgentPoolId::new(&self.subscription_id, &self.resource_group_name, &self.name, name)
    }
}

impl SubnetId {
    /// The network that the subnet is part of.
    pub fn virtual_network(&self) -> VirtualNetworkId {
        VirtualNetworkId::new(&self.subscription_id, &self.resource_group_name, &self.virtual_network_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subnet_id_is_taken_apart() {
        let id: SubnetId =
            "/subscriptions/s/resourcegroups/g/providers/microsoft.network/VirtualNetworks/v/subnets/Nodes"
                .parse()
                .unwrap();
        assert_eq!((id.virtual_network_name.as_str(), id.name.as_str()), ("v", "Nodes"));
    }

    #[test]
    fn the_id_of_another_type_is_refused_with_an_example() {
        let vnet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v";
        let error = vnet.parse::<SubnetId>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v\" is not the resource ID \
             of a subnet: it is the ID of Microsoft.Network/virtualNetworks. Such an ID looks like \
             /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/GROUP/providers/Microsoft.Network/\
             virtualNetworks/NETWORK/subnets/NAME"
        );
    }

    #[test]
    fn the_same_id_in_another_case_is_equal() {
        let id: ManagedClusterId = ManagedClusterId::new("s", "g", "c");
        assert_eq!(id, id.to_string().to_uppercase().parse().unwrap());
    }

    #[test]
    fn a_resource_is_not_its_group() {
        assert!(ManagedClusterId::new("s", "g", "c").to_string().parse::<ResourceGroupId>().is_err());
    }
}
