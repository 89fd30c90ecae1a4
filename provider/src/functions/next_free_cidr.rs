//! `next_free_cidr(prefix_length, taken)`: a private range that nobody uses.

use tfplugin_framework::{Arguments, Function, FunctionError};

use crate::network::{Cidr, space};

/// Finds a free private range.
///
/// Returns the first private IPv4 range of the given size that touches none of the taken ranges and none of those that
/// AKS reserves (169.254.0.0/16, 192.0.2.0/24, 172.30.0.0/16, 172.31.0.0/16). It searches 10.0.0.0/8, 172.16.0.0/12,
/// 192.168.0.0/16 and then 100.64.0.0/10. The same arguments give the same range; a range taken later may change the
/// result, so keep the result of a cluster among the arguments of the next.
#[derive(Arguments)]
pub struct NextFreeCidrArguments {
    /// The size: 16 for a range like `10.0.0.0/16`. From 8 to 32.
    prefix_length: u64,
    /// Ranges to keep clear of, in CIDR notation. IPv6 ranges may be among them.
    taken: Vec<Cidr>,
}

/// The first private range of a size that touches nothing that is taken.
#[derive(Clone, Copy, Debug)]
pub struct NextFreeCidr;

impl Function for NextFreeCidr {
    type Arguments = NextFreeCidrArguments;
    type Output = String;

    const NAME: &'static str = "next_free_cidr";

    fn call(
        &self,
        NextFreeCidrArguments { prefix_length, taken }: NextFreeCidrArguments,
    ) -> Result<String, FunctionError> {
        let widest = 8;
        let prefix_len = match u8::try_from(prefix_length) {
            Ok(prefix_len) if (widest..=32).contains(&prefix_len) => prefix_len,
            _ => {
                let expected =
                    format!("expected a number from {widest} to 32; the widest private range is 10.0.0.0/8.");
                let error = FunctionError::new(format!("prefix_length is {prefix_length}; {expected}"));
                return Err(error.at(NextFreeCidrArguments::PREFIX_LENGTH));
            }
        };
        space::next_free(prefix_len, &taken).map(|free| free.to_string()).ok_or_else(|| {
            FunctionError::new(format!(
                "taken leaves no private /{prefix_len} free; ask for a smaller range or take out what is not in use."
            ))
            .at(NextFreeCidrArguments::TAKEN)
        })
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Value;

    use super::*;

    fn call(prefix_length: i64, taken: &[&str]) -> Result<Value, FunctionError> {
        let taken = taken.iter().map(|range| Value::String((*range).to_owned())).collect();
        NextFreeCidr.evaluate(&[prefix_length.into(), Value::List(taken)])
    }

    #[test]
    fn what_is_taken_is_stepped_over() {
        assert_eq!(call(16, &["10.0.0.0/15", "fd00::/8"]), Ok(Value::String("10.2.0.0/16".to_owned())));
    }

    #[test]
    fn a_size_that_no_private_range_has_is_refused() {
        assert_eq!(call(7, &[]).unwrap_err().argument(), Some(0));
        assert_eq!(call(33, &[]).unwrap_err().argument(), Some(0));
        assert_eq!(call(300, &[]).unwrap_err().argument(), Some(0));
    }

    #[test]
    fn where_nothing_is_free_the_size_is_named() {
        let error = call(8, &["10.1.2.0/24"]).unwrap_err();
        assert_eq!(error.argument(), Some(1));
        assert!(error.text().starts_with("taken leaves no private /8 free;"), "{}", error.text());
    }

    #[test]
    fn a_mistake_names_its_element_and_the_fix() {
        let error = call(16, &["10.0.0.0/16", "010.1.0.0/16"]).unwrap_err();
        assert_eq!(error.argument(), Some(1));
        assert!(error.text().starts_with("taken[1]: \"010.1.0.0/16\" has leading zeros"), "{}", error.text());
        let null = NextFreeCidr.evaluate(&[16.into(), Value::List(vec![Value::Null])]).unwrap_err();
        assert!(null.text().starts_with("taken[0] must not be null"), "{}", null.text());
    }
}
