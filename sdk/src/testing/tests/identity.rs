//! Identity, moves, deferral and generated configuration, driven as Terraform does.

use crate::{
    Change, Configured, Context, Deferral, Diagnostics, Identified, Import, Model, MoveSource, PlanOf,
    Provider, Registry, Resource, Saved, Value, config, resource::StoredState, testing::Driver,
};

/// No settings but one.
#[derive(Clone, Debug, Model)]
struct Settings {
    /// Known only at apply, maybe.
    token: Option<String>,
}

struct Shelf;

impl Provider for Shelf {
    type Config = Settings;
    type Client = ();
    const ADDRESS: &'static str = "registry.terraform.io/test/shelf";
    const VERSION: &'static str = "0.0.0";

    fn register(&self, registry: &mut Registry<Self>) {
        registry.resource_with_identity(Books);
    }

    async fn configure(&self, _: &Context, config: PlanOf<Settings>) -> Result<Configured<()>, Diagnostics> {
        Ok(if config.token.is_unknown() { Configured::Unknown } else { Configured::Ready(()) })
    }
}

struct Books;

/// A book.
#[derive(Clone, Debug, Model)]
struct Book {
    /// What it is called.
    title: String,
    /// How many.
    #[model(optional, computed, default = 1)]
    copies: Option<u32>,
    /// Where it stands.
    #[model(computed, stable)]
    place: Option<String>,
}

/// What names a book.
#[derive(Clone, Debug, Model)]
struct BookIdentity {
    /// Where it stands.
    place: String,
}

fn identity(place: &str) -> Value {
    Value::object([("place", Value::from(place))])
}

impl Resource for Books {
    type Client = ();
    type Model = Book;
    const NAME: &'static str = "shelf_book";

    async fn plan(
        &self,
        ctx: &Context,
        _: Option<&()>,
        change: &mut Change<'_, Book>,
    ) -> Result<(), Diagnostics> {
        if change.planned.title.as_str() == Some("not yet") {
            ctx.defer(Deferral::AbsentPrerequisite);
        }
        Ok(())
    }

    async fn create(&self, _: &Context, _: &(), plan: Book, _: &Saved<Book>) -> Result<Book, Diagnostics> {
        Ok(Book { place: Some(format!("at {}", plan.title)), ..plan })
    }

    async fn read(&self, _: &Context, _: &(), state: Book) -> Result<Option<Book>, Diagnostics> {
        Ok(Some(Book { place: state.place.or(Some("found".to_owned())), ..state }))
    }

    async fn update(
        &self,
        _: &Context,
        _: &(),
        _: Book,
        plan: Book,
        _: &Saved<Book>,
    ) -> Result<Book, Diagnostics> {
        Ok(plan)
    }

    async fn delete(&self, _: &Context, _: &(), _: Book) -> Result<(), Diagnostics> {
        Ok(())
    }

    async fn import(&self, _: &Context, _: &(), id: &str) -> Result<Import<Book>, Diagnostics> {
        Ok(Import::State(Book { title: id.to_owned(), copies: Some(1), place: None }))
    }

    async fn move_state(&self, _: &Context, source: &MoveSource<'_>) -> Result<Option<Book>, Diagnostics> {
        if !source.is("test/shelf", "shelf_magazine") {
            return Ok(None);
        }
        let title = source.state.json()?["name"].as_str().unwrap_or_default().to_owned();
        Ok(Some(Book { place: Some(format!("at {title}")), title, copies: Some(1) }))
    }
}

impl Identified for Books {
    type Identity = BookIdentity;

    fn identity(&self, state: &Book, _: Option<&BookIdentity>) -> BookIdentity {
        BookIdentity { place: state.place.clone().unwrap_or_default() }
    }

    async fn import_by_identity(
        &self,
        _: &Context,
        _: &(),
        identity: BookIdentity,
    ) -> Result<Import<Book>, Diagnostics> {
        let title = identity.place.trim_start_matches("at ").to_owned();
        Ok(Import::State(Book { title, copies: Some(1), place: Some(identity.place) }))
    }
}

async fn driver() -> Driver {
    let driver = Driver::new(Shelf);
    driver.configure(config! {}).await.expect_ok();
    driver
}

fn magazine() -> MoveSource<'static> {
    MoveSource {
        provider_address: "registry.terraform.io/test/shelf",
        type_name: "shelf_magazine",
        schema_version: 0,
        state: StoredState::new(r#"{ "name": "weekly" }"#),
        identity: None,
        private: Default::default(),
    }
}

#[tokio::test]
async fn an_object_keeps_its_identity_through_its_life() {
    let driver = driver().await;
    let book = config! { title = "dune" };
    driver.apply("shelf_book", &book).await.expect_create().expect_identity(identity("at dune"));
    driver.plan("shelf_book", &book).await.expect_noop();
    let renamed = driver.apply("shelf_book", config! { title = "emma" }).await;
    renamed.expect_update_in_place().expect_identity(identity("at dune"));
    driver.refresh("shelf_book").await.expect_ok().expect_identity(identity("at dune"));
    driver.destroy("shelf_book").await.expect_delete().expect_identity(Value::Null);
}

#[tokio::test]
async fn an_object_is_imported_by_its_identity() {
    let driver = driver().await;
    let imported = driver.import_by_identity("shelf_book", config! { place = "at dune" }).await;
    imported.expect_ok().expect_value("title", "dune").expect_identity(identity("at dune"));
    driver.plan("shelf_book", config! { title = "dune" }).await.expect_noop();
}

#[tokio::test]
async fn after_an_import_by_id_the_read_finds_the_identity() {
    let driver = driver().await;
    driver.import("shelf_book", "dune").await.expect_ok().expect_identity(identity("found"));
}

#[tokio::test]
async fn what_another_type_stored_is_taken_over() {
    let driver = driver().await;
    let taken = driver.take_over("shelf_book", &magazine()).await;
    taken.expect_ok().expect_value("title", "weekly").expect_identity(identity("at weekly"));
    driver.plan("shelf_book", config! { title = "weekly" }).await.expect_noop();
    let unknown = MoveSource { type_name: "shelf_poster", ..magazine() };
    let refused = driver.take_over("shelf_book.other", &unknown).await;
    refused.expect_error("shelf_poster");
}

#[tokio::test]
async fn a_deferred_plan_is_not_carried_out() {
    let driver = driver().await.allowing_deferral();
    let later = driver.apply("shelf_book", config! { title = "not yet" }).await;
    let later = later.expect_deferred(Deferral::AbsentPrerequisite);
    assert_eq!(later.state, Value::Null);
}

#[tokio::test]
async fn while_the_provider_s_configuration_is_unknown_everything_is_deferred() {
    let driver = driver().await.allowing_deferral();
    driver.apply("shelf_book", config! { title = "dune" }).await.expect_create();
    driver.configure(config! { token = unknown }).await.expect_ok();
    let planned = driver.plan("shelf_book", config! { title = "emma" }).await;
    planned.expect_deferred(Deferral::ProviderConfigUnknown);
    let refreshed = driver.refresh("shelf_book").await.expect_deferred(Deferral::ProviderConfigUnknown);
    assert_eq!(refreshed.at("title"), "dune".into());
    let imported = driver.import("shelf_book.other", "emma").await;
    let imported = imported.expect_deferred(Deferral::ProviderConfigUnknown);
    assert_eq!(imported.state, Value::Null);
}

#[tokio::test]
async fn generated_configuration_leaves_nothing_to_do() {
    let driver = driver().await;
    driver.import("shelf_book", "dune").await.expect_ok();
    let generated = driver.generate_config("shelf_book").await.unwrap();
    assert_eq!(generated, config! { title = "dune", copies = null, place = null });
    driver.plan("shelf_book", generated).await.expect_noop();
}
