//! Who may use the control endpoint: programs of this machine that mean it, and no page that a browser has open.
//!
//! A page may send requests to the loopback interface, and under a name of its own that it has pointed there (DNS
//! rebinding) it may even read the answers. Browsers tell on it: by `Origin` on whatever may change something
//! (fetch.spec.whatwg.org, "Origin header"), and by the name in `Host`.

use http::header::{HOST, ORIGIN};
use http::uri::Authority;
use std::net::IpAddr;

/// Why a request must not be answered.
pub(super) fn refusal<B>(request: &http::Request<B>) -> Option<String> {
    if let Some(origin) = request.headers().get(ORIGIN) {
        let origin = String::from_utf8_lossy(origin.as_bytes());
        return Some(format!(
            "the request has the header Origin: {origin}; pages in a browser may not use the control endpoint: send it \
             from a program, without Origin"
        ));
    }
    let given = request.headers().get(HOST).map(|host| String::from_utf8_lossy(host.as_bytes()).into_owned());
    let named = given.into_iter().chain(request.uri().authority().map(ToString::to_string));
    let foreign = named.into_iter().find(|host| !is_loopback(host))?;
    Some(format!(
        "the request is for the host {foreign}; the control endpoint answers only under 127.0.0.1, [::1] and localhost: \
         address it so"
    ))
}

/// Whether `HOST` or `HOST:PORT` is this machine by its very name (RFC 6761, section 6.3).
fn is_loopback(authority: &str) -> bool {
    let Ok(authority) = authority.parse::<Authority>() else { return false };
    let host = authority.host().trim_end_matches('.').to_ascii_lowercase();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    address.map_or(host == "localhost" || host.ends_with(".localhost"), |ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(headers: &[(&str, &str)], uri: &str) -> Option<String> {
        let mut request = http::Request::get(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        refusal(&request.body(()).unwrap())
    }

    #[test]
    fn this_machine_is_known_by_its_names() {
        for host in ["127.0.0.1:8443", "127.0.0.2", "[::1]:8443", "localhost", "LOCALHOST:1", "a.localhost."]
        {
            assert_eq!(refused(&[("host", host)], "/_emulator"), None, "{host}");
        }
    }

    #[test]
    fn another_host_is_refused_and_named() {
        for host in
            ["rebound.test:8443", "10.0.0.1", "[2001:db8::1]", "localhost.rebound.test", "127.0.0.1.test"]
        {
            let text = refused(&[("host", host)], "/_emulator").unwrap();
            assert!(text.contains(&format!("the host {host};")), "{text}");
        }
        assert!(refused(&[("host", "localhost")], "https://rebound.test/_emulator").is_some());
    }

    #[test]
    fn a_page_in_a_browser_is_refused_and_named() {
        for origin in ["https://page.test", "https://localhost:8443", "null"] {
            let text = refused(&[("host", "localhost"), ("origin", origin)], "/_emulator").unwrap();
            assert!(text.contains(&format!("Origin: {origin};")), "{text}");
        }
    }
}
