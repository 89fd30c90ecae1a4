//! What a request sees of the world: one transaction, one moment, the settings.

use crate::options::Options;
use crate::store::Tx;

/// The world in the eyes of one request.
pub(crate) struct World<'t> {
    pub(crate) tx: &'t Tx<'t>,
    pub(crate) options: &'t Options,
    /// Milliseconds since 1970; the same for everything one request does.
    pub(crate) now: i64,
    /// Scheme and host that the client used, for absolute URLs in answers.
    pub(crate) base: String,
}

impl<'t> World<'t> {
    /// The same world at another moment, for what came due before anybody looked.
    pub(crate) fn at(&self, now: i64) -> World<'t> {
        World { tx: self.tx, options: self.options, now, base: self.base.clone() }
    }

    /// A moment as Azure tells it, whose clock may be ahead or behind.
    pub(crate) fn told(&self, moment: i64) -> i64 {
        moment.saturating_add(self.options.clock_skew.saturating_mul(1000))
    }
}
