//! `smallest_pod_cidr(nodes, surge_nodes, base...)`: the pod CIDR for a number of nodes.

use std::net::{IpAddr, Ipv4Addr};

use tfplugin_framework::{Arguments, Function, FunctionError};

use super::arguments::Address;
use crate::network::capacity;

/// Finds the smallest pod CIDR for a number of nodes.
///
/// Returns the smallest range with a node block for every node and for every node that an upgrade adds for a while.
/// Count a pool that scales by itself with its upper bound. The range is the one that the base address lies in, so it
/// may begin before it.
#[derive(Arguments)]
pub struct SmallestPodCidrArguments {
    /// The most nodes that all pools have together.
    nodes: u64,
    /// The nodes that upgrades add to all pools together; 0 if there are none.
    surge_nodes: u64,
    /// At most one: an address in the range that is wanted. Without it, `10.244.0.0`.
    #[argument(variadic)]
    base: Vec<Address>,
}

/// The smallest pod CIDR with room for nodes and the nodes that an upgrade adds.
#[derive(Clone, Copy, Debug)]
pub struct SmallestPodCidr;

impl Function for SmallestPodCidr {
    type Arguments = SmallestPodCidrArguments;
    type Output = String;

    const NAME: &'static str = "smallest_pod_cidr";

    fn call(&self, arguments: SmallestPodCidrArguments) -> Result<String, FunctionError> {
        let base = match &arguments.base[..] {
            [] => DEFAULT_BASE,
            [base] => base.0,
            [_, more @ ..] => {
                let given = more.len() + 1;
                return Err(FunctionError::new(format!(
                    "{given} base addresses are given; expected one at most."
                ))
                .at(SmallestPodCidrArguments::BASE.nth(1)));
            }
        };
        let total = arguments.nodes.saturating_add(arguments.surge_nodes);
        capacity::smallest_pod_cidr(total, base).map(|cidr| cidr.to_string()).ok_or_else(|| {
            FunctionError::new(format!(
                "nodes and surge_nodes are {total} together; no range has as many node blocks."
            ))
            .at(SmallestPodCidrArguments::NODES)
        })
    }
}

/// The first address of Azure's default pod CIDR.
const DEFAULT_BASE: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 244, 0, 0));

#[cfg(test)]
mod tests {
    use tfplugin_framework::Value;

    use super::*;

    fn call(nodes: i64, surge: i64, base: &[&str]) -> Result<Value, FunctionError> {
        let mut arguments = vec![Value::Number(nodes.into()), Value::Number(surge.into())];
        arguments.extend(base.iter().map(|base| Value::String((*base).to_owned())));
        SmallestPodCidr.evaluate(&arguments)
    }

    fn text(text: &str) -> Result<Value, FunctionError> {
        Ok(Value::String(text.to_owned()))
    }

    #[test]
    fn surge_nodes_count_as_well() {
        assert_eq!(call(256, 0, &[]), text("10.244.0.0/16"));
        assert_eq!(call(256, 1, &[]), text("10.244.0.0/15"));
    }

    #[test]
    fn the_range_lies_around_the_base() {
        assert_eq!(call(3, 0, &["192.168.7.0"]), text("192.168.4.0/22"));
        assert_eq!(call(3, 0, &["fd00::"]), text("fd00::/118"));
    }

    #[test]
    fn the_first_size_that_covers_the_largest_cluster_is_a_slash_11() {
        assert_eq!(call(5000, 0, &[]), text("10.224.0.0/11"));
    }

    #[test]
    fn negative_and_fractional_numbers_are_refused_by_name() {
        let refused = |result: Result<Value, FunctionError>| {
            let error = result.unwrap_err();
            (
                error.argument(),
                error
                    .text()
                    .split_once(" must be a whole number between 0 and")
                    .map(|said| said.0.to_owned()),
            )
        };
        assert_eq!(refused(call(3, -1, &[])), (Some(1), Some("surge_nodes".to_owned())));
        let half = SmallestPodCidr.evaluate(&[Value::Number("0.5".parse().unwrap()), 0.into()]);
        assert_eq!(refused(half), (Some(0), Some("nodes".to_owned())));
    }

    #[test]
    fn more_nodes_than_there_are_blocks_and_more_than_one_base_are_refused() {
        assert!(call(1 << 40, 0, &[]).unwrap_err().text().contains("no range has as many node blocks"));
        assert_eq!(call(1, 0, &["10.0.0.0", "10.1.0.0"]).unwrap_err().argument(), Some(3));
    }
}
