//! Which events are printed.

use tracing::{Metadata, level_filters::LevelFilter};

use super::Oddities;

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
    /// Reads `TF_LOG` and its relatives through `variable`. A variable that is no level is ignored, but for those
    /// that Terraform reads as well: to it, anything that it does not know (`JSON` is such a word) is `TRACE`, and it
    /// says so itself.
    pub(super) fn from_env(
        provider_address: &str,
        variable: impl Fn(&str) -> Option<String>,
        oddities: &mut Oddities,
    ) -> Self {
        let set = |name: &str| variable(name).filter(|text| !text.is_empty());
        let shared = |name: &str| set(name).map(|text| parse(&text).unwrap_or(LevelFilter::TRACE));
        let mut own = |name: &str| {
            let text = set(name)?;
            let level = parse(&text);
            if level.is_none() {
                oddities.add(name, &text, "is no level: TRACE, DEBUG, INFO, WARN, ERROR or OFF");
            }
            level
        };
        let name = provider_address.rsplit('/').next().unwrap_or_default();
        let provider = own(&format!("TF_LOG_PROVIDER_{}", name.to_uppercase().replace('-', "_")))
            .or_else(|| shared("TF_LOG_PROVIDER"))
            .or_else(|| shared("TF_LOG"))
            .unwrap_or(LevelFilter::OFF);
        let sdk = own("TF_LOG_SDK").unwrap_or(provider);
        let proto = own("TF_LOG_SDK_PROTO").unwrap_or(sdk);
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

fn parse(text: &str) -> Option<LevelFilter> {
    Some(match text.to_ascii_uppercase().as_str() {
        "OFF" => LevelFilter::OFF,
        "ERROR" => LevelFilter::ERROR,
        "WARN" => LevelFilter::WARN,
        "INFO" => LevelFilter::INFO,
        "DEBUG" => LevelFilter::DEBUG,
        "TRACE" => LevelFilter::TRACE,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The filter, and what was odd.
    fn read(variables: &[(&str, &str)]) -> (Filter, Option<String>) {
        let variable =
            |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        let mut oddities = Oddities::default();
        let filter = Filter::from_env("registry.terraform.io/acme/rock-et", variable, &mut oddities);
        (filter, oddities.told())
    }

    /// The levels of provider, framework and protocol, when nothing is odd.
    fn levels(variables: &[(&str, &str)]) -> [LevelFilter; 3] {
        let (Filter { provider, sdk, proto }, odd) = read(variables);
        assert_eq!(odd, None);
        [provider, sdk, proto]
    }

    const OFF: LevelFilter = LevelFilter::OFF;
    const ERROR: LevelFilter = LevelFilter::ERROR;
    const WARN: LevelFilter = LevelFilter::WARN;
    const INFO: LevelFilter = LevelFilter::INFO;
    const DEBUG: LevelFilter = LevelFilter::DEBUG;
    const TRACE: LevelFilter = LevelFilter::TRACE;

    #[test]
    fn nothing_is_printed_unless_somebody_asks() {
        assert_eq!(levels(&[]), [OFF; 3]);
        assert_eq!(levels(&[("TF_LOG", "")]), [OFF; 3]);
    }

    #[test]
    fn each_variable_overrules_the_ones_before() {
        let mut variables = Vec::new();
        for (name, level, expected) in [
            ("TF_LOG", "ERROR", [ERROR; 3]),
            ("TF_LOG_PROVIDER", "warn", [WARN; 3]),
            ("TF_LOG_PROVIDER_ROCK_ET", "Debug", [DEBUG; 3]),
            ("TF_LOG_SDK", "INFO", [DEBUG, INFO, INFO]),
            ("TF_LOG_SDK_PROTO", "OFF", [DEBUG, INFO, OFF]),
        ] {
            variables.push((name, level));
            assert_eq!(levels(&variables), expected, "{name}");
        }
    }

    #[test]
    fn a_variable_of_another_provider_means_nothing() {
        assert_eq!(levels(&[("TF_LOG_PROVIDER_AWS", "TRACE")]), [OFF; 3]);
        assert_eq!(levels(&[("TF_LOG_CORE", "TRACE")]), [OFF; 3]);
    }

    #[test]
    fn a_word_that_is_everything_to_terraform_is_everything_here() {
        for word in ["JSON", "1", "verbose"] {
            assert_eq!(levels(&[("TF_LOG", word)]), [TRACE; 3]);
            assert_eq!(levels(&[("TF_LOG", "OFF"), ("TF_LOG_PROVIDER", word)]), [TRACE; 3]);
        }
    }

    #[test]
    fn a_word_that_is_no_level_is_ignored_and_told() {
        let variables = [
            ("TF_LOG", "INFO"),
            ("TF_LOG_PROVIDER_ROCK_ET", "loud"),
            ("TF_LOG_SDK", "JSON"),
            ("TF_LOG_SDK_PROTO", "2"),
        ];
        let (filter, odd) = read(&variables);
        assert_eq!(filter, Filter { provider: INFO, sdk: INFO, proto: INFO });
        assert_eq!(
            odd.unwrap(),
            "ignored: TF_LOG_PROVIDER_ROCK_ET=\"loud\" is no level: TRACE, DEBUG, INFO, WARN, ERROR or OFF; \
             TF_LOG_SDK=\"JSON\" is no level: TRACE, DEBUG, INFO, WARN, ERROR or OFF; TF_LOG_SDK_PROTO=\"2\" is no \
             level: TRACE, DEBUG, INFO, WARN, ERROR or OFF"
        );
    }

    #[test]
    fn targets_are_sorted_by_who_speaks() {
        assert_eq!(Kind::of("tfplugin_framework::server"), Kind::Sdk);
        assert_eq!(Kind::of(super::super::PROTO), Kind::Proto);
        assert_eq!(Kind::of("h2::codec::framed_read"), Kind::Transport);
        assert_eq!(Kind::of("arm_client::pipeline"), Kind::Provider);
    }
}
