//! Functions for HCL: `provider::aksoverlay::cidrs_overlap(a, b)`. Pure: addresses by
//! [`network`](crate::network), and manifests.

mod arguments;
mod cidrs_overlap;
mod dns_service_ip;
mod load_balancer_services;
mod next_free_cidr;
mod node_capacity;
mod smallest_pod_cidr;

pub use cidrs_overlap::CidrsOverlap;
pub use dns_service_ip::DnsServiceIp;
pub use load_balancer_services::LoadBalancerServices;
pub use next_free_cidr::NextFreeCidr;
pub use node_capacity::NodeCapacity;
pub use smallest_pod_cidr::SmallestPodCidr;
