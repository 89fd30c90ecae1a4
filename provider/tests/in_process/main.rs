//! The provider, driven as Terraform drives it, against the Azure inside it: no process, no socket, milliseconds.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod adoption;
mod attribute_table;
mod attributes;
mod budgets;
mod conformance;
mod data_sources;
mod drift;
mod dual_stack;
mod features;
mod groups;
mod import;
mod interruption;
mod kubeconfig;
mod lifecycle;
mod lookups;
mod network_plan;
mod node_pools;
mod plans;
mod providers;
mod refusals;
mod updates;
mod upgrade_readiness;
mod world;
