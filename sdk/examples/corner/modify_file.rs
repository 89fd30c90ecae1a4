//! `framework_modify_file_action`: something to do, of which nothing is stored.

use std::{fs::File, io::Write as _};

use tfplugin_framework::{Action, Attr, Context, Diagnostic, Diagnostics, Model, PlanOf};

use crate::Client;

pub struct ModifyFile;

/// Writes a file, and touches nothing before it is invoked.
#[derive(Clone, Debug, Model)]
pub struct ModifyFileConfig {
    filename: String,
    content: String,
    /// Lets the plan fail.
    plan_error: Option<bool>,
}

impl Action for ModifyFile {
    type Client = Client;
    type Config = ModifyFileConfig;

    const NAME: &'static str = "framework_modify_file_action";

    async fn plan(
        &self,
        _: &Context,
        _: Option<&Client>,
        config: &PlanOf<ModifyFileConfig>,
    ) -> Result<(), Diagnostics> {
        if config.plan_error == Attr::Known(true) {
            return Err(Diagnostic::error("ModifyPlan error", "plan_error attribute was set to true").into());
        }
        Ok(())
    }

    async fn invoke(&self, _: &Context, _: &Client, config: ModifyFileConfig) -> Result<(), Diagnostics> {
        let mut file = File::create(&config.filename)
            .map_err(|error| Diagnostic::from_error("Error creating file", &error))?;
        file.write_all(config.content.as_bytes())
            .map_err(|error| Diagnostic::from_error("Error writing to file", &error).into())
    }
}
