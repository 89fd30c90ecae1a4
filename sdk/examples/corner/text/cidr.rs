//! Address ranges as text: `addr/len`, in which bits of the host may be set.

use std::{
    net::{Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use tfplugin_framework::{
    Diagnostic, Path,
    model::{Spelling, Text},
};

use super::{detail, text};

text!(
    /// A range of IPv4 addresses.
    Ipv4Cidr read by ipv4 as (Ipv4Addr, u8), or &'static str
);
text!(
    /// A range of IPv6 addresses. It stays the same in another spelling of its address.
    Ipv6Cidr read by ipv6 as (Ipv6Addr, u8), or &'static str
);

impl Text for Ipv4Cidr {
    const EXPECTED: &'static str = "an IPv4 CIDR such as 10.0.0.0/16";

    fn invalid(_: &Path, text: &str, error: &&'static str) -> Diagnostic {
        let sentence = "A string value was provided that is not valid IPv4 CIDR string format (RFC 4632).";
        Diagnostic::error("Invalid IPv4 CIDR String Value", detail(sentence, text, error))
    }
}

impl Text for Ipv6Cidr {
    const EXPECTED: &'static str = "an IPv6 CIDR such as 2001:db8::/32";
    const SPELLING: Spelling = Spelling::FreeInResults;

    fn meaning(&self) -> String {
        let (address, length) = self.1;
        format!("{address}/{length}")
    }

    fn invalid(_: &Path, text: &str, error: &&'static str) -> Diagnostic {
        let sentence = "A string value was provided that is not valid IPv6 CIDR string format (RFC 4291).";
        Diagnostic::error("Invalid IPv6 CIDR String Value", detail(sentence, text, error))
    }
}

fn ipv4(text: &str) -> Result<(Ipv4Addr, u8), &'static str> {
    prefix(text, 32)
}

fn ipv6(text: &str) -> Result<(Ipv6Addr, u8), &'static str> {
    prefix(text, 128)
}

fn prefix<A: FromStr>(text: &str, longest: u8) -> Result<(A, u8), &'static str> {
    let (address, length) = text.rsplit_once('/').ok_or("no '/'")?;
    let address = address.parse().map_err(|_| "no address of this kind before the '/'")?;
    let plain = length == "0" || length.starts_with(|first: char| ('1'..='9').contains(&first));
    let length = length.parse().ok().filter(|length| plain && *length <= longest);
    Ok((address, length.ok_or("no prefix length after the '/'")?))
}
