//! Identities: asked of the resource, and held against what was stored.
//!
//! That an object keeps its identity is a rule that Terraform leaves to providers. A client that knows nothing of
//! identities (Terraform before 1.12) never sends one and passes over what it gets; it is not told of errors either.

use super::{managed::Managed, operation::Limit, stored};
use crate::{
    diag::{Diagnostic, Diagnostics},
    plan::{
        check::{self, is_missing},
        keep_spelling,
    },
    registry::AnyIdentified,
    value::Value,
};

/// The operation after which an identity is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    Create,
    Update,
    Read,
}

impl After {
    fn name(self) -> &'static str {
        match self {
            Self::Create => "Create",
            Self::Update => "Update",
            Self::Read => "Read",
        }
    }
}

/// An identity that an answer is to carry.
pub(super) struct Asked<'a> {
    pub(super) after: After,
    /// What is stored; null if nothing is.
    pub(super) stored: &'a Value,
    /// Whether it may differ from what is stored: it does so in the read after an import.
    pub(super) free: bool,
    /// Whether the caller knows of identities, so that it is told what is wrong with one.
    pub(super) told: bool,
}

impl Asked<'_> {
    /// The identity of the object with this state; null if the resource has none.
    pub(super) async fn of<C>(
        &self,
        managed: &Managed<C>,
        limit: &Limit,
        state: &Value,
    ) -> Result<Value, Diagnostics> {
        let Some(identified) = managed.identified() else { return Ok(Value::Null) };
        match limit.run(async { self.settled(identified, state) }).await {
            Err(_) if !self.told => Ok(self.stored.clone()),
            settled => settled,
        }
    }

    fn settled<C>(&self, identified: &dyn AnyIdentified<C>, state: &Value) -> Result<Value, Diagnostics> {
        let stored = if is_missing(self.stored) { &Value::Null } else { self.stored };
        if self.after == After::Update && !stored.is_null() && !identified.may_change() {
            return Ok(stored.clone());
        }
        let schema = &identified.shape().schema;
        let found = keep_spelling(schema, stored, identified.identity(state, stored)?);
        if is_missing(&found) {
            return Err(missing(self.after).into());
        }
        stored::hold(check::identity(schema, &found))?;
        if stored.is_null() || self.free || identified.may_change() || found == *stored {
            return Ok(found);
        }
        Err(changed(self.after, stored, &found).into())
    }
}

fn missing(after: After) -> Diagnostic {
    Diagnostic::error(
        format!("Missing Resource Identity After {}", after.name()),
        format!(
            "The provider gave no identity of the object after {}. Nothing in the configuration causes it; please \
             report it to the provider's developers.",
            after.name().to_lowercase()
        ),
    )
}

fn changed(after: After, stored: &Value, found: &Value) -> Diagnostic {
    Diagnostic::error(
        "Unexpected Identity Change",
        format!(
            "After {}, the object is another one than the one that was stored: an identity does not change. Either \
             another object has taken the place of the one that Terraform manages, then remove the resource from \
             state and import the right one; or the provider is wrong, then please report it to its developers.\n\n\
             Stored: {}\nFound: {}",
            after.name().to_lowercase(),
            check::shown(stored),
            check::shown(found)
        ),
    )
}
