//! `next_free_cidr(prefix_length, taken)`: a private range that nobody uses.

use tfplugin_framework::{Function, FunctionError, Type, Value, function::Signature};

use super::arguments::{count, parameter, wrong};
use crate::network::{Cidr, space};

/// The first private range of a size that touches nothing that is taken.
#[derive(Clone, Copy, Debug)]
pub struct NextFreeCidr;

impl Function for NextFreeCidr {
    const NAME: &'static str = "next_free_cidr";

    fn signature(&self) -> Signature {
        Signature {
            summary: "Finds a free private range".to_owned(),
            description: "Returns the first private IPv4 range of the given size that touches none of the taken ranges and \
                          none of those that AKS reserves (169.254.0.0/16, 192.0.2.0/24, 172.30.0.0/16, 172.31.0.0/16). It \
                          searches 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and then 100.64.0.0/10. The same arguments \
                          give the same range; a range taken later may change the result, so keep the result of a cluster \
                          among the arguments of the next."
                .to_owned(),
            parameters: vec![
                parameter("prefix_length", Type::Number, "The size: 16 for a range like `10.0.0.0/16`. From 8 to 32."),
                parameter(
                    "taken",
                    Type::List(Box::new(Type::String)),
                    "Ranges to keep clear of, in CIDR notation. IPv6 ranges may be among them.",
                ),
            ],
            variadic: None,
            returns: Type::String,
        }
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        let prefix_length = count(arguments, 0, "prefix_length")?;
        let widest = 8;
        let prefix_len = match u8::try_from(prefix_length) {
            Ok(prefix_len) if (widest..=32).contains(&prefix_len) => prefix_len,
            _ => {
                let expected =
                    format!("expected a number from {widest} to 32; the widest private range is 10.0.0.0/8.");
                return Err(wrong(0, format!("prefix_length is {prefix_length}; {expected}")));
            }
        };
        let taken = arguments.get(1).and_then(Value::as_elements).unwrap_or_default();
        let taken = taken.iter().enumerate().map(|(index, range)| read_taken(index, range));
        let taken = taken.collect::<Result<Vec<Cidr>, _>>()?;
        match space::next_free(prefix_len, &taken) {
            Some(free) => Ok(Value::String(free.to_string())),
            None => Err(wrong(
                1,
                format!(
                    "taken leaves no private /{prefix_len} free; ask for a smaller range or take out what is not in use."
                ),
            )),
        }
    }
}

fn read_taken(index: usize, range: &Value) -> Result<Cidr, FunctionError> {
    let Some(text) = range.as_str() else {
        return Err(wrong(1, format!("taken[{index}] is null; expected a range such as \"10.0.0.0/16\".")));
    };
    Cidr::parse(text).map_err(|error| wrong(1, format!("taken[{index}]: {error}.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(prefix_length: i64, taken: &[&str]) -> Result<Value, FunctionError> {
        let taken = taken.iter().map(|range| Value::String((*range).to_owned())).collect();
        NextFreeCidr.call(&[Value::Number(prefix_length.into()), Value::List(taken)])
    }

    #[test]
    fn what_is_taken_is_stepped_over() {
        assert_eq!(call(16, &["10.0.0.0/15", "fd00::/8"]), Ok(Value::String("10.2.0.0/16".to_owned())));
    }

    #[test]
    fn a_size_that_no_private_range_has_is_refused() {
        assert_eq!(call(7, &[]).unwrap_err().argument, Some(0));
        assert_eq!(call(33, &[]).unwrap_err().argument, Some(0));
        assert_eq!(call(300, &[]).unwrap_err().argument, Some(0));
    }

    #[test]
    fn where_nothing_is_free_the_size_is_named() {
        let error = call(8, &["10.1.2.0/24"]).unwrap_err();
        assert_eq!(error.argument, Some(1));
        assert!(error.text.starts_with("taken leaves no private /8 free;"), "{}", error.text);
    }

    #[test]
    fn a_mistake_names_its_element_and_the_fix() {
        let error = call(16, &["10.0.0.0/16", "010.1.0.0/16"]).unwrap_err();
        assert_eq!(error.argument, Some(1));
        assert!(error.text.starts_with("taken[1]: \"010.1.0.0/16\" has leading zeros"), "{}", error.text);
        let null =
            NextFreeCidr.call(&[Value::Number(16.into()), Value::List(vec![Value::Null])]).unwrap_err();
        assert!(null.text.starts_with("taken[0] is null"), "{}", null.text);
    }
}
