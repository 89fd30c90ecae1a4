//! The way from configuration and prior state to a plan, and the rules that Terraform enforces on every answer.
//!
//! Everything here is pure and synchronous: a [`Schema`](crate::Schema) and [`Value`](crate::Value)s go in, values and
//! findings come out. The order in which the framework uses it:
//!
//! 1. [`validate`]: which attributes go together, and the attribute validators, on the configuration alone.
//! 2. [`plan_change`]: defaults, write-only values, semantic equality, and what becomes "known after apply".
//! 3. [`modify`]: the attributes' own plan modifiers.
//! 4. [`after_hook`]: the same rules again on what the resource's own plan hook made of it.
//! 5. [`keep_spelling`]: after apply and after read, a value that means the same as before is written as before.
//! 6. [`without_unknowns`]: what can be stored of an operation that did not come to its end.
//! 7. [`generated_config`]: the configuration of an imported object.
//! 8. [`check`]: Terraform's own consistency rules, so that a provider bug is named before Terraform stumbles on it.

pub mod check;
mod defaults;
mod duplicates;
#[cfg(test)]
pub(crate) mod fixture;
mod generate;
mod hook;
mod known;
mod mask;
mod modify;
pub(crate) mod pairing;
mod pipeline;
#[cfg(test)]
mod properties;
mod replace;
mod rules;
pub(crate) mod shape;
mod spelling;
mod validate;
mod walk;

pub use generate::generated_config;
pub use hook::after_hook;
pub use known::without_unknowns;
pub use modify::modify;
pub use pipeline::{Planned, plan_change};
pub use spelling::{keep_spelling, without_unasked_blocks};
pub use validate::{validate, validate_resource};
