//! Checks of single attributes whose values are texts of a form: times, keys, addresses, accounts.

use arm_client::ResourceId;
use tfplugin_framework::{schema::Validator, validators::matching};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    checks,
    network::{Cidr, parse_address},
};

/// A GUID.
pub(crate) fn guid() -> impl Validator {
    matching("must be a GUID, such as \"11111111-2222-3333-4444-555555555555\"", checks::is_subscription_id)
}

/// An address, or a range.
pub(crate) fn address_or_range() -> impl Validator {
    matching("must be an IP address or range, such as \"203.0.113.7\" or \"203.0.113.0/24\"", |text| {
        parse_address(text).is_ok() || Cidr::parse(text).is_ok()
    })
}

/// `system`, `none`, or the ID of a private DNS zone.
pub(crate) fn private_dns_zone() -> impl Validator {
    let words = ["system", "none"];
    matching(
        "must be \"system\", \"none\" or the ID of a private DNS zone (/subscriptions/SUBSCRIPTION/resourceGroups/GROUP\
         /providers/Microsoft.Network/privateDnsZones/privatelink.REGION.azmk8s.io)",
        move |text| {
            words.iter().any(|word| word.eq_ignore_ascii_case(text))
                || is_id_of(text, &["Microsoft.Network/privateDnsZones"])
        },
    )
}

/// The ID of a DNS zone, public or private.
pub(crate) fn dns_zone_id() -> impl Validator {
    matching(
        "must be the ID of a DNS zone (.../providers/Microsoft.Network/dnsZones/NAME, or privateDnsZones)",
        |text| is_id_of(text, &["Microsoft.Network/dnsZones", "Microsoft.Network/privateDnsZones"]),
    )
}

/// A point in time.
pub(crate) fn timestamp() -> impl Validator {
    matching("must be a time in RFC 3339, such as \"2027-01-31T00:00:00Z\"", |text| {
        OffsetDateTime::parse(text, &Rfc3339).is_ok()
    })
}

/// A day, as maintenance windows have it.
pub(crate) fn date() -> impl Validator {
    matching("must be a date, such as \"2027-01-31\"", |text| {
        text.len() == 10 && OffsetDateTime::parse(&format!("{text}T00:00:00Z"), &Rfc3339).is_ok()
    })
}

/// A time of day.
pub(crate) fn time_of_day() -> impl Validator {
    matching("must be a time of day from \"00:00\" to \"23:59\"", is_time_of_day)
}

/// An offset from UTC.
pub(crate) fn utc_offset() -> impl Validator {
    matching("must be an offset from UTC, such as \"+02:00\"", |text| {
        text.strip_prefix(['+', '-']).is_some_and(is_time_of_day)
    })
}

/// A length of time for the autoscaler.
pub(crate) fn time() -> impl Validator {
    matching("must be a length of time, such as \"10s\", \"5m\" or \"1h\"", |text| {
        is_time(text, &["s", "m", "h"])
    })
}

/// The same in minutes: Azure takes no other unit.
pub(crate) fn minutes() -> impl Validator {
    matching("must be a number of minutes, such as \"10m\"", |text| is_time(text, &["m"]))
}

/// The same in seconds.
pub(crate) fn seconds() -> impl Validator {
    matching("must be a number of seconds, such as \"10s\"", |text| is_time(text, &["s"]))
}

/// A share from 0 to 1.
pub(crate) fn share() -> impl Validator {
    matching("must be a number from 0 to 1, such as \"0.5\"", |text| {
        text.chars().all(|c| c.is_ascii_digit() || c == '.')
            && text.parse::<f64>().is_ok_and(|share| (0.0..=1.0).contains(&share))
    })
}

/// Base64 of RFC 4648, padded.
pub(crate) fn base64() -> impl Validator {
    matching("must be base64, such as base64encode(file(\"ca.pem\")) gives", |text| {
        let body = text.trim_end_matches('=');
        !body.is_empty()
            && text.len() % 4 == 0
            && text.len() - body.len() <= 2
            && body.chars().all(|c| c.is_ascii_alphanumeric() || c == '+' || c == '/')
    })
}

/// The URL of a proxy.
pub(crate) fn proxy_url() -> impl Validator {
    matching("must be the URL of a proxy, such as \"http://proxy.example:3128\"", |text| {
        let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
        host.is_some_and(|host| !host.is_empty() && !host.contains(char::is_whitespace))
    })
}

/// The identifier of a key with its version.
pub(crate) fn key_vault_key() -> impl Validator {
    matching(
        "must be the identifier of a key with its version: https://VAULT.vault.azure.net/keys/NAME/VERSION",
        |text| {
            let Some(rest) = text.strip_prefix("https://") else { return false };
            let parts: Vec<&str> = rest.trim_end_matches('/').split('/').collect();
            matches!(parts[..], [host, "keys", name, version] if host.contains('.') && !name.is_empty() && !version.is_empty())
        },
    )
}

/// A revision of the Istio add-on.
pub(crate) fn mesh_revision() -> impl Validator {
    matching("must be a revision of the service mesh, such as \"asm-1-28\"", |text| {
        let numbers = text.strip_prefix("asm-").unwrap_or_default().split('-');
        let numbers: Vec<&str> = numbers.collect();
        numbers.len() == 2
            && numbers.iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
    })
}

/// The name of an account on Linux nodes.
pub(crate) fn linux_user_name() -> impl Validator {
    matching("must begin with a letter and have letters, digits, - and _ only", |text| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    })
}

/// A public key of OpenSSH.
pub(crate) fn ssh_public_key() -> impl Validator {
    let kinds = ["ssh-rsa", "ssh-ed25519", "ecdsa-sha2-"];
    matching("must be a public key of OpenSSH, such as \"ssh-rsa AAAA... name\"", move |text| {
        let mut parts = text.split_whitespace();
        let kind = parts.next().unwrap_or_default();
        kinds.iter().any(|known| kind.starts_with(known))
            && parts.next().is_some_and(|key| key.starts_with("AAAA"))
    })
}

/// The name of an account on Windows nodes (reference of the REST API, `adminUsername`).
pub(crate) fn windows_user_name() -> impl Validator {
    const REFUSED: &[&str] = &[
        "administrator",
        "admin",
        "user",
        "user1",
        "test",
        "user2",
        "test1",
        "user3",
        "admin1",
        "1",
        "123",
        "a",
        "actuser",
        "adm",
        "admin2",
        "aspnet",
        "backup",
        "console",
        "david",
        "guest",
        "john",
        "owner",
        "root",
        "server",
        "sql",
        "support",
        "support_388945a0",
        "sys",
        "test2",
        "test3",
        "user4",
        "user5",
    ];
    matching(
        "must have 1 to 20 characters, not end in a full stop, and be none of the names that Windows and Azure keep for \
         themselves, such as \"administrator\" or \"admin\"",
        |text| {
            (1..=20).contains(&text.chars().count())
                && !text.ends_with('.')
                && !text.contains(char::is_whitespace)
                && !REFUSED.contains(&text.to_lowercase().as_str())
        },
    )
}

/// A password of an account on Windows nodes.
pub(crate) fn windows_password() -> impl Validator {
    matching(
        "must have 14 to 123 characters, of three of: small letters, capital letters, digits, others",
        |text| {
            let kinds: [fn(char) -> bool; 4] = [
                |c| c.is_lowercase(),
                |c| c.is_uppercase(),
                |c| c.is_ascii_digit(),
                |c| !c.is_alphanumeric(),
            ];
            (14..=123).contains(&text.chars().count())
                && kinds.iter().filter(|kind| text.chars().any(**kind)).count() >= 3
        },
    )
}

fn is_id_of(text: &str, types: &[&str]) -> bool {
    text.parse::<ResourceId>()
        .is_ok_and(|id| types.iter().any(|known| id.resource_type().eq_ignore_ascii_case(known)))
}

fn is_time(text: &str, units: &[&str]) -> bool {
    let number = units.iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or_default();
    !number.is_empty() && number.len() <= 9 && number.chars().all(|c| c.is_ascii_digit())
}

fn is_time_of_day(text: &str) -> bool {
    let part = |text: &str, below: u8| {
        text.len() == 2
            && text.chars().all(|c| c.is_ascii_digit())
            && text.parse::<u8>().is_ok_and(|n| n < below)
    };
    text.split_once(':').is_some_and(|(hour, minute)| part(hour, 24) && part(minute, 60))
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::{Diagnostics, Path, Value};

    use super::*;

    fn accepts(check: &impl Validator, value: &str) -> bool {
        let mut found = Diagnostics::new();
        check.validate(&Value::from(value), &Path::of("attribute"), &mut found);
        found.is_empty()
    }

    #[test]
    fn each_form_takes_what_azure_takes_and_nothing_else() {
        let zone = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateDnsZones/z";
        type Form = (&'static str, Box<dyn Fn(&str) -> bool>, Vec<&'static str>, Vec<&'static str>);
        let forms: Vec<Form> = vec![
            (
                "guid",
                Box::new(|t| accepts(&guid(), t)),
                vec!["11111111-2222-3333-4444-555555555555"],
                vec!["admins"],
            ),
            (
                "range",
                Box::new(|t| accepts(&address_or_range(), t)),
                vec!["203.0.113.7", "203.0.113.0/24"],
                vec!["office"],
            ),
            (
                "zone",
                Box::new(|t| accepts(&private_dns_zone(), t)),
                vec!["System", "none", zone],
                vec!["z", "/a"],
            ),
            (
                "timestamp",
                Box::new(|t| accepts(&timestamp(), t)),
                vec!["2027-01-31T00:00:00Z"],
                vec!["tomorrow", "2027-01-31"],
            ),
            ("date", Box::new(|t| accepts(&date(), t)), vec!["2027-01-31"], vec!["2027-02-31", "31.1.2027"]),
            (
                "time of day",
                Box::new(|t| accepts(&time_of_day(), t)),
                vec!["02:00", "23:59"],
                vec!["24:00", "2:00"],
            ),
            (
                "offset",
                Box::new(|t| accepts(&utc_offset(), t)),
                vec!["+02:00", "-07:30"],
                vec!["02:00", "CET"],
            ),
            ("time", Box::new(|t| accepts(&time(), t)), vec!["10s", "1h"], vec!["10", "s", "1d"]),
            ("minutes", Box::new(|t| accepts(&minutes(), t)), vec!["10m"], vec!["600s"]),
            ("seconds", Box::new(|t| accepts(&seconds(), t)), vec!["10s"], vec!["1m"]),
            ("share", Box::new(|t| accepts(&share(), t)), vec!["0.5", "1", "0"], vec!["1.1", "50%", "inf"]),
            (
                "base64",
                Box::new(|t| accepts(&base64(), t)),
                vec!["aGVsbG8=", "YWJj"],
                vec!["abc", "-----BEGIN", ""],
            ),
            ("proxy", Box::new(|t| accepts(&proxy_url(), t)), vec!["http://p:1"], vec!["p:1", "http://"]),
            (
                "key",
                Box::new(|t| accepts(&key_vault_key(), t)),
                vec!["https://v.vault.azure.net/keys/k/1"],
                vec!["https://v.vault.azure.net/keys/k", "https://v.vault.azure.net/secrets/k/1", "k"],
            ),
            ("revision", Box::new(|t| accepts(&mesh_revision(), t)), vec!["asm-1-28"], vec!["1.28", "asm-1"]),
            (
                "linux user",
                Box::new(|t| accepts(&linux_user_name(), t)),
                vec!["azure-user"],
                vec!["1user", "a b"],
            ),
            (
                "ssh key",
                Box::new(|t| accepts(&ssh_public_key(), t)),
                vec!["ssh-rsa AAAAB3 me"],
                vec!["AAAAB3", "ssh-rsa"],
            ),
            (
                "windows user",
                Box::new(|t| accepts(&windows_user_name(), t)),
                vec!["winadmin"],
                vec!["Admin", "a."],
            ),
            (
                "windows password",
                Box::new(|t| accepts(&windows_password(), t)),
                vec!["correct-Horse-battery1"],
                vec!["Sh0rt!", "only-small-letters-x"],
            ),
        ];
        for (form, takes, good, bad) in forms {
            good.iter().for_each(|text| assert!(takes(text), "{form}: {text}"));
            bad.iter().for_each(|text| assert!(!takes(text), "{form}: {text}"));
        }
    }
}
