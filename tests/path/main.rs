//! Path validation: its clauses, what it costs, and how it compares with other implementations.

mod clauses;
mod cost;
mod differential;
mod generated;
mod hostile;
mod ocsp;
mod profiles;
mod revocation;
mod shake;
mod toy;
mod trust;
