//! Whether a response is to be relied on, by the rules of OpenSSL's `ocsp`: its options pick what is checked.

use certwright::der::oid;
use certwright::path::{Anchor, Pool, Revocation, Settings, Source, names_equal, verify};
use certwright::rsa::HashAlgorithm;
use certwright::x509::extension::ExtKeyUsage;
use certwright::x509::ocsp::{BasicResponse, CertId, ResponderId};
use certwright::x509::{Certificate, CertificateRef, RsaVerifier};

use crate::args::Args;
use crate::verify::{is_root, spare_anchor, spares_anchors};

/// Trusted certificates and what else a path to them may lead through.
pub(super) struct Trusted<'a> {
    pub(super) anchors: &'a [Anchor],
    /// Which of them are trusted for OCSP by their own settings.
    pub(super) explicit: &'a [bool],
    /// Trusted certificates that are not ends of a chain.
    pub(super) intermediates: &'a [CertificateRef<'a>],
    pub(super) settings: &'a Settings,
}

/// Checks a response as a whole: its signer, the signature, the signer's path, and that the signer may answer. `others` are
/// searched for the signer before the certificates in the response are.
///
/// # Errors
/// What is wrong, in a line.
pub(super) fn check(
    args: &Args,
    basic: &BasicResponse<'_>,
    others: &[Certificate],
    trust: &Trusted<'_>,
) -> Result<(), String> {
    let others: Vec<_> = others.iter().map(Certificate::fields).collect();
    let enclosed: Vec<_> = basic.certificates.iter().collect();
    let is_signer = |certificate: &&CertificateRef<'_>| is_named(&basic.responder_id, certificate);
    let (signer, from_others) = match others.iter().find(is_signer) {
        Some(signer) => (signer, true),
        None if args.has("no_intern") => return Err("signer certificate not found".into()),
        None => match enclosed.iter().find(is_signer) {
            Some(signer) => (signer, false),
            None => return Err("signer certificate not found".into()),
        },
    };
    if !args.has("no_signature_verify") {
        basic
            .verify_signature(&signer.spki, &RsaVerifier)
            .map_err(|e| format!("signature failure: {e}"))?;
    }
    let trusted = from_others && (args.has("trust_other") || args.has("VAfile"));
    if trusted || args.has("no_cert_verify") {
        return Ok(());
    }

    let mut pool = trust.intermediates.to_vec();
    if !args.has("no_chain") {
        pool.extend(enclosed.iter().chain(&others));
    }
    let mut settings = trust.settings.clone();
    settings.anchor_as_target = args.has("partial_chain") || is_root(signer);
    if spares_anchors(args) {
        spare_anchor(&mut settings, trust.anchors, signer);
    }
    if signer.extensions.find(oid::OCSP_NO_CHECK).is_some() {
        settings.revocation = Revocation::OFF;
    }
    let paths = Pool::new(trust.anchors).intermediates(&pool);
    let path = verify(signer, &paths, &settings, &RsaVerifier)
        .map_err(|e| format!("certificate verify error: {e}"))?;
    if args.has("no_cert_checks") {
        return Ok(());
    }
    let root;
    let issuer = match path.chain.get(1) {
        Some(&Source::Intermediate(i)) => Some(&pool[i]),
        Some(&Source::Anchor(i)) => {
            root = trust.anchors[i].certificate().map(Certificate::fields);
            root.as_ref()
        }
        _ => None,
    };
    match check_issuer(basic, signer, issuer) {
        // Trusted for OCSP by name: whoever it certified may answer for anybody.
        Ok(false) if !args.has("no_explicit") && is_explicit(&path.chain, trust.explicit) => Ok(()),
        Ok(false) => Err(
            "root ca not trusted: the signer is neither the certificates' issuer nor its delegate"
                .into(),
        ),
        Ok(true) => Ok(()),
        Err(why) => Err(why),
    }
}

fn is_explicit(chain: &[Source], explicit: &[bool]) -> bool {
    matches!(chain.last(), Some(&Source::Anchor(i)) if explicit[i])
}

fn is_named(id: &ResponderId<'_>, certificate: &CertificateRef<'_>) -> bool {
    match id {
        ResponderId::ByName(name) => names_equal(name.raw(), certificate.subject.raw()),
        ResponderId::ByKey(hash) => {
            HashAlgorithm::Sha1.digest(certificate.spki.key).as_ref() == *hash
        }
    }
}

/// Whether the signer is the issuer of the certificates in question, or whom that issuer delegated to.
fn check_issuer(
    basic: &BasicResponse<'_>,
    signer: &CertificateRef<'_>,
    issuer: Option<&CertificateRef<'_>>,
) -> Result<bool, String> {
    let ids: Vec<CertId<'_>> = basic.responses.iter().map(|r| r.cert_id).collect();
    let Some(first) = ids.first() else {
        return Err("response contains no revocation data".into());
    };
    let same_issuer = |id: &CertId<'_>| {
        id.issuer_name_hash == first.issuer_name_hash && id.issuer_key_hash == first.issuer_key_hash
    };
    let same_hash = |id: &CertId<'_>| id.hash_algorithm.oid == first.hash_algorithm.oid;
    if ids.iter().any(|id| same_hash(id) && !same_issuer(id)) {
        return Ok(false);
    }
    let all_by = |certificate: &CertificateRef<'_>| {
        let mut ids = ids.iter();
        ids.all(|id| id.is_by(&certificate.subject, &certificate.spki))
    };
    if issuer.is_some_and(all_by) {
        let purposes = signer.extensions.get::<ExtKeyUsage<'_>>().ok().flatten();
        return match purposes {
            Some(purposes) if purposes.contains(oid::KP_OCSP_SIGNING) => Ok(true),
            _ => Err("missing ocspsigning usage: the signer's certificate is not for OCSP".into()),
        };
    }
    Ok(all_by(signer))
}
