//! A provider that does what the values of its configuration say.

use std::{collections::BTreeMap, future::pending};

use super::{
    deferring::{Deferring, Meta},
    named::Named,
};
use crate::{
    Arguments, Attr, Change, Configured, Context, DataSource, Diagnostic, Diagnostics, Function,
    FunctionError, Import, Model, Path, PlanOf, Poll, Provider, Registry, Resource, Saved, Type, Value,
    resource::{StoredState, TimeoutSettings},
};

pub(super) struct Subject;

/// The provider block.
#[derive(Clone, Debug, Model)]
pub(super) struct Settings {
    /// `ready`, `unknown` or `refused`.
    mode: String,
}

impl Provider for Subject {
    type Config = Settings;
    /// The mode that it was configured with.
    type Client = String;

    const ADDRESS: &'static str = "registry.terraform.io/test/subject";
    const VERSION: &'static str = "0.0.0";

    fn register(&self, registry: &mut Registry<Self>) {
        registry
            .resource(Thing)
            .resource_with_identity(Named)
            .resource(Deferring::<false>)
            .resource(Deferring::<true>)
            .provider_meta::<Meta>()
            .data_source(Echo)
            .function(Join);
    }

    async fn configure(
        &self,
        _: &Context,
        config: PlanOf<Settings>,
    ) -> Result<Configured<String>, Diagnostics> {
        match config.mode.as_str() {
            None | Some("unknown") => Ok(Configured::Unknown),
            Some("refused") => Err(Diagnostic::error("Refused", "No such mode.").at(Path::of("mode")).into()),
            Some(mode) => Ok(Configured::Ready(mode.to_owned())),
        }
    }
}

pub(super) struct Thing;

/// A thing.
#[derive(Clone, Debug, Model)]
pub(super) struct ThingModel {
    /// What each call does; see [`Thing`].
    pub(super) act: String,
    /// A change makes a new thing.
    #[model(requires_replace)]
    pub(super) kind: Option<String>,
    /// Its ID.
    #[model(computed, stable)]
    pub(super) id: Option<String>,
    /// Changes with every update.
    #[model(computed)]
    pub(super) etag: Option<String>,
    /// Never stored.
    #[model(write_only)]
    pub(super) secret: Option<String>,
    /// How long it may take.
    pub(super) timeouts: Option<TimeoutSettings>,
}

impl Thing {
    /// The type of its state.
    pub(super) fn ty() -> Type {
        ThingModel::block().ty()
    }

    /// A thing of the configuration.
    pub(super) fn config(act: &str) -> Value {
        Self::state(act, Value::Null, Value::Null)
    }

    /// A thing that is planned.
    pub(super) fn planned(act: &str) -> Value {
        Self::state(act, Value::unknown(), Value::unknown())
    }

    /// A thing that was made.
    pub(super) fn made(act: &str) -> Value {
        Self::state(act, "made".into(), "1".into())
    }

    /// A thing.
    pub(super) fn state(act: &str, id: Value, etag: Value) -> Value {
        Value::object([
            ("act", act.into()),
            ("kind", Value::Null),
            ("id", id),
            ("etag", etag),
            ("secret", Value::Null),
            ("timeouts", Value::Null),
        ])
    }
}

fn refused() -> Diagnostics {
    Diagnostic::error("The remote side refused", "It has its reasons.").into()
}

impl Resource for Thing {
    type Client = String;
    type Model = ThingModel;

    const NAME: &'static str = "test_thing";
    const VERSION: i64 = 2;

    fn validate(&self, config: &PlanOf<ThingModel>, diagnostics: &mut Diagnostics) {
        if config.act.as_str() == Some("invalid") {
            diagnostics.push(Diagnostic::error("Invalid act", "Choose another.").at(Path::of("act")));
        }
    }

    async fn plan(
        &self,
        ctx: &Context,
        client: Option<&String>,
        change: &mut Change<'_, ThingModel>,
    ) -> Result<(), Diagnostics> {
        ctx.with_private(|private| private.set("planned by", &client))?;
        match change.planned.act.as_str() {
            Some("plan refused") => return Err(refused()),
            Some("plan replaces") => change.replace.push(Path::of("act")),
            Some("plan alters") => change.planned.act = Attr::Known("altered".to_owned()),
            Some("plan panics") => panic!("in a plan"),
            _ => {}
        }
        Ok(())
    }

    async fn plan_destroy(
        &self,
        _: &Context,
        _: Option<&String>,
        state: &ThingModel,
    ) -> Result<(), Diagnostics> {
        if state.act == "keep" { Err(refused()) } else { Ok(()) }
    }

    async fn create(
        &self,
        ctx: &Context,
        _: &String,
        plan: ThingModel,
        saved: &Saved<ThingModel>,
    ) -> Result<ThingModel, Diagnostics> {
        if plan.act == "fails" {
            return Err(refused());
        }
        if plan.act == "fails with a warning" {
            return Err(Diagnostic::warning("Hm", "Not so good.").into());
        }
        let mut made = ThingModel { id: Some("made".to_owned()), ..plan };
        saved.record(&made);
        ctx.with_private(|private| private.set("noted", &7))?;
        match made.act.as_str() {
            "made, then fails" => return Err(refused()),
            "made, then panics" => panic!("in a create"),
            "made, then hangs" => pending().await,
            "made, then interrupted" => {
                let interrupted = ctx.wait_for(pending::<()>()).await.unwrap_err();
                ctx.report(Diagnostic::warning("Not finished", interrupted.to_string()));
            }
            "made, then polled" => {
                ctx.poll("the thing to settle")
                    .until(|| async { Ok(Poll::<()>::pending("Settling")) })
                    .await?;
            }
            "made, then gives up" => {
                let interrupted = ctx.wait_for(pending::<()>()).await.unwrap_err();
                return Err(Diagnostic::error("Given up", interrupted.to_string()).into());
            }
            "named by its secret" => made.id = made.secret.clone(),
            "made as something else" => made.act = "something else".to_owned(),
            _ => {}
        }
        made.etag = Some("1".to_owned());
        Ok(made)
    }

    async fn read(
        &self,
        _: &Context,
        _: &String,
        state: ThingModel,
    ) -> Result<Option<ThingModel>, Diagnostics> {
        match state.act.as_str() {
            "fails" => Err(refused()),
            "gone" => Ok(None),
            "panics" => panic!("in a read"),
            "drifted" => Ok(Some(ThingModel { etag: Some("2".to_owned()), ..state })),
            _ => Ok(Some(state)),
        }
    }

    async fn update(
        &self,
        _: &Context,
        _: &String,
        prior: ThingModel,
        plan: ThingModel,
        saved: &Saved<ThingModel>,
    ) -> Result<ThingModel, Diagnostics> {
        match plan.act.as_str() {
            "fails" => Err(refused()),
            "half done, then fails" => {
                saved.record(&ThingModel { etag: Some("half".to_owned()), ..prior });
                Err(refused())
            }
            _ => Ok(ThingModel { etag: Some("2".to_owned()), ..plan }),
        }
    }

    async fn delete(&self, _: &Context, _: &String, state: ThingModel) -> Result<(), Diagnostics> {
        if state.act == "fails" { Err(refused()) } else { Ok(()) }
    }

    async fn import(&self, ctx: &Context, _: &String, id: &str) -> Result<Import<ThingModel>, Diagnostics> {
        if id == "unsupported" {
            return Ok(Import::Unsupported);
        }
        ctx.with_private(|private| private.set("imported", &true))?;
        let id = Some(id.to_owned());
        Ok(Import::State(ThingModel {
            act: "imported".to_owned(),
            kind: None,
            id,
            etag: None,
            secret: None,
            timeouts: None,
        }))
    }

    fn upgrade(&self, version: i64, stored: &StoredState) -> Result<ThingModel, Diagnostics> {
        if version == 0 {
            return Err(Diagnostic::error("Too old", "Version 0 is lost.").into());
        }
        // Version 1 called it `deed`.
        stored.edited(|state| state["act"] = state["deed"].take())?.read()
    }
}

struct Echo;

/// An echo.
#[derive(Clone, Debug, Model)]
struct EchoModel {
    /// What to say.
    text: String,
    /// What comes back.
    #[model(computed)]
    echo: Option<String>,
}

impl DataSource for Echo {
    type Client = String;
    type Model = EchoModel;

    const NAME: &'static str = "test_echo";

    async fn read(&self, _: &Context, client: &String, config: EchoModel) -> Result<EchoModel, Diagnostics> {
        if config.text.is_empty() {
            return Err(refused());
        }
        Ok(EchoModel { echo: Some(format!("{client}: {}", config.text)), ..config })
    }
}

/// Joins
///
/// Joins texts.
#[derive(Arguments)]
struct JoinArguments {
    /// Between.
    separator: Option<String>,
    /// Not used.
    #[expect(dead_code, reason = "it is there to be unknown")]
    hints: Attr<BTreeMap<String, Attr<String>>>,
    /// What to join.
    #[argument(variadic)]
    text: Vec<String>,
}

struct Join;

impl Function for Join {
    type Arguments = JoinArguments;
    type Output = String;

    const NAME: &'static str = "join";

    fn call(&self, arguments: JoinArguments) -> Result<String, FunctionError> {
        let texts = arguments.text;
        if let Some(index) = texts.iter().position(String::is_empty) {
            return Err(FunctionError::new("must not be empty").at(JoinArguments::TEXT.nth(index)));
        }
        assert!(!texts.iter().any(|text| text == "panic"), "in a function");
        Ok(texts.join(&arguments.separator.unwrap_or_default()))
    }
}
