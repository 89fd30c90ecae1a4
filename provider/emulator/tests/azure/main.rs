//! The emulator as a client of Azure sees it: requests in, answers out.
//!
//! Every test has a world of its own, whose clock moves twenty seconds with each request, so that nothing waits.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod actions;
mod around_networks;
mod authorization;
mod capacity;
mod children;
mod client;
mod cluster;
mod deterministic;
mod faults;
mod features;
mod fixed;
mod front_door;
mod groups;
mod habits;
mod https;
mod limits;
mod network;
mod node_group;
mod nodes;
mod operations;
mod outside;
mod paths;
mod peerings;
mod pools;
mod profiles;
mod program;
mod racing;
mod refusals;
mod resources;
mod robust;
mod run_command;
mod sequences;
mod sharing;
mod surroundings;
mod throttling;
mod updates;
mod wrong_types;
