//! Network arithmetic of Azure CNI Overlay: addresses, ranges, node blocks. Pure, and ignorant of Terraform and Azure's API.
//!
//! [`Cidr`] is the one type for a range; a text becomes one at the border ([`Cidr::parse`]) and is never re-checked.
//! [`capacity`] counts the nodes that a range can hold, [`space`] finds ranges that are free, [`security`] says what a
//! network security group lets pass.

pub mod capacity;
mod cidr;
pub mod security;
pub mod space;

pub use cidr::{AddressError, Cidr, CidrError, Family, parse_address};
