//! Which requests a rule is about.

use super::pattern::glob;
use super::rule::{FaultRule, Matching};
use crate::gateway::Request;
use crate::login;

impl FaultRule {
    /// Whether the rule is about a request, as far as its method, path and headers tell.
    pub(super) fn concerns(&self, request: &Request, armed: i64) -> bool {
        let segments = request.segments();
        let effects = &self.effects;
        self.matching.covers(request, &segments)
            && (effects.token_lifetime.is_none()
                || effects.clock_skew.is_some()
                || login::is_token(&segments))
            && (effects.background_update.is_none() || cluster_of(&segments).is_some())
            && (!effects.expired_token || login::issued(request).is_some_and(|issued| issued < armed))
    }
}

impl Matching {
    fn covers(&self, request: &Request, segments: &[&str]) -> bool {
        let fits = |pattern: &Option<String>, text: &str| pattern.as_ref().is_none_or(|p| glob(p, text));
        (self.methods.is_empty() || self.methods.iter().any(|m| m == request.method.as_str()))
            && self.path.as_ref().is_none_or(|path| path.matches(segments))
            && (self.kind.is_none() || fits(&self.kind, &kind_of(segments)))
            && fits(&self.api_version, request.query("api-version").unwrap_or_default())
            && self.headers.iter().all(|(name, value)| request.header(name).is_some_and(|v| glob(value, v)))
    }
}

/// The type of the resource that a path is about: of the one that it names, of those that it lists, or of the one that an
/// action is done to. `Microsoft.Resources/resourceGroups` for groups.
fn kind_of(segments: &[&str]) -> String {
    let providers = segments.iter().rposition(|s| s.eq_ignore_ascii_case("providers"));
    match providers.and_then(|at| segments.get(at + 1..)) {
        Some([namespace, rest @ ..]) => {
            // A single segment is a list; one too many after names is an action.
            let paired = if rest.len() == 1 { rest } else { &rest[..rest.len() - rest.len() % 2] };
            let types: Vec<&str> = paired.iter().step_by(2).copied().collect();
            format!("{namespace}/{}", types.join("/"))
        }
        _ if segments.get(2).is_some_and(|s| s.eq_ignore_ascii_case("resourceGroups")) => {
            "Microsoft.Resources/resourceGroups".to_owned()
        }
        _ => String::new(),
    }
}

/// The identifier of the cluster that a path is about.
pub(super) fn cluster_of(segments: &[&str]) -> Option<String> {
    let at = segments.iter().position(|s| s.eq_ignore_ascii_case("managedClusters"))?;
    segments.get(..at + 2).map(|all| format!("/{}", all.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_about_a_resource_its_list_or_its_owner() {
        let of = |rest: &str| {
            let path =
                format!("subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/{rest}");
            kind_of(&path.split('/').collect::<Vec<_>>())
        };
        let cluster = "Microsoft.ContainerService/managedClusters";
        assert_eq!(of("managedClusters"), cluster);
        assert_eq!(of("managedClusters/c"), cluster);
        assert_eq!(of("managedClusters/c/abort"), cluster);
        assert_eq!(of("managedClusters/c/agentPools/p"), format!("{cluster}/agentPools"));
        assert_eq!(of("managedClusters/c/agentPools/p/abort"), format!("{cluster}/agentPools"));
        assert_eq!(
            kind_of(&["subscriptions", "s", "resourcegroups", "g"]),
            "Microsoft.Resources/resourceGroups"
        );
        assert_eq!(kind_of(&["metadata", "endpoints"]), "");
    }
}
