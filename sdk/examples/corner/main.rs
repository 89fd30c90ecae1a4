//! The abilities of the framework in one provider: the behavioural twin of HashiCorp's corner provider, which HashiCorp
//! tests its own plugin framework with. Each type takes one ability into its corners; to learn how something is written,
//! look for the file named after it:
//!
//! | to see | look into |
//! |---|---|
//! | a value of each type, nested attributes and blocks | `schema` |
//! | a type of one's own with a format and an equality | `custom_type`, `text/`, `time_types` |
//! | a real life cycle, against a database | `user` |
//! | values of any type | `schema`, `dynamic_computed_type_change` |
//! | numbers beyond a float's precision | `float_precision` |
//! | defaults and equality inside sets | `set_with_defaults`, `set_semantic_equality` |
//! | computed twins of every type, computed blocks | `tfsdk_reflection` |
//! | timeouts as a user writes them | `timeouts` |
//! | resources that are nothing but their state | `in_state` |
//! | what names an object for good, and imports by it | `identity` |
//! | a resource that was another type's | `move_state` |
//! | putting off what cannot be said yet | `deferred_action` |
//! | ephemeral resources, renewed and closed | `lifecycle`, `schema` |
//! | an action | `modify_file` |
//! | functions | `functions` |
//! | write-only attributes, state upgrades, plan modifiers, rules about several attributes | `write_only/` |
//! | a state store, a validator of one's own | `in_memory_store` |
//! | how a provider tests itself | `conformance` |
//!
//! The original has no data source, list resource or provider meta, nor has this one.
//!
//! `cargo run -p tfplugin-framework-rs --example corner -- --debug` starts it and prints the `TF_REATTACH_PROVIDERS`
//! with which Terraform finds it, for the address `hashicorp/framework`. With `CORNER_UPGRADE_VERSION=1` in its environment
//! it is the next release, in which `framework_writeonly_upgrade` has another version of its schema.

#![allow(unreachable_pub, reason = "nobody reaches into a program")]

#[cfg(all(test, feature = "testing"))]
mod conformance;
mod custom_type;
mod deferred_action;
mod dynamic_computed_type_change;
mod float_precision;
mod functions;
mod identity;
mod in_memory_store;
mod in_state;
mod lifecycle;
mod modify_file;
mod move_state;
mod schema;
mod set_semantic_equality;
mod set_with_defaults;
mod text;
mod tfsdk_reflection;
mod time_types;
mod timeouts;
mod user;
mod write_only;

use std::{process::ExitCode, sync::Arc};

use tfplugin_framework::{Attr, Configured, Context, Diagnostics, Model, PlanOf, Provider, Registry, serve};

use user::Users;

fn main() -> ExitCode {
    let after_upgrade = std::env::var(UPGRADE_VERSION).is_ok_and(|version| version == "1");
    serve(Corner { users: Arc::default(), upgrade_version: after_upgrade.into() })
}

/// The environment variable with the schema version of `framework_writeonly_upgrade`: 0, or 1 for the release after.
const UPGRADE_VERSION: &str = "CORNER_UPGRADE_VERSION";

/// What resources talk through: the one thing that is not in Terraform's state.
type Client = Arc<Users>;

/// The provider. Under `--debug` one process serves many runs of Terraform, so the users are kept here and not in what
/// a single run configured.
struct Corner {
    users: Arc<Users>,
    upgrade_version: i64,
}

/// The provider block.
#[derive(Clone, Debug, Model)]
struct Settings {
    /// Has no effect.
    dummy: Option<String>,
    /// Puts off everything, if Terraform allows it.
    deferral: Option<bool>,
}

impl Provider for Corner {
    type Config = Settings;
    type Client = Client;

    const ADDRESS: &'static str = "registry.terraform.io/hashicorp/framework";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    /// The original leaves it to Terraform.
    const GENERATES_CONFIG: bool = false;

    fn register(&self, registry: &mut Registry<Self>) {
        // As two releases of a provider would be.
        match self.upgrade_version {
            0 => registry.resource(write_only::WriteOnlyUpgrade::<0>),
            _ => registry.resource(write_only::WriteOnlyUpgrade::<1>),
        };
        functions::register(registry);
        registry
            .resource(custom_type::CustomType)
            .resource(deferred_action::DeferredAction::<false>)
            .resource(deferred_action::DeferredAction::<true>)
            .resource(dynamic_computed_type_change::DynamicComputedTypeChange)
            .resource(float_precision::Float32Precision)
            .resource(float_precision::Float64Precision)
            .resource_with_identity(identity::Identity)
            .resource_with_identity(move_state::MoveState)
            .resource(schema::Schema)
            .resource(set_semantic_equality::SetSemanticEquality)
            .resource(set_with_defaults::AttributeWithDefaults)
            .resource(set_with_defaults::BlockWithDefaults)
            .resource(tfsdk_reflection::TfsdkReflection)
            .resource(time_types::TimeTypes)
            .resource(timeouts::Timeouts)
            .resource(user::User)
            .resource(write_only::Everywhere)
            .resource(write_only::WriteOnce)
            .resource(write_only::WriteOnlyImport)
            .resource(write_only::WriteOnlyMove)
            .resource(write_only::WriteOnlyValidations)
            .ephemeral_resource(lifecycle::Lifecycle)
            .ephemeral_resource(schema::Schema)
            .action(modify_file::ModifyFile)
            .state_store(in_memory_store::InMemoryStore::default());
    }

    async fn configure(
        &self,
        ctx: &Context,
        config: PlanOf<Settings>,
    ) -> Result<Configured<Client>, Diagnostics> {
        if config.deferral == Attr::Known(true) && ctx.deferral_allowed() {
            return Ok(Configured::Unknown);
        }
        Ok(Configured::Ready(self.users.clone()))
    }
}
