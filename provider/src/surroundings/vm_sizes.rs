//! The sizes of virtual machines that pools ask for, as the region offers them.

use std::sync::Arc;

use arm_client::{Location, models::ComputeSku};
use tfplugin_framework::Attr;

use super::{Look, Question, memory::Answer};
use crate::rules::{Lookup, View, VmSize};

/// The sizes that the pools of a view ask for, each once and spelled as they are asked for.
pub(super) async fn asked_for(look: &Look<'_>, view: &View) -> Lookup<Vec<VmSize>> {
    let mut asked: Vec<&String> = Vec::new();
    for size in view.pools.iter().filter_map(|pool| pool.vm_size.known()) {
        if !asked.iter().any(|known| known.eq_ignore_ascii_case(size)) {
            asked.push(size);
        }
    }
    let Attr::Known(region) = &view.control_plane.location else { return Lookup::NotAsked };
    if asked.is_empty() {
        return Lookup::NotAsked;
    }
    let offered = |name: &String, sizes: &[VmSize]| {
        let found = sizes.iter().find(|size| size.name.eq_ignore_ascii_case(name));
        VmSize { name: name.clone(), ..found.cloned().unwrap_or_default() }
    };
    match of_region(look, Location::new(region)).await {
        Ok(sizes) => Lookup::Found(asked.into_iter().map(|name| offered(name, &sizes)).collect()),
        Err(reason) => Lookup::Unavailable(reason),
    }
}

/// Some megabytes, which do not change while Terraform runs: asked for once in a session.
async fn of_region(look: &Look<'_>, region: Location) -> Answer<Arc<[VmSize]>> {
    let question = Question::new(
        format!("The list of the sizes of virtual machines in \"{}\"", region.as_str()),
        "Microsoft.Compute/skus/read",
    );
    let skus = look.arm.compute_skus();
    let azure = async {
        let mut sizes = Vec::new();
        let mut pages = skus.list(&region);
        while let Some(page) = pages.next_page().await? {
            let machines = page.iter().filter(|sku| {
                sku.resource_type.as_ref().is_some_and(|kind| kind.is("virtualMachines"))
                    && is_in(sku, &region)
            });
            sizes.extend(machines.map(|sku| facts(sku, &region)));
        }
        Ok(sizes.into())
    };
    look.ask_once(&look.memory.vm_sizes, &region, &question, azure).await
}

fn is_in(sku: &ComputeSku, region: &Location) -> bool {
    sku.locations.iter().flatten().any(|location| Location::new(location.as_str()) == *region)
}

fn facts(sku: &ComputeSku, region: &Location) -> VmSize {
    let here = |info: &&arm_client::models::ComputeSkuLocation| {
        info.location.as_ref().is_some_and(|location| Location::new(location.as_str()) == *region)
    };
    let mut zones =
        sku.location_info.iter().flatten().find(here).and_then(|info| info.zones.clone()).unwrap_or_default();
    zones.sort();
    let restrictions = || sku.restrictions.iter().flatten();
    let of_kind = |kind: &'static str| {
        restrictions()
            .filter(move |restriction| restriction.restriction_type.as_ref().is_some_and(|it| it.is(kind)))
    };
    let restricted = of_kind("Location").next().map(|restriction| {
        restriction.reason_code.clone().map_or_else(|| "NotAvailableForSubscription".to_owned(), String::from)
    });
    let restricted_zones = of_kind("Zone")
        .filter_map(|restriction| restriction.restriction_info.as_ref()?.zones.clone())
        .flatten();
    VmSize {
        name: sku.name.clone().unwrap_or_default(),
        offered: true,
        // Older sizes do not say it; all of them are x64.
        architecture: sku.capability("CpuArchitectureType").unwrap_or("x64").to_owned(),
        zones,
        restricted,
        restricted_zones: restricted_zones.collect(),
    }
}
