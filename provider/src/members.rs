//! Members of Azure's bodies: written from a plan, and read into a state.

use std::collections::{BTreeMap, BTreeSet};

use arm_client::{
    Keyword,
    models::{Enabled, ResourceReference},
};

use crate::words;

/// A value if there is one; otherwise Azure's stays.
pub(crate) fn set<T>(azure: &mut Option<T>, plan: Option<T>) {
    if plan.is_some() {
        *azure = plan;
    }
}

/// A word in Azure's spelling. A difference in case alone is left as Azure has it.
pub(crate) fn set_word(azure: &mut Option<Keyword>, words: &'static [&'static str], plan: Option<&String>) {
    if let Some(word) = plan
        && azure.as_ref().is_none_or(|azure| !azure.is(word))
    {
        *azure = Some(words::azures(words, word).into());
    }
}

/// A collection of the user's alone: what is not given shall be empty.
pub(crate) fn set_or_clear<C: Collection>(azure: &mut Option<C>, plan: Option<C>) {
    match plan {
        Some(plan) => *azure = Some(plan),
        None if azure.as_ref().is_some_and(|azure| !azure.is_empty()) => *azure = Some(C::default()),
        None => {}
    }
}

/// Switches something, if the plan says how.
pub(crate) fn switch(azure: &mut Option<Enabled>, plan: Option<bool>) {
    if plan.is_some() {
        azure.get_or_insert_default().enabled = plan;
    }
}

/// Whether something is on; it is off where Azure does not speak of it.
pub(crate) fn is_on(azure: Option<&Enabled>) -> bool {
    azure.and_then(|azure| azure.enabled) == Some(true)
}

/// A text of Azure's, which leaves it out or empties it where there is none.
pub(crate) fn text(azure: Option<&String>) -> Option<String> {
    azure.filter(|text| !text.is_empty()).cloned()
}

/// Texts as a set: Azure's order is not stable.
pub(crate) fn texts(azure: Option<&Vec<String>>) -> Option<BTreeSet<String>> {
    azure.map(|texts| texts.iter().cloned().collect())
}

/// A word of Azure's, or what the service means when it leaves the word out.
pub(crate) fn word(azure: Option<&Keyword>, absent: &str) -> Option<String> {
    Some(azure.map_or(absent, Keyword::as_str).to_owned())
}

/// A word of Azure's as text.
pub(crate) fn plain(azure: Option<Keyword>) -> Option<String> {
    azure.map(String::from)
}

/// The IDs of references, as a set: Azure's order is not stable.
pub(crate) fn ids(references: Option<&Vec<ResourceReference>>) -> Option<BTreeSet<String>> {
    let ids: BTreeSet<String> = references?.iter().filter_map(|reference| reference.id.clone()).collect();
    Some(ids).filter(|ids| !ids.is_empty())
}

/// Azure leaves out what is empty, and sends it as empty while it works; the user may have written either.
pub(crate) fn unless_empty<C: Collection>(azure: Option<C>, kept: Option<&C>) -> Option<C> {
    match azure.filter(|azure| !azure.is_empty()) {
        None => kept.filter(|kept| kept.is_empty()).cloned(),
        azure => azure,
    }
}

/// What may be empty.
pub(crate) trait Collection: Clone + Default {
    /// Whether nothing is in it.
    fn is_empty(&self) -> bool;
}

impl<T: Clone> Collection for Vec<T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Clone + Ord> Collection for BTreeSet<T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Clone> Collection for BTreeMap<String, T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}
