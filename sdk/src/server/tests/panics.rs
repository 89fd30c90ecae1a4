//! A provider whose code panics wherever it can: each call answers with diagnostics all the same.
//!
//! Creating, reading, planning and what else has an answer of its own after a panic is tested with those calls.

use tonic::Request;

use super::{Service, message, told, value};
use crate::{
    Action, Configured, Context, DataSource, Diagnostics, EphemeralResource, Found, Identified, Import,
    ListResource, Lock, LockError, Model, MoveSource, Opened, PlanOf, Provider, Registry, Resource, Saved,
    StateStore, UnlockError, Value,
    proto::tfplugin6::{self as tf, provider_server::Provider as _},
    resource::StoredState,
};

/// All that there is has a name.
#[derive(Clone, Debug, Model)]
struct Named {
    /// The name.
    name: String,
}

impl Named {
    fn message(name: &str) -> Option<tf::DynamicValue> {
        message(&Value::object([("name", name.into())]), &Self::block().ty())
    }

    fn null() -> Option<tf::DynamicValue> {
        message(&Value::Null, &Self::block().ty())
    }

    fn identity() -> Option<tf::ResourceIdentityData> {
        Some(tf::ResourceIdentityData { identity_data: Self::message("a") })
    }

    fn stored() -> Option<tf::RawState> {
        Some(tf::RawState { json: br#"{ "name": "a" }"#.to_vec(), ..Default::default() })
    }
}

/// Its name everywhere.
const NAME: &str = "brittle_thing";

struct Brittle;

impl Provider for Brittle {
    type Config = Named;
    type Client = ();

    const ADDRESS: &'static str = "registry.terraform.io/test/brittle";
    const VERSION: &'static str = "0.0.0";

    fn register(&self, registry: &mut Registry<Self>) {
        registry
            .resource_with_identity(Thing)
            .data_source(Thing)
            .ephemeral_resource(Thing)
            .list_resource(Thing)
            .action(Thing)
            .state_store(Thing);
    }

    fn validate(&self, _: &PlanOf<Named>, _: &mut Diagnostics) {
        panic!("in a validation")
    }

    async fn configure(&self, _: &Context, config: PlanOf<Named>) -> Result<Configured<()>, Diagnostics> {
        assert_eq!(config.name.as_str(), Some("solid"), "the configuration");
        Ok(Configured::Ready(()))
    }
}

struct Thing;

impl Resource for Thing {
    type Client = ();
    type Model = Named;

    const NAME: &'static str = NAME;
    const VERSION: i64 = 1;

    fn validate(&self, _: &PlanOf<Named>, _: &mut Diagnostics) {
        panic!("in a validation")
    }

    async fn create(&self, _: &Context, (): &(), _: Named, _: &Saved<Named>) -> Result<Named, Diagnostics> {
        panic!("in a create")
    }

    async fn read(&self, _: &Context, (): &(), _: Named) -> Result<Option<Named>, Diagnostics> {
        panic!("in a read")
    }

    async fn update(
        &self,
        _: &Context,
        (): &(),
        _: Named,
        _: Named,
        saved: &Saved<Named>,
    ) -> Result<Named, Diagnostics> {
        saved.record(&Named { name: "half way".to_owned() });
        panic!("in an update")
    }

    async fn delete(&self, _: &Context, (): &(), _: Named) -> Result<(), Diagnostics> {
        panic!("in a delete")
    }

    async fn import(&self, _: &Context, (): &(), _: &str) -> Result<Import<Named>, Diagnostics> {
        panic!("in an import")
    }

    async fn move_state(&self, _: &Context, _: &MoveSource<'_>) -> Result<Option<Named>, Diagnostics> {
        panic!("in a move")
    }

    fn upgrade(&self, _: i64, _: &StoredState) -> Result<Named, Diagnostics> {
        panic!("in an upgrade")
    }

    fn generate_config(&self, _: &mut PlanOf<Named>) {
        panic!("in the hook of a configuration")
    }
}

impl Identified for Thing {
    type Identity = Named;

    const IDENTITY_VERSION: i64 = 1;

    fn identity(&self, state: &Named, _: Option<&Named>) -> Named {
        state.clone()
    }

    async fn import_by_identity(&self, _: &Context, (): &(), _: Named) -> Result<Import<Named>, Diagnostics> {
        panic!("in an import")
    }

    fn upgrade_identity(&self, _: i64, _: &StoredState) -> Result<Named, Diagnostics> {
        panic!("in an upgrade")
    }
}

impl DataSource for Thing {
    type Client = ();
    type Model = Named;

    const NAME: &'static str = NAME;

    fn validate(&self, _: &PlanOf<Named>, _: &mut Diagnostics) {
        panic!("in a validation")
    }

    async fn read(&self, _: &Context, (): &(), _: Named) -> Result<Named, Diagnostics> {
        panic!("in a read")
    }
}

impl EphemeralResource for Thing {
    type Client = ();
    type Model = Named;

    const NAME: &'static str = NAME;

    fn validate(&self, _: &PlanOf<Named>, _: &mut Diagnostics) {
        panic!("in a validation")
    }

    async fn open(&self, _: &Context, (): &(), _: Named) -> Result<Opened<Named>, Diagnostics> {
        panic!("in an opening")
    }

    async fn close(&self, _: &Context, (): &()) -> Result<(), Diagnostics> {
        panic!("in a closing")
    }
}

impl ListResource for Thing {
    type Resource = Self;
    type Config = Named;

    fn validate(&self, _: &PlanOf<Named>, _: &mut Diagnostics) {
        panic!("in a validation")
    }

    async fn list(&self, _: &Context, (): &(), _: Named, _: &mut Found<Self>) -> Result<(), Diagnostics> {
        panic!("in a list")
    }
}

impl Action for Thing {
    type Client = ();
    type Config = Named;

    const NAME: &'static str = NAME;

    fn validate(&self, _: &PlanOf<Named>, _: &mut Diagnostics) {
        panic!("in a validation")
    }

    async fn invoke(&self, _: &Context, (): &(), _: Named) -> Result<(), Diagnostics> {
        panic!("in an action")
    }
}

impl StateStore for Thing {
    type Client = ();
    type Config = Named;
    type Store = ();

    const NAME: &'static str = NAME;

    fn validate(&self, _: &PlanOf<Named>, _: &mut Diagnostics) {
        panic!("in a validation")
    }

    async fn configure(&self, _: &Context, (): &(), _: Named) -> Result<(), Diagnostics> {
        Ok(())
    }

    async fn list(&self, _: &Context, (): &()) -> Result<Vec<String>, Diagnostics> {
        panic!("in a list")
    }

    async fn read(&self, _: &Context, (): &(), _: &str) -> Result<Option<Vec<u8>>, Diagnostics> {
        panic!("in a read")
    }

    async fn write(&self, _: &Context, (): &(), _: &str, _: Vec<u8>) -> Result<(), Diagnostics> {
        panic!("in a write")
    }

    async fn delete(&self, _: &Context, (): &(), _: &str) -> Result<(), Diagnostics> {
        panic!("in a delete")
    }

    async fn lock(&self, _: &Context, (): &(), _: &str, _: &Lock) -> Result<(), LockError> {
        panic!("in a lock")
    }

    async fn unlock(&self, _: &Context, (): &(), _: &str, _: &str) -> Result<(), UnlockError> {
        panic!("in an unlock")
    }
}

/// A service whose provider is configured, and so is its state store.
async fn brittle() -> Service<Brittle> {
    let service = Service::new(Brittle);
    let request = tf::configure_provider::Request { config: Named::message("solid"), ..Default::default() };
    service.configure_provider(Request::new(request)).await.unwrap();
    let request = tf::configure_state_store::Request {
        type_name: NAME.to_owned(),
        config: Named::message("a"),
        capabilities: Some(tf::StateStoreClientCapabilities { chunk_size: 1 << 20 }),
    };
    let response = service.configure_state_store(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(told(&response.diagnostics), "");
    service
}

const BUG: &str = "error: The provider failed unexpectedly";

/// Makes calls and holds that each tells of a bug.
macro_rules! tells_of_a_bug {
    ($($call:ident { $($field:ident: $value:expr),* $(,)? }),* $(,)?) => {{
        let service = brittle().await;
        $(
            #[allow(clippy::needless_update, reason = "some requests have these fields only")]
            let request = tf::$call::Request { $($field: $value,)* ..Default::default() };
            let response = service.$call(Request::new(request)).await.unwrap().into_inner();
            assert_eq!(told(&response.diagnostics), BUG, stringify!($call));
        )*
    }};
}

#[tokio::test]
async fn a_panic_while_a_configuration_is_checked_is_an_error() {
    let a = || Named::message("a");
    tells_of_a_bug! {
        validate_provider_config { config: a() },
        validate_resource_config { type_name: NAME.into(), config: a() },
        validate_data_resource_config { type_name: NAME.into(), config: a() },
        validate_ephemeral_resource_config { type_name: NAME.into(), config: a() },
        validate_list_resource_config { type_name: NAME.into(), config: a() },
        validate_action_config { type_name: NAME.into(), config: a() },
        configure_provider { config: a() },
    }
    let request = tf::validate_state_store::Request { type_name: NAME.into(), config: a() };
    let response = brittle().await.validate_state_store_config(Request::new(request)).await.unwrap();
    assert_eq!(told(&response.into_inner().diagnostics), BUG);
}

#[tokio::test]
async fn a_panic_while_what_is_stored_comes_in_is_an_error() {
    tells_of_a_bug! {
        upgrade_resource_state { type_name: NAME.into(), version: 0, raw_state: Named::stored() },
        upgrade_resource_identity { type_name: NAME.into(), version: 0, raw_identity: Named::stored() },
        move_resource_state {
            source_provider_address: "registry.terraform.io/a/b".into(),
            source_state: Named::stored(),
            target_type_name: NAME.into(),
        },
        import_resource_state { type_name: NAME.into(), id: "a".into() },
        import_resource_state { type_name: NAME.into(), identity: Named::identity() },
        generate_resource_config { type_name: NAME.into(), state: Named::message("a") },
        read_data_source { type_name: NAME.into(), config: Named::message("a") },
    }
}

#[tokio::test]
async fn a_panic_in_an_operation_of_any_other_kind_is_an_error() {
    tells_of_a_bug! {
        open_ephemeral_resource { type_name: NAME.into(), config: Named::message("a") },
        close_ephemeral_resource { type_name: NAME.into(), private: Some(Vec::new()) },
        get_states { type_name: NAME.into() },
        lock_state { type_name: NAME.into(), state_id: "s".into() },
        unlock_state { type_name: NAME.into(), state_id: "s".into(), lock_id: "l".into() },
        delete_state { type_name: NAME.into(), state_id: "s".into() },
    }
}

#[tokio::test]
async fn an_update_or_delete_that_panics_keeps_the_state() {
    let applied = async |planned_state: Option<tf::DynamicValue>| {
        let request = tf::apply_resource_change::Request {
            type_name: NAME.to_owned(),
            prior_state: Named::message("a"),
            config: planned_state.clone(),
            planned_state,
            planned_identity: Named::identity(),
            ..Default::default()
        };
        let response =
            brittle().await.apply_resource_change(Request::new(request)).await.unwrap().into_inner();
        assert_eq!(told(&response.diagnostics), BUG);
        value(response.new_state, &Named::block().ty())
    };
    assert_eq!(applied(Named::message("b")).await, Value::object([("name", "half way".into())]));
    assert_eq!(applied(Named::null()).await, Value::object([("name", "a".into())]));
}
