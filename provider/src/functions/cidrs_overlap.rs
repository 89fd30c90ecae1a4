//! `cidrs_overlap(a, b, ...)`: whether ranges share an address.

use tfplugin_framework::{Arguments, Function, FunctionError};

use crate::network::Cidr;

/// Tells whether ranges overlap.
///
/// Returns true if any two of the given ranges share an address. Ranges of different IP families never overlap. Use it
/// in a `precondition` or a `check` to keep pod CIDRs clear of networks that the provider cannot see, such as those on
/// premises.
#[derive(Arguments)]
pub struct CidrsOverlapArguments {
    /// A range in CIDR notation, such as `10.244.0.0/16`.
    a: Cidr,
    /// Another range.
    b: Cidr,
    /// Further ranges.
    #[argument(variadic)]
    more: Vec<Cidr>,
}

/// Whether any two of the ranges share an address. IPv4 and IPv6 never do.
#[derive(Clone, Copy, Debug)]
pub struct CidrsOverlap;

impl Function for CidrsOverlap {
    type Arguments = CidrsOverlapArguments;
    type Output = bool;

    const NAME: &'static str = "cidrs_overlap";

    fn call(&self, arguments: CidrsOverlapArguments) -> Result<bool, FunctionError> {
        let mut ranges = arguments.more;
        ranges.extend([arguments.a, arguments.b]);
        ranges.sort_unstable();
        // Sorted by first address and from wide to narrow, whatever stands between a range and one that it contains
        // begins inside it too. So a range that overlaps any later one overlaps the next.
        Ok(ranges.windows(2).any(|pair| pair[0].overlaps(&pair[1])))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use tfplugin_framework::Value;

    use super::*;

    fn call(ranges: &[&str]) -> Result<Value, FunctionError> {
        CidrsOverlap.evaluate(&ranges.iter().map(|range| Value::from(*range)).collect::<Vec<_>>())
    }

    #[test]
    fn a_range_overlaps_what_lies_in_it_and_not_its_neighbour() {
        assert_eq!(call(&["10.0.0.0/8", "10.244.0.0/16"]), Ok(Value::Bool(true)));
        assert_eq!(call(&["10.244.0.0/16", "10.245.0.0/16"]), Ok(Value::Bool(false)));
    }

    #[test]
    fn the_families_do_not_overlap() {
        assert_eq!(call(&["0.0.0.0/0", "::/0"]), Ok(Value::Bool(false)));
    }

    #[test]
    fn a_mistake_names_its_argument_and_the_fix() {
        let error = call(&["10.0.0.0/8", "10.1.0.0/16", "10.2.0.1/16"]).unwrap_err();
        assert_eq!(error.argument(), Some(2));
        assert!(
            error.text().starts_with("more[0]: \"10.2.0.1/16\"")
                && error.text().ends_with("write \"10.2.0.0/16\".")
        );
    }

    proptest! {
        #[test]
        fn it_says_the_same_as_comparing_every_pair(ranges in prop::collection::vec((0..256u32, 24..=32u8), 2..6)) {
            let ranges: Vec<Cidr> =
                ranges.into_iter().map(|(low, len)| Cidr::containing(std::net::IpAddr::V4(low.into()), len)).collect();
            let pairs = (0..ranges.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
            let expected = pairs.into_iter().any(|(i, j)| ranges[i].overlaps(&ranges[j]));
            let texts: Vec<String> = ranges.iter().map(Cidr::to_string).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            prop_assert_eq!(call(&texts), Ok(Value::Bool(expected)));
        }
    }
}
