//! Rules of network security groups: those of the user, checked, and the six that every group has.

use serde_json::{Value, json};
use std::net::IpAddr;

use super::kinds::Piece;
use super::network_of;
use super::words::{number, one_of, refuse};
use crate::gateway::{Address, Answer, Fault, Request, unserved};
use crate::world::World;
use crate::{cidr, json};

const RULE: &str = "microsoft.network/networksecuritygroups/securityrules";
const ASG: &str = "microsoft.network/applicationsecuritygroups";

/// Checks a rule and fills in its empty lists.
pub(super) fn complete_rule(world: &World<'_>, piece: &Piece<'_>, body: &mut Value) -> Result<(), Fault> {
    one_of(body, "properties.protocol", &["*", "Tcp", "Udp", "Icmp", "Esp", "Ah"])?;
    one_of(body, "properties.access", &["Allow", "Deny"])?;
    one_of(body, "properties.direction", &["Inbound", "Outbound"])?;
    check_priority(world, piece, body)?;
    for side in ["source", "destination"] {
        check_ports(piece, body, side)?;
        check_prefixes(piece, body, side)?;
        let groups = format!("properties.{side}ApplicationSecurityGroups");
        super::references::check_all(world, piece.id, piece.location, body, &groups, ASG)?;
    }
    check_families(piece, body)?;
    for member in
        ["sourcePortRanges", "destinationPortRanges", "sourceAddressPrefixes", "destinationAddressPrefixes"]
    {
        json::set_default(body, &format!("properties.{member}"), json!([]));
    }
    Ok(())
}

/// 100 to 4096, once per direction.
fn check_priority(world: &World<'_>, piece: &Piece<'_>, body: &Value) -> Result<(), Fault> {
    let missing = |member: &str, what: &str| {
        if json::at(body, &format!("properties.{member}")).is_some() {
            Ok(())
        } else {
            Err(incomplete(piece, what))
        }
    };
    missing("protocol", "Protocol")?;
    missing("access", "Access")?;
    missing("direction", "Direction")?;
    let priority = number(body, "properties.priority")?.unwrap_or(0);
    if !(100..=4096).contains(&priority) {
        let text = format!(
            "Security rule has invalid Priority. Value provided: {priority}. Allowed range 100-4096."
        );
        return Err(refuse("SecurityRuleInvalidPriority", text));
    }
    let Some(group) = piece.id.parent() else { return Ok(()) };
    let direction = json::text(body, "properties.direction");
    for other in world.tx.children(RULE, &group)?.iter().filter(|o| o.id != *piece.id) {
        let same = json::number(&other.body, "properties.priority") == Some(priority)
            && json::text(&other.body, "properties.direction") == direction;
        if same {
            let text = format!(
                "Security rule {} conflicts with rule {}. Rules cannot have the same Priority and Direction.",
                piece.id.name(),
                other.id.name()
            );
            return Err(refuse("SecurityRuleConflict", text));
        }
    }
    Ok(())
}

fn check_ports(piece: &Piece<'_>, body: &Value, side: &str) -> Result<(), Fault> {
    let single = json::text(body, &format!("properties.{side}PortRange"));
    let many = json::texts(body, &format!("properties.{side}PortRanges"));
    if single.is_none() && many.is_empty() {
        let what = if side == "source" {
            "SourcePortRanges or SourcePortRange"
        } else {
            "DestinationPortRanges or DestinationPortRange"
        };
        return Err(incomplete(piece, what));
    }
    for range in single.into_iter().chain(many) {
        let port = |text: &str| text.trim().parse::<u16>().ok();
        let fits = range == "*"
            || port(range).is_some()
            || range
                .split_once('-')
                .is_some_and(|(a, b)| matches!((port(a), port(b)), (Some(a), Some(b)) if a <= b));
        if !fits {
            let text = format!(
                "Security rule has invalid Port range. Value provided: {range}. Value should be an integer OR integer \
                 range with '-' delimiter. Valid range 0-65535."
            );
            return Err(refuse("SecurityRuleInvalidPortRange", text));
        }
    }
    Ok(())
}

fn check_prefixes(piece: &Piece<'_>, body: &Value, side: &str) -> Result<(), Fault> {
    let single = json::text(body, &format!("properties.{side}AddressPrefix"));
    let many = json::texts(body, &format!("properties.{side}AddressPrefixes"));
    let groups = json::at(body, &format!("properties.{side}ApplicationSecurityGroups"))
        .is_some_and(|g| !json::is_empty(g));
    if single.is_none() && many.is_empty() && !groups {
        let what = if side == "source" {
            "SourceAddressPrefixes, SourceAddressPrefix, or SourceApplicationSecurityGroups"
        } else {
            "DestinationAddressPrefixes, DestinationAddressPrefix, or DestinationApplicationSecurityGroups"
        };
        return Err(incomplete(piece, what));
    }
    if many.len() > 1
        && let Some(all) = many.iter().find(|p| **p == "*")
    {
        let text = format!(
            "Security rule parameter {}AddressPrefix for rule with Id {} cannot specify existing VIRTUALNETWORK, \
             INTERNET, AZURELOADBALANCER, '*' or system tags. Unsupported value used: {all}.",
            if side == "source" { "Source" } else { "Destination" },
            piece.id
        );
        return Err(refuse("SecurityRuleParameterContainsUnsupportedValue", text));
    }
    match single.into_iter().chain(many).find(|prefix| !is_prefix(prefix)) {
        Some(bad) => {
            let text = format!("Security rule has invalid Address prefix. Value provided: {bad}");
            Err(refuse("SecurityRuleInvalidAddressPrefix", text))
        }
        None => Ok(()),
    }
}

/// A rule from IPv4 to IPv6 alone, or back, matches nothing and is refused; words and `*` stand for both. The code is an
/// assumption.
fn check_families(piece: &Piece<'_>, body: &Value) -> Result<(), Fault> {
    let families = |side: &str| {
        let single = json::text(body, &format!("properties.{side}AddressPrefix"));
        let many = json::texts(body, &format!("properties.{side}AddressPrefixes"));
        let all: Vec<&str> = single.into_iter().chain(many).collect();
        // Whether a prefix is of the one family and not of the other.
        let four = |prefix: &&&str| {
            prefix.contains('.') && prefix.bytes().all(|b| b.is_ascii_digit() || b"./".contains(&b))
        };
        let six = |prefix: &&&str| prefix.contains(':');
        let (fours, sixes) = (all.iter().filter(four).count(), all.iter().filter(six).count());
        let both = all.is_empty() || fours + sixes < all.len();
        (both || fours > 0, both || sixes > 0)
    };
    let ((four, six), (to_four, to_six)) = (families("source"), families("destination"));
    if (four && to_four) || (six && to_six) {
        return Ok(());
    }
    let text = format!(
        "Security rule {} mixes IPv4 and IPv6: its source and its destination have no IP version in common.",
        piece.id
    );
    Err(refuse("SecurityRuleAddressPrefixFamilyMismatch", text))
}

/// `*`, an address, a range, or a word that may be a service tag: which tags there are is not known here. Azure takes a
/// bare number for an address.
fn is_prefix(text: &str) -> bool {
    if text.contains('/') {
        return cidr::parse(text).is_some();
    }
    let numeric = text.contains('.') && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    if numeric || text.contains(':') {
        return text.parse::<IpAddr>().is_ok();
    }
    text == "*" || text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

fn incomplete(piece: &Piece<'_>, what: &str) -> Fault {
    let text = format!(
        "Required security rule parameters are missing for security rule with Id: {}. Security rule must specify {what}.",
        piece.id
    );
    refuse("RequiredSecurityRuleParametersMissing", text)
}

/// `.../networkSecurityGroups/G/defaultSecurityRules[/NAME]`.
pub(super) fn default_rule(
    world: &World<'_>,
    request: &Request,
    address: &Address<'_>,
) -> Result<Answer, Fault> {
    let id = address.id(2).filter(|id| id.kind().ends_with("/networksecuritygroups"));
    let group = network_of(world, &id.ok_or_else(|| unserved(request))?)?;
    let rules = default_rules(&group.body);
    let Some(name) = address.rest.get(3) else { return Ok(Answer::json(200, json!({ "value": rules }))) };
    let found =
        rules.into_iter().find(|r| json::text(r, "name").is_some_and(|n| n.eq_ignore_ascii_case(name)));
    let rule =
        found.ok_or_else(|| super::child_missing(&format!("{}/defaultSecurityRules/{name}", group.id)))?;
    Ok(Answer::json(200, rule))
}

/// The six rules of every security group, in its own state and version.
pub(super) fn default_rules(group: &Value) -> Vec<Value> {
    const RULES: [(&str, &str, &str, &str, i64, &str, &str); 6] = [
        (
            "AllowVnetInBound",
            "Allow inbound traffic from all VMs in VNET",
            "VirtualNetwork",
            "VirtualNetwork",
            65000,
            "Inbound",
            "Allow",
        ),
        (
            "AllowAzureLoadBalancerInBound",
            "Allow inbound traffic from azure load balancer",
            "AzureLoadBalancer",
            "*",
            65001,
            "Inbound",
            "Allow",
        ),
        ("DenyAllInBound", "Deny all inbound traffic", "*", "*", 65500, "Inbound", "Deny"),
        (
            "AllowVnetOutBound",
            "Allow outbound traffic from all VMs to all VMs in VNET",
            "VirtualNetwork",
            "VirtualNetwork",
            65000,
            "Outbound",
            "Allow",
        ),
        (
            "AllowInternetOutBound",
            "Allow outbound traffic from all VMs to Internet",
            "*",
            "Internet",
            65001,
            "Outbound",
            "Allow",
        ),
        ("DenyAllOutBound", "Deny all outbound traffic", "*", "*", 65500, "Outbound", "Deny"),
    ];
    let id = json::text(group, "id").unwrap_or_default();
    let rules = RULES.iter().map(|(name, description, from, to, priority, direction, access)| {
        json!({
            "name": name,
            "id": format!("{id}/defaultSecurityRules/{name}"),
            "etag": group["etag"],
            "type": "Microsoft.Network/networkSecurityGroups/defaultSecurityRules",
            "properties": {
                "provisioningState": group["properties"]["provisioningState"],
                "description": description,
                "protocol": "*",
                "sourcePortRange": "*",
                "destinationPortRange": "*",
                "sourceAddressPrefix": from,
                "destinationAddressPrefix": to,
                "access": access,
                "priority": priority,
                "direction": direction,
                "sourcePortRanges": [],
                "destinationPortRanges": [],
                "sourceAddressPrefixes": [],
                "destinationAddressPrefixes": [],
            },
        })
    });
    rules.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_ranges_tags_and_bare_numbers_are_prefixes() {
        for good in ["*", "10.0.0.0/8", "10.1.2.3", "fd00::/8", "::1", "Internet", "Storage.WestUS", "789"] {
            assert!(is_prefix(good), "{good}");
        }
        for bad in ["10.0.0.0/33", "10.0.0.256", "fd00::/129", "a b", "10.0.0.0/"] {
            assert!(!is_prefix(bad), "{bad}");
        }
    }
}
