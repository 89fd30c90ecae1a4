//! `framework_identity`: what names a remote object for good.

use tfplugin_framework::{
    Context, Diagnostic, Diagnostics, Identified, Import, Model, Path, Resource, Saved,
};

use crate::{Client, in_state::in_state};

pub struct Identity;

#[derive(Clone, Debug, Model)]
pub struct IdentityModel {
    #[model(computed, stable)]
    id: Option<String>,
    name: String,
}

/// An import needs the ID; the name is found out.
#[derive(Clone, Debug, Model)]
pub struct UserIdentity {
    pub id: String,
    pub name: Option<String>,
}

/// The one object that there is.
const ID: &str = "id-123";
const NAME: &str = "tom";

impl Identified for Identity {
    type Identity = UserIdentity;

    fn identity(&self, state: &IdentityModel, _: Option<&UserIdentity>) -> UserIdentity {
        UserIdentity { id: state.id.clone().unwrap_or_default(), name: Some(state.name.clone()) }
    }

    async fn import_by_identity(
        &self,
        _: &Context,
        _: &Client,
        identity: UserIdentity,
    ) -> Result<Import<IdentityModel>, Diagnostics> {
        Ok(imported(&identity.id))
    }
}

impl Resource for Identity {
    type Client = Client;
    type Model = IdentityModel;

    const NAME: &'static str = "framework_identity";

    async fn create(
        &self,
        _: &Context,
        _: &Client,
        plan: IdentityModel,
        _: &Saved<IdentityModel>,
    ) -> Result<IdentityModel, Diagnostics> {
        Ok(IdentityModel { id: Some(ID.to_owned()), ..plan })
    }

    /// Whatever it was called: an object created under another name is not the same one any more.
    async fn read(
        &self,
        _: &Context,
        _: &Client,
        state: IdentityModel,
    ) -> Result<Option<IdentityModel>, Diagnostics> {
        if state.id.as_deref() != Some(ID) {
            let found = state.id.unwrap_or_default();
            let detail = format!("Expected ID to be {ID:?}, got: {found:?}");
            return Err(Diagnostic::error("Unexpected ID value", detail).at(Path::of("id")).into());
        }
        Ok(Some(IdentityModel { name: NAME.to_owned(), ..state }))
    }

    async fn import(&self, _: &Context, _: &Client, id: &str) -> Result<Import<IdentityModel>, Diagnostics> {
        Ok(imported(id))
    }

    in_state!(IdentityModel: update, delete);
}

/// Terraform reads the object next, which tells whether there is one.
fn imported(id: &str) -> Import<IdentityModel> {
    Import::State(IdentityModel { id: Some(id.to_owned()), name: NAME.to_owned() })
}
