//! Locks of states.

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use crate::diag::{Diagnostic, Diagnostics};

/// Who holds a state. It can be stored as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// Names this lock; whoever gives it back must know it.
    pub id: String,
    /// What is done under it, in Terraform's words: `OperationTypeApply`.
    pub operation: String,
    /// The user and the machine: `ada@build-7`.
    pub who: String,
    /// When it was taken: RFC 3339, in UTC.
    pub created: String,
}

impl Lock {
    /// A lock of its own for this process, taken now.
    pub fn new(operation: impl Into<String>) -> Self {
        Self {
            id: Uuid::new_v4().to_string(),
            operation: operation.into(),
            who: who(),
            // Formatting fails for years beyond 9999 only.
            created: OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default(),
        }
    }

    fn described(&self) -> String {
        let Self { id, operation, who, created } = self;
        format!("Lock ID: {id}\nOperation: {operation}\nWho: {who}\nCreated: {created}")
    }
}

fn who() -> String {
    let variable = |names: [&str; 2]| names.into_iter().find_map(|name| std::env::var(name).ok());
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").ok().map(|host| host.trim().to_owned());
    let unknown = || "unknown".to_owned();
    format!(
        "{}@{}",
        variable(["USER", "USERNAME"]).unwrap_or_else(unknown),
        host.or_else(|| variable(["HOSTNAME", "COMPUTERNAME"])).unwrap_or_else(unknown)
    )
}

/// Why a state could not be locked. `?` turns [`Diagnostics`] into one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockError {
    /// Somebody else holds it.
    Held(Lock),
    /// This store knows no locks: Terraform goes on without.
    Unsupported,
    /// Something else went wrong.
    Failed(Diagnostics),
}

/// Why a lock could not be given back. `?` turns [`Diagnostics`] into one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnlockError {
    /// The state is not locked.
    NotLocked,
    /// The lock that is there has another ID.
    HeldByAnother(Lock),
    /// Something else went wrong.
    Failed(Diagnostics),
}

impl LockError {
    /// For the user; `None` if nothing failed.
    pub(crate) fn into_diagnostics(self, state_id: &str) -> Option<Diagnostics> {
        match self {
            Self::Held(lock) => Some(
                Diagnostic::error(
                    "Workspace Already Locked",
                    format!("{state_id:?} workspace has a lock held by another client."),
                )
                .hint(lock.described())
                .hint(format!(
                    "Wait until it is done. If nobody works there any more, run: terraform force-unlock {}",
                    lock.id
                ))
                .into(),
            ),
            Self::Unsupported => None,
            Self::Failed(diagnostics) => Some(diagnostics),
        }
    }
}

impl UnlockError {
    /// For the user.
    pub(crate) fn into_diagnostics(self, state_id: &str, lock_id: &str) -> Diagnostics {
        match self {
            Self::NotLocked => Diagnostic::error(
                "Lock Does Not Exist",
                format!("{state_id:?} workspace is not locked, so lock {lock_id:?} cannot be given back."),
            )
            .into(),
            Self::HeldByAnother(lock) => Diagnostic::error(
                "Lock ID Mismatch",
                format!("{state_id:?} workspace is locked, but not by lock {lock_id:?}."),
            )
            .hint(lock.described())
            .into(),
            Self::Failed(diagnostics) => diagnostics,
        }
    }
}

impl<E: Into<Diagnostics>> From<E> for LockError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl<E: Into<Diagnostics>> From<E> for UnlockError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_locks_have_different_ids() {
        assert_ne!(Lock::new("apply").id, Lock::new("apply").id);
    }

    #[test]
    fn a_lock_survives_json() {
        let lock = Lock::new("OperationTypeApply");
        let stored = serde_json::to_vec(&lock).unwrap();
        assert_eq!(serde_json::from_slice::<Lock>(&stored).unwrap(), lock);
    }

    #[test]
    fn who_is_refused_reads_who_holds_the_lock() {
        let lock = Lock {
            id: "0f".to_owned(),
            operation: "OperationTypeApply".to_owned(),
            who: "ada@build-7".to_owned(),
            created: "2026-11-22T10:00:00Z".to_owned(),
        };
        let refused = LockError::Held(lock).into_diagnostics("prod").unwrap();
        insta::assert_snapshot!(refused, @r#"
        Error: Workspace Already Locked

        "prod" workspace has a lock held by another client.

        Lock ID: 0f
        Operation: OperationTypeApply
        Who: ada@build-7
        Created: 2026-11-22T10:00:00Z

        Wait until it is done. If nobody works there any more, run: terraform force-unlock 0f
        "#);
    }
}
