//! What of a request may stand in the journal: no secrets, nothing without bounds.

use serde_json::{Map, Value};

use super::Request;

/// The largest body that is kept.
const LARGEST: usize = 16 * 1024;
/// Stands for what is left out.
const HIDDEN: &str = "(redacted)";
/// Ends of the names of members whose value is nobody's business. Names are compared in lower case, without punctuation.
const SECRET: [&str; 15] = [
    "secret",
    "secrets",
    "password",
    "passwords",
    "passphrase",
    "token",
    "tokens",
    "assertion",
    "credential",
    "credentials",
    "kubeconfig",
    "privatekey",
    "accesskey",
    "sharedkey",
    "apikey",
];
/// The same in a query: the signature of a shared access signature, the code of a sign-in.
const SECRET_IN_QUERY: [&str; 3] = ["sig", "signature", "code"];
/// Members of an operation URL's query that make up its signature.
const SIGNATURE: [&str; 4] = ["t", "c", "s", "h"];
/// What makes a member secret that an add-on is configured with, wherever it stands in the name.
const SECRET_IN_ADDON: [&str; 4] = ["key", "secret", "token", "password"];

/// Path and query without the signature of an operation URL and without secrets.
pub(super) fn path(request: &Request) -> String {
    let members = request.members().iter().filter(|(name, _)| !SIGNATURE.contains(&plain(name).as_str()));
    let told: Vec<String> = members
        .map(|(name, value)| {
            let hidden = is_secret_in_query(name) || has_secret_member(value);
            format!("{name}={}", if hidden { HIDDEN } else { value })
        })
        .collect();
    if told.is_empty() { request.path.clone() } else { format!("{}?{}", request.path, told.join("&")) }
}

/// The body as JSON, without secrets; a form as an object of its fields. `None` where there is none, where it is neither,
/// and where it is too large.
pub(super) fn body(request: &Request) -> Option<Value> {
    let bytes = request.bytes();
    if bytes.is_empty() || bytes.len() > LARGEST {
        return None;
    }
    let form =
        request.header("content-type").is_some_and(|t| t.starts_with("application/x-www-form-urlencoded"));
    let mut value = if form {
        let fields = request.form().into_iter().map(|(name, value)| (name, Value::from(value)));
        Value::Object(fields.collect::<Map<_, _>>())
    } else {
        serde_json::from_slice(bytes).ok()?
    };
    redact(&mut value, "");
    Some(value)
}

/// At most so many bytes of a text.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    let mut end = longest.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}

fn redact(value: &mut Value, name: &str) {
    if is_secret(name) && !value.is_null() {
        *value = HIDDEN.into();
        return;
    }
    match value {
        Value::Object(map) if name.eq_ignore_ascii_case("addonProfiles") => {
            map.values_mut().for_each(|profile| {
                redact_addon(profile);
                redact(profile, "");
            });
        }
        Value::Object(map) => map.iter_mut().for_each(|(name, inner)| redact(inner, name)),
        Value::Array(items) => items.iter_mut().for_each(|inner| redact(inner, "")),
        Value::String(text) if text.contains("-----BEGIN") && text.contains("PRIVATE KEY") => {
            HIDDEN.clone_into(text);
        }
        Value::String(text) => {
            hide_user(text);
            hide_query(text);
        }
        _ => {}
    }
}

/// Hides what the configuration of an add-on calls a key or the like. Switches such as `enableSecretRotation` tell nothing.
fn redact_addon(profile: &mut Value) {
    let members = profile.as_object_mut().into_iter().flatten();
    let configs = members.filter(|(name, _)| name.eq_ignore_ascii_case("config")).map(|(_, config)| config);
    for (name, value) in configs.filter_map(Value::as_object_mut).flatten() {
        let name = plain(name);
        let is_switch = value.as_str().is_some_and(|text| text.parse::<bool>().is_ok());
        if SECRET_IN_ADDON.iter().any(|word| name.contains(word)) && !is_switch {
            *value = HIDDEN.into();
        }
    }
}

/// A name as it is compared.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn is_secret(name: &str) -> bool {
    let name = plain(name);
    SECRET.iter().any(|end| name.ends_with(end))
}

/// `$skipToken` only says where the next page begins.
fn is_secret_in_query(name: &str) -> bool {
    let plain = plain(name);
    plain != "skiptoken" && (is_secret(name) || SECRET_IN_QUERY.contains(&plain.as_str()))
}

/// Whether a text holds a query with a secret, as a signed URL does.
fn has_secret_member(text: &str) -> bool {
    let members = text.split(['?', '&', '#']).filter_map(|member| member.split_once('='));
    members.into_iter().any(|(name, _)| is_secret_in_query(name))
}

/// Takes the query out of a URL that is signed or carries a secret.
fn hide_query(text: &mut String) {
    if text.contains("://")
        && let Some(at) = text.find(['?', '#'])
        && has_secret_member(&text[at..])
    {
        text.replace_range(at + 1.., HIDDEN);
    }
}

/// Takes user and password out of a URL such as that of a proxy.
fn hide_user(text: &mut String) {
    if let Some(start) = text.find("://").map(|at| at + 3)
        && let authority = text[start..].split(['/', '?', '#']).next().unwrap_or_default()
        && let Some(at) = authority.rfind('@')
    {
        text.replace_range(start..start + at, HIDDEN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use proptest::prelude::*;
    use serde_json::json;

    use crate::options::Habits;

    fn journalled(kind: &str, text: &str) -> Option<Value> {
        let request =
            http::Request::put("/x").header("content-type", kind).body(Bytes::from(text.to_owned()));
        body(&Request::read(request.unwrap(), &Habits::default()))
    }

    #[test]
    fn secrets_are_hidden_wherever_they_stand() {
        let sent = json!({
            "properties": {
                "servicePrincipalProfile": {"clientId": "c", "secret": "s3cr3t"},
                "windowsProfile": {"adminPassword": "s3cr3t"},
                "linuxProfile": {"ssh": {"publicKeys": [
                    {"keyData": "ssh-rsa AAAA"}, {"keyData": "-----BEGIN OPENSSH PRIVATE KEY-----\ns3cr3t"}
                ]}},
                "httpProxyConfig": {"httpProxy": "http://user:s3cr3t@proxy:3128/"},
                "addonProfiles": {"azureKeyvaultSecretsProvider": {"config": {"enableSecretRotation": "true"}}},
                "tokens": [{"access_token": "s3cr3t"}],
            },
            "clusterToken": "s3cr3t",
        });
        let kept = journalled("application/json", &sent.to_string()).unwrap();
        assert!(!kept.to_string().contains("s3cr3t"), "{kept}");
        let properties = &kept["properties"];
        assert_eq!(properties["servicePrincipalProfile"], json!({"clientId": "c", "secret": "(redacted)"}));
        assert_eq!(properties["linuxProfile"]["ssh"]["publicKeys"][0]["keyData"], "ssh-rsa AAAA");
        assert_eq!(properties["httpProxyConfig"]["httpProxy"], "http://(redacted)@proxy:3128/");
        assert_eq!(properties["addonProfiles"], sent["properties"]["addonProfiles"]);
    }

    #[test]
    fn a_secret_is_hidden_whatever_its_type() {
        for secret in [json!({"a": "s3cr3t"}), json!(["s3cr3t"]), json!([{"a": ["s3cr3t"]}]), json!(73)] {
            let sent =
                json!({"properties": {"servicePrincipalProfile": {"clientId": "c", "Secret": secret}}});
            let kept = journalled("application/json", &sent.to_string()).unwrap();
            let profile = json!({"clientId": "c", "Secret": HIDDEN});
            assert_eq!(kept["properties"]["servicePrincipalProfile"], profile);
        }
    }

    #[test]
    fn what_an_add_on_is_configured_with_is_hidden_where_its_name_says_so() {
        let config = json!({
            "logAnalyticsWorkspaceKey": "s3cr3t",
            "tokenOfAgent": {"a": "s3cr3t"},
            "logAnalyticsWorkspaceResourceID": "/subscriptions/s",
            "enableSecretRotation": "true",
        });
        let sent =
            json!({"properties": {"addonProfiles": {"omsagent": {"enabled": true, "config": config}}}});
        let kept = journalled("application/json", &sent.to_string()).unwrap();
        let expected = json!({
            "logAnalyticsWorkspaceKey": HIDDEN,
            "tokenOfAgent": HIDDEN,
            "logAnalyticsWorkspaceResourceID": "/subscriptions/s",
            "enableSecretRotation": "true",
        });
        assert_eq!(
            kept["properties"]["addonProfiles"]["omsagent"],
            json!({"enabled": true, "config": expected})
        );
    }

    #[test]
    fn a_signed_url_in_a_body_loses_its_query() {
        let kept = journalled(
            "application/json",
            r#"{"blob": "https://a.test/b?sv=1&sig=s3cr3t", "page": "https://a.test/?page=2"}"#,
        );
        let expected = json!({"blob": "https://a.test/b?(redacted)", "page": "https://a.test/?page=2"});
        assert_eq!(kept, Some(expected));
    }

    fn told(uri: &str) -> String {
        path(&Request::read(http::Request::get(uri).body(Bytes::new()).unwrap(), &Habits::default()))
    }

    #[test]
    fn the_signature_of_an_operation_url_stays_out_of_the_journal() {
        assert_eq!(told("/x?api-version=1&t=2&c=cert&s=secret&h=3"), "/x?api-version=1");
    }

    #[test]
    fn secrets_in_a_query_stay_out_of_the_journal() {
        for name in ["sig", "Sig", "client_secret", "code", "token", "access_token", "s%69g"] {
            let told = told(&format!("/x?api-version=1&{name}=s3cr3t&$top=2"));
            assert!(!told.contains("s3cr3t") && told.ends_with("=(redacted)&$top=2"), "{told}");
        }
        assert_eq!(told("/x?next=https%3A%2F%2Fa.test%2F%3Fsig%3Ds3cr3t"), "/x?next=(redacted)");
        assert_eq!(told("/x?$filter=a%20eq%20'b'&$skipToken=1"), "/x?$filter=a eq 'b'&$skipToken=1");
    }

    #[test]
    fn a_name_is_secret_however_it_is_written() {
        for name in [
            "client_secret",
            "secrets",
            "adminPassword",
            "passphrase",
            "accessToken",
            "client_assertion",
            "credential",
            "kubeConfig",
            "private-key",
            "Access_Key",
            "sharedKey",
            "api-key",
        ] {
            let kept = journalled("application/json", &json!({name: "s3cr3t"}).to_string());
            assert_eq!(kept, Some(json!({name: HIDDEN})));
        }
    }

    #[test]
    fn a_form_is_kept_by_its_fields() {
        let kept = journalled(
            "application/x-www-form-urlencoded",
            "client_id=c&client_secret=s3cr3t&client_assertion=s3",
        );
        let expected =
            json!({"client_id": "c", "client_secret": "(redacted)", "client_assertion": "(redacted)"});
        assert_eq!(kept, Some(expected));
    }

    #[test]
    fn what_is_too_large_or_no_json_is_not_kept() {
        assert_eq!(journalled("application/json", &format!("\"{}\"", "x".repeat(LARGEST))), None);
        assert_eq!(journalled("application/json", "not json"), None);
        assert_eq!(journalled("application/json", ""), None);
    }

    proptest! {
        #[test]
        fn any_text_is_shortened_and_stripped_of_users(text in "\\PC{0,20}(://)?\\PC{0,20}@?\\PC{0,10}", longest in 0_usize..30) {
            prop_assert!(shortened(&text, longest).len() <= longest);
            hide_user(&mut text.clone());
        }
    }
}
