//! How traffic leaves the cluster.

use crate::rules::Rule;

mod outbound_type_migration;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[&outbound_type_migration::RULE];
