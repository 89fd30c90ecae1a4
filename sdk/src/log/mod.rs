//! Log lines for Terraform, which reads them from the provider's standard error.
//!
//! Authors log with [`tracing`]; [`serve`](fn@crate::serve) installs a layer that prints each event as one line of the JSON
//! that Terraform's own logger writes. Users choose what is printed:
//!
//! | variable | what it sets |
//! |---|---|
//! | `TF_LOG` | everything, Terraform itself included |
//! | `TF_LOG_PROVIDER` | all providers |
//! | `TF_LOG_PROVIDER_<NAME>` | one provider, `NAME` in capitals with underscores |
//! | `TF_LOG_SDK` | this framework inside the provider |
//! | `TF_LOG_SDK_PROTO` | one line per call of the protocol |
//!
//! The most specific one wins; each takes `TRACE`, `DEBUG`, `INFO`, `WARN`, `ERROR` or `OFF`.

mod filter;
mod hclog;
mod redact;

use tracing_subscriber::layer::SubscriberExt as _;

use filter::Filter;
use hclog::Hclog;
pub use redact::redact;
pub(crate) use redact::redacted;

/// The target of the lines that [`TF_LOG_SDK_PROTO`](self) is about.
pub(crate) const PROTO: &str = "tfplugin_framework::proto";

/// Sends events to standard error from now on. Does nothing if the process has a subscriber already, or if the
/// environment asks for no lines.
pub(crate) fn install(provider_address: &str) {
    let filter = Filter::from_env(provider_address, |name| std::env::var(name).ok());
    if filter.most_verbose() == tracing::level_filters::LevelFilter::OFF {
        return;
    }
    let layer = Hclog::new(filter, std::io::stderr);
    // An error means that the author installed a subscriber of their own, which is theirs to choose.
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer));
}
