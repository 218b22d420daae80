//! Path validation: its clauses, what it costs, and how it compares with other implementations.

mod clauses;
mod cost;
mod crl_issuer;
mod differential;
mod generated;
mod hostile;
mod shake;
mod toy;
