//! Floor 6 · a Kubernetes cluster's public-key infrastructure, in kubeadm's layout.
//!
//! A [`ClusterSpec`] says what the cluster is called and where it lives; [`ROLES`] has one row per certificate.

pub mod kubeconfig;
pub mod role;
pub mod spec;

pub use role::{Authority, ROLES, Role};
pub use spec::{AltName, ClusterSpec, Endpoint, Node, SpecError, Subnet};
