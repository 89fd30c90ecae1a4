//! Security: image cleaner, Defender, key management.

use serde_json::{Value, json};

use super::is_on;
use crate::json;
use crate::world::World;

const SECURITY: &str = "properties.securityProfile";
/// Hours between two runs of the image cleaner (documentation page "Use Image Cleaner").
const CLEANER_INTERVAL: i64 = 168;
/// How long an upgrade may be forced when no end is given (documentation of `az aks update --upgrade-override-until`).
const OVERRIDE_DAYS: i64 = 3;

pub(super) fn fill(world: &World<'_>, body: &mut Value) {
    let cleaner = format!("{SECURITY}.imageCleaner");
    if is_on(body, &format!("{cleaner}.enabled"))
        && json::number(body, &format!("{cleaner}.intervalHours")).unwrap_or(0) == 0
    {
        json::set(body, &format!("{cleaner}.intervalHours"), CLEANER_INTERVAL);
    }
    let defender = format!("{SECURITY}.defender");
    if json::at(body, &defender).is_some() && !is_on(body, &format!("{defender}.securityMonitoring.enabled"))
    {
        json::remove(body, &format!("{defender}.logAnalyticsWorkspaceResourceId"));
    }
    let vault = format!("{SECURITY}.azureKeyVaultKms");
    if is_on(body, &format!("{vault}.enabled")) {
        json::set_default(body, &format!("{vault}.keyVaultNetworkAccess"), "Public");
    } else if json::at(body, &vault).is_some() {
        json::set(body, &vault, json!({"enabled": false}));
    }
    let forced = "properties.upgradeSettings.overrideSettings";
    if is_on(body, &format!("{forced}.forceUpgrade")) {
        let until = crate::clock::text(world.now + OVERRIDE_DAYS * 24 * 60 * 60 * 1000);
        json::set_default(body, &format!("{forced}.until"), until);
    }
}
