//! A preview needs its feature, in this order: register the feature, wait until it is Registered, register the resource
//! provider `Microsoft.ContainerService` again. Without the provider no cluster can be made at all.
//!
//! # Why
//!
//! A feature that is not Registered is not there, and one that is reaches the service only with the next registration of
//! its provider. What a plan sees may be mended by the same run, so that this is a warning.
//!
//! # Way out
//!
//! Declare `aksoverlay_feature_registration` (or `aksoverlay_provider_registration`) and let the cluster depend on it: the
//! resource registers, waits, and refreshes the provider, in this order.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on registering the feature, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - Azure answers `MissingSubscriptionRegistration` without the provider:
//!   <https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider>.

use tfplugin_framework::Path;

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, finding::written, rule::ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "feature-registration-order",
    number: "R51",
    title: "Features and the resource provider are registered before the cluster is made",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Warning,
        because: "The article on Azure CNI Overlay has the rule, and it holds for every preview.",
    }],
    when: &[Change::Create, Change::Update],
    looks_at: &[Source::Config, Source::State, Source::Registrations],
    lowering: Lowering::Allowed("The same run may register what is missing, before the cluster."),
    yields_to: &["dual-stack-feature"],
    check,
};

const PROVIDER: &str = "Microsoft.ContainerService";

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(found) = view.lookups.registrations.found() else { return };
    if view.is_settled() {
        return;
    }
    for (feature, path) in needed(view) {
        let Some(state) = view.feature_state(feature).filter(|state| !is_registered(state)) else { continue };
        let attribute = written(&path);
        findings
            .report(Some(path), format!("{attribute} is a preview that needs the feature {feature}"))
            .fact(format!("The feature is {state} in the subscription."))
            .why("Azure takes what a preview offers only after its feature is Registered and the provider refreshed.")
            .way_out(format!(
                "Register {feature} with aksoverlay_feature_registration before the cluster, or leave {attribute} out."
            ));
    }
    let state = &found.container_service;
    if !state.is_empty() && !is_registered(state) {
        findings
            .report(None, format!("The resource provider {PROVIDER} is not registered"))
            .fact(format!("It is {state} in the subscription."))
            .why(format!("Azure makes no cluster, and shows no preview, before {PROVIDER} is Registered."))
            .way_out(format!(
                "Declare aksoverlay_provider_registration for \"{PROVIDER}\" and let the cluster depend on it, or run `az \
                 provider register --namespace {PROVIDER} --wait`."
            ));
    }
}

/// The features that the plan needs, each with what asks for it.
fn needed(view: &View) -> Vec<(&'static str, Path)> {
    let outbound = view.effective(|network| &network.outbound_type).value();
    let managed = outbound.is_some_and(|outbound| outbound.eq_ignore_ascii_case("managedNATGateway"));
    let is_v2 = view.network.nat_gateway.sku.is_known_and(|sku| sku.eq_ignore_ascii_case("StandardV2"));
    let sku = view.network.attribute("nat_gateway").attribute("sku");
    (managed && is_v2).then_some(("ManagedNATGatewayV2Preview", sku)).into_iter().collect()
}

fn is_registered(state: &str) -> bool {
    state.eq_ignore_ascii_case("Registered")
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, Lookup, Registrations, View,
        sample::{known, valid},
    };

    fn with(provider: &str, feature: &str, sku: &str) -> View {
        valid().with(|view| {
            view.network.outbound_type = known("managedNATGateway");
            view.network.nat_gateway.sku = known(sku);
            view.pools[0].subnet_id = Attr::Null;
            view.lookups.vnet = Lookup::NotAsked;
            view.lookups.registrations = Lookup::Found(Registrations {
                features: vec![("ManagedNATGatewayV2Preview".to_owned(), feature.to_owned())],
                container_service: provider.to_owned(),
            });
        })
    }

    const WARNED: [(&str, Level); 1] = [("feature-registration-order", Level::Warning)];

    #[test]
    fn a_preview_needs_its_feature() {
        assert_eq!(with("Registered", "NotRegistered", "standardv2").codes(), WARNED);
        assert_eq!(with("Registered", "Pending", "StandardV2").codes(), WARNED);
        assert_eq!(with("Registered", "Registered", "standardv2").codes(), []);
        assert_eq!(with("Registered", "NotRegistered", "standard").codes(), []);
    }

    #[test]
    fn a_cluster_needs_its_resource_provider() {
        assert_eq!(with("NotRegistered", "Registered", "standard").codes(), WARNED);
        assert_eq!(with("Registering", "Registered", "standardv2").codes(), WARNED);
        assert_eq!(with("", "Registered", "standard").codes(), []);
    }
}
