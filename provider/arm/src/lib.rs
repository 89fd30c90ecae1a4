//! A client for Azure Resource Manager, as far as AKS clusters on overlay networks need it.
//!
//! It knows Azure and nothing of Terraform. Its shape is that of Microsoft's generated crates:
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use arm_client::{ArmClient, ArmClientOptions, Cloud, CredentialSettings, ManagedClusterId, Polling, transport};
//!
//! let cloud = Cloud::public();
//! let transport = transport::https()?;
//! let credential = CredentialSettings::default().resolve(&cloud, &transport)?;
//! let subscription_id = "00000000-0000-0000-0000-000000000000".to_owned();
//! let client = ArmClient::new(ArmClientOptions {
//!     cloud, subscription_id, credential, transport, user_agent: None, polling: Polling::default(),
//! });
//! let id: ManagedClusterId = ManagedClusterId::new(client.subscription_id(), "group", "cluster");
//! let mut update = client.managed_clusters().begin_update(&id, |cluster| {
//!     cluster.tags.get_or_insert_default().insert("team".into(), "platform".into());
//! }).await?;
//! let cluster = update.wait().await?;
//! println!("{:?}", cluster.tags);
//! # Ok(()) }
//! ```
//!
//! # Map
//!
//! - A call begins at [`ArmClient`], which gives a sub-client for each kind of resource. These take typed IDs
//!   ([`ManagedClusterId`] and its like) and [`models`], and give a [`Resource`], a [`Pager`] or an [`Operation`].
//! - The request goes through one pipeline: correlation ID, token, transport. Around it a loop sends again what is safe
//!   to send again. Tokens come from [`CredentialSettings`], addresses from [`Cloud`], the network from [`transport`].
//! - The answer is a [`Resource`], which keeps Azure's JSON beside the typed members, or an [`ArmError`], which reads
//!   Azure's two shapes of errors.
//! - A write that takes its time is an [`Operation`]: a state machine that waits, tells a [`ProgressSink`] about it, and
//!   can be dropped and taken up again from its [`Monitor`].
//!
//! # Guarantees
//!
//! - Every future may be dropped at any await: deadlines and cancellation are the caller's, and no wait outlives them.
//! - Nothing secret is in any `Debug`, `Display`, log line or [`Monitor`]: no token, no signed URL.
//! - A write is sent again only where it cannot have taken effect, or where taking effect twice does no harm.
//!
//! # Why not Microsoft's crate for AKS
//!
//! `azure_mgmt_containerservice` 0.10 speaks five preview API versions, which AKS switched off on 20 June 2024, and its
//! stack is no longer maintained. Its successor, `azure_resourcemanager_containerservice`, is an empty placeholder. This
//! crate stands on `azure_core` and `azure_identity` 1.x and keeps the shape of Microsoft's generator, so that the
//! successor can take its place.

pub mod api_version;
pub mod credential;
pub mod error;
pub mod models;
pub mod transport;

mod client;
mod cloud;
mod id;
mod keyword;
mod location;
mod merge;
mod operation;
mod resource;
mod sub_clients;

pub use client::{ArmClient, ArmClientOptions, Pager, Phase, Polling, Progress, ProgressSink};
pub use cloud::{Cloud, CloudError};
pub use credential::{CredentialError, CredentialSettings};
pub use error::ArmError;
pub use id::{
    AgentPoolId, IdError, IdProblem, LocalNetworkGatewayId, ManagedClusterId, NatGatewayId,
    NetworkSecurityGroupId, ResourceGroupId, ResourceId, RouteTableId, SubnetId, UserAssignedIdentityId,
    VirtualNetworkId,
};
pub use keyword::Keyword;
pub use location::Location;
pub use operation::{Ended, Monitor, Operation, OperationKind, Outcome, ended};
pub use resource::Resource;
pub use sub_clients::{
    AgentPools, ComputeSkus, Features, KubeconfigOf, KubeconfigQuery, KubernetesVersions,
    LocalNetworkGateways, MaintenanceConfigurations, ManagedClusters, NatGateways, NetworkSecurityGroups,
    ResourceGroups, ResourceProviders, RoleAssignments, RouteTables, Subnets, UserAssignedIdentities,
    VirtualNetworks,
};
