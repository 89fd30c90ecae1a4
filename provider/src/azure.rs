//! What Azure's errors mean for the user of Terraform.
//!
//! A diagnostic says what was not done, what Azure said about it, what to do next, and which request it was, for a
//! support ticket. Nothing secret is in it: arm-client keeps tokens and signed URLs out of its errors.

use arm_client::ArmError;
use tfplugin_framework::{Diagnostic, Path, Step};

/// The diagnostic for a call that failed. `undone` is what the user wanted, as in `create cluster "prod"`.
pub(crate) fn failed(undone: &str, error: &ArmError) -> Diagnostic {
    let code = error.code().map(|code| format!(" ({code})")).unwrap_or_default();
    let mut diagnostic = Diagnostic::from_error(format!("Could not {undone}{code}"), error);
    if let Some(step) = next_step(error) {
        diagnostic = diagnostic.hint(step);
    }
    match error.correlation_id() {
        Some(id) if !diagnostic.detail.contains(id) => diagnostic.hint(format!("Correlation ID: {id}")),
        _ => diagnostic,
    }
}

/// What the user can do about an error.
fn next_step(error: &ArmError) -> Option<String> {
    if let Some(namespace) = error.missing_registration() {
        return Some(format!(
            "Register the resource provider, which takes some minutes, and apply again: az provider register --namespace \
             {namespace} --wait"
        ));
    }
    let step = match error.code()? {
        _ if error.is_resource_group_not_found() => {
            "Create the resource group first. With an aksoverlay_resource_group in the same configuration, refer to its \
             name (resource_group_name = aksoverlay_resource_group.NAME.name), so that Terraform knows the order."
        }
        _ if error.is_preempted() => {
            "Another operation on the same resource took its place, such as an upgrade that somebody started in the portal. \
             Apply again when that has ended: the plan then shows what is left to do."
        }
        _ if error.is_forbidden() => {
            "The identity that the provider signs in with needs a role that allows this, such as Contributor on the \
             resource group. A new role assignment takes some minutes to work."
        }
        _ if error.is_conflict_in_progress() => {
            "Another operation on the same resource is under way. Apply again when it has ended."
        }
        _ if error.throttled().is_some() => "Azure asks to slow down. Apply again in some minutes.",
        "InsufficientSubnetSize" => {
            "The range holds too few addresses for the nodes of all pools, each counted at its most. Take a wider range, \
             or fewer nodes. The pod CIDR of an overlay cluster can be expanded in place."
        }
        "SubnetIsFull" => {
            "Free addresses in the subnet, or let the pool surge by fewer nodes (upgrade.max_surge)."
        }
        "ServiceCidrOverlapExistingSubnetsCidr" | "NetworkProfileCIDROverlapVNET" => {
            "Take a range that no subnet of the virtual network has. provider::aksoverlay::next_free_cidr finds one."
        }
        "DnsServiceIpOutOfServiceCidr" => {
            "Take an address inside the service CIDR. provider::aksoverlay::dns_service_ip computes the usual one."
        }
        "QuotaExceeded" | "ErrCode_InsufficientVCPUQuota" | "ManagedClusterCountExceedsQuotaLimit" => {
            "Ask for more quota in the Azure portal (Subscriptions, Usage + quotas), take fewer or smaller nodes, or \
             another region."
        }
        "PropertyChangeNotAllowed" => "Write the value that the cluster has.",
        "LocationNotAvailableForResourceType" | "NoRegisteredProviderFound" | "InvalidLocation" => {
            "Check the spelling of location; \"az account list-locations --output table\" lists the regions."
        }
        _ => return None,
    };
    Some(step.to_owned())
}

/// The same diagnostic, pointing at the attribute that stands for the member of the request that the error is about.
/// `members` are Azure's names of members, without case, and the attributes that they come from.
pub(crate) fn at_target(diagnostic: Diagnostic, error: &ArmError, members: &[(&str, &str)]) -> Diagnostic {
    let Some(target) = error.target() else { return diagnostic };
    let target = target.to_ascii_lowercase();
    let found = members.iter().find(|(member, _)| target.ends_with(&member.to_ascii_lowercase()));
    match found {
        Some((_, attribute)) => diagnostic.at(dotted(attribute)),
        None => diagnostic,
    }
}

/// The path `a.b` of attributes.
fn dotted(attributes: &str) -> Path {
    Path(attributes.split('.').map(|name| Step::Attribute(name.to_owned())).collect())
}
