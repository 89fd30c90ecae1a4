//! What the calls share: the provider, what it offers, and the client once it is configured.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use super::{convert, operation::Limit, stores::Stores};
use crate::{
    context::Context,
    diag::{Diagnostic, Diagnostics},
    private::Private,
    proto::tfplugin6 as tf,
    provider::Provider,
    registry::{
        AnyAction, AnyDataSource, AnyEphemeralResource, AnyListResource, AnyResource, AnyStateStore, Registry,
    },
    stop::Stop,
    value::Value,
};

/// What the calls share.
pub(super) struct State<P: Provider> {
    pub(super) provider: P,
    pub(super) registry: Registry<P>,
    pub(super) stop: Stop,
    pub(super) stores: Stores,
    client: Mutex<Client<P::Client>>,
    /// Whether the caller knows of resource identities.
    knows_identity: AtomicBool,
}

/// The client. Under a debugger, the same process is configured again and again.
#[derive(Debug)]
pub(super) enum Client<C> {
    /// Terraform has not called `ConfigureProvider`.
    NotConfigured,
    /// Part of the provider block is known only at apply.
    Unknown,
    /// Ready.
    Ready(Arc<C>),
}

impl<C> Clone for Client<C> {
    fn clone(&self) -> Self {
        match self {
            Self::NotConfigured => Self::NotConfigured,
            Self::Unknown => Self::Unknown,
            Self::Ready(client) => Self::Ready(Arc::clone(client)),
        }
    }
}

impl<C> Client<C> {
    /// The client for work that cannot be done without one.
    pub(super) fn required(self, work: &str) -> Result<Arc<C>, Diagnostics> {
        match self {
            Self::Ready(client) => Ok(client),
            Self::Unknown => Err(Diagnostic::error(
                "The provider's configuration is not known yet",
                format!(
                    "A value in the provider block is known only after apply, so {work} is not possible now. Apply \
                     first what that value depends on, for example with \
                     `terraform apply -target=ADDRESS`, or give the value directly."
                ),
            )
            .into()),
            Self::NotConfigured => Err(Diagnostic::error(
                "The provider is not configured",
                format!("Terraform asked for {work} before it configured the provider. This is a bug in Terraform."),
            )
            .into()),
        }
    }

    /// The client, if there is one.
    pub(super) fn ready(&self) -> Option<&C> {
        match self {
            Self::Ready(client) => Some(client),
            Self::Unknown | Self::NotConfigured => None,
        }
    }

    /// Whether part of the provider block is known only at apply.
    pub(super) fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

impl<P: Provider> State<P> {
    pub(super) fn new(provider: P, stop: Stop) -> Self {
        let registry = Registry::of(&provider);
        Self {
            provider,
            registry,
            stop,
            client: Mutex::new(Client::NotConfigured),
            knows_identity: AtomicBool::new(false),
            stores: Stores::default(),
        }
    }

    /// The client as it is now.
    pub(super) fn client(&self) -> Client<P::Client> {
        self.client.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on this is the client; calls in flight keep theirs.
    pub(super) fn set_client(&self, client: Client<P::Client>) {
        *self.client.lock().unwrap_or_else(PoisonError::into_inner) = client;
    }

    /// Takes note of the caller's version. Only this tells whether it knows of identities: there is no capability for
    /// it, and OpenTofu gives the version of a Terraform that does since it does itself.
    pub(super) fn set_caller(&self, version: &str) {
        let mut parts = version.split('.').map(|part| part.parse::<u32>().ok());
        let knows = matches!((parts.next(), parts.next()), (Some(Some(major)), Some(Some(minor))) if (major, minor) >= (1, 12));
        self.knows_identity.store(knows, Ordering::Relaxed);
    }

    /// Whether the caller is known to know of resource identities. If it is not, it may still do.
    pub(super) fn knows_identity(&self) -> bool {
        self.knows_identity.load(Ordering::Relaxed)
    }

    /// A resource by its type name.
    pub(super) fn resource(&self, name: &str) -> Result<Arc<dyn AnyResource<P::Client>>, Diagnostics> {
        self.registry.resources.get(name).cloned().ok_or_else(|| unknown::<P>("resource type", name))
    }

    /// A data source by its type name.
    pub(super) fn data_source(&self, name: &str) -> Result<Arc<dyn AnyDataSource<P::Client>>, Diagnostics> {
        self.registry.data_sources.get(name).cloned().ok_or_else(|| unknown::<P>("data source", name))
    }

    /// An ephemeral resource by its type name.
    pub(super) fn ephemeral_resource(
        &self,
        name: &str,
    ) -> Result<Arc<dyn AnyEphemeralResource<P::Client>>, Diagnostics> {
        let found = self.registry.ephemeral_resources.get(name).cloned();
        found.ok_or_else(|| unknown::<P>("ephemeral resource", name))
    }

    /// A list resource by its type name.
    pub(super) fn list_resource(
        &self,
        name: &str,
    ) -> Result<Arc<dyn AnyListResource<P::Client>>, Diagnostics> {
        self.registry.list_resources.get(name).cloned().ok_or_else(|| unknown::<P>("list resource", name))
    }

    /// An action by its type name.
    pub(super) fn action(&self, name: &str) -> Result<Arc<dyn AnyAction<P::Client>>, Diagnostics> {
        self.registry.actions.get(name).cloned().ok_or_else(|| unknown::<P>("action", name))
    }

    /// A state store by its type name.
    pub(super) fn state_store(&self, name: &str) -> Result<Arc<dyn AnyStateStore<P::Client>>, Diagnostics> {
        self.registry.state_stores.get(name).cloned().ok_or_else(|| unknown::<P>("state store", name))
    }

    /// The surroundings of a call: until when, what is stored in private, what the caller can do, and what the module
    /// says of itself.
    pub(super) fn surroundings(
        &self,
        limit: &Limit,
        private: Private,
        caller: Option<&tf::ClientCapabilities>,
        meta: Option<&tf::DynamicValue>,
    ) -> Result<Context, Diagnostics> {
        let meta = match &self.registry.provider_meta {
            Some(shape) => convert::decode(meta, &shape.ty, "the provider meta")?,
            None => Value::Null,
        };
        let ctx = limit.context(self.stop.operation(), private);
        Ok(ctx.with_capabilities(convert::capabilities(caller)).with_provider_meta(meta))
    }

    /// The surroundings of a call that has no timeout.
    pub(super) fn context(&self, private: Private) -> Context {
        Context::new(self.stop.operation(), None, private)
    }
}

fn unknown<P: Provider>(kind: &str, name: &str) -> Diagnostics {
    Diagnostic::error(
        format!("Unknown {kind} {name}"),
        format!(
            "{} {} has no {kind} of this name. Another version of the provider may have.",
            P::ADDRESS,
            P::VERSION
        ),
    )
    .into()
}
