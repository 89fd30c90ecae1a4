//! How kubectl prints objects: tables, JSON, YAML, names, templates.

use serde_json::{Value, json};

use super::objects::Kind;
use super::{json_path, yaml};
use crate::json;

/// How a command wants its objects.
pub(super) struct Style<'s> {
    /// The value of `-o`; empty for a table.
    pub(super) output: &'s str,
    pub(super) headers: bool,
    pub(super) labels: bool,
    /// Whether tables show the namespace.
    pub(super) namespaces: bool,
    /// One object was asked for by its name: it stands alone, not in a list.
    pub(super) single: bool,
    pub(super) now: i64,
}

pub(super) fn is_table(output: &str) -> bool {
    matches!(output, "" | "wide") || output.starts_with("custom-columns=")
}

/// Prints objects of any kinds.
///
/// # Errors
/// What is wrong with the style, in the words of kubectl.
pub(super) fn objects(found: &[(Kind, Value)], style: &Style<'_>) -> Result<String, String> {
    let whole = || match found {
        [(_, one)] if style.single => one.clone(),
        all => {
            let items: Vec<&Value> = all.iter().map(|(_, object)| object).collect();
            json!({"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}})
        }
    };
    if let Some(template) = style.output.strip_prefix("jsonpath=") {
        return json_path::fill(template, &whole())
            .map_err(|e| format!("error: error parsing jsonpath {template}, {e}"));
    }
    if let Some(columns) = style.output.strip_prefix("custom-columns=") {
        return custom(found, columns, style);
    }
    match style.output {
        "" | "wide" => Ok(tables(found, style)),
        "json" => {
            let text = serde_json::to_vec_pretty(&whole()).unwrap_or_default();
            // kubectl indents by four.
            let text: Vec<String> = String::from_utf8_lossy(&text)
                .lines()
                .map(|line| {
                    let body = line.trim_start_matches(' ');
                    " ".repeat((line.len() - body.len()) * 2) + body
                })
                .collect();
            Ok(text.join("\n") + "\n")
        }
        "yaml" => Ok(yaml::write(&whole())),
        "name" => Ok(found
            .iter()
            .map(|(kind, object)| format!("{}/{}\n", kind.singular(), text(object, "metadata.name")))
            .collect()),
        other => Err(format!(
            "error: unable to match a printer suitable for the output format \"{other}\", allowed formats are: \
             custom-columns,json,jsonpath,name,wide,yaml"
        )),
    }
}

/// The table of `api-resources`.
pub(super) fn kinds(all: &[Kind], headers: bool) -> String {
    let rows = all.iter().map(|kind| {
        let (plural, short, version, namespaced, word) = kind.names();
        vec![plural.to_owned(), short.join(","), version.to_owned(), namespaced.to_string(), word.to_owned()]
    });
    let header = ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"];
    table(&header, rows.collect(), headers)
}

/// One table for each kind, in the order in which they were asked for.
fn tables(found: &[(Kind, Value)], style: &Style<'_>) -> String {
    let mut kinds: Vec<Kind> = Vec::new();
    for (kind, _) in found {
        if !kinds.contains(kind) {
            kinds.push(*kind);
        }
    }
    let several = kinds.len() > 1;
    let tables: Vec<String> = kinds
        .into_iter()
        .map(|kind| {
            let wide = style.output == "wide";
            let mut header = columns(kind, wide);
            let namespaced = kind.is_namespaced() && style.namespaces;
            if namespaced {
                header.insert(0, "NAMESPACE");
            }
            if style.labels {
                header.push("LABELS");
            }
            let objects = found.iter().filter(|(k, _)| *k == kind).map(|(_, object)| object);
            let rows = objects.map(|object| {
                let mut row = row(kind, object, wide, style.now);
                if several && let Some(name) = row.first_mut() {
                    *name = format!("{}/{name}", kind.singular());
                }
                if namespaced {
                    row.insert(0, text(object, "metadata.namespace"));
                }
                if style.labels {
                    row.push(labels(object));
                }
                row
            });
            table(&header, rows.collect(), style.headers)
        })
        .collect();
    tables.join("\n")
}

fn columns(kind: Kind, wide: bool) -> Vec<&'static str> {
    let (narrow, more): (&[&str], &[&str]) = match kind {
        Kind::Node => (
            &["NAME", "STATUS", "ROLES", "AGE", "VERSION"],
            &["INTERNAL-IP", "EXTERNAL-IP", "OS-IMAGE", "KERNEL-VERSION", "CONTAINER-RUNTIME"],
        ),
        Kind::Namespace => (&["NAME", "STATUS", "AGE"], &[]),
        Kind::Pod => (
            &["NAME", "READY", "STATUS", "RESTARTS", "AGE"],
            &["IP", "NODE", "NOMINATED NODE", "READINESS GATES"],
        ),
        Kind::ConfigMap => (&["NAME", "DATA", "AGE"], &[]),
        Kind::Service => (&["NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE"], &["SELECTOR"]),
        Kind::NodeNetworkConfig => (
            &["NAME", "ALLOCATED IPS", "NC MODE", "NC VERSION"],
            &["REQUESTED IPS", "SUBNET", "SUBNET CIDR", "NC ID"],
        ),
    };
    narrow.iter().chain(more.iter().filter(|_| wide)).copied().collect()
}

fn row(kind: Kind, object: &Value, wide: bool, now: i64) -> Vec<String> {
    let get = |path: &str| text(object, path);
    let none = || "<none>".to_owned();
    let age = age(&get("metadata.creationTimestamp"), now);
    let mut row = vec![get("metadata.name")];
    let first = "status.networkContainers";
    let container = |member: &str| {
        let value = json::at(object, first).and_then(|c| c.get(0)).and_then(|c| c.get(member));
        value.map_or_else(none, shown)
    };
    match kind {
        Kind::Node => row.extend(["Ready".to_owned(), none(), age, get("status.nodeInfo.kubeletVersion")]),
        Kind::Namespace => row.extend([get("status.phase"), age]),
        Kind::Pod => {
            let count =
                json::at(object, "status.containerStatuses").and_then(Value::as_array).map_or(0, Vec::len);
            row.extend([format!("{count}/{count}"), get("status.phase"), "0".to_owned(), age]);
        }
        Kind::ConfigMap => {
            let count = json::at(object, "data").and_then(Value::as_object).map_or(0, serde_json::Map::len);
            row.extend([count.to_string(), age]);
        }
        Kind::Service => {
            let ports = json::at(object, "spec.ports").and_then(Value::as_array).cloned().unwrap_or_default();
            let ports: Vec<String> =
                ports.iter().map(|p| format!("{}/{}", shown(&p["port"]), shown(&p["protocol"]))).collect();
            row.extend([get("spec.type"), get("spec.clusterIP"), none(), ports.join(","), age]);
        }
        Kind::NodeNetworkConfig => {
            let allocated = json::at(object, "status.assignedIPCount").map_or_else(none, shown);
            row.extend([allocated, container("assignmentMode"), container("version")]);
        }
    }
    if !wide {
        return row;
    }
    match kind {
        Kind::Node => row.extend([
            json::at(object, "status.addresses")
                .and_then(|a| a.get(0))
                .map_or_else(none, |a| shown(&a["address"])),
            none(),
            get("status.nodeInfo.osImage"),
            get("status.nodeInfo.kernelVersion"),
            get("status.nodeInfo.containerRuntimeVersion"),
        ]),
        Kind::Pod => row.extend([get("status.podIP"), get("spec.nodeName"), none(), none()]),
        Kind::Service => row.push(none()),
        Kind::NodeNetworkConfig => row.extend([
            json::at(object, "spec.requestedIPCount").map_or_else(none, shown),
            container("subnetName"),
            container("subnetAddressSpace"),
            container("id"),
        ]),
        Kind::Namespace | Kind::ConfigMap => {}
    }
    row
}

/// `NAME:.path,NAME:.path`.
fn custom(found: &[(Kind, Value)], columns: &str, style: &Style<'_>) -> Result<String, String> {
    let mut header = Vec::new();
    let mut paths = Vec::new();
    for column in columns.split(',') {
        let Some((name, path)) = column.split_once(':') else {
            return Err(format!(
                "error: unexpected custom-columns spec: {column}, expected <header>:<json-path-expr>"
            ));
        };
        header.push(name);
        paths.push(if path.starts_with('.') { path.to_owned() } else { format!(".{path}") });
    }
    let mut rows = Vec::new();
    for (_, object) in found {
        let mut row = Vec::new();
        for path in &paths {
            let values = json_path::values(path, object).map_err(|e| format!("error: {e}"))?;
            let values: Vec<String> = values.into_iter().map(shown).collect();
            row.push(if values.is_empty() { "<none>".to_owned() } else { values.join(",") });
        }
        rows.push(row);
    }
    Ok(table(&header, rows, style.headers))
}

/// Columns as wide as their widest cell, three blanks apart.
fn table(header: &[&str], rows: Vec<Vec<String>>, headers: bool) -> String {
    let header: Vec<String> = header.iter().map(|h| (*h).to_owned()).collect();
    let lines: Vec<Vec<String>> = headers.then_some(header).into_iter().chain(rows).collect();
    let width = |column: usize| {
        lines.iter().filter_map(|l| l.get(column)).map(|c| c.chars().count()).max().unwrap_or(0)
    };
    let mut out = String::new();
    for line in &lines {
        let cells: Vec<String> = line
            .iter()
            .enumerate()
            .map(|(at, cell)| {
                let pad = if at + 1 == line.len() { 0 } else { width(at) - cell.chars().count() };
                cell.clone() + &" ".repeat(pad)
            })
            .collect();
        out += &(cells.join("   ") + "\n");
    }
    out
}

/// How long ago, as kubectl abbreviates it: `4s`, `2m59s`, `15m`, `3h12m`, `5d`.
fn age(created: &str, now: i64) -> String {
    let parsed = time::OffsetDateTime::parse(created, &time::format_description::well_known::Rfc3339);
    let Ok(created) = parsed else { return "<unknown>".to_owned() };
    let seconds = (now / 1000 - created.unix_timestamp()).max(0);
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
    match seconds {
        0..120 => format!("{seconds}s"),
        120..600 if seconds % 60 > 0 => format!("{minutes}m{}s", seconds % 60),
        120..10800 => format!("{minutes}m"),
        10800..28800 if minutes % 60 > 0 => format!("{hours}h{}m", minutes % 60),
        10800..172_800 => format!("{hours}h"),
        172_800..691_200 if hours % 24 > 0 => format!("{days}d{}h", hours % 24),
        _ => format!("{days}d"),
    }
}

fn labels(object: &Value) -> String {
    let all = json::at(object, "metadata.labels").and_then(Value::as_object);
    let all: Vec<String> = all.into_iter().flatten().map(|(k, v)| format!("{k}={}", shown(v))).collect();
    if all.is_empty() { "<none>".to_owned() } else { all.join(",") }
}

fn text(object: &Value, path: &str) -> String {
    json::at(object, path).map(shown).unwrap_or_default()
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_abbreviated() {
        for (seconds, expected) in [
            (4, "4s"),
            (119, "119s"),
            (179, "2m59s"),
            (900, "15m"),
            (11_520, "3h12m"),
            (50_000, "13h"),
            (432_000, "5d"),
        ] {
            assert_eq!(age("1970-01-01T00:00:00Z", seconds * 1000), expected);
        }
        assert_eq!(age("", 0), "<unknown>");
    }

    #[test]
    fn columns_are_three_blanks_apart() {
        let rows = vec![vec!["a".to_owned(), "b".to_owned()]];
        assert_eq!(table(&["NAME", "X"], rows, true), "NAME   X\na      b\n");
    }
}
