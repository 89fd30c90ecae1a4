//! The gRPC face.

use std::sync::Arc;

use tonic::{Request, Response, Status, Streaming, codegen::BoxStream};

use super::{
    apply_resource_change,
    call::{Call, answer, observed},
    call_function, close_ephemeral_resource, configure_provider, configure_state_store, delete_state,
    functions, generate_resource_config, get_states, import_resource_state, invoke_action, list_resource,
    lock_state, metadata, move_resource_state, open_ephemeral_resource, plan_action, plan_resource_change,
    provider_schema, read_data_source, read_resource, read_state_bytes, renew_ephemeral_resource,
    resource_identity_schemas,
    state::State,
    unlock_state, upgrade_resource_identity, upgrade_resource_state, validate_action_config,
    validate_data_resource_config, validate_ephemeral_resource_config, validate_list_resource_config,
    validate_provider_config, validate_resource_config, validate_state_store_config, write_state_bytes,
};
use crate::{diag::Diagnostic, panic::contain, proto::tfplugin6 as tf, provider::Provider, stop::Stop};

/// A provider as a gRPC service.
pub(crate) struct Service<P: Provider> {
    state: Arc<State<P>>,
}

impl<P: Provider> Service<P> {
    /// A service that is not configured yet.
    #[cfg(test)]
    pub(crate) fn new(provider: P) -> Self {
        Self::with_stop(provider, Stop::default())
    }

    /// The same, stopped together with others.
    pub(crate) fn with_stop(provider: P, stop: Stop) -> Self {
        Self { state: Arc::new(State::new(provider, stop)) }
    }
}

#[cfg(test)]
impl<P: Provider> Service<P> {
    /// The client as it is now, if there is one.
    pub(super) fn client(&self) -> Option<Arc<P::Client>> {
        self.state.client().required("a test").ok()
    }
}

type Answered<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl<P: Provider> tf::provider_server::Provider for Service<P> {
    async fn get_metadata(
        &self,
        _: Request<tf::get_metadata::Request>,
    ) -> Answered<tf::get_metadata::Response> {
        let call = Call::new("GetMetadata");
        answer(&self.state, call, async { Ok(metadata::answer(&self.state)) }).await
    }

    async fn get_provider_schema(
        &self,
        _: Request<tf::get_provider_schema::Request>,
    ) -> Answered<tf::get_provider_schema::Response> {
        let call = Call::new("GetProviderSchema");
        answer(&self.state, call, async { Ok(provider_schema::answer(&self.state)) }).await
    }

    async fn get_resource_identity_schemas(
        &self,
        _: Request<tf::get_resource_identity_schemas::Request>,
    ) -> Answered<tf::get_resource_identity_schemas::Response> {
        let call = Call::new("GetResourceIdentitySchemas");
        answer(&self.state, call, async { Ok(resource_identity_schemas::answer(&self.state)) }).await
    }

    async fn validate_provider_config(
        &self,
        request: Request<tf::validate_provider_config::Request>,
    ) -> Answered<tf::validate_provider_config::Response> {
        let call = Call::new("ValidateProviderConfig");
        let work = async { validate_provider_config::answer(&self.state, &request.into_inner()) };
        answer(&self.state, call, work).await
    }

    async fn validate_resource_config(
        &self,
        request: Request<tf::validate_resource_config::Request>,
    ) -> Answered<tf::validate_resource_config::Response> {
        let request = request.into_inner();
        let call = Call::resource("ValidateResourceConfig", &request.type_name);
        let work = async { validate_resource_config::answer(&self.state, &request) };
        answer(&self.state, call, work).await
    }

    async fn validate_data_resource_config(
        &self,
        request: Request<tf::validate_data_resource_config::Request>,
    ) -> Answered<tf::validate_data_resource_config::Response> {
        let request = request.into_inner();
        let call = Call::data_source("ValidateDataResourceConfig", &request.type_name);
        let work = async { validate_data_resource_config::answer(&self.state, &request) };
        answer(&self.state, call, work).await
    }

    async fn configure_provider(
        &self,
        request: Request<tf::configure_provider::Request>,
    ) -> Answered<tf::configure_provider::Response> {
        let request = request.into_inner();
        let call = Call::new("ConfigureProvider");
        answer(&self.state, call, configure_provider::answer(&self.state, &request)).await
    }

    async fn upgrade_resource_state(
        &self,
        request: Request<tf::upgrade_resource_state::Request>,
    ) -> Answered<tf::upgrade_resource_state::Response> {
        let request = request.into_inner();
        let call = Call::resource("UpgradeResourceState", &request.type_name);
        let work = async { upgrade_resource_state::answer(&self.state, &request) };
        answer(&self.state, call, work).await
    }

    async fn upgrade_resource_identity(
        &self,
        request: Request<tf::upgrade_resource_identity::Request>,
    ) -> Answered<tf::upgrade_resource_identity::Response> {
        let request = request.into_inner();
        let call = Call::resource("UpgradeResourceIdentity", &request.type_name);
        let work = async { upgrade_resource_identity::answer(&self.state, &request) };
        answer(&self.state, call, work).await
    }

    async fn read_resource(
        &self,
        request: Request<tf::read_resource::Request>,
    ) -> Answered<tf::read_resource::Response> {
        let request = request.into_inner();
        let call = Call::resource("ReadResource", &request.type_name);
        answer(&self.state, call, read_resource::answer(&self.state, &request)).await
    }

    async fn plan_resource_change(
        &self,
        request: Request<tf::plan_resource_change::Request>,
    ) -> Answered<tf::plan_resource_change::Response> {
        let request = request.into_inner();
        let call = Call::resource("PlanResourceChange", &request.type_name);
        answer(&self.state, call, plan_resource_change::answer(&self.state, &request)).await
    }

    async fn apply_resource_change(
        &self,
        request: Request<tf::apply_resource_change::Request>,
    ) -> Answered<tf::apply_resource_change::Response> {
        let request = request.into_inner();
        let call = Call::resource("ApplyResourceChange", &request.type_name);
        answer(&self.state, call, apply_resource_change::answer(&self.state, &request)).await
    }

    async fn import_resource_state(
        &self,
        request: Request<tf::import_resource_state::Request>,
    ) -> Answered<tf::import_resource_state::Response> {
        let request = request.into_inner();
        let call = Call::resource("ImportResourceState", &request.type_name);
        answer(&self.state, call, import_resource_state::answer(&self.state, &request)).await
    }

    async fn move_resource_state(
        &self,
        request: Request<tf::move_resource_state::Request>,
    ) -> Answered<tf::move_resource_state::Response> {
        let request = request.into_inner();
        let call = Call::resource("MoveResourceState", &request.target_type_name);
        answer(&self.state, call, move_resource_state::answer(&self.state, &request)).await
    }

    async fn generate_resource_config(
        &self,
        request: Request<tf::generate_resource_config::Request>,
    ) -> Answered<tf::generate_resource_config::Response> {
        let request = request.into_inner();
        let call = Call::resource("GenerateResourceConfig", &request.type_name);
        let work = async { generate_resource_config::answer(&self.state, &request) };
        answer(&self.state, call, work).await
    }

    async fn read_data_source(
        &self,
        request: Request<tf::read_data_source::Request>,
    ) -> Answered<tf::read_data_source::Response> {
        let request = request.into_inner();
        let call = Call::data_source("ReadDataSource", &request.type_name);
        answer(&self.state, call, read_data_source::answer(&self.state, &request)).await
    }

    async fn validate_ephemeral_resource_config(
        &self,
        request: Request<tf::validate_ephemeral_resource_config::Request>,
    ) -> Answered<tf::validate_ephemeral_resource_config::Response> {
        let request = request.into_inner();
        let call = Call::ephemeral_resource("ValidateEphemeralResourceConfig", &request.type_name);
        let work = async { validate_ephemeral_resource_config::answer(&self.state, &request) };
        answer(&self.state, call, work).await
    }

    async fn open_ephemeral_resource(
        &self,
        request: Request<tf::open_ephemeral_resource::Request>,
    ) -> Answered<tf::open_ephemeral_resource::Response> {
        let request = request.into_inner();
        let call = Call::ephemeral_resource("OpenEphemeralResource", &request.type_name);
        answer(&self.state, call, open_ephemeral_resource::answer(&self.state, &request)).await
    }

    async fn renew_ephemeral_resource(
        &self,
        request: Request<tf::renew_ephemeral_resource::Request>,
    ) -> Answered<tf::renew_ephemeral_resource::Response> {
        let request = request.into_inner();
        let call = Call::ephemeral_resource("RenewEphemeralResource", &request.type_name);
        answer(&self.state, call, renew_ephemeral_resource::answer(&self.state, &request)).await
    }

    async fn close_ephemeral_resource(
        &self,
        request: Request<tf::close_ephemeral_resource::Request>,
    ) -> Answered<tf::close_ephemeral_resource::Response> {
        let request = request.into_inner();
        let call = Call::ephemeral_resource("CloseEphemeralResource", &request.type_name);
        answer(&self.state, call, close_ephemeral_resource::answer(&self.state, &request)).await
    }

    async fn validate_list_resource_config(
        &self,
        request: Request<tf::validate_list_resource_config::Request>,
    ) -> Answered<tf::validate_list_resource_config::Response> {
        let request = request.into_inner();
        let call = Call::list_resource("ValidateListResourceConfig", &request.type_name);
        let work = async { validate_list_resource_config::answer(&self.state, &request) };
        answer(&self.state, call, work).await
    }

    async fn list_resource(
        &self,
        request: Request<tf::list_resource::Request>,
    ) -> Answered<BoxStream<tf::list_resource::Event>> {
        Ok(Response::new(list_resource::answer(&self.state, request.into_inner())))
    }

    async fn validate_action_config(
        &self,
        request: Request<tf::validate_action_config::Request>,
    ) -> Answered<tf::validate_action_config::Response> {
        let request = request.into_inner();
        let call = Call::action("ValidateActionConfig", &request.type_name);
        let work = async { validate_action_config::answer(&self.state, &request) };
        answer(&self.state, call, work).await
    }

    async fn plan_action(
        &self,
        request: Request<tf::plan_action::Request>,
    ) -> Answered<tf::plan_action::Response> {
        let request = request.into_inner();
        let call = Call::action("PlanAction", &request.action_type);
        answer(&self.state, call, plan_action::answer(&self.state, &request)).await
    }

    async fn invoke_action(
        &self,
        request: Request<tf::invoke_action::Request>,
    ) -> Answered<BoxStream<tf::invoke_action::Event>> {
        Ok(Response::new(invoke_action::answer(&self.state, request.into_inner())))
    }

    async fn validate_state_store_config(
        &self,
        request: Request<tf::validate_state_store::Request>,
    ) -> Answered<tf::validate_state_store::Response> {
        let request = request.into_inner();
        let call = Call::state_store("ValidateStateStoreConfig", &request.type_name);
        let work = async { validate_state_store_config::answer(&self.state, &request) };
        answer(&self.state, call, work).await
    }

    async fn configure_state_store(
        &self,
        request: Request<tf::configure_state_store::Request>,
    ) -> Answered<tf::configure_state_store::Response> {
        let request = request.into_inner();
        let call = Call::state_store("ConfigureStateStore", &request.type_name);
        let work = configure_state_store::answer(&self.state, &request);
        let mut answer = answer(&self.state, call, work).await?;
        answer.get_mut().capabilities = Some(configure_state_store::capabilities(&request));
        Ok(answer)
    }

    async fn read_state_bytes(
        &self,
        request: Request<tf::read_state_bytes::Request>,
    ) -> Answered<BoxStream<tf::read_state_bytes::Response>> {
        Ok(Response::new(read_state_bytes::answer(&self.state, request.get_ref()).await))
    }

    async fn write_state_bytes(
        &self,
        request: Request<Streaming<tf::write_state_bytes::RequestChunk>>,
    ) -> Answered<tf::write_state_bytes::Response> {
        let mut chunks = request.into_inner();
        let first = chunks.message().await?.unwrap_or_default();
        let type_name = first.meta.as_ref().map_or_else(String::new, |meta| meta.type_name.clone());
        let call = Call::state_store("WriteStateBytes", &type_name);
        answer(&self.state, call, write_state_bytes::answer(&self.state, first, chunks)).await
    }

    async fn lock_state(
        &self,
        request: Request<tf::lock_state::Request>,
    ) -> Answered<tf::lock_state::Response> {
        let request = request.into_inner();
        let call = Call::state_store("LockState", &request.type_name);
        answer(&self.state, call, lock_state::answer(&self.state, &request)).await
    }

    async fn unlock_state(
        &self,
        request: Request<tf::unlock_state::Request>,
    ) -> Answered<tf::unlock_state::Response> {
        let request = request.into_inner();
        let call = Call::state_store("UnlockState", &request.type_name);
        answer(&self.state, call, unlock_state::answer(&self.state, &request)).await
    }

    async fn get_states(
        &self,
        request: Request<tf::get_states::Request>,
    ) -> Answered<tf::get_states::Response> {
        let request = request.into_inner();
        let call = Call::state_store("GetStates", &request.type_name);
        answer(&self.state, call, get_states::answer(&self.state, &request)).await
    }

    async fn delete_state(
        &self,
        request: Request<tf::delete_state::Request>,
    ) -> Answered<tf::delete_state::Response> {
        let request = request.into_inner();
        let call = Call::state_store("DeleteState", &request.type_name);
        answer(&self.state, call, delete_state::answer(&self.state, &request)).await
    }

    async fn get_functions(
        &self,
        _: Request<tf::get_functions::Request>,
    ) -> Answered<tf::get_functions::Response> {
        let call = Call::new("GetFunctions");
        answer(&self.state, call, async {
            Ok(tf::get_functions::Response {
                functions: functions::all(&self.state),
                diagnostics: Vec::new(),
            })
        })
        .await
    }

    async fn call_function(
        &self,
        request: Request<tf::call_function::Request>,
    ) -> Answered<tf::call_function::Response> {
        let request = request.into_inner();
        let call = Call::function("CallFunction", &request.name);
        let work = async { call_function::answer(&self.state, &request) };
        let answer = observed::<P, _>(&self.state.stop, call, contain(work)).await;
        Ok(Response::new(answer.unwrap_or_else(|panicked| {
            call_function::failed(call_function::as_error(&Diagnostic::from(panicked)))
        })))
    }

    /// Returns at once: Terraform asks one provider after the other.
    async fn stop_provider(
        &self,
        _: Request<tf::stop_provider::Request>,
    ) -> Answered<tf::stop_provider::Response> {
        tracing::info!("Terraform asks to stop what is in flight");
        self.state.stop.operations();
        Ok(Response::new(tf::stop_provider::Response { error: String::new() }))
    }
}
