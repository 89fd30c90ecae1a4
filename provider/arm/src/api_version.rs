//! The API versions that are spoken. Each resource is read and written with one and the same version, because AKS
//! refuses members that it does not know (from 2024-01-01), and a later version answers with such members.

/// `Microsoft.ContainerService`: the newest version whose real traffic and schema this client was written from.
pub const CONTAINER_SERVICE: &str = "2026-05-01";
/// `Microsoft.Network`.
pub const NETWORK: &str = "2025-07-01";
/// `Microsoft.Resources`: resource groups and resource providers.
pub const RESOURCES: &str = "2025-04-01";
/// `Microsoft.Features`.
pub const FEATURES: &str = "2021-07-01";
/// `Microsoft.Compute/skus`.
pub const COMPUTE_SKUS: &str = "2021-07-01";
/// `Microsoft.Authorization`.
pub const AUTHORIZATION: &str = "2022-04-01";
/// `Microsoft.ManagedIdentity`.
pub const MANAGED_IDENTITY: &str = "2024-11-30";
/// Cloud metadata.
pub const METADATA: &str = "2022-09-01";
