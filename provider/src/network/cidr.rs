//! IP ranges in CIDR notation.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use thiserror::Error;

/// The version of the Internet Protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// 32-bit addresses.
    V4,
    /// 128-bit addresses.
    V6,
}

impl Family {
    /// The length of an address in bits.
    pub const fn bits(self) -> u8 {
        match self {
            Self::V4 => 32,
            Self::V6 => 128,
        }
    }

    /// The family of an address.
    pub fn of(address: IpAddr) -> Self {
        if address.is_ipv4() { Self::V4 } else { Self::V6 }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V4 => "IPv4",
            Self::V6 => "IPv6",
        })
    }
}

/// A range of addresses that one prefix describes: `10.244.0.0/16`. Host bits are always zero.
///
/// Ranges are ordered by family, then by first address, then from wide to narrow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr {
    family: Family,
    first: u128,
    prefix_len: u8,
}

impl Cidr {
    /// Reads CIDR notation as strictly as Azure's network resource provider: decimal octets without leading zeros, a
    /// prefix length that fits the family, no host bits, no IPv4 address written as an IPv6 one.
    ///
    /// # Errors
    /// What is wrong with the text and what to write instead.
    pub fn parse(text: &str) -> Result<Self, CidrError> {
        let given = || text.to_owned();
        let Some((address, length)) = text.split_once('/') else {
            return Err(match parse_address(text.trim()) {
                Ok(address) => CidrError::NoPrefixLength { given: given(), bits: Family::of(address).bits() },
                Err(_) => CidrError::NotCidr { given: given() },
            });
        };
        if text.contains(char::is_whitespace) {
            let fixed = text.split_whitespace().collect();
            return Err(CidrError::Whitespace { given: given(), fixed });
        }
        let address = parse_address(address).map_err(|error| match error {
            AddressError::LeadingZeros { fixed, .. } => {
                CidrError::LeadingZeros { given: given(), fixed: format!("{fixed}/{length}") }
            }
            AddressError::MappedIpv4 { v4, .. } => {
                let v4_length =
                    length.parse().map_or(Family::V4.bits(), |length: u8| length.saturating_sub(96));
                CidrError::MappedIpv4 { given: given(), v4: Self::containing(v4.into(), v4_length) }
            }
            AddressError::NotAddress { .. } => CidrError::NotCidr { given: given() },
        })?;
        let family = Family::of(address);
        // `parse` alone would take "+8" and "08".
        let digits = length.bytes().all(|byte| byte.is_ascii_digit())
            && !(length.len() > 1 && length.starts_with('0'));
        let prefix_len = match length.parse::<u8>() {
            Ok(prefix_len) if digits && prefix_len <= family.bits() => prefix_len,
            _ => return Err(CidrError::PrefixLength { given: given(), family, bits: family.bits() }),
        };
        let cidr = Self::containing(address, prefix_len);
        if cidr.first != number(address) {
            return Err(CidrError::HostBits { given: given(), network: cidr });
        }
        Ok(cidr)
    }

    /// Reads what somebody else has written, as far as it can only mean one range: host bits are cut off, and an IPv4
    /// range in IPv6 notation is the IPv4 range.
    pub fn meant(text: &str) -> Option<Self> {
        match Self::parse(text) {
            Ok(cidr)
            | Err(CidrError::HostBits { network: cidr, .. } | CidrError::MappedIpv4 { v4: cidr, .. }) => {
                Some(cidr)
            }
            Err(_) => None,
        }
    }

    /// The range of this prefix length that an address lies in. A prefix length beyond the family's is cut to it.
    pub fn containing(address: IpAddr, prefix_len: u8) -> Self {
        Self::from_number(Family::of(address), number(address), prefix_len)
    }

    /// An IPv4 range that is written in the program itself. Host bits are cut off.
    pub const fn v4(a: u8, b: u8, c: u8, d: u8, prefix_len: u8) -> Self {
        let address = Ipv4Addr::new(a, b, c, d).to_bits() as u128;
        Self::from_number(Family::V4, address, prefix_len)
    }

    /// The range of this prefix length around the address that is this number.
    pub(super) const fn from_number(family: Family, address: u128, prefix_len: u8) -> Self {
        let prefix_len = if prefix_len > family.bits() { family.bits() } else { prefix_len };
        Self { family, first: address & !host_mask(family, prefix_len), prefix_len }
    }

    /// The version of the protocol.
    pub const fn family(&self) -> Family {
        self.family
    }

    /// The number of leading bits that all addresses share.
    pub const fn prefix_len(&self) -> u8 {
        self.prefix_len
    }

    /// The first address, which names the network.
    pub fn network_address(&self) -> IpAddr {
        address(self.family, self.first)
    }

    /// The address at this distance from the first, if it lies in the range.
    pub fn address_at(&self, offset: u64) -> Option<IpAddr> {
        let wanted = self.first.checked_add(u128::from(offset))?;
        (wanted <= self.last_number()).then(|| address(self.family, wanted))
    }

    /// Whether every address of `other` is in this range. A range contains itself.
    pub fn contains(&self, other: &Self) -> bool {
        self.family == other.family && self.first <= other.first && other.last_number() <= self.last_number()
    }

    /// Whether an address is in this range.
    pub fn contains_address(&self, address: IpAddr) -> bool {
        self.contains(&Self::containing(address, u8::MAX))
    }

    /// Whether an address is in both. Two prefixes overlap only where one contains the other.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.contains(other) || other.contains(self)
    }

    /// The wider range around this one, with the given prefix length; this range itself if that is not shorter.
    #[must_use]
    pub fn widened_to(&self, prefix_len: u8) -> Self {
        Self::from_number(self.family, self.first, prefix_len.min(self.prefix_len))
    }

    /// The first address as a number.
    pub(super) const fn first_number(&self) -> u128 {
        self.first
    }

    /// The last address as a number.
    pub(super) const fn last_number(&self) -> u128 {
        self.first | host_mask(self.family, self.prefix_len)
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network_address(), self.prefix_len)
    }
}

impl fmt::Debug for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Reads one address: decimal octets without leading zeros, or IPv6 that is not an IPv4 address in disguise.
///
/// # Errors
/// What is wrong with the text and what to write instead.
pub fn parse_address(text: &str) -> Result<IpAddr, AddressError> {
    let given = || text.to_owned();
    match text.parse() {
        Ok(IpAddr::V6(v6)) => match v6.to_ipv4_mapped() {
            Some(v4) => Err(AddressError::MappedIpv4 { given: given(), v4 }),
            None => Ok(IpAddr::V6(v6)),
        },
        Ok(v4) => Ok(v4),
        Err(_) => Err(match without_leading_zeros(text) {
            Some(fixed) => AddressError::LeadingZeros { given: given(), fixed },
            None => AddressError::NotAddress { given: given() },
        }),
    }
}

/// Why a text is not a range.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CidrError {
    /// Not of the form address/length.
    #[error(
        "\"{given}\" is not a range in CIDR notation; expected an address and a prefix length, such as \
         \"10.244.0.0/16\""
    )]
    NotCidr {
        /// The text.
        given: String,
    },
    /// An address alone.
    #[error(
        "\"{given}\" is one address, not a range; expected a prefix length after it, such as \"{given}/{bits}\" for \
         this address alone"
    )]
    NoPrefixLength {
        /// The text.
        given: String,
        /// The length of an address in bits.
        bits: u8,
    },
    /// Space or another invisible character.
    #[error("\"{given}\" has a space in it; write \"{fixed}\"")]
    Whitespace {
        /// The text.
        given: String,
        /// The text without spaces.
        fixed: String,
    },
    /// Octets that some programs read as octal numbers.
    #[error(
        "\"{given}\" has leading zeros, which some programs read as octal numbers and others as decimal ones; write \
         \"{fixed}\" if decimal is meant"
    )]
    LeadingZeros {
        /// The text.
        given: String,
        /// The text with its octets read as decimal numbers.
        fixed: String,
    },
    /// `::ffff:10.0.0.0/104`.
    #[error("\"{given}\" is an IPv4 range written as IPv6; write \"{v4}\"")]
    MappedIpv4 {
        /// The text.
        given: String,
        /// The IPv4 range.
        v4: Cidr,
    },
    /// The part after the slash does not fit.
    #[error("\"{given}\" has no valid prefix length; expected a number from 0 to {bits} for {family}")]
    PrefixLength {
        /// The text.
        given: String,
        /// The family of the address.
        family: Family,
        /// The longest prefix of the family.
        bits: u8,
    },
    /// Bits after the prefix are set.
    #[error(
        "\"{given}\" has bits set after its prefix of {} bits, so it names a host and not a range; write \"{network}\"",
        network.prefix_len()
    )]
    HostBits {
        /// The text.
        given: String,
        /// The range that the address lies in.
        network: Cidr,
    },
}

/// Why a text is not an address.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AddressError {
    /// Neither IPv4 nor IPv6.
    #[error("\"{given}\" is not an IP address; expected one such as \"10.0.0.10\" or \"fd00::a\"")]
    NotAddress {
        /// The text.
        given: String,
    },
    /// Octets that some programs read as octal numbers.
    #[error(
        "\"{given}\" has leading zeros, which some programs read as octal numbers and others as decimal ones; write \
         \"{fixed}\" if decimal is meant"
    )]
    LeadingZeros {
        /// The text.
        given: String,
        /// The address with its octets read as decimal numbers.
        fixed: Ipv4Addr,
    },
    /// `::ffff:10.0.0.1`.
    #[error("\"{given}\" is an IPv4 address written as IPv6; write \"{v4}\"")]
    MappedIpv4 {
        /// The text.
        given: String,
        /// The IPv4 address.
        v4: Ipv4Addr,
    },
}

/// The IPv4 address that is meant if the zeros before its octets are only decoration.
fn without_leading_zeros(text: &str) -> Option<Ipv4Addr> {
    let octets: Vec<&str> = text.split('.').map(|octet| octet.trim_start_matches('0')).collect();
    let octets: Vec<&str> =
        octets.into_iter().map(|octet| if octet.is_empty() { "0" } else { octet }).collect();
    octets.join(".").parse().ok()
}

/// The bits that may differ inside a range.
const fn host_mask(family: Family, prefix_len: u8) -> u128 {
    let host_bits = family.bits() - prefix_len;
    if host_bits == 128 { u128::MAX } else { (1 << host_bits) - 1 }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn address(family: Family, number: u128) -> IpAddr {
    match family {
        // Numbers of IPv4 ranges are made from 32-bit addresses and never grow beyond them.
        Family::V4 => IpAddr::V4(Ipv4Addr::from_bits(number as u32)),
        Family::V6 => IpAddr::V6(Ipv6Addr::from_bits(number)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cidr(text: &str) -> Cidr {
        Cidr::parse(text).unwrap()
    }

    fn refusal(text: &str) -> String {
        Cidr::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn what_is_read_is_written_the_same() {
        for text in
            ["10.244.0.0/16", "0.0.0.0/0", "10.0.0.1/32", "fd12:3456:789a::/64", "::/0", "fd00::1/128"]
        {
            assert_eq!(cidr(text).to_string(), text);
        }
    }

    #[test]
    fn leading_zeros_are_refused_with_the_range_that_may_be_meant() {
        let text = refusal("010.0.0.0/8");
        assert!(
            text.contains("\"010.0.0.0/8\" has leading zeros")
                && text.ends_with("write \"10.0.0.0/8\" if decimal is meant"),
            "{text}"
        );
    }

    #[test]
    fn host_bits_are_refused_with_the_range_around_them() {
        assert!(refusal("10.1.2.3/16").ends_with("write \"10.1.0.0/16\""));
        assert!(refusal("fd00::1/64").ends_with("write \"fd00::/64\""));
    }

    #[test]
    fn an_ipv4_range_in_ipv6_clothes_is_refused_with_the_ipv4_range() {
        assert_eq!(
            refusal("::ffff:10.0.0.0/104"),
            "\"::ffff:10.0.0.0/104\" is an IPv4 range written as IPv6; write \"10.0.0.0/8\""
        );
    }

    #[test]
    fn what_can_only_mean_one_range_is_read_as_that() {
        let meant = |text| Cidr::meant(text).map(|cidr| cidr.to_string());
        assert_eq!(meant("10.1.2.3/16").as_deref(), Some("10.1.0.0/16"));
        assert_eq!(meant("::ffff:10.1.2.3/112").as_deref(), Some("10.1.0.0/16"));
        assert_eq!(meant("10.1.0.0/16").as_deref(), Some("10.1.0.0/16"));
        assert_eq!(meant("010.1.0.0/16"), None);
    }

    #[test]
    fn a_prefix_length_beyond_the_family_is_refused_with_its_bounds() {
        assert_eq!(
            refusal("10.0.0.0/33"),
            "\"10.0.0.0/33\" has no valid prefix length; expected a number from 0 to 32 for IPv4"
        );
        assert!(refusal("fd00::/129").ends_with("from 0 to 128 for IPv6"));
    }

    #[test]
    fn a_prefix_length_in_another_spelling_is_refused() {
        for text in
            ["10.0.0.0/", "10.0.0.0/+8", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.0/255.0.0.0"]
        {
            assert!(matches!(Cidr::parse(text), Err(CidrError::PrefixLength { .. })), "{text}");
        }
        assert_eq!(cidr("10.0.0.0/8").prefix_len(), 8);
    }

    #[test]
    fn spaces_are_refused_with_the_text_without_them() {
        assert_eq!(refusal(" 10.0.0.0/8"), "\" 10.0.0.0/8\" has a space in it; write \"10.0.0.0/8\"");
    }

    #[test]
    fn an_address_alone_is_refused_with_its_prefix_length() {
        assert!(refusal("10.0.0.1").contains("\"10.0.0.1/32\""));
    }

    #[test]
    fn anything_else_is_refused_with_an_example() {
        for text in ["", "/", "/8", "ten/8", "10.0.0/8", "10.0.0.256/8", "fd00:::/64", "10.0.0.0,8"] {
            assert!(refusal(text).contains("such as \"10.244.0.0/16\""), "{text}");
        }
    }

    #[test]
    fn addresses_are_read_as_strictly_as_ranges() {
        assert_eq!(parse_address("10.0.0.10").unwrap().to_string(), "10.0.0.10");
        assert!(matches!(parse_address("10.0.0.010"), Err(AddressError::LeadingZeros { .. })));
        assert!(matches!(parse_address("::ffff:10.0.0.10"), Err(AddressError::MappedIpv4 { .. })));
        assert!(matches!(parse_address("10.0.0.10/32"), Err(AddressError::NotAddress { .. })));
    }

    #[test]
    fn families_never_overlap() {
        assert!(!cidr("0.0.0.0/0").overlaps(&cidr("::/0")));
    }

    fn any_cidr() -> impl Strategy<Value = Cidr> {
        let v4 =
            (any::<u32>(), 0..=32u8).prop_map(|(bits, len)| Cidr::containing(IpAddr::V4(bits.into()), len));
        let v6 =
            (any::<u128>(), 0..=128u8).prop_map(|(bits, len)| Cidr::containing(IpAddr::V6(bits.into()), len));
        prop_oneof![v4, v6]
    }

    /// Ranges close enough together to overlap now and then.
    fn crowded() -> impl Strategy<Value = Cidr> {
        (0..64u32, 24..=32u8)
            .prop_map(|(low, len)| Cidr::containing(IpAddr::V4((0x0a00_0000 + low).into()), len))
    }

    proptest! {
        #[test]
        fn writing_and_reading_a_range_gives_it_back(range in any_cidr()) {
            prop_assert_eq!(Cidr::parse(&range.to_string()), Ok(range));
        }

        #[test]
        fn reading_never_panics(text in "\\PC*") {
            let _ = Cidr::parse(&text);
        }

        #[test]
        fn a_refused_spelling_of_a_range_is_accepted_as_corrected(address in any::<u32>(), len in 0..=32u8) {
            let text = format!("{}/{len}", Ipv4Addr::from_bits(address));
            if let Err(CidrError::HostBits { network, .. }) = Cidr::parse(&text) {
                prop_assert_eq!(Cidr::parse(&network.to_string()), Ok(network));
                prop_assert!(network.contains_address(IpAddr::V4(address.into())));
            }
        }

        #[test]
        fn two_ranges_overlap_exactly_if_they_share_an_address(left in crowded(), right in crowded()) {
            let shared = left.first.max(right.first) <= left.last_number().min(right.last_number());
            prop_assert_eq!(left.overlaps(&right), shared);
            prop_assert_eq!(right.overlaps(&left), shared);
        }

        #[test]
        fn containing_each_other_means_being_equal(left in crowded(), right in crowded()) {
            prop_assert_eq!(left.contains(&right) && right.contains(&left), left == right);
        }

        #[test]
        fn a_widened_range_contains_the_range(range in any_cidr(), len in 0..=128u8) {
            prop_assert!(range.widened_to(len).contains(&range));
        }

        #[test]
        fn the_address_at_an_offset_lies_in_the_range(range in any_cidr(), offset in any::<u64>()) {
            match range.address_at(offset) {
                Some(address) => prop_assert!(range.contains_address(address)),
                None => prop_assert!(u128::from(offset) > range.last_number() - range.first),
            }
        }
    }
}
