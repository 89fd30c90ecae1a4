//! What of a request may stand in the journal: no secrets, nothing without bounds.

use serde_json::{Map, Value};

use super::Request;

/// The largest body that is kept.
const LARGEST: usize = 16 * 1024;
/// Stands for what is left out.
const HIDDEN: &str = "(redacted)";
/// Ends of the names of members whose text is nobody's business. Names are compared in lower case, without punctuation.
const SECRET: [&str; 12] = [
    "secret",
    "secrets",
    "password",
    "passphrase",
    "token",
    "assertion",
    "credential",
    "kubeconfig",
    "privatekey",
    "accesskey",
    "sharedkey",
    "apikey",
];

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
    match value {
        Value::Object(map) => map.iter_mut().for_each(|(name, inner)| redact(inner, name)),
        Value::Array(items) => items.iter_mut().for_each(|inner| redact(inner, name)),
        Value::String(text) if is_secret(name, text) => HIDDEN.clone_into(text),
        Value::String(text) => hide_user(text),
        _ => {}
    }
}

fn is_secret(name: &str, text: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    let is_key = text.contains("-----BEGIN") && text.contains("PRIVATE KEY");
    is_key || SECRET.iter().any(|end| name.ends_with(end))
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
