//! Clusters made by `certwright k8s init`, on loopback addresses of their own.

use std::net::Ipv4Addr;
use std::path::PathBuf;

use super::support::{Workspace, loopback};

/// A cluster's tree and where its control planes live.
pub struct Cluster {
    top: PathBuf,
    pub control_planes: Vec<Ipv4Addr>,
}

/// Makes the tree of a cluster with so many control planes, called `cp-1` and on, reached by the first one's address or as
/// `kube-apiserver`.
pub fn init(ws: &Workspace, directory: &str, control_planes: usize) -> Cluster {
    let addresses: Vec<Ipv4Addr> = (0..control_planes).map(|_| loopback()).collect();
    let mut line =
        format!("k8s init --out {directory} --san kube-apiserver --node worker-1=192.0.2.1");
    for (at, address) in addresses.iter().enumerate() {
        line += &format!(" --control-plane cp-{}={address}", at + 1);
    }
    ws.certwright(&line).ok();
    Cluster {
        top: ws.path(directory),
        control_planes: addresses,
    }
}

impl Cluster {
    /// A file of the tree.
    pub fn file(&self, path: &str) -> PathBuf {
        let file = self.top.join(path);
        assert!(file.is_file(), "{} was not made", file.display());
        file
    }

    /// A file of the tree as text for a command line.
    pub fn text(&self, path: &str) -> String {
        self.file(path).display().to_string()
    }

    /// A file of a control plane, counted from 0: the first one's are at the top, as on its own disk.
    pub fn on(&self, control_plane: usize, path: &str) -> String {
        match control_plane {
            0 => self.text(path),
            at => self.text(&format!("nodes/cp-{}/{path}", at + 1)),
        }
    }
}
