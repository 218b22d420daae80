//! Floor 6 · a Kubernetes cluster's PKI.
