//! What must not be shown, taken out of texts that others wrote.
//!
//! Azure's messages, and pages of proxies in its place, may repeat what they were sent or point somewhere with a signed
//! URL. Whatever of them is kept goes through here first.

/// Members whose value is a secret wherever they are named, in lower case.
const SECRET_MEMBERS: [&str; 12] = [
    "access_token",
    "adminpassword",
    "client_assertion",
    "client_secret",
    "clientsecret",
    "clustertoken",
    "id_token",
    "kubeconfig",
    "oidctoken",
    "password",
    "privatekey",
    "refresh_token",
];

/// What stands in place of a secret.
const HIDDEN: &str = "(hidden)";

/// The text without secrets: no query of a URL, no token, no private key, no value of a member that holds a secret.
pub(super) fn redact(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let boundary = shown.chars().next_back().is_none_or(|last| !last.is_ascii_alphanumeric());
        if let Some((kept, after)) = boundary.then(|| secret(rest)).flatten() {
            shown.push_str(kept);
            shown.push_str(HIDDEN);
            rest = after;
        } else {
            shown.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    shown
}

/// Where a secret begins here: what to show of it, and what comes after it.
fn secret(text: &str) -> Option<(&str, &str)> {
    private_key(text)
        .or_else(|| query(text))
        .or_else(|| bearer(text))
        .or_else(|| jwt(text))
        .or_else(|| member(text))
}

fn private_key(text: &str) -> Option<(&str, &str)> {
    let label = text.strip_prefix("-----BEGIN ")?.split("-----").next()?;
    if !label.ends_with("PRIVATE KEY") {
        return None;
    }
    let end = text.find("-----END ").map(|end| end + "-----END ".len());
    let end = end.and_then(|end| Some(end + text[end..].find("-----")? + "-----".len()));
    Some(("", &text[end.unwrap_or(text.len())..]))
}

/// The query of a URL: operation URLs are signed in it, and so are links to storage.
fn query(text: &str) -> Option<(&str, &str)> {
    if !(starts_with(text, "https://") || starts_with(text, "http://")) {
        return None;
    }
    let url = &text[..text.find(ends_word).unwrap_or(text.len())];
    let query = url.find('?')? + 1;
    (query < url.len()).then(|| (&text[..query], &text[url.len()..]))
}

fn bearer(text: &str) -> Option<(&str, &str)> {
    let scheme = ["Bearer ", "Basic "].into_iter().find(|scheme| starts_with(text, scheme))?;
    let token = &text[scheme.len()..];
    let end = token.find(ends_word).unwrap_or(token.len());
    // A word of a sentence is no token.
    let token_like = end >= 16 || token[..end].chars().any(|c| c.is_ascii_digit() || "._-+/=".contains(c));
    (end > 0 && token_like).then(|| (&text[..scheme.len()], &token[end..]))
}

/// A JSON web token: three parts in base64, the first of which is an object.
fn jwt(text: &str) -> Option<(&str, &str)> {
    if !text.starts_with("eyJ") {
        return None;
    }
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.=".contains(c))).unwrap_or(text.len());
    (text[..end].matches('.').count() >= 2).then(|| ("", &text[end..]))
}

/// `"name": "value"`, also inside a string, and `name=value`.
fn member(text: &str) -> Option<(&str, &str)> {
    let name = SECRET_MEMBERS.into_iter().find(|name| starts_with(text, name))?;
    let after_name = text[name.len()..].trim_start_matches(['\\', '"', '\'', ' ']);
    let value = after_name.strip_prefix([':', '='])?.trim_start_matches(' ');
    let bare = value.trim_start_matches('\\');
    let end = match bare.chars().next()? {
        quote @ ('"' | '\'') => 1 + bare[1..].find(quote)?,
        _ => bare.find(|c: char| ends_word(c) || "&,;}".contains(c)).unwrap_or(bare.len()),
    };
    let quoted = bare.starts_with(['"', '\'']);
    let start = text.len() - bare.len() + usize::from(quoted);
    let end = text.len() - bare.len() + end;
    (start < end).then(|| (&text[..start], &text[end..]))
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || "\"'<>)]".contains(c)
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_need_is_kept() {
        for text in [
            "The client 'C' does not have authorization to perform action 'Microsoft.ContainerService/managedClusters/read'.",
            "See https://aka.ms/aks-pending-operation and https://aka.ms/x#y for details.",
            "AADSTS7000215: Invalid client secret provided.",
            "adminPassword must have 12 to 123 characters",
            "WWW-Authenticate: Bearer realm",
        ] {
            assert_eq!(redact(text), text);
        }
    }

    #[test]
    fn the_query_of_a_url_is_hidden_and_the_rest_of_the_text_stays() {
        assert_eq!(
            redact("GET https://h/operations/1?t=1&c=x&s=y failed, (see https://h/p?sig=z)."),
            "GET https://h/operations/1?(hidden) failed, (see https://h/p?(hidden))."
        );
    }

    #[test]
    fn a_private_key_without_an_end_is_hidden_to_the_end() {
        assert_eq!(redact("key: -----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\nBBBB"), "key: (hidden)");
    }

    proptest! {
        #[test]
        fn a_secret_is_hidden_in_whatever_it_is_wrapped(
            before in "[ -~]{0,30}",
            after in "[ -~]{0,30}",
            secret in "[A-Za-z0-9]{20,40}",
            wrapped in 0usize..16,
        ) {
            // What stands right before must not make another word of the first one.
            let before = format!("{before} ");
            let marked = format!("S3CR3T{secret}");
            let wrapping = match wrapped {
                0 => format!("https://h.azure.com/operations/1?api-version=1&c={marked}&s={marked}"),
                1 => format!("Authorization: Bearer {marked}"),
                2 => format!("authorization: basic {marked}"),
                3 => format!("eyJ{marked}.{marked}.{marked}"),
                4 => format!("client_secret={marked}&x=1"),
                5 => format!(r#"{{"adminPassword": "{marked} with spaces"}}"#),
                6 => format!(r#"{{\"clusterToken\":\"{marked}\"}}"#),
                7 => format!(r#""kubeconfig" : "{marked}""#),
                8 => format!("client_assertion={marked}"),
                9 => format!("-----BEGIN RSA PRIVATE KEY-----\n{marked}\n{marked}\n-----END RSA PRIVATE KEY-----"),
                10 => format!("-----BEGIN PRIVATE KEY-----\\n{marked}"),
                11 => format!("'accessToken': 'x', 'access_token': '{marked}'"),
                12 => format!("http://storage/blob?sig={marked}"),
                13 => format!("Password: {marked}"),
                14 => format!("BEARER {marked}"),
                _ => format!("refresh_token=\"{marked}\""),
            };
            let shown = redact(&format!("{before}{wrapping} {after}"));
            prop_assert!(!shown.contains("S3CR3T"), "{shown}");
        }

        #[test]
        fn no_text_makes_it_panic_and_twice_is_once(text in "\\PC{0,80}") {
            let once = redact(&text);
            prop_assert_eq!(redact(&once), once);
        }
    }
}
