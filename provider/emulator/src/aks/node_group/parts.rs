//! The rows of the node resource group: written where they differ, removed where they are no longer wanted.

use serde_json::{Value, json};
use std::collections::BTreeSet;

use super::Names;
use crate::aks::draft::Draft;
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{ids, json};

/// The member of a row's hidden part that names the cluster it belongs to.
const OWNER: &str = "owner";

/// What the node resource group is to hold.
pub(super) struct Parts<'w> {
    pub(super) world: &'w World<'w>,
    owner: String,
    group: String,
    location: String,
    tags: Option<Value>,
    wanted: BTreeSet<String>,
}

impl<'w> Parts<'w> {
    pub(super) fn of(world: &'w World<'w>, draft: &Draft, names: &Names) -> Self {
        Self {
            world,
            owner: draft.id.key(),
            group: names.group.clone(),
            location: json::text(&draft.cluster, "location").unwrap_or_default().to_owned(),
            tags: json::at(&draft.cluster, "tags").cloned(),
            wanted: BTreeSet::new(),
        }
    }

    /// Wants a resource with a location, and with the tags of the cluster besides its own.
    ///
    /// `body` holds `properties` and what else is special.
    pub(super) fn resource(&mut self, id: &str, mut body: Value) -> rusqlite::Result<()> {
        let mut tags = self.tags.clone().unwrap_or_else(|| json!({}));
        if let Some(own) = json::remove(&mut body, "tags") {
            json::overlay(&mut tags, &own, &[]);
        }
        json::set(&mut body, "location", self.location.clone());
        if !json::is_empty(&tags) {
            json::set(&mut body, "tags", tags);
        }
        self.row(id, body)
    }

    /// Wants a resource that is part of another one.
    pub(super) fn row(&mut self, id: &str, mut body: Value) -> rusqlite::Result<()> {
        // Names of groups come from requests; whatever makes no identifier makes no resource either.
        let Ok(id) = ResourceId::parse(id) else { return Ok(()) };
        self.wanted.insert(id.key());
        json::set(&mut body, "id", id.to_string());
        json::set(&mut body, "name", id.name());
        json::set(&mut body, "type", spelled(&id));
        let before = self.world.tx.resource(&id)?;
        let of_network = id.kind().starts_with("microsoft.network/");
        if of_network {
            json::set(&mut body, "properties.provisioningState", "Succeeded");
            let there = before.as_ref().map(|b| &b.body);
            for member in ["etag", "properties.resourceGuid"] {
                match there.and_then(|b| json::text(b, member)) {
                    Some(known) => json::set(&mut body, member, known),
                    None if member == "etag" => json::set(&mut body, member, etag(self.world)?),
                    None if id.parent().is_none() => {
                        json::set(&mut body, member, ids::guid(self.world)?);
                    }
                    None => {}
                }
            }
        }
        if before.as_ref().is_some_and(|b| b.body == body) {
            return Ok(());
        }
        if of_network && before.is_some() {
            json::set(&mut body, "etag", etag(self.world)?);
        }
        let mut row = before.unwrap_or_else(|| Resource::new(id, Value::Null));
        row.body = body;
        json::set(&mut row.hidden, OWNER, self.owner.clone());
        self.world.tx.put(&row)
    }

    /// Removes what the cluster made before and does not want any more.
    pub(super) fn remove_others(self) -> rusqlite::Result<()> {
        let Ok(group) = ResourceId::parse(&self.group) else { return Ok(()) };
        for row in self.world.tx.tree(&group)? {
            if json::text(&row.hidden, OWNER) == Some(&self.owner) && !self.wanted.contains(&row.id.key()) {
                self.world.tx.remove_tree(&row.id)?;
            }
        }
        Ok(())
    }
}

/// Removes everything that a cluster made in a group.
pub(in super::super) fn clear(
    world: &World<'_>,
    cluster: &ResourceId,
    group: &ResourceId,
) -> rusqlite::Result<()> {
    let owner = cluster.key();
    for row in world.tx.tree(group)? {
        if json::text(&row.hidden, OWNER) == Some(&owner) {
            world.tx.remove_tree(&row.id)?;
        }
    }
    Ok(())
}

fn etag(world: &World<'_>) -> rusqlite::Result<String> {
    Ok(format!("W/\"{}\"", ids::guid(world)?))
}

/// The type as it stands in the identifier, which AKS writes in Azure's own spelling.
fn spelled(id: &ResourceId) -> String {
    let text = id.to_string();
    let tail = text.rsplit_once("/providers/").map_or("", |(_, tail)| tail);
    let mut parts = tail.split('/');
    let namespace = parts.next().unwrap_or_default();
    format!("{namespace}/{}", parts.step_by(2).collect::<Vec<_>>().join("/"))
}
