//! `framework_writeonly_import`: an import that knows a secret, of which Terraform gets nothing.

use tfplugin_framework::{Context, Diagnostics, Import, Resource};

use super::TextModel;
use crate::{Client, in_state::in_state};

pub struct WriteOnlyImport;

const TEXT: &str = "hello world!";

impl Resource for WriteOnlyImport {
    type Client = Client;
    type Model = TextModel;

    const NAME: &'static str = "framework_writeonly_import";

    async fn read(&self, _: &Context, _: &Client, _: TextModel) -> Result<Option<TextModel>, Diagnostics> {
        Ok(Some(TextModel::with_secret(TEXT)))
    }

    async fn import(&self, _: &Context, _: &Client, _: &str) -> Result<Import<TextModel>, Diagnostics> {
        Ok(Import::State(TextModel::with_secret(TEXT)))
    }

    in_state!(TextModel: create, update, delete);
}
