//! OCSP requests and responses that OpenSSL and Python's cryptography made (vectors/ocsp), read and judged.

#[path = "ocsp/model.rs"]
mod model;

use std::fs;
use std::path::PathBuf;

use certwright::der::{ObjectIdentifierRef, Tag, Writer, oid};
use certwright::path::{OcspFault, PathError, Reason, RootStore, SecurityLevel, Verifier};
use certwright::rsa::{HashAlgorithm, PrivateKey};
use certwright::x509::extension::{ArchiveCutoff, ExtensionValue as _, SequenceOf};
use certwright::x509::ocsp::{
    AcceptableResponses, CertIdBuf, CertStatus, CrlReferences, PreferredSignatureAlgorithm,
    PreferredSignatureAlgorithms, Request, RequestBuilder, RequestRef, ResponderIdBuf, Response,
    ResponseBuilder, ResponseRef, ServiceLocator, SingleResponseBuf,
};
use certwright::x509::{Certificate, GeneralName, IssueError, NameBuf, RsaVerifier, Time};

/// 2030-01-01T00:00:00Z.
const NOW: i64 = 1_893_456_000;

fn vectors() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "vectors", "ocsp"]
        .iter()
        .collect()
}

fn file(name: &str) -> Vec<u8> {
    fs::read(vectors().join(name)).unwrap()
}

fn certificate(name: &str) -> Certificate {
    Certificate::from_pem(file(&format!("{name}.pem"))).unwrap()
}

fn response(name: &str) -> Vec<u8> {
    file(&format!("responses/{name}.der"))
}

/// Whether the leaf is good by one response.
fn judge(
    response: &Response,
    change: impl FnOnce(&mut certwright::path::Settings),
) -> Result<(), PathError> {
    let roots = RootStore::from_iter([&certificate("root")]);
    Verifier::new(&roots, Time::from_unix(NOW))
        .ocsp(std::slice::from_ref(response))
        .settings(change)
        .verify(&certificate("leaf"), &[certificate("ca")])
        .map(drop)
}

/// The verdict in the words of `cases.txt`.
fn verdict(der: Vec<u8>, nonce: Option<Vec<u8>>) -> String {
    let Ok(response) = Response::from_der(der) else {
        return "malformed".into();
    };
    let refused = match judge(&response, |settings| settings.ocsp.nonce = nonce) {
        Ok(()) => return "good".into(),
        Err(refused) => refused,
    };
    let [refusal] = &refused.refusals[..] else {
        panic!("{refused:?}")
    };
    match &refusal.reason {
        Reason::Revoked { .. } => "revoked".into(),
        Reason::OcspUnknown(fault) => {
            let shown = format!("{fault:?}");
            shown.split('(').next().unwrap_or_default().to_owned()
        }
        other => panic!("{other}"),
    }
}

#[test]
fn every_response_gets_the_verdict_that_it_was_made_for() {
    let cases = String::from_utf8(file("cases.txt")).unwrap();
    let mut count = 0;
    for line in cases.lines() {
        let [name, expected, openssl, nonce] =
            <[&str; 4]>::try_from(line.split('\t').collect::<Vec<_>>()).unwrap();
        let nonce = (nonce != "-").then(|| hex::decode(nonce).unwrap());
        assert_eq!(verdict(response(name), nonce), expected, "{name}");
        // What is accepted here is accepted by OpenSSL, and what it has as revoked is revoked.
        if expected == "good" || openssl == "revoked" {
            assert_eq!(expected, openssl, "{name}");
        }
        count += 1;
    }
    assert!(count > 40);
}

#[test]
fn what_the_defaults_refuse_is_accepted_where_the_caller_asks_for_it() {
    let read = |name| Response::from_der(response(name)).unwrap();
    judge(&read("without-next-update"), |settings| {
        settings.ocsp.max_age = Some(86_400);
    })
    .unwrap();
    judge(&read("sha1-signature"), |settings| {
        settings.security = SecurityLevel::NONE;
    })
    .unwrap();
    judge(&read("critical-extension"), |settings| {
        settings.ignore_critical = true;
    })
    .unwrap();
}

#[test]
fn a_response_for_the_target_does_not_stand_for_the_lists_that_the_path_needs() {
    let roots = RootStore::from_iter([&certificate("root")]);
    let good = Response::from_der(response("good")).unwrap();
    let responses = std::slice::from_ref(&good);
    let (leaf, ca) = (certificate("leaf"), certificate("ca"));
    let verifier = Verifier::new(&roots, Time::from_unix(NOW));
    let judge = |verifier: Verifier<'_>| verifier.verify(&leaf, std::slice::from_ref(&ca));
    judge(verifier.clone().ocsp(responses)).unwrap();
    // Lists are asked for, and there is none for the CA, in whichever order the caller names them.
    for both in [
        verifier.clone().crls(&[]).ocsp(responses),
        verifier.ocsp(responses).crls(&[]),
    ] {
        let refused = judge(both).unwrap_err();
        assert_eq!(refused.first().depth, 1, "{refused:?}");
        assert!(matches!(
            refused.first().reason,
            Reason::OcspUnknown(OcspFault::None)
        ));
    }
}

#[test]
fn a_response_that_is_cut_off_is_refused_and_one_with_more_as_well() {
    for name in ["good", "delegated", "revoked", "nonce", "good-of-two"] {
        let whole = response(name);
        for end in 0..whole.len() {
            assert!(
                ResponseRef::from_der(&whole[..end]).is_err(),
                "{name} {end}"
            );
        }
        assert!(ResponseRef::from_der(&[&whole[..], &[0]].concat()).is_err());
    }
    for name in ["two.request.der", "nonce.request.der"] {
        let whole = file(name);
        for end in 0..whole.len() {
            assert!(RequestRef::from_der(&whole[..end]).is_err(), "{name} {end}");
        }
        assert!(RequestRef::from_der(&[&whole[..], &[0]].concat()).is_err());
    }
}

/// Every bit of a response that its issuer signed itself counts: with any of them changed it makes nothing good.
#[test]
fn no_bit_of_a_response_can_be_changed() {
    let whole = response("good");
    assert_eq!(verdict(whole.clone(), None), "good");
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut changed = whole.clone();
            changed[at] ^= 1 << bit;
            let verdict = verdict(changed, None);
            assert!(
                verdict != "good" && verdict != "revoked",
                "byte {at}, bit {bit}: {verdict}"
            );
        }
    }
}

#[test]
fn what_is_read_is_written_again_the_same() {
    let mut count = 0;
    for entry in fs::read_dir(vectors().join("responses")).unwrap() {
        let der = fs::read(entry.unwrap().path()).unwrap();
        if let Ok(response) = ResponseRef::from_der(&der) {
            assert_eq!(model::response(&response).unwrap(), der);
            count += 1;
        }
    }
    assert!(count > 40);
    for name in ["two.request.der", "nonce.request.der"] {
        let der = file(name);
        assert_eq!(model::request(&RequestRef::from_der(&der).unwrap()), der);
    }
}

fn id(hash: HashAlgorithm) -> CertIdBuf {
    let (ca, leaf) = (certificate("ca"), certificate("leaf"));
    let issuer = ca.subject();
    CertIdBuf::new(hash, &issuer, &ca.public_key(), leaf.serial().contents()).unwrap()
}

#[test]
fn a_serial_number_that_is_not_an_integer_s_contents_is_refused() {
    let ca = certificate("ca");
    for serial in [&[][..], &[0, 1], &[0xff, 0x80]] {
        let id = CertIdBuf::new(HashAlgorithm::Sha1, &ca.subject(), &ca.public_key(), serial);
        assert!(id.is_err(), "{serial:?}");
    }
}

#[test]
fn a_request_is_the_bytes_that_others_make() {
    let built = RequestBuilder::new()
        .certificate(id(HashAlgorithm::Sha256))
        .nonce(&b"nonce".repeat(5))
        .build()
        .unwrap();
    let theirs = file("nonce.request.der");
    assert_eq!(built.as_der(), theirs);
    let request = RequestRef::from_der(&theirs).unwrap();
    assert_eq!(request.nonce(), Some(&b"nonce".repeat(5)[..]));
    assert!(request.signature.is_none() && request.requestor_name.is_none());
    let two = file("two.request.der");
    let two = RequestRef::from_der(&two).unwrap();
    let (first, second) = (id(HashAlgorithm::Sha1), two.requests.iter().nth(1).unwrap());
    let mut ids = two.requests.iter().map(|single| single.cert_id);
    assert!(ids.next().unwrap().equals(&first.fields()));
    assert_eq!(second.cert_id.serial, [0x56, 0x78]);
}

#[test]
fn rfc_9654_2_1_a_nonce_has_1_to_128_bytes() {
    let with = |len: usize| {
        RequestBuilder::new()
            .certificate(id(HashAlgorithm::Sha1))
            .nonce(&vec![7; len])
            .build()
    };
    for len in [1, 32, 128] {
        let request = with(len).unwrap();
        assert_eq!(request.fields().nonce().map(<[u8]>::len), Some(len));
    }
    for len in [0, 129] {
        assert!(matches!(with(len), Err(IssueError::Encoding(_))), "{len}");
    }
}

fn key() -> PrivateKey {
    let pem = fs::read_to_string(
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors/keys/rsa-2048.pem"),
    );
    PrivateKey::from_pem(pem.unwrap()).unwrap()
}

#[test]
fn a_signed_request_verifies_with_its_key_and_no_other() {
    let (key, mut rng) = (key(), certwright::SysRng);
    let name = NameBuf::common_name("client");
    let own = certwright::x509::CertificateBuilder::new(name.clone())
        .valid_for_days(Time::from_unix(NOW), 1)
        .self_signed(&key, &mut rng)
        .unwrap();
    let request = RequestBuilder::new()
        .certificate(id(HashAlgorithm::Sha1))
        .requestor_name(&GeneralName::Directory(name.as_name()))
        .signer_certificate(&own)
        .sign(&key, &mut rng)
        .unwrap();
    let request = Request::from_der(request.as_der()).unwrap();
    let fields = request.fields();
    assert_eq!(
        fields.requestor_name,
        Some(GeneralName::Directory(name.as_name()))
    );
    let certificates = fields.signature.unwrap().certificates;
    assert!(certificates.iter().any(|c| c.signed.raw == own.as_der()));
    let verify = |key| fields.verify_signature(&key, &RsaVerifier).unwrap();
    assert_eq!(verify(own.public_key()), Ok(()));
    assert!(verify(certificate("ca").public_key()).is_err());
    assert_eq!(model::request(&fields), request.as_der());
}

/// The extensions that only requests and responses have, through a response and back.
#[test]
fn the_extensions_of_section_4_4_are_written_and_read() {
    let (key, mut rng) = (key(), certwright::SysRng);
    let algorithm = |id: ObjectIdentifierRef<'_>| {
        let mut w = Writer::new();
        w.sequence(|w| {
            w.oid(id);
            w.null();
        });
        w.into_vec()
    };
    let rsa = algorithm(oid::RSA_ENCRYPTION);
    let identifier = certwright::pkcs::algorithm::AlgorithmIdentifier::parse(
        &mut certwright::der::Reader::new(&rsa),
        "AlgorithmIdentifier",
    )
    .unwrap();
    let preferred = [
        PreferredSignatureAlgorithm {
            signature: identifier,
            key: None,
        },
        PreferredSignatureAlgorithm {
            signature: identifier,
            key: Some(identifier),
        },
    ];
    let preferred = PreferredSignatureAlgorithms(SequenceOf::new(&preferred));
    let types = [oid::OCSP_BASIC];
    let acceptable = AcceptableResponses(SequenceOf::new(&types));
    let name = NameBuf::common_name("CA");
    let locator = ServiceLocator {
        issuer: name.as_name(),
        locator: SequenceOf::new(&[]),
    };
    let request = RequestBuilder::new()
        .certificate(id(HashAlgorithm::Sha1))
        .extension(&preferred)
        .extension(&acceptable)
        .extension(&locator)
        .build()
        .unwrap();
    let extensions = request.fields().extensions;
    assert_eq!(
        extensions
            .get()
            .unwrap()
            .as_ref()
            .map(PreferredSignatureAlgorithms::to_der),
        Some(preferred.to_der())
    );
    assert_eq!(
        extensions.get::<AcceptableResponses<'_>>().unwrap(),
        Some(acceptable)
    );
    assert_eq!(
        extensions.get::<ServiceLocator<'_>>().unwrap(),
        Some(locator)
    );

    let references = CrlReferences {
        url: Some("http://example.com/crl"),
        number: Some(&[0x12]),
        time: Some(Time::from_unix(NOW)),
    };
    let cutoff = ArchiveCutoff(Time::from_unix(0));
    let single = SingleResponseBuf {
        cert_id: id(HashAlgorithm::Sha1),
        status: CertStatus::Good,
        this_update: Time::from_unix(NOW),
        next_update: None,
        extensions: vec![references.to_extension(true), cutoff.to_extension(false)],
    };
    let built = ResponseBuilder::new(ResponderIdBuf::ByName(name), Time::from_unix(NOW))
        .response(single)
        .sign(&key, &mut rng)
        .unwrap();
    let fields = built.fields();
    let read = fields.basic.unwrap().responses.iter().next().unwrap();
    assert_eq!(
        read.extensions.get::<CrlReferences<'_>>().unwrap(),
        Some(references)
    );
    assert_eq!(
        read.extensions.get::<ArchiveCutoff>().unwrap(),
        Some(cutoff)
    );
    assert_eq!(model::response(&fields).unwrap(), built.as_der());
}

#[test]
fn what_der_does_not_allow_is_refused() {
    let der = |contents: &dyn Fn(&mut Writer)| {
        let mut w = Writer::new();
        contents(&mut w);
        w.into_vec()
    };
    // A version 1 that is written out, in a request that is well formed but for that.
    let id = id(HashAlgorithm::Sha1);
    let request = |version: bool| {
        der(&|w| {
            w.sequence(|w| {
                w.sequence(|w| {
                    if version {
                        w.context(0, |w| w.unsigned(&[0]));
                    }
                    w.sequence(|w| w.sequence(|w| w.raw(id.as_der())));
                });
            });
        })
    };
    RequestRef::from_der(&request(false)).unwrap();
    let refused = RequestRef::from_der(&request(true)).unwrap_err();
    assert_eq!(
        (refused.offset, refused.expected),
        (4, "TBSRequest.version")
    );
    // A refusal that has bytes all the same.
    let refusal = der(&|w| {
        w.sequence(|w| {
            w.tlv(Tag::Enumerated, &[1]);
            w.context(0, |w| {
                w.sequence(|w| {
                    w.oid(oid::OCSP_BASIC);
                    w.octet_string(&[]);
                });
            });
        });
    });
    assert!(ResponseRef::from_der(&refusal).is_err());
    // Another type is read as far as it is known, and makes nothing good.
    let other = der(&|w| {
        w.sequence(|w| {
            w.tlv(Tag::Enumerated, &[0]);
            w.context(0, |w| {
                w.sequence(|w| {
                    w.oid(oid::OCSP_NONCE);
                    w.octet_string(&[1, 2, 3]);
                });
            });
        });
    });
    let other = Response::from_der(other).unwrap();
    let refused = judge(&other, |_| {}).unwrap_err();
    assert_eq!(
        refused.first().reason,
        Reason::OcspUnknown(OcspFault::UnknownType(oid::OCSP_NONCE.into()))
    );
}
