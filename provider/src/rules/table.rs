//! The rules, the most specific first.

use super::Rule;

/// Every rule, in the order in which findings are shown.
pub static RULES: &[Rule] = &[];
