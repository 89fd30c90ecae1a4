//! What Azure is about to take away, or has taken away.

use crate::rules::Rule;

mod retired_parts;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[&retired_parts::RULE];
