//! A provider that offers what a test registers, and whose client writes down what was done.

use std::sync::{Mutex, PoisonError};

use super::*;
use crate::{Configured, Context, Diagnostics, Model, PlanOf, Provider, Registry};

pub(super) struct Offers(pub(super) fn(&mut Registry<Offers>));

/// The provider block.
#[derive(Clone, Debug, Model)]
pub(super) struct Settings {
    /// Where the remote side is.
    place: String,
}

/// What was done.
#[derive(Debug, Default)]
pub(super) struct Log(Mutex<Vec<String>>);

impl Log {
    pub(super) fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(what.into());
    }

    pub(super) fn read(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Provider for Offers {
    type Config = Settings;
    type Client = Log;

    const ADDRESS: &'static str = "registry.terraform.io/test/offers";
    const VERSION: &'static str = "0.0.0";

    fn register(&self, registry: &mut Registry<Self>) {
        (self.0)(registry);
    }

    async fn configure(&self, _: &Context, config: PlanOf<Settings>) -> Result<Configured<Log>, Diagnostics> {
        Ok(match config.place.as_str() {
            Some(_) => Configured::Ready(Log::default()),
            None => Configured::Unknown,
        })
    }
}

/// A service of a configured provider that offers this.
pub(super) async fn offering(offers: fn(&mut Registry<Offers>)) -> Service<Offers> {
    configured_with("here".into(), offers).await
}

/// The same while the provider's configuration is not known.
pub(super) async fn offering_while_unknown(offers: fn(&mut Registry<Offers>)) -> Service<Offers> {
    configured_with(Value::unknown(), offers).await
}

async fn configured_with(place: Value, offers: fn(&mut Registry<Offers>)) -> Service<Offers> {
    let service = Service::new(Offers(offers));
    let config = message(&Value::object([("place", place)]), &Settings::block().ty());
    let request = tf::configure_provider::Request { config, ..Default::default() };
    let answer = service.configure_provider(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(told(&answer.diagnostics), "");
    service
}
