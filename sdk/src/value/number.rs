//! Decimal numbers of any size.

use bigdecimal::BigDecimal;

/// A number as Terraform has it: a decimal of any size, never routed through a float.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Number(pub(crate) BigDecimal);
