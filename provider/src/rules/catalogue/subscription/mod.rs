//! What the subscription has to have before a cluster can be made in it.

use crate::rules::Rule;

mod feature_registration_order;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[&feature_registration_order::RULE];
