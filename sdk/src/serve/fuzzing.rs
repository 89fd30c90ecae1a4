//! The environment, read from anything.

use super::{
    handshake::{self, Launch},
    socket::{Address, Place},
};

/// Reads every variable that the process reads at its start, through `variable`.
///
/// # Panics
/// If what is made of them could not be understood by Terraform: that is what a fuzz target looks for.
pub fn environment(variable: &dyn Fn(&str) -> Option<String>) {
    if let Some(line) = crate::log::warning_about(variable) {
        assert!(line.len() < 64 * 1024 && line.ends_with("}\n") && line.matches('\n').count() == 1, "{line}");
        assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok(), "{line}");
    }
    let Ok(launch) = Launch::from_env(variable) else { return };
    let address = Address::Unix(Place::from_env(variable).socket("tfp-0123456789abcdef"));
    let line = handshake::line(&address, launch.client_certificate.as_ref());
    let fields = if launch.client_certificate.is_some() { 6 } else { 5 };
    assert_eq!((line.split('|').count(), line.matches('\n').count()), (fields, 1), "{line}");
    let certificate = line.trim_end().split('|').nth(5).unwrap_or_default();
    assert!(!certificate.contains('='), "the base64 is padded: {line}");
}
