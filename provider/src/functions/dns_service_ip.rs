//! `dns_service_ip(service_cidr)`: the address of the DNS service by convention.

use tfplugin_framework::{Arguments, Function, FunctionError};

use crate::network::{Cidr, space};

/// Gives the address of the DNS service in a service CIDR.
///
/// Returns the tenth address after the first, which is what AKS takes in its own default: `10.0.0.10` for
/// `10.0.0.0/16`.
#[derive(Arguments)]
pub struct DnsServiceIpArguments {
    /// A service CIDR in CIDR notation, such as `10.0.0.0/16`.
    service_cidr: Cidr,
}

/// The tenth address of a service CIDR.
#[derive(Clone, Copy, Debug)]
pub struct DnsServiceIp;

impl Function for DnsServiceIp {
    type Arguments = DnsServiceIpArguments;
    type Output = String;

    const NAME: &'static str = "dns_service_ip";

    fn call(
        &self,
        DnsServiceIpArguments { service_cidr }: DnsServiceIpArguments,
    ) -> Result<String, FunctionError> {
        space::dns_service_ip(&service_cidr).map(|address| address.to_string()).ok_or_else(|| {
            let detail = format!("service_cidr is {service_cidr}, which has no tenth address");
            FunctionError::new(format!("{detail}; expected a range of 16 addresses or more."))
                .at(DnsServiceIpArguments::SERVICE_CIDR)
        })
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Value;

    use super::*;

    fn call(service_cidr: &str) -> Result<Value, FunctionError> {
        DnsServiceIp.evaluate(&[service_cidr.into()])
    }

    #[test]
    fn it_is_ten_after_the_first_address() {
        assert_eq!(call("10.0.0.0/16"), Ok(Value::String("10.0.0.10".to_owned())));
        assert_eq!(call("fd00::/108"), Ok(Value::String("fd00::a".to_owned())));
    }

    #[test]
    fn a_range_without_a_tenth_address_is_refused() {
        assert_eq!(call("10.0.0.0/28"), Ok(Value::String("10.0.0.10".to_owned())));
        assert!(call("10.0.0.0/29").unwrap_err().text().contains("expected a range of 16 addresses or more"));
    }
}
