//! DNS on the nodes.
//!
//! The ranges are those of the documentation page "DNS resolution in AKS (LocalDNS)". AKS makes use of it by itself where
//! nothing is said (mode `Preferred`), which is not shown as if the user had said so.

use std::collections::BTreeMap;

use arm_client::models::{LocalDnsOverride, LocalDnsProfile};
use tfplugin_framework::{Model, validators::range};

use crate::{checks::word, members::plain, spelling, words};

/// DNS on the nodes.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct LocalDns {
    /// `Preferred` leaves it to AKS, `Required` and `Disabled` decide it.
    #[model(required, validate = word(words::LOCAL_DNS_MODES), equivalent = spelling::ignoring_case)]
    pub(crate) mode: String,

    /// How pods look up names, by zone; the zone `.` is for all others.
    #[model(optional)]
    pub(crate) kube_dns_overrides: Option<BTreeMap<String, DnsOverride>>,

    /// How the nodes themselves look up names, by zone; the zone `.` is for all others.
    #[model(optional)]
    pub(crate) vnet_dns_overrides: Option<BTreeMap<String, DnsOverride>>,
}

/// How names of a zone are looked up.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct DnsOverride {
    /// Seconds for which answers are kept.
    #[model(optional, validate = range(0..))]
    pub(crate) cache_duration_seconds: Option<i64>,

    /// Whom to ask.
    #[model(optional, validate = word(words::DNS_DESTINATIONS), equivalent = spelling::ignoring_case)]
    pub(crate) forward_destination: Option<String>,

    /// Which of several servers to ask.
    #[model(optional, validate = word(words::DNS_POLICIES), equivalent = spelling::ignoring_case)]
    pub(crate) forward_policy: Option<String>,

    /// Questions at the same time.
    #[model(optional, validate = range(0..))]
    pub(crate) max_concurrent: Option<i64>,

    /// How to ask.
    #[model(optional, validate = word(words::DNS_PROTOCOLS), equivalent = spelling::ignoring_case)]
    pub(crate) protocol: Option<String>,

    /// Which questions are logged.
    #[model(optional, validate = word(words::DNS_LOGGING), equivalent = spelling::ignoring_case)]
    pub(crate) query_logging: Option<String>,

    /// Whether old answers serve while no new ones come.
    #[model(optional, validate = word(words::DNS_STALE), equivalent = spelling::ignoring_case)]
    pub(crate) serve_stale: Option<String>,

    /// Seconds for which they do.
    #[model(optional, validate = range(0..))]
    pub(crate) serve_stale_duration_seconds: Option<i64>,
}

/// Writes what is asked for, or leaves the matter to AKS again where somebody decided it before.
pub(crate) fn write(plan: Option<&LocalDns>, azure: &mut Option<LocalDnsProfile>) {
    let Some(plan) = plan else {
        if let Some(azure) = azure.as_mut().filter(|azure| !is_left_to_aks(azure)) {
            *azure = LocalDnsProfile {
                mode: Some("Preferred".into()),
                kube_dns_overrides: azure.kube_dns_overrides.take().map(|_| BTreeMap::new()),
                vnet_dns_overrides: azure.vnet_dns_overrides.take().map(|_| BTreeMap::new()),
                state: None,
            };
        }
        return;
    };
    let of_azure = |overrides: &Option<BTreeMap<String, DnsOverride>>, had: bool| {
        let zones = overrides.iter().flatten().map(|(zone, asked)| (zone.clone(), asked.to_azure()));
        Some(zones.collect::<BTreeMap<_, _>>()).filter(|zones| had || !zones.is_empty())
    };
    let had = azure.take().unwrap_or_default();
    *azure = Some(LocalDnsProfile {
        mode: words::keyword(words::LOCAL_DNS_MODES, Some(plan.mode.clone())),
        kube_dns_overrides: of_azure(&plan.kube_dns_overrides, had.kube_dns_overrides.is_some()),
        vnet_dns_overrides: of_azure(&plan.vnet_dns_overrides, had.vnet_dns_overrides.is_some()),
        state: None,
    });
}

/// What Azure has, unless nobody asked for it.
pub(crate) fn read(azure: Option<LocalDnsProfile>, kept: Option<&LocalDns>) -> Option<LocalDns> {
    let azure = azure.filter(|azure| kept.is_some() || !is_left_to_aks(azure))?;
    let overrides = |zones: Option<BTreeMap<String, LocalDnsOverride>>, kept: Option<&BTreeMap<_, _>>| {
        let zones = zones.unwrap_or_default().into_iter();
        let read: BTreeMap<_, _> = zones.map(|(zone, azure)| (zone, DnsOverride::of_azure(azure))).collect();
        Some(read).filter(|read| !read.is_empty() || kept.is_some_and(BTreeMap::is_empty))
    };
    Some(LocalDns {
        mode: plain(azure.mode).unwrap_or_else(|| "Preferred".into()),
        kube_dns_overrides: overrides(
            azure.kube_dns_overrides,
            kept.and_then(|kept| kept.kube_dns_overrides.as_ref()),
        ),
        vnet_dns_overrides: overrides(
            azure.vnet_dns_overrides,
            kept.and_then(|kept| kept.vnet_dns_overrides.as_ref()),
        ),
    })
}

fn is_left_to_aks(azure: &LocalDnsProfile) -> bool {
    azure.mode.as_ref().is_none_or(|mode| mode.is("Preferred"))
}

impl DnsOverride {
    fn to_azure(&self) -> LocalDnsOverride {
        let plan = self.clone();
        LocalDnsOverride {
            cache_duration_in_seconds: plan.cache_duration_seconds,
            forward_destination: words::keyword(words::DNS_DESTINATIONS, plan.forward_destination),
            forward_policy: words::keyword(words::DNS_POLICIES, plan.forward_policy),
            max_concurrent: plan.max_concurrent,
            protocol: words::keyword(words::DNS_PROTOCOLS, plan.protocol),
            query_logging: words::keyword(words::DNS_LOGGING, plan.query_logging),
            serve_stale: words::keyword(words::DNS_STALE, plan.serve_stale),
            serve_stale_duration_in_seconds: plan.serve_stale_duration_seconds,
        }
    }

    fn of_azure(azure: LocalDnsOverride) -> Self {
        Self {
            cache_duration_seconds: azure.cache_duration_in_seconds,
            forward_destination: plain(azure.forward_destination),
            forward_policy: plain(azure.forward_policy),
            max_concurrent: azure.max_concurrent,
            protocol: plain(azure.protocol),
            query_logging: plain(azure.query_logging),
            serve_stale: plain(azure.serve_stale),
            serve_stale_duration_seconds: azure.serve_stale_duration_in_seconds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_mode(mode: &str) -> LocalDnsProfile {
        LocalDnsProfile { mode: Some(mode.into()), ..LocalDnsProfile::default() }
    }

    #[test]
    fn what_aks_does_by_itself_is_not_shown_as_asked_for() {
        assert_eq!(read(Some(in_mode("Preferred")), None), None);
        assert_eq!(read(Some(in_mode("Required")), None).unwrap().mode, "Required");
        let kept = LocalDns { mode: "Preferred".into(), ..LocalDns::default() };
        assert_eq!(read(Some(in_mode("preferred")), Some(&kept)).unwrap().mode, "preferred");
    }

    #[test]
    fn a_decision_that_is_taken_out_is_left_to_aks_again() {
        let mut azure = Some(in_mode("Required"));
        write(None, &mut azure);
        assert_eq!(azure, Some(in_mode("Preferred")));
        let mut nothing = None;
        write(None, &mut nothing);
        assert_eq!(nothing, None);
    }

    #[test]
    fn zones_that_are_taken_out_are_cleared_and_not_left_out() {
        let zones = || {
            Some(BTreeMap::from([(
                ".".to_owned(),
                DnsOverride { max_concurrent: Some(5), ..DnsOverride::default() },
            )]))
        };
        let asked =
            |zones| LocalDns { mode: "required".into(), kube_dns_overrides: zones, vnet_dns_overrides: None };
        let mut azure = None;
        write(Some(&asked(zones())), &mut azure);
        assert_eq!(read(azure.clone(), None).unwrap().kube_dns_overrides, zones());
        write(Some(&asked(None)), &mut azure);
        assert_eq!(azure.unwrap().kube_dns_overrides, Some(BTreeMap::new()));
    }
}
