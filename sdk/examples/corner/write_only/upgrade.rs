//! `framework_writeonly_upgrade`: a state of an older version, brought up together with a secret of which Terraform gets
//! nothing.

use tfplugin_framework::{Diagnostics, Resource, resource::StoredState};

use super::TextModel;
use crate::{Client, in_state::in_state};

/// The resource as it is in a release of the provider: before a change of the schema (0) or after it (1).
pub struct WriteOnlyUpgrade<const VERSION: i64>;

impl<const VERSION: i64> Resource for WriteOnlyUpgrade<VERSION> {
    type Client = Client;
    type Model = TextModel;

    const NAME: &'static str = "framework_writeonly_upgrade";
    const VERSION: i64 = VERSION;

    /// Asked for states of other versions only.
    fn upgrade(&self, _: i64, _: &StoredState) -> Result<TextModel, Diagnostics> {
        Ok(TextModel::with_secret("world!"))
    }

    in_state!(TextModel: create, read, update, delete);
}
