//! `-chain`: the certificates between one and a trusted root.

use crate::args::Args;
use crate::error::CliError;
use crate::limits;
use crate::pass::Pass;
use crate::verify::{Store, is_root};
use crate::{clock, io, load};
use certwright::path::{Anchor, Pool, SecurityLevel, Settings, Source, verify};
use certwright::x509::{CertificateRef, RsaVerifier, Time};

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
    let mut intermediates: Vec<_> = untrusted.filter_map(Result::ok).collect();
    let mut anchors = Vec::new();
    for loaded in &store.trusted {
        let certificate = loaded.fields();
        match is_root(&certificate) {
            true => anchors.push(Anchor::from_certificate(&certificate)),
            false => intermediates.push(certificate),
        }
    }
    let target = CertificateRef::from_der(target).map_err(|e| refused(&e))?;
    let mut settings = Settings::at(Time::from_unix(clock::now()));
    settings.enforce_anchor = true;
    settings.anchor_as_target = true;
    settings.security = SecurityLevel::bits(0);
    let pool = Pool::new(&anchors).intermediates(&intermediates);
    let path = verify(&target, &pool, &settings, &RsaVerifier).map_err(|e| refused(&e))?;
    let der = |source: &Source| match *source {
        Source::Intermediate(i) => Some(intermediates[i].signed.raw.to_vec()),
        Source::Anchor(i) => anchors[i].certificate().map(|c| c.as_der().to_vec()),
        _ => None,
    };
    // The target itself is the first, whether it is an anchor or not.
    Ok(path.chain.iter().skip(1).filter_map(der).collect())
}
