//! What is written at all.

use crate::rules::Rule;

mod malformed_cidr;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[&malformed_cidr::RULE];
