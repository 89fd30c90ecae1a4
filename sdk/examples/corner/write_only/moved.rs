//! `framework_writeonly_move`: takes over whatever is moved to it, together with a secret of which Terraform gets nothing.

use tfplugin_framework::{Context, Diagnostics, Resource, resource::MoveSource};

use super::TextModel;
use crate::{Client, in_state::in_state};

pub struct WriteOnlyMove;

impl Resource for WriteOnlyMove {
    type Client = Client;
    type Model = TextModel;

    const NAME: &'static str = "framework_writeonly_move";

    async fn move_state(&self, _: &Context, _: &MoveSource<'_>) -> Result<Option<TextModel>, Diagnostics> {
        Ok(Some(TextModel::with_secret("hello world!")))
    }

    in_state!(TextModel: create, read, update, delete);
}
