//! Finding ranges that are free.

use std::net::IpAddr;

use super::{Cidr, Family};

/// Ranges that AKS keeps for itself: no pod, service or VNet range may touch them
/// (<https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning>).
pub const RESERVED: [Cidr; 4] = [
    Cidr::v4(169, 254, 0, 0, 16),
    Cidr::v4(192, 0, 2, 0, 24),
    Cidr::v4(172, 30, 0, 0, 16),
    Cidr::v4(172, 31, 0, 0, 16),
];

/// Ranges that no network in Azure may use, whatever it is for, and what each is
/// (<https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq>). Link-local IPv4 is reserved as well, see
/// [`RESERVED`].
const FORBIDDEN: [(Cidr, &str); 8] = [
    (Cidr::v4(224, 0, 0, 0, 4), "for multicast"),
    (Cidr::v4(255, 255, 255, 255, 32), "for broadcast"),
    (Cidr::v4(127, 0, 0, 0, 8), "for loopback"),
    (Cidr::v4(168, 63, 129, 16, 32), "the address of Azure's own DNS and health probes"),
    (Cidr::v4(0, 0, 0, 0, 8), "no address of any host"),
    (Cidr::from_number(Family::V6, 0xff00 << 112, 8), "for multicast"),
    (Cidr::from_number(Family::V6, 0xfe80 << 112, 10), "link-local"),
    (Cidr::from_number(Family::V6, 1, 128), "for loopback"),
];

/// The forbidden range that a range touches, and what that is for.
pub fn forbidden(cidr: &Cidr) -> Option<(Cidr, &'static str)> {
    FORBIDDEN.into_iter().find(|(forbidden, _)| forbidden.overlaps(cidr))
}

/// Whether an IPv4 range has addresses of the Internet in it: neither private, nor reserved by AKS, nor for benchmarks
/// (RFC 2544).
pub fn is_public(cidr: &Cidr) -> bool {
    let elsewhere = [Cidr::v4(198, 18, 0, 0, 15)];
    cidr.family() == Family::V4
        && !PRIVATE.iter().chain(&RESERVED).chain(&elsewhere).any(|block| block.contains(cidr))
}

/// Ranges that a private network may use, in the order in which they are searched: RFC 1918, then RFC 6598.
pub const PRIVATE: [Cidr; 4] = [
    Cidr::v4(10, 0, 0, 0, 8),
    Cidr::v4(172, 16, 0, 0, 12),
    Cidr::v4(192, 168, 0, 0, 16),
    Cidr::v4(100, 64, 0, 0, 10),
];

/// The IPv6 ranges that a private network may use: unique local addresses, RFC 4193.
const UNIQUE_LOCAL: [Cidr; 1] = [Cidr::from_number(Family::V6, 0xfd << 120, 8)];

/// The service CIDR of a cluster that names none.
pub const DEFAULT_SERVICE_CIDR: Cidr = Cidr::v4(10, 0, 0, 0, 16);

/// The pod CIDR of a cluster that names none.
pub const DEFAULT_POD_CIDR: Cidr = Cidr::v4(10, 244, 0, 0, 16);

/// The first private IPv4 range of this size that touches neither what is taken nor what Azure reserves.
pub fn next_free(prefix_len: u8, taken: &[Cidr]) -> Option<Cidr> {
    next_free_of(Family::V4, prefix_len, taken)
}

/// The first private range of this family and size that touches neither what is taken nor what Azure reserves.
pub fn next_free_of(family: Family, prefix_len: u8, taken: &[Cidr]) -> Option<Cidr> {
    let blocks: &[Cidr] = match family {
        Family::V4 => &PRIVATE,
        Family::V6 => &UNIQUE_LOCAL,
    };
    let mut occupied: Vec<Cidr> =
        taken.iter().chain(&RESERVED).filter(|cidr| cidr.family() == family).copied().collect();
    occupied.sort_unstable();
    blocks
        .iter()
        .filter(|block| block.prefix_len() <= prefix_len && prefix_len <= family.bits())
        .find_map(|block| first_gap(block, prefix_len, &occupied))
}

/// The first range of this size in `block` that touches none of the occupied ranges, which are sorted.
fn first_gap(block: &Cidr, prefix_len: u8, occupied: &[Cidr]) -> Option<Cidr> {
    let mut candidate = Cidr::from_number(block.family(), block.first_number(), prefix_len);
    for taken in occupied {
        // Sorted by first address, so whatever comes before the candidate can be left behind for good.
        if taken.overlaps(&candidate) {
            let after = taken.last_number().max(candidate.last_number()).checked_add(1)?;
            candidate = Cidr::from_number(block.family(), after, prefix_len);
        }
        if !block.contains(&candidate) {
            return None;
        }
    }
    block.contains(&candidate).then_some(candidate)
}

/// The ranges that an existing pod CIDR can be expanded to, from small to wide: every one contains it, is private, and
/// touches neither what else is taken nor what Azure reserves.
pub fn expansions<'a>(current: &'a Cidr, taken: &'a [Cidr]) -> impl Iterator<Item = Cidr> + 'a {
    let free = |wider: &Cidr| {
        PRIVATE.iter().any(|block| block.contains(wider))
            && !taken.iter().chain(&RESERVED).any(|other| other.overlaps(wider))
    };
    // What touches something is touched by everything wider, too.
    (0..current.prefix_len()).rev().map(|prefix_len| current.widened_to(prefix_len)).take_while(free)
}

/// The address that the DNS service of a cluster has by convention: ten after the first address of the service CIDR.
/// None if the range is too small to have one.
pub fn dns_service_ip(service_cidr: &Cidr) -> Option<IpAddr> {
    service_cidr.address_at(10)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cidr(text: &str) -> Cidr {
        Cidr::parse(text).unwrap()
    }

    fn cidrs(texts: &[&str]) -> Vec<Cidr> {
        texts.iter().map(|text| cidr(text)).collect()
    }

    #[test]
    fn an_empty_world_gives_the_first_private_range() {
        assert_eq!(next_free(16, &[]), Some(cidr("10.0.0.0/16")));
    }

    #[test]
    fn what_is_taken_is_stepped_over_and_the_size_kept() {
        let taken = cidrs(&["10.0.0.0/16", "10.1.128.0/24", "10.3.0.0/16"]);
        assert_eq!(next_free(16, &taken), Some(cidr("10.2.0.0/16")));
        assert_eq!(next_free(15, &taken), Some(cidr("10.4.0.0/15")));
    }

    #[test]
    fn a_taken_range_around_another_is_left_behind_as_a_whole() {
        assert_eq!(next_free(16, &cidrs(&["10.0.0.0/9", "10.64.0.0/16"])), Some(cidr("10.128.0.0/16")));
    }

    #[test]
    fn the_shared_address_space_of_rfc_6598_comes_last_and_reserved_ranges_never() {
        let taken =
            cidrs(&["10.0.0.0/8", "172.16.0.0/13", "172.24.0.0/14", "172.28.0.0/15", "192.168.0.0/16"]);
        assert_eq!(next_free(16, &taken), Some(cidr("100.64.0.0/16")));
    }

    #[test]
    fn ipv6_ranges_are_unique_local_and_step_over_what_is_taken() {
        let next = |prefix_len, taken: &[&str]| next_free_of(Family::V6, prefix_len, &cidrs(taken));
        assert_eq!(next(64, &["10.0.0.0/8"]), Some(cidr("fd00::/64")));
        assert_eq!(next(64, &["fd00::/108", "fd00:0:0:1::/64"]), Some(cidr("fd00:0:0:2::/64")));
        assert_eq!(next(64, &["::/0"]), None);
    }

    #[test]
    fn a_size_that_no_private_range_has_is_not_found() {
        assert_eq!(next_free(7, &[]), None);
        assert_eq!(next_free(33, &[]), None);
        assert_eq!(next_free(8, &cidrs(&["10.0.0.0/32"])), None);
    }

    #[test]
    fn an_expansion_stops_before_it_touches_something() {
        let current = cidr("10.244.0.0/16");
        let found: Vec<Cidr> = expansions(&current, &cidrs(&["10.240.0.0/24"])).collect();
        assert_eq!(found, cidrs(&["10.244.0.0/15", "10.244.0.0/14"]));
    }

    #[test]
    fn an_expansion_stays_private() {
        let current = cidr("192.168.0.0/17");
        assert_eq!(expansions(&current, &[]).collect::<Vec<_>>(), cidrs(&["192.168.0.0/16"]));
    }

    #[test]
    fn a_range_is_public_unless_all_of_it_is_not() {
        for private in ["10.0.0.0/8", "100.64.0.0/10", "198.18.0.0/16", "169.254.0.0/24", "2001:db8::/64"] {
            assert!(!is_public(&cidr(private)), "{private}");
        }
        for public in ["8.8.8.0/24", "11.0.0.0/8", "8.0.0.0/5", "172.32.0.0/16", "100.0.0.0/9"] {
            assert!(is_public(&cidr(public)), "{public}");
        }
    }

    #[test]
    fn a_forbidden_range_is_found_from_inside_and_from_around() {
        assert_eq!(forbidden(&cidr("168.63.0.0/16")).map(|(range, _)| range), Some(cidr("168.63.129.16/32")));
        assert_eq!(forbidden(&cidr("239.1.0.0/16")).map(|(range, _)| range), Some(cidr("224.0.0.0/4")));
        assert_eq!(forbidden(&cidr("fe80::/64")).map(|(_, what)| what), Some("link-local"));
        assert_eq!(forbidden(&cidr("fec0::/64")), None);
        assert_eq!(forbidden(&cidr("223.255.255.0/24")), None);
    }

    #[test]
    fn the_dns_service_is_ten_after_the_first_address() {
        assert_eq!(dns_service_ip(&cidr("10.0.0.0/16")), Some("10.0.0.10".parse().unwrap()));
        assert_eq!(dns_service_ip(&cidr("10.0.0.0/29")), None);
    }

    fn any_private() -> impl Strategy<Value = Cidr> {
        (any::<u32>(), 9..=30u8, 0..PRIVATE.len()).prop_map(|(address, prefix_len, block)| {
            let block = PRIVATE[block];
            let inside =
                block.first_number() + u128::from(address) % (block.last_number() - block.first_number() + 1);
            Cidr::from_number(Family::V4, inside, prefix_len.max(block.prefix_len()))
        })
    }

    proptest! {
        #[test]
        fn a_free_range_is_private_and_touches_nothing(
            taken in prop::collection::vec(any_private(), 0..40), prefix_len in 8..=32u8
        ) {
            let Some(free) = next_free(prefix_len, &taken) else { return Ok(()) };
            prop_assert_eq!(free.prefix_len(), prefix_len);
            prop_assert!(PRIVATE.iter().any(|block| block.contains(&free)));
            prop_assert!(!taken.iter().chain(&RESERVED).any(|other| other.overlaps(&free)));
        }

        #[test]
        fn no_free_range_stands_before_the_one_found(
            taken in prop::collection::vec(any_private(), 0..40), prefix_len in 8..=16u8
        ) {
            let every = PRIVATE.iter().filter(|block| block.prefix_len() <= prefix_len).flat_map(|block| {
                (0..1u128 << (prefix_len - block.prefix_len()))
                    .map(move |n| Cidr::from_number(Family::V4, block.first_number() + (n << (32 - prefix_len)), prefix_len))
            });
            let first = every.into_iter().find(|range| !taken.iter().chain(&RESERVED).any(|other| other.overlaps(range)));
            prop_assert_eq!(next_free(prefix_len, &taken), first);
        }

        #[test]
        fn every_expansion_contains_the_range_and_touches_nothing_taken(
            current in any_private(), taken in prop::collection::vec(any_private(), 0..10)
        ) {
            for wider in expansions(&current, &taken) {
                prop_assert!(wider.contains(&current) && wider != current);
                prop_assert!(!taken.iter().any(|other| other.overlaps(&wider)));
            }
        }
    }
}
