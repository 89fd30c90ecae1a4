//! What a path below a subscription addresses.

use super::registry::Namespace;
use crate::resource_id::ResourceId;

/// A path of the form `/subscriptions/S[/resourceGroups/G]/providers/NS/...`, taken apart.
#[derive(Debug)]
pub(crate) struct Address<'r> {
    pub(crate) subscription: &'r str,
    pub(crate) group: Option<&'r str>,
    pub(crate) namespace: &'static Namespace,
    /// What follows the namespace, as sent.
    pub(crate) rest: Vec<&'r str>,
    /// The same in lower case, to match on.
    pub(crate) words: Vec<String>,
    /// Everything up to and with the namespace, as sent.
    prefix: String,
}

impl<'r> Address<'r> {
    pub(super) fn new(
        subscription: &'r str,
        group: Option<&'r str>,
        namespace: &'static Namespace,
        prefix: String,
        rest: &[&'r str],
    ) -> Self {
        let words = rest.iter().map(|s| s.to_ascii_lowercase()).collect();
        Self { subscription, group, namespace, rest: rest.to_vec(), words, prefix }
    }

    /// The words as slices, for patterns.
    pub(crate) fn words(&self) -> Vec<&str> {
        self.words.iter().map(String::as_str).collect()
    }

    /// The identifier that the first `count` segments after the namespace make, `None` where they come in no pairs.
    pub(crate) fn id(&self, count: usize) -> Option<ResourceId> {
        let rest = self.rest.get(..count)?.join("/");
        ResourceId::parse(&format!("{}/{rest}", self.prefix)).ok()
    }

    /// The scope of a list: the subscription, or the group that the path names.
    pub(crate) fn scope(&self) -> String {
        match self.group {
            Some(group) => format!("/subscriptions/{}/resourceGroups/{group}", self.subscription),
            None => format!("/subscriptions/{}", self.subscription),
        }
    }
}
