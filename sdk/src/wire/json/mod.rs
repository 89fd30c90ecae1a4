//! JSON, as state files store values.
//!
//! | value | JSON |
//! |---|---|
//! | null | `null`, or with its type as any dynamic value |
//! | unknown | none: JSON has no word for it |
//! | number | a number with all its digits, which never become a float |
//! | list, set, tuple | array |
//! | map, object | object |
//! | dynamic | an object of `value` and `type` |

mod decode;
mod encode;

pub use decode::decode;
pub use encode::encode;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod hostile;
