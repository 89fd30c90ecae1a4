//! A provider of books that exist in the state alone. It shows what surrounds a resource's four functions: private state,
//! an older version of the schema, books that another type had before, what a module says of itself, and generated
//! configuration.

use std::process::ExitCode;

use tfplugin_framework::{
    Change, Configured, Context, Diagnostics, Import, Model, MoveSource, PlanOf, Provider, Registry,
    Resource, Saved, resource::StoredState, serve,
};

fn main() -> ExitCode {
    serve(Shelf)
}

struct Shelf;

/// Nothing to set.
#[derive(Clone, Debug, Model)]
struct Settings {}

/// What a module says of itself: `terraform { provider_meta "shelf" { reader = "…" } }`.
#[derive(Clone, Debug, Model)]
struct Meta {
    /// Who reads.
    reader: Option<String>,
}

impl Provider for Shelf {
    type Config = Settings;
    type Client = ();

    const ADDRESS: &'static str = "registry.terraform.io/example/shelf";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    fn register(&self, registry: &mut Registry<Self>) {
        registry.resource(Books).provider_meta::<Meta>();
    }

    async fn configure(&self, _: &Context, _: PlanOf<Settings>) -> Result<Configured<()>, Diagnostics> {
        Ok(Configured::Ready(()))
    }
}

struct Books;

/// A book.
#[derive(Clone, Debug, Model)]
struct Book {
    /// What it is called.
    title: String,
    /// How many there are.
    #[model(optional, computed, default = 1)]
    copies: Option<u32>,
    /// How often it was written.
    #[model(computed)]
    edition: Option<u32>,
    /// For whom it was bought.
    #[model(computed, stable)]
    reader: Option<String>,
}

/// A book as version 0 of the schema had it.
#[derive(Clone, Debug, Model)]
struct BookV0 {
    name: String,
}

/// `terraform_data`, as far as it matters here.
#[derive(Clone, Debug, Model)]
struct TerraformData {
    input: Option<tfplugin_framework::Value>,
}

impl Book {
    /// A book of which only the title is known.
    fn titled(title: impl Into<String>) -> Self {
        Self { title: title.into(), copies: Some(1), edition: None, reader: None }
    }
}

/// The entry of the private state that counts editions.
const EDITION: &str = "edition";

impl Resource for Books {
    type Client = ();
    type Model = Book;

    const NAME: &'static str = "shelf_book";
    const VERSION: i64 = 1;

    /// Counts editions in private state: what is noted here is what the apply of this plan finds.
    async fn plan(
        &self,
        ctx: &Context,
        _: Option<&()>,
        change: &mut Change<'_, Book>,
    ) -> Result<(), Diagnostics> {
        let unchanged = change.prior.is_some_and(|prior| prior.to_plan() == change.planned);
        if unchanged {
            return Ok(());
        }
        let edition = change.prior.and_then(|prior| prior.edition).unwrap_or_default() + 1;
        ctx.with_private(|private| private.set(EDITION, &edition))
    }

    async fn create(&self, ctx: &Context, _: &(), plan: Book, _: &Saved<Book>) -> Result<Book, Diagnostics> {
        let meta: Option<Meta> = ctx.provider_meta()?;
        let edition = ctx.with_private(|private| private.entry(EDITION))?;
        Ok(Book { edition, reader: meta.and_then(|meta| meta.reader), ..plan })
    }

    async fn read(&self, _: &Context, _: &(), state: Book) -> Result<Option<Book>, Diagnostics> {
        Ok(Some(state))
    }

    async fn update(
        &self,
        ctx: &Context,
        _: &(),
        _: Book,
        plan: Book,
        _: &Saved<Book>,
    ) -> Result<Book, Diagnostics> {
        Ok(Book { edition: ctx.with_private(|private| private.entry(EDITION))?, ..plan })
    }

    async fn delete(&self, _: &Context, _: &(), _: Book) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// By title.
    async fn import(&self, _: &Context, _: &(), id: &str) -> Result<Import<Book>, Diagnostics> {
        Ok(Import::State(Book { edition: Some(1), ..Book::titled(id) }))
    }

    async fn move_state(&self, _: &Context, source: &MoveSource<'_>) -> Result<Option<Book>, Diagnostics> {
        if !source.is("builtin/terraform", "terraform_data") {
            return Ok(None);
        }
        let data: TerraformData = source.state.read()?;
        let title = data.input.as_ref().and_then(|input| input.as_str()).unwrap_or("untitled").to_owned();
        Ok(Some(Book { edition: Some(1), ..Book::titled(title) }))
    }

    fn upgrade(&self, _: i64, stored: &StoredState) -> Result<Book, Diagnostics> {
        let old: BookV0 = stored.read()?;
        Ok(Book { edition: Some(1), ..Book::titled(old.name) })
    }
}
