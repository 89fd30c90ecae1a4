//! Operation URLs: long, signed, to be used byte for byte.
//!
//! Since 2023 the gateway appends its own certificate and a signature over the URL, some three thousand characters.
//! The emulator checks what it signed, so that a client that rewrites such a URL is found out.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::sync::LazyLock;

use crate::gateway::Request;
use crate::ids;
use crate::resource_id::ResourceId;
use crate::store::Operation;
use crate::world::World;

/// API versions that the providers put into their operation URLs.
const AKS_VERSION: &str = "2025-03-01";
const NETWORK_VERSION: &str = "2025-07-01";

/// The URL of an operation's status (`operations`) or result (`operationresults`).
pub(crate) fn monitor_url(
    world: &World<'_>,
    operation: &Operation,
    target: &ResourceId,
    location: &str,
    page: &str,
) -> rusqlite::Result<String> {
    let (namespace, version) = match target.kind().split('/').next() {
        Some("microsoft.network") => ("Microsoft.Network", NETWORK_VERSION),
        _ => ("Microsoft.ContainerService", AKS_VERSION),
    };
    let path = format!(
        "/subscriptions/{}/providers/{namespace}/locations/{location}/{page}/{}",
        target.subscription(),
        operation.id
    );
    signed(world, &path, version)
}

/// The URL of the job that deletes a resource group.
pub(crate) fn job_url(
    world: &World<'_>,
    operation: &Operation,
    target: &ResourceId,
) -> rusqlite::Result<String> {
    let job = format!(
        r#"{{"jobId":"RESOURCEGROUPDELETIONJOB-{}-{}","jobLocation":"westus"}}"#,
        target.name().to_uppercase(),
        operation.id
    );
    let path =
        format!("/subscriptions/{}/operationresults/{}", target.subscription(), URL_SAFE_NO_PAD.encode(job));
    signed(world, &path, "2025-04-01")
}

/// The identifier of the operation in a job's name.
pub(super) fn operation_of_job(job: &str) -> Option<String> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(job.trim_end_matches('=')).ok()?).ok()?;
    let id = text.strip_suffix(r#"","jobLocation":"westus"}"#)?;
    id.get(id.len().checked_sub(36)?..).map(str::to_owned)
}

/// Whether the request's URL is one that the emulator gave out, unchanged.
pub(super) fn is_genuine(world: &World<'_>, request: &Request) -> rusqlite::Result<bool> {
    if !world.options.habits.signed_urls {
        return Ok(true);
    }
    let (Some(time), Some(version)) = (request.query("t"), request.query("api-version")) else {
        return Ok(false);
    };
    let expected = signature(world, &request.path, version, time)?;
    Ok(request.query("s") == Some(&expected.0) && request.query("h") == Some(&expected.1))
}

fn signed(world: &World<'_>, path: &str, version: &str) -> rusqlite::Result<String> {
    let plain = format!("{}{path}?api-version={version}", world.base);
    if !world.options.habits.signed_urls {
        return Ok(plain);
    }
    // .NET ticks: tenths of microseconds since the year 1.
    let time = (world.now.saturating_add(62_135_596_800_000)).saturating_mul(10_000).to_string();
    static CERTIFICATE: LazyLock<String> =
        LazyLock::new(|| URL_SAFE_NO_PAD.encode(ids::expand("certificate", 1_940)));
    let (s, h) = signature(world, path, version, &time)?;
    Ok(format!("{plain}&t={time}&c=MII{}&s={s}&h={h}", *CERTIFICATE))
}

fn signature(world: &World<'_>, path: &str, version: &str, time: &str) -> rusqlite::Result<(String, String)> {
    let key = match world.tx.setting("signing-key")? {
        Some(key) => key,
        None => {
            let key = ids::guid(world)?;
            world.tx.set("signing-key", &key)?;
            key
        }
    };
    let text = format!("{key}/{path}/{version}/{time}");
    let encode = |label: &str, length| URL_SAFE_NO_PAD.encode(ids::expand(&format!("{label}{text}"), length));
    Ok((encode("s", 256), encode("h", 32)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_names_its_operation() {
        let id = "0a0b0c0d-0000-4000-8000-000000000001";
        let job = format!(r#"{{"jobId":"RESOURCEGROUPDELETIONJOB-G-{id}","jobLocation":"westus"}}"#);
        assert_eq!(operation_of_job(&URL_SAFE_NO_PAD.encode(job)).as_deref(), Some(id));
        assert_eq!(operation_of_job("eA"), None);
        assert_eq!(operation_of_job("\u{e9}"), None);
    }
}
