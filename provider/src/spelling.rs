//! Values that are spelled differently and mean the same.
//!
//! Azure changes the case of IDs and enum members on the way (`resourcegroups`, `Standard`), and people write regions
//! as the portal shows them. The models name these functions as `equivalent`, so that the spelling of the user stays in
//! state and a difference in spelling is no change.

use std::net::IpAddr;

use tfplugin_framework::{Value, schema::Equivalence};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::network::{Cidr, parse_address};

/// Strings, or lists or sets of them, that differ in case at most.
pub(crate) fn ignoring_case(left: &Value, right: &Value) -> bool {
    const CASE: Equivalence = by_text(|value| value.as_str().map(|text| text.to_ascii_lowercase().into()));
    CASE.same(left, right)
}

/// Two spellings of one region: `West Europe` and `westeurope`.
pub(crate) fn location(left: &Value, right: &Value) -> bool {
    const REGION: Equivalence = by_text(|value| value.as_str().map(|text| region(text).into()));
    REGION.same(left, right)
}

/// Two spellings of one range or address, or lists of them: `FD00::/64` and `fd00:0::/64`.
pub(crate) fn range(left: &Value, right: &Value) -> bool {
    const RANGE: Equivalence =
        by_text(|value| parse_range(value.as_str()?).map(|range| range.to_string().into()));
    RANGE.same(left, right)
}

/// Two spellings of one point in time: `2027-01-31T00:00:00Z` and `2027-01-31T02:00:00+02:00`.
pub(crate) fn instant(left: &Value, right: &Value) -> bool {
    const INSTANT: Equivalence = by_text(|value| {
        let instant = OffsetDateTime::parse(value.as_str()?, &Rfc3339).ok()?;
        Some(instant.unix_timestamp_nanos().to_string().into())
    });
    INSTANT.same(left, right)
}

/// Texts that differ in white space at either end at most, as what is read from a file does.
pub(crate) fn trimmed(left: &Value, right: &Value) -> bool {
    const TRIMMED: Equivalence = by_text(|value| value.as_str().map(|text| text.trim().into()));
    TRIMMED.same(left, right)
}

/// Texts that mean the same, also in lists and sets.
const fn by_text(meaning: fn(&Value) -> Option<Value>) -> Equivalence {
    Equivalence::by_meaning(meaning).of_elements()
}

/// The name of a region as Azure's API has it: lower case, no spaces.
pub(crate) fn region(location: &str) -> String {
    location.chars().filter(|character| !character.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// A range, or an address as the range of this address alone.
fn parse_range(text: &str) -> Option<Cidr> {
    let alone = |address: IpAddr| Cidr::containing(address, u8::MAX);
    Cidr::meant(text).or_else(|| parse_address(text).ok().map(alone))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::String(text.to_owned())
    }

    #[test]
    fn a_region_is_the_same_as_its_display_name() {
        assert!(location(&text("West Europe"), &text("westeurope")));
        assert!(!location(&text("westeurope"), &text("northeurope")));
    }

    #[test]
    fn ranges_are_compared_as_numbers() {
        assert!(range(&text("FD12:3456:789A::/64"), &text("fd12:3456:789a:0::/64")));
        assert!(range(&text("FD00::a"), &text("fd00::A")));
        assert!(!range(&text("10.0.0.0/16"), &text("10.0.0.0/15")));
        assert!(!range(&text("nonsense"), &text("other nonsense")));
    }

    #[test]
    fn a_point_in_time_is_the_same_in_every_zone() {
        assert!(instant(&text("2027-01-31T00:00:00Z"), &text("2027-01-31T02:00:00.0+02:00")));
        assert!(!instant(&text("2027-01-31T00:00:00Z"), &text("2027-01-31T00:00:01Z")));
    }

    #[test]
    fn order_matters_in_lists_and_not_in_sets() {
        let forward = vec![text("IPv4"), text("ipv6")];
        let backward = vec![text("IPv6"), text("IPv4")];
        assert!(ignoring_case(&Value::Set(forward.clone()), &Value::Set(backward.clone())));
        assert!(!ignoring_case(&Value::List(forward), &Value::List(backward)));
    }
}
