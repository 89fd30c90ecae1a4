//! `dns_service_ip(service_cidr)`: the address of the DNS service by convention.

use tfplugin_framework::{Function, FunctionError, Type, Value, function::Signature};

use super::arguments::{cidr, parameter, wrong};
use crate::network::space;

/// The tenth address of a service CIDR.
#[derive(Clone, Copy, Debug)]
pub struct DnsServiceIp;

impl Function for DnsServiceIp {
    const NAME: &'static str = "dns_service_ip";

    fn signature(&self) -> Signature {
        Signature {
            summary: "Gives the address of the DNS service in a service CIDR".to_owned(),
            description: "Returns the tenth address after the first, which is what AKS takes in its own default: `10.0.0.10` \
                          for `10.0.0.0/16`."
                .to_owned(),
            parameters: vec![parameter(
                "service_cidr",
                Type::String,
                "A service CIDR in CIDR notation, such as `10.0.0.0/16`.",
            )],
            variadic: None,
            returns: Type::String,
        }
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        let range = cidr(arguments, 0, "service_cidr")?;
        match space::dns_service_ip(&range) {
            Some(address) => Ok(Value::String(address.to_string())),
            None => Err(wrong(
                0,
                format!(
                    "service_cidr is {range}, which has no tenth address; expected a range of 16 addresses or more."
                ),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(service_cidr: &str) -> Result<Value, FunctionError> {
        DnsServiceIp.call(&[Value::String(service_cidr.to_owned())])
    }

    #[test]
    fn it_is_ten_after_the_first_address() {
        assert_eq!(call("10.0.0.0/16"), Ok(Value::String("10.0.0.10".to_owned())));
        assert_eq!(call("fd00::/108"), Ok(Value::String("fd00::a".to_owned())));
    }

    #[test]
    fn a_range_without_a_tenth_address_is_refused() {
        assert_eq!(call("10.0.0.0/28"), Ok(Value::String("10.0.0.10".to_owned())));
        assert!(call("10.0.0.0/29").unwrap_err().text.contains("expected a range of 16 addresses or more"));
    }
}
