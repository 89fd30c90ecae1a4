//! Where Azure draws the line: what is refused, and beside it the nearest thing that is not.

mod cluster_values;
mod names_and_versions;
mod network_profile;
mod networks;
mod placement;
mod pool_values;
mod pools;

use serde_json::{Value, json};

use super::client::{Answer, Azure, cluster, smallest};

/// A cluster of the smallest kind with these members laid over its pool, its network profile, or its properties.
fn body(members: &Value) -> Value {
    let mut body = smallest();
    let lay = |onto: &mut Value, from: &Value| {
        if onto.is_null() {
            *onto = json!({});
        }
        onto.as_object_mut().unwrap().extend(from.as_object().unwrap().clone());
    };
    for (name, value) in members.as_object().unwrap() {
        let properties = &mut body["properties"];
        match name.as_str() {
            "pool" => lay(&mut properties["agentPoolProfiles"][0], value),
            "more" => properties["agentPoolProfiles"].as_array_mut().unwrap().push(value.clone()),
            "network" => lay(&mut properties["networkProfile"], value),
            "identity" | "sku" => body[name] = value.clone(),
            _ => properties[name] = value.clone(),
        }
    }
    body
}

#[track_caller]
fn assert_refused(answer: Answer, code: &str, target: &str, of: &Value) {
    assert_eq!((answer.status, answer.text("code"), answer.text("target")), (400, code, target), "{of}");
}

/// Makes a cluster of each pair: the first is refused, the second is not.
fn at_the_line(pairs: Vec<(Value, Value, &str, &str)>) {
    let azure = Azure::with(|options| options.habits.throttling = false);
    for (at, (beyond, within, code, target)) in pairs.into_iter().enumerate() {
        let path = cluster(&format!("c{at}"));
        assert_refused(azure.put(&path, body(&beyond)), code, target, &beyond);
        let answer = azure.put(&path, body(&within));
        assert_eq!(answer.status, 201, "{within}: {}", answer.body);
    }
}
