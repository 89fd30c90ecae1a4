//! What the registry shows of a provider.

#![allow(missing_docs, reason = "models for a test; their comments are the documentation that is tested")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, fs};

use tfplugin_framework::{
    Configured, Context, DataSource, Diagnostics, Function, FunctionError, Model, PlanOf, Provider, Registry,
    Resource, Saved, Type, Value,
    docs::Pages,
    function::{Parameter, Signature},
};

/// Talks to the harbour.
///
/// It needs no credential.
#[derive(Clone, Debug, PartialEq, Model)]
struct Config {
    /// Where the harbour is.
    endpoint: Option<String>,
}

/// A boat.
#[derive(Clone, Debug, PartialEq, Model)]
struct Boat {
    /// Its name. A boat cannot be
    /// renamed.
    #[model(requires_replace)]
    name: String,
    /// Where it lies.
    #[model(optional, computed, default = "home")]
    berth: Option<String>,
    /// Its sails by name.
    sails: Option<BTreeMap<String, Sail>>,
    /// Its number in the register.
    #[model(computed)]
    number: Option<i64>,
    #[model(sensitive)]
    /// What opens the hatch.
    code: Option<String>,
}

/// A sail.
#[derive(Clone, Debug, PartialEq, Model)]
struct Sail {
    /// Its colours.
    colours: Vec<String>,
}

struct Harbour;
struct Boats;
struct Tide;

impl Provider for Harbour {
    type Config = Config;
    type Client = ();
    const ADDRESS: &'static str = "registry.terraform.io/example/harbour";
    const VERSION: &'static str = "1.0.0";

    fn register(&self, registry: &mut Registry<Self>) {
        registry.resource(Boats).data_source(Boats).function(Tide);
    }

    async fn configure(&self, _: &Context, _: PlanOf<Config>) -> Result<Configured<()>, Diagnostics> {
        Ok(Configured::Ready(()))
    }
}

impl Resource for Boats {
    type Client = ();
    type Model = Boat;
    const NAME: &'static str = "harbour_boat";

    async fn create(&self, _: &Context, (): &(), plan: Boat, _: &Saved<Boat>) -> Result<Boat, Diagnostics> {
        Ok(plan)
    }

    async fn read(&self, _: &Context, (): &(), state: Boat) -> Result<Option<Boat>, Diagnostics> {
        Ok(Some(state))
    }

    async fn update(
        &self,
        _: &Context,
        (): &(),
        _: Boat,
        plan: Boat,
        _: &Saved<Boat>,
    ) -> Result<Boat, Diagnostics> {
        Ok(plan)
    }

    async fn delete(&self, _: &Context, (): &(), _: Boat) -> Result<(), Diagnostics> {
        Ok(())
    }
}

impl DataSource for Boats {
    type Client = ();
    type Model = Config;
    const NAME: &'static str = "harbour_boats";

    async fn read(&self, _: &Context, (): &(), config: Config) -> Result<Config, Diagnostics> {
        Ok(config)
    }
}

impl Function for Tide {
    const NAME: &'static str = "tide";

    fn signature(&self) -> Signature {
        let parameter = |name: &str, description: &str| Parameter {
            name: name.into(),
            ty: Type::list(Type::Number),
            description: description.into(),
            allow_null: false,
            allow_unknown: false,
        };
        Signature {
            summary: "The height of the tide".into(),
            description: "The height of the tide, in metres.".into(),
            parameters: vec![parameter("hours", "Hours since midnight.")],
            variadic: Some(parameter("more", "More of them.")),
            returns: Type::Number,
        }
    }

    fn call(&self, _: &[Value]) -> Result<Value, FunctionError> {
        Ok(Value::Null)
    }
}

fn page(name: &str) -> String {
    let examples = tempfile::tempdir().unwrap();
    let folder = examples.path().join("resources/harbour_boat");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("resource.tf"), "resource \"harbour_boat\" \"mine\" {\n  name = \"Undine\"\n}\n")
        .unwrap();
    let pages = Pages::of(&Harbour, examples.path()).unwrap();
    let (_, text) = pages.iter().find(|(path, _)| path.to_str() == Some(name)).unwrap();
    text.to_owned()
}

#[test]
fn a_resource_page_has_the_registrys_shape() {
    insta::assert_snapshot!(page("resources/boat.md"));
}

#[test]
fn the_index_shows_the_provider_block() {
    insta::assert_snapshot!(page("index.md"));
}

#[test]
fn a_function_page_shows_its_signature() {
    insta::assert_snapshot!(page("functions/tide.md"));
}

#[test]
fn pages_that_are_missing_changed_or_left_over_are_named() {
    let docs = tempfile::tempdir().unwrap();
    let pages = Pages::of(&Harbour, docs.path()).unwrap();
    assert_eq!(pages.check(docs.path()).unwrap().len(), 4);
    pages.write(docs.path()).unwrap();
    assert!(pages.check(docs.path()).unwrap().is_empty());
    fs::write(docs.path().join("index.md"), "changed").unwrap();
    fs::write(docs.path().join("resources/ship.md"), "left over").unwrap();
    let stale: Vec<_> =
        pages.check(docs.path()).unwrap().iter().map(|path| path.display().to_string()).collect();
    assert_eq!(stale, ["index.md", "resources/ship.md"]);
}
