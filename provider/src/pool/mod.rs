//! Node pools: one model for the system pool of a cluster and for pools of their own.
//!
//! [`plan`] completes what Terraform proposes, [`request`] turns a plan into Azure's words and [`state`] turns the answer back; [`diff`] knows what Azure changes in
//! place, [`coherence`] what does not fit together, and [`view`] what the rules get to see.

pub(crate) mod coherence;
pub(crate) mod diff;
#[cfg(test)]
pub(crate) mod drift;
mod local_dns;
mod model;
mod node_config;
pub(crate) mod plan;
pub(crate) mod request;
pub(crate) mod state;
pub(crate) mod view;

use tfplugin_framework::{Model, Path};

#[cfg(test)]
pub(crate) use self::model::AutoScaling;
pub(crate) use self::model::{Pool, PoolPlan};

/// The names of the attributes of a pool's `network`.
pub(crate) const NETWORK_NAMES: &[&str] = <model::PoolNetwork as Model>::NAMES;

/// Where a pool is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// `system_pool` of `aksoverlay_cluster`.
    Cluster,
    /// The root of `aksoverlay_node_pool`.
    Alone,
}

impl Place {
    /// Where its attributes stand.
    pub(crate) fn path(self) -> Path {
        match self {
            Self::Cluster => Path::of("system_pool"),
            Self::Alone => Path::root(),
        }
    }

    /// The attribute as it is written in a configuration: `system_pool.max_pods`, or `max_pods`.
    pub(crate) fn written(self, attribute: &str) -> String {
        match self {
            Self::Cluster => format!("system_pool.{attribute}"),
            Self::Alone => attribute.to_owned(),
        }
    }

    /// What the pool is called where it stands alone in a sentence.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Cluster => "system_pool",
            Self::Alone => "The node pool",
        }
    }

    /// The mode of a pool that says nothing of it.
    pub(crate) fn default_mode(self) -> &'static str {
        match self {
            Self::Cluster => "System",
            Self::Alone => "User",
        }
    }
}
