//! What a developer gives to Terraform so that it uses a provider that runs already.

use serde_json::json;

use super::{handshake::PROTOCOL, socket::Address};

const REGISTRIES: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];

/// The value of `TF_REATTACH_PROVIDERS` and what to do with it.
pub(super) fn instructions(provider_address: &str, address: &Address) -> String {
    let value = variable(provider_address, address, std::process::id());
    format!(
        "Provider started. To let Terraform or OpenTofu use this process, run them with\n\n\
         \tTF_REATTACH_PROVIDERS='{value}'\n\nand end it with Ctrl-C.\n"
    )
}

/// Terraform looks its provider up by the full address; OpenTofu has another registry by default, so both stand in it.
fn variable(provider_address: &str, address: &Address, pid: u32) -> String {
    let (host, path) = provider_address.split_once('/').unwrap_or(("", provider_address));
    let mut hosts = vec![host];
    hosts.extend(REGISTRIES.into_iter().filter(|registry| *registry != host));
    let config = json!({
        "Protocol": "grpc",
        "ProtocolVersion": PROTOCOL,
        "Pid": pid,
        // Terraform neither kills such a provider nor tells it to shut down.
        "Test": true,
        "Addr": { "Network": address.network(), "String": address.target().to_string() },
    });
    let providers = hosts.into_iter().map(|host| (format!("{host}/{path}"), config.clone()));
    serde_json::Value::Object(providers.collect()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_registries_reach_the_process() {
        let address = Address::Unix("/tmp/x/s".into());
        let value: serde_json::Value =
            serde_json::from_str(&variable("registry.terraform.io/acme/rocket", &address, 42)).unwrap();
        let expected = json!({
            "Protocol": "grpc", "ProtocolVersion": 6, "Pid": 42, "Test": true,
            "Addr": { "Network": "unix", "String": "/tmp/x/s" },
        });
        assert_eq!(value["registry.terraform.io/acme/rocket"], expected);
        assert_eq!(value["registry.opentofu.org/acme/rocket"], expected);
    }

    #[test]
    fn a_private_registry_comes_first() {
        let address = Address::Unix("/tmp/x/s".into());
        let value: serde_json::Value =
            serde_json::from_str(&variable("tf.example.com/acme/rocket", &address, 42)).unwrap();
        assert!(value["tf.example.com/acme/rocket"].is_object());
    }
}
