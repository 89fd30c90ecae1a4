//! `load_balancer_services(name, selector, port, ip_families, kubernetes_version, os_sku, namespace...)`: the Services
//! that bring traffic from a load balancer to pods.

use std::{cmp::Ordering, collections::BTreeMap};

use tfplugin_framework::{Arguments, Function, FunctionError, Value};

use crate::{version, words};

/// Writes the Services that bring traffic from outside to pods.
///
/// Returns a list of Kubernetes manifests of type `LoadBalancer` that work on a cluster on Azure CNI Overlay, one or two
/// of them, for `kubernetes_manifest` of the provider `kubernetes`, or for `yamlencode`. With both IP families it is one
/// Service with an address of each, and on Kubernetes before 1.27, where a Service gets an address of its first family
/// alone, one for each family: the second one is called like the first with `-ipv6` behind. On Azure Linux nodes IPv6
/// traffic arrives only with `externalTrafficPolicy = "Local"`, which is set there; elsewhere it is `Cluster`.
#[derive(Arguments)]
pub struct LoadBalancerServicesArguments {
    /// The name of the Service: up to 63 lower-case letters, digits and `-`, a letter first; 58 where a second Service is
    /// needed.
    name: String,
    /// The labels of the pods.
    selector: BTreeMap<String, String>,
    /// The port, such as `80`. Where the pods listen on another one, an object: `{ port = 80, target_port = 8080 }`; it
    /// may also have `protocol` (`TCP` or `UDP`) and `name`, and `target_port` may be the name of a port of the pods.
    port: Value,
    /// The IP families that the Service shall have: `["IPv4"]`, `["IPv4", "IPv6"]`, or those of the cluster,
    /// `aksoverlay_cluster.NAME.network.ip_families`.
    ip_families: Vec<String>,
    /// The Kubernetes version of the cluster, such as `1.35` or `1.35.7`.
    kubernetes_version: String,
    /// The distribution of the nodes that the pods run on, such as `AzureLinux`; null for Azure's default. Where pods run
    /// on several, name Azure Linux if it is among them.
    os_sku: Option<String>,
    /// At most one: the namespace. Without it, `default`.
    #[argument(variadic)]
    namespace: Vec<String>,
}

type Asked = LoadBalancerServicesArguments;

/// The Services that bring traffic from a load balancer to pods.
#[derive(Clone, Copy, Debug)]
pub struct LoadBalancerServices;

impl Function for LoadBalancerServices {
    type Arguments = LoadBalancerServicesArguments;
    type Output = Value;

    const NAME: &'static str = "load_balancer_services";

    fn call(&self, asked: LoadBalancerServicesArguments) -> Result<Value, FunctionError> {
        let families = families(&asked.ip_families)?;
        let separate = families.len() > 1 && before_dual_stack_services(&asked.kubernetes_version)?;
        let suffix = if separate { "-ipv6" } else { "" };
        check_name(&asked.name, 63 - suffix.len())?;
        if asked.selector.is_empty() {
            let error = "selector is empty, so the Service would have no pods; expected labels of the pods.";
            return Err(FunctionError::new(error).at(Asked::SELECTOR));
        }
        let port = port(&asked.port)?;
        let namespace = namespace(&asked.namespace)?;
        let service = |name: String, families: &[&'static str]| {
            let local = families.contains(&"IPv6") && is_azure_linux(asked.os_sku.as_deref());
            let policy = if families.len() > 1 { "RequireDualStack" } else { "SingleStack" };
            Value::object([
                ("apiVersion", Value::from("v1")),
                ("kind", "Service".into()),
                ("metadata", Value::object([("name", name.into()), ("namespace", namespace.into())])),
                (
                    "spec",
                    Value::object([
                        ("type", Value::from("LoadBalancer")),
                        ("selector", labels(&asked.selector)),
                        ("ports", Value::Tuple(vec![port.clone()])),
                        ("ipFamilies", Value::Tuple(families.iter().map(|f| Value::from(*f)).collect())),
                        ("ipFamilyPolicy", policy.into()),
                        ("externalTrafficPolicy", if local { "Local" } else { "Cluster" }.into()),
                    ]),
                ),
            ])
        };
        Ok(Value::Tuple(if separate {
            let named = |family: &&'static str| {
                let suffix = if *family == "IPv6" { suffix } else { "" };
                service(format!("{}{suffix}", asked.name), &[*family])
            };
            families.iter().map(named).collect()
        } else {
            vec![service(asked.name.clone(), &families)]
        }))
    }
}

/// The families in Kubernetes' spelling.
fn families(asked: &[String]) -> Result<Vec<&'static str>, FunctionError> {
    let known = words::IP_FAMILIES;
    let mut families = Vec::new();
    for (index, family) in asked.iter().enumerate() {
        let found = known.iter().copied().find(|known| known.eq_ignore_ascii_case(family));
        match found {
            Some(found) if !families.contains(&found) => families.push(found),
            _ => {
                let error = format!(
                    "ip_families[{index}] is \"{family}\"; expected \"IPv4\" and \"IPv6\", each once."
                );
                return Err(FunctionError::new(error).at(Asked::IP_FAMILIES));
            }
        }
    }
    if families.is_empty() {
        let error =
            "ip_families is empty; expected [\"IPv4\"], or [\"IPv4\", \"IPv6\"] on a dual-stack cluster.";
        return Err(FunctionError::new(error).at(Asked::IP_FAMILIES));
    }
    Ok(families)
}

/// Whether a Service gets an address of its first family alone
/// (<https://learn.microsoft.com/azure/aks/azure-cni-overlay>, on dual-stack networking).
fn before_dual_stack_services(kubernetes_version: &str) -> Result<bool, FunctionError> {
    let parts: Vec<&str> = kubernetes_version.split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    if !(2..=3).contains(&parts.len()) || !parts.iter().all(is_number) {
        let error = format!(
            "kubernetes_version is \"{kubernetes_version}\"; expected a version such as \"1.35\" or \"1.35.7\"."
        );
        return Err(FunctionError::new(error).at(Asked::KUBERNETES_VERSION));
    }
    Ok(version::compare(kubernetes_version, "1.27") == Ordering::Less)
}

/// Whether IPv6 traffic reaches only the nodes that have a pod of the Service (same page).
fn is_azure_linux(os_sku: Option<&str>) -> bool {
    // CBLMariner is what Azure Linux was called.
    let azure_linux = |sku: String| sku.starts_with("azurelinux") || sku == "cblmariner";
    os_sku.map(str::to_ascii_lowercase).is_some_and(azure_linux)
}

/// Rule of RFC 1035 labels, which Kubernetes demands of the names of Services.
fn check_name(name: &str, longest: usize) -> Result<(), FunctionError> {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let fits = (1..=longest).contains(&name.len())
        && name.chars().all(inner)
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-');
    if fits {
        return Ok(());
    }
    let error = format!(
        "name is \"{name}\"; expected 1 to {longest} lower-case letters, digits and -, a letter first and no - at the end."
    );
    Err(FunctionError::new(error).at(Asked::NAME))
}

fn namespace(given: &[String]) -> Result<&str, FunctionError> {
    match given {
        [] => Ok("default"),
        [namespace] if !namespace.is_empty() => Ok(namespace),
        [_] => Err(FunctionError::new("the namespace is empty; leave it out for \"default\".")
            .at(Asked::NAMESPACE.nth(0))),
        more => {
            let error = format!("{} namespaces are given; expected one at most.", more.len());
            Err(FunctionError::new(error).at(Asked::NAMESPACE.nth(1)))
        }
    }
}

/// A port as Kubernetes has it.
fn port(asked: &Value) -> Result<Value, FunctionError> {
    let expected =
        "expected a number from 1 to 65535, or an object such as { port = 80, target_port = 8080 }";
    let refused = |what: String| FunctionError::new(format!("{what}; {expected}.")).at(Asked::PORT);
    let number = |value: &Value| {
        // Terraform converts text to numbers where the type is settled, which it is not here.
        let number = match value.as_str() {
            Some(text) => text.parse().ok()?,
            None => value.as_number()?.to_i64()?,
        };
        (1..=65535).contains(&number).then_some(number)
    };
    let asked = asked.inner();
    let members = match asked {
        Value::Object(members) | Value::Map(members) => members.clone(),
        value => BTreeMap::from([("port".to_owned(), value.clone())]),
    };
    let mut written = BTreeMap::from([("protocol".to_owned(), Value::from("TCP"))]);
    for (name, value) in &members {
        let value = value.inner();
        match name.as_str() {
            _ if *value == Value::Null => {}
            "port" => {
                let port =
                    number(value).ok_or_else(|| refused("port is not the number of a port".to_owned()))?;
                written.insert("port".to_owned(), port.into());
            }
            "target_port" => {
                let named = value.as_str().filter(|name| !name.is_empty()).map(Value::from);
                let target = number(value).map(Value::from).or(named);
                let target = target
                    .ok_or_else(|| refused("port.target_port is neither a number nor a name".to_owned()))?;
                written.insert("targetPort".to_owned(), target);
            }
            "protocol" => {
                let known = |protocol: &str| {
                    ["TCP", "UDP"].into_iter().find(|known| known.eq_ignore_ascii_case(protocol))
                };
                let protocol = value.as_str().and_then(known);
                let protocol =
                    protocol.ok_or_else(|| refused("port.protocol is neither TCP nor UDP".to_owned()))?;
                written.insert("protocol".to_owned(), protocol.into());
            }
            "name" => {
                let name = value.as_str().ok_or_else(|| refused("port.name is not text".to_owned()))?;
                written.insert("name".to_owned(), name.into());
            }
            other => return Err(refused(format!("port has a member \"{other}\", which is not known"))),
        }
    }
    let Some(port) = written.get("port").cloned() else {
        return Err(refused("port has no number".to_owned()));
    };
    written.entry("targetPort".to_owned()).or_insert(port);
    Ok(Value::Object(written))
}

fn labels(selector: &BTreeMap<String, String>) -> Value {
    Value::Object(selector.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str()))).collect())
}

#[cfg(test)]
mod tests;
