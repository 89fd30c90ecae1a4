//! The world from outside: looking at it and changing it behind everybody's back, while others use it.

mod faults;
mod journal;

use serde_json::Value;
use std::path::Path;

use crate::faults::FaultRuleError;
use crate::options::Options;
use crate::resource_id::ResourceId;
use crate::store::{self, OpenError, Resource, Store};
use crate::world::World;
use crate::{aks, clock, ids, json, network, operations, seed};

pub use faults::ArmedFault;
pub use journal::JournalFilter;

/// The world of a data directory, as its owner sees it and not as a client of Azure does.
#[derive(Debug)]
pub struct Outside {
    store: Store,
    options: Options,
}

/// One line of a list of resources.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// The identifier as first written.
    pub id: String,
    /// The type, for example `Microsoft.Network/virtualNetworks`.
    pub kind: String,
    /// The location, empty for what has none.
    pub location: String,
    /// The provisioning state, empty for what has none.
    pub state: String,
}

/// Why the world could not be looked at or changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutsideError {
    /// The text is no resource identifier.
    #[error("{0}")]
    BadId(String),
    /// There is no such resource.
    #[error("there is no resource `{id}`; `arm-emulator list` shows what there is")]
    Unknown {
        /// The identifier asked for.
        id: String,
    },
    /// The patch cannot be applied to this resource.
    #[error("the patch does not fit `{id}`: {problem}")]
    BadPatch {
        /// The resource.
        id: String,
        /// What is wrong, and what to do instead.
        problem: String,
    },
    /// The rule has a mistake.
    #[error(transparent)]
    BadRule(#[from] FaultRuleError),
    /// No fault rule of this name is armed.
    #[error("no fault rule `{name}` is armed; `arm-emulator fault list` shows those that are")]
    UnknownRule {
        /// The name asked for.
        name: String,
    },
    /// The journal cannot be searched like this.
    #[error("`{member}` is `{value}`; expected {expected}")]
    BadFilter {
        /// The member of the filter.
        member: &'static str,
        /// What stands there.
        value: String,
        /// What was expected.
        expected: String,
    },
    /// The clock is not ours to move.
    #[error(
        "this world goes by the clock of the machine; only a deterministic world (`--deterministic N`) has one that can be moved"
    )]
    RealClock,
    /// The world could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The world could not be read or written.
    #[error("the emulator's data directory failed")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<rusqlite::Error> for OutsideError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(store::explained(error, None).into())
    }
}

impl Outside {
    /// Opens the world in `dir`.
    ///
    /// # Errors
    /// [`OpenError`] in [`OutsideError::Open`].
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, OutsideError> {
        let options = Options::new(dir.as_ref());
        Ok(Self { store: Store::open(dir.as_ref())?, options })
    }

    /// Whether `dir` holds a world; [`open`](Self::open) would make one.
    pub fn is_in(dir: impl AsRef<Path>) -> bool {
        Store::is_in(dir.as_ref())
    }

    /// All resources, of one type where one is given, by identifier.
    ///
    /// # Errors
    /// [`OutsideError::Store`].
    pub fn list(&mut self, kind: Option<&str>) -> Result<Vec<Summary>, OutsideError> {
        self.within(|world| {
            let all = world.tx.all(kind)?;
            Ok(all.iter().filter(|r| !is_internal(r)).map(summary).collect())
        })
    }

    /// One resource as a client of Azure would read it.
    ///
    /// # Errors
    /// [`OutsideError::BadId`], [`OutsideError::Unknown`], [`OutsideError::Store`].
    pub fn show(&mut self, id: &str) -> Result<Value, OutsideError> {
        self.within(|world| Ok(view(world, &find(world, id)?)?))
    }

    /// Changes a resource by a JSON merge patch (RFC 7396): drift. Azure's rules are not asked.
    ///
    /// # Errors
    /// Those of [`show`](Self::show), and [`OutsideError::BadPatch`].
    pub fn patch(&mut self, id: &str, patch: &Value) -> Result<Value, OutsideError> {
        self.within(|world| {
            let mut there = find(world, id)?;
            check_patch(&there, patch)?;
            json::merge_patch(&mut there.body, patch);
            world.tx.put(&there)?;
            let cluster =
                if there.id.kind() == aks::POOL { there.id.parent() } else { Some(there.id.clone()) };
            match (there.id.kind().as_str(), cluster) {
                (aks::CLUSTER | aks::POOL, Some(cluster)) => aks::bump_etags(world, &cluster)?,
                (network::VNET | network::SUBNET, _) => {
                    json::set(&mut there.body, "etag", format!("W/\"{}\"", ids::guid(world)?));
                    world.tx.put(&there)?;
                }
                _ => {}
            }
            Ok(view(world, &find(world, id)?)?)
        })
    }

    /// Removes a resource and everything below it, at once. What runs on it is cancelled.
    ///
    /// # Errors
    /// Those of [`show`](Self::show).
    pub fn delete(&mut self, id: &str) -> Result<(), OutsideError> {
        self.within(|world| {
            let there = find(world, id)?;
            match there.id.kind().as_str() {
                aks::CLUSTER => aks::deleted(world, &there.id)?,
                "microsoft.resources/resourcegroups" => crate::resources::groups::deleted(world, &there.id)?,
                _ => {
                    world.tx.cancel_below(&there.id.key(), world.now)?;
                    world.tx.remove_tree(&there.id)?;
                }
            }
            Ok(())
        })
    }

    /// Applies a seed file.
    ///
    /// # Errors
    /// [`OpenError::Seed`] in [`OutsideError::Open`].
    pub fn seed(&mut self, file: &Path) -> Result<(), OutsideError> {
        Ok(seed::apply_file(&mut self.store, &self.options, file)?)
    }

    /// Does something in one transaction, after bringing about what came due.
    fn within<T>(
        &mut self,
        act: impl FnOnce(&World<'_>) -> Result<T, OutsideError>,
    ) -> Result<T, OutsideError> {
        let tx = self.store.begin()?;
        let world =
            World { tx: &tx, options: &self.options, now: clock::standing(&tx)?, base: String::new() };
        operations::settle(&world)?;
        let result = act(&world)?;
        tx.commit()?;
        Ok(result)
    }
}

fn find(world: &World<'_>, id: &str) -> Result<Resource, OutsideError> {
    let id = ResourceId::parse(id).map_err(|error| OutsideError::BadId(error.to_string()))?;
    let found = world.tx.resource(&id)?.filter(|r| !is_internal(r));
    found.ok_or_else(|| OutsideError::Unknown { id: id.to_string() })
}

/// Registrations of resource providers are kept like resources and are none.
fn is_internal(there: &Resource) -> bool {
    there.id.kind() == "microsoft.resources/registrations"
}

fn view(world: &World<'_>, there: &Resource) -> rusqlite::Result<Value> {
    match there.id.kind().as_str() {
        aks::CLUSTER => aks::cluster_view(world, there),
        aks::POOL => Ok(aks::pool_view(there)),
        kind if kind.starts_with("microsoft.network/") => network::view(world, there),
        _ => Ok(there.body.clone()),
    }
}

fn summary(there: &Resource) -> Summary {
    let text = |path| json::text(&there.body, path).unwrap_or_default().to_owned();
    let state = text("properties.provisioningState");
    Summary {
        id: there.id.to_string(),
        kind: json::text(&there.body, "type").map_or_else(|| there.id.kind(), str::to_owned),
        location: text("location"),
        state: if state.is_empty() { text("properties.state") } else { state },
    }
}

fn check_patch(there: &Resource, patch: &Value) -> Result<(), OutsideError> {
    let bad =
        |problem: &str| OutsideError::BadPatch { id: there.id.to_string(), problem: problem.to_owned() };
    if !patch.is_object() {
        return Err(bad("it must be a JSON object, such as {\"tags\": {\"owner\": \"somebody\"}}"));
    }
    if ["id", "name", "type"].iter().any(|name| patch.get(name).is_some()) {
        return Err(bad("`id`, `name` and `type` cannot be changed"));
    }
    if patch.get("properties").is_some_and(|p| !p.is_object()) {
        return Err(bad("`properties` must be an object"));
    }
    match there.id.kind().as_str() {
        aks::CLUSTER if patch.pointer("/properties/agentPoolProfiles").is_some() => {
            Err(bad("node pools are resources of their own: patch CLUSTER_ID/agentPools/NAME"))
        }
        network::VNET if patch.pointer("/properties/subnets").is_some() => {
            Err(bad("subnets are resources of their own: patch NETWORK_ID/subnets/NAME"))
        }
        _ => Ok(()),
    }
}
