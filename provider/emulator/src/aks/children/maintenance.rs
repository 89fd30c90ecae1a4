//! Maintenance configurations: when the platform may, or may not, touch a cluster.

use serde_json::Value;

use super::Context;
use crate::gateway::Fault;
use crate::{clock, json};

/// Fills in what a maintenance window leaves open: no offset means UTC, no date means today.
pub(super) fn complete(context: &Context<'_>, body: &mut Value) -> Result<(), Fault> {
    let window = "properties.maintenanceWindow";
    if json::at(body, window).is_none() {
        return Ok(());
    }
    // Bounds of the published definition of `MaintenanceWindow`.
    let hours = json::number(body, &format!("{window}.durationHours")).unwrap_or(0);
    if !(4..=24).contains(&hours) {
        let text =
            format!("The maintenance window lasts {hours} hours; it must last between 4 and 24 hours.");
        return Err(Fault::aks(400, "InvalidParameter", text).target("maintenanceWindow.durationHours"));
    }
    json::set_default(body, &format!("{window}.utcOffset"), "+00:00");
    let today = clock::text(context.world.now);
    let today = today.split('T').next().unwrap_or_default();
    json::set_default(body, &format!("{window}.startDate"), today);
    Ok(())
}
