//! `-chain`: the certificates between one and a trusted root.

use crate::args::Args;
use crate::error::CliError;
use crate::limits;
use crate::pass::Pass;
use crate::verify::{self, Store};
use crate::{clock, io, load};
use certwright::path::{SecurityLevel, Settings};
use certwright::x509::{CertificateRef, Time};

/// The DER of each certificate above `target` on a valid path, in order, the root last.
pub(super) fn of(
    args: &Args,
    target: &[u8],
    passcerts: Option<&Pass>,
) -> Result<Vec<Vec<u8>>, CliError> {
    let store = Store::trusted(args)?;
    let mut untrusted = Vec::new();
    for path in args.paths("untrusted") {
        let (bytes, name) = (
            io::read_file(path, &limits::CERTIFICATES)?,
            io::display(Some(path)),
        );
        untrusted.extend(load::stored_certificates(&bytes, &name, passcerts)?);
    }

    let refused = |e: &dyn std::fmt::Display| CliError::new(format!("Error getting chain: {e}"));
    // One that cannot be read is on no path.
    let untrusted = untrusted.iter().map(|c| CertificateRef::from_der(&c.der));
    let untrusted: Vec<_> = untrusted.filter_map(Result::ok).collect();
    let target = CertificateRef::from_der(target).map_err(|e| refused(&e))?;
    let mut settings = Settings::at(Time::from_unix(clock::now()));
    settings.security = SecurityLevel::bits(0);
    verify::chain(args, settings, &store, &untrusted, &target).map_err(|e| refused(&e.why))
}
