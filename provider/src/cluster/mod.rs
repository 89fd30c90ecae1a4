//! The resource `aksoverlay_cluster`.

mod diff;
mod model;
mod plan;
mod request;
mod state;
mod version;
mod view;
