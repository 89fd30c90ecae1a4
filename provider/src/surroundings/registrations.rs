//! What the subscription is registered for.

use super::{Look, Question, memory::Answer};
use crate::{
    provider_registration::REGISTERED,
    rules::{Lookup, Registrations},
};

/// The resource provider of AKS.
const AKS: &str = "Microsoft.ContainerService";

/// Features that were previews once. Azure lists what can be registered today; what it does not list any more, a
/// subscription does not have.
const FORMER_PREVIEWS: [&str; 4] = [
    "AzureOverlayPreview",
    "AzureOverlayDualStackPreview",
    "EnableAzureCNIOverlayPodCIDRExpansion",
    "ManagedNATGatewayV2Preview",
];

/// The preview features of AKS, and the registration of its resource provider, as they are; in a plan those that the same
/// run registers before count as registered.
pub(super) async fn of_subscription(look: &Look<'_>) -> Lookup<Registrations> {
    let (features, container_service) = tokio::join!(features(look), provider(look));
    match (features, container_service) {
        (Ok(features), Ok(container_service)) => {
            let mut found = Registrations { features, container_service };
            register_planned(look, &mut found);
            Lookup::Found(found)
        }
        (Err(one), Err(other)) => Lookup::Unavailable(format!("{one} {other}")),
        (Err(reason), Ok(_)) | (Ok(_), Err(reason)) => Lookup::Unavailable(reason),
    }
}

fn register_planned(look: &Look<'_>, found: &mut Registrations) {
    let Some(planned) = look.planned else { return };
    for (feature, state) in &mut found.features {
        if planned.registers(AKS, Some(feature)) {
            *state = REGISTERED.to_owned();
        }
    }
    if planned.registers(AKS, None) {
        found.container_service = REGISTERED.to_owned();
    }
}

async fn features(look: &Look<'_>) -> Answer<Vec<(String, String)>> {
    let question = Question::new(
        format!("The list of the preview features of {AKS}"),
        "Microsoft.Features/providers/features/read",
    );
    let features = look.arm.features();
    let azure = async {
        let found = features.list(AKS).collect_all().await?;
        let mut named: Vec<(String, String)> = found
            .into_iter()
            .filter_map(|feature| {
                let feature = feature.into_model();
                let state = feature.properties.and_then(|properties| properties.state)?;
                // Azure lists them as "Microsoft.ContainerService/NAME".
                let name = feature.name?;
                Some((name.rsplit('/').next().unwrap_or(&name).to_owned(), String::from(state)))
            })
            .collect();
        for former in FORMER_PREVIEWS {
            if !named.iter().any(|(name, _)| name.eq_ignore_ascii_case(former)) {
                named.push((former.to_owned(), "NotRegistered".to_owned()));
            }
        }
        Ok(named)
    };
    look.ask(&look.memory.features, &(), &question, azure).await
}

async fn provider(look: &Look<'_>) -> Answer<String> {
    let question = Question::new(
        format!("The registration of resource provider {AKS}"),
        "Microsoft.Resources/subscriptions/providers/read",
    );
    let providers = look.arm.resource_providers();
    let azure = async {
        let provider = providers.get(AKS).await?.into_model();
        Ok(provider.registration_state.map(String::from).unwrap_or_default())
    };
    look.ask(&look.memory.providers, &(), &question, azure).await
}
