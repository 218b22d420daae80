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
pub mod signer;
pub mod template;
mod transaction;

use certwright_cluster::Lifetime;

use crate::args::Args;
use crate::clock;
use crate::error::CliError;

/// 2020-01-01T00:00:00Z: before any of this was written.
const EARLIEST: i64 = 1_577_836_800;

/// The span of time that an option asks for, in seconds; a number alone is of days, as it is elsewhere.
pub fn span(args: &Args, name: &str) -> Result<Option<i64>, CliError> {
    let Some(text) = args.text(name) else {
        return Ok(None);
    };
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let with_unit = match is_number {
        true => format!("{text}d"),
        false => text.to_string(),
    };
    match with_unit.parse::<Lifetime>() {
        Ok(lifetime) => Ok(Some(lifetime.seconds())),
        // Nothing is due before its end.
        Err(_) if with_unit == "0d" => Ok(Some(0)),
        Err(e) => Err(CliError::usage(format!("option -{name}: {e}"))),
    }
}

/// The time that goes into certificates, from a clock that has been set.
pub fn issuing_time() -> Result<i64, CliError> {
    set(clock::issuing_time()?)
}

/// A time, unless it is of a clock that has not been set.
fn set(now: i64) -> Result<i64, CliError> {
    if now < EARLIEST {
        return Err(CliError::new(format!(
            "the clock shows {}; set it, for certificates made now would be invalid",
            certwright_cluster::check::iso(now)
        )));
    }
    Ok(now)
}

/// What a directory has against a time ([`Inventory::begins_after`](certwright_cluster::inventory::Inventory::begins_after)).
fn begins_after(top: &std::path::Path, now: i64) -> String {
    format!(
        "every certificate in {} that an authority has signed begins after {}",
        top.display(),
        certwright_cluster::check::iso(now)
    )
}

/// What was written, and where.
fn written(count: usize, top: &std::path::Path) -> String {
    let files = if count == 1 { "file" } else { "files" };
    format!("{count} {files} written in {}\n", top.display())
}
