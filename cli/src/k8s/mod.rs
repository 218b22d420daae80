//! A Kubernetes cluster's PKI: made, compared with its declaration, renewed, handed out.

pub mod bundle;
pub mod check;
pub mod directory;
pub mod extend;
pub mod external;
pub mod hand_out;
pub mod init;
pub mod renew;
pub mod report;
pub mod rotate;
pub mod template;
mod transaction;

use crate::clock;
use crate::error::CliError;

/// 2020-01-01T00:00:00Z: before any of this was written.
const EARLIEST: i64 = 1_577_836_800;

/// The time that goes into certificates, from a clock that has been set.
pub fn issuing_time() -> Result<i64, CliError> {
    let now = clock::issuing_time()?;
    if now < EARLIEST {
        return Err(CliError::new(format!(
            "the clock shows {}; set it, for certificates made now would be invalid",
            certwright_cluster::check::iso(now)
        )));
    }
    Ok(now)
}

/// What was written, and where.
fn written(count: usize, top: &std::path::Path) -> String {
    let files = if count == 1 { "file" } else { "files" };
    format!("{count} {files} written in {}\n", top.display())
}
