//! Words from Azure's open sets.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A word from one of Azure's open sets, such as `loadBalancer` or `Succeeded`.
///
/// Azure adds words without a new API version and changes their case between answers (`Standard` in 2023, `standard` in
/// 2026), so a word is a string that compares without regard to case and keeps the spelling it came with.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Keyword(String);

impl Keyword {
    /// The word as it was spelled.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is `word`, in any case.
    pub fn is(&self, word: &str) -> bool {
        self.0.eq_ignore_ascii_case(word)
    }
}

impl PartialEq for Keyword {
    fn eq(&self, other: &Self) -> bool {
        self.is(&other.0)
    }
}

impl Eq for Keyword {}

impl PartialEq<str> for Keyword {
    fn eq(&self, other: &str) -> bool {
        self.is(other)
    }
}

impl PartialEq<&str> for Keyword {
    fn eq(&self, other: &&str) -> bool {
        self.is(other)
    }
}

impl From<&str> for Keyword {
    fn from(word: &str) -> Self {
        Self(word.to_owned())
    }
}

impl From<String> for Keyword {
    fn from(word: String) -> Self {
        Self(word)
    }
}

impl From<Keyword> for String {
    fn from(word: Keyword) -> Self {
        word.0
    }
}

impl AsRef<str> for Keyword {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_compare_without_regard_to_case_and_keep_their_spelling() {
        let word = Keyword::from("NodeIPConfiguration");
        assert_eq!(word, Keyword::from("nodeIPConfiguration"));
        assert_eq!(word.to_string(), "NodeIPConfiguration");
    }
}
