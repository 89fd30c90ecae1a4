//! Ranges that do not overlap.

use crate::random::Random;

/// Blocks that nobody has yet, each as large as a /13.
pub(crate) struct Ranges(Vec<(u8, u8)>);

impl Ranges {
    /// All of 10.0.0.0/8 but Azure's own: the services' 10.0.0.0/16, the network that AKS makes (10.224.0.0/12), and the
    /// pods' 10.244.0.0/16; and a part of the range that carriers have for themselves.
    pub(crate) fn shuffled(random: &mut Random) -> Self {
        let mut blocks: Vec<(u8, u8)> = (1..28).map(|block| (10, block * 8)).collect();
        blocks.extend([(100, 64), (100, 72)]);
        for at in (1..blocks.len()).rev() {
            blocks.swap(at, below(random, at + 1));
        }
        Self(blocks)
    }

    /// The first two bytes of a block: addresses up to seven above the second are its own.
    pub(crate) fn take(&mut self) -> (u8, u8) {
        self.0.pop().unwrap()
    }
}

/// A number below a limit.
pub(crate) fn below(random: &mut Random, limit: usize) -> usize {
    usize::try_from(random.below(limit as u64)).unwrap()
}

/// One of some.
pub(crate) fn one<T: Clone>(random: &mut Random, of: &[T]) -> T {
    of[below(random, of.len())].clone()
}

/// The longest prefix whose range has this many parts of this prefix length.
pub(crate) fn longest_prefix(parts: u32, each: u32) -> u32 {
    each - parts.next_power_of_two().trailing_zeros()
}
