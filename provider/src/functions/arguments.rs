//! What the functions take besides Terraform's own types. A message names the argument, what it is, and what was
//! expected; Terraform adds the place.

use std::{fmt, net::IpAddr, str::FromStr};

use tfplugin_framework::{Diagnostic, Path, model::Text};

use crate::network::{AddressError, Cidr, CidrError, parse_address};

impl FromStr for Cidr {
    type Err = CidrError;

    fn from_str(text: &str) -> Result<Self, CidrError> {
        Self::parse(text)
    }
}

impl Text for Cidr {
    const EXPECTED: &'static str = "a range such as \"10.0.0.0/16\"";

    fn invalid(at: &Path, _: &str, error: &CidrError) -> Diagnostic {
        Diagnostic::error("Invalid range", format!("{at}: {error}."))
    }
}

/// An address of either family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Address(pub(super) IpAddr);

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        parse_address(text).map(Self)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Text for Address {
    const EXPECTED: &'static str = "an address such as \"10.0.0.4\"";

    fn invalid(at: &Path, _: &str, error: &AddressError) -> Diagnostic {
        Diagnostic::error("Invalid address", format!("{at}: {error}."))
    }
}
