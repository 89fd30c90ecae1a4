//! Lists of resources, as `terraform query` makes them.

use tokio_stream::StreamExt as _;
use tonic::Request;

use super::{
    Config, Driver,
    driver::unsupported,
    evaluate::to_value,
    rpc::{Answer, decode, diagnostics, encode, inner},
};
use crate::{
    diag::{Diagnostic, Diagnostics},
    plan::check::{self, Violation},
    proto::tfplugin6 as tf,
    value::Value,
};

/// What Terraform takes when a `list` block says nothing of it.
const DEFAULT_LIMIT: i64 = 100;

/// A query that is made up, see [`Driver::list`].
#[must_use = "it does nothing before it is run"]
pub struct Query<'d> {
    driver: &'d Driver,
    type_name: String,
    config: Config,
    limit: i64,
    include_resource: bool,
}

/// What a query found.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Listing {
    /// What the provider reported, and what Terraform would have refused before it asked.
    pub diagnostics: Diagnostics,
    /// Rules of Terraform that the events broke.
    pub violations: Vec<Violation>,
    /// The objects, in the order in which they came.
    pub objects: Vec<Object>,
}

/// An object that was found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Object {
    /// What a user knows it by.
    pub display_name: String,
    /// What tells it from others.
    pub identity: Value,
    /// Its state, if that was asked for.
    pub state: Option<Value>,
}

impl Driver {
    /// A query for the objects of a resource type: at most a hundred, without their states.
    pub fn list(&self, type_name: &str, config: impl Into<Config>) -> Query<'_> {
        let (type_name, config) = (type_name.to_owned(), config.into());
        Query { driver: self, type_name, config, limit: DEFAULT_LIMIT, include_resource: false }
    }
}

impl Query<'_> {
    /// Takes no more objects than this: `limit = 10`.
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = limit.into();
        self
    }

    /// Asks for the states, too: `include_resource = true`.
    pub fn include_resource(mut self) -> Self {
        self.include_resource = true;
        self
    }

    /// Validates the configuration and lists, as `terraform query` does.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn run(self) -> Listing {
        let mut listing = Listing::default();
        if let Err(diagnostics) = self.try_run(&mut listing).await {
            listing.diagnostics.extend(diagnostics);
        }
        listing
    }

    async fn try_run(self, listing: &mut Listing) -> Answer<()> {
        let Self { driver, type_name, config, limit, include_resource } = self;
        let schemas = driver.schemas().await?;
        let unknown = || unsupported("list resource", &type_name);
        let schema = schemas.list_resources.get(&type_name).ok_or_else(unknown)?;
        let resource = schemas.resources.get(&type_name).ok_or_else(unknown)?;
        let identity_schema =
            schemas.identities.get(&type_name).ok_or_else(|| without_identity(&type_name))?;
        let ty = schema.block.ty();
        let config = to_value(&schema.block, &config)?;
        let request = tf::validate_list_resource_config::Request {
            type_name: type_name.clone(),
            config: encode(&config, &ty)?,
            ..Default::default()
        };
        let answer = driver.rpc.service.validate_list_resource_config(Request::new(request)).await;
        let validated = diagnostics(inner(answer)?.diagnostics);
        let valid = !validated.has_errors();
        listing.diagnostics.extend(validated);
        if !valid {
            return Ok(());
        }

        let request = tf::list_resource::Request {
            type_name,
            config: encode(&config, &ty)?,
            include_resource_object: include_resource,
            limit,
        };
        let mut events = inner(driver.rpc.service.list_resource(Request::new(request)).await)?;
        while let Some(event) = events.next().await {
            let event = inner(event.map(tonic::Response::new))?;
            let reported = diagnostics(event.diagnostic);
            let (failed, silent) = (reported.has_errors(), reported.is_empty());
            listing.diagnostics.extend(reported);
            if failed {
                break;
            }
            let identity = event.identity.and_then(|identity| identity.identity_data);
            if identity.is_none() && !silent {
                continue;
            }
            let identity = decode(identity.as_ref(), &identity_schema.block.ty())?.unwrap_or(Value::Null);
            let state = decode(event.resource_object.as_ref(), &resource.block.ty())?;
            let state = state.filter(|_| include_resource);
            let violations = check::listed(identity_schema, resource, &identity, state.as_ref());
            listing.violations.extend(violations);
            listing.objects.push(Object { display_name: event.display_name, identity, state });
            if i64::try_from(listing.objects.len()).is_ok_and(|found| found >= limit) {
                break;
            }
        }
        Ok(())
    }
}

fn without_identity(type_name: &str) -> Diagnostics {
    let detail = format!("{type_name} has no identity, so that Terraform cannot list it.");
    Diagnostic::error("Missing identity schema", detail).into()
}

impl Listing {
    /// Expects no error and no violation.
    #[track_caller]
    pub fn expect_ok(self) -> Self {
        assert!(!self.diagnostics.has_errors() && self.violations.is_empty(), "expected no error\n{self:?}");
        self
    }

    /// Expects success and objects of these display names, in order.
    #[track_caller]
    pub fn expect_names<const N: usize>(self, names: [&str; N]) -> Self {
        let listing = self.expect_ok();
        let found: Vec<_> = listing.objects.iter().map(|object| object.display_name.as_str()).collect();
        assert_eq!(found, names);
        listing
    }

    /// Expects an error with `text` in its summary or detail.
    #[track_caller]
    pub fn expect_error(self, text: &str) -> Self {
        let found = self.diagnostics.has_errors() && self.diagnostics.to_string().contains(text);
        assert!(found && self.violations.is_empty(), "expected an error with {text:?}\n{self:?}");
        self
    }
}
