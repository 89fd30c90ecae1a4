//! Types of text with a format: what is invalid is refused when a configuration is validated, and where a remote side
//! may spell things in its own way, two texts that mean the same are the same value.

mod cidr;
mod ip;
mod json;
mod time;

pub use cidr::{Ipv4Cidr, Ipv6Cidr};
pub use ip::{Ipv4, Ipv6};
pub use json::{ExactJson, NormalizedJson};
pub use time::{GoDuration, Rfc3339};

/// A text as it was written, because Terraform wants it back to the letter, and what it was read as.
macro_rules! text {
    ($(#[$documentation:meta])* $name:ident read by $read:ident as $read_as:ty, or $error:ty) => {
        $(#[$documentation])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name(String, $read_as);

        impl std::str::FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                $read(text).map(|read| Self(text.to_owned(), read))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        /// To the letter.
        impl PartialEq<&str> for $name {
            fn eq(&self, text: &&str) -> bool {
                self.0 == *text
            }
        }
    };
}
use text;

/// The detail of an error about a text.
fn detail(sentence: &str, text: &str, error: &str) -> String {
    let error = if error.is_empty() { String::new() } else { format!("\nError: {error}") };
    format!("{sentence}\n\nGiven Value: {text}{error}")
}
