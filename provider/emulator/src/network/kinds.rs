//! The kinds that share one way of being written, and what is particular to each.

use serde_json::Value;

use super::{addresses, local_gateway, nat, routing, security};
use crate::gateway::Fault;
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;

/// A type of Microsoft.Network.
pub(super) struct Kind {
    /// In Azure's spelling.
    pub(super) name: &'static str,
    /// The type of its children, where it has any.
    pub(super) children: Option<&'static str>,
    /// Whether the platform gives it a GUID.
    pub(super) has_guid: bool,
    /// Refuses what Azure refuses and fills in what Azure fills in.
    pub(super) complete: fn(&World<'_>, &Piece<'_>, &mut Value) -> Result<(), Fault>,
    /// The same for a child.
    pub(super) complete_child: fn(&World<'_>, &Piece<'_>, &mut Value) -> Result<(), Fault>,
}

/// A resource that is being written.
pub(super) struct Piece<'p> {
    pub(super) id: &'p ResourceId,
    pub(super) before: Option<&'p Resource>,
    /// Its region, or that of the resource that it is part of.
    pub(super) location: &'p str,
}

const KINDS: &[Kind] = &[
    Kind {
        name: "networkSecurityGroups",
        children: Some("securityRules"),
        has_guid: true,
        complete: nothing,
        complete_child: security::complete_rule,
    },
    Kind {
        name: "routeTables",
        children: Some("routes"),
        has_guid: true,
        complete: routing::complete_table,
        complete_child: routing::complete_route,
    },
    Kind {
        name: "applicationSecurityGroups",
        children: None,
        has_guid: false,
        complete: nothing,
        complete_child: nothing,
    },
    Kind {
        name: "natGateways",
        children: None,
        has_guid: true,
        complete: nat::complete,
        complete_child: nothing,
    },
    Kind {
        name: "publicIPAddresses",
        children: None,
        has_guid: true,
        complete: addresses::complete_address,
        complete_child: nothing,
    },
    Kind {
        name: "publicIPPrefixes",
        children: None,
        has_guid: true,
        complete: addresses::complete_prefix,
        complete_child: nothing,
    },
    Kind {
        name: "localNetworkGateways",
        children: None,
        has_guid: true,
        complete: local_gateway::complete,
        complete_child: nothing,
    },
];

fn nothing(_: &World<'_>, _: &Piece<'_>, _: &mut Value) -> Result<(), Fault> {
    Ok(())
}

/// The kind of this name, in any case.
pub(super) fn named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.name.eq_ignore_ascii_case(name))
}

/// The kind of a resource, and whether the resource is a child.
pub(super) fn of(id: &ResourceId) -> Option<(&'static Kind, bool)> {
    let kind = id.kind();
    let own = kind.strip_prefix("microsoft.network/")?;
    let (parent, child) = own.split_once('/').map_or((own, None), |(parent, child)| (parent, Some(child)));
    let found = named(parent)?;
    match child {
        None => Some((found, false)),
        Some(child) => found.children.filter(|c| c.eq_ignore_ascii_case(child)).map(|_| (found, true)),
    }
}

impl Kind {
    /// The full type in Azure's spelling.
    pub(super) fn spelled(&self, child: bool) -> String {
        match self.children.filter(|_| child) {
            Some(children) => format!("Microsoft.Network/{}/{children}", self.name),
            None => format!("Microsoft.Network/{}", self.name),
        }
    }
}
