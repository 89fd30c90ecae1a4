//! Every attribute of clusters and node pools through the real Terraform: created, changed, refused, taken away, put back,
//! changed by others and imported, with the writes that the journal has of each.
//!
//! Each row of `tests/fixtures/attributes/` is a resource of its own, and all of them are in one configuration, so that a
//! step of all lives is one run of Terraform.

mod coverage;
mod fleet;
mod life;
#[path = "../../../provider/tests/in_process/attribute_table.rs"]
#[expect(clippy::expect_used, reason = "in a test, what is not there ends it")]
mod table;

use acceptance::Outcome;
use fleet::{CLUSTERS, Fleet, NODE_POOLS};

#[test]
fn each_attribute_of_a_cluster_lives_as_the_table_says() -> Outcome {
    let fleet = Fleet::new(&CLUSTERS, table::rows())?;
    life::led(fleet)
}

#[test]
fn each_attribute_of_a_node_pool_lives_as_the_table_says() -> Outcome {
    let fleet = Fleet::new(&NODE_POOLS, table::of_node_pools())?;
    life::led(fleet)
}
