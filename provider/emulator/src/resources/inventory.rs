//! The list of everything: `/subscriptions/S/resources` and `/subscriptions/S/resourceGroups/G/resources`.

use serde_json::{Value, json};

use crate::gateway::{Answer, Fault, Request, registry};
use crate::json;
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;

/// Members that the list shows of a resource, where it has them.
const SHOWN: [&str; 8] = ["kind", "managedBy", "sku", "location", "identity", "zones", "tags", "plan"];

/// Everything with a location below the subscription, or below a group of it.
pub(crate) fn list(
    world: &World<'_>,
    request: &Request,
    subscription: &str,
    group: Option<&str>,
) -> Result<Answer, Fault> {
    let filter = Filter::read(request.query("$filter").unwrap_or_default())?;
    let top = match request.query("$top").map(str::parse::<usize>) {
        None => usize::MAX,
        Some(Ok(top)) if top > 0 => top,
        Some(_) => {
            let text = "The value of the query parameter '$top' must be a whole number above 0.";
            return Err(Fault::gateway(400, "InvalidQueryParameterValue", text));
        }
    };
    let expanded =
        request.query("$expand").is_some_and(|e| e.to_ascii_lowercase().contains("provisioningstate"));
    let root = match group {
        Some(group) => format!("/subscriptions/{subscription}/resourceGroups/{group}"),
        None => format!("/subscriptions/{subscription}"),
    };
    let root = root.to_ascii_lowercase() + "/";
    let all = world.tx.all(None)?;
    let value: Vec<Value> = all
        .iter()
        .filter(|there| there.id.key().starts_with(&root) && is_tracked(there) && filter.matches(there))
        .take(top)
        .map(|there| line(there, expanded))
        .collect();
    Ok(Answer::json(200, json!({ "value": value })))
}

/// Whether Resource Manager keeps it in its own list: it has a region and is no child and no group.
fn is_tracked(there: &Resource) -> bool {
    json::at(&there.body, "location").is_some()
        && there.id.parent().is_none()
        && there.id.kind() != "microsoft.resources/resourcegroups"
}

fn line(there: &Resource, expanded: bool) -> Value {
    let id = canonical(&there.id);
    let kind = json::text(&there.body, "type").map_or_else(|| there.id.kind(), str::to_owned);
    // The list spells types as they are registered, whatever the provider itself answers.
    let kind = kind.replace("/ManagedClusters", "/managedClusters");
    let mut line = json!({"id": id, "name": there.id.name(), "type": kind});
    for member in SHOWN {
        if let Some(value) = json::at(&there.body, member).filter(|v| !json::is_empty(v) || member == "tags")
        {
            json::set(&mut line, member, value.clone());
        }
    }
    if expanded && let Some(state) = json::at(&there.body, "properties.provisioningState") {
        json::set(&mut line, "provisioningState", state.clone());
    }
    line
}

/// The identifier with its fixed segments as Resource Manager spells them.
fn canonical(id: &ResourceId) -> String {
    let text = id.to_string();
    match (id.group(), text.to_ascii_lowercase().find("/providers/")) {
        (Some(group), Some(at)) => {
            format!("/subscriptions/{}/resourceGroups/{group}{}", id.subscription(), &text[at..])
        }
        _ => text,
    }
}

/// Conditions joined by `and`: `resourceType`, `name`, `location`, `resourceGroup`, `tagName`, `tagValue` with `eq`, and
/// `substringof('PART', name)`.
#[derive(Default)]
struct Filter {
    conditions: Vec<(String, String)>,
}

impl Filter {
    fn read(text: &str) -> Result<Self, Fault> {
        let refuse = || {
            let message = format!("The filter '{text}' is not supported for resources.");
            Fault::gateway(400, "InvalidFilterInQueryString", message)
        };
        let mut filter = Self::default();
        for part in text.split(" and ").map(str::trim).filter(|p| !p.is_empty()) {
            let value =
                part.split('\'').nth(1).filter(|_| part.matches('\'').count() == 2).ok_or_else(refuse)?;
            let word = match part.split_once(" eq ") {
                Some((word, _)) => word.trim().to_ascii_lowercase(),
                None if part.to_ascii_lowercase().starts_with("substringof(") => "part".to_owned(),
                None => return Err(refuse()),
            };
            let known = ["resourcetype", "name", "location", "resourcegroup", "tagname", "tagvalue", "part"];
            if !known.contains(&word.as_str()) {
                return Err(refuse());
            }
            filter.conditions.push((word, value.to_owned()));
        }
        Ok(filter)
    }

    fn matches(&self, there: &Resource) -> bool {
        let tags = json::at(&there.body, "tags").and_then(Value::as_object);
        let tag = self.conditions.iter().find(|(word, _)| word == "tagname").map(|(_, name)| name);
        let tag = tag.and_then(|name| tags?.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)));
        self.conditions.iter().all(|(word, value)| match word.as_str() {
            "resourcetype" => there.id.kind().eq_ignore_ascii_case(value),
            "name" => there.id.name().eq_ignore_ascii_case(value),
            "part" => there.id.name().to_ascii_lowercase().contains(&value.to_ascii_lowercase()),
            "resourcegroup" => there.id.group().is_some_and(|g| g.eq_ignore_ascii_case(value)),
            "location" => {
                let wanted = registry::region(value).map_or(value.as_str(), |r| r.0);
                json::text(&there.body, "location").is_some_and(|l| l.eq_ignore_ascii_case(wanted))
            }
            "tagname" => tag.is_some(),
            _ => tag.is_some_and(|(_, v)| v.as_str() == Some(value)),
        })
    }
}
