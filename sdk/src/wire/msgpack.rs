//! MessagePack as cty uses it; every value between Terraform and a provider travels like this.
//!
//! Source: Terraform's `docs/plugin-protocol/object-wire-format.md` and go-cty's `cty/msgpack`.

mod decode;
mod encode;
#[cfg(test)]
mod tests;

pub use decode::decode;
pub use encode::encode;

/// The extension type of an unknown value of which something is known.
const REFINED_UNKNOWN: i8 = 0x0c;

/// Keys of the map inside a refined unknown.
mod refinement_key {
    pub(super) const NULLNESS: u64 = 1;
    pub(super) const STRING_PREFIX: u64 = 2;
    pub(super) const NUMBER_MIN: u64 = 3;
    pub(super) const NUMBER_MAX: u64 = 4;
    pub(super) const LENGTH_MIN: u64 = 5;
    pub(super) const LENGTH_MAX: u64 = 6;
}
