//! What must hold of a world after any storm, whoever wrote to it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use acceptance::{Binaries, Run};
use rusqlite::{Connection, OpenFlags};
use serde_json::Value as Json;

const CLUSTER: &str = "/managedclusters/";
const POOL: &str = "/agentpools/";

/// Everything that does not hold.
pub(crate) fn violated(data_dir: &Path) -> Vec<String> {
    let resources = arm_emulator(data_dir, &["list", "--json"]).json().unwrap();
    let resources: Vec<Resource> = resources.as_array().unwrap().iter().map(Resource::read).collect();
    let lines = arm_emulator(data_dir, &["journal", "--json"]).succeed().unwrap().output;
    let journal: Vec<Line> = lines.lines().map(Line::read).collect();

    let mut wrong = Vec::new();
    sound_file(data_dir, &mut wrong);
    numbered_without_a_gap(&journal, &mut wrong);
    nothing_failed_inside(&journal, &mut wrong);
    nothing_half_made(data_dir, &resources, &mut wrong);
    explained_by_the_journal(&resources, &journal, &mut wrong);
    wrong
}

/// SQLite's own judgement.
fn sound_file(data_dir: &Path, wrong: &mut Vec<String>) {
    for verdict in texts(data_dir, "PRAGMA integrity_check") {
        if verdict != "ok" {
            wrong.push(format!("integrity_check: {verdict}"));
        }
    }
}

/// A number missing is a request lost, a number used twice is two processes that worked from the same picture.
fn numbered_without_a_gap(journal: &[Line], wrong: &mut Vec<String>) {
    for pair in journal.windows(2) {
        if pair[0].seq + 1 != pair[1].seq {
            wrong.push(format!("line {} of the journal follows line {}", pair[1].seq, pair[0].seq));
        }
    }
}

fn nothing_failed_inside(journal: &[Line], wrong: &mut Vec<String>) {
    for line in journal.iter().filter(|line| line.status >= 500) {
        wrong.push(format!("line {}: {} {} was answered {}", line.seq, line.method, line.path, line.status));
    }
}

/// No part without its whole, nothing that is on its way for ever.
fn nothing_half_made(data_dir: &Path, resources: &[Resource], wrong: &mut Vec<String>) {
    let there: BTreeSet<&str> = resources.iter().map(|resource| resource.id.as_str()).collect();
    let mut node_groups: BTreeSet<&str> = groups(resources).filter(|id| is_node_group(id)).collect();
    for Resource { id, state } in resources {
        if let Some(group) = group_of(id).filter(|group| group != id)
            && !there.contains(group)
        {
            wrong.push(format!("{id} lies in a group that is gone"));
        }
        if let Some((cluster, _)) = id.split_once(POOL)
            && !there.contains(cluster)
        {
            wrong.push(format!("{id} is a pool without its cluster"));
        }
        if !matches!(state.as_str(), "Succeeded" | "Registered" | "NotRegistered" | "Unregistered" | "") {
            wrong.push(format!("{id} is still {state}"));
        }
        if is_cluster(id) {
            if !there.iter().any(|other| other.starts_with(&format!("{id}{POOL}"))) {
                wrong.push(format!("{id} is a cluster without a pool"));
            }
            let parts: Vec<&str> = id.split('/').collect();
            let nodes =
                format!("/subscriptions/{}/resourcegroups/mc_{}_{}_westeurope", parts[2], parts[4], parts[8]);
            if !node_groups.remove(nodes.as_str()) {
                wrong.push(format!("{id} has no node resource group"));
            }
        }
    }
    wrong.extend(node_groups.iter().map(|id| format!("{id} is a node resource group without its cluster")));
    let endless = "SELECT kind || ' of ' || target FROM operation WHERE state IN ('InProgress', 'Scheduled')";
    wrong.extend(
        texts(data_dir, endless).iter().map(|operation| format!("{operation} does not come to its end")),
    );
}

/// Plays the journal again: what its successful writes come to is what there is.
fn explained_by_the_journal(resources: &[Resource], journal: &[Line], wrong: &mut Vec<String>) {
    // Each resource with whether a deletion of it was accepted.
    let mut expected: BTreeMap<&str, bool> = BTreeMap::new();
    for Line { seq, method, path, status } in journal {
        if !is_group(path) && !is_cluster(path) {
            continue;
        }
        match (method.as_str(), status) {
            // Where one was deleted, the deletion has ended by now.
            ("PUT", 201) => {
                let was_there = expected.insert(path, false) == Some(false);
                wrong.extend(was_there.then(|| format!("line {seq} made {path}, which was there")));
            }
            ("PUT" | "PATCH", 200) if expected.get(path.as_str()) != Some(&false) => {
                wrong.push(format!("line {seq} changed {path}, which was not there"));
            }
            ("DELETE", 200..300) => {
                let below = format!("{path}/");
                for (_, deleted) in
                    expected.iter_mut().filter(|(id, _)| **id == *path || id.starts_with(&below))
                {
                    *deleted = true;
                }
            }
            _ => {}
        }
    }
    let expected: BTreeSet<&str> =
        expected.into_iter().filter(|(_, deleted)| !deleted).map(|(id, _)| id).collect();
    let found: BTreeSet<&str> = resources
        .iter()
        .map(|resource| resource.id.as_str())
        .filter(|id| is_cluster(id) || is_group(id) && !is_node_group(id))
        .collect();
    wrong
        .extend(expected.difference(&found).map(|id| format!("{id} is in the journal and not in the world")));
    wrong
        .extend(found.difference(&expected).map(|id| format!("{id} is in the world and not in the journal")));
}

struct Resource {
    /// In lower case.
    id: String,
    state: String,
}

impl Resource {
    fn read(json: &Json) -> Self {
        let text = |name: &str| json[name].as_str().unwrap().to_owned();
        Self { id: text("id").to_lowercase(), state: text("state") }
    }
}

/// One request of the journal.
struct Line {
    seq: i64,
    method: String,
    /// In lower case, without the query.
    path: String,
    status: u64,
}

impl Line {
    fn read(line: &str) -> Self {
        let json: Json = serde_json::from_str(line).unwrap();
        let path = json["path"].as_str().unwrap().split('?').next().unwrap_or_default();
        Self {
            seq: json["seq"].as_i64().unwrap(),
            method: json["method"].as_str().unwrap().to_owned(),
            path: path.to_lowercase(),
            status: json["status"].as_u64().unwrap(),
        }
    }
}

fn groups(resources: &[Resource]) -> impl Iterator<Item = &str> {
    resources.iter().map(|resource| resource.id.as_str()).filter(|id| is_group(id))
}

fn is_group(id: &str) -> bool {
    id.split('/').count() == 5 && id.contains("/resourcegroups/")
}

fn is_node_group(id: &str) -> bool {
    id.contains("/resourcegroups/mc_")
}

fn is_cluster(id: &str) -> bool {
    id.split_once(CLUSTER).is_some_and(|(_, name)| !name.contains('/'))
}

fn group_of(id: &str) -> Option<&str> {
    let end = id.match_indices('/').nth(4).map_or(id.len(), |(at, _)| at);
    Some(&id[..end]).filter(|group| is_group(group))
}

fn arm_emulator(data_dir: &Path, args: &[&str]) -> Run {
    Run::new(&Binaries::built().unwrap().emulator).args(args).args(["--data-dir"]).args([data_dir])
}

fn texts(data_dir: &Path, query: &str) -> Vec<String> {
    let file = Connection::open_with_flags(data_dir.join("world.sqlite3"), OpenFlags::SQLITE_OPEN_READ_ONLY);
    let file = file.unwrap();
    let mut statement = file.prepare(query).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_of_a_cluster_is_the_beginning_of_its_identifier() {
        let group = "/subscriptions/s/resourcegroups/g";
        assert_eq!(group_of(&format!("{group}/providers/p/managedclusters/c")), Some(group));
        assert_eq!(group_of(group), Some(group));
        assert_eq!(group_of("/subscriptions/s/providers/p"), None);
    }
}
