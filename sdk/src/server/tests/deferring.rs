//! Resources that put answers off, and tell what their module says of itself.

use crate::{
    Change, Context, Deferral, Diagnostic, Diagnostics, Import, Model, Path, Resource, Saved, Type, Value,
};

/// `EVEN_SO`: whether it plans without a provider.
pub(super) struct Deferring<const EVEN_SO: bool>;

/// Something that puts answers off.
#[derive(Clone, Debug, Model)]
pub(super) struct DeferringModel {
    /// `plan` or `read`, or `wrong`, which no plan allows.
    what: String,
    /// What the module says.
    #[model(computed)]
    module: Option<String>,
    /// Never stored.
    #[model(write_only)]
    secret: Option<String>,
}

/// What a module says of itself.
#[derive(Clone, Debug, Model)]
pub(super) struct Meta {
    /// Its name.
    pub(super) module: String,
}

impl<const EVEN_SO: bool> Deferring<EVEN_SO> {
    /// The type of its state.
    pub(super) fn ty() -> Type {
        DeferringModel::block().ty()
    }

    /// A state, plan or configuration.
    pub(super) fn state(what: &str, module: Value) -> Value {
        Value::object([("what", what.into()), ("module", module), ("secret", Value::Null)])
    }
}

impl<const EVEN_SO: bool> Resource for Deferring<EVEN_SO> {
    type Client = String;
    type Model = DeferringModel;

    const NAME: &'static str = if EVEN_SO { "test_deferring_even_so" } else { "test_deferring" };
    const PLANS_WITHOUT_PROVIDER: bool = EVEN_SO;

    async fn plan(
        &self,
        ctx: &Context,
        _: Option<&String>,
        change: &mut Change<'_, DeferringModel>,
    ) -> Result<(), Diagnostics> {
        match change.planned.what.as_str() {
            Some("wrong") => return Err(Diagnostic::error("Wrong", "").at(Path::of("what")).into()),
            Some("plan") => ctx.defer(Deferral::ResourceConfigUnknown),
            Some("absent") => ctx.defer(Deferral::AbsentPrerequisite),
            _ => {}
        }
        let seen: u32 = ctx.with_private(|private| private.entry("plans"))?.unwrap_or_default();
        ctx.with_private(|private| private.set("plans", &(seen + 1)))
    }

    async fn create(
        &self,
        ctx: &Context,
        _: &String,
        plan: DeferringModel,
        _: &Saved<DeferringModel>,
    ) -> Result<DeferringModel, Diagnostics> {
        let meta: Option<Meta> = ctx.provider_meta()?;
        Ok(DeferringModel { module: meta.map(|meta| meta.module), ..plan })
    }

    async fn read(
        &self,
        ctx: &Context,
        _: &String,
        state: DeferringModel,
    ) -> Result<Option<DeferringModel>, Diagnostics> {
        if state.what == "read" {
            ctx.defer(Deferral::ResourceConfigUnknown);
        }
        let meta: Option<Meta> = ctx.provider_meta()?;
        Ok(Some(DeferringModel { module: meta.map(|meta| meta.module), ..state }))
    }

    async fn update(
        &self,
        _: &Context,
        _: &String,
        _: DeferringModel,
        plan: DeferringModel,
        _: &Saved<DeferringModel>,
    ) -> Result<DeferringModel, Diagnostics> {
        Ok(plan)
    }

    async fn delete(&self, _: &Context, _: &String, _: DeferringModel) -> Result<(), Diagnostics> {
        Ok(())
    }

    async fn import(
        &self,
        ctx: &Context,
        _: &String,
        id: &str,
    ) -> Result<Import<DeferringModel>, Diagnostics> {
        ctx.defer(Deferral::AbsentPrerequisite);
        Ok(Import::State(DeferringModel { what: id.to_owned(), module: None, secret: None }))
    }
}
