//! Azure's clouds: where to send requests and where tokens come from.

use std::{fmt, sync::Arc};

use azure_core::http::{HttpClient, Method, Request, Url};
use serde::Deserialize;

use crate::{api_version::METADATA, error::TransportError};

/// One of Azure's clouds.
#[derive(Clone, PartialEq, Eq)]
pub struct Cloud {
    name: String,
    resource_manager: Url,
    authority: Url,
    audience: String,
}

/// The cloud that runs inside the process; its hosts do not exist.
const EMULATED: &str = "https://emulated.azure.invalid";

impl Cloud {
    /// Azure as most people know it.
    pub fn public() -> Self {
        Self::fixed("public", "https://management.azure.com", "https://login.microsoftonline.com")
    }

    /// Azure for the government of the United States.
    pub fn us_government() -> Self {
        Self::fixed(
            "usgovernment",
            "https://management.usgovcloudapi.net",
            "https://login.microsoftonline.us",
        )
    }

    /// Azure in China.
    pub fn china() -> Self {
        Self::fixed("china", "https://management.chinacloudapi.cn", "https://login.chinacloudapi.cn")
    }

    /// An emulated Azure behind a transport of the caller's. Its hosts do not exist, so nothing can leak to a network.
    pub fn emulated() -> Self {
        Self::fixed("emulated", EMULATED, EMULATED)
    }

    /// A cloud by the name that azurerm and azapi give it: `public`, `usgovernment`, `china`; and `emulated`.
    pub fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "public" => Some(Self::public()),
            "usgovernment" => Some(Self::us_government()),
            "china" => Some(Self::china()),
            "emulated" => Some(Self::emulated()),
            _ => None,
        }
    }

    /// Asks a host (`management.example.com`, `localhost:8443`) for its cloud's addresses.
    ///
    /// # Errors
    /// The host does not answer, or not with cloud metadata.
    pub async fn discover(host: &str, transport: &Arc<dyn HttpClient>) -> Result<Self, CloudError> {
        let invalid = || CloudError::Host { given: host.to_owned() };
        let base = Url::parse(&format!("https://{host}/")).map_err(|_| invalid())?;
        if base.path() != "/" || base.query().is_some() || !base.username().is_empty() || host.contains("//")
        {
            return Err(invalid());
        }
        let mut url = base.join("metadata/endpoints").map_err(|_| invalid())?;
        url.query_pairs_mut().append_pair("api-version", METADATA);
        let unreachable = |error| CloudError::Transport(Box::new(TransportError::from_azure(error, host)));
        let answer = transport.execute_request(&Request::new(url, Method::Get)).await.map_err(unreachable)?;
        let answer = answer.try_into_raw_response().await.map_err(unreachable)?;
        if !answer.status().is_success() {
            return Err(CloudError::Status { host: host.to_owned(), status: answer.status().into() });
        }
        let metadata: Metadata = serde_json::from_slice(answer.body().as_ref())
            .map_err(|source| CloudError::Unreadable { host: host.to_owned(), source })?;
        Self::from_metadata(host, metadata)
    }

    fn from_metadata(host: &str, metadata: Metadata) -> Result<Self, CloudError> {
        let https = |member: &'static str, text: Option<String>| {
            let url =
                text.as_deref().and_then(|text| Url::parse(text).ok()).filter(|url| url.scheme() == "https");
            url.ok_or_else(|| CloudError::Member { host: host.to_owned(), member, given: text })
        };
        let authentication = metadata.authentication.unwrap_or_default();
        let resource_manager = https("resourceManager", metadata.resource_manager)?;
        let authority = https("authentication.loginEndpoint", authentication.login_endpoint)?;
        let audiences = authentication.audiences.unwrap_or_default();
        let own = trimmed(&resource_manager);
        let audience =
            audiences.iter().map(|audience| audience.trim_end_matches('/')).find(|audience| *audience == own);
        let audience = audience.or(audiences.first().map(String::as_str)).unwrap_or(&own);
        Ok(Self {
            name: metadata.name.unwrap_or_else(|| host.to_owned()),
            audience: audience.trim_end_matches('/').to_owned(),
            resource_manager,
            authority,
        })
    }

    #[expect(clippy::expect_used, reason = "the addresses are constants of this file, which a test parses")]
    fn fixed(name: &str, resource_manager: &str, authority: &str) -> Self {
        Self {
            name: name.to_owned(),
            resource_manager: Url::parse(resource_manager).expect("a constant address"),
            authority: Url::parse(authority).expect("a constant address"),
            audience: resource_manager.to_owned(),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where Azure Resource Manager is.
    pub fn resource_manager(&self) -> &Url {
        &self.resource_manager
    }

    /// Whether a URL leads to this cloud's Resource Manager, which alone may see a token for it: to its host, to a region's
    /// (`westeurope.management.azure.com`), or from a region's back to the one of all regions.
    pub(crate) fn owns(&self, url: &Url) -> bool {
        let own = &self.resource_manager;
        let (Some(host), Some(own_host)) = (url.host_str(), own.host_str()) else { return false };
        let below = |host: &str, above: &str| {
            host.strip_suffix(above).is_some_and(|front| front.ends_with('.') && front.len() > 1)
        };
        let same = host == own_host
            || below(host, own_host)
            || (host.starts_with("management.") && below(own_host, host));
        same && url.scheme() == own.scheme() && url.port_or_known_default() == own.port_or_known_default()
    }

    /// Where Microsoft Entra ID is.
    pub fn authority(&self) -> &Url {
        &self.authority
    }

    /// What tokens for Azure Resource Manager are asked for.
    pub fn scope(&self) -> String {
        format!("{}/.default", self.audience)
    }
}

impl fmt::Debug for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cloud({}, {})", self.name, self.resource_manager)
    }
}

/// A host could not be asked for its cloud's addresses.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CloudError {
    /// Not a host.
    #[error(
        "{given:?} is not the name of a host; expected HOST or HOST:PORT, without https:// and without a path"
    )]
    Host {
        /// What was given.
        given: String,
    },
    /// No answer.
    #[error("the cloud's metadata could not be read")]
    Transport(#[source] Box<TransportError>),
    /// An error.
    #[error("{host} answered the question for the cloud's metadata with status {status}")]
    Status {
        /// The host.
        host: String,
        /// HTTP status.
        status: u16,
    },
    /// Not the JSON of cloud metadata.
    #[error("{host} answered the question for the cloud's metadata with something else")]
    Unreadable {
        /// The host.
        host: String,
        /// What the parser said.
        source: serde_json::Error,
    },
    /// A member is missing or no https address.
    #[error("the cloud metadata of {host} has {given:?} as {member}, which should be an https address")]
    Member {
        /// The host.
        host: String,
        /// The member's path.
        member: &'static str,
        /// What it has.
        given: Option<String>,
    },
}

/// The answer of `/metadata/endpoints`, as far as it is needed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    name: Option<String>,
    resource_manager: Option<String>,
    authentication: Option<Authentication>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Authentication {
    login_endpoint: Option<String>,
    audiences: Option<Vec<String>>,
}

fn trimmed(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn from_json(value: serde_json::Value) -> Result<Cloud, CloudError> {
        Cloud::from_metadata("h", serde_json::from_value(value).unwrap())
    }

    #[test]
    fn the_named_clouds_have_addresses_and_a_scope() {
        for name in ["public", "usgovernment", "china", "emulated", "Public"] {
            let cloud = Cloud::named(name).unwrap();
            assert!(
                cloud.scope().starts_with("https://") && cloud.scope().ends_with("/.default"),
                "{cloud:?}"
            );
        }
        assert_eq!(Cloud::named("german"), None);
    }

    #[test]
    fn only_the_host_of_the_cloud_and_those_of_its_regions_are_its_own() {
        let public = Cloud::public();
        let region = Cloud::fixed(
            "region",
            "https://westeurope.management.azure.com",
            "https://login.microsoftonline.com",
        );
        let local = Cloud::fixed("local", "https://localhost:9443", "https://localhost:9443");
        for (cloud, url, own) in [
            (&public, "https://management.azure.com/x", true),
            (&public, "https://MANAGEMENT.azure.com:443/x", true),
            (&public, "https://westeurope.management.azure.com/x", true),
            (&public, "http://management.azure.com/x", false),
            (&public, "https://management.azure.com:8443/x", false),
            (&public, "https://evilmanagement.azure.com/x", false),
            (&public, "https://management.azure.com.evil.example/x", false),
            (&public, "https://management.azure.com@evil.example/x", false),
            (&public, "https://evil.example/management.azure.com", false),
            (&public, "https://azure.com/x", false),
            (&region, "https://management.azure.com/x", true),
            (&region, "https://azure.com/x", false),
            (&region, "https://eastus.management.azure.com/x", false),
            (&local, "https://localhost:9443/x", true),
            (&local, "https://localhost:9444/x", false),
            (&local, "file:///etc/passwd", false),
            (&local, "data:,x", false),
        ] {
            assert_eq!(cloud.owns(&Url::parse(url).unwrap()), own, "{cloud:?} {url}");
        }
    }

    #[test]
    fn metadata_gives_the_addresses_and_the_audience_that_is_the_endpoint() {
        let cloud = from_json(json!({
            "name": "AzureCloud",
            "resourceManager": "https://management.azure.com/",
            "authentication": {
                "loginEndpoint": "https://login.microsoftonline.com",
                "audiences": ["https://management.core.windows.net/", "https://management.azure.com/"]
            }
        }))
        .unwrap();
        assert_eq!(cloud.scope(), "https://management.azure.com/.default");
        assert_eq!(cloud.authority().as_str(), "https://login.microsoftonline.com/");
    }

    #[test]
    fn metadata_without_a_secure_endpoint_is_refused_by_the_member_s_name() {
        let error = from_json(json!({"resourceManager": "http://localhost:1"})).unwrap_err();
        assert!(matches!(error, CloudError::Member { member: "resourceManager", .. }), "{error}");
    }
}
