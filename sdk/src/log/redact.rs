//! Secrets that may not appear in a log line.

use std::{
    borrow::Cow,
    sync::{PoisonError, RwLock},
};

static SECRETS: RwLock<Vec<String>> = RwLock::new(Vec::new());

/// Shorter texts are no secrets, and would turn ordinary words into stars.
const SHORTEST: usize = 6;

/// From now on no log line of this process shows `secret`: it is printed as `***`.
///
/// The framework does this by itself with the sensitive attributes of the provider block. Texts of less than six bytes
/// are ignored.
pub fn redact(secret: &str) {
    if secret.len() < SHORTEST {
        return;
    }
    let mut secrets = SECRETS.write().unwrap_or_else(PoisonError::into_inner);
    if !secrets.iter().any(|known| known == secret) {
        secrets.push(secret.to_owned());
        // A secret that contains another one has to be found first.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    }
}

/// `text` without the secrets.
pub(crate) fn redacted(text: &str) -> Cow<'_, str> {
    let secrets = SECRETS.read().unwrap_or_else(PoisonError::into_inner);
    let mut text = Cow::Borrowed(text);
    for secret in secrets.iter() {
        if text.contains(secret.as_str()) {
            text = Cow::Owned(text.replace(secret.as_str(), "***"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_starred_wherever_it_stands() {
        redact("correct-horse");
        redact("correct-horse-battery");
        assert_eq!(redacted("a correct-horse-battery, a correct-horse"), "a ***, a ***");
    }

    #[test]
    fn short_texts_are_left_alone() {
        redact("true");
        assert_eq!(redacted("it is true"), "it is true");
    }
}
