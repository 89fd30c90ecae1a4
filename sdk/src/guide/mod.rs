//! One page per ability, to be read in order or one by one.
//!
//! Each says what the ability is for, since which Terraform, shows the code (which is compiled and run with the
//! framework's tests), and what can and what cannot go wrong. Two pages at the end are for those who come from
//! elsewhere: [migrating] and [comparison].
//!
//! | for | pages |
//! |---|---|
//! | the whole | [provider], [models], [nested] |
//! | a resource's life | [planning], [validation], [lifecycle], [secrets], [private_state] |
//! | a resource's past | [import], [moving], [upgrading] |
//! | more than resources | [data_sources], [functions], [ephemeral_resources], [actions], [list_resources], [state_stores] |
//! | what is not known yet | [deferral] |
//! | around the code | [testing], [documentation], [debugging], [publishing] |
//!
//! The pages speak of Terraform; OpenTofu is the same where nothing else is said. Their examples have a client named
//! `Cloud`, in which objects have an ID and a size.

/// Modules that are a page each. What tests the pages needs the feature `testing`.
macro_rules! pages {
    ($($name:ident)*) => {$(
        #[cfg_attr(any(not(doctest), feature = "testing"), doc = include_str!(concat!(stringify!($name), ".md")))]
        pub mod $name {}
    )*};
}

pages! {
    provider
    models
    nested
    planning
    validation
    lifecycle
    secrets
    private_state
    import
    moving
    upgrading
    data_sources
    functions
    ephemeral_resources
    actions
    list_resources
    state_stores
    deferral
    testing
    documentation
    debugging
    publishing
    migrating
    comparison
}
