//! List resources: what there is on the remote side, for `terraform query` (Terraform 1.14 and later).

mod found;

use std::{future::Future, time::Duration};

use crate::{
    context::Context,
    diag::Diagnostics,
    model::{Model, PlanOf},
    resource::{Identified, Resource},
};

pub use found::{Found, Listed};
pub(crate) use found::{Item, Sink};

/// Finds the objects of a managed resource. It has the type name of that resource, which has to be registered
/// [with its identity](crate::Registry::resource_with_identity).
///
/// ```
/// # use tfplugin_framework::*;
/// # #[derive(Clone, Debug, Model)]
/// # /// A rocket.
/// # struct Rocket { /// Its name.
/// # name: String }
/// # #[derive(Clone, Debug, Model)]
/// # /// Identifies a rocket.
/// # struct RocketIdentity { /// Its name.
/// # name: String }
/// # struct LaunchSite;
/// # impl LaunchSite { async fn rockets(&self, _: Option<String>) -> Result<Vec<Rocket>, Diagnostics> { Ok(vec![]) } }
/// # struct Rockets;
/// # impl Resource for Rockets {
/// #     type Client = LaunchSite;
/// #     type Model = Rocket;
/// #     const NAME: &'static str = "acme_rocket";
/// #     async fn create(&self, _: &Context, _: &LaunchSite, plan: Rocket, _: &Saved<Rocket>) -> Result<Rocket, Diagnostics> { Ok(plan) }
/// #     async fn read(&self, _: &Context, _: &LaunchSite, state: Rocket) -> Result<Option<Rocket>, Diagnostics> { Ok(Some(state)) }
/// #     async fn update(&self, _: &Context, _: &LaunchSite, _: Rocket, plan: Rocket, _: &Saved<Rocket>) -> Result<Rocket, Diagnostics> { Ok(plan) }
/// #     async fn delete(&self, _: &Context, _: &LaunchSite, _: Rocket) -> Result<(), Diagnostics> { Ok(()) }
/// # }
/// # impl Identified for Rockets {
/// #     type Identity = RocketIdentity;
/// #     fn identity(&self, state: &Rocket, _: Option<&RocketIdentity>) -> RocketIdentity { RocketIdentity { name: state.name.clone() } }
/// # }
/// /// Which rockets to find.
/// #[derive(Clone, Debug, Model)]
/// struct Query {
///     /// Only those on this pad.
///     pad: Option<String>,
/// }
///
/// struct ListRockets;
///
/// impl ListResource for ListRockets {
///     type Resource = Rockets;
///     type Config = Query;
///
///     async fn list(
///         &self,
///         _: &Context,
///         site: &LaunchSite,
///         query: Query,
///         found: &mut Found<Rockets>,
///     ) -> Result<(), Diagnostics> {
///         for rocket in site.rockets(query.pad).await? {
///             found.push(Listed::of(rocket.name.clone(), rocket)).await;
///         }
///         Ok(())
///     }
/// }
/// ```
pub trait ListResource: Send + Sync + 'static {
    /// The managed resource whose objects are found.
    type Resource: Identified;
    /// The arguments, which say what to look for.
    type Config: Model;

    /// How long a listing may take.
    fn timeout(&self, _config: &Self::Config) -> Duration {
        Duration::from_secs(20 * 60)
    }

    /// Checks the configuration alone, with what may be unknown in it. Attribute validators have run already.
    fn validate(&self, _config: &PlanOf<Self::Config>, _diagnostics: &mut Diagnostics) {}

    /// Finds them, and hands on each as soon as it is found.
    ///
    /// It ends at one of its awaits, without further notice, once Terraform has enough or does not listen any more.
    ///
    /// # Errors
    /// What went wrong, with the next step. What was found before stays.
    fn list(
        &self,
        ctx: &Context,
        client: &<Self::Resource as Resource>::Client,
        config: Self::Config,
        found: &mut Found<Self::Resource>,
    ) -> impl Future<Output = Result<(), Diagnostics>> + Send;
}
