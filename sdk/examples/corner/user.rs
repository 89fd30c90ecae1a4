//! `framework_user`: a life outside Terraform's state, in a database of users.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tfplugin_framework::{Context, Diagnostic, Diagnostics, Import, Model, Path, Resource, Saved};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::Client;

pub struct User;

/// Another email is another user; the date and, if nobody gives one, the language are the database's.
#[derive(Clone, Debug, Model)]
pub struct UserModel {
    #[model(requires_replace)]
    email: String,
    name: String,
    age: i64,
    /// In RFC 3339, to the second.
    #[model(computed, stable)]
    date_joined: Option<String>,
    /// `en`, unless the user says otherwise.
    #[model(optional, computed, stable)]
    language: Option<String>,
}

/// The database, by email. It belongs to the process and outlives each run of Terraform.
#[derive(Debug, Default)]
pub struct Users(Mutex<BTreeMap<String, UserModel>>);

impl Users {
    fn records(&self) -> MutexGuard<'_, BTreeMap<String, UserModel>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Resource for User {
    type Client = Client;
    type Model = UserModel;

    const NAME: &'static str = "framework_user";

    async fn create(
        &self,
        _: &Context,
        users: &Client,
        plan: UserModel,
        saved: &Saved<UserModel>,
    ) -> Result<UserModel, Diagnostics> {
        let joined = OffsetDateTime::now_utc().replace_nanosecond(0).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let user = UserModel {
            date_joined: joined.format(&Rfc3339).ok(),
            language: plan.language.filter(|language| !language.is_empty()).or(Some("en".to_owned())),
            ..plan
        };
        let mut records = users.records();
        if records.contains_key(&user.email) {
            let detail = format!("Cannot create user: user already exists with email {}", user.email);
            return Err(Diagnostic::error("Error creating user", detail).into());
        }
        records.insert(user.email.clone(), user.clone());
        saved.record(&user);
        Ok(user)
    }

    /// A user who is gone is not missed: the state stays.
    async fn read(
        &self,
        _: &Context,
        users: &Client,
        state: UserModel,
    ) -> Result<Option<UserModel>, Diagnostics> {
        Ok(Some(users.records().get(&state.email).cloned().unwrap_or(state)))
    }

    async fn update(
        &self,
        _: &Context,
        users: &Client,
        _: UserModel,
        plan: UserModel,
        _: &Saved<UserModel>,
    ) -> Result<UserModel, Diagnostics> {
        let mut records = users.records();
        let Some(user) = records.get_mut(&plan.email) else {
            let detail = format!("Cannot update user with email {}: email not in db", plan.email);
            return Err(Diagnostic::error("Error updating user", detail).into());
        };
        user.name.clone_from(&plan.name);
        user.age = plan.age;
        if plan.language.as_ref().is_some_and(|language| !language.is_empty()) {
            user.language.clone_from(&plan.language);
        }
        Ok(plan)
    }

    async fn delete(&self, _: &Context, users: &Client, state: UserModel) -> Result<(), Diagnostics> {
        if users.records().remove(&state.email).is_none() {
            let detail = format!("Cannot delete user with email {}: email not in db", state.email);
            return Err(Diagnostic::error("Error deleting user", detail).into());
        }
        Ok(())
    }

    async fn import(
        &self,
        _: &Context,
        users: &Client,
        email: &str,
    ) -> Result<Import<UserModel>, Diagnostics> {
        match users.records().get(email) {
            Some(user) => Ok(Import::State(user.clone())),
            None => {
                Err(Diagnostic::error("Error importing user", format!("There is no user with email {email}"))
                    .at(Path::of("email"))
                    .into())
            }
        }
    }
}
