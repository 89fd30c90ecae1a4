//! `framework_inmem`: a state store.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tfplugin_framework::{
    Context, Diagnostic, Diagnostics, Model, Path, StateStore, Value,
    schema::Validator,
    state_store::{Lock, LockError, UnlockError},
};

use crate::Client;

/// The store belongs to the process, so that each run of Terraform finds what the one before it wrote.
#[derive(Default)]
pub struct InMemoryStore {
    workspaces: Arc<Workspaces>,
}

/// An in-memory state store for testing purposes. All state and lock files are stored in memory and will be lost when
/// the provider process ends.
#[derive(Clone, Debug, Model)]
pub struct Settings {
    #[model(validate = Region)]
    region: String,
}

#[derive(Debug, Default)]
pub struct Workspaces(Mutex<BTreeMap<String, Workspace>>);

/// What is kept of a workspace; one that has only a lock is one too.
#[derive(Debug, Default)]
struct Workspace {
    state: Option<Vec<u8>>,
    lock: Option<Lock>,
}

impl Workspaces {
    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Workspace>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StateStore for InMemoryStore {
    type Client = Client;
    type Config = Settings;
    type Store = Arc<Workspaces>;

    const NAME: &'static str = "framework_inmem";

    async fn configure(&self, _: &Context, _: &Client, _: Settings) -> Result<Arc<Workspaces>, Diagnostics> {
        Ok(self.workspaces.clone())
    }

    async fn list(&self, _: &Context, store: &Arc<Workspaces>) -> Result<Vec<String>, Diagnostics> {
        Ok(store.all().keys().cloned().collect())
    }

    async fn read(
        &self,
        _: &Context,
        store: &Arc<Workspaces>,
        id: &str,
    ) -> Result<Option<Vec<u8>>, Diagnostics> {
        Ok(store.all().get(id).and_then(|workspace| workspace.state.clone()))
    }

    async fn write(
        &self,
        _: &Context,
        store: &Arc<Workspaces>,
        id: &str,
        state: Vec<u8>,
    ) -> Result<(), Diagnostics> {
        store.all().entry(id.to_owned()).or_default().state = Some(state);
        Ok(())
    }

    async fn delete(&self, _: &Context, store: &Arc<Workspaces>, id: &str) -> Result<(), Diagnostics> {
        match store.all().remove(id) {
            Some(_) => Ok(()),
            None => {
                Err(Diagnostic::error("Error Deleting State", format!("There is no state {id:?}.")).into())
            }
        }
    }

    async fn lock(
        &self,
        _: &Context,
        store: &Arc<Workspaces>,
        id: &str,
        lock: &Lock,
    ) -> Result<(), LockError> {
        match &mut store.all().entry(id.to_owned()).or_default().lock {
            Some(held) => Err(LockError::Held(held.clone())),
            free => {
                *free = Some(lock.clone());
                Ok(())
            }
        }
    }

    async fn unlock(
        &self,
        _: &Context,
        store: &Arc<Workspaces>,
        id: &str,
        lock_id: &str,
    ) -> Result<(), UnlockError> {
        let mut workspaces = store.all();
        let workspace = workspaces.get_mut(id).ok_or(UnlockError::NotLocked)?;
        match workspace.lock.take() {
            None => return Err(UnlockError::NotLocked),
            Some(other) if other.id != lock_id => {
                workspace.lock = Some(other.clone());
                return Err(UnlockError::HeldByAnother(other));
            }
            Some(_) => {}
        }
        if workspace.state.is_none() {
            workspaces.remove(id);
        }
        Ok(())
    }
}

/// A validator with words of its own.
struct Region;

const REGIONS: [&str; 2] = ["us-east-1", "us-west-2"];

impl Validator for Region {
    fn describe(&self) -> String {
        format!("must be {} or {}", REGIONS[0], REGIONS[1])
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        let Some(region) = value.as_str().filter(|region| !REGIONS.contains(region)) else { return };
        let allowed = REGIONS.map(|region| format!("{region:?}")).join(" ");
        let detail = format!("Attribute {path} value must be one of: [{allowed}], got: {region:?}");
        diagnostics.push(Diagnostic::error("Invalid Attribute Value Match", detail).at(path.clone()));
    }
}
