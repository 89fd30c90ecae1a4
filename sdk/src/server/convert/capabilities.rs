//! What the caller can do, and what it is told when an answer is put off.

use crate::{
    context::{Capabilities, Deferral},
    proto::tfplugin6::{self as tf, deferred::Reason},
};

/// What the caller can do; nothing beyond the first version of the protocol if it does not say.
pub(in crate::server) fn capabilities(caller: Option<&tf::ClientCapabilities>) -> Capabilities {
    caller.map_or_else(Capabilities::default, |caller| Capabilities {
        deferral_allowed: caller.deferral_allowed,
        write_only_attributes_allowed: caller.write_only_attributes_allowed,
        store_planned_private: caller.store_planned_private,
        computed_blocks_allowed: caller.computed_blocks_allowed,
    })
}

/// Why an answer is put off.
pub(in crate::server) fn deferred(deferral: Deferral) -> tf::Deferred {
    let reason = match deferral {
        Deferral::ResourceConfigUnknown => Reason::ResourceConfigUnknown,
        Deferral::ProviderConfigUnknown => Reason::ProviderConfigUnknown,
        Deferral::AbsentPrerequisite => Reason::AbsentPrereq,
    };
    tf::Deferred { reason: reason.into() }
}
