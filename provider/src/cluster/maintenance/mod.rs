//! When AKS may touch the cluster: maintenance configurations, which are resources of their own beneath the cluster in
//! Azure and attributes of the cluster here.
//!
//! [`model`] is the face in HCL, [`window`] the two directions between it and Azure's members. What is written where is
//! decided here, and [`keep`] is their part of an apply. A cluster whose `maintenance` nobody wrote keeps whatever configurations others give it, and nobody
//! asks for them.

mod keep;
mod model;
mod window;

use arm_client::{
    ArmClient, ArmError, ManagedClusterId,
    models::{MaintenanceConfiguration, MaintenanceConfigurationProperties},
};

pub(super) use self::keep::{keep, make};
pub(crate) use self::model::Maintenance;

/// Azure's names of the three configurations.
const DEFAULT: &str = "default";
const AUTO_UPGRADE: &str = "aksManagedAutoUpgradeSchedule";
const NODE_OS_UPGRADE: &str = "aksManagedNodeOSUpgradeSchedule";

/// The configurations of a cluster; `None` if there are none. `kept` is what state or plan has.
pub(super) async fn read(
    arm: &ArmClient,
    id: &ManagedClusterId,
    kept: Option<&Maintenance>,
) -> Result<Option<Maintenance>, ArmError> {
    let found = arm.maintenance_configurations().list(id).collect_all().await?;
    let properties = |name: &str| {
        let is_named = |found: &MaintenanceConfiguration| {
            found.name.as_ref().is_some_and(|found| found.eq_ignore_ascii_case(name))
        };
        found.iter().find(|found| is_named(found)).and_then(|found| found.properties.as_ref())
    };
    let kept_slots = kept.and_then(|kept| kept.default.as_ref());
    let read = Maintenance {
        default: properties(DEFAULT).map(|azure| window::read_slots(azure, kept_slots)),
        auto_upgrade: properties(AUTO_UPGRADE).and_then(window::read),
        node_os_upgrade: properties(NODE_OS_UPGRADE).and_then(window::read),
    };
    Ok(Some(read).filter(|read| kept.is_some() || *read != Maintenance::default()))
}

/// Makes the configurations of a cluster as planned, and reads them again. Only what differs is written.
///
/// # Errors
/// Azure's first refusal; what was written before it stays.
pub(super) async fn write(
    arm: &ArmClient,
    id: &ManagedClusterId,
    plan: Option<&Maintenance>,
) -> Result<Option<Maintenance>, ArmError> {
    let there = read(arm, id, plan).await?.unwrap_or_default();
    let nothing = Maintenance::default();
    let wanted = plan.unwrap_or(&nothing);
    let slots = |maintenance: &Maintenance| maintenance.default.as_ref().map(window::write_slots);
    let upgrade = |maintenance: &Maintenance| maintenance.auto_upgrade.as_ref().map(window::write);
    let node_os = |maintenance: &Maintenance| maintenance.node_os_upgrade.as_ref().map(window::write);
    let configurations = [
        (DEFAULT, slots(wanted), slots(&there)),
        (AUTO_UPGRADE, upgrade(wanted), upgrade(&there)),
        (NODE_OS_UPGRADE, node_os(wanted), node_os(&there)),
    ];
    let azure = arm.maintenance_configurations();
    let mut changed = false;
    for (name, wanted, there) in configurations {
        match (wanted, there) {
            (Some(wanted), there) if !is_fulfilled(&wanted, there.as_ref()) => {
                azure.create_or_update(id, name, &wanted).await?;
            }
            (None, Some(_)) => azure.delete(id, name).await?,
            _ => continue,
        }
        changed = true;
    }
    if changed { read(arm, id, plan).await } else { Ok(Some(there).filter(|_| plan.is_some())) }
}

/// Whether a configuration is as wanted. What is left to Azure, such as the first day, is as it is.
fn is_fulfilled(
    wanted: &MaintenanceConfigurationProperties,
    there: Option<&MaintenanceConfigurationProperties>,
) -> bool {
    let Some(there) = there else { return false };
    let mut wanted = wanted.clone();
    if let (Some(wanted), Some(there)) = (&mut wanted.maintenance_window, &there.maintenance_window) {
        wanted.start_date = wanted.start_date.take().or_else(|| there.start_date.clone());
        wanted.utc_offset = wanted.utc_offset.take().or_else(|| there.utc_offset.clone());
    }
    wanted == *there
}
