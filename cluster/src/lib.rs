//! A Kubernetes cluster's public-key infrastructure, in kubeadm's layout.
//!
//! A [`ClusterSpec`] states what the cluster is called and where it lives ([`declaration`] reads it from `cluster.yaml`);
//! [`ROLES`] has one row per certificate; [`desired()`] is what the two ask for, which everything else compares with or
//! makes. A [`Plan`], given fresh keys, becomes a [`Pki`]: every file with its name and contents, for the caller to write.
//!
//! The top of the tree is what belongs in `/etc/kubernetes` on the first control plane, and `nodes/NAME` in it what belongs
//! there on each other machine.
#![forbid(unsafe_code)]

mod certificate;
pub mod change;
pub mod check;
pub mod declaration;
pub mod desired;
pub mod external;
mod found_names;
pub mod inventory;
pub mod issue;
pub mod kubeconfig;
pub mod layout;
mod nesting;
pub mod page;
pub mod report;
pub mod role;
pub mod rotation;
pub mod spec;
pub mod suggestion;

pub use certificate::Issuer;
pub use desired::{Wanted, desired};
pub use issue::{IssueError, Issued, Issuers, Order, Pki, PkiFile, Plan};
pub use role::{Authority, ROLES, Role};
pub use spec::{
    AltName, Authorities, Certificates, ClusterSpec, Endpoint, Etcd, EtcdClient, Files, InnerPath,
    Lifetime, Node, Parameters, SpecError, Subnet, User,
};
