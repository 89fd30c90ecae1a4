//! Plan modifiers: an attribute's own say in what is planned for it.

use crate::{
    diag::{Diagnostic, Diagnostics},
    value::{Path, Value},
};

/// An attribute's own say in what is planned for it. A function of a [`&mut AttributeChange`](AttributeChange) is one.
///
/// It runs at every plan of a create or update, after defaults and after computed attributes became unknown, an outer
/// attribute before those inside it. It must give the same answer to the same question: Terraform asks twice.
///
/// ```
/// use tfplugin_framework::{Diagnostic, Model, model::WriteOnly, schema::AttributeChange};
///
/// /// Something with a password.
/// #[derive(Clone, Debug, Model)]
/// pub struct Account {
///     /// The password. Only needed to create the account.
///     #[model(plan = needed_to_create)]
///     pub password: Option<WriteOnly<String>>,
/// }
///
/// fn needed_to_create(change: &mut AttributeChange<'_>) {
///     if change.is_create() && change.config.is_null() {
///         change.report(Diagnostic::error("No password", "A new account needs a password."));
///     }
/// }
/// ```
pub trait PlanModifier: Send + Sync {
    /// Looks at the change and perhaps has a say in it.
    fn modify(&self, change: &mut AttributeChange<'_>);
}

impl<F: Fn(&mut AttributeChange<'_>) + Send + Sync> PlanModifier for F {
    fn modify(&self, change: &mut AttributeChange<'_>) {
        self(change);
    }
}

/// What happens to one attribute, in the eyes of a [`PlanModifier`].
#[derive(Debug)]
pub struct AttributeChange<'a> {
    /// Where the attribute stands.
    pub path: &'a Path,
    /// Its stored value; null on create.
    pub prior: &'a Value,
    /// What the configuration says: null if nothing. Write-only values are here and nowhere else.
    pub config: &'a Value,
    /// What is planned so far, to be changed. Terraform accepts another value only where the configuration is silent
    /// and the attribute computed, or the prior value where both are set.
    pub planned: Value,
    /// The object that the attribute belongs to: its siblings.
    pub around: Around<'a>,
    is_create: bool,
    replaces: bool,
    diagnostics: &'a mut Diagnostics,
}

/// The object around an attribute.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// As it is stored; null if there was none.
    pub prior: &'a Value,
    /// As the configuration has it.
    pub config: &'a Value,
    /// As it was planned before any modifier of this object ran.
    pub planned: &'a Value,
}

impl<'a> AttributeChange<'a> {
    pub(crate) fn new(
        path: &'a Path,
        [prior, config, planned]: [&'a Value; 3],
        around: Around<'a>,
        is_create: bool,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let planned = planned.clone();
        Self { path, prior, config, planned, around, is_create, replaces: false, diagnostics }
    }

    /// Whether the resource is made anew: also in the second half of a replacement.
    pub fn is_create(&self) -> bool {
        self.is_create
    }

    /// Whether an existing resource gets another value here than it has, and not only one that is not known because of
    /// some other change.
    pub fn is_changed(&self) -> bool {
        let only_marked = self.planned.is_unknown() && self.config.is_null();
        !self.is_create && !only_marked && self.planned != *self.prior
    }

    /// Makes the change of this attribute replace the resource. On create, or if the value does not change, Terraform
    /// ignores it.
    pub fn require_replace(&mut self) {
        self.replaces = true;
    }

    /// Reports an error or a warning about the attribute; its path is added if it has none.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        let at = diagnostic.path.clone().unwrap_or_else(|| self.path.clone());
        self.diagnostics.push(diagnostic.at(at));
    }

    pub(crate) fn into_outcome(self) -> (Value, bool) {
        (self.planned, self.replaces)
    }
}

/// A change replaces the resource if `condition` says so: `#[model(requires_replace_if = condition)]`. It is asked when
/// the value of an existing resource changes.
pub fn replace_if(condition: impl Fn(&AttributeChange<'_>) -> bool + Send + Sync) -> impl PlanModifier {
    move |change: &mut AttributeChange<'_>| {
        if change.is_changed() && condition(change) {
            change.require_replace();
        }
    }
}

/// A computed value keeps the one in state, where there is one, unless `condition` says that it may change:
/// `#[model(stable_unless = condition)]`.
pub fn stable_unless(condition: impl Fn(&AttributeChange<'_>) -> bool + Send + Sync) -> impl PlanModifier {
    move |change: &mut AttributeChange<'_>| {
        let kept = change.planned.is_unknown() && !change.config.is_unknown() && !change.prior.is_null();
        if kept && !condition(change) {
            change.planned = change.prior.clone();
        }
    }
}
