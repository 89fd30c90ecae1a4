//! ARM resource IDs, which mean the same in any case.

use std::hash::{Hash, Hasher};

/// An ARM resource ID as a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct AnyCase<'a>(pub(super) &'a str);

impl PartialEq for AnyCase<'_> {
    fn eq(&self, other: &Self) -> bool {
        let (one, other) = (self.0.as_bytes(), other.0.as_bytes());
        // They differ at their end, if they do: most of the others need no more than that.
        one.len() == other.len()
            && end(one).eq_ignore_ascii_case(end(other))
            && one.eq_ignore_ascii_case(other)
    }
}

impl Eq for AnyCase<'_> {}

impl Hash for AnyCase<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // IDs of one network have most of their text in common, and differ at their end.
        let (mut lower, bytes) = ([0; END], self.0.as_bytes());
        for (to, byte) in lower.iter_mut().zip(end(bytes)) {
            *to = byte.to_ascii_lowercase();
        }
        state.write(&lower);
        state.write_usize(bytes.len());
    }
}

/// How much of an ID is hashed.
const END: usize = 24;

fn end(id: &[u8]) -> &[u8] {
    &id[id.len().saturating_sub(END)..]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn one_id_in_two_cases_is_one_key_and_ids_that_differ_before_their_end_are_two() {
        let subnet =
            |vnet: &str, name: &str| format!("/subscriptions/0/virtualNetworks/{vnet}/subnets/{name}");
        let ids =
            [subnet("hub", "nodes"), subnet("HUB", "Nodes"), subnet("other", "nodes"), subnet("hub", "n")];
        let long = "x".repeat(END);
        let ends = [subnet("hub", &long), subnet("web", &long)];
        let keys: HashSet<AnyCase<'_>> = ids.iter().chain(&ends).map(|id| AnyCase(id)).collect();
        assert_eq!(keys.len(), 5);
    }
}
