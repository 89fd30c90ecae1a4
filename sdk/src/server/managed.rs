//! What the calls about managed resources begin with: the resource, its values and its identity as values of this crate,
//! and the surroundings for its code.

use std::sync::Arc;

use super::{convert, operation::Limit, state::State};
use crate::{
    diag::{Diagnostic, Diagnostics},
    proto::tfplugin6 as tf,
    provider::Provider,
    registry::{AnyIdentified, AnyResource},
    resource::Operation,
    schema::Schema,
    value::Value,
};

/// The managed resource that a call is about.
pub(super) struct Managed<C> {
    pub(super) resource: Arc<dyn AnyResource<C>>,
}

impl<C> Managed<C> {
    /// The resource of this type.
    pub(super) fn of<P: Provider<Client = C>>(
        state: &State<P>,
        type_name: &str,
    ) -> Result<Self, Diagnostics> {
        Ok(Self { resource: state.resource(type_name)? })
    }

    pub(super) fn schema(&self) -> &Schema {
        &self.resource.shape().schema
    }

    /// Reads a state, plan or configuration. `what` names it in a message: `the prior state`.
    pub(super) fn decode(
        &self,
        message: Option<&tf::DynamicValue>,
        what: &str,
    ) -> Result<Value, Diagnostics> {
        convert::decode(message, &self.resource.shape().ty, what)
    }

    /// Writes a state, plan or configuration.
    pub(super) fn encode(&self, value: &Value, what: &str) -> Result<tf::DynamicValue, Diagnostic> {
        convert::encode(value, &self.resource.shape().ty, what)
    }

    /// What belongs to the resource's identity, if it has one.
    pub(super) fn identified(&self) -> Option<&dyn AnyIdentified<C>> {
        self.resource.identified()
    }

    /// Reads an identity; null if the message has none, or the resource.
    pub(super) fn decode_identity(
        &self,
        message: Option<&tf::ResourceIdentityData>,
    ) -> Result<Value, Diagnostics> {
        let Some(identified) = self.identified() else { return Ok(Value::Null) };
        let identity = message.and_then(|message| message.identity_data.as_ref());
        convert::decode(identity, &identified.shape().ty, "the identity")
    }

    /// Writes an identity. A resource that has none must not answer with one, not even null.
    pub(super) fn encode_identity(
        &self,
        identity: &Value,
    ) -> Result<Option<tf::ResourceIdentityData>, Diagnostic> {
        let Some(identified) = self.identified() else { return Ok(None) };
        let identity = convert::encode(identity, &identified.shape().ty, "the identity")?;
        Ok(Some(tf::ResourceIdentityData { identity_data: Some(identity) }))
    }

    /// From now until its timeout, as a state or configuration sets it.
    pub(super) fn limit(&self, operation: Operation, settings: &Value) -> Limit {
        Limit::new(self.resource.timeouts().of(operation, settings, &self.schema().block))
    }
}
