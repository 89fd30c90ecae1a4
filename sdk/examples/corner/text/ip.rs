//! IP addresses as text.

use std::net::{AddrParseError, Ipv4Addr, Ipv6Addr};

use tfplugin_framework::{
    Diagnostic, Path,
    model::{Spelling, Text},
};

use super::{detail, text};

text!(
    /// An IPv4 address, which has one spelling only.
    Ipv4 read by ipv4 as Ipv4Addr, or AddrParseError
);
text!(
    /// An IPv6 address, which may be long or compressed, in upper or lower case.
    Ipv6 read by ipv6 as Ipv6Addr, or AddrParseError
);

impl Text for Ipv4 {
    const EXPECTED: &'static str = "an IPv4 address";

    fn invalid(_: &Path, text: &str, error: &AddrParseError) -> Diagnostic {
        let detail = if ipv6(text).is_ok() {
            let other = "An IPv6 string format was provided, string value must be IPv4 format.";
            detail(other, text, "")
        } else {
            let sentence = "A string value was provided that is not valid IPv4 string format.";
            detail(sentence, text, &error.to_string())
        };
        Diagnostic::error("Invalid IPv4 Address String Value", detail)
    }
}

impl Ipv6 {
    /// Eight groups of four digits.
    pub fn expanded(&self) -> Self {
        let groups = self.1.segments().map(|group| format!("{group:04x}"));
        Self(groups.join(":"), self.1)
    }
}

impl Text for Ipv6 {
    const EXPECTED: &'static str = "an IPv6 address";
    const SPELLING: Spelling = Spelling::FreeInResults;

    fn meaning(&self) -> String {
        self.1.to_string()
    }

    fn invalid(_: &Path, text: &str, error: &AddrParseError) -> Diagnostic {
        let detail = if ipv4(text).is_ok() {
            let other = "An IPv4 string format was provided, string value must be IPv6 string format or \
                         IPv4-Mapped IPv6 string format (RFC 4291).";
            detail(other, text, "")
        } else {
            let sentence = "A string value was provided that is not valid IPv6 string format (RFC 4291).";
            detail(sentence, text, &error.to_string())
        };
        Diagnostic::error("Invalid IPv6 Address String Value", detail)
    }
}

fn ipv4(text: &str) -> Result<Ipv4Addr, AddrParseError> {
    text.parse()
}

fn ipv6(text: &str) -> Result<Ipv6Addr, AddrParseError> {
    text.parse()
}
