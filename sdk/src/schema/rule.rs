//! Rules about which attributes go together.

/// A rule about attributes and blocks at one level, such as "exactly one of these". It speaks as soon as it is decided
/// and is silent while that hangs on an unknown value.
///
/// `#[derive(Model)]` makes them of keys on the struct, `#[model(exactly_one_of(a, b))]`, and on a field,
/// `#[model(conflicts_with(b))]`, and checks the names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub(crate) kind: RuleKind,
    pub(crate) names: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RuleKind {
    ExactlyOneOf,
    AtLeastOneOf,
    Conflicting,
    RequiredTogether,
    PreferWriteOnly,
    ConflictsWith,
    Requires,
    AtLeastSumOf,
    AtMostSumOf,
    EqualsSumOf,
}

macro_rules! rules {
    ($($(#[$documentation:meta])* $name:ident $kind:ident;)+) => {$(
        $(#[$documentation])*
        pub fn $name<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
            Self { kind: RuleKind::$kind, names: names.into_iter().map(Into::into).collect() }
        }
    )+};
}

impl Rule {
    rules! {
        /// One of these must be set, and no more than one.
        exactly_one_of ExactlyOneOf;
        /// One of these must be set, or several.
        at_least_one_of AtLeastOneOf;
        /// At most one of these may be set.
        conflicting Conflicting;
        /// All of these must be set, or none.
        required_together RequiredTogether;
        /// The first is better not set, as the second does the same and is never stored: a warning, where Terraform has
        /// write-only attributes.
        prefer_write_only PreferWriteOnly;
        /// If the first is set, none of the others may be.
        conflicts_with ConflictsWith;
        /// If the first is set, all of the others must be.
        requires Requires;
        /// The first is at least as large as the others together; those that are not set count as zero.
        at_least_sum_of AtLeastSumOf;
        /// The first is at most as large as the others together; those that are not set count as zero.
        at_most_sum_of AtMostSumOf;
        /// The first is as large as the others together; those that are not set count as zero.
        equals_sum_of EqualsSumOf;
    }

    /// The attributes and blocks that it is about.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}
