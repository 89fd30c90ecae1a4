//! Where tokens come from.
//!
//! [`CredentialSettings::resolve`] takes the first method that the settings ask for, in the order and with the names of
//! the azurerm provider: client secret, OpenID Connect (a token, a token file or a URL that issues tokens; AKS workload
//! identity is such a file), managed identity, Azure CLI. A method that is asked for and lacks something is an error, not
//! a reason to go on with another identity.

mod assertion;
mod error;
mod fixed;
mod metadata_service;
mod named;
mod resolve;
mod settings;

pub use error::{CredentialError, Skipped};
pub use fixed::fixed_token;
pub use settings::{CredentialMethod, CredentialSettings, Setting};
