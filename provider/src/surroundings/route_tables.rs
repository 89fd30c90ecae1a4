//! The route tables of the node subnets.

use arm_client::{RouteTableId, models};

use super::{Look, Question, attached, memory::Answer};
use crate::rules::{Lookup, Route, RouteTable, Vnet};

/// The tables that the subnets refer to.
pub(super) async fn of(look: &Look<'_>, vnet: &Lookup<Vnet>, subnets: &[String]) -> Lookup<Vec<RouteTable>> {
    attached::to_subnets(vnet, subnets, |subnet| subnet.route_table_id.as_ref(), |id| read(look, id)).await
}

async fn read(look: &Look<'_>, id: RouteTableId) -> Answer<RouteTable> {
    let question = Question::new(format!("The route table {id}"), "Microsoft.Network/routeTables/read");
    let tables = look.arm.route_tables();
    let azure = async { Ok(facts(&id, tables.get(&id).await?.into_model())) };
    look.ask(&look.memory.route_tables, &id, &question, azure).await
}

fn facts(id: &RouteTableId, table: models::RouteTable) -> RouteTable {
    let routes = table.properties.and_then(|properties| properties.routes).unwrap_or_default();
    RouteTable { id: id.to_string(), routes: routes.into_iter().map(route).collect() }
}

fn route(route: models::Route) -> Route {
    let properties = route.properties.unwrap_or_default();
    Route {
        name: route.name.unwrap_or_default(),
        prefix: properties.address_prefix.unwrap_or_default(),
        next_hop_type: properties.next_hop_type.map(String::from).unwrap_or_default(),
        next_hop_ip: properties.next_hop_ip_address.filter(|address| !address.is_empty()),
    }
}
