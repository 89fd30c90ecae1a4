//! The provider: what it offers, and how the provider block becomes a session.

use tfplugin_framework::{Attr, Configured, Context, Diagnostics, Model, Path, PlanOf, Provider, Registry};

use crate::{
    cluster::ClusterResource,
    cluster_data::ClusterDataSource,
    declared_networks,
    dual_stack::DualStackResource,
    feature_registration::FeatureRegistrationResource,
    functions::{
        CidrsOverlap, DnsServiceIp, LoadBalancerServices, NextFreeCidr, NodeCapacity, SmallestPodCidr,
    },
    kubeconfig::KubeconfigResource,
    kubernetes_versions::KubernetesVersionsDataSource,
    network_plan::NetworkPlanDataSource,
    node_pool::NodePoolResource,
    provider_registration::ProviderRegistrationResource,
    resource_group::ResourceGroupResource,
    rules::RuleSettings,
    session::Session,
    settings::Settings,
    today,
    upgrade_readiness::UpgradeReadinessDataSource,
};

/// The provider `aksoverlay`.
#[derive(Clone, Copy, Debug, Default)]
pub struct AksOverlay;

impl Provider for AksOverlay {
    type Config = Settings;
    type Client = Session;

    const ADDRESS: &'static str = "registry.terraform.io/aksoverlay/aksoverlay";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    fn register(&self, registry: &mut Registry<Self>) {
        registry
            .resource_with_identity(ResourceGroupResource)
            .resource_with_identity(ClusterResource)
            .resource_with_identity(DualStackResource)
            .resource_with_identity(NodePoolResource)
            .resource_with_identity(FeatureRegistrationResource)
            .resource_with_identity(ProviderRegistrationResource)
            .ephemeral_resource(KubeconfigResource)
            .data_source(ClusterDataSource)
            .data_source(KubernetesVersionsDataSource)
            .data_source(NetworkPlanDataSource)
            .data_source(UpgradeReadinessDataSource)
            .function(CidrsOverlap)
            .function(DnsServiceIp)
            .function(LoadBalancerServices)
            .function(NextFreeCidr)
            .function(NodeCapacity)
            .function(SmallestPodCidr);
    }

    fn validate(&self, config: &PlanOf<Settings>, diagnostics: &mut Diagnostics) {
        let settings = diagnostics.take(Settings::from_plan(config)).flatten();
        diagnostics.take(settings.map_or(Ok(()), |settings| rules(&settings).map(drop)));
    }

    async fn configure(
        &self,
        _: &Context,
        config: PlanOf<Settings>,
    ) -> Result<Configured<Session>, Diagnostics> {
        // A network that is not known yet keeps nobody from planning; the rules wait for it.
        let declared = declared_networks::read(&config.declared_networks, None);
        let config = PlanOf::<Settings> { declared_networks: Attr::Null, ..config };
        let Some(settings) = Settings::from_plan(&config)? else { return Ok(Configured::Unknown) };
        let settings =
            settings.or_from(&|name| std::env::var(name).ok().filter(|value| !value.is_empty()))?;
        let rules = rules(&settings)?;
        let session = Session::open(&settings, rules).await?;
        Ok(Configured::Ready(Session { declared_networks: declared, ..session }))
    }
}

/// How the provider block wants the rules to be applied.
fn rules(settings: &Settings) -> Result<RuleSettings, Diagnostics> {
    let rules = settings.rules.clone().unwrap_or_default();
    let overrides = rules.overrides.unwrap_or_default();
    RuleSettings::read(rules.as_of.as_deref(), &overrides, today(), &Path::of("rules"))
}
