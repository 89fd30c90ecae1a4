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
//! The most specific one wins; each takes `TRACE`, `DEBUG`, `INFO`, `WARN`, `ERROR` or `OFF`. `TF_LOG` and
//! `TF_LOG_PROVIDER`, which Terraform reads too, mean `TRACE` to it when they are anything else (such as `JSON`), and so
//! they do here; any other variable that is no level is ignored, and one line of the log says so.
//!
//! `TF_LOG_SDK_PROTO_DATA_DIR` names a directory, which is made if there is none: each configuration, state and plan
//! that the protocol carries is written there as it is on the wire, a file for each. **They hold every secret that
//! Terraform sends or receives, in the clear.** Nobody but the owner may read them; delete them when you are done.

pub(crate) mod data;
mod filter;
mod hclog;
mod oddities;
mod redact;

use tracing_subscriber::layer::SubscriberExt as _;

use filter::Filter;
use hclog::Hclog;
use oddities::Oddities;
pub use redact::redact;
pub(crate) use redact::redacted;

/// The target of the lines that [`TF_LOG_SDK_PROTO`](self) is about.
pub(crate) const PROTO: &str = "tfplugin_framework::proto";

/// The line about what is odd in the environment, if anything is.
#[cfg(feature = "fuzzing")]
pub(crate) fn warning_about(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut oddities = Oddities::default();
    Filter::from_env("registry.terraform.io/acme/rocket", variable, &mut oddities);
    oddities.told().as_deref().map(hclog::warning)
}

/// Sends events to standard error from now on. Does nothing if the process has a subscriber already, or if the
/// environment asks for no lines.
pub(crate) fn install(provider_address: &str) {
    // What is not Unicode is not a word that means anything either.
    let variable = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    let mut oddities = Oddities::default();
    let filter = Filter::from_env(provider_address, variable, &mut oddities);
    data::install(variable, &mut oddities);
    if let Some(warning) = oddities.told() {
        // Whatever the level: who sets such a variable looks for its lines.
        let line = hclog::warning(&warning);
        // Nobody is left to tell when standard error is closed.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes());
    }
    if filter.most_verbose() == tracing::level_filters::LevelFilter::OFF {
        return;
    }
    let layer = Hclog::new(filter, std::io::stderr);
    // An error means that the author installed a subscriber of their own, which is theirs to choose.
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer));
}
