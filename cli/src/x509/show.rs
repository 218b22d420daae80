//! What `x509` prints, in the order of its options.

use std::collections::BTreeSet;

use super::{check, name_hash, purpose, serial};
use crate::args::Args;
use crate::digest::{self, MessageDigest};
use crate::error::{CliError, excerpt};
use crate::extension;
use crate::nameopt::NameOptions;
use crate::text::{self, CertificateOptions, Text, Unknown, put};
use certwright::der::Tlv;
use certwright::der::oid;
use certwright::pem::{self, label};
use certwright::pkcs::spki::SubjectPublicKeyInfo;
use certwright::rsa::HashAlgorithm;
use certwright::x509::extension::AuthorityInfoAccess;
use certwright::x509::{CertificateRef, Extension, GeneralName, TrustSettings};

/// One thing to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    Issuer,
    Subject,
    Serial,
    NextSerial,
    Email,
    OcspUri,
    Alias,
    SubjectHash,
    SubjectHashOld,
    IssuerHash,
    IssuerHashOld,
    Purpose,
    Modulus,
    PublicKey,
    Text,
    StartDate,
    EndDate,
    Fingerprint,
    OcspId,
    Extensions,
}

/// What the options ask for, in their order; what is asked for twice stands where it was asked for last.
pub(super) fn wanted(args: &Args) -> Result<Vec<Show>, CliError> {
    let mut out: Vec<Show> = Vec::new();
    for given in args.occurrences() {
        let shows: &[Show] = match given.name.as_str() {
            "issuer" => &[Show::Issuer],
            "subject" => &[Show::Subject],
            "serial" => &[Show::Serial],
            "next_serial" => &[Show::NextSerial],
            "email" => &[Show::Email],
            "ocsp_uri" => &[Show::OcspUri],
            "alias" => &[Show::Alias],
            "hash" | "subject_hash" => &[Show::SubjectHash],
            "subject_hash_old" => &[Show::SubjectHashOld],
            "issuer_hash" => &[Show::IssuerHash],
            "issuer_hash_old" => &[Show::IssuerHashOld],
            "purpose" => &[Show::Purpose],
            "modulus" => &[Show::Modulus],
            "pubkey" => &[Show::PublicKey],
            "text" => &[Show::Text],
            "startdate" => &[Show::StartDate],
            "enddate" => &[Show::EndDate],
            "dates" => &[Show::StartDate, Show::EndDate],
            "fingerprint" => &[Show::Fingerprint],
            "ocspid" => &[Show::OcspId],
            "ext" => &[Show::Extensions],
            _ => continue,
        };
        out.retain(|show| !shows.contains(show));
        out.extend(shows);
    }
    match args.text("dateopt") {
        None | Some("rfc_822" | "iso_8601") => Ok(out),
        Some(other) => Err(CliError::usage(format!(
            "-dateopt {other}: the forms are rfc_822 and iso_8601",
            other = excerpt(other)
        ))),
    }
}

/// Prints what is wanted.
pub(super) fn print(
    args: &Args,
    out: &mut Text,
    cert: &CertificateRef<'_>,
    trust: Option<&TrustSettings>,
    wanted: &[Show],
    names: &NameOptions,
    options: &CertificateOptions,
) -> Result<(), CliError> {
    for show in wanted {
        match show {
            Show::Issuer => text::name_line(out, "issuer=", cert.issuer.raw(), names),
            Show::Subject => text::name_line(out, "subject=", cert.subject.raw(), names),
            Show::Serial => put!(out, "serial={}\n", text::hex_number(cert.serial)),
            Show::NextSerial => put!(out, "{}\n", text::hex_number(&serial::next(cert.serial))),
            Show::Email => emails(out, cert),
            Show::OcspUri => ocsp_uris(out, cert),
            Show::Alias => match trust.and_then(|trust| trust.alias.as_deref()) {
                Some(alias) => {
                    text::utf8(out, alias.as_bytes());
                    out.put("\n");
                }
                None => out.put("<No Alias>\n"),
            },
            Show::SubjectHash => put!(out, "{:08x}\n", name_hash::canonical(cert.subject.raw())),
            Show::SubjectHashOld => put!(out, "{:08x}\n", name_hash::old(cert.subject.raw())),
            Show::IssuerHash => put!(out, "{:08x}\n", name_hash::canonical(cert.issuer.raw())),
            Show::IssuerHashOld => put!(out, "{:08x}\n", name_hash::old(cert.issuer.raw())),
            Show::Purpose => purpose::print(out, cert),
            Show::Modulus => modulus(out, cert.spki.raw()),
            Show::PublicKey => out.put(pem::encode(label::PUBLIC_KEY, cert.spki.raw())),
            Show::Text => {
                text::certificate(out, cert, names, options);
                trust
                    .iter()
                    .filter(|_| !options.no_aux)
                    .for_each(|trust| super::trust::print(out, trust));
            }
            Show::StartDate => date(args, out, "notBefore=", &cert.validity.not_before_raw),
            Show::EndDate => date(args, out, "notAfter=", &cert.validity.not_after_raw),
            Show::Fingerprint => fingerprint(args, out, cert)?,
            Show::OcspId => ocsp_id(out, cert),
            Show::Extensions => extensions(out, cert, options),
        }
    }
    Ok(())
}

fn date(args: &Args, out: &mut Text, label: &str, value: &Tlv<'_>) {
    out.put(label);
    match args.text("dateopt") {
        Some("iso_8601") => text::iso_time(out, value),
        _ => text::time(out, value),
    }
    out.put("\n");
}

fn fingerprint(args: &Args, out: &mut Text, cert: &CertificateRef<'_>) -> Result<(), CliError> {
    // OpenSSL prints the name as it was typed.
    let (name, hash) = match args.any_as_typed() {
        Some(name) => (name, digest::named(name)?),
        None => ("SHA1", MessageDigest::of(HashAlgorithm::Sha1)),
    };
    put!(
        out,
        "{name} Fingerprint={}\n",
        text::colon_hex(&hash.digest(cert.signed.raw), true)
    );
    Ok(())
}

/// The values, each once, in OpenSSL's order, which sorts what it has before it looks for another: the last new one alone may stand
/// out of order.
fn each_once<T: Ord>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    let mut last = None;
    for value in values {
        seen.extend(last.take());
        if !seen.contains(&value) {
            last = Some(value);
        }
    }
    seen.into_iter().chain(last).collect()
}

/// The subject's addresses, then those of subjectAltName.
fn emails(out: &mut Text, cert: &CertificateRef<'_>) {
    let mut all = check::attribute_values(cert.subject, oid::EMAIL_ADDRESS);
    all.extend(check::alternative_names(cert, check::Kind::Email).unwrap_or_default());
    for address in each_once(all) {
        out.put(address);
        out.put("\n");
    }
}

/// The URLs of OCSP responders, as [`emails`] has addresses; none of an extension that cannot be read.
fn ocsp_uris(out: &mut Text, cert: &CertificateRef<'_>) {
    let access = cert.extensions.get::<AuthorityInfoAccess<'_>>();
    let all = access.ok().flatten();
    let all = all.iter().flat_map(|access| access.0);
    let uris = all.filter_map(|description| match description.access_location {
        GeneralName::Uri(uri) if description.access_method == oid::AD_OCSP => Some(uri),
        _ => None,
    });
    for uri in each_once(uris) {
        put!(out, "{uri}\n");
    }
}

/// Appends `Modulus=` and the modulus of an RSA key in hexadecimal.
pub(crate) fn modulus(out: &mut Text, key: &[u8]) {
    let rsa = SubjectPublicKeyInfo::from_der(key)
        .ok()
        .filter(|info| info.kind().is_ok());
    match rsa.and_then(|info| info.rsa_public_key().ok()) {
        Some(key) => {
            out.put("Modulus=");
            key.modulus_be().iter().for_each(|b| put!(out, "{b:02X}"));
            out.put("\n");
        }
        None => out.put("Modulus=No modulus for this public key type\n"),
    }
}

fn ocsp_id(out: &mut Text, cert: &CertificateRef<'_>) {
    for (label, bytes) in [
        ("Subject", cert.subject.raw()),
        ("Public key", cert.spki.key),
    ] {
        put!(out, "        {label} OCSP hash: ");
        HashAlgorithm::Sha1
            .digest(bytes)
            .iter()
            .for_each(|b| put!(out, "{b:02X}"));
        out.put("\n");
    }
}

/// The extensions that `-ext` names.
fn extensions(out: &mut Text, cert: &CertificateRef<'_>, options: &CertificateOptions) {
    let shown: Vec<Extension<'_>> = cert
        .extensions
        .iter()
        .filter(|ext| options.shows(ext))
        .collect();
    if shown.is_empty() || options.no_extensions {
        // On standard error, where OpenSSL has it: standard output is what scripts read.
        eprintln!("No extensions in certificate");
        return;
    }
    extension::print_all(out, "", &shown, 0, Unknown::Plain);
}

/// True if the certificate has expired at a time, in seconds since 1970.
pub(super) fn expires(cert: &CertificateRef<'_>, at: i64) -> bool {
    cert.validity.not_after.unix() <= at
}

/// `-checkhost`, `-checkemail` and `-checkip`.
pub(super) fn checks(
    args: &Args,
    out: &mut Text,
    cert: &CertificateRef<'_>,
) -> Result<(), CliError> {
    let verdict = |fits: bool| if fits { "does" } else { "does NOT" };
    if let Some(host) = args.text("checkhost") {
        put!(
            out,
            "Hostname {host} {} match certificate\n",
            verdict(check::host(cert, host))
        );
    }
    if let Some(address) = args.text("checkemail") {
        put!(
            out,
            "Email {address} {} match certificate\n",
            verdict(check::email(cert, address))
        );
    }
    if let Some(address) = args.text("checkip") {
        put!(
            out,
            "IP {address} {} match certificate\n",
            verdict(check::ip(cert, address)?)
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::each_once;

    #[test]
    fn values_stand_once_in_openssls_order_and_many_take_no_long_time() {
        // `openssl x509 -email` of OpenSSL 3.0, of certificates with these.
        assert_eq!(each_once(["c", "b", "a"]), ["b", "c", "a"]);
        assert_eq!(each_once(["c", "b", "a", "b"]), ["a", "b", "c"]);
        assert!(each_once(Vec::<u8>::new()).is_empty());
        // Minutes if each looked through those before it.
        assert_eq!(each_once((0..400_000).rev()).len(), 400_000);
    }
}
