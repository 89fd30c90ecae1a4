//! New nodes for what pools have more, none for what they have less.

use serde_json::{Value, json};

use super::blocks::{self, Blocks};
use super::kept::{self, Kept};
use super::subnet::{occupy, vacate};
use super::surge::{generation, surge};
use crate::aks::draft::Draft;
use crate::aks::fill;
use crate::json;
use crate::store::Resource;
use crate::world::World;

/// Brings the nodes in line with the pools: new ones for what a pool has more, none for what it has less, all of a
/// pool anew where they were re-imaged.
pub(crate) fn reconcile(world: &World<'_>, draft: &mut Draft) -> rusqlite::Result<()> {
    let mut taken = blocks::taken(draft);
    let names: Vec<String> = draft.pools.iter().map(|p| kept::name_of(p).to_owned()).collect();
    for (at, name) in names.iter().enumerate() {
        let memory = format!("nodes.{name}");
        let of = generation(draft, &draft.pools[at]);
        let known = json::text(&draft.hidden, &format!("{memory}.of")).map(str::to_owned);
        let renewed = known.as_ref().is_some_and(|k| *k != of);
        let pool = &mut draft.pools[at];
        if renewed {
            let image = fill::image(json::text(pool, "osSKU").unwrap_or_default());
            json::set(pool, "nodeImageVersion", image);
        }
        let surge = if renewed { surge(pool) } else { 0 };
        let next = json::number(&draft.hidden, &format!("{memory}.next")).unwrap_or(0);
        let mut next = u32::try_from(next).unwrap_or(0).saturating_add(surge);
        let pool = draft.pools[at].clone();
        let mut all = kept::of_pool(draft, name);
        let wanted = usize::try_from(json::number(&pool, "count").unwrap_or(0)).unwrap_or(0);
        let blocks = Blocks::of(draft);
        for gone in all.drain(wanted.min(all.len())..) {
            gone.block.map(|block| taken.remove(&block));
        }
        for node in &mut all {
            if renewed {
                node.created = world.now;
            }
            if !node.block.is_none_or(|b| blocks.as_ref().is_some_and(|all| all.has(b))) {
                node.block.map(|block| taken.remove(&block));
                node.block = None;
            }
        }
        while all.len() < wanted {
            all.push(Kept { index: next, block: None, place: None, created: world.now });
            next = next.saturating_add(1);
        }
        if let Some(blocks) = &blocks {
            for node in all.iter_mut().filter(|n| n.block.is_none()) {
                node.block = blocks.free(&taken);
                taken.extend(node.block);
            }
        }
        occupy(world, draft, &pool, &mut all)?;
        let all: Vec<Value> = all.into_iter().map(Kept::written).collect();
        json::set(&mut draft.hidden, &memory, json!({"of": of, "next": next, "all": all}));
    }
    forget_others(world, draft, &names)
}

/// Takes the nodes with these numbers out of a pool. Its count has to follow; addresses and machines do so when the
/// operation ends.
pub(crate) fn take_away(cluster: &mut Resource, pool: &str, indexes: &[u32]) {
    let path = format!("nodes.{pool}.all");
    if let Some(Value::Array(mut all)) = json::at(&cluster.hidden, &path).cloned() {
        all.retain(|node| Kept::read(node).is_none_or(|node| !indexes.contains(&node.index)));
        json::set(&mut cluster.hidden, &path, all);
    }
}

/// Forgets the nodes of pools that are gone.
fn forget_others(world: &World<'_>, draft: &mut Draft, names: &[String]) -> rusqlite::Result<()> {
    let known = json::at(&draft.hidden, "nodes").and_then(Value::as_object);
    let gone: Vec<String> =
        known.into_iter().flat_map(|all| all.keys()).filter(|name| !names.contains(name)).cloned().collect();
    for name in gone {
        vacate(world, draft, &name)?;
        json::remove(&mut draft.hidden, &format!("nodes.{name}"));
    }
    Ok(())
}
