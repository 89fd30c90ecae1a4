//! Which cluster is meant, where it is named by its ID or by its resource group and name.

use arm_client::{ArmError, ManagedClusterId};
use tfplugin_framework::{Diagnostic, Diagnostics, Path};

use crate::{azure, session::Session};

/// What a configuration says of a cluster that it does not declare.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// The attribute that takes the ID.
    pub(crate) attribute: &'static str,
    /// The ID.
    pub(crate) id: Option<&'a str>,
    /// The group, where there is no ID.
    pub(crate) resource_group_name: Option<&'a str>,
    /// The name, where there is no ID.
    pub(crate) name: Option<&'a str>,
}

impl Asked<'_> {
    /// The cluster that is meant.
    ///
    /// # Errors
    /// The ID is none of a cluster.
    pub(crate) fn cluster(self, session: &Session) -> Result<ManagedClusterId, Diagnostics> {
        let Some(id) = self.id else {
            let group = self.resource_group_name.unwrap_or_default();
            return Ok(ManagedClusterId::new(
                session.arm.subscription_id(),
                group,
                self.name.unwrap_or_default(),
            ));
        };
        id.parse().map_err(|error| {
            Diagnostic::from_error("Not the ID of an AKS cluster", &error).at(self.path()).into()
        })
    }

    /// The attribute that names it.
    pub(crate) fn path(self) -> Path {
        Path::of(if self.id.is_some() { self.attribute } else { "name" })
    }

    /// Azure has no such cluster.
    pub(crate) fn missing(self, id: &ManagedClusterId) -> Diagnostic {
        Diagnostic::error(
            format!("There is no cluster \"{}\"", id.name),
            format!(
                "Azure has no cluster {id}, or none that the identity may see that the provider signs in with. \"az aks list \
                 --query [].id\" lists the IDs."
            ),
        )
        .at(self.path())
    }
}

/// Azure did not take a request about a cluster.
pub(crate) fn refused(verb: &str, id: &ManagedClusterId, error: &ArmError) -> Diagnostic {
    azure::failed(&format!("{verb} cluster \"{}\"", id.name), error)
}
