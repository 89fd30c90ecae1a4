//! Resource identity: what names a remote object, apart from its attributes.

use std::future::Future;

use super::{Import, MoveSource, Resource, StoredState};
use crate::{
    context::Context,
    diag::{Diagnostic, Diagnostics},
    model::Model,
};

/// A resource whose remote objects have an identity: a few values that name one for good. Terraform stores it beside
/// the state, imports by it (`import { identity = { … } }`), and lists by it. Terraform 1.12 and later; older ones do
/// not ask for it. Offered with [`Registry::resource_with_identity`](crate::Registry::resource_with_identity).
///
/// The framework keeps it and holds it against what was stored before: an object that is suddenly another one is an
/// error, and not a silent change.
pub trait Identified: Resource {
    /// The identity: text, numbers, bools, and lists of these. A field that is an `Option` may be left out in an
    /// import, any other is required there.
    type Identity: Model;

    /// Version of the identity's shape; a higher one than the stored identity's runs
    /// [`upgrade_identity`](Self::upgrade_identity).
    const IDENTITY_VERSION: i64 = 0;

    /// Whether an object keeps being the same one under another identity. Hardly ever.
    const IDENTITY_MAY_CHANGE: bool = false;

    /// The identity of the object with this state. Asked after a create, a read and a move; after an update only if it
    /// [may change](Self::IDENTITY_MAY_CHANGE), otherwise the stored one stays. After a create that failed half way,
    /// the state is what was [recorded](super::Saved::record).
    fn identity(&self, state: &Self::Model, stored: Option<&Self::Identity>) -> Self::Identity;

    /// Import by identity: finds the remote object and gives its state. Terraform calls [`read`](Resource::read) on it
    /// next, which may complete the identity.
    ///
    /// # Errors
    /// When there is no such object.
    fn import_by_identity(
        &self,
        _ctx: &Context,
        _client: &Self::Client,
        _identity: Self::Identity,
    ) -> impl Future<Output = Result<Import<Self::Model>, Diagnostics>> + Send {
        async { Ok(Import::Unsupported) }
    }

    /// Brings an identity stored with an older [`IDENTITY_VERSION`](Self::IDENTITY_VERSION) to the present shape.
    ///
    /// # Errors
    /// When there is no way from that version.
    fn upgrade_identity(&self, version: i64, _stored: &StoredState) -> Result<Self::Identity, Diagnostics> {
        Err(Diagnostic::error(
            "Stored identity is of another version",
            format!(
                "The identity of this {} was stored with version {version}, this provider knows version {} and no way \
                 between them. Use the provider version that wrote it, or remove the resource from state and import \
                 it again.",
                Self::NAME,
                Self::IDENTITY_VERSION
            ),
        )
        .into())
    }

    /// The identity of a resource that [moved](Resource::move_state) here.
    ///
    /// # Errors
    /// When it does not follow from the source.
    fn moved_identity(
        &self,
        _source: &MoveSource<'_>,
        state: &Self::Model,
    ) -> Result<Self::Identity, Diagnostics> {
        Ok(self.identity(state, None))
    }
}
