//! A Kubernetes cluster's public-key infrastructure, in kubeadm's layout.
//!
//! A [`ClusterSpec`] states what the cluster is called and where it lives; [`ROLES`] has one row per certificate; a [`Plan`] of
//! the two, given fresh keys, becomes a [`Pki`]: every file with its name and contents, for the caller to write.
//!
//! The top of the tree is what belongs in `/etc/kubernetes` on the first control plane, and `nodes/NAME` in it what belongs
//! there on each other machine.
#![forbid(unsafe_code)]

mod certificate;
pub mod check;
mod found_names;
pub mod inventory;
mod issue;
pub mod kubeconfig;
pub mod report;
pub mod role;
pub mod spec;

pub use issue::{IssueError, Issued, Pki, PkiFile, Plan, Validity, ValidityError};
pub use role::{Authority, ROLES, Role};
pub use spec::{AltName, ClusterSpec, Endpoint, Node, SpecError, Subnet};
