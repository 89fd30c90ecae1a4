//! `Microsoft.Compute/skus`.

use crate::{
    api_version::COMPUTE_SKUS,
    client::{ArmClient, Pager},
    location::Location,
    models::ComputeSku,
};

/// Sizes of virtual machines, and what this subscription may have of them.
#[derive(Clone, Copy, Debug)]
pub struct ComputeSkus<'c> {
    client: &'c ArmClient,
}

impl<'c> ComputeSkus<'c> {
    pub(crate) fn new(client: &'c ArmClient) -> Self {
        Self { client }
    }

    /// Everything that there is in a region; besides virtual machines also disks and others. Some megabytes.
    pub fn list(&self, location: &Location) -> Pager<ComputeSku> {
        let path = ["subscriptions", self.client.subscription_id(), "providers", "Microsoft.Compute", "skus"];
        let mut url = self.client.url(path, COMPUTE_SKUS);
        url.query_pairs_mut().append_pair("$filter", &format!("location eq '{}'", location.normalized()));
        Pager::new(self.client, url)
    }
}
