//! Azure regions.

use std::{
    fmt,
    hash::{Hash, Hasher},
};

/// An Azure region, written `East US` or `eastus`: both are the same region.
///
/// Services answer with the short name and resource providers list the display name, so comparison ignores case and
/// spaces. The spelling that came in is kept for display.
#[derive(Clone, Debug)]
pub struct Location(String);

impl Location {
    /// A region by either of its names.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The spelling that came in.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The short name, as in `eastus`.
    pub fn normalized(&self) -> String {
        self.0.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect()
    }
}

impl PartialEq for Location {
    fn eq(&self, other: &Self) -> bool {
        self.normalized() == other.normalized()
    }
}

impl Eq for Location {}

impl Hash for Location {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.normalized().hash(state);
    }
}

impl From<&str> for Location {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_name_and_a_short_name_are_the_same_region() {
        assert_eq!(Location::new("East US 2"), Location::new("eastus2"));
        assert_ne!(Location::new("eastus"), Location::new("eastus2"));
    }

    #[test]
    fn the_spelling_that_came_in_is_kept() {
        assert_eq!(Location::new("East US").to_string(), "East US");
    }
}
