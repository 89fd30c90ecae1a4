//! Where add-ons are switched on.

use tfplugin_framework::Path;

use super::finding::written;

/// An add-on, by its attribute in `addons`.
pub(super) struct AddOn(&'static str);

/// Virtual nodes.
pub(super) const VIRTUAL_NODES: AddOn = AddOn("aci_connector_linux");

/// The Application Gateway Ingress Controller.
pub(super) const APPLICATION_GATEWAY: AddOn = AddOn("ingress_application_gateway");

impl AddOn {
    /// The path of its switch.
    pub(super) fn path(&self) -> Path {
        Path::of("addons").attribute(self.0).attribute("enabled")
    }

    /// The same as it is written.
    pub(super) fn written(&self) -> String {
        written(&self.path())
    }
}
