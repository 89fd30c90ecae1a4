//! The identity of the cluster may join nodes and load balancers to the subnets that the pools name: the role Network
//! Contributor, or one with the same permissions, on the subnet or above.
//!
//! # Why
//!
//! A cluster works on its subnets with its own identity, not with that of whoever runs Terraform. Without the permission
//! the creation fails, or internal load balancers do later. The identity that Azure makes together with a cluster cannot
//! have a role before there is a cluster, so only identities of your own are checked then.
//!
//! # Way out
//!
//! Assign the role; the message has the command. An assignment that the same apply makes is not there yet when the plan is
//! made: lower the rule for that time.
//!
//! # Evidence
//!
//! - "Use managed identities in AKS", section on permissions for a subnet of your own:
//!   <https://learn.microsoft.com/azure/aks/use-managed-identity>.
//! - "Configure Azure CNI networking in AKS", prerequisites: Network Contributor, or `subnets/join/action` and
//!   `subnets/read`, <https://learn.microsoft.com/azure/aks/configure-azure-cni>.

use std::collections::HashMap;

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, SubnetAccess, View, any_case::AnyCase,
    rule::ERROR_SINCE_ARTICLE, subnets::name,
};

pub(super) static RULE: Rule = Rule {
    code: "subnet-access",
    number: "X16",
    title: "The identity of the cluster may join its subnets",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Scale],
    looks_at: &[Source::Config, Source::Vnet, Source::SubnetAccess],
    lowering: Lowering::Allowed("The role may be assigned by the same apply, before the cluster is made."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let access = view.lookups.subnet_access.found().map(Vec::as_slice).unwrap_or_default();
    let identity = &view.control_plane.identity_type;
    if view.existing().is_some() && identity.known().is_none_or(|kind| kind != "userassigned") {
        return;
    }
    let denied = access.iter().rev().filter(|access| !access.may_join);
    let mut denied: HashMap<AnyCase<'_>, &SubnetAccess> =
        denied.map(|access| (AnyCase(&access.subnet_id), access)).collect();
    // What a cluster did without so far it does not need for another change; a new pool is joined to its subnet.
    for pool in view.new_pools() {
        let Some(id) = pool.subnet_id.known() else { continue };
        // Taken out, so that a subnet is told once.
        let Some(denied) = denied.remove(&AnyCase(id)) else { continue };
        findings
            .report(
                pool.attribute("subnet_id"),
                format!("The cluster may not join subnet \"{}\": {} has no role there", name(id), denied.identity),
            )
            .fact(format!("{} = \"{id}\"", pool.named("subnet_id")))
            .fact(format!(
                "In Azure {} may not do Microsoft.Network/virtualNetworks/subnets/join/action on it.",
                denied.identity
            ))
            .why("The cluster joins nodes and load balancers to the subnet with its own identity.")
            .way_out(format!(
                "Assign it the role Network Contributor on the subnet: az role assignment create --assignee <its principal \
                 ID> --role \"Network Contributor\" --scope {id}. If the same apply assigns the role, set rules = {{ \
                 overrides = {{ \"subnet-access\" = \"warning\" }} }} in the provider block."
            ));
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, Lookup, SubnetAccess, View,
        sample::{known, pool, valid},
    };

    fn with(may_join: bool) -> View {
        let view = valid();
        let subnet_id = view.pools[0].subnet_id.known().cloned().unwrap_or_default().to_uppercase();
        let access = SubnetAccess { subnet_id, identity: "identity aks".to_owned(), may_join };
        view.with(|view| view.lookups.subnet_access = Lookup::Found(vec![access]))
    }

    #[test]
    fn an_identity_without_a_role_is_refused_with_the_command_that_assigns_one() {
        let error = with(false).error();
        assert_eq!(error.rule.code, "subnet-access");
        assert_eq!(
            error.summary,
            "The cluster may not join subnet \"nodes\": identity aks has no role there"
        );
        assert!(
            error.way_out.contains("--role \"Network Contributor\" --scope /subscriptions/"),
            "{}",
            error.way_out
        );
    }

    #[test]
    fn an_identity_with_a_role_and_one_that_could_not_be_asked_about_are_fine() {
        assert_eq!(with(true).codes(), []);
        assert_eq!(valid().codes(), []);
    }

    #[test]
    fn a_cluster_that_exists_is_asked_about_its_new_pools_alone() {
        let existing =
            |identity: &str| with(false).with(|view| view.control_plane.identity_type = known(identity));
        let scaled = existing("userassigned").changed(|view| view.pools[0].node_count = Attr::Known(4));
        assert_eq!(scaled.codes(), []);
        let added = |view: &mut View| view.pools = vec![pool("user", 1)];
        assert_eq!(existing("userassigned").changed(added).codes(), [("subnet-access", Level::Error)]);
        assert_eq!(existing("systemassigned").changed(added).codes(), []);
    }
}
