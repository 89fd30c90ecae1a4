//! The NAT gateways of the node subnets.

use arm_client::{NatGatewayId, models::NatGateway};

use super::{Look, Question, attached, memory::Answer};
use crate::rules::{AttachedNatGateway, Lookup, Vnet};

/// The gateways that the subnets refer to.
pub(super) async fn of(
    look: &Look<'_>,
    vnet: &Lookup<Vnet>,
    subnets: &[String],
) -> Lookup<Vec<AttachedNatGateway>> {
    attached::to_subnets(vnet, subnets, |subnet| subnet.nat_gateway_id.as_ref(), |id| read(look, id)).await
}

async fn read(look: &Look<'_>, id: NatGatewayId) -> Answer<AttachedNatGateway> {
    let question = Question::new(format!("The NAT gateway {id}"), "Microsoft.Network/natGateways/read");
    let gateways = look.arm.nat_gateways();
    let azure = async { Ok(facts(&id, gateways.get(&id).await?.into_model())) };
    look.ask(&look.memory.nat_gateways, &id, &question, azure).await
}

fn facts(id: &NatGatewayId, gateway: NatGateway) -> AttachedNatGateway {
    let sku = gateway.sku.and_then(|sku| sku.name);
    // "Standard" is what Azure makes where nothing else is said.
    AttachedNatGateway { id: id.to_string(), sku: sku.map_or_else(|| "Standard".to_owned(), String::from) }
}
