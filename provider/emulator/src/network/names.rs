//! Names and ranges as Microsoft.Network checks them.

use ipnet::IpNet;

use super::words::refuse;
use crate::cidr;
use crate::gateway::Fault;

/// 1 to 80 letters, digits, `_`, `.`, `-`; begins with a letter or digit, ends with one or with `_`.
pub(super) fn check(name: &str) -> Result<(), Fault> {
    let inner = name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    let first = name.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
    let last = name.chars().last().is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    if inner && first && last && name.len() <= 80 {
        return Ok(());
    }
    let text = format!(
        "Resource name {name} is invalid. The name can be up to 80 characters long. It must begin with a word character, \
         and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'."
    );
    Err(refuse("InvalidResourceName", text))
}

/// Reads a range that must be written with its own network address.
pub(super) fn range(text: &str, owner: &str) -> Result<IpNet, Fault> {
    let net = cidr::parse(text);
    match net {
        Some(net) if net.to_string() == text || matches!(net, IpNet::V6(_)) => Ok(net),
        Some(net) => {
            let text = format!(
                "The address prefix {text} in resource {owner} has an invalid CIDR notation. For the given prefix \
                 length, the address prefix should be {net}."
            );
            Err(refuse("InvalidCIDRNotation", text))
        }
        None => {
            let text = format!("The address prefix {text} in resource {owner} is not formatted correctly.");
            Err(refuse("InvalidAddressPrefixFormat", text))
        }
    }
}
