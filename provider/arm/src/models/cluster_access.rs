//! What the inside of a cluster is reached with, and what it says.

use std::fmt;

use azure_core::credentials::Secret;
use serde_json::Value;

use super::model;
use crate::{Keyword, client::Answer, error::ArmError};

/// A kubeconfig: whoever has it has the cluster. Shown nowhere.
#[derive(Clone)]
pub struct Kubeconfig {
    name: String,
    base64: Secret,
}

impl Kubeconfig {
    /// `clusterAdmin` or `clusterUser`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The YAML, in base64 as Azure gives it.
    pub fn base64(&self) -> &str {
        self.base64.secret()
    }

    /// From `{"kubeconfigs": [{"name", "value"}]}`. Not by serde, whose errors quote what they did not expect.
    pub(crate) fn from_answer(answer: &Answer) -> Result<Self, ArmError> {
        let body = answer.json()?;
        let first = body.get("kubeconfigs").and_then(|list| list.get(0));
        let text = |member: &str| first?.get(member).and_then(Value::as_str).filter(|text| !text.is_empty());
        match (text("name"), text("value")) {
            (Some(name), Some(value)) => {
                Ok(Self { name: name.to_owned(), base64: Secret::new(value.to_owned()) })
            }
            _ => Err(ArmError::unreadable(&answer.request, "a kubeconfig", None)),
        }
    }
}

impl fmt::Debug for Kubeconfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kubeconfig({})", self.name)
    }
}

model! {
    /// A command that ran in a cluster.
    pub struct CommandResult {
        /// Its number.
        "id" id: String,
        /// What became of it.
        "properties" properties: CommandResultProperties,
    }
}

model! {
    /// What became of a command.
    pub struct CommandResultProperties {
        /// `Succeeded` where the command ran to its end, whatever its exit code.
        "provisioningState" provisioning_state: Keyword,
        /// 0 for success.
        "exitCode" exit_code: i64,
        /// Start.
        "startedAt" started_at: String,
        /// End.
        "finishedAt" finished_at: String,
        /// Output and errors, mixed.
        "logs" logs: String,
        /// Why it did not run.
        "reason" reason: String,
    }
}
