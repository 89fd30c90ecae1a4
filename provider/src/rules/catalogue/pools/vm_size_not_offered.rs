//! The region has the size of a pool's nodes, the subscription may use it there, and every zone that is asked for has it.
//!
//! # Why
//!
//! Azure refuses the pool otherwise. Which sizes a subscription may use differs from region to region and from zone to
//! zone, and the numbers of zones are the subscription's own.
//!
//! # Way out
//!
//! Take a size that `az vm list-skus --location REGION --size NAME --all` shows without a restriction, other zones, or
//! another region; or ask for the size through a quota request.
//!
//! # Evidence
//!
//! - The list of resource SKUs of `Microsoft.Compute`, which this rule reads:
//!   <https://learn.microsoft.com/rest/api/compute/resource-skus/list>.
//! - AKS on sizes that cannot be had: <https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/>.

use tfplugin_framework::Attr;

use crate::rules::{Change, Findings, Lowering, Pool, Rule, Source, View, VmSize, rule::ERROR_SINCE_ARTICLE};

pub(super) static RULE: Rule = Rule {
    code: "vm-size-not-offered",
    number: "N11",
    title: "The region has the size of a pool's nodes, in every zone that is asked for",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Scale],
    looks_at: &[Source::Config, Source::VmSizes],
    lowering: Lowering::Allowed("Azure opens sizes to a subscription at any time."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(sizes) = view.lookups.vm_sizes.found() else { return };
    let region = view.control(|cluster| &cluster.location).value().map_or("the region", String::as_str);
    let now = view.managed_pools_now();
    // A pool that runs has its machines.
    let is_new = |pool: &&Pool| now.like(pool).is_none_or(|now| now.vm_size != pool.vm_size);
    for pool in view.pools.iter().filter(is_new) {
        let Some(asked) = pool.vm_size.known() else { continue };
        let size = sizes.iter().find(|size| size.name.eq_ignore_ascii_case(asked));
        match size {
            Some(size) if !size.offered || size.restricted.is_some() => refused(pool, size, region, findings),
            Some(size) => zones(pool, size, region, findings),
            None => {}
        }
    }
}

fn refused(pool: &Pool, size: &VmSize, region: &str, findings: &mut Findings<'_>) {
    let attribute = pool.named("vm_size");
    let name = &size.name;
    let why = match &size.restricted {
        Some(reason) if size.offered => format!("The subscription may not use the size there: {reason}."),
        _ => "Azure does not list the size for the region.".to_owned(),
    };
    findings
        .report(pool.attribute("vm_size"), format!("{region} has no machines of size {name}"))
        .fact(format!("{attribute} = \"{name}\""))
        .why(why)
        .way_out(format!(
            "Take a size that the region has; `az vm list-skus --location {region} --resource-type virtualMachines` lists \
             them."
        ));
}

fn zones(pool: &Pool, size: &VmSize, region: &str, findings: &mut Findings<'_>) {
    let Some(zones) = pool.zones.known() else { return };
    let has = |zone: &String| size.zones.contains(zone) && !size.restricted_zones.contains(zone);
    let missing: Vec<&str> =
        zones.iter().filter_map(Attr::known).filter(|zone| !has(zone)).map(String::as_str).collect();
    if missing.is_empty() {
        return;
    }
    let attribute = pool.named("zones");
    let asked: Vec<&str> = zones.iter().map(|zone| zone.known().map_or("...", String::as_str)).collect();
    let offered: Vec<&str> = size.zones.iter().filter(|zone| has(zone)).map(String::as_str).collect();
    let (fact, way_out) = match offered.as_slice() {
        [] => (
            format!("{region} has {} in no zone.", size.name),
            format!("Leave {attribute} out, or take a size that the region has in zones."),
        ),
        offered => (
            format!("{region} has {} in zones {} for this subscription.", size.name, offered.join(", ")),
            format!("Set {attribute} = {offered:?}, or take another size."),
        ),
    };
    let plural = if missing.len() == 1 { "zone" } else { "zones" };
    findings
        .report(
            pool.attribute("zones"),
            format!("{region} has no machines of size {} in {plural} {}", size.name, missing.join(", ")),
        )
        .fact(format!("{attribute} = {asked:?}"))
        .fact(fact)
        .why("Azure spreads the nodes over the zones that are asked for, and refuses a pool that it cannot spread.")
        .way_out(way_out);
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level, Lookup, View, VmSize,
        sample::{known, list, valid},
    };

    fn size() -> VmSize {
        VmSize {
            name: "Standard_D4s_v5".to_owned(),
            offered: true,
            architecture: "x64".to_owned(),
            zones: vec!["1".to_owned(), "2".to_owned(), "3".to_owned()],
            ..VmSize::default()
        }
    }

    fn with(size: VmSize, zones: &[&str]) -> View {
        valid().with(|view| {
            view.control_plane.location = known("westeurope");
            view.lookups.vm_sizes = Lookup::Found(vec![size]);
            view.pools[0].vm_size = known("standard_d4s_v5");
            view.pools[0].zones = list(zones);
        })
    }

    const REFUSED: [(&str, Level); 1] = [("vm-size-not-offered", Level::Error)];

    #[test]
    fn a_size_that_the_region_has_in_the_zones_is_fine() {
        assert_eq!(with(size(), &["1", "3"]).codes(), []);
    }

    #[test]
    fn a_size_that_is_not_listed_or_restricted_is_refused() {
        assert_eq!(with(VmSize { offered: false, ..size() }, &[]).codes(), REFUSED);
        let restricted = VmSize { restricted: Some("NotAvailableForSubscription".to_owned()), ..size() };
        let error = with(restricted, &[]).error();
        assert!(error.why.contains("NotAvailableForSubscription"), "{}", error.why);
    }

    #[test]
    fn zones_without_the_size_are_named_with_those_that_have_it() {
        let error = with(VmSize { restricted_zones: vec!["2".to_owned()], ..size() }, &["1", "2"]).error();
        assert_eq!(error.summary, "westeurope has no machines of size Standard_D4s_v5 in zone 2");
        assert!(error.way_out.starts_with("Set system_pool.zones = [\"1\", \"3\"]"), "{}", error.way_out);
    }

    #[test]
    fn a_pool_that_runs_has_its_machines() {
        let view = with(VmSize { offered: false, ..size() }, &[]).changed(|_| {});
        assert_eq!(view.codes(), []);
    }
}
