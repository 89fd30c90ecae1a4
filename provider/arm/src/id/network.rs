//! IDs of what surrounds a cluster in its network.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize, de::Error as _};

use super::{IdError, IdProblem, ResourceId, resource_id::parse, typed::typed_id};

/// Declares the ID of a top-level resource of `Microsoft.Network`.
macro_rules! network_id {
    ($(#[$meta:meta])* $name:ident, $words:literal, $resource_type:literal, $example:literal) => {
        typed_id! {
            $(#[$meta])*
            $name, $words, $example;
            /// The subscription's ID.
            subscription_id,
            /// The resource group's name.
            resource_group_name,
            /// The resource's name.
            name;
            |this| ResourceId::subscription(&this.subscription_id)
                .in_group(&this.resource_group_name)
                .resource("Microsoft.Network", $resource_type, &this.name);
            |id| id.resource_group().and_then(|group| {
                let [name] = id.names_of("Microsoft.Network", [$resource_type])?;
                Some(Self::new(id.subscription_id(), group, name))
            });
        }
    };
}

network_id! {
    /// The ID of a network security group.
    NetworkSecurityGroupId, "a network security group", "networkSecurityGroups",
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/GROUP/providers/Microsoft.Network/networkSecurityGroups/NAME"
}

network_id! {
    /// The ID of a route table.
    RouteTableId, "a route table", "routeTables",
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/GROUP/providers/Microsoft.Network/routeTables/NAME"
}

network_id! {
    /// The ID of a NAT gateway.
    NatGatewayId, "a NAT gateway", "natGateways",
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/GROUP/providers/Microsoft.Network/natGateways/NAME"
}

network_id! {
    /// The ID of a local network gateway.
    LocalNetworkGatewayId, "a local network gateway", "localNetworkGateways",
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/GROUP/providers/Microsoft.Network/localNetworkGateways/NAME"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_id_is_of_its_own_type() {
        let id = RouteTableId::new("s", "g", "rt").to_string();
        assert_eq!(id, "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/routeTables/rt");
        assert!(id.parse::<RouteTableId>().is_ok());
        assert!(id.parse::<NatGatewayId>().unwrap_err().to_string().contains("a NAT gateway"));
    }
}
