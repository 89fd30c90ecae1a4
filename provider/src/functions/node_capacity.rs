//! `node_capacity(pod_cidr)`: how many nodes a pod CIDR can hold.

use tfplugin_framework::{Arguments, Function, FunctionError, Number};

use crate::network::{Cidr, capacity};

/// Counts the nodes that a pod CIDR can hold.
///
/// Every node of an overlay cluster takes a /24 of an IPv4 pod CIDR, or a /120 of an IPv6 one. So `10.244.0.0/16` holds
/// 256 nodes; those that exist only during an upgrade count as well.
#[derive(Arguments)]
pub struct NodeCapacityArguments {
    /// A pod CIDR in CIDR notation, such as `10.244.0.0/16`.
    pod_cidr: Cidr,
}

/// The number of nodes that a pod CIDR can hold.
#[derive(Clone, Copy, Debug)]
pub struct NodeCapacity;

impl Function for NodeCapacity {
    type Arguments = NodeCapacityArguments;
    /// Wide IPv6 ranges hold more nodes than 64 bits can count.
    type Output = Number;

    const NAME: &'static str = "node_capacity";

    fn call(&self, arguments: NodeCapacityArguments) -> Result<Number, FunctionError> {
        let nodes = capacity::node_capacity(&arguments.pod_cidr);
        nodes.to_string().parse().map_err(|error| {
            FunctionError::new(format!("pod_cidr: {error}.")).at(NodeCapacityArguments::POD_CIDR)
        })
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Value;

    use super::*;

    fn call(pod_cidr: &str) -> Result<Value, FunctionError> {
        NodeCapacity.evaluate(&[pod_cidr.into()])
    }

    #[test]
    fn a_slash_16_holds_256_nodes() {
        assert_eq!(call("10.244.0.0/16"), Ok(Value::Number(256.into())));
        assert_eq!(call("10.244.0.0/25"), Ok(Value::Number(0.into())));
    }

    #[test]
    fn a_wide_ipv6_range_holds_more_nodes_than_64_bits_count() {
        assert_eq!(call("fd00::/8"), Ok(Value::Number((1u128 << 112).to_string().parse().unwrap())));
    }

    #[test]
    fn a_mistake_names_its_argument_and_the_fix() {
        let error = call("10.244.0.0").unwrap_err();
        assert_eq!(error.argument(), Some(0));
        assert!(error.text().starts_with("pod_cidr: \"10.244.0.0\" is one address"), "{}", error.text());
    }
}
