//! Azure's error bodies.
//!
//! The gateway wraps: `{"error": {"code", "message", ...}}`. AKS does not: `{"code", "message", "subcode", "details"}`.
//! Deployments and some resource providers put a further error into a message, as JSON inside a string. All come out as
//! [`ErrorBody`].

use std::fmt;

use serde_json::Value;

use super::redact::redact;

/// Errors inside errors are read down to this depth; Azure nests two or three.
const MAX_DEPTH: usize = 8;

/// An error as Azure put it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// Azure's code, such as `OperationNotAllowed`; empty where there was none.
    pub code: String,
    /// Azure's words, without secrets.
    pub message: String,
    /// AKS's finer code, such as `GetManagedCluster_NotFound`.
    pub subcode: Option<String>,
    /// The member of the request that the error is about, such as `networkProfile.podCIDR`.
    pub target: Option<String>,
    /// Errors beneath.
    pub details: Vec<ErrorBody>,
}

impl ErrorBody {
    /// Reads the body of an answer; `None` where it is not an error body.
    pub fn parse(body: &[u8]) -> Option<Self> {
        Self::from_value(&serde_json::from_slice(body).ok()?)
    }

    /// Reads an error from JSON, wrapped or bare; `None` where it is none.
    pub fn from_value(value: &Value) -> Option<Self> {
        read(value, 0)
    }

    /// The innermost error that has a code of its own: what a wrapper such as `ResourceValidationFailed` is about.
    pub fn root(&self) -> &Self {
        let telling =
            |detail: &&Self| !detail.code.is_empty() && !detail.code.eq_ignore_ascii_case("Unspecified");
        self.details.iter().find(telling).map_or(self, Self::root)
    }

    /// This error and all beneath it.
    pub fn walk(&self) -> impl Iterator<Item = &Self> {
        let mut pending = vec![self];
        std::iter::from_fn(move || {
            let next = pending.pop()?;
            pending.extend(next.details.iter().rev());
            Some(next)
        })
    }
}

fn read(value: &Value, depth: usize) -> Option<ErrorBody> {
    if depth == MAX_DEPTH {
        return None;
    }
    let object = value.as_object()?;
    if let Some(inner) = object.get("error").filter(|inner| inner.is_object()) {
        return read(inner, depth + 1);
    }
    let text = |name: &str| object.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let (code, message) = (text("code"), text("message"));
    if code.is_none() && message.is_none() {
        return None;
    }
    let mut error = ErrorBody {
        code: code.unwrap_or_default().to_owned(),
        message: redact(message.unwrap_or_default()),
        subcode: text("subcode").map(str::to_owned),
        target: text("target").map(str::to_owned),
        details: Vec::new(),
    };
    if let Some(Value::Array(details)) = object.get("details") {
        error.details.extend(details.iter().filter_map(|detail| read(detail, depth + 1)));
    }
    if let Some(inner) = message.and_then(|message| encoded(message, depth + 1)) {
        error.message.clone_from(&inner.message);
        error.details.insert(0, inner);
    }
    Some(error)
}

/// The error inside a message that is itself JSON.
fn encoded(message: &str, depth: usize) -> Option<ErrorBody> {
    message
        .trim_start()
        .starts_with('{')
        .then(|| serde_json::from_str(message).ok())
        .flatten()
        .and_then(|value: Value| read(&value, depth))
}

impl fmt::Display for ErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = self.root();
        match (root.code.as_str(), root.message.as_str()) {
            ("", message) => f.write_str(message)?,
            (code, "") => f.write_str(code)?,
            (code, message) => write!(f, "{code}: {message}")?,
        }
        match &root.target {
            Some(target) => write!(f, " (target: {target})"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_gateway_wraps_its_errors() {
        let body = br#"{"error":{"code":"ResourceNotFound","message":"The Resource 'x' was not found."}}"#;
        assert_eq!(ErrorBody::parse(body).unwrap().code, "ResourceNotFound");
    }

    #[test]
    fn aks_does_not_wrap_and_has_subcode_target_and_details() {
        let error = ErrorBody::from_value(&json!({
            "code": "NetworkProfileCIDROverlapVNET",
            "details": [{"code": "Unspecified", "message": "rpc error: code = InvalidArgument"}],
            "message": "NetworkProfile CIDR a overlaps",
            "subcode": "",
            "target": "networkProfile.podCIDR"
        }))
        .unwrap();
        assert_eq!(error.subcode, None);
        assert_eq!(error.target.as_deref(), Some("networkProfile.podCIDR"));
        assert_eq!(error.details.len(), 1);
        assert_eq!(error.root().code, "NetworkProfileCIDROverlapVNET");
    }

    #[test]
    fn an_error_encoded_as_a_string_inside_another_is_found() {
        let inner = json!({"code": "InsufficientSubnetSize", "message": "IPs exceed", "target": "networkProfile.podCIDR"});
        let outer = json!({"error": {
            "code": "DeploymentFailed",
            "message": "At least one resource deployment operation failed.",
            "details": [{"code": "BadRequest", "message": inner.to_string()}]
        }});
        let error = ErrorBody::from_value(&outer).unwrap();
        assert_eq!(error.root().code, "InsufficientSubnetSize");
        assert_eq!(error.to_string(), "InsufficientSubnetSize: IPs exceed (target: networkProfile.podCIDR)");
    }

    #[test]
    fn null_members_are_absent_members() {
        let error =
            ErrorBody::from_value(&json!({"code": "C", "message": "m", "details": null, "subcode": null}))
                .unwrap();
        assert_eq!(error, ErrorBody { code: "C".into(), message: "m".into(), ..ErrorBody::default() });
    }

    #[test]
    fn a_resource_is_not_an_error() {
        assert_eq!(ErrorBody::from_value(&json!({"id": "/subscriptions/s", "properties": {}})), None);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,12}".prop_map(Value::from),
        ];
        let name = prop_oneof![
            Just("error".to_owned()),
            Just("code".to_owned()),
            Just("message".to_owned()),
            Just("details".to_owned()),
            Just("target".to_owned()),
            "[a-z]{1,4}",
        ];
        leaf.prop_recursive(12, 64, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(name.clone(), inner.clone(), 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
                inner.prop_map(|value| Value::String(value.to_string())),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_json_makes_the_reader_panic(value in any_json()) {
            if let Some(error) = ErrorBody::from_value(&value) {
                prop_assert!(error.walk().count() >= 1);
                let _ = error.to_string();
            }
        }

        #[test]
        fn both_shapes_read_the_same(code in "[A-Za-z]{1,20}", message in "[ -z]{1,40}") {
            let bare = json!({"code": code, "message": message});
            let wrapped = json!({"error": bare.clone()});
            prop_assert_eq!(ErrorBody::from_value(&bare), ErrorBody::from_value(&wrapped));
        }
    }
}
