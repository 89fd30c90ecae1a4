//! Which events are printed.

use tracing::{Metadata, level_filters::LevelFilter};

/// Crates below the framework that speak about bytes and frames. Their lines help nobody who writes a provider, so
/// only warnings and errors pass.
const TRANSPORT: [&str; 10] =
    ["h2", "hyper", "hyper_util", "mio", "reqwest", "rustls", "tokio", "tokio_util", "tonic", "tower"];

/// The most detailed level of each kind of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Filter {
    provider: LevelFilter,
    sdk: LevelFilter,
    proto: LevelFilter,
}

impl Filter {
    /// Reads `TF_LOG` and its relatives through `variable`.
    pub(super) fn from_env(provider_address: &str, variable: impl Fn(&str) -> Option<String>) -> Self {
        let level = |name: &str| variable(name).filter(|text| !text.is_empty()).map(|text| parse(&text));
        let name = provider_address.rsplit('/').next().unwrap_or_default();
        let own = format!("TF_LOG_PROVIDER_{}", name.to_uppercase().replace('-', "_"));
        let provider = level(&own)
            .or_else(|| level("TF_LOG_PROVIDER"))
            .or_else(|| level("TF_LOG"))
            .unwrap_or(LevelFilter::OFF);
        let sdk = level("TF_LOG_SDK").unwrap_or(provider);
        let proto = level("TF_LOG_SDK_PROTO").unwrap_or(sdk);
        Self { provider, sdk, proto }
    }

    /// A level above which no event is printed.
    pub(super) fn most_verbose(self) -> LevelFilter {
        self.provider.max(self.sdk).max(self.proto)
    }

    /// Whether such an event is printed.
    pub(super) fn admits(self, metadata: &Metadata<'_>) -> bool {
        let limit = match Kind::of(metadata.target()) {
            Kind::Provider => self.provider,
            Kind::Sdk => self.sdk,
            Kind::Proto => self.proto,
            Kind::Transport => self.sdk.min(LevelFilter::WARN),
        };
        *metadata.level() <= limit
    }
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Provider,
    Sdk,
    Proto,
    Transport,
}

impl Kind {
    pub(super) fn of(target: &str) -> Self {
        if target == super::PROTO {
            return Self::Proto;
        }
        match target.split("::").next() {
            Some("tfplugin_framework") => Self::Sdk,
            Some(name) if TRANSPORT.contains(&name) => Self::Transport,
            _ => Self::Provider,
        }
    }

    /// The name that Terraform prints before the message.
    pub(super) fn module(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Sdk => "sdk.framework",
            Self::Proto => "sdk.proto",
            Self::Transport => "sdk.transport",
        }
    }
}

/// As Terraform does, takes a word that is no level as `TRACE`; `JSON` is one of those.
fn parse(text: &str) -> LevelFilter {
    match text.to_ascii_uppercase().as_str() {
        "OFF" => LevelFilter::OFF,
        "ERROR" => LevelFilter::ERROR,
        "WARN" => LevelFilter::WARN,
        "INFO" => LevelFilter::INFO,
        "DEBUG" => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(variables: &[(&str, &str)]) -> Filter {
        Filter::from_env("registry.terraform.io/acme/rock-et", |name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_is_printed_unless_somebody_asks() {
        assert_eq!(filter(&[]).most_verbose(), LevelFilter::OFF);
    }

    #[test]
    fn the_most_specific_variable_wins() {
        let found = filter(&[
            ("TF_LOG", "ERROR"),
            ("TF_LOG_PROVIDER", "WARN"),
            ("TF_LOG_PROVIDER_ROCK_ET", "debug"),
            ("TF_LOG_SDK", "INFO"),
            ("TF_LOG_SDK_PROTO", "OFF"),
        ]);
        let expected =
            Filter { provider: LevelFilter::DEBUG, sdk: LevelFilter::INFO, proto: LevelFilter::OFF };
        assert_eq!(found, expected);
    }

    #[test]
    fn json_and_unknown_words_mean_everything() {
        assert_eq!(filter(&[("TF_LOG", "JSON")]).provider, LevelFilter::TRACE);
        assert_eq!(filter(&[("TF_LOG", "1")]).provider, LevelFilter::TRACE);
    }

    #[test]
    fn targets_are_sorted_by_who_speaks() {
        assert_eq!(Kind::of("tfplugin_framework::server"), Kind::Sdk);
        assert_eq!(Kind::of(super::super::PROTO), Kind::Proto);
        assert_eq!(Kind::of("h2::codec::framed_read"), Kind::Transport);
        assert_eq!(Kind::of("arm_client::pipeline"), Kind::Provider);
    }
}
