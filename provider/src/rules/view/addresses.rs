//! The addresses of a subnet that are taken.

use std::collections::HashMap;

/// How many addresses of a subnet are taken, and by whom as far as that matters: nodes stand in the node resource group of
/// their cluster. Built from the ARM resource IDs of the IP configurations in the subnet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    all: u64,
    /// Those of machines, by resource group in lower case.
    of_machines: HashMap<String, u64>,
}

impl Addresses {
    /// All of them.
    pub(crate) fn count(&self) -> u64 {
        self.all
    }

    /// Those of the machines in a resource group.
    pub(crate) fn of_machines_in(&self, resource_group: &str) -> u64 {
        self.of_machines.get(&resource_group.to_ascii_lowercase()).copied().unwrap_or(0)
    }
}

impl<S: AsRef<str>> FromIterator<S> for Addresses {
    fn from_iter<I: IntoIterator<Item = S>>(ip_configurations: I) -> Self {
        let mut addresses = Self::default();
        for id in ip_configurations {
            addresses.all += 1;
            let id = id.as_ref().to_ascii_lowercase();
            let is_machine = id.contains("/virtualmachinescalesets/")
                || id.contains("/virtualmachines/")
                || id.contains("/networkinterfaces/aks-");
            let group = id.split('/').skip_while(|part| *part != "resourcegroups").nth(1);
            if let Some(group) = group.filter(|_| is_machine) {
                *addresses.of_machines.entry(group.to_owned()).or_default() += 1;
            }
        }
        addresses
    }
}
