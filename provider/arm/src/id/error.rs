//! What is wrong with a text that should be a resource ID.

use std::fmt;

/// A text is not a resource ID of the kind that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdError {
    /// The text.
    pub given: String,
    /// What was asked for, in words: `an AKS cluster`.
    pub expected: &'static str,
    /// What such an ID looks like.
    pub example: &'static str,
    /// What is wrong.
    pub problem: IdProblem,
}

/// What is wrong with an ID.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdProblem {
    /// Nothing was given.
    Empty,
    /// It does not begin with `/subscriptions/`.
    NoSubscription,
    /// Two slashes with nothing between, or one at the end.
    EmptySegment,
    /// A segment has a character that no ID has.
    BadCharacter(char),
    /// A word was expected and something else stands there.
    Unexpected {
        /// What stands there.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// It ends after a word that a name should follow.
    NameMissing {
        /// The word.
        after: String,
    },
    /// It is the ID of another kind of resource.
    OtherType {
        /// The resource type found.
        found: String,
    },
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { given, expected, example, problem } = self;
        write!(
            f,
            "{given:?} is not the resource ID of {expected}: {problem}. Such an ID looks like {example}"
        )
    }
}

impl fmt::Display for IdProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::NoSubscription => f.write_str("it does not begin with /subscriptions/"),
            Self::EmptySegment => {
                f.write_str("it has an empty part (two slashes in a row, or one at the end)")
            }
            Self::BadCharacter(character) => write!(f, "it has the character {character:?}"),
            Self::Unexpected { found, expected } => write!(f, "it has {found:?} where {expected} should be"),
            Self::NameMissing { after } => write!(f, "it ends where a name should follow {after:?}"),
            Self::OtherType { found } => write!(f, "it is the ID of {found}"),
        }
    }
}

impl std::error::Error for IdError {}
