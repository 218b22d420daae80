//! Revocation by OCSP responses: each rule of RFC 6960 and RFC 9654 that a response must satisfy to count, broken alone.

use certwright::der::oid;
use certwright::path::{
    CrlFault, OcspFault, Reason, Revocation, RevocationSource, SecurityLevel, Settings,
};
use certwright::pkcs::spki::SubjectPublicKeyInfo;
use certwright::rsa::HashAlgorithm;
use certwright::x509::extension::{CrlReason, ExtensionValue as _, OcspNoCheck};
use certwright::x509::ocsp::{
    CertIdBuf, CertStatus, ResponderIdBuf, Response, ResponseBuilder, ResponseStatus,
    SingleResponseBuf,
};
use certwright::x509::{
    Certificate, CertificateListRef, CrlBuilder, ExtensionBuf, SerialNumber, Signer, Time,
};
use rand_core::SeedableRng as _;

use crate::revocation;
use crate::toy::*;

const REVOKED: CertStatus = CertStatus::Revoked {
    time: Time::MAX,
    reason: Some(CrlReason::KeyCompromise),
};

fn rng() -> rand_chacha::ChaCha8Rng {
    rand_chacha::ChaCha8Rng::from_seed([0; 32])
}

/// A certID: the hash, the issuer's name, the name of its key, the serial number.
fn id(hash: HashAlgorithm, issuer: &str, key: &str, serial: u8) -> CertIdBuf {
    let spki = Key(key.into()).public_key();
    CertIdBuf::new(
        hash,
        &name(issuer).as_name(),
        &SubjectPublicKeyInfo::from_der(&spki).unwrap(),
        &[serial],
    )
    .unwrap()
}

/// A response under construction: by the CA, about the leaf, that it is good, and current.
#[derive(Clone)]
struct Answer {
    id: CertIdBuf,
    status: CertStatus,
    this_update: i64,
    next_update: Option<i64>,
    produced_at: i64,
    responder: ResponderIdBuf,
    key: &'static str,
    nonce: Option<Vec<u8>>,
    extension: Option<ExtensionBuf>,
    single_extensions: Vec<ExtensionBuf>,
    certificates: Vec<Cert>,
}

fn by(responder: &str, key: &'static str) -> Answer {
    Answer {
        id: id(HashAlgorithm::Sha1, "CA", "CA", 1),
        status: CertStatus::Good,
        this_update: NOW - 60,
        next_update: Some(NOW + 60),
        produced_at: NOW - 30,
        responder: ResponderIdBuf::ByName(name(responder)),
        key,
        nonce: None,
        extension: None,
        single_extensions: Vec::new(),
        certificates: Vec::new(),
    }
}

fn good() -> Answer {
    by("CA", "CA")
}

fn by_key(key: &'static str) -> Answer {
    let spki = Key(key.into()).public_key();
    let responder = ResponderIdBuf::by_key(&SubjectPublicKeyInfo::from_der(&spki).unwrap());
    Answer {
        responder,
        ..by(key, key)
    }
}

/// A good answer by a delegated responder, whose certificate comes with it.
fn delegated(responder: Cert) -> Answer {
    let mut answer = by("OCSP", "OCSP");
    answer.certificates.push(responder);
    answer
}

/// The certificate of a responder that the CA delegates to.
fn responder() -> Cert {
    let mut cert = Cert::new("OCSP", "CA")
        .with(ext_key_usage(&[oid::KP_OCSP_SIGNING]))
        .with(OcspNoCheck.to_extension(false));
    cert.serial = 2;
    cert
}

impl Answer {
    fn single(&self) -> SingleResponseBuf {
        SingleResponseBuf {
            cert_id: self.id.clone(),
            status: self.status,
            this_update: Time::from_unix(self.this_update),
            next_update: self.next_update.map(Time::from_unix),
            extensions: self.single_extensions.clone(),
        }
    }

    fn with(&self, others: &[Answer]) -> Response {
        self.signed(others, &Key(self.key.into()))
    }

    fn signed(&self, others: &[Answer], signer: &dyn Signer) -> Response {
        let mut builder =
            ResponseBuilder::new(self.responder.clone(), Time::from_unix(self.produced_at))
                .response(self.single());
        for other in others {
            builder = builder.response(other.single());
        }
        if let Some(nonce) = &self.nonce {
            builder = builder.nonce(nonce);
        }
        if let Some(extension) = &self.extension {
            builder = builder.raw_extension(extension.clone());
        }
        for certificate in &self.certificates {
            builder = builder.certificate(&Certificate::from_der(certificate.der()).unwrap());
        }
        builder.sign(signer, &mut rng()).unwrap()
    }

    fn response(&self) -> Response {
        self.with(&[])
    }
}

/// A CRL of this issuer that lists these serial numbers.
fn crl(issuer: &str, serials: &[u8]) -> Vec<u8> {
    let mut builder = CrlBuilder::new()
        .exact()
        .this_update(Time::from_unix(NOW - 60))
        .next_update(Time::from_unix(NOW + 60));
    for &serial in serials {
        let serial = SerialNumber::from_unsigned_be(&[serial]);
        builder = builder.revoke(serial, Time::from_unix(NOW - 60), CrlReason::Superseded);
    }
    let signed = builder.signed_under(&name(issuer), &Key(issuer.into()), &mut rng());
    signed.unwrap().into_der()
}

fn leaf() -> Cert {
    Cert::new("leaf", "CA")
}

/// Root certifies CA, and CA this leaf, which is checked by these responses and CRLs with these further certificates.
fn judge_with(
    leaf: &Cert,
    responses: &[Response],
    crls: &[Vec<u8>],
    others: &[Cert],
    change: impl FnOnce(&mut Settings),
) -> Result<(), Vec<Reason>> {
    judge_rejecting(None, leaf, responses, crls, others, change)
}

/// The same beside an anchor that is trusted for nothing.
fn judge_rejecting(
    rejected: Option<&Cert>,
    leaf: &Cert,
    responses: &[Response],
    crls: &[Vec<u8>],
    others: &[Cert],
    change: impl FnOnce(&mut Settings),
) -> Result<(), Vec<Reason>> {
    let result = revocation::judge_rejecting(rejected, leaf, crls, responses, others, change);
    result
        .map(drop)
        .map_err(|e| e.refusals.into_iter().map(|r| r.reason).collect())
}

fn judge_as(answer: &Answer, change: impl FnOnce(&mut Settings)) -> Result<(), Vec<Reason>> {
    judge_with(&leaf(), &[answer.response()], &[], &[], change)
}

fn judge(answer: &Answer) -> Result<(), Vec<Reason>> {
    judge_as(answer, |_| {})
}

fn unknown(fault: OcspFault) -> Result<(), Vec<Reason>> {
    Err(vec![Reason::OcspUnknown(fault)])
}

fn revoked() -> Result<(), Vec<Reason>> {
    Err(vec![Reason::Revoked {
        date: Time::MAX,
        reason: "keyCompromise",
        by: RevocationSource::Ocsp,
    }])
}

#[test]
fn rfc_6960_2_2_good_is_accepted_revoked_is_refused_and_unknown_is_not_good() {
    let status = |status| judge(&Answer { status, ..good() });
    assert_eq!(status(CertStatus::Good), Ok(()));
    assert_eq!(status(REVOKED), revoked());
    assert_eq!(status(CertStatus::Unknown), unknown(OcspFault::Unknown));
    let bare = CertStatus::Revoked {
        time: Time::MAX,
        reason: None,
    };
    assert!(matches!(
        &status(bare).unwrap_err()[..],
        [Reason::Revoked {
            reason: "unspecified",
            ..
        }]
    ));
}

#[test]
fn rfc_6960_3_2_1_a_response_counts_for_the_certificate_that_it_names_in_full() {
    let about = |id| judge(&Answer { id, ..good() });
    for hash in [
        HashAlgorithm::Sha1,
        HashAlgorithm::Sha256,
        HashAlgorithm::Sha384,
        HashAlgorithm::Sha512,
    ] {
        assert_eq!(about(id(hash, "CA", "CA", 1)), Ok(()), "{hash}");
        assert_eq!(about(id(hash, "Root", "CA", 1)), unknown(OcspFault::None));
        assert_eq!(about(id(hash, "CA", "Root", 1)), unknown(OcspFault::None));
        assert_eq!(about(id(hash, "CA", "CA", 3)), unknown(OcspFault::None));
    }
    // Another hash by its name than by its values.
    let der = id(HashAlgorithm::Sha1, "CA", "CA", 1).as_der().to_vec();
    let sha1 = HashAlgorithm::Sha1.oid();
    let at = der
        .windows(sha1.as_bytes().len())
        .position(|w| w == sha1.as_bytes())
        .unwrap();
    let mut response = good().response().as_der().to_vec();
    let found = response.windows(der.len()).position(|w| w == der).unwrap();
    response[found + at + sha1.as_bytes().len() - 1] ^= 1;
    let response = Response::from_der(response).unwrap();
    assert_eq!(
        judge_with(&leaf(), &[response], &[], &[], |_| {}),
        unknown(OcspFault::None)
    );
}

#[test]
fn rfc_6960_3_2_2_the_signature_of_a_response_verifies() {
    assert_eq!(
        judge(&by("CA", "Mallory")),
        unknown(OcspFault::BadSignature)
    );
    let forged = Answer {
        status: REVOKED,
        ..by("CA", "Mallory")
    };
    let both = [forged.response(), good().response()];
    assert_eq!(judge_with(&leaf(), &both, &[], &[], |_| {}), Ok(()));
}

#[test]
fn a_response_by_an_algorithm_that_no_verifier_has_is_refused_by_its_name() {
    let response = good().signed(&[], &Foreign(Key("CA".into())));
    let fault = OcspFault::UnsupportedSignatureAlgorithm(FOREIGN.to_owned());
    assert_eq!(
        judge_with(&leaf(), &[response], &[], &[], |_| {}),
        unknown(fault)
    );
}

#[test]
fn rfc_6960_3_2_3_the_signer_is_the_responder_that_the_response_names() {
    assert_eq!(judge(&by_key("CA")), Ok(()));
    assert_eq!(
        judge(&by("Other", "CA")),
        unknown(OcspFault::ResponderNotFound)
    );
    let wrong = Answer {
        key: "CA",
        ..by_key("Other")
    };
    assert_eq!(judge(&wrong), unknown(OcspFault::ResponderNotFound));
    // A name is compared as names are (RFC 5280 §7.1).
    assert_eq!(judge(&by(" ca ", "CA")), Ok(()));
}

#[test]
fn rfc_6960_3_2_5_and_6_a_response_is_current_within_the_skew_of_clocks() {
    let skew = 300;
    let at = |this_update, next_update, produced_at| {
        judge(&Answer {
            this_update,
            next_update,
            produced_at,
            ..good()
        })
    };
    let time = Time::from_unix;
    assert_eq!(at(NOW + skew, Some(NOW + skew), NOW + skew), Ok(()));
    let early = NOW + skew + 1;
    let soon = unknown(OcspFault::NotYetValid(time(early)));
    assert_eq!(at(early, Some(early), NOW), soon);
    assert_eq!(at(NOW, Some(NOW), early), soon);
    let (last, late) = (NOW - skew, NOW - skew - 1);
    assert_eq!(at(last, Some(last), last), Ok(()));
    assert_eq!(
        at(late, Some(late), late),
        unknown(OcspFault::Expired(Some(time(late))))
    );
    // It ends before it begins.
    assert_eq!(
        at(NOW, Some(NOW - 1), NOW),
        unknown(OcspFault::Expired(Some(time(NOW - 1))))
    );
    let strict = |answer: Answer| judge_as(&answer, |s| s.ocsp.clock_skew = 0);
    assert_eq!(strict(good()), Ok(()));
    let ahead = Answer {
        this_update: NOW + 1,
        ..good()
    };
    assert_eq!(
        strict(ahead),
        unknown(OcspFault::NotYetValid(time(NOW + 1)))
    );
    // Without a time no date counts.
    let any = Answer {
        next_update: None,
        this_update: early,
        ..good()
    };
    assert_eq!(judge_as(&any, |s| s.time = None), Ok(()));
}

#[test]
fn rfc_6960_4_2_2_1_without_next_update_a_maximum_age_decides() {
    let endless = Answer {
        next_update: None,
        ..good()
    };
    assert_eq!(judge(&endless), unknown(OcspFault::Expired(None)));
    let within = |answer: &Answer, age| judge_as(answer, |s| s.ocsp.max_age = Some(age));
    assert_eq!(within(&endless, 60), Ok(()));
    let old = unknown(OcspFault::TooOld(Time::from_unix(NOW - 60)));
    assert_eq!(within(&endless, 59), old);
    assert_eq!(within(&good(), 59), old);
}

#[test]
fn rfc_9654_2_1_a_nonce_that_was_sent_is_repeated() {
    let answer = |nonce: Option<&[u8]>| Answer {
        nonce: nonce.map(<[u8]>::to_vec),
        ..good()
    };
    let wanting = |answer: &Answer| judge_as(answer, |s| s.ocsp.nonce = Some(b"fresh".to_vec()));
    assert_eq!(wanting(&answer(Some(b"fresh"))), Ok(()));
    let mismatch = unknown(OcspFault::NonceMismatch);
    assert_eq!(wanting(&answer(Some(b"stale"))), mismatch);
    assert_eq!(wanting(&answer(None)), mismatch);
    assert_eq!(judge(&answer(Some(b"any"))), Ok(()), "a stapled response");
}

#[test]
fn rfc_6960_4_4_a_critical_extension_must_be_processed() {
    let unhandled = unknown(OcspFault::UnhandledCriticalExtension(TOY.to_owned()));
    for (critical, expected) in [(false, Ok(())), (true, unhandled)] {
        let extension = crate::toy::unknown(critical);
        let of_response = Answer {
            extension: Some(extension.clone()),
            ..good()
        };
        assert_eq!(judge(&of_response), expected);
        let of_single = Answer {
            single_extensions: vec![extension],
            ..good()
        };
        assert_eq!(judge(&of_single), expected);
        assert_eq!(judge_as(&of_single, |s| s.ignore_critical = true), Ok(()));
    }
}

#[test]
fn rfc_6960_4_2_2_2_a_delegated_responder_answers_with_its_certificate_beside() {
    assert_eq!(judge(&delegated(responder())), Ok(()));
    let mut by_key = by_key("OCSP");
    by_key.certificates.push(responder());
    assert_eq!(judge(&by_key), Ok(()));
    let alone = by("OCSP", "OCSP").response();
    let with =
        |others: &[Cert]| judge_with(&leaf(), std::slice::from_ref(&alone), &[], others, |_| {});
    assert_eq!(with(&[responder()]), Ok(()));
    assert_eq!(with(&[]), unknown(OcspFault::ResponderNotFound));
    let revoking = Answer {
        status: REVOKED,
        ..delegated(responder())
    };
    assert_eq!(judge(&revoking), revoked());
}

#[test]
fn rfc_6960_4_2_2_2_a_delegated_responder_has_ocsp_signing_itself() {
    let refused = unknown(OcspFault::ResponderNotAuthorized);
    let none = responder().without(oid::EXT_KEY_USAGE);
    assert_eq!(judge(&delegated(none)), refused);
    for purpose in [oid::ANY_EXTENDED_KEY_USAGE, oid::KP_SERVER_AUTH] {
        let other = responder().with(ext_key_usage(&[purpose]));
        assert_eq!(judge(&delegated(other)), refused);
    }
    // keyEncipherment, then digitalSignature.
    assert_eq!(
        judge(&delegated(responder().with(key_usage(0x20)))),
        refused
    );
    assert_eq!(judge(&delegated(responder().with(key_usage(0x80)))), Ok(()));
}

#[test]
fn rfc_6960_4_2_2_2_a_delegated_responder_is_issued_by_the_very_issuer() {
    let refused = unknown(OcspFault::ResponderOfAnotherIssuer);
    let mut of_root = responder();
    (of_root.issuer, of_root.signer) = (name("Root"), "Root".into());
    assert_eq!(judge(&delegated(of_root)), refused);
    // The issuer's name, another key; and the issuer's key, another name.
    assert_eq!(judge(&delegated(responder().keys("OCSP", "Root"))), refused);
    let mut renamed = responder();
    renamed.issuer = name("Root");
    assert_eq!(judge(&delegated(renamed)), refused);
    assert_eq!(
        judge(&delegated(responder().keys("OCSP", "Mallory"))),
        refused
    );
}

#[test]
fn a_delegated_responders_certificate_is_valid_itself() {
    let fault = |cert: Cert| match judge(&delegated(cert)).unwrap_err().remove(0) {
        Reason::OcspUnknown(OcspFault::Responder(reason)) => *reason,
        other => panic!("{other:?}"),
    };
    let mut expired = responder();
    expired.not_after = NOW - 1;
    assert!(matches!(fault(expired), Reason::Expired { .. }));
    let mut early = responder();
    early.not_before = NOW + 1;
    assert!(matches!(fault(early), Reason::NotYetValid { .. }));
    let critical = responder().with(crate::toy::unknown(true));
    assert_eq!(
        fault(critical),
        Reason::UnhandledCriticalExtension(TOY.to_owned())
    );
    // What the CAs above demand is demanded of it as well.
    let sub = Cert::ca("Sub", "CA").with(dns_constraints(&["example.com"], &[]));
    for (name, right) in [("a.example.com", true), ("a.example.org", false)] {
        let mut responder = responder().with(alt_names(&[name]));
        (responder.issuer, responder.signer) = (crate::toy::name("Sub"), "Sub".into());
        let answer = Answer {
            id: id(HashAlgorithm::Sha1, "Sub", "Sub", 1),
            ..delegated(responder)
        };
        let (leaf, answers) = (Cert::new("leaf", "Sub"), [answer.response()]);
        let verdict = judge_with(&leaf, &answers, &[], std::slice::from_ref(&sub), |_| {});
        let refused = Reason::NameNotPermitted {
            name: name.into(),
            by: 1,
        };
        let expected = match right {
            true => Ok(()),
            false => unknown(OcspFault::Responder(Box::new(refused))),
        };
        assert_eq!(verdict, expected);
    }
    let signed_by_another = Answer {
        key: "Mallory",
        ..delegated(responder())
    };
    assert_eq!(judge(&signed_by_another), unknown(OcspFault::BadSignature));
}

/// RFC 5280 §6.2: what is rejected by name and key states the status of no certificate either.
#[test]
fn a_responder_that_the_trust_settings_reject_does_not_count() {
    let judge = |rejected: &Cert, answer: Answer| {
        let responses = [answer.response()];
        judge_rejecting(Some(rejected), &leaf(), &responses, &[], &[], |_| {})
    };
    let refused = unknown(OcspFault::Responder(Box::new(
        Reason::RejectedByTrustSettings,
    )));
    assert_eq!(judge(&responder(), delegated(responder())), refused);
    // Its name with another key is somebody else.
    let namesake = responder().keys("Mallory", "CA");
    assert_eq!(judge(&namesake, delegated(responder())), Ok(()));
    // The CA's own answer does not need it.
    assert_eq!(judge(&responder(), good()), Ok(()));
}

#[test]
fn rfc_6960_4_2_2_2_1_a_responder_without_nocheck_is_not_revoked_itself() {
    let checked = responder().without(oid::OCSP_NO_CHECK);
    let answer = delegated(checked.clone()).response();
    let fault = |result: Result<(), Vec<Reason>>| match &result.unwrap_err()[0] {
        Reason::OcspUnknown(OcspFault::Responder(reason)) => (**reason).clone(),
        other => panic!("{other:?}"),
    };
    let with = |more: &[Response], crls: &[Vec<u8>]| {
        let all = [std::slice::from_ref(&answer), more].concat();
        judge_with(&leaf(), &all, crls, &[], |_| {})
    };
    // Nothing states anything of the responder.
    assert_eq!(fault(with(&[], &[])), Reason::OcspUnknown(OcspFault::None));
    // A response that the CA itself signed, or a CRL.
    let of_responder = |status, key: &'static str| Answer {
        id: id(HashAlgorithm::Sha1, "CA", "CA", 2),
        status,
        ..by(key, key)
    };
    let own = of_responder(CertStatus::Good, "CA").response();
    assert_eq!(with(&[own], &[]), Ok(()));
    assert_eq!(with(&[], &[crl("CA", &[])]), Ok(()));
    let revoked = of_responder(REVOKED, "CA").response();
    assert!(matches!(
        fault(with(&[revoked], &[])),
        Reason::Revoked {
            by: RevocationSource::Ocsp,
            ..
        }
    ));
    // A responder does not state its own status, and no other one is asked for it.
    let mut itself = of_responder(CertStatus::Good, "OCSP");
    itself.certificates.push(checked);
    assert_eq!(
        fault(with(&[itself.response()], &[])),
        Reason::OcspUnknown(OcspFault::ResponderNotFound)
    );
    let mut another = of_responder(CertStatus::Good, "OCSP 2");
    another.certificates.push(Cert {
        subject: name("OCSP 2"),
        key: "OCSP 2".into(),
        serial: 3,
        ..responder()
    });
    assert_eq!(
        fault(with(&[another.response()], &[])),
        Reason::OcspUnknown(OcspFault::ResponderNotFound)
    );
}

#[test]
fn a_certificate_does_not_vouch_for_itself() {
    let mut target = responder();
    target.serial = 1;
    let own = delegated(target.clone()).response();
    assert_eq!(
        judge_with(&target, &[own], &[], &[], |_| {}),
        unknown(OcspFault::ResponderNotFound)
    );
}

#[test]
fn one_that_states_that_it_is_revoked_decides() {
    let revoking = Answer {
        status: REVOKED,
        ..good()
    };
    for both in [[&good(), &revoking], [&revoking, &good()]] {
        let responses = both.map(Answer::response);
        assert_eq!(judge_with(&leaf(), &responses, &[], &[], |_| {}), revoked());
        let one = [both[0].with(std::slice::from_ref(both[1]))];
        assert_eq!(judge_with(&leaf(), &one, &[], &[], |_| {}), revoked());
    }
    // By either source.
    let (clean, listed) = (crl("CA", &[]), crl("CA", &[1]));
    let with = |answer: &Answer, crl: &Vec<u8>| {
        judge_with(
            &leaf(),
            &[answer.response()],
            std::slice::from_ref(crl),
            &[],
            |_| {},
        )
    };
    assert_eq!(with(&good(), &clean), Ok(()));
    assert_eq!(with(&revoking, &clean), revoked());
    assert!(matches!(
        &with(&good(), &listed).unwrap_err()[..],
        [Reason::Revoked {
            by: RevocationSource::Crl,
            reason: "superseded",
            ..
        }]
    ));
    // Those that no longer count do not.
    let stale = Answer {
        next_update: Some(NOW - DAY),
        this_update: NOW - DAY,
        ..revoking
    };
    let responses = [stale.response(), good().response()];
    assert_eq!(judge_with(&leaf(), &responses, &[], &[], |_| {}), Ok(()));
}

#[test]
fn either_source_is_enough_and_with_neither_both_report_why() {
    let unknowing = Answer {
        status: CertStatus::Unknown,
        ..good()
    };
    let with = |answer: &Answer, crls: &[Vec<u8>]| {
        judge_with(&leaf(), &[answer.response()], crls, &[], |_| {})
    };
    assert_eq!(with(&unknowing, &[crl("CA", &[])]), Ok(()));
    assert_eq!(with(&good(), &[crl("Root", &[])]), Ok(()));
    let expired = CertificateListRef::from_der;
    let mut old = crl("CA", &[]);
    // The year of nextUpdate, 2030: its first minute becomes that of 2029.
    let next = expired(&old).unwrap().next_update_raw.unwrap().raw.to_vec();
    let at = old.windows(next.len()).position(|w| w == next).unwrap();
    old[at + 2..at + 4].copy_from_slice(b"29");
    let reasons = with(&unknowing, &[old]).unwrap_err();
    assert_eq!(reasons[0], Reason::OcspUnknown(OcspFault::Unknown));
    assert!(matches!(
        reasons[1],
        Reason::RevocationUnknown(CrlFault::Expired(_))
    ));
}

#[test]
fn every_certificate_of_the_path_is_decided_by_its_own_issuer() {
    let of_ca = Answer {
        id: id(HashAlgorithm::Sha256, "Root", "Root", 1),
        ..by("Root", "Root")
    };
    let whole = |responses: &[Response], crls: &[Vec<u8>]| {
        judge_with(&leaf(), responses, crls, &[], |s| {
            s.revocation = Revocation::PATH;
        })
    };
    let (leafs, cas) = (good().response(), of_ca.response());
    assert_eq!(whole(&[leafs.clone(), cas.clone()], &[]), Ok(()));
    assert_eq!(
        whole(std::slice::from_ref(&leafs), &[]),
        unknown(OcspFault::None)
    );
    assert_eq!(whole(&[leafs], &[crl("Root", &[])]), Ok(()));
    assert_eq!(whole(&[cas], &[crl("CA", &[])]), Ok(()));
    // The root may not answer for the CA's certificates.
    let root_for_leaf = Answer {
        id: id(HashAlgorithm::Sha1, "CA", "CA", 1),
        ..by("Root", "Root")
    };
    assert_eq!(judge(&root_for_leaf), unknown(OcspFault::ResponderNotFound));
}

#[test]
fn rfc_6960_2_3_a_responder_that_does_not_answer_states_nothing() {
    for &status in ResponseStatus::ALL {
        let Some(refusal) = Response::refusal(status) else {
            continue;
        };
        assert_eq!(
            judge_with(&leaf(), &[refusal], &[], &[], |_| {}),
            unknown(OcspFault::NotSuccessful(status))
        );
    }
}

#[test]
fn responses_are_not_looked_at_where_nobodys_revocation_is_checked() {
    let revoking = Answer {
        status: REVOKED,
        ..good()
    };
    assert_eq!(
        judge_as(&revoking, |s| s.revocation = Revocation::OFF),
        Ok(())
    );
}

/// Thousands of singles about one serial number cost comparisons, of which there are only so many.
#[test]
fn a_response_with_more_than_the_budget_allows_is_refused() {
    let other = Answer {
        id: id(HashAlgorithm::Sha1, "Other", "CA", 1),
        ..good()
    };
    let response = good().with(&vec![other; 200]);
    let within = |most| {
        judge_with(&leaf(), std::slice::from_ref(&response), &[], &[], |s| {
            s.security = SecurityLevel::NONE;
            s.budget.name_comparisons = most;
        })
    };
    assert_eq!(within(201), Ok(()));
    assert!(matches!(
        &within(200).unwrap_err()[..],
        [Reason::BudgetExceeded(_)]
    ));
}
