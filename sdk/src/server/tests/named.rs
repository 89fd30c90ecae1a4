//! A resource whose objects have an identity, and that can be moved to.

use crate::{
    Context, Diagnostic, Diagnostics, Identified, Import, Model, MoveSource, Path, PlanOf, Resource, Saved,
    Type, Value, resource::StoredState,
};

pub(super) struct Named;

/// A thing with an identity.
#[derive(Clone, Debug, Model)]
pub(super) struct NamedModel {
    /// What each call does; see [`Named`].
    act: String,
    /// Its ID.
    #[model(computed, stable)]
    id: Option<String>,
    /// Never stored.
    #[model(write_only)]
    secret: Option<String>,
}

/// What names it.
#[derive(Clone, Debug, Model)]
pub(super) struct NamedIdentity {
    /// Its ID.
    id: Option<String>,
    /// Where it is.
    region: Option<String>,
}

/// What another provider had.
#[derive(Clone, Debug, Model)]
struct Old {
    name: String,
}

impl Named {
    /// The type of its state.
    pub(super) fn ty() -> Type {
        NamedModel::block().ty()
    }

    /// A state or plan.
    pub(super) fn state(act: &str, id: impl Into<Value>) -> Value {
        Value::object([("act", act.into()), ("id", id.into()), ("secret", Value::Null)])
    }

    /// The type of its identity.
    pub(super) fn identity_ty() -> Type {
        NamedIdentity::block().ty()
    }

    /// An identity.
    pub(super) fn identity(id: impl Into<Value>) -> Value {
        Value::object([("id", id.into()), ("region", Value::Null)])
    }
}

impl Resource for Named {
    type Client = String;
    type Model = NamedModel;

    const NAME: &'static str = "test_named";
    const VERSION: i64 = 1;

    async fn create(
        &self,
        _: &Context,
        _: &String,
        plan: NamedModel,
        saved: &Saved<NamedModel>,
    ) -> Result<NamedModel, Diagnostics> {
        let made = NamedModel { id: Some("made".to_owned()), ..plan };
        saved.record(&made);
        if made.act == "made, then fails" {
            return Err(Diagnostic::error("The remote side refused", "").into());
        }
        Ok(made)
    }

    async fn read(
        &self,
        _: &Context,
        _: &String,
        state: NamedModel,
    ) -> Result<Option<NamedModel>, Diagnostics> {
        Ok(match state.act.as_str() {
            "gone" => None,
            _ => Some(state),
        })
    }

    async fn update(
        &self,
        _: &Context,
        _: &String,
        _: NamedModel,
        plan: NamedModel,
        _: &Saved<NamedModel>,
    ) -> Result<NamedModel, Diagnostics> {
        if plan.act == "fails" {
            return Err(Diagnostic::error("The remote side refused", "").into());
        }
        Ok(plan)
    }

    async fn delete(&self, _: &Context, _: &String, _: NamedModel) -> Result<(), Diagnostics> {
        Ok(())
    }

    async fn import(&self, _: &Context, _: &String, id: &str) -> Result<Import<NamedModel>, Diagnostics> {
        let secret = Some("hush".to_owned());
        Ok(Import::State(NamedModel { act: "imported".to_owned(), id: Some(id.to_owned()), secret }))
    }

    async fn move_state(
        &self,
        ctx: &Context,
        source: &MoveSource<'_>,
    ) -> Result<Option<NamedModel>, Diagnostics> {
        if !source.is("other/shop", "shop_article") {
            return Ok(None);
        }
        let old: Old = source.state.read()?;
        let origin: Option<String> = source.private.entry("origin")?;
        ctx.with_private(|private| private.set("moved from", &origin))?;
        let secret = Some("hush".to_owned());
        Ok(Some(NamedModel {
            act: format!("moved from version {}", source.schema_version),
            id: Some(old.name),
            secret,
        }))
    }

    fn upgrade(&self, _: i64, stored: &StoredState) -> Result<NamedModel, Diagnostics> {
        let old: Old = stored.read()?;
        Ok(NamedModel { act: "upgraded".to_owned(), id: Some(old.name), secret: None })
    }

    fn generate_config(&self, config: &mut PlanOf<NamedModel>) {
        if config.act.as_str() == Some("generated") {
            config.act = "adjusted".into();
        }
    }
}

impl Identified for Named {
    type Identity = NamedIdentity;

    const IDENTITY_VERSION: i64 = 1;

    fn identity(&self, state: &NamedModel, stored: Option<&NamedIdentity>) -> NamedIdentity {
        let id = match state.act.as_str() {
            "nameless" => None,
            "another" => Some("another".to_owned()),
            "panics" => panic!("in an identity"),
            _ => state.id.clone(),
        };
        NamedIdentity { id, region: stored.and_then(|stored| stored.region.clone()) }
    }

    async fn import_by_identity(
        &self,
        _: &Context,
        _: &String,
        identity: NamedIdentity,
    ) -> Result<Import<NamedModel>, Diagnostics> {
        match identity.id {
            Some(id) if id == "unsupported" => Ok(Import::Unsupported),
            Some(id) => {
                Ok(Import::State(NamedModel { act: "imported".to_owned(), id: Some(id), secret: None }))
            }
            None => Err(Diagnostic::error("No ID", "Give one.").at(Path::of("id")).into()),
        }
    }

    fn upgrade_identity(&self, _: i64, stored: &StoredState) -> Result<NamedIdentity, Diagnostics> {
        let old: Old = stored.read()?;
        Ok(NamedIdentity { id: Some(old.name), region: None })
    }

    fn moved_identity(
        &self,
        source: &MoveSource<'_>,
        state: &NamedModel,
    ) -> Result<NamedIdentity, Diagnostics> {
        let region = match &source.identity {
            Some(identity) => Some(identity.read::<Old>()?.name),
            None => None,
        };
        Ok(NamedIdentity { id: state.id.clone(), region })
    }
}
