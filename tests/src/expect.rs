//! What Terraform says as JSON, and questions to it: a plan (`terraform show -json FILE`) and a state.

use serde_json::Value;

use crate::{Failure, Outcome};

/// A plan.
#[derive(Debug, Clone)]
pub struct Plan(Value);

/// What a plan does with one resource.
#[derive(Debug, Clone)]
pub struct Change<'a>(&'a Value);

/// A state.
#[derive(Debug, Clone)]
pub struct State(Value);

impl Plan {
    pub(crate) fn new(json: Value) -> Self {
        Self(json)
    }

    /// The change of the resource at this address.
    ///
    /// # Errors
    /// The plan does not mention it.
    pub fn change(&self, address: &str) -> Outcome<Change<'_>> {
        let changes = self.0["resource_changes"].as_array().map(Vec::as_slice).unwrap_or_default();
        let change = changes.iter().find(|change| change["address"] == address);
        change.map(|change| Change(&change["change"])).ok_or_else(|| {
            let there: Vec<_> = changes.iter().map(|change| &change["address"]).collect();
            Failure::expected(format!("{address} in the plan"), format!("{there:?}"))
        })
    }
}

impl Change<'_> {
    /// The actions must be these: `["create"]`, `["update"]`, `["delete", "create"]`, `["no-op"]`.
    ///
    /// # Errors
    /// They are others.
    pub fn does(&self, actions: &[&str]) -> Outcome {
        if self.0["actions"] == Value::from(actions) {
            return Ok(());
        }
        Err(Failure::expected(format!("the plan to do {actions:?}"), self.0))
    }

    /// The value before, by JSON pointer: `/network/pod_cidrs/0`.
    pub fn before(&self, pointer: &str) -> &Value {
        at(&self.0["before"], pointer)
    }

    /// The value after, by JSON pointer; null where it will be known after apply only.
    pub fn after(&self, pointer: &str) -> &Value {
        at(&self.0["after"], pointer)
    }
}

impl State {
    pub(crate) fn new(json: Value) -> Self {
        Self(json)
    }

    /// The attributes of the resource at this address of the root module.
    ///
    /// # Errors
    /// The state does not have it.
    pub fn resource(&self, address: &str) -> Outcome<&Value> {
        self.entry(address).map(|resource| &resource["values"])
    }

    /// Whether the resource is to be replaced by the next apply.
    ///
    /// # Errors
    /// The state does not have it.
    pub fn is_tainted(&self, address: &str) -> Outcome<bool> {
        self.entry(address).map(|resource| resource["tainted"] == true)
    }

    /// The addresses of all resources of the root module.
    pub fn addresses(&self) -> Vec<&str> {
        self.resources().iter().filter_map(|resource| resource["address"].as_str()).collect()
    }

    fn entry(&self, address: &str) -> Outcome<&Value> {
        self.resources().iter().find(|resource| resource["address"] == address).ok_or_else(|| {
            Failure::expected(format!("{address} in the state"), format!("{:?}", self.addresses()))
        })
    }

    fn resources(&self) -> &[Value] {
        self.0["values"]["root_module"]["resources"].as_array().map(Vec::as_slice).unwrap_or_default()
    }
}

fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plan() -> Plan {
        Plan::new(json!({"resource_changes": [
            {"address": "a.b", "change": {"actions": ["update"], "before": {"x": [1]}, "after": {"x": [2]}}}
        ]}))
    }

    #[test]
    fn a_change_is_found_by_address_and_asked_by_pointer() {
        let plan = plan();
        let change = plan.change("a.b").unwrap();
        change.does(&["update"]).unwrap();
        assert_eq!((change.before("/x/0"), change.after("/x/0")), (&json!(1), &json!(2)));
    }

    #[test]
    fn another_action_and_another_address_are_told() {
        let plan = plan();
        assert!(
            plan.change("a.b")
                .unwrap()
                .does(&["delete", "create"])
                .unwrap_err()
                .to_string()
                .contains("update")
        );
        assert!(plan.change("a.c").unwrap_err().to_string().contains("a.b"));
    }

    #[test]
    fn a_state_tells_values_and_taint() {
        let state = State::new(json!({"values": {"root_module": {"resources": [
            {"address": "a.b", "values": {"id": "x"}, "tainted": true}
        ]}}}));
        assert_eq!(state.resource("a.b").unwrap()["id"], "x");
        assert!(state.is_tainted("a.b").unwrap());
        assert_eq!(state.addresses(), ["a.b"]);
    }
}
