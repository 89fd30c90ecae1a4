//! What resources talk through: the client of one configured provider, and what belongs to it.

use std::sync::Arc;

use arm_client::{ArmClient, ArmClientOptions, Cloud, Polling, ResourceGroupId, credential, transport};
use azure_core::{credentials::TokenCredential, http::HttpClient};
use tfplugin_framework::{Context, Diagnostic, Diagnostics, Path};

use crate::{
    emulated,
    planned::Plans,
    rules::{DeclaredNetwork, RuleSettings},
    settings::Settings,
    surroundings,
};

/// The subscription of the embedded Azure, where none is configured.
const EMULATED_SUBSCRIPTION: &str = "00000000-0000-0000-0000-000000000000";

/// A configured provider.
#[derive(Debug)]
pub struct Session {
    /// The client of Azure Resource Manager.
    pub(crate) arm: ArmClient,
    /// Whether a resource that exists as written is taken over by a create.
    pub(crate) adopt_existing: bool,
    /// How the rules are applied.
    pub(crate) rules: RuleSettings,
    /// The clusters and pools that are planned in this run.
    pub(crate) plans: Plans,
    /// Networks that Azure does not show.
    pub(crate) declared_networks: Vec<DeclaredNetwork>,
    /// Whether commands may be run in clusters, to see what only Kubernetes knows.
    pub(crate) inspect_clusters: bool,
    /// What was read around clusters.
    pub(crate) memory: surroundings::Memory,
}

impl Session {
    /// Connects as the settings say. Nothing is sent yet, except where the cloud itself has to be asked for.
    ///
    /// # Errors
    /// Which setting, or which environment variable, is missing or wrong.
    pub(crate) async fn open(settings: &Settings, rules: RuleSettings) -> Result<Self, Diagnostics> {
        let arm = if settings.is_emulated() { embedded(settings)? } else { remote(settings).await? };
        let inspect_clusters = settings.rules.as_ref().and_then(|rules| rules.inspect_clusters);
        let session = Self::new(arm, settings.adopt_existing.unwrap_or(true), rules);
        Ok(Self { inspect_clusters: inspect_clusters.unwrap_or(false), ..session })
    }

    /// A session over this client.
    pub(crate) fn new(arm: ArmClient, adopt_existing: bool, rules: RuleSettings) -> Self {
        let memory = surroundings::Memory::default();
        Self {
            arm,
            adopt_existing,
            rules,
            plans: Plans::default(),
            declared_networks: Vec::new(),
            inspect_clusters: false,
            memory,
        }
    }

    /// The client for a call that has until its deadline: a wait that would outlast it ends at once, and says what was
    /// waited for.
    pub(crate) fn within(&self, ctx: &Context) -> ArmClient {
        match ctx.deadline() {
            Some(deadline) => self.arm.with_deadline(deadline.into()),
            None => self.arm.clone(),
        }
    }

    /// The ID of a resource group of the subscription.
    pub(crate) fn resource_group(&self, name: &str) -> ResourceGroupId {
        ResourceGroupId::new(self.arm.subscription_id(), name)
    }
}

/// A client of the Azure inside this process.
fn embedded(settings: &Settings) -> Result<ArmClient, Diagnostics> {
    let world = settings.world()?;
    let transport = emulated::open(&world).map_err(|error| {
        Diagnostic::from_error("The emulated Azure cannot be opened", &error)
            .hint(format!(
                "Its data directory is {} (emulator.data_dir, AKSOVERLAY_EMULATOR_DATA_DIR).",
                world.data_dir.display()
            ))
            .at(Path::of("emulator"))
    })?;
    let subscription_id = settings.subscription_id.clone().unwrap_or_else(|| EMULATED_SUBSCRIPTION.into());
    Ok(over(transport, subscription_id, Polling::at_speed(world.speed)))
}

/// A client of an emulated Azure behind a transport.
pub(crate) fn over(transport: Arc<dyn HttpClient>, subscription_id: String, polling: Polling) -> ArmClient {
    client(Cloud::emulated(), subscription_id, credential::fixed_token("emulated"), transport, polling)
}

/// A client of an Azure somewhere else.
async fn remote(settings: &Settings) -> Result<ArmClient, Diagnostics> {
    let transport = transport::https()
        .map_err(|error| Diagnostic::from_error("No HTTPS connections can be made", &error))?;
    let cloud = cloud(settings, &transport).await?;
    let Some(subscription_id) = settings.subscription_id.clone() else {
        let detail = "Set subscription_id in the provider block or the environment variable ARM_SUBSCRIPTION_ID to the ID \
                      of the subscription to work in (\"az account show --query id\" prints the one of the Azure CLI). \
                      Without a subscription, environment = \"emulated\" gives an Azure inside the provider.";
        return Err(Diagnostic::error("No subscription is configured", detail)
            .at(Path::of("subscription_id"))
            .into());
    };
    let credential = settings
        .credential()
        .resolve(&cloud, &transport)
        .map_err(|error| Diagnostic::from_error("Cannot sign in to Azure with this configuration", &error))?;
    Ok(client(cloud, subscription_id, credential, transport, Polling::default()))
}

async fn cloud(settings: &Settings, transport: &Arc<dyn HttpClient>) -> Result<Cloud, Diagnostics> {
    if let Some(host) = &settings.metadata_host {
        return Cloud::discover(host, transport).await.map_err(|error| {
            Diagnostic::from_error("The cloud could not be asked for its addresses", &error)
                .hint(format!(
                    "metadata_host (ARM_METADATA_HOSTNAME) is \"{host}\"; expected a host and port, without https://, that \
                     answers GET /metadata/endpoints over HTTPS with a certificate that this machine trusts \
                     (SSL_CERT_FILE names a file with further authorities)."
                ))
                .at(Path::of("metadata_host"))
                .into()
        });
    }
    let name = settings.environment.as_deref().unwrap_or("public");
    Cloud::named(name).ok_or_else(|| {
        let detail = format!(
            "environment (ARM_ENVIRONMENT) is \"{name}\"; expected \"public\", \"usgovernment\", \"china\" or \"emulated\"."
        );
        Diagnostic::error("Unknown cloud", detail).at(Path::of("environment")).into()
    })
}

fn client(
    cloud: Cloud,
    subscription_id: String,
    credential: Arc<dyn TokenCredential>,
    transport: Arc<dyn HttpClient>,
    polling: Polling,
) -> ArmClient {
    let user_agent = Some(concat!("terraform-provider-aksoverlay/", env!("CARGO_PKG_VERSION")).to_owned());
    let options = ArmClientOptions { cloud, subscription_id, credential, transport, user_agent, polling };
    ArmClient::new(options).with_progress(Arc::new(|progress| tracing::info!("{progress}")))
}
