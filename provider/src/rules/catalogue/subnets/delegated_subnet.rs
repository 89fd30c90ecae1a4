//! The subnet of a pool is not delegated to a service.
//!
//! # Why
//!
//! A delegation gives a subnet to one service of Azure, and nothing else may be put there.
//!
//! # Way out
//!
//! Give the pool a subnet of its own, or take the delegation away if the service has left.
//!
//! # Evidence
//!
//! - Azure answers `SubnetIsDelegated`, "cannot be used as it's a delegated subnet": Microsoft's article on
//!   troubleshooting this code.

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, finding::written, rule::ERROR_SINCE_ARTICLE,
    subnets::name,
};

pub(super) static RULE: Rule = Rule {
    code: "delegated-subnet",
    number: "X15",
    title: "The subnet of a pool is not delegated",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Scale],
    looks_at: &[Source::Config, Source::Vnet],
    lowering: Lowering::Never("Azure refuses the subnet (SubnetIsDelegated)."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    for (pool, subnet) in view.in_subnets(&view.pools) {
        // A report on a cluster as it is has no attribute to point at.
        let path = pool.attribute("subnet_id");
        if subnet.delegations.is_empty() {
            continue;
        }
        let services = subnet.delegations.join(", ");
        findings
            .report(
                path.clone(),
                format!("Subnet \"{}\" of {} is delegated to {services}", name(&subnet.id), pool.title()),
            )
            .fact(match &path {
                Some(path) => format!("{} = \"{}\"", written(path), subnet.id),
                None => format!("The nodes of {} are in {}.", pool.title(), subnet.id),
            })
            .fact(format!("In Azure the subnet is delegated to {services}."))
            .why("A delegated subnet belongs to its service alone.")
            .way_out("Give the pool another subnet, or take the delegation away if the service has left.")
            .unless_settled(view);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{Level, Lookup, View, sample::valid};

    fn delegated(at: usize) -> View {
        valid().in_vnet(&["10.10.0.0/24", "10.10.1.0/24"]).with(|view| {
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.subnets[at].delegations = vec!["Microsoft.ContainerInstance/containerGroups".to_owned()];
            }
        })
    }

    #[test]
    fn a_delegated_subnet_is_refused_with_the_service() {
        let error = delegated(0).error();
        assert_eq!(
            error.summary,
            "Subnet \"nodes\" of pool \"system\" is delegated to Microsoft.ContainerInstance/containerGroups"
        );
    }

    #[test]
    fn a_delegated_subnet_next_to_it_is_fine() {
        assert_eq!(delegated(1).codes(), []);
    }

    #[test]
    fn a_delegation_that_came_later_is_a_warning_while_nothing_changes() {
        assert_eq!(delegated(0).changed(|_| {}).codes(), [("delegated-subnet", Level::Warning)]);
    }
}
