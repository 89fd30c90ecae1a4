//! The network security groups of the node subnets.

use arm_client::{
    NetworkSecurityGroupId,
    models::{self, NetworkSecurityGroup, ResourceReference, SecurityRuleProperties},
};

use super::{Look, Question, attached, memory::Answer};
use crate::rules::{Direction, Lookup, SecurityGroup, SecurityRule, Vnet};

/// The groups that the subnets refer to.
pub(super) async fn of(
    look: &Look<'_>,
    vnet: &Lookup<Vnet>,
    subnets: &[String],
) -> Lookup<Vec<SecurityGroup>> {
    attached::to_subnets(vnet, subnets, |subnet| subnet.security_group_id.as_ref(), |id| read(look, id)).await
}

async fn read(look: &Look<'_>, id: NetworkSecurityGroupId) -> Answer<SecurityGroup> {
    let question = Question::new(
        format!("The network security group {id}"),
        "Microsoft.Network/networkSecurityGroups/read",
    );
    let groups = look.arm.network_security_groups();
    let azure = async { Ok(facts(&id, groups.get(&id).await?.into_model())) };
    look.ask(&look.memory.security_groups, &id, &question, azure).await
}

fn facts(id: &NetworkSecurityGroupId, group: NetworkSecurityGroup) -> SecurityGroup {
    let properties = group.properties.unwrap_or_default();
    let own = properties.security_rules.unwrap_or_default();
    let azures = properties.default_security_rules.unwrap_or_default();
    SecurityGroup { id: id.to_string(), rules: own.into_iter().chain(azures).map(rule).collect() }
}

fn rule(rule: models::SecurityRule) -> SecurityRule {
    let properties = rule.properties.unwrap_or_default();
    let says = |keyword: &Option<arm_client::Keyword>, word: &str| {
        keyword.as_ref().is_some_and(|keyword| keyword.is(word))
    };
    SecurityRule {
        name: rule.name.unwrap_or_default(),
        priority: properties.priority.unwrap_or(i64::MAX),
        direction: if says(&properties.direction, "Outbound") {
            Direction::Outbound
        } else {
            Direction::Inbound
        },
        allows: says(&properties.access, "Allow"),
        application_groups: names_groups(&properties),
        protocol: properties.protocol.map_or_else(|| "*".to_owned(), String::from),
        sources: joined(properties.source_address_prefix, properties.source_address_prefixes),
        source_ports: joined(properties.source_port_range, properties.source_port_ranges),
        destinations: joined(properties.destination_address_prefix, properties.destination_address_prefixes),
        destination_ports: joined(properties.destination_port_range, properties.destination_port_ranges),
    }
}

/// The plural member where it is not empty, else the singular one.
fn joined(single: Option<String>, many: Option<Vec<String>>) -> Vec<String> {
    match many.filter(|many| !many.is_empty()) {
        Some(many) => many,
        None => single.into_iter().filter(|single| !single.is_empty()).collect(),
    }
}

fn names_groups(rule: &SecurityRuleProperties) -> bool {
    let names =
        |groups: &Option<Vec<ResourceReference>>| groups.as_ref().is_some_and(|groups| !groups.is_empty());
    names(&rule.source_application_security_groups) || names(&rule.destination_application_security_groups)
}
