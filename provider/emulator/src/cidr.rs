//! Address ranges as the service reads them.

use ipnet::IpNet;
use std::net::IpAddr;

/// Reads `ADDRESS/LENGTH`. Host bits are kept out of the result (the service compares networks), octets with leading
/// zeros and anything else that Go's `net.ParseCIDR` refuses is refused.
pub(crate) fn parse(text: &str) -> Option<IpNet> {
    let (address, length) = text.split_once('/')?;
    if length.is_empty() || length.len() > 3 || !length.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let address: IpAddr = address.parse().ok()?;
    IpNet::new(address, length.parse().ok()?).ok().map(|net| net.trunc())
}

/// Whether two ranges share an address.
pub(crate) fn overlap(a: &IpNet, b: &IpNet) -> bool {
    a.contains(b) || b.contains(a)
}

/// The address `offset` places after the first one of the range.
pub(crate) fn nth(net: &IpNet, offset: u32) -> Option<IpAddr> {
    match net.network() {
        IpAddr::V4(first) => u32::from(first).checked_add(offset).map(|n| IpAddr::V4(n.into())),
        IpAddr::V6(first) => u128::from(first).checked_add(offset.into()).map(|n| IpAddr::V6(n.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_azure_reads_is_a_range() {
        assert_eq!(parse("10.1.2.3/16").map(|n| n.to_string()).as_deref(), Some("10.1.0.0/16"));
        assert_eq!(parse("fd00::/64").map(|n| n.prefix_len()), Some(64));
        for bad in ["010.0.0.0/8", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/+8", "10.0.0/8", "/8", "10.0.0.0/"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn overlap_is_symmetric(a: u32, b: u32, p in 0u8..=32, q in 0u8..=32) {
            let net = |n: u32, len| IpNet::new(IpAddr::V4(n.into()), len).unwrap().trunc();
            prop_assert_eq!(overlap(&net(a, p), &net(b, q)), overlap(&net(b, q), &net(a, p)));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC*") {
            let _ = parse(&text);
        }
    }
}
