//! Why there is no token.

use std::{error::Error, fmt, io};

use super::{CredentialMethod, Setting};
use crate::error::TransportProblem;

/// There is no token to call Azure with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialError {
    /// The settings ask for no method at all.
    #[error(
        "no way to log in to Azure is configured: {}. Configure one of these, or set use_cli and run \"az login\"",
        Joined(skipped)
    )]
    NotConfigured {
        /// Each method, in order, and what it lacked.
        skipped: Vec<Skipped>,
    },
    /// The settings ask for a method and leave out what it needs.
    #[error("{method} is configured and needs {}", Joined(lacking))]
    Incomplete {
        /// The method.
        method: CredentialMethod,
        /// What to set.
        lacking: Vec<Setting>,
    },
    /// A file that a setting names cannot be read, or is empty.
    #[error("the file {path:?}, named by {setting}, cannot be read")]
    File {
        /// The setting.
        setting: Setting,
        /// The file.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// The settings have a value that the method does not take.
    #[error("{method} cannot be set up with these settings")]
    Invalid {
        /// The method.
        method: CredentialMethod,
        /// What is wrong.
        source: azure_core::Error,
    },
    /// The method was tried and gave no token.
    #[error("{method} gave no token{}{}", Alternatives(skipped), advice(*method))]
    Refused {
        /// The method.
        method: CredentialMethod,
        /// The methods before it that the settings do not ask for.
        skipped: Vec<Skipped>,
        /// HTTP status of the issuer's answer, where there was one.
        status: Option<u16>,
        /// What the issuer or the tool said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The issuer of tokens cannot be reached.
    #[error("{method} gave no token: {} {}", Host(host), problem_words(*problem))]
    Unreachable {
        /// The method.
        method: CredentialMethod,
        /// Where tokens were asked for, where known.
        host: Option<String>,
        /// What happened.
        problem: TransportProblem,
        /// The cause.
        source: azure_core::Error,
    },
    /// The method took too long.
    #[error("{method} gave no token within {seconds} seconds{}", Alternatives(skipped))]
    TimedOut {
        /// The method.
        method: CredentialMethod,
        /// The methods before it that the settings do not ask for.
        skipped: Vec<Skipped>,
        /// How long it was waited for.
        seconds: u64,
    },
}

/// A method that the settings do not ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The method.
    pub method: CredentialMethod,
    /// What would ask for it; any one of these.
    pub lacking: Vec<Setting>,
}

impl CredentialError {
    /// Whether the next try may go better.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { problem, .. } => {
                !matches!(problem, TransportProblem::Untrusted | TransportProblem::Invalid)
            }
            Self::Refused { status, .. } => matches!(status, Some(408 | 429 | 500..=599)),
            _ => false,
        }
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} lacks ", self.method)?;
        separated(f, &self.lacking, " or ")
    }
}

struct Joined<'a, T>(&'a [T]);

impl<T: fmt::Display> fmt::Display for Joined<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        separated(f, self.0, ", ")
    }
}

struct Alternatives<'a>(&'a [Skipped]);

impl fmt::Display for Alternatives<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        write!(f, "; nothing else is configured: {}", Joined(self.0))
    }
}

struct Host<'a>(&'a Option<String>);

impl fmt::Display for Host<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_deref().unwrap_or("the issuer of tokens"))
    }
}

fn problem_words(problem: TransportProblem) -> &'static str {
    match problem {
        TransportProblem::Untrusted => {
            "has a TLS certificate that is not trusted; where it is signed by a private authority, name that authority's \
             PEM file in the environment variable SSL_CERT_FILE"
        }
        TransportProblem::Unreachable => "cannot be connected to",
        TransportProblem::Dropped => "broke the connection",
        TransportProblem::TimedOut => "did not answer in time",
        TransportProblem::Invalid => "cannot be asked",
    }
}

fn advice(method: CredentialMethod) -> &'static str {
    match method {
        CredentialMethod::AzureCli => ". Run \"az login\", or configure another method",
        _ => "",
    }
}

fn separated<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T], separator: &str) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        item.fmt(f)?;
    }
    Ok(())
}
