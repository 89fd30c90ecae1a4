//! Checks of single attributes: the names and forms that Azure demands. What needs more than one attribute is a rule.

use arm_client::ResourceId;
use tfplugin_framework::{
    Value,
    schema::Validator,
    validators::{Combine as _, custom, each, keys, matching, one_of},
};

/// One of Azure's words, in any case.
pub(crate) fn word(words: &'static [&'static str]) -> impl Validator {
    one_of(words.iter().copied()).ignoring_case()
}

/// A list of Azure's words, in any case.
pub(crate) fn words(words: &'static [&'static str]) -> impl Validator {
    each(word(words))
}

/// An ARM resource ID of this type, such as `Microsoft.Network/publicIPAddresses`.
pub(crate) fn resource_id(resource_type: &'static str) -> impl Validator {
    let (namespace, types) = resource_type.split_once('/').unwrap_or((resource_type, ""));
    let path: String = types.split('/').map(|part| format!("/{part}/NAME")).collect();
    let description = format!(
        "must be a resource ID of the form /subscriptions/SUBSCRIPTION/resourceGroups/GROUP/providers/{namespace}{path}"
    );
    matching(description, move |text| {
        text.parse::<ResourceId>().is_ok_and(|id| id.resource_type().eq_ignore_ascii_case(resource_type))
    })
}

/// The ID of a subnet.
pub(crate) fn subnet_id() -> impl Validator {
    resource_id("Microsoft.Network/virtualNetworks/subnets")
}

/// The ID of a subscription.
pub(crate) fn subscription_id() -> impl Validator {
    matching(format!("must be {SUBSCRIPTION_ID}"), is_subscription_id)
}

/// What the ID of a subscription looks like.
pub(crate) const SUBSCRIPTION_ID: &str =
    "the ID of a subscription, such as \"11111111-2222-3333-4444-555555555555\", not its name";

/// Whether this is the ID of a subscription: a GUID.
pub(crate) fn is_subscription_id(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.chars().all(|c| c.is_ascii_hexdigit()))
}

/// The name of an Azure region in either spelling. Which regions exist is Azure's to say.
pub(crate) fn location() -> impl Validator {
    matching("must be an Azure region, such as \"westeurope\" or \"West Europe\"", |text| {
        text.chars().any(|c| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ')
    })
}

/// Rule of Microsoft.ContainerService/managedClusters.
pub(crate) fn cluster_name() -> impl Validator {
    matching("must have 1 to 63 letters, digits, - and _, with a letter or digit first and last", |text| {
        let inner = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        (1..=63).contains(&text.len()) && text.chars().all(inner) && bounded_by_alphanumerics(text)
    })
}

/// Rule of Microsoft.Resources/resourceGroups.
pub(crate) fn resource_group_name() -> impl Validator {
    matching("must have 1 to 90 letters, digits and -_.() and not end in a full stop", |text| {
        let inner = |c: char| c.is_alphanumeric() || "-_.()".contains(c);
        (1..=90).contains(&text.chars().count()) && text.chars().all(inner) && !text.ends_with('.')
    })
}

/// The first label of a host name, as `dnsPrefix` takes it.
pub(crate) fn dns_label() -> impl Validator {
    matching("must have 1 to 54 letters, digits and -, with a letter or digit first and last", |text| {
        let inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
        (1..=54).contains(&text.len()) && text.chars().all(inner) && bounded_by_alphanumerics(text)
    })
}

/// Rule of Microsoft.ContainerService/managedClusters/agentPools for Linux pools.
pub(crate) fn pool_name() -> impl Validator {
    matching("must have 1 to 12 lower-case letters and digits, a letter first", |text| {
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        (1..=12).contains(&text.len())
            && text.chars().all(inner)
            && text.starts_with(|c: char| c.is_ascii_lowercase())
    })
}

/// `1.35` or `1.35.7`.
pub(crate) fn kubernetes_version() -> impl Validator {
    matching("must be a Kubernetes version, such as \"1.35\" or \"1.35.7\"", |text| {
        let parts: Vec<&str> = text.split('.').collect();
        (2..=3).contains(&parts.len()) && parts.iter().all(|part| is_number(part))
    })
}

/// A number of nodes or a share of the pool.
pub(crate) fn node_quota() -> impl Validator {
    matching("must be a number of nodes, such as \"2\", or a share of the pool up to \"100%\"", |text| {
        match text.strip_suffix('%') {
            Some(share) => is_number(share) && share.parse::<u32>().is_ok_and(|share| share <= 100),
            None => is_number(text),
        }
    })
}

/// US dollars per hour, or -1.
pub(crate) fn spot_price() -> impl Validator {
    custom(
        "must be a price above 0 with at most five decimal places, or -1 for no limit of its own",
        |value: &Value| {
            let price = value.as_number().map(tfplugin_framework::Number::to_f64);
            price.is_some_and(|price| price == -1.0 || price > 0.0 && (price * 1e5).fract().abs() < 1e-6)
        },
    )
}

/// The name of a VM size, such as `Standard_D4s_v5`. Which sizes exist is Azure's to say.
pub(crate) fn vm_size() -> impl Validator {
    matching("must be a VM size, such as \"Standard_D4s_v5\"", |text| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
    })
}

/// Kubernetes taints.
pub(crate) fn node_taint() -> impl Validator {
    let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
    each(matching(
        "must be of the form key=value:Effect, where the effect is NoSchedule, PreferNoSchedule or NoExecute",
        move |text| {
            let Some((pair, effect)) = text.rsplit_once(':') else { return false };
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            effects.contains(&effect) && is_label_key(key) && is_label_value(value)
        },
    ))
}

/// Kubernetes labels of nodes. Azure refuses those whose prefixes it keeps for itself, except the one that marks spot
/// machines, which requests may repeat (documentation page "Use labels in an AKS cluster", "Reserved system labels").
pub(crate) fn node_labels() -> impl Validator {
    let key = matching(
        "must be of the form [PREFIX/]NAME as Kubernetes wants it, without the prefixes kubernetes.azure.com/ and \
         kubernetes.io/, which are AKS's own",
        |key| is_label_key(key) && !is_kept_for_aks(key),
    );
    let value =
        matching("must have at most 63 letters, digits, -, _ and ., as Kubernetes wants it", is_label_value);
    keys(key).and(each(value))
}

fn is_kept_for_aks(key: &str) -> bool {
    let kept = ["kubernetes.azure.com/", "kubernetes.io/"];
    kept.iter().any(|prefix| key.starts_with(prefix)) && key != "kubernetes.azure.com/scalesetpriority"
}

/// `[PREFIX/]NAME`, the prefix a DNS subdomain (kubernetes.io/docs/concepts/overview/working-with-objects/labels).
fn is_label_key(key: &str) -> bool {
    let is_subdomain = |prefix: &str| {
        let label = |c: char| c == '-' || c.is_ascii_lowercase() || c.is_ascii_digit();
        let is_part = |part: &str| !part.is_empty() && is_label_value(part) && part.chars().all(label);
        prefix.len() <= 253 && prefix.split('.').all(is_part)
    };
    let (prefix, name) = key.split_once('/').map_or((None, key), |(prefix, name)| (Some(prefix), name));
    prefix.is_none_or(is_subdomain) && !name.is_empty() && is_label_value(name)
}

fn is_label_value(value: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    value.is_empty() || value.len() <= 63 && value.chars().all(inner) && bounded_by_alphanumerics(value)
}

/// `1ms` to `1s`, as the kubelet takes it.
pub(crate) fn cpu_quota_period() -> impl Validator {
    matching("must be a duration from \"1ms\" to \"1s\", such as \"100ms\"", |text| {
        let number = |digits: &str| digits.parse::<u32>().ok().filter(|_| is_number(digits));
        match (text.strip_suffix("ms"), text.strip_suffix('s')) {
            (Some(millis), _) => number(millis).is_some_and(|millis| (1..=1000).contains(&millis)),
            (None, Some(seconds)) => number(seconds) == Some(1),
            (None, None) => false,
        }
    })
}

/// Two ports, as in `net.ipv4.ip_local_port_range`.
pub(crate) fn port_range() -> impl Validator {
    matching(
        "must be a first port from 1024 to 60999 and a last port from 32768 to 65535, such as \"32768 60999\"",
        |text| {
            let ports: Vec<u32> = text
                .split_whitespace()
                .filter_map(|port| port.parse().ok().filter(|_| is_number(port)))
                .collect();
            matches!(ports[..], [first, last]
                if (1024..=60_999).contains(&first) && (32_768..=65_535).contains(&last) && first < last)
                && text.split_whitespace().count() == 2
        },
    )
}

/// Availability zones.
pub(crate) fn zones() -> impl Validator {
    each(one_of(["1", "2", "3"]))
}

/// The namespace of a resource provider.
pub(crate) fn namespace() -> impl Validator {
    matching(
        "must be the namespace of a resource provider, such as \"Microsoft.ContainerService\"",
        is_namespace,
    )
}

/// Whether this can be the namespace of a resource provider.
pub(crate) fn is_namespace(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || c == '.';
    text.contains('.') && text.chars().all(inner) && bounded_by_alphanumerics(text)
}

/// The name of a preview feature.
pub(crate) fn feature_name() -> impl Validator {
    matching("must have letters, digits, -, _ and . only", |text| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    })
}

/// A multiple of `step` from 0 to `most`.
pub(crate) fn multiple_of(step: i64, most: i64) -> impl Validator {
    custom(format!("must be a multiple of {step} from 0 to {most}"), move |value: &Value| {
        let number = value.as_number().and_then(tfplugin_framework::Number::to_i64);
        number.is_some_and(|number| (0..=most).contains(&number) && number % step == 0)
    })
}

/// Digits alone; `parse` would also take a sign.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 9 && text.chars().all(|c| c.is_ascii_digit())
}

fn bounded_by_alphanumerics(text: &str) -> bool {
    let alphanumeric = |c: char| c.is_ascii_alphanumeric();
    text.starts_with(alphanumeric) && text.ends_with(alphanumeric)
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::{Diagnostics, Path};

    use super::*;

    fn accepts(check: &impl Validator, value: impl Into<Value>) -> bool {
        let mut found = Diagnostics::new();
        check.validate(&value.into(), &Path::of("attribute"), &mut found);
        found.is_empty()
    }

    #[test]
    fn words_are_taken_in_any_case() {
        let check = word(&["overlay", "none"]);
        assert!(accepts(&check, "Overlay"));
        assert!(!accepts(&check, "flat"));
    }

    #[test]
    fn an_id_must_be_of_the_right_type() {
        let check = subnet_id();
        let vnet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v";
        assert!(accepts(&check, format!("{vnet}/subnets/nodes")));
        assert!(accepts(&check, format!("{vnet}/subnets/nodes").to_lowercase()));
        assert!(!accepts(&check, vnet));
        assert!(!accepts(&check, "nodes"));
    }

    #[test]
    fn names_follow_azures_rules() {
        assert!(accepts(&cluster_name(), "prod-1_a"));
        assert!(!accepts(&cluster_name(), "-prod"));
        assert!(!accepts(&cluster_name(), "a".repeat(64)));
        assert!(accepts(&pool_name(), "system"));
        assert!(!accepts(&pool_name(), "System"));
        assert!(accepts(&resource_group_name(), "rg_(test).1"));
        assert!(!accepts(&resource_group_name(), "rg."));
        assert!(accepts(&dns_label(), "prod-1"));
        assert!(!accepts(&dns_label(), "prod_1"));
    }

    #[test]
    fn a_version_has_two_or_three_numbers() {
        assert!(accepts(&kubernetes_version(), "1.35"));
        assert!(accepts(&kubernetes_version(), "1.35.7"));
        assert!(!accepts(&kubernetes_version(), "v1.35"));
        assert!(!accepts(&kubernetes_version(), "1.35.x"));
        assert!(!accepts(&kubernetes_version(), "1"));
    }

    #[test]
    fn ports_come_in_steps() {
        assert!(accepts(&multiple_of(8, 64_000), 64));
        assert!(!accepts(&multiple_of(8, 64_000), 7));
        assert!(!accepts(&multiple_of(8, 64_000), 64_008));
    }

    #[test]
    fn a_surge_is_a_number_or_a_share() {
        assert!(accepts(&node_quota(), "33%"));
        assert!(accepts(&node_quota(), "2"));
        assert!(!accepts(&node_quota(), "200%"));
        assert!(accepts(&node_quota(), "0%"));
        assert!(!accepts(&node_quota(), "-1"));
    }

    #[test]
    fn a_taint_has_a_key_and_an_effect() {
        assert!(accepts(&node_taint(), vec!["CriticalAddonsOnly=true:NoSchedule"]));
        assert!(accepts(&node_taint(), vec!["gpu:NoExecute"]));
        assert!(!accepts(&node_taint(), vec!["=true:NoSchedule"]));
        assert!(!accepts(&node_taint(), vec!["gpu=true"]));
    }

    #[test]
    fn labels_are_as_kubernetes_wants_them_and_not_those_of_aks() {
        let labels =
            |key: &str, value: &str| Value::Map([(key.to_owned(), Value::from(value))].into_iter().collect());
        for (key, value) in
            [("team", "a.b-c_D"), ("example.com/team", ""), ("kubernetes.azure.com/scalesetpriority", "spot")]
        {
            assert!(accepts(&node_labels(), labels(key, value)), "{key}");
        }
        for (key, value) in [
            ("a b", ""),
            ("A.com/x", ""),
            ("team", "a b"),
            ("kubernetes.azure.com/mode", "x"),
            ("kubernetes.io/x", "y"),
            ("x/", ""),
        ] {
            assert!(!accepts(&node_labels(), labels(key, value)), "{key}");
        }
    }

    #[test]
    fn a_quota_period_and_a_port_range_are_as_the_kernel_takes_them() {
        assert!(accepts(&cpu_quota_period(), "100ms") && accepts(&cpu_quota_period(), "1s"));
        assert!(!accepts(&cpu_quota_period(), "0ms") && !accepts(&cpu_quota_period(), "2s"));
        assert!(accepts(&port_range(), "32768 60999"));
        assert!(!accepts(&port_range(), "60999 32768") && !accepts(&port_range(), "32768"));
    }

    #[test]
    fn a_price_is_positive_or_without_limit() {
        assert!(
            accepts(&spot_price(), Value::from("0.5".parse::<tfplugin_framework::Number>().unwrap()))
                && accepts(&spot_price(), Value::from(-1))
        );
        assert!(!accepts(&spot_price(), Value::from(0)) && !accepts(&spot_price(), Value::from(-2)));
    }

    #[test]
    fn a_vm_size_is_a_name() {
        assert!(accepts(&vm_size(), "Standard_NC24ads_A100_v4"));
        assert!(!accepts(&vm_size(), "Standard D4s v5") && !accepts(&vm_size(), ""));
    }
}
