//! The calls, made on the service itself: no process, no socket.

use tonic::{Code, Request, Response, Status};

use super::schemas::Schemas;
use crate::{
    context::Deferral,
    diag::{Diagnostic, Diagnostics, Severity},
    proto::tfplugin6::{self as tf, attribute_path::step::Selector, provider_server::Provider as Service},
    resource::{MoveSource, StoredState},
    value::{Path, Step, Type, Value},
    wire::{json, msgpack},
};

/// The provider, seen through the protocol.
pub(super) struct Rpc {
    pub(super) service: Box<dyn Service>,
    pub(super) deferral_allowed: bool,
}

/// What a call answered, or what kept it from answering.
pub(super) type Answer<T> = Result<T, Diagnostics>;

/// The resource type that a call is about.
#[derive(Clone, Copy)]
pub(super) struct Of<'v> {
    pub(super) name: &'v str,
    pub(super) ty: &'v Type,
    /// The type of its identity, if it has one.
    pub(super) identity: Option<&'v Type>,
}

/// The answer to PlanResourceChange.
#[derive(Clone, PartialEq)]
pub(super) struct Plan {
    pub(super) planned: Value,
    pub(super) requires_replace: Vec<Path>,
    pub(super) private: Vec<u8>,
    pub(super) identity: Value,
    pub(super) deferral: Option<Deferral>,
    /// Asks Terraform to be lenient.
    pub(super) lenient: bool,
    pub(super) diagnostics: Diagnostics,
}

/// A state with what belongs to it.
pub(super) struct State {
    /// `None` if the answer had none at all.
    pub(super) value: Option<Value>,
    pub(super) private: Vec<u8>,
    /// Null if the answer had none.
    pub(super) identity: Value,
    pub(super) deferral: Option<Deferral>,
    /// Asks Terraform to be lenient.
    pub(super) lenient: bool,
    pub(super) diagnostics: Diagnostics,
}

/// An imported object.
pub(super) struct Imported {
    pub(super) type_name: String,
    pub(super) value: Value,
    pub(super) private: Vec<u8>,
    pub(super) identity: Value,
}

/// What an import found.
pub(super) struct Import {
    pub(super) objects: Vec<Imported>,
    pub(super) deferral: Option<Deferral>,
    pub(super) diagnostics: Diagnostics,
}

/// What names an object to be imported.
#[derive(Clone, Copy)]
pub(super) enum Named<'v> {
    Id(&'v str),
    Identity(&'v Value),
}

/// What is planned or applied.
#[derive(Clone, Copy)]
pub(super) struct Change<'v> {
    pub(super) of: Of<'v>,
    pub(super) prior: &'v Value,
    /// Proposed when asking for a plan, planned when applying.
    pub(super) next: &'v Value,
    pub(super) config: &'v Value,
    /// Prior when asking for a plan, planned when applying.
    pub(super) private: &'v [u8],
    /// Prior when asking for a plan, planned when applying.
    pub(super) identity: &'v Value,
}

impl Rpc {
    pub(super) fn new(service: impl Service) -> Self {
        Self { service: Box::new(service), deferral_allowed: false }
    }

    /// What Terraform 1.16 says that it can do.
    pub(super) fn capabilities(&self) -> tf::ClientCapabilities {
        tf::ClientCapabilities {
            deferral_allowed: self.deferral_allowed,
            write_only_attributes_allowed: true,
            store_planned_private: true,
            computed_blocks_allowed: true,
        }
    }

    pub(super) async fn schemas(&self) -> Result<Schemas, Diagnostics> {
        let request = tf::get_provider_schema::Request::default();
        let mut response = inner(self.service.get_provider_schema(Request::new(request)).await)?;
        let diagnostics = diagnostics(std::mem::take(&mut response.diagnostics));
        if diagnostics.has_errors() {
            return Err(diagnostics);
        }
        let request = tf::get_resource_identity_schemas::Request::default();
        // A provider that knows nothing of identities has none.
        let identities = match self.service.get_resource_identity_schemas(Request::new(request)).await {
            Err(status) if status.code() == Code::Unimplemented => Default::default(),
            answered => inner(answered)?,
        };
        Schemas::read(response, identities)
            .map_err(|fault| Diagnostic::error("Invalid provider schema", fault).into())
    }

    pub(super) async fn validate_provider(&self, config: &Value, ty: &Type) -> Answer<Diagnostics> {
        let request = tf::validate_provider_config::Request { config: encode(config, ty)? };
        let response = inner(self.service.validate_provider_config(Request::new(request)).await)?;
        Ok(diagnostics(response.diagnostics))
    }

    pub(super) async fn configure(&self, config: &Value, ty: &Type) -> Answer<Diagnostics> {
        let request = tf::configure_provider::Request {
            terraform_version: "1.15.5".to_owned(),
            config: encode(config, ty)?,
            client_capabilities: Some(self.capabilities()),
        };
        let response = inner(self.service.configure_provider(Request::new(request)).await)?;
        Ok(diagnostics(response.diagnostics))
    }

    pub(super) async fn validate(&self, type_name: &str, config: &Value, ty: &Type) -> Answer<Diagnostics> {
        let request = tf::validate_resource_config::Request {
            type_name: type_name.to_owned(),
            config: encode(config, ty)?,
            client_capabilities: Some(self.capabilities()),
        };
        let response = inner(self.service.validate_resource_config(Request::new(request)).await)?;
        Ok(diagnostics(response.diagnostics))
    }

    pub(super) async fn validate_data(
        &self,
        type_name: &str,
        config: &Value,
        ty: &Type,
    ) -> Answer<Diagnostics> {
        let request = tf::validate_data_resource_config::Request {
            type_name: type_name.to_owned(),
            config: encode(config, ty)?,
        };
        let response = inner(self.service.validate_data_resource_config(Request::new(request)).await)?;
        Ok(diagnostics(response.diagnostics))
    }

    pub(super) async fn upgrade(
        &self,
        type_name: &str,
        version: i64,
        json: &[u8],
        ty: &Type,
    ) -> Answer<State> {
        let raw_state = tf::RawState { json: json.to_vec(), ..tf::RawState::default() };
        let request = tf::upgrade_resource_state::Request {
            type_name: type_name.to_owned(),
            version,
            raw_state: Some(raw_state),
        };
        let response = inner(self.service.upgrade_resource_state(Request::new(request)).await)?;
        Ok(State { value: decode(response.upgraded_state.as_ref(), ty)?, ..State::of(response.diagnostics) })
    }

    /// Brings an identity that was stored with `version` to the present shape.
    pub(super) async fn upgrade_identity(
        &self,
        of: Of<'_>,
        version: i64,
        json: &[u8],
    ) -> Answer<(Value, Diagnostics)> {
        let raw_identity = tf::RawState { json: json.to_vec(), ..tf::RawState::default() };
        let request = tf::upgrade_resource_identity::Request {
            type_name: of.name.to_owned(),
            version,
            raw_identity: Some(raw_identity),
        };
        let response = inner(self.service.upgrade_resource_identity(Request::new(request)).await)?;
        let upgraded = decode_identity(of, response.upgraded_identity.as_ref())?;
        Ok((upgraded, diagnostics(response.diagnostics)))
    }

    pub(super) async fn move_state(&self, of: Of<'_>, source: &MoveSource<'_>) -> Answer<State> {
        let raw = |stored: &StoredState| tf::RawState {
            json: stored.as_bytes().to_vec(),
            ..tf::RawState::default()
        };
        let request = tf::move_resource_state::Request {
            source_provider_address: source.provider_address.to_owned(),
            source_type_name: source.type_name.to_owned(),
            source_schema_version: source.schema_version,
            source_state: Some(raw(&source.state)),
            target_type_name: of.name.to_owned(),
            source_private: source.private.encode(),
            source_identity: source.identity.as_ref().map(raw),
            source_identity_schema_version: 0,
        };
        let response = inner(self.service.move_resource_state(Request::new(request)).await)?;
        Ok(State {
            value: decode(response.target_state.as_ref(), of.ty)?,
            private: response.target_private,
            identity: decode_identity(of, response.target_identity.as_ref())?,
            ..State::of(response.diagnostics)
        })
    }

    pub(super) async fn generate_config(&self, of: Of<'_>, state: &Value) -> Answer<(Value, Diagnostics)> {
        let request = tf::generate_resource_config::Request {
            type_name: of.name.to_owned(),
            state: encode(state, of.ty)?,
        };
        let response = inner(self.service.generate_resource_config(Request::new(request)).await)?;
        let config = decode(response.config.as_ref(), of.ty)?.unwrap_or(Value::Null);
        Ok((config, diagnostics(response.diagnostics)))
    }

    pub(super) async fn read(
        &self,
        of: Of<'_>,
        current: &Value,
        private: &[u8],
        identity: &Value,
    ) -> Answer<State> {
        let request = tf::read_resource::Request {
            type_name: of.name.to_owned(),
            current_state: encode(current, of.ty)?,
            private: private.to_vec(),
            current_identity: encode_identity(of, identity)?,
            client_capabilities: Some(self.capabilities()),
            ..tf::read_resource::Request::default()
        };
        let response = inner(self.service.read_resource(Request::new(request)).await)?;
        Ok(State {
            value: decode(response.new_state.as_ref(), of.ty)?,
            private: response.private,
            identity: decode_identity(of, response.new_identity.as_ref())?,
            deferral: deferral(response.deferred),
            ..State::of(response.diagnostics)
        })
    }

    /// `planned_private` is what the first plan answered, when the plan is asked for again at apply.
    pub(super) async fn plan(&self, change: Change<'_>, planned_private: &[u8]) -> Answer<Plan> {
        let request = tf::plan_resource_change::Request {
            type_name: change.of.name.to_owned(),
            prior_state: encode(change.prior, change.of.ty)?,
            proposed_new_state: encode(change.next, change.of.ty)?,
            config: encode(change.config, change.of.ty)?,
            prior_private: change.private.to_vec(),
            prior_identity: encode_identity(change.of, change.identity)?,
            client_capabilities: Some(self.capabilities()),
            planned_private: planned_private.to_vec(),
            ..tf::plan_resource_change::Request::default()
        };
        let response = inner(self.service.plan_resource_change(Request::new(request)).await)?;
        Ok(Plan {
            planned: decode(response.planned_state.as_ref(), change.of.ty)?.unwrap_or(Value::Null),
            requires_replace: response.requires_replace.iter().map(path).collect(),
            private: response.planned_private,
            identity: decode_identity(change.of, response.planned_identity.as_ref())?,
            deferral: deferral(response.deferred),
            lenient: response.legacy_type_system,
            diagnostics: diagnostics(response.diagnostics),
        })
    }

    pub(super) async fn apply(&self, change: Change<'_>) -> Answer<State> {
        let request = tf::apply_resource_change::Request {
            type_name: change.of.name.to_owned(),
            prior_state: encode(change.prior, change.of.ty)?,
            planned_state: encode(change.next, change.of.ty)?,
            config: encode(change.config, change.of.ty)?,
            planned_private: change.private.to_vec(),
            planned_identity: encode_identity(change.of, change.identity)?,
            ..tf::apply_resource_change::Request::default()
        };
        let response = inner(self.service.apply_resource_change(Request::new(request)).await)?;
        Ok(State {
            value: decode(response.new_state.as_ref(), change.of.ty)?,
            private: response.private,
            identity: decode_identity(change.of, response.new_identity.as_ref())?,
            lenient: response.legacy_type_system,
            ..State::of(response.diagnostics)
        })
    }

    pub(super) async fn import(&self, of: Of<'_>, by: Named<'_>) -> Answer<Import> {
        let (id, identity) = match by {
            Named::Id(id) => (id.to_owned(), None),
            Named::Identity(identity) => (String::new(), encode_identity(of, identity)?),
        };
        let request = tf::import_resource_state::Request {
            type_name: of.name.to_owned(),
            id,
            client_capabilities: Some(self.capabilities()),
            identity,
        };
        let response = inner(self.service.import_resource_state(Request::new(request)).await)?;
        let imported = response.imported_resources.into_iter().map(|imported| {
            let value = decode(imported.state.as_ref(), of.ty)?.unwrap_or(Value::Null);
            let identity = decode_identity(of, imported.identity.as_ref())?;
            Ok(Imported { type_name: imported.type_name, value, private: imported.private, identity })
        });
        Ok(Import {
            objects: imported.collect::<Answer<_>>()?,
            deferral: deferral(response.deferred),
            diagnostics: diagnostics(response.diagnostics),
        })
    }

    pub(super) async fn read_data(&self, type_name: &str, config: &Value, ty: &Type) -> Answer<State> {
        let request = tf::read_data_source::Request {
            type_name: type_name.to_owned(),
            config: encode(config, ty)?,
            client_capabilities: Some(self.capabilities()),
            ..tf::read_data_source::Request::default()
        };
        let response = inner(self.service.read_data_source(Request::new(request)).await)?;
        Ok(State {
            value: decode(response.state.as_ref(), ty)?,
            deferral: deferral(response.deferred),
            ..State::of(response.diagnostics)
        })
    }

    pub(super) async fn call(
        &self,
        name: &str,
        arguments: &[(Value, Type)],
        returns: &Type,
    ) -> Answer<Result<Value, crate::FunctionError>> {
        let arguments = arguments.iter().map(|(value, ty)| Ok(encode(value, ty)?.unwrap_or_default()));
        let request = tf::call_function::Request {
            name: name.to_owned(),
            arguments: arguments.collect::<Answer<_>>()?,
        };
        let response = inner(self.service.call_function(Request::new(request)).await)?;
        if let Some(error) = response.error {
            let argument = error.function_argument.and_then(|index| usize::try_from(index).ok());
            let failed = crate::FunctionError::new(error.text);
            return Ok(Err(match argument {
                Some(index) => failed.at_index(index),
                None => failed,
            }));
        }
        Ok(Ok(decode(response.result.as_ref(), returns)?.unwrap_or(Value::Null)))
    }

    pub(super) async fn stop(&self) -> Answer<()> {
        inner(self.service.stop_provider(Request::new(tf::stop_provider::Request {})).await).map(|_| ())
    }
}

impl State {
    /// Nothing but what was reported.
    fn of(reported: Vec<tf::Diagnostic>) -> Self {
        Self {
            value: None,
            private: Vec::new(),
            identity: Value::Null,
            deferral: None,
            lenient: false,
            diagnostics: diagnostics(reported),
        }
    }
}

pub(super) fn inner<T>(answered: Result<Response<T>, Status>) -> Answer<T> {
    answered.map(Response::into_inner).map_err(|status| {
        Diagnostic::error("Plugin error", format!("{:?}: {}", status.code(), status.message())).into()
    })
}

pub(super) fn encode(value: &Value, ty: &Type) -> Answer<Option<tf::DynamicValue>> {
    let msgpack = msgpack::encode(value, ty).map_err(|error| {
        Diagnostic::error("The driver has a value that is not of the schema", error.to_string())
    })?;
    Ok(Some(tf::DynamicValue { msgpack, json: Vec::new() }))
}

pub(super) fn decode(value: Option<&tf::DynamicValue>, ty: &Type) -> Answer<Option<Value>> {
    let Some(value) = value else { return Ok(None) };
    let decoded = match (value.msgpack.is_empty(), value.json.is_empty()) {
        (false, _) => msgpack::decode(&value.msgpack, ty),
        (true, false) => json::decode(&value.json, ty),
        (true, true) => Ok(Value::Null),
    };
    let decoded =
        decoded.map_err(|error| Diagnostic::error("The provider's answer cannot be read", error.to_string()));
    Ok(Some(decoded?))
}

/// Terraform sends no identity that is null.
fn encode_identity(of: Of<'_>, identity: &Value) -> Answer<Option<tf::ResourceIdentityData>> {
    match of.identity {
        Some(ty) if !identity.is_null() => {
            Ok(Some(tf::ResourceIdentityData { identity_data: encode(identity, ty)? }))
        }
        _ => Ok(None),
    }
}

fn decode_identity(of: Of<'_>, message: Option<&tf::ResourceIdentityData>) -> Answer<Value> {
    match (message, of.identity) {
        (None, _) => Ok(Value::Null),
        (Some(message), Some(ty)) => Ok(decode(message.identity_data.as_ref(), ty)?.unwrap_or(Value::Null)),
        (Some(_), None) => {
            let detail = format!("{} has no identity schema and answered with an identity.", of.name);
            Err(Diagnostic::error("Unknown identity type", detail).into())
        }
    }
}

pub(super) fn deferral(deferred: Option<tf::Deferred>) -> Option<Deferral> {
    use tf::deferred::Reason;
    Some(match deferred?.reason() {
        Reason::ProviderConfigUnknown => Deferral::ProviderConfigUnknown,
        Reason::AbsentPrereq => Deferral::AbsentPrerequisite,
        Reason::ResourceConfigUnknown | Reason::Unknown => Deferral::ResourceConfigUnknown,
    })
}

pub(super) fn diagnostics(read: Vec<tf::Diagnostic>) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for read in read {
        let severity = match read.severity() {
            tf::diagnostic::Severity::Warning => Severity::Warning,
            // Terraform takes a severity of zero for neither and goes on; here it must not pass unseen.
            tf::diagnostic::Severity::Error | tf::diagnostic::Severity::Invalid => Severity::Error,
        };
        let path = read.attribute.as_ref().map(path);
        diagnostics.push(Diagnostic { severity, summary: read.summary, detail: read.detail, path });
    }
    diagnostics
}

fn path(read: &tf::AttributePath) -> Path {
    let step = |step: &tf::attribute_path::Step| match step.selector.as_ref()? {
        Selector::AttributeName(name) => Some(Step::Attribute(name.clone())),
        Selector::ElementKeyString(key) => Some(Step::Key(key.clone())),
        Selector::ElementKeyInt(index) => usize::try_from(*index).ok().map(Step::Index),
    };
    Path(read.steps.iter().filter_map(step).collect())
}
