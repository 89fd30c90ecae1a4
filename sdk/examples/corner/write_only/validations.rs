//! `framework_writeonly_validations`: from a password in the state to one that is not, by rules about several attributes.

use tfplugin_framework::{Context, Diagnostic, Diagnostics, Model, Path, Resource, Saved, model::WriteOnly};

use crate::{Client, in_state::in_state};

pub struct WriteOnlyValidations;

/// The old way is `old_password_attr`. The new one is a write-only password; as Terraform cannot see it change, another
/// version says that it is another one.
#[derive(Clone, Debug, Model)]
#[model(
    prefer_write_only(old_password_attr, writeonly_password),
    conflicting(old_password_attr, password_version),
    exactly_one_of(old_password_attr, writeonly_password),
    required_together(password_version, writeonly_password)
)]
pub struct ValidationsModel {
    #[model(requires_replace, conflicts_with(password_version))]
    old_password_attr: Option<String>,
    #[model(requires_replace)]
    password_version: Option<String>,
    writeonly_password: Option<WriteOnly<String>>,
}

impl Resource for WriteOnlyValidations {
    type Client = Client;
    type Model = ValidationsModel;

    const NAME: &'static str = "framework_writeonly_validations";

    async fn create(
        &self,
        _: &Context,
        _: &Client,
        plan: ValidationsModel,
        _: &Saved<ValidationsModel>,
    ) -> Result<ValidationsModel, Diagnostics> {
        let (attribute, given, wanted) = match (&plan.writeonly_password, &plan.old_password_attr) {
            (Some(new), _) => ("writeonly_password", new.expose(), ["newpassword", "newpassword2"]),
            (None, Some(old)) => ("old_password_attr", old, ["oldpassword", "oldpassword2"]),
            (None, None) => return Ok(plan),
        };
        if wanted.contains(&given.as_str()) {
            return Ok(plan);
        }
        let (summary, detail) =
            (format!("Unexpected {attribute} value"), format!("wanted one of: {wanted:?}, got: {given:?}"));
        Err(Diagnostic::error(summary, detail).at(Path::of(attribute)).into())
    }

    in_state!(ValidationsModel: read, update, delete);
}
