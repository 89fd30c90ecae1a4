//! Which proxy a request goes through, so that an error can name it.
//!
//! reqwest reads the same variables and does the work; here they are only read to be told.

use std::{error::Error, fmt};

use azure_core::http::Url;

/// Variables that name a proxy for https, first one first; programs disagree about the case.
const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// The proxy of the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proxy {
    variable: &'static str,
    /// Host and port, without the password that may be in the URL.
    address: String,
    /// Hosts that are reached without it.
    exempt: Vec<String>,
}

/// A connection through a proxy failed.
#[derive(Debug)]
pub(super) struct ThroughProxy {
    pub proxy: Proxy,
    pub source: reqwest::Error,
}

impl Proxy {
    /// From the environment, which `variable` gives.
    pub(super) fn of(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let given =
            |name: &str| variable(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let (name, text) = VARIABLES.into_iter().find_map(|name| Some((name, given(name)?)))?;
        let url =
            if text.contains("://") { Url::parse(&text) } else { Url::parse(&format!("http://{text}")) };
        let address = match url.ok().as_ref().map(|url| (url.host_str(), url.port_or_known_default())) {
            Some((Some(host), Some(port))) => format!("{host}:{port}"),
            Some((Some(host), None)) => host.to_owned(),
            _ => "(not the URL of a proxy)".to_owned(),
        };
        let exempt = given("NO_PROXY").or_else(|| given("no_proxy")).unwrap_or_default();
        let exempt =
            exempt.split(',').map(|host| host.trim().trim_start_matches("*.").trim_start_matches('.'));
        let exempt = exempt.filter(|host| !host.is_empty()).map(str::to_ascii_lowercase).collect();
        Some(Self { variable: name, address, exempt })
    }

    /// Whether requests to this host go through it.
    pub(super) fn is_for(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        !self.exempt.iter().any(|exempt| {
            exempt == "*"
                || host == *exempt
                || host.strip_suffix(exempt.as_str()).is_some_and(|rest| rest.ends_with('.'))
        })
    }
}

impl fmt::Display for ThroughProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Proxy { variable, address, .. } = &self.proxy;
        write!(
            f,
            "it was tried through the proxy {address}, which the environment variable {variable} names; NO_PROXY lists hosts \
             that are reached without it"
        )
    }
}

impl Error for ThroughProxy {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy(variables: &[(&str, &str)]) -> Option<Proxy> {
        Proxy::of(|name| {
            let found = variables.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_proxy_is_told_without_its_password() {
        let proxy = proxy(&[("https_proxy", "http://user:s3cret@proxy.corp:3128/")]).unwrap();
        assert_eq!((proxy.variable, proxy.address.as_str()), ("https_proxy", "proxy.corp:3128"));
        assert!(!format!("{proxy:?}").contains("s3cret"));
    }

    #[test]
    fn a_proxy_may_be_written_without_a_scheme_and_for_all_schemes() {
        assert_eq!(proxy(&[("ALL_PROXY", "proxy:8080")]).unwrap().address, "proxy:8080");
        assert_eq!(proxy(&[("HTTPS_PROXY", " "), ("HTTP_PROXY", "proxy:8080")]), None);
    }

    #[test]
    fn hosts_that_are_exempt_do_not_go_through_it() {
        let proxy = proxy(&[("HTTPS_PROXY", "p:1"), ("NO_PROXY", "localhost, .azure.com,*.corp")]).unwrap();
        for (host, through) in [
            ("localhost", false),
            ("management.azure.com", false),
            ("Git.Corp", false),
            ("notazure.com", true),
            ("login.microsoftonline.com", true),
        ] {
            assert_eq!(proxy.is_for(host), through, "{host}");
        }
    }
}
