//! CRL validation, RFC 5280 §6.3.3: one test for each clause, named after it.

use certwright::der::oid;
use certwright::path::{
    Anchor, Budget, CrlFault, PathError, Pool, Reason, Resource, Revocation, RevocationSource,
    Settings, TrustSettings, ValidPath, verify,
};
use certwright::x509::extension::{
    AuthorityKeyIdentifier, CertificateIssuer, CrlDistributionPoints, CrlNumber, CrlReason,
    DeltaCrlIndicator, DistributionPoint, DistributionPointName, ExtensionValue as _, FreshestCrl,
    IssuingDistributionPoint, KeyUsage, ReasonFlags, SequenceOf,
};
use certwright::x509::ocsp::Response;
use certwright::x509::{
    CertificateListRef, CertificateRef, CrlBuilder, ExtensionBuf, GeneralName,
    RevokedCertificateBuf, SerialNumber, Signer, Time,
};
use rand_core::SeedableRng as _;

use crate::toy::*;

/// A CRL under construction, current by default; lists nothing.
#[derive(Clone)]
struct Crl {
    issuer: &'static str,
    key: &'static str,
    this_update: i64,
    next_update: i64,
    entries: Vec<RevokedCertificateBuf>,
    extensions: Vec<ExtensionBuf>,
}

fn crl(issuer: &'static str) -> Crl {
    Crl {
        issuer,
        key: issuer,
        this_update: NOW - DAY,
        next_update: NOW + DAY,
        entries: Vec::new(),
        extensions: Vec::new(),
    }
}

/// A delta CRL of this number to the complete CRL of the number before it.
fn delta(issuer: &'static str, number: u8) -> Crl {
    crl(issuer)
        .number(number)
        .with(DeltaCrlIndicator(CrlNumber(&[number - 1])).to_extension(true))
}

impl Crl {
    fn key(self, key: &'static str) -> Self {
        Self { key, ..self }
    }

    fn with(mut self, extension: ExtensionBuf) -> Self {
        self.extensions.push(extension);
        self
    }

    fn number(self, number: u8) -> Self {
        self.with(CrlNumber(&[number]).to_extension(false))
    }

    fn expired(self) -> Self {
        Self {
            next_update: NOW - 1,
            ..self
        }
    }

    /// Lists a serial number, with these extensions in the entry.
    fn entry(mut self, serial: u8, extensions: Vec<ExtensionBuf>) -> Self {
        self.entries.push(RevokedCertificateBuf {
            serial: SerialNumber::from_unsigned_be(&[serial]),
            revocation_date: Time::from_unix(NOW - 60),
            extensions,
        });
        self
    }

    /// Revokes the leaf, whose serial number is 1.
    fn revoking(self, reason: CrlReason) -> Self {
        self.entry(1, vec![reason.to_extension(false)])
    }

    fn point(self, point: IssuingDistributionPoint<'_>) -> Self {
        self.with(point.to_extension(true))
    }

    fn indirect(self) -> Self {
        self.point(IssuingDistributionPoint {
            indirect_crl: true,
            ..Default::default()
        })
    }

    fn der(&self) -> Vec<u8> {
        self.signed(&Key(self.key.into()))
    }

    fn signed(&self, signer: &dyn Signer) -> Vec<u8> {
        let mut builder = CrlBuilder::new()
            .exact()
            .this_update(Time::from_unix(self.this_update))
            .next_update(Time::from_unix(self.next_update))
            .raw_extensions(self.extensions.clone());
        for entry in &self.entries {
            builder = builder.entry(entry.clone());
        }
        let signed = builder.signed_under(
            &name(self.issuer),
            signer,
            &mut rand_chacha::ChaCha8Rng::from_seed([0; 32]),
        );
        signed.unwrap().into_der()
    }
}

/// Root certifies CA, and CA this leaf, whose revocation is checked by these CRLs and responses with these further certificates at
/// hand.
pub(super) fn judge_with(
    leaf: &Cert,
    crls: &[Vec<u8>],
    responses: &[Response],
    others: &[Cert],
    change: impl FnOnce(&mut Settings),
) -> Result<ValidPath, PathError> {
    judge_rejecting(None, leaf, crls, responses, others, change)
}

/// The same beside an anchor that is trusted for nothing.
pub(super) fn judge_rejecting(
    rejected: Option<&Cert>,
    leaf: &Cert,
    crls: &[Vec<u8>],
    responses: &[Response],
    others: &[Cert],
    change: impl FnOnce(&mut Settings),
) -> Result<ValidPath, PathError> {
    let (root, ca) = (Cert::ca("Root", "Root").der(), Cert::ca("CA", "Root").der());
    let others: Vec<_> = others.iter().map(Cert::der).collect();
    let leaf = leaf.der();
    let read = |der| CertificateRef::from_der(der).unwrap();
    let elsewhere = Cert::ca("Elsewhere", "Elsewhere").der();
    let mut anchors: Vec<_> = [&root, &elsewhere]
        .map(|der| Anchor::from_certificate(&read(der)))
        .into();
    let rejected = rejected.map(Cert::der);
    anchors.extend(rejected.iter().map(|der| {
        let mut nothing = TrustSettings::default();
        nothing.trusted = Some(Vec::new());
        Anchor::from_certificate(&read(der)).with_trust(nothing)
    }));
    let mut intermediates = vec![read(&ca)];
    intermediates.extend(others.iter().map(|der| read(der)));
    let crls: Vec<_> = crls
        .iter()
        .map(|der| CertificateListRef::from_der(der).unwrap())
        .collect();
    let responses: Vec<_> = responses.iter().map(Response::fields).collect();
    let mut settings = now();
    settings.revocation = Revocation::TARGET;
    change(&mut settings);
    let pool = Pool::new(&anchors)
        .intermediates(&intermediates)
        .crls(&crls)
        .ocsp(&responses);
    verify(&read(&leaf), &pool, &settings, &Verifier)
}

/// As [`judge_with`], by CRLs alone; where it is refused, for one reason.
fn judge_as(
    leaf: &Cert,
    crls: &[Crl],
    others: &[Cert],
    change: impl FnOnce(&mut Settings),
) -> Result<(), Reason> {
    let crls: Vec<_> = crls.iter().map(Crl::der).collect();
    let result = judge_with(leaf, &crls, &[], others, change);
    result.map(drop).map_err(|e| {
        assert_eq!(e.refusals.len(), 1, "{e:?}");
        e.first().reason.clone()
    })
}

fn judge(leaf: &Cert, crls: &[Crl]) -> Result<(), Reason> {
    judge_as(leaf, crls, &[], |_| {})
}

fn leaf() -> Cert {
    Cert::new("leaf", "CA")
}

fn unknown(fault: CrlFault) -> Result<(), Reason> {
    Err(Reason::RevocationUnknown(fault))
}

fn revoked(reason: CrlReason) -> Result<(), Reason> {
    Err(Reason::Revoked {
        date: Time::from_unix(NOW - 60),
        reason: reason.name(),
        by: RevocationSource::Crl,
    })
}

const KEY_COMPROMISE: CrlReason = CrlReason::KeyCompromise;

/// A distribution point by a URI, with reasons and the name of a cRLIssuer.
fn points(list: &[(Option<&str>, Option<ReasonFlags>, Option<&str>)]) -> ExtensionBuf {
    let issuers: Vec<_> = list.iter().map(|(_, _, issuer)| issuer.map(name)).collect();
    let uris: Vec<_> = list
        .iter()
        .map(|(uri, _, _)| [GeneralName::Uri(uri.unwrap_or_default())])
        .collect();
    let issuers: Vec<_> = issuers
        .iter()
        .map(|issuer| {
            issuer
                .as_ref()
                .map(|i| [GeneralName::Directory(i.as_name())])
        })
        .collect();
    let all: Vec<_> = (list.iter().zip(&uris).zip(&issuers))
        .map(|((&(uri, reasons, _), names), issuer)| DistributionPoint {
            distribution_point: uri
                .map(|_| DistributionPointName::FullName(SequenceOf::new(names))),
            reasons,
            crl_issuer: issuer.as_ref().map(|names| SequenceOf::new(names)),
        })
        .collect();
    CrlDistributionPoints(SequenceOf::new(&all)).to_extension(false)
}

/// issuingDistributionPoint with a URI.
fn issuing(uri: &str, change: impl FnOnce(&mut IssuingDistributionPoint<'_>)) -> ExtensionBuf {
    let names = [GeneralName::Uri(uri)];
    let mut point = IssuingDistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(SequenceOf::new(&names))),
        ..Default::default()
    };
    change(&mut point);
    point.to_extension(true)
}

fn freshest() -> ExtensionBuf {
    let names = [GeneralName::Uri("http://example.com/delta")];
    let point = DistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(SequenceOf::new(&names))),
        ..Default::default()
    };
    FreshestCrl(SequenceOf::new(&[point])).to_extension(false)
}

#[test]
fn section_6_3_a_current_list_that_does_not_list_it_is_enough_and_none_is_not() {
    assert_eq!(judge(&leaf(), &[crl("CA")]), Ok(()));
    assert_eq!(judge(&leaf(), &[]), unknown(CrlFault::None));
}

#[test]
fn section_6_3_3_a_a_list_is_current_from_this_update_through_next_update() {
    let at = |time| {
        let crls = [crl("CA")];
        // The leaf is valid a day longer on either side.
        let mut leaf = leaf();
        (leaf.not_before, leaf.not_after) = (NOW - 3 * DAY, NOW + 3 * DAY);
        judge_as(&leaf, &crls, &[], |s| s.time = Some(Time::from_unix(time)))
    };
    let (this, next) = (NOW - DAY, NOW + DAY);
    // The CA's own certificate ends where the list does.
    assert_eq!((at(this), at(next)), (Ok(()), Ok(())));
    let early = Crl {
        this_update: NOW + 1,
        ..crl("CA")
    };
    let soon = CrlFault::NotYetValid(Time::from_unix(NOW + 1));
    assert_eq!(judge(&leaf(), &[early]), unknown(soon));
    let past = CrlFault::Expired(Some(Time::from_unix(NOW - 1)));
    assert_eq!(judge(&leaf(), &[crl("CA").expired()]), unknown(past));
}

#[test]
fn of_two_lists_that_are_valid_the_newer_decides_whatever_their_order() {
    let older = Crl {
        this_update: NOW - DAY,
        ..crl("CA")
    };
    let newer = Crl {
        this_update: NOW - 60,
        ..crl("CA")
    }
    .revoking(KEY_COMPROMISE);
    assert_eq!(
        judge(&leaf(), &[older.clone(), newer.clone()]),
        revoked(KEY_COMPROMISE)
    );
    assert_eq!(judge(&leaf(), &[newer, older]), revoked(KEY_COMPROMISE));
}

#[test]
fn section_6_3_3_a_1_a_delta_keeps_an_old_complete_list_alive_where_one_is_announced() {
    let old = crl("CA").number(1).expired();
    let announced = old.clone().with(freshest());
    let past = CrlFault::Expired(Some(Time::from_unix(NOW - 1)));
    assert_eq!(judge(&leaf(), &[announced.clone(), delta("CA", 2)]), Ok(()));
    assert_eq!(
        judge(&leaf().with(freshest()), &[old.clone(), delta("CA", 2)]),
        Ok(())
    );
    assert_eq!(
        judge(&leaf(), &[old, delta("CA", 2)]),
        unknown(past.clone()),
        "neither the list nor the certificate announces one"
    );
    let stale = [announced.clone(), delta("CA", 2).expired()];
    assert_eq!(judge(&leaf(), &stale), unknown(past.clone()));
    let off = judge_as(&leaf(), &[announced, delta("CA", 2)], &[], |settings| {
        settings.use_deltas = false;
    });
    assert_eq!(off, unknown(past));
}

#[test]
fn section_6_3_3_b_1_without_crl_issuer_the_list_is_by_the_certificates_issuer() {
    // A valid list of somebody else, who lists the serial number.
    let others = crl("Root").revoking(KEY_COMPROMISE);
    assert_eq!(
        judge(&leaf(), std::slice::from_ref(&others)),
        unknown(CrlFault::None)
    );
    assert_eq!(judge(&leaf(), &[others, crl("CA")]), Ok(()));
}

#[test]
fn section_6_3_3_b_1_with_crl_issuer_the_list_is_by_that_issuer_and_indirect() {
    let leaf = leaf().with(points(&[(None, None, Some("Root"))]));
    assert_eq!(judge(&leaf, &[crl("Root").indirect()]), Ok(()));
    assert_eq!(judge(&leaf, &[crl("Root")]), unknown(CrlFault::Scope));
    let named_another = self::leaf().with(points(&[(None, None, Some("Other"))]));
    assert_eq!(
        judge(&named_another, &[crl("Root").indirect()]),
        unknown(CrlFault::None)
    );
}

#[test]
fn section_6_3_3_b_2_i_a_name_of_the_list_is_one_of_the_point() {
    let leaf = leaf().with(points(&[(Some("http://example.com/1"), None, None)]));
    let at = |uri| [crl("CA").with(issuing(uri, |_| {}))];
    assert_eq!(judge(&leaf, &at("http://example.com/1")), Ok(()));
    assert_eq!(
        judge(&leaf, &at("http://example.com/2")),
        unknown(CrlFault::Scope)
    );
}

#[test]
fn section_6_3_3_b_2_i_without_a_name_the_points_name_is_its_crl_issuer() {
    let leaf = leaf().with(points(&[(None, None, Some("Root"))]));
    let by = |issuer| {
        let issuer = name(issuer);
        let names = [GeneralName::Directory(issuer.as_name())];
        [crl("Root").point(IssuingDistributionPoint {
            distribution_point: Some(DistributionPointName::FullName(SequenceOf::new(&names))),
            indirect_crl: true,
            ..Default::default()
        })]
    };
    assert_eq!(judge(&leaf, &by("Root")), Ok(()));
    assert_eq!(judge(&leaf, &by("Other")), unknown(CrlFault::Scope));
}

#[test]
fn section_6_3_3_b_2_ii_to_iv_the_list_is_for_certificates_of_this_kind() {
    let only = |change: fn(&mut IssuingDistributionPoint<'_>)| {
        let mut point = IssuingDistributionPoint::default();
        change(&mut point);
        [crl("CA").point(point)]
    };
    let users = only(|p| p.only_contains_user_certs = true);
    let authorities = only(|p| p.only_contains_ca_certs = true);
    let attributes = only(|p| p.only_contains_attribute_certs = true);
    let (leaf, authority) = (leaf(), Cert::ca("leaf", "CA"));
    assert_eq!(judge(&leaf, &users), Ok(()));
    assert_eq!(judge(&authority, &users), unknown(CrlFault::Scope));
    assert_eq!(judge(&authority, &authorities), Ok(()));
    assert_eq!(judge(&leaf, &authorities), unknown(CrlFault::Scope));
    assert_eq!(judge(&leaf, &attributes), unknown(CrlFault::Scope));
    assert_eq!(judge(&authority, &attributes), unknown(CrlFault::Scope));
}

#[test]
fn section_6_3_3_c_1_a_delta_is_by_the_issuer_of_the_complete_list() {
    let ca = name("CA");
    let names = [GeneralName::Directory(ca.as_name())];
    let of_ca = CertificateIssuer(SequenceOf::new(&names)).to_extension(true);
    let complete = crl("CA").number(1).indirect();
    let revoking = |issuer| {
        delta(issuer, 2)
            .indirect()
            .key("CA")
            .entry(1, vec![of_ca.clone()])
    };
    assert_eq!(
        judge(&leaf(), &[complete.clone(), revoking("CA")]),
        revoked(CrlReason::Unspecified)
    );
    // Signed by the very key, about the very certificate, under another name.
    assert_eq!(judge(&leaf(), &[complete, revoking("Root")]), Ok(()));
}

#[test]
fn section_6_3_3_c_2_a_delta_has_the_issuing_distribution_point_of_the_complete_list() {
    let users = || {
        IssuingDistributionPoint {
            only_contains_user_certs: true,
            ..Default::default()
        }
        .to_extension(true)
    };
    let complete = crl("CA").number(1);
    let revoking = delta("CA", 2).revoking(KEY_COMPROMISE);
    let scoped = (
        complete.clone().with(users()),
        revoking.clone().with(users()),
    );
    assert_eq!(
        judge(&leaf(), &[scoped.0.clone(), scoped.1.clone()]),
        revoked(KEY_COMPROMISE)
    );
    assert_eq!(judge(&leaf(), &[complete, scoped.1]), Ok(()));
    assert_eq!(judge(&leaf(), &[scoped.0, revoking]), Ok(()));
}

#[test]
fn section_6_3_3_c_3_a_delta_has_the_authority_key_identifier_of_the_complete_list() {
    let key = |id| {
        AuthorityKeyIdentifier {
            key_identifier: Some(id),
            ..Default::default()
        }
        .to_extension(false)
    };
    let complete = crl("CA").number(1).with(key(b"one"));
    let revoking = |id| delta("CA", 2).revoking(KEY_COMPROMISE).with(key(id));
    assert_eq!(
        judge(&leaf(), &[complete.clone(), revoking(b"one")]),
        revoked(KEY_COMPROMISE)
    );
    assert_eq!(judge(&leaf(), &[complete, revoking(b"two")]), Ok(()));
}

/// §5.2.4: the complete list's number is at least the delta's base and below the delta's number.
#[test]
fn section_5_2_4_a_delta_is_newer_than_the_complete_list_and_starts_no_later() {
    let revoking = || delta("CA", 3).revoking(KEY_COMPROMISE);
    for (number, updated) in [(1, false), (2, true), (3, false)] {
        let result = judge(&leaf(), &[crl("CA").number(number), revoking()]);
        let expected = if updated {
            revoked(KEY_COMPROMISE)
        } else {
            Ok(())
        };
        assert_eq!(result, expected, "{number}");
    }
}

#[test]
fn section_6_3_3_d_to_e_and_l_lists_for_some_reasons_add_up_to_all() {
    let some = |reasons| IssuingDistributionPoint {
        only_some_reasons: Some(reasons),
        ..Default::default()
    };
    let first = ReasonFlags::KEY_COMPROMISE;
    let rest = ReasonFlags::CA_COMPROMISE
        | ReasonFlags::AFFILIATION_CHANGED
        | ReasonFlags::SUPERSEDED
        | ReasonFlags::CESSATION_OF_OPERATION
        | ReasonFlags::CERTIFICATE_HOLD
        | ReasonFlags::PRIVILEGE_WITHDRAWN
        | ReasonFlags::AA_COMPROMISE;
    let (one, other) = (crl("CA").point(some(first)), crl("CA").point(some(rest)));
    assert_eq!(judge(&leaf(), &[one.clone(), other.clone()]), Ok(()));
    for alone in [&one, &other] {
        assert_eq!(
            judge(&leaf(), std::slice::from_ref(alone)),
            unknown(CrlFault::SomeReasonsOnly)
        );
    }
    // (d)(1), (d)(2): the point's reasons count as well as the list's, and only those in both.
    let uri = "http://example.com/1";
    let pointed = leaf().with(points(&[(Some(uri), Some(first), None)]));
    let here = crl("CA").with(issuing(uri, |_| {}));
    assert_eq!(
        judge(&pointed, std::slice::from_ref(&here)),
        unknown(CrlFault::SomeReasonsOnly)
    );
    assert_eq!(judge(&pointed, &[here, other.clone()]), Ok(()));
    let nothing = crl("CA").with(issuing(uri, |p| p.only_some_reasons = Some(rest)));
    assert_eq!(
        judge(&pointed, &[nothing, other]),
        unknown(CrlFault::SomeReasonsOnly)
    );
}

#[test]
fn section_6_3_3_e_a_list_that_adds_no_reason_is_not_looked_at() {
    let some = |reasons| {
        crl("CA").point(IssuingDistributionPoint {
            only_some_reasons: Some(reasons),
            ..Default::default()
        })
    };
    let one = ReasonFlags::KEY_COMPROMISE;
    let two = one | ReasonFlags::SUPERSEDED;
    let listing = |reasons| some(reasons).revoking(KEY_COMPROMISE);
    let all = crl("CA");
    let newer = Crl {
        this_update: NOW - 60,
        ..some(one)
    };
    // Valid, and of the same reasons as a newer one: by (e) it changes nothing.
    assert_eq!(
        judge(&leaf(), &[newer.clone(), listing(one), all.clone()]),
        Ok(())
    );
    assert_eq!(
        judge(&leaf(), &[newer, listing(two), all]),
        revoked(KEY_COMPROMISE)
    );
}

#[test]
fn of_lists_of_one_time_one_that_revokes_decides_whatever_their_order() {
    let (good, listing) = (crl("CA"), crl("CA").revoking(KEY_COMPROMISE));
    for lists in [[&good, &listing], [&listing, &good]] {
        assert_eq!(
            judge(&leaf(), &lists.map(Clone::clone)),
            revoked(KEY_COMPROMISE)
        );
    }
}

/// Who issues the indirect list named Lists, and says that its key signs lists.
fn lists_issuer(issuer: &str) -> Cert {
    Cert::new("Lists", issuer).with(KeyUsage::CRL_SIGN.to_extension(true))
}

#[test]
fn section_6_3_3_f_the_key_usage_of_the_lists_issuer_includes_crl_sign() {
    let leaf = leaf().with(points(&[(None, None, Some("Lists"))]));
    let lists = |usage: KeyUsage| Cert::new("Lists", "Root").with(usage.to_extension(true));
    let crls = [crl("Lists").indirect(), crl("Root")];
    let by = |issuer| judge_as(&leaf, &crls, &[issuer], |_| {});
    assert_eq!(by(lists(KeyUsage::CRL_SIGN)), Ok(()));
    assert_eq!(
        by(lists(KeyUsage::DIGITAL_SIGNATURE)),
        unknown(CrlFault::CrlSignMissing)
    );
}

/// Only a CA on the path may sign a list without a key usage (RFC 10007, section 4).
#[test]
fn section_6_3_3_f_a_lists_issuer_off_the_path_has_a_key_usage() {
    let leaf = leaf().with(points(&[(None, None, Some("Lists"))]));
    let crls = [crl("Lists").indirect(), crl("Root")];
    let by = |issuer| judge_as(&leaf, &crls, &[issuer], |_| {});
    assert_eq!(
        by(Cert::new("Lists", "Root")),
        unknown(CrlFault::CrlSignMissing)
    );
    assert_eq!(
        by(Cert::ca("Lists", "Root")),
        unknown(CrlFault::CrlSignMissing)
    );
}

#[test]
fn section_6_3_3_f_the_lists_issuer_has_a_valid_path_to_the_same_anchor() {
    let leaf = leaf().with(points(&[(None, None, Some("Lists"))]));
    let crls = [crl("Lists").indirect(), crl("Root"), crl("Elsewhere")];
    let by = |issuer| judge_as(&leaf, &crls, &[issuer], |_| {});
    assert_eq!(by(lists_issuer("Root")), Ok(()));
    let unusable = unknown(CrlFault::IssuerNotFound);
    // Elsewhere is an anchor as well.
    assert_eq!(by(lists_issuer("Elsewhere")), unusable);
    let mut expired = lists_issuer("Root");
    expired.not_after = NOW - 1;
    assert_eq!(by(expired), unusable);
    let forged = lists_issuer("Root").keys("Lists", "Mallory");
    assert_eq!(by(forged), unusable);
    let critical = lists_issuer("Root").with(crate::toy::unknown(true));
    assert_eq!(by(critical), unusable);
}

#[test]
fn section_6_3_3_f_the_lists_issuer_is_not_revoked_itself() {
    let leaf = leaf().with(points(&[(None, None, Some("Lists"))]));
    let mut issuer = lists_issuer("Root");
    issuer.serial = 7;
    let with = |roots: Crl| {
        let crls = [crl("Lists").indirect(), roots];
        judge_as(&leaf, &crls, &[issuer.clone()], |_| {})
    };
    assert_eq!(with(crl("Root")), Ok(()));
    assert_eq!(
        with(crl("Root").entry(7, Vec::new())),
        unknown(CrlFault::IssuerNotFound)
    );
}

#[test]
fn section_6_3_3_f_another_certificate_of_the_issuers_name_may_sign_its_list() {
    let signer = Cert::new("CA", "Root")
        .keys("crl key", "Root")
        .with(KeyUsage::CRL_SIGN.to_extension(true));
    let own = crl("CA").key("crl key");
    let judge = |crls: &[Crl]| judge_as(&leaf(), crls, std::slice::from_ref(&signer), |_| {});
    assert_eq!(judge(&[own.clone(), crl("Root")]), Ok(()));
    // Without the second list nothing shows whether the signer is revoked itself.
    // The nearest is the issuer's other key, which did not sign it.
    assert_eq!(judge(&[own]), unknown(CrlFault::BadSignature));
}

/// A key that Root certified for its lists covers the certificate that it was given in them.
#[test]
fn section_6_3_3_f_a_list_may_cover_the_certificate_of_its_own_signer() {
    let leaf = Cert::new("leaf", "Root");
    let signer = Cert::new("Root", "Root")
        .keys("crl key", "Root")
        .with(KeyUsage::CRL_SIGN.to_extension(true));
    let crls = [crl("Root").key("crl key")];
    assert_eq!(judge_as(&leaf, &crls, &[signer], |_| {}), Ok(()));
}

/// The status of a CRL issuer must not depend on yet another one: there is an end to it.
#[test]
fn a_list_is_refused_whose_issuers_own_status_depends_on_another_lists_issuer() {
    let signer = |subject, key| {
        Cert::new(subject, "Root")
            .keys(key, "Root")
            .with(KeyUsage::CRL_SIGN.to_extension(true))
    };
    let signers = [signer("CA", "crl key"), signer("Root", "root's crl key")];
    let crls = [crl("CA").key("crl key"), crl("Root").key("root's crl key")];
    // The nearest is the issuer's other key, which did not sign it.
    assert_eq!(
        judge_as(&leaf(), &crls, &signers, |_| {}),
        unknown(CrlFault::BadSignature)
    );
}

/// Issuers of indirect CRLs that certify each other.
#[test]
fn crl_issuers_that_certify_each_other_end() {
    let leaf = leaf().with(points(&[(None, None, Some("A"))]));
    let at = |subject, issuer, other| {
        Cert::ca(subject, issuer)
            .with(points(&[(None, None, Some(other))]))
            .with(KeyUsage::CRL_SIGN.to_extension(true))
    };
    let circle = [at("A", "Root", "B"), at("B", "Root", "A")];
    let crls = [crl("A").indirect(), crl("B").indirect()];
    assert_eq!(
        judge_as(&leaf, &crls, &circle, |_| {}),
        unknown(CrlFault::IssuerNotFound)
    );
}

#[test]
fn section_6_3_3_g_the_signature_of_the_complete_list_verifies() {
    let forged = crl("CA").key("Mallory");
    assert_eq!(
        judge(&leaf(), std::slice::from_ref(&forged)),
        unknown(CrlFault::BadSignature)
    );
    let forged = forged.revoking(KEY_COMPROMISE);
    assert_eq!(judge(&leaf(), &[forged, crl("CA")]), Ok(()));
}

#[test]
fn section_6_3_3_g_a_list_by_an_algorithm_that_no_verifier_has_is_refused_by_its_name() {
    let list = crl("CA").signed(&Foreign(Key("CA".into())));
    let result = judge_with(&leaf(), &[list], &[], &[], |_| {});
    let fault = CrlFault::UnsupportedSignatureAlgorithm(FOREIGN.to_owned());
    assert_eq!(
        result.map(drop).map_err(|e| e.first().reason.clone()),
        unknown(fault)
    );
}

/// What the search for the path of a CRL issuer costs is of the same budget: where that is used up, nothing is decided.
#[test]
fn a_budget_that_is_too_small_by_one_ends_revocation_as_that() {
    let leaf = leaf().with(points(&[(None, None, Some("Lists"))]));
    let crls = [crl("Lists").indirect(), crl("Root")];
    type Limit = fn(&mut Budget) -> &mut u32;
    let limits: [(Resource, Limit); 3] = [
        (Resource::SignatureChecks, |b| &mut b.signature_checks),
        (Resource::PathSteps, |b| &mut b.path_steps),
        (Resource::NameComparisons, |b| &mut b.name_comparisons),
    ];
    for (resource, limit) in limits {
        let refusals: Vec<Reason> = (0..)
            .map_while(|most| {
                let set = |s: &mut Settings| *limit(&mut s.budget) = most;
                judge_as(&leaf, &crls, &[lists_issuer("Root")], set).err()
            })
            .collect();
        assert_ne!(refusals, []);
        for reason in refusals {
            assert_eq!(reason, Reason::BudgetExceeded(resource));
        }
    }
}

#[test]
fn section_6_3_3_h_the_signature_of_the_delta_verifies() {
    let forged = delta("CA", 2).key("Mallory").revoking(KEY_COMPROMISE);
    assert_eq!(
        judge(&leaf(), &[crl("CA").number(1), forged.clone()]),
        Ok(())
    );
    // It keeps no old list alive.
    let old = crl("CA").number(1).with(freshest()).expired();
    assert_eq!(
        judge(&leaf(), &[old, forged]),
        unknown(CrlFault::BadSignature)
    );
}

#[test]
fn section_6_3_3_h_a_forged_delta_of_a_higher_number_hides_no_genuine_one() {
    let complete = crl("CA").number(1);
    let forged = crl("CA")
        .number(9)
        .with(DeltaCrlIndicator(CrlNumber(&[1])).to_extension(true))
        .key("Mallory");
    let genuine = delta("CA", 2).revoking(KEY_COMPROMISE);
    for lists in [
        [complete.clone(), forged.clone(), genuine.clone()],
        [genuine.clone(), forged.clone(), complete],
    ] {
        assert_eq!(judge(&leaf(), &lists), revoked(KEY_COMPROMISE));
    }
    // The genuine one keeps an old list alive all the same.
    let old = crl("CA").number(1).with(freshest()).expired();
    let lists = [old.clone(), forged.clone(), delta("CA", 2)];
    assert_eq!(judge(&leaf(), &lists), Ok(()));
    assert_eq!(
        judge(&leaf(), &[old.clone(), forged.clone(), genuine]),
        revoked(KEY_COMPROMISE)
    );
    assert_eq!(
        judge(&leaf(), &[old, forged]),
        unknown(CrlFault::BadSignature)
    );
}

#[test]
fn section_6_3_3_i_an_entry_of_the_delta_decides_before_one_of_the_complete_list() {
    let complete = crl("CA").number(1);
    let held = complete.clone().revoking(CrlReason::CertificateHold);
    let now_revoked = delta("CA", 2).revoking(KEY_COMPROMISE);
    assert_eq!(
        judge(&leaf(), &[complete, now_revoked.clone()]),
        revoked(KEY_COMPROMISE)
    );
    assert_eq!(
        judge(&leaf(), &[held.clone(), now_revoked.clone()]),
        revoked(KEY_COMPROMISE)
    );
    let off = judge_as(&leaf(), &[held, now_revoked], &[], |settings| {
        settings.use_deltas = false;
    });
    assert_eq!(off, revoked(CrlReason::CertificateHold));
}

#[test]
fn section_6_3_3_j_an_entry_of_the_complete_list_revokes_for_its_reason_or_unspecified() {
    for reason in [KEY_COMPROMISE, CrlReason::CertificateHold] {
        assert_eq!(
            judge(&leaf(), &[crl("CA").revoking(reason)]),
            revoked(reason)
        );
    }
    let bare = crl("CA").entry(1, Vec::new());
    assert_eq!(judge(&leaf(), &[bare]), revoked(CrlReason::Unspecified));
    assert_eq!(judge(&leaf(), &[crl("CA").entry(2, Vec::new())]), Ok(()));
    // The delta does not list it, the complete list does.
    let crls = [crl("CA").number(1).revoking(KEY_COMPROMISE), delta("CA", 2)];
    assert_eq!(judge(&leaf(), &crls), revoked(KEY_COMPROMISE));
}

/// §5.3.3, to which (i) and (j) refer: an entry is of the issuer that it, or the last one before it, names.
#[test]
fn section_5_3_3_entries_of_an_indirect_list_are_of_the_issuer_that_is_named_last() {
    let leaf = leaf().with(points(&[(None, None, Some("Root"))]));
    let of = |issuer: &str| {
        let issuer = name(issuer);
        let names = [GeneralName::Directory(issuer.as_name())];
        vec![CertificateIssuer(SequenceOf::new(&names)).to_extension(true)]
    };
    let list = || crl("Root").indirect();
    let direct = list().entry(1, Vec::new());
    assert_eq!(judge(&leaf, &[direct]), Ok(()), "Root's own certificate");
    let named = list().entry(1, of("CA"));
    assert_eq!(judge(&leaf, &[named]), revoked(CrlReason::Unspecified));
    let carried = list().entry(9, of("CA")).entry(1, Vec::new());
    assert_eq!(judge(&leaf, &[carried]), revoked(CrlReason::Unspecified));
    let turned = list().entry(9, of("CA")).entry(1, of("Other"));
    assert_eq!(judge(&leaf, &[turned]), Ok(()));
    // In any other list it would hide the entries behind it.
    let not_indirect = crl("CA").entry(9, of("Other")).entry(1, Vec::new());
    let result = judge(&self::leaf(), &[not_indirect]);
    let unusable = |reason| matches!(reason, Reason::RevocationUnknown(CrlFault::Malformed(_)));
    assert!(result.is_err_and(unusable));
}

#[test]
fn section_6_3_3_k_what_the_delta_removes_is_not_revoked() {
    let held = crl("CA").number(1).revoking(CrlReason::CertificateHold);
    let released = delta("CA", 2).revoking(CrlReason::RemoveFromCrl);
    assert_eq!(
        judge(&leaf(), std::slice::from_ref(&held)),
        revoked(CrlReason::CertificateHold)
    );
    assert_eq!(judge(&leaf(), &[held, released]), Ok(()));
}

/// §5.2 and §5.3: a list with a critical extension that is not processed is not used, wherever in it that stands.
#[test]
fn section_5_2_and_5_3_a_critical_extension_of_a_list_or_an_entry_must_be_processed() {
    let unhandled = unknown(CrlFault::UnhandledCriticalExtension(TOY.to_owned()));
    let critical = || crate::toy::unknown(true);
    let harmless = || crate::toy::unknown(false);
    assert_eq!(judge(&leaf(), &[crl("CA").with(harmless())]), Ok(()));
    assert_eq!(judge(&leaf(), &[crl("CA").with(critical())]), unhandled);
    // Which §5.2.1, §5.2.3 and §5.2.6 have not critical.
    let key = AuthorityKeyIdentifier {
        key_identifier: Some(b"CA"),
        ..Default::default()
    };
    for extension in [
        key.to_extension(false),
        CrlNumber(&[1]).to_extension(false),
        freshest(),
    ] {
        let critical = ExtensionBuf {
            critical: true,
            ..extension.clone()
        };
        let refused = unknown(CrlFault::UnhandledCriticalExtension(extension.oid.clone()));
        assert_eq!(judge(&leaf(), &[crl("CA").with(critical)]), refused);
        assert_eq!(judge(&leaf(), &[crl("CA").with(extension)]), Ok(()));
    }
    let entry = |extension| [crl("CA").entry(9, vec![extension])];
    assert_eq!(judge(&leaf(), &entry(harmless())), Ok(()));
    assert_eq!(judge(&leaf(), &entry(critical())), unhandled);
}

/// §5.2.5: an issuing distribution point that contradicts itself, or that cannot be read.
#[test]
fn section_5_2_5_a_list_whose_issuing_distribution_point_is_malformed_is_not_used() {
    let both = crl("CA").point(IssuingDistributionPoint {
        only_contains_user_certs: true,
        only_contains_attribute_certs: true,
        ..Default::default()
    });
    let garbage = crl("CA").with(ExtensionBuf {
        oid: oid::ISSUING_DISTRIBUTION_POINT.into(),
        critical: true,
        value: vec![0x05, 0x00],
    });
    for list in [both, garbage] {
        assert!(matches!(
            judge(&leaf(), &[list]),
            Err(Reason::RevocationUnknown(CrlFault::Malformed(_)))
        ));
    }
}

#[test]
fn a_certificate_whose_distribution_points_cannot_be_read_is_refused() {
    let garbled = leaf().with(ExtensionBuf {
        oid: oid::CRL_DISTRIBUTION_POINTS.into(),
        critical: false,
        value: vec![0x05, 0x00],
    });
    assert!(matches!(
        judge(&garbled, &[crl("CA")]),
        Err(Reason::MalformedExtension(..))
    ));
}

#[test]
fn revocation_is_checked_of_those_for_whom_it_is_asked() {
    let crls = [crl("CA")];
    let whose = |revocation| judge_as(&leaf(), &crls, &[], |s| s.revocation = revocation);
    assert_eq!(whose(Revocation::TARGET), Ok(()));
    assert_eq!(whose(Revocation::PATH), unknown(CrlFault::None));
    assert_eq!(
        judge_as(&leaf(), &[], &[], |s| s.revocation = Revocation::OFF),
        Ok(())
    );
}
