//! A resource as Azure sent it.

use std::ops::Deref;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{ArmError, RequestContext};

/// A resource as Azure sent it: the typed members, and the JSON they came from.
///
/// The JSON is what an update is made of, so that members that are not modelled survive it.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource<T> {
    model: T,
    json: Value,
}

impl<T: DeserializeOwned> Resource<T> {
    pub(crate) fn from_json(json: Value, request: &RequestContext) -> Result<Self, ArmError> {
        let unreadable = |source| ArmError::unreadable(request, "a resource of the type asked for", source);
        // serde would also read a struct from a list.
        if !json.is_object() {
            return Err(unreadable(None));
        }
        let model = T::deserialize(&json).map_err(|source| unreadable(Some(source)))?;
        Ok(Self { model, json })
    }
}

impl<T> Resource<T> {
    /// The typed members.
    pub fn model(&self) -> &T {
        &self.model
    }

    /// The typed members, without the JSON.
    pub fn into_model(self) -> T {
        self.model
    }

    /// All that Azure sent.
    pub fn json(&self) -> &Value {
        &self.json
    }
}

impl<T> Deref for Resource<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.model
    }
}

/// `properties.provisioningState`, where the resource has one.
pub(crate) fn provisioning_state(json: &Value) -> Option<&str> {
    json.get("properties")?.get("provisioningState")?.as_str()
}

/// The eTag: AKS puts it into the body, at the top for a cluster and inside `properties` for a pool.
pub(crate) fn etag(json: &Value) -> Option<&str> {
    let top = json.get("eTag").or_else(|| json.get("etag"));
    top.or_else(|| json.get("properties")?.get("eTag"))?.as_str().filter(|etag| !etag.is_empty())
}
