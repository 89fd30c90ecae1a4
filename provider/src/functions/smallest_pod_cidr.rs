//! `smallest_pod_cidr(nodes, surge_nodes, base...)`: the pod CIDR for a number of nodes.

use std::net::{IpAddr, Ipv4Addr};

use tfplugin_framework::{Function, FunctionError, Type, Value, function::Signature};

use super::arguments::{address, count, parameter, wrong};
use crate::network::capacity;

/// The smallest pod CIDR with room for nodes and the nodes that an upgrade adds.
#[derive(Clone, Copy, Debug)]
pub struct SmallestPodCidr;

impl Function for SmallestPodCidr {
    const NAME: &'static str = "smallest_pod_cidr";

    fn signature(&self) -> Signature {
        Signature {
            summary: "Finds the smallest pod CIDR for a number of nodes".to_owned(),
            description: "Returns the smallest range with a node block for every node and for every node that an upgrade \
                          adds for a while. Count a pool that scales by itself with its upper bound. The range is the one \
                          that the base address lies in, so it may begin before it."
                .to_owned(),
            parameters: vec![
                parameter("nodes", Type::Number, "The most nodes that all pools have together."),
                parameter(
                    "surge_nodes",
                    Type::Number,
                    "The nodes that upgrades add to all pools together; 0 if there are none.",
                ),
            ],
            variadic: Some(parameter(
                "base",
                Type::String,
                "At most one: an address in the range that is wanted. Without it, `10.244.0.0`.",
            )),
            returns: Type::String,
        }
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        let nodes = count(arguments, 0, "nodes")?;
        let surge = count(arguments, 1, "surge_nodes")?;
        let base = match arguments.len() {
            0..=2 => DEFAULT_BASE,
            3 => address(arguments, 2, "base")?,
            given => {
                return Err(wrong(
                    3,
                    format!("{} base addresses are given; expected one at most.", given - 2),
                ));
            }
        };
        let total = nodes.saturating_add(surge);
        match capacity::smallest_pod_cidr(total, base) {
            Some(cidr) => Ok(Value::String(cidr.to_string())),
            None => Err(wrong(
                0,
                format!("nodes and surge_nodes are {total} together; no range has as many node blocks."),
            )),
        }
    }
}

/// The first address of Azure's default pod CIDR.
const DEFAULT_BASE: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 244, 0, 0));

#[cfg(test)]
mod tests {
    use super::*;

    fn call(nodes: i64, surge: i64, base: &[&str]) -> Result<Value, FunctionError> {
        let mut arguments = vec![Value::Number(nodes.into()), Value::Number(surge.into())];
        arguments.extend(base.iter().map(|base| Value::String((*base).to_owned())));
        SmallestPodCidr.call(&arguments)
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
        assert_eq!(
            call(3, -1, &[]).unwrap_err(),
            wrong(1, "surge_nodes is -1; expected a whole number, 0 or more.")
        );
        let half = SmallestPodCidr.call(&[Value::Number("0.5".parse().unwrap()), Value::Number(0.into())]);
        assert_eq!(half.unwrap_err(), wrong(0, "nodes is 0.5; expected a whole number, 0 or more."));
    }

    #[test]
    fn more_nodes_than_there_are_blocks_and_more_than_one_base_are_refused() {
        assert!(call(1 << 40, 0, &[]).unwrap_err().text.contains("no range has as many node blocks"));
        assert_eq!(call(1, 0, &["10.0.0.0", "10.1.0.0"]).unwrap_err().argument, Some(3));
    }
}
