//! Messages that are signed and encrypted come out as they went in, and no other way. That OpenSSL reads them, and the reverse, is
//! tested with the program (`cli/tests/openssl_commands.rs`).

mod structure;

use std::fs;
use std::path::PathBuf;

use certwright::der::oid;
use certwright::hash::HashAlgorithm;
use certwright::pkcs::algorithm::SignatureAlgorithm;
use certwright::pkcs::cms::{self, Content, Mismatch, NewRecipient, PartyId, Shared};
use certwright::pkcs::pkcs7::Pkcs7;
use certwright::pkcs::pkcs8::KdfLimits;
use certwright::pkcs::{AesGcm, Cipher, Error};
use certwright::rsa::{PrivateKey, oaep, pkcs1v15};
use rand_core::SeedableRng as _;

fn read(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors/pkcs12");
    fs::read(folder.join(name)).unwrap()
}

fn key() -> PrivateKey {
    PrivateKey::from_pem(read("key.pem"))
        .unwrap()
        .allow_below_2048()
}

fn rng() -> rand_chacha::ChaCha20Rng {
    rand_chacha::ChaCha20Rng::seed_from_u64(1)
}

const ID: PartyId<'static> = PartyId::KeyId(&[1, 2, 3]);

/// The issuer, CN=Authority, and the serial number of vectors/pkcs12/certificate.pem.
const BY_SERIAL: PartyId<'static> = PartyId::IssuerAndSerial {
    issuer: b"0\x141\x120\x10\x06\x03\x55\x04\x03\x0c\x09Authority",
    serial: &[2],
};

fn digest_identifier() -> Vec<u8> {
    let mut w = certwright::der::Writer::new();
    w.sequence(|w| w.oid(HashAlgorithm::Sha256.oid()));
    w.into_vec()
}

fn octets(bytes: &[u8]) -> Vec<u8> {
    let mut w = certwright::der::Writer::new();
    w.octet_string(bytes);
    w.into_vec()
}

fn object() -> Vec<u8> {
    let mut w = certwright::der::Writer::new();
    w.oid(oid::PKCS7_DATA);
    w.into_vec()
}

/// A signature with these attributes, over `content`.
fn signed(attributes: Option<&[u8]>, content: &[u8]) -> Pkcs7 {
    let info = signer_info(&ID, attributes, content);
    cms::signed(oid::PKCS7_DATA, Some(content), &[], &[], &[&info]).unwrap()
}

fn signer_info(id: &PartyId<'_>, attributes: Option<&[u8]>, content: &[u8]) -> Vec<u8> {
    let message = attributes.unwrap_or(content);
    let digest = HashAlgorithm::Sha256.digest(message);
    let signature =
        pkcs1v15::sign_prehash(&key(), HashAlgorithm::Sha256, digest.as_ref(), &mut rng()).unwrap();
    let algorithm = SignatureAlgorithm::Pkcs1v15(HashAlgorithm::Sha256).to_der();
    cms::signer_info(id, &digest_identifier(), attributes, &algorithm, &signature).unwrap()
}

#[test]
fn a_signer_s_message_is_the_attributes_that_state_the_content() {
    let content = b"a content";
    let digest = HashAlgorithm::Sha256.digest(content);
    let attributes = cms::attributes([
        (oid::CONTENT_TYPE, object()),
        (oid::MESSAGE_DIGEST, octets(digest.as_ref())),
    ]);
    let made = signed(Some(&attributes), content);
    let data = made.signed_data().unwrap().unwrap();
    assert_eq!(data.content, Some(&content[..]));
    let signer = &data.signers[0];
    assert_eq!(signer.id, ID);
    let message = signer
        .signed_message(data.content_type, &mut Content::new(content))
        .unwrap();
    assert_eq!(&message[..], &attributes[..]);
    assert_eq!(signer.signed_attributes().as_ref(), Some(&attributes));
    let without = signed(None, content);
    let without = without.signed_data().unwrap().unwrap();
    assert_eq!(without.signers[0].signed_attributes(), None);
    let hashed = HashAlgorithm::Sha256.digest(&message);
    pkcs1v15::verify_prehash(
        key().public_key(),
        HashAlgorithm::Sha256,
        hashed.as_ref(),
        signer.signature,
    )
    .unwrap();
    // Another content, and another type of content.
    assert_eq!(
        signer.signed_message(data.content_type, &mut Content::new(b"another")),
        Err(Mismatch::Digest)
    );
    assert_eq!(
        signer.signed_message(oid::PKCS7_SIGNED_DATA, &mut Content::new(content)),
        Err(Mismatch::ContentType)
    );
}

#[test]
fn attributes_that_lack_one_or_have_it_twice_are_refused() {
    let content = b"a content";
    let digest = octets(HashAlgorithm::Sha256.digest(content).as_ref());
    let refused = |attributes: Vec<u8>| {
        let made = signed(Some(&attributes), content);
        let data = made.signed_data().unwrap().unwrap();
        data.signers[0]
            .signed_message(data.content_type, &mut Content::new(content))
            .unwrap_err()
    };
    assert_eq!(
        refused(cms::attributes([(oid::CONTENT_TYPE, object())])),
        Mismatch::Attribute("messageDigest")
    );
    assert_eq!(
        refused(cms::attributes([(oid::MESSAGE_DIGEST, digest.clone())])),
        Mismatch::Attribute("contentType")
    );
    assert_eq!(
        refused(cms::attributes([
            (oid::CONTENT_TYPE, object()),
            (oid::MESSAGE_DIGEST, digest.clone()),
            (oid::MESSAGE_DIGEST, octets(&[0; 32])),
        ])),
        Mismatch::Attribute("messageDigest")
    );
    // RFC 5652 §11.2: one value, not two.
    let mut w = certwright::der::Writer::new();
    w.sequence(|w| {
        w.oid(oid::MESSAGE_DIGEST);
        w.set_of(vec![digest, octets(&[0; 32])]);
    });
    let two = w.into_vec();
    let one = cms::attributes([(oid::CONTENT_TYPE, object())]);
    let mut w = certwright::der::Writer::new();
    w.set_of(vec![one[2..].to_vec(), two]);
    assert_eq!(refused(w.into_vec()), Mismatch::Attribute("messageDigest"));
}

#[test]
fn what_is_enveloped_comes_out_for_its_recipients_and_for_no_other_key() {
    let (own, other) = (key(), PrivateKey::generate(&mut rng(), 2048).unwrap());
    let content = b"sixteen bytes ok and some more of them";
    for cipher in Cipher::ALL.iter().copied() {
        for oaep in [None, Some(oaep::Params::new(HashAlgorithm::Sha256))] {
            let recipient = NewRecipient::new(ID, own.public_key());
            let recipient = oaep.map_or(recipient, |params| recipient.with_oaep(params));
            let made = cms::envelope(content, cipher, &[recipient], &mut rng());
            if matches!(
                cipher,
                Cipher::Aes128Cfb | Cipher::Aes192Cfb | Cipher::Aes256Cfb
            ) {
                // Without padding a wrong key would give another message.
                assert!(matches!(made, Err(Error::Parameter { .. })), "{made:?}");
                continue;
            }
            let made = made.unwrap();
            let read = Pkcs7::from_der(made.as_der()).unwrap();
            let data = read.enveloped_data().unwrap().unwrap();
            let [recipient] = &data.recipients[..] else {
                panic!("{data:?}");
            };
            let out = data.decrypt(recipient, &own, &mut rng()).unwrap();
            assert_eq!(&out.unwrap()[..], content, "{cipher:?} {oaep:?}");
            // A wrong key gives a random content key, and so a wrong padding but for one time in 256.
            // Of another seed than the envelope's, whose content key it would draw again.
            let mut others = rand_chacha::ChaCha20Rng::seed_from_u64(2);
            let out = data.decrypt(recipient, &other, &mut others).unwrap();
            assert!(out.is_none_or(|out| out[..] != content[..]));
        }
    }
}

#[test]
fn every_cut_and_many_changes_of_a_message_are_refused_without_a_panic() {
    let content = b"a content";
    let attributes = cms::attributes([
        (oid::CONTENT_TYPE, object()),
        (
            oid::MESSAGE_DIGEST,
            octets(HashAlgorithm::Sha256.digest(content).as_ref()),
        ),
    ]);
    let own = key();
    let recipient = NewRecipient::new(ID, own.public_key());
    let enveloped = cms::envelope(content, Cipher::Aes128, &[recipient], &mut rng()).unwrap();
    for made in [
        signed(Some(&attributes), content),
        signed(None, content),
        enveloped,
    ] {
        let der = made.as_der();
        for end in 0..der.len() {
            assert!(Pkcs7::from_der(&der[..end]).is_err(), "{end}");
        }
        for at in 0..der.len() {
            let mut changed = der.to_vec();
            changed[at] ^= 0x21;
            let Ok(read) = Pkcs7::from_der(&changed) else {
                continue;
            };
            if let Ok(Some(data)) = read.signed_data() {
                for signer in &data.signers {
                    let _ = signer.signed_message(data.content_type, &mut Content::new(content));
                    let _ = signer.algorithm();
                }
            }
            let _ = read.enveloped_data();
        }
    }
}

/// What a message is refused with by the reader of signed data.
fn unread(message: &[u8]) -> String {
    let read = Pkcs7::from_der(message).unwrap();
    read.signed_data().unwrap_err().to_string()
}

/// `from`, of which there is one, is `to`, of the same length, in a message.
fn replaced(message: &Pkcs7, from: &[u8], to: &[u8]) -> Vec<u8> {
    let der = message.as_der();
    let places: Vec<usize> = (0..=der.len() - from.len())
        .filter(|&at| der[at..].starts_with(from))
        .collect();
    assert_eq!((places.len(), from.len()), (1, to.len()));
    let mut changed = der.to_vec();
    changed[places[0]..][..to.len()].copy_from_slice(to);
    changed
}

fn attributes_of(content: &[u8]) -> Vec<u8> {
    cms::attributes([
        (oid::CONTENT_TYPE, object()),
        (
            oid::MESSAGE_DIGEST,
            octets(HashAlgorithm::Sha256.digest(content).as_ref()),
        ),
    ])
}

fn message_of(message: &Pkcs7, kind: certwright::der::ObjectIdentifierRef<'_>) -> Mismatch {
    let data = message.signed_data().unwrap().unwrap();
    let mut content = Content::new(data.content.unwrap());
    data.signers[0]
        .signed_message(kind, &mut content)
        .unwrap_err()
}

#[test]
fn a_signature_without_attributes_is_of_data_that_are_not_attributes() {
    // Of a message with attributes its attributes become the content, under the same signature.
    let taken = signed(None, &attributes_of(b"a content"));
    assert_eq!(
        message_of(&taken, oid::PKCS7_DATA),
        Mismatch::ContentIsAttributes
    );
    assert_eq!(
        message_of(&signed(None, b"x"), oid::PKCS7_SIGNED_DATA),
        Mismatch::AttributesNeeded
    );
    // One of the two that must be there, and something behind.
    let one = cms::attributes([(oid::CONTENT_TYPE, object())]);
    let other = cms::attributes([(oid::MESSAGE_DIGEST, octets(&[0; 32]))]);
    let behind = [&attributes_of(b"a content")[..], b"\n"].concat();
    for content in [one, other, behind] {
        let message = signed(None, &content);
        let data = message.signed_data().unwrap().unwrap();
        let mut given = Content::new(&content);
        let message = data.signers[0].signed_message(data.content_type, &mut given);
        assert_eq!(&message.unwrap()[..], &content[..]);
    }
}

#[test]
fn fields_that_contradict_each_other_are_refused_by_their_place() {
    let message = signed(None, b"a content");
    let id = [&[2, 1, 3, 0x80, 3, 1, 2, 3][..], &digest_identifier()].concat();
    let mut other = id.clone();
    other[2] = 1;
    assert!(unread(&replaced(&message, &id, &other)).contains("SignerInfo.version"));
    // eContent of data that is a UTF8String.
    let changed = replaced(&message, b"\x04\x09a content", b"\x0c\x09a content");
    assert!(unread(&changed).contains("eContent"));
    // rsaEncryption with an OCTET STRING.
    let info = |parameters: &[u8]| {
        let mut w = certwright::der::Writer::new();
        w.sequence(|w| {
            w.oid(oid::RSA_ENCRYPTION);
            w.raw(parameters);
        });
        cms::signer_info(&ID, &digest_identifier(), None, &w.into_vec(), &[0]).unwrap()
    };
    for (parameters, is_good) in [(&[5, 0][..], true), (&[], true), (&[4, 1, 0], false)] {
        let made = cms::signed(oid::PKCS7_DATA, None, &[], &[], &[&info(parameters)]).unwrap();
        let data = made.signed_data().unwrap().unwrap();
        assert_eq!(data.signers[0].algorithm().is_ok(), is_good);
    }
    // A signature over another digest than the one that is named.
    for (hash, is_good) in [
        (HashAlgorithm::Sha256, true),
        (HashAlgorithm::Sha512, false),
    ] {
        let algorithm = SignatureAlgorithm::Pkcs1v15(hash).to_der();
        let info = cms::signer_info(&ID, &digest_identifier(), None, &algorithm, &[0]).unwrap();
        let made = cms::signed(oid::PKCS7_DATA, None, &[], &[], &[&info]).unwrap();
        let data = made.signed_data().unwrap().unwrap();
        assert_eq!(data.signers[0].algorithm().is_ok(), is_good);
    }
    // Attributes that are no SET.
    for wrong in [&[][..], &[0x30, 0], &[0x31, 0, 0]] {
        cms::signer_info(&ID, &digest_identifier(), Some(wrong), &[], &[]).unwrap_err();
    }
}

/// A message whose only RecipientInfo becomes others.
fn with_recipients(message: &Pkcs7, change: impl Fn(&[u8]) -> Vec<Vec<u8>>) -> Pkcs7 {
    with_fields(message, &[], change)
}

/// The same, with this between version and recipientInfos.
fn with_fields(
    message: &Pkcs7,
    originator: &[u8],
    change: impl Fn(&[u8]) -> Vec<Vec<u8>>,
) -> Pkcs7 {
    use certwright::der::{Reader, Tag, Writer};
    let mut fields = Reader::new(message.as_der()).sequence("").unwrap();
    let kind = fields.oid("").unwrap();
    let mut inner = fields.context(0, true, "").unwrap().unwrap().reader();
    let mut data = inner.sequence("").unwrap();
    let version = data.any("").unwrap();
    let set = data.expect(Tag::Set, "").unwrap();
    let info = data.any("").unwrap();
    let mut w = Writer::new();
    w.sequence(|w| {
        w.oid(kind);
        w.context(0, |w| {
            w.sequence(|w| {
                w.raw(version.raw);
                w.raw(originator);
                w.set_of(change(set.value));
                w.raw(info.raw);
            });
        });
    });
    Pkcs7::from_der(w.into_vec()).unwrap()
}

/// KeyTransRecipientInfo with another algorithm or encrypted key.
fn changed_recipient(info: &[u8], algorithm: Option<&[u8]>, encrypted: Option<&[u8]>) -> Vec<u8> {
    use certwright::der::{Reader, Writer};
    let mut fields = Reader::new(info).sequence("").unwrap();
    let old = [(); 4].map(|()| fields.any("").unwrap());
    let mut w = Writer::new();
    w.sequence(|w| {
        w.raw(old[0].raw);
        w.raw(old[1].raw);
        w.raw(algorithm.unwrap_or(old[2].raw));
        w.octet_string(encrypted.unwrap_or(old[3].value));
    });
    w.into_vec()
}

#[test]
fn what_the_originator_adds_is_passed_over_where_it_belongs() {
    let own = key();
    let recipient = NewRecipient::new(ID, own.public_key());
    let made = cms::envelope(b"x", Cipher::Aes128, &[recipient], &mut rng()).unwrap();
    let with = |originator: &[u8]| with_fields(&made, originator, |info| vec![info.to_vec()]);
    // OriginatorInfo (RFC 5652 §6.1) with no certificates, and with an empty set of them and one of lists.
    for originator in [&[0xa0, 0][..], &[0xa0, 4, 0xa0, 0, 0xa1, 0]] {
        let message = with(originator);
        let data = message.enveloped_data().unwrap().unwrap();
        let out = data.decrypt(&data.recipients[0], &own, &mut rng());
        assert_eq!(&out.unwrap().unwrap()[..], b"x");
    }
    // Twice, of another number, and not constructed.
    for wrong in [&[0xa0, 0, 0xa0, 0][..], &[0xa2, 0], &[0x80, 0]] {
        let message = with(wrong);
        let refused = message.enveloped_data().unwrap_err().to_string();
        assert!(refused.contains("EnvelopedData."), "{refused}");
    }
}

#[test]
fn what_does_not_decrypt_gives_the_same_each_time() {
    let own = key();
    let recipient = NewRecipient::new(ID, own.public_key());
    let made = cms::envelope(b"x", Cipher::Aes128, &[recipient], &mut rng()).unwrap();
    let decrypt = |message: &Pkcs7, seed| {
        let data = message.enveloped_data().unwrap().unwrap();
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(seed);
        data.decrypt(&data.recipients[0], &own, &mut rng).unwrap()
    };
    // Once in 256 times the content's padding is right under a key that nobody chose: of so many messages some come out,
    // and those do under every seed.
    let mut came_out = 0;
    for n in 0u16..1500 {
        // The last are of a wrong length, which shows to everybody and is treated alike.
        let mut encrypted = vec![n as u8; if n < 1000 { own.public_key().size() } else { 5 }];
        encrypted[0] = 0;
        encrypted[1] = (n >> 8) as u8;
        let wrong = with_recipients(&made, |info| {
            vec![changed_recipient(info, None, Some(&encrypted))]
        });
        let first = decrypt(&wrong, 1);
        assert_eq!(first, decrypt(&wrong, 2), "{n}");
        came_out += usize::from(first.is_some());
    }
    assert!((1..30).contains(&came_out), "{came_out}");
    // OAEP makes nothing up.
    let recipient = recipient.with_oaep(oaep::Params::new(HashAlgorithm::Sha1));
    let made = cms::envelope(b"x", Cipher::Aes128, &[recipient], &mut rng()).unwrap();
    for n in 0..600u16 {
        let mut encrypted = vec![n as u8; own.public_key().size()];
        encrypted[..2].copy_from_slice(&n.to_be_bytes());
        let wrong = with_recipients(&made, |info| {
            vec![changed_recipient(info, None, Some(&encrypted))]
        });
        assert_eq!(decrypt(&wrong, 1), None);
    }
}

#[test]
fn an_empty_label_of_oaep_may_be_written_out() {
    use certwright::der::Writer;
    let own = key();
    let recipient = NewRecipient::new(ID, own.public_key());
    let recipient = recipient.with_oaep(oaep::Params::new(HashAlgorithm::Sha1));
    let made = cms::envelope(b"x", Cipher::Aes128, &[recipient], &mut rng()).unwrap();
    for (kind, label, is_good) in [
        (oid::P_SPECIFIED, octets(&[]), true),
        (oid::P_SPECIFIED, octets(b"x"), false),
        (oid::P_SPECIFIED, vec![5, 0], false),
        (oid::P_SPECIFIED, vec![], false),
        (oid::MGF1, octets(&[]), false),
    ] {
        let mut w = Writer::new();
        w.sequence(|w| {
            w.oid(oid::RSAES_OAEP);
            w.sequence(|w| {
                w.context(2, |w| {
                    w.sequence(|w| {
                        w.oid(kind);
                        w.raw(&label);
                    });
                });
            });
        });
        let algorithm = w.into_vec();
        let changed = with_recipients(&made, |info| {
            vec![changed_recipient(info, Some(&algorithm), None)]
        });
        let data = changed.enveloped_data().unwrap().unwrap();
        match data.decrypt(&data.recipients[0], &own, &mut rng()) {
            Ok(content) => assert_eq!((&content.unwrap()[..], is_good), (&b"x"[..], true)),
            Err(e) => assert!(!is_good, "{e}"),
        }
        if is_good {
            let decrypts = |algorithm: &[u8]| {
                let changed = with_recipients(&made, |info| {
                    vec![changed_recipient(info, Some(algorithm), None)]
                });
                let data = changed.enveloped_data();
                data.is_ok_and(|data| {
                    let data = data.unwrap();
                    let out = data.decrypt(&data.recipients[0], &own, &mut rng());
                    out.is_ok_and(|out| out.is_some())
                })
            };
            let none: [String; 0] = [];
            assert_eq!(structure::taking_tags(&algorithm, decrypts), none);
            // What stands behind the algorithm is not part of it.
            let more = (0..).map_while(|number| structure::with_one_more(&algorithm, number));
            more.for_each(|(place, changed)| assert!(!decrypts(&changed), "{place}"));
        }
    }
}

#[test]
fn the_work_that_a_message_asks_for_is_bounded() {
    use certwright::pkcs::Error;
    let algorithm = SignatureAlgorithm::Pkcs1v15(HashAlgorithm::Sha256).to_der();
    let info = cms::signer_info(&ID, &digest_identifier(), None, &algorithm, &[0]).unwrap();
    let read = |signers, certificates| {
        let infos = vec![&info[..]; signers];
        let certificates = vec![&[0x30, 0][..]; certificates];
        let made = cms::signed(oid::PKCS7_DATA, None, &certificates, &[], &infos).unwrap();
        match made.signed_data() {
            Ok(data) => Ok(data.unwrap().signers.len()),
            Err(Error::TooCostly { asked, maximum, .. }) => Err((asked, maximum)),
            Err(e) => panic!("{e}"),
        }
    };
    assert_eq!(read(cms::MAX_SIGNERS, 1), Ok(64));
    assert_eq!(read(cms::MAX_SIGNERS + 1, 1), Err((65, 64)));
    assert_eq!(read(1, cms::MAX_CERTIFICATES), Ok(1));
    assert_eq!(read(1, cms::MAX_CERTIFICATES + 1), Err((1025, 1024)));
    // Nobody's signature: a list of certificates.
    assert_eq!(read(0, cms::MAX_CERTIFICATES + 1), Ok(0));
    let own = key();
    let recipients = vec![NewRecipient::new(ID, own.public_key()); cms::MAX_RECIPIENTS + 1];
    let made = cms::envelope(b"x", Cipher::Aes128, &recipients, &mut rng());
    assert!(matches!(
        made,
        Err(Error::TooCostly {
            asked: 1025,
            maximum: 1024,
            ..
        })
    ));
    // No more are read than are written.
    let one = cms::envelope(b"x", Cipher::Aes128, &recipients[..1], &mut rng()).unwrap();
    let enveloped = |copies: usize| {
        let read = with_recipients(&one, |info| vec![info.to_vec(); copies]);
        read.enveloped_data()
            .map(|data| data.unwrap().recipients.len())
    };
    assert_eq!(enveloped(cms::MAX_RECIPIENTS), Ok(1024));
    assert!(matches!(
        enveloped(cms::MAX_RECIPIENTS + 1),
        Err(Error::TooCostly {
            asked: 1025,
            maximum: 1024,
            ..
        })
    ));
}

#[test]
fn envelopes_have_recipients_of_known_kinds() {
    let nobody = cms::envelope(b"x", Cipher::Aes128, &[], &mut rng()).unwrap_err();
    assert!(nobody.to_string().contains("recipient"), "{nobody}");
    let own = key();
    let recipient = NewRecipient::new(ID, own.public_key());
    let made = cms::envelope(b"x", Cipher::Aes128, &[recipient], &mut rng()).unwrap();
    let start = [0x02, 1, 2, 0x80, 3, 1, 2, 3];
    let at = made
        .as_der()
        .windows(start.len())
        .position(|window| window == start)
        .unwrap();
    let mut changed = made.as_der().to_vec();
    // SEQUENCE with a length in two or three bytes stands before.
    let tag = (at - 4..at).find(|&i| changed[i] == 0x30).unwrap();
    for (byte, recipients) in [
        (0x30, Some(1)),
        (0xa1, Some(0)),
        (0xa4, Some(0)),
        (0xa5, None),
        (0xa0, None),
        (0x31, None),
    ] {
        changed[tag] = byte;
        let read = Pkcs7::from_der(&changed).unwrap();
        let found = read
            .enveloped_data()
            .map(|data| data.unwrap().recipients.len());
        assert_eq!(found.ok(), recipients, "{byte:x}");
    }
}

#[test]
fn a_shared_key_and_a_password_open_a_message_and_no_others_do() {
    let (content, key) = (b"content", [5; 24]);
    let shared = [
        Shared::Key {
            id: b"name",
            key: &key,
        },
        Shared::Password(b"word"),
    ];
    let message = cms::envelope_shared(content, Cipher::Aes256, &[], &shared, &mut rng()).unwrap();
    let enveloped = message.enveloped_data().unwrap().unwrap();
    assert!(enveloped.recipients.is_empty());
    assert_eq!(enveloped.shared[0].id, Some(&b"name"[..]));
    assert_eq!(enveloped.shared[1].id, None);
    let limits = KdfLimits::DEFAULT;
    let open = |which: usize, secret: &[u8]| {
        enveloped
            .decrypt_shared(&enveloped.shared[which], secret, &limits)
            .unwrap()
            .map(|content| content.to_vec())
    };
    assert_eq!(open(0, &key).as_deref(), Some(&content[..]));
    assert_eq!(open(1, b"word").as_deref(), Some(&content[..]));
    assert_eq!(open(0, &[6; 24]), None);
    assert_eq!(open(0, &key[..16]), None);
    assert_eq!(open(0, b"word"), None);
    assert_eq!(open(1, b"words"), None);
    assert_eq!(open(1, &key), None);
    let few = KdfLimits::of_iterations(1000);
    assert!(matches!(
        enveloped.decrypt_shared(&enveloped.shared[1], b"word", &few),
        Err(Error::TooCostly { .. })
    ));
    cms::envelope_shared(content, Cipher::Aes256, &[], &[], &mut rng()).unwrap_err();
    let short = Shared::Key {
        id: b"name",
        key: &key[..15],
    };
    cms::envelope_shared(content, Cipher::Aes256, &[], &[short], &mut rng()).unwrap_err();
    for len in 0..message.as_der().len() {
        Pkcs7::from_der(&message.as_der()[..len]).unwrap_err();
    }
}

#[test]
fn encrypted_data_opens_under_its_key_alone() {
    let (content, key) = (b"content", [5; 16]);
    let message = cms::encrypted(content, Cipher::Aes128, &key, &mut rng()).unwrap();
    let data = message.encrypted_data().unwrap().unwrap();
    let opened = data.decrypt(&key).unwrap();
    assert_eq!(opened.unwrap()[..], content[..]);
    assert!(
        data.decrypt(&[6; 16])
            .unwrap()
            .is_none_or(|it| it[..] != content[..])
    );
    data.decrypt(&[5; 24]).unwrap_err();
    cms::encrypted(content, Cipher::Aes128, &key[..15], &mut rng()).unwrap_err();
    // Without padding a wrong key would give another message.
    let unpadded = cms::encrypted(content, Cipher::Aes128Cfb, &key, &mut rng());
    assert!(matches!(unpadded, Err(Error::Parameter { .. })));
    assert!(message.enveloped_data().unwrap().is_none());
    assert!(message.signed_data().unwrap().is_none());
}

/// Opens an AuthEnvelopedData by the key of [`key`]; `None` where it is refused or does not decrypt.
fn opened(message: &[u8], own: &PrivateKey) -> Option<Vec<u8>> {
    let read = Pkcs7::from_der(message).ok()?;
    let data = read.enveloped_data().ok()??;
    assert!(data.is_authenticated());
    let content = data.decrypt(data.recipients.first()?, own, &mut rng());
    content.ok()?.map(|content| content.to_vec())
}

#[test]
fn what_is_authenticated_comes_out_whole_or_not_at_all() {
    let own = key();
    let other = PrivateKey::generate(&mut rng(), 2048).unwrap();
    let content = b"more than one block of the cipher";
    let shared = [
        Shared::Key {
            id: b"name",
            key: &[5; 24],
        },
        Shared::Password(b"word"),
    ];
    for cipher in AesGcm::ALL.iter().copied() {
        let recipient = NewRecipient::new(ID, own.public_key());
        let message =
            cms::envelope_shared(content, cipher, &[recipient], &shared, &mut rng()).unwrap();
        assert_eq!(message.content_type(), oid::AUTH_ENVELOPED_DATA);
        let der = message.as_der();
        assert_eq!(opened(der, &own).as_deref(), Some(&content[..]));
        let data = message.enveloped_data().unwrap().unwrap();
        let limits = KdfLimits::DEFAULT;
        for (which, secret, wrong) in [(0, &[5; 24][..], &[6; 24][..]), (1, b"word", b"words")] {
            let open = |secret| data.decrypt_shared(&data.shared[which], secret, &limits);
            assert_eq!(open(secret).unwrap().unwrap()[..], content[..]);
            assert_eq!(open(wrong).unwrap(), None);
        }
        // Another key gives another content key, under which the tag is another, always.
        for seed in 0..20 {
            let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(seed);
            let out = data.decrypt(&data.recipients[0], &other, &mut rng);
            assert_eq!(out.unwrap(), None);
        }
    }
    // No cut, and no change of a byte, gives a content, but where it changes a name that nobody compares here.
    let recipient = NewRecipient::new(ID, own.public_key());
    let message = cms::envelope(content, AesGcm::Aes128, &[recipient], &mut rng()).unwrap();
    let der = message.as_der();
    for end in 0..der.len() {
        assert!(Pkcs7::from_der(&der[..end]).is_err(), "{end}");
    }
    let name = der
        .windows(5)
        .position(|w| w == [0x80, 3, 1, 2, 3])
        .unwrap();
    // The RecipientInfo's version (RFC 5652 §6.2.1) is for its writer's sake.
    let unbound = (name - 1..name).chain(name + 2..name + 5);
    let unbound: Vec<usize> = unbound.collect();
    for at in 0..der.len() {
        let mut changed = der.to_vec();
        changed[at] ^= 0x01;
        let opened = opened_or_other(&changed, &own);
        assert!(
            opened.is_none() || unbound.contains(&at),
            "byte {at} of {}",
            der.len()
        );
    }
    // The message in EnvelopedData's place, whose reader knows no GCM.
    let plain = cms::envelope(content, Cipher::Aes128, &[recipient], &mut rng()).unwrap();
    assert!(!plain.enveloped_data().unwrap().unwrap().is_authenticated());
}

/// As [`opened`], of what may have become a message of another type.
fn opened_or_other(message: &[u8], own: &PrivateKey) -> Option<Vec<u8>> {
    let read = Pkcs7::from_der(message).ok()?;
    let is_of_type = read.content_type() == oid::AUTH_ENVELOPED_DATA;
    is_of_type.then(|| opened(message, own))?
}

/// An AuthEnvelopedData with fields of its own: version, type of the content, parameters of the cipher, what stands before the tag,
/// and the tag.
fn authenticated(
    version: u8,
    kind: certwright::der::ObjectIdentifierRef<'_>,
    parameters: impl Fn(&[u8]) -> Vec<u8>,
    attributes: &[u8],
    tag: impl Fn(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    use certwright::der::{Reader, Tag, Writer};
    let own = key();
    let recipient = NewRecipient::new(ID, own.public_key());
    let message = cms::envelope(b"content", AesGcm::Aes256, &[recipient], &mut rng()).unwrap();
    let mut fields = Reader::new(message.as_der()).sequence("").unwrap();
    let outer = fields.oid("").unwrap();
    let mut inner = fields.context(0, true, "").unwrap().unwrap().reader();
    let mut data = inner.sequence("").unwrap();
    data.any("").unwrap();
    let recipients = data.expect(Tag::Set, "").unwrap();
    let mut info = data.sequence("").unwrap();
    info.any("").unwrap();
    let mut algorithm = info.sequence("").unwrap();
    let cipher = algorithm.oid("").unwrap();
    let mut own_parameters = algorithm.sequence("").unwrap();
    let nonce = own_parameters.octet_string("").unwrap().value;
    let ciphertext = info.any("").unwrap();
    let mac = data.octet_string("").unwrap().value;
    let mut w = Writer::new();
    w.sequence(|w| {
        w.oid(outer);
        w.context(0, |w| {
            w.sequence(|w| {
                w.unsigned(&[version]);
                w.raw(recipients.raw);
                w.sequence(|w| {
                    w.oid(kind);
                    w.sequence(|w| {
                        w.oid(cipher);
                        w.raw(&parameters(nonce));
                    });
                    w.raw(ciphertext.raw);
                });
                w.raw(attributes);
                w.octet_string(&tag(mac));
            });
        });
    });
    w.into_vec()
}

/// GCMParameters.
fn parameters(nonce: &[u8], tag_len: Option<u8>) -> Vec<u8> {
    let mut w = certwright::der::Writer::new();
    w.sequence(|w| {
        w.octet_string(nonce);
        if let Some(len) = tag_len {
            w.unsigned(&[len]);
        }
    });
    w.into_vec()
}

#[test]
fn parameters_of_gcm_are_those_of_the_rfc() {
    let own = key();
    let make = |nonce_len: usize, stated: Option<u8>, tag_len: usize| {
        authenticated(
            0,
            oid::PKCS7_DATA,
            |nonce| parameters(&[nonce, &[0; 8]].concat()[..nonce_len], stated),
            &[],
            |tag| [tag, &[0]].concat()[..tag_len].to_vec(),
        )
    };
    // RFC 5084 §3.2: 12 where nothing is stated, 12 to 16, and as many as there are.
    for (stated, tag_len, is_good) in [
        (Some(16), 16, true),
        (None, 12, true),
        (Some(13), 13, true),
        (None, 16, false),
        (Some(12), 16, false),
        (Some(16), 12, false),
        (Some(11), 11, false),
        (Some(4), 4, false),
        (Some(0), 0, false),
        (Some(17), 17, false),
    ] {
        let message = opened(&make(12, stated, tag_len), &own);
        assert_eq!(message.is_some(), is_good, "{stated:?} {tag_len}");
    }
    for nonce_len in [0, 17] {
        assert_eq!(opened(&make(nonce_len, Some(16), 16), &own), None);
    }
    // That is an error of the sender's, and not a key that does not fit.
    for (nonce_len, tag_len) in [(0, 16), (17, 16), (12, 0), (12, 4), (12, 11), (12, 17)] {
        let message = Pkcs7::from_der(make(nonce_len, Some(tag_len as u8), tag_len)).unwrap();
        let data = message.enveloped_data().unwrap().unwrap();
        let refused = data.decrypt(&data.recipients[0], &own, &mut rng());
        assert!(
            matches!(refused, Err(Error::Parameter { .. })),
            "{nonce_len} {tag_len}"
        );
    }
    // RFC 5083 §2.1: the version is 0.
    let of_version = |version| {
        let same = |nonce: &[u8]| parameters(nonce, Some(16));
        authenticated(version, oid::PKCS7_DATA, same, &[], <[u8]>::to_vec)
    };
    assert!(opened(&of_version(0), &own).is_some());
    assert_eq!(opened(&of_version(2), &own), None);
}

#[test]
fn authenticated_attributes_are_part_of_what_the_tag_is_of() {
    let own = key();
    // Set aside: the tag is not over them, so that the message is refused, and not for its form.
    let typed = |kind: certwright::der::ObjectIdentifierRef<'_>| {
        let mut value = certwright::der::Writer::new();
        value.oid(kind);
        let mut set = cms::attributes([(oid::CONTENT_TYPE, value.into_vec())]);
        set[0] = 0xa1;
        set
    };
    let with = |kind: certwright::der::ObjectIdentifierRef<'_>, attributes: &[u8]| {
        let same = |nonce: &[u8]| parameters(nonce, Some(16));
        let der = authenticated(0, kind, same, attributes, <[u8]>::to_vec);
        let read = Pkcs7::from_der(&der).unwrap();
        read.enveloped_data().map(|data| {
            let data = data.unwrap();
            let out = data.decrypt(&data.recipients[0], &own, &mut rng());
            out.unwrap().is_some()
        })
    };
    assert_eq!(with(oid::PKCS7_DATA, &[]), Ok(true));
    assert_eq!(with(oid::PKCS7_DATA, &typed(oid::PKCS7_DATA)), Ok(false));
    let signed = oid::PKCS7_SIGNED_DATA;
    assert_eq!(with(signed, &typed(signed)), Ok(false));
    // A content of another type than data whose type is not authenticated.
    with(signed, &[]).unwrap_err();
    with(signed, &typed(oid::PKCS7_DATA)).unwrap_err();
    with(signed, &[0xa1, 0]).unwrap_err();
    // RFC 5652 §11.1: ContentType ::= OBJECT IDENTIFIER.
    let octets = octets(oid::PKCS7_SIGNED_DATA.as_bytes());
    let mut set = cms::attributes([(oid::CONTENT_TYPE, octets)]);
    set[0] = 0xa1;
    with(signed, &set).unwrap_err();
}

/// Made with Go's crypto/aes and crypto/cipher; OpenSSL 3.0 reads it: `cms -decrypt -secretkey 000102030405060708090a0b0c0d0e0f
/// -secretkeyid 6e616d65`.
#[test]
fn a_message_with_authenticated_attributes_opens() {
    let message = hex::decode(
        "3081b6060b2a864886f70d0109100117a081a63081a30201003134a232020104300604046e616d65300b060960864801\
             650304010504181fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5303a06092a864886f70d010701301e0609\
             6086480165030401063011040ccafebabefacedbaddecaf888020110800d32a38049fb3b003021495a5fb4a11a301806\
             092a864886f70d010903310b06092a864886f70d0107010410730906ecdd7e38f8a23932c72ad7ecdf",
    )
    .unwrap();
    let key: Vec<u8> = (0..16).collect();
    let open = |message: &[u8]| {
        let read = Pkcs7::from_der(message).unwrap();
        let data = read.enveloped_data().unwrap().unwrap();
        let content = data.decrypt_shared(&data.shared[0], &key, &KdfLimits::DEFAULT);
        content.unwrap().map(|content| content.to_vec())
    };
    assert_eq!(open(&message).as_deref(), Some(&b"authenticated"[..]));
    let mut changed = message;
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(open(&changed), None);
}

/// A content's key of another length than the content's cipher has opens nothing, whoever encrypted it.
#[test]
fn a_content_key_of_another_length_than_its_cipher_s_opens_nothing() {
    let own = key();
    let oaep = oaep::Params::new(HashAlgorithm::Sha256);
    let recipient = NewRecipient::new(ID, own.public_key()).with_oaep(oaep);
    let shared = Shared::Key {
        id: b"name",
        key: &[5; 24],
    };
    let cipher = Cipher::Aes256;
    let made = cms::envelope_shared(b"x", cipher, &[recipient], &[shared], &mut rng()).unwrap();
    // 2.16.840.1.101.3.4.1.42 and .2: AES-256 and AES-128 in CBC mode.
    let id = |last| [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, last];
    for (last, is_own) in [(42, true), (2, false)] {
        let message = Pkcs7::from_der(replaced(&made, &id(42), &id(last))).unwrap();
        let data = message.enveloped_data().unwrap().unwrap();
        let by_key = data.decrypt(&data.recipients[0], &own, &mut rng());
        let by_shared = data.decrypt_shared(&data.shared[0], &[5; 24], &KdfLimits::DEFAULT);
        assert_eq!(by_key.unwrap().is_some(), is_own);
        assert_eq!(by_shared.unwrap().is_some(), is_own);
    }
}

/// A PasswordRecipientInfo with another salt, or with a keyLength.
fn changed_derivation(info: &[u8], salt: Option<&[u8]>, key_len: Option<u8>) -> Vec<u8> {
    use certwright::der::{Reader, Writer, context_tag};
    let outer = Reader::new(info).any("").unwrap();
    let mut fields = outer.reader();
    let version = fields.any("").unwrap();
    let mut derivation = fields.context(0, true, "").unwrap().unwrap().reader();
    let [algorithm, encrypted] = [(); 2].map(|()| fields.any("").unwrap());
    let kind = derivation.oid("").unwrap();
    let mut parameters = derivation.sequence("").unwrap();
    let old_salt = parameters.octet_string("").unwrap().value;
    let iterations = parameters.any("").unwrap();
    let mut w = Writer::new();
    w.raw(version.raw);
    w.context(0, |w| {
        w.oid(kind);
        w.sequence(|w| {
            w.octet_string(salt.unwrap_or(old_salt));
            w.raw(iterations.raw);
            if let Some(len) = key_len {
                w.unsigned(&[len]);
            }
            while !parameters.is_empty() {
                w.raw(parameters.any("").unwrap().raw);
            }
        });
    });
    w.raw(algorithm.raw);
    w.raw(encrypted.raw);
    let inner = w.into_vec();
    let mut w = Writer::new();
    w.tlv(context_tag(3, true), &inner);
    w.into_vec()
}

#[test]
fn a_derivation_from_a_password_is_within_its_limits_and_fits_the_cipher() {
    let word = Shared::Password(b"word");
    let made = cms::envelope_shared(b"x", Cipher::Aes256, &[], &[word], &mut rng()).unwrap();
    let open = |message: &Pkcs7| {
        let data = message.enveloped_data().unwrap().unwrap();
        let content = data.decrypt_shared(&data.shared[0], b"word", &KdfLimits::DEFAULT);
        content.map(|content| content.is_some())
    };
    let with = |salt: Option<&[u8]>, key_len| {
        open(&with_recipients(&made, |info| {
            vec![changed_derivation(info, salt, key_len)]
        }))
    };
    assert_eq!(with(None, None), Ok(true));
    assert_eq!(with(None, Some(32)), Ok(true));
    with(None, Some(16)).unwrap_err();
    assert_eq!(with(Some(&[0; 1024]), None), Ok(false));
    with(Some(&[0; 1025]), None).unwrap_err();
    // PBKDF2's identifier, and one that nobody has given away.
    let id = |last| [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, last];
    let other = Pkcs7::from_der(replaced(&made, &id(12), &id(11))).unwrap();
    let refused = open(&other).unwrap_err().to_string();
    assert!(refused.contains("key derivation"), "{refused}");
}

#[test]
fn no_structure_of_a_message_takes_an_element_more() {
    let content = b"a content";
    let attributes = attributes_of(content);
    let own = key();
    let oaep = oaep::Params::new(HashAlgorithm::Sha256);
    let recipients = [
        NewRecipient::new(BY_SERIAL, own.public_key()),
        NewRecipient::new(ID, own.public_key()).with_oaep(oaep),
    ];
    let shared = [
        Shared::Key {
            id: b"name",
            key: &[5; 24],
        },
        Shared::Password(b"word"),
    ];
    let limits = KdfLimits::DEFAULT;
    let signed_data = |der: &[u8]| {
        let Ok(read) = Pkcs7::from_der(der) else {
            return false;
        };
        let Ok(Some(data)) = read.signed_data() else {
            return false;
        };
        data.signers.len() == 1
            && data.signers.iter().all(|signer| {
                let message = signer.signed_message(data.content_type, &mut Content::new(content));
                message.is_ok() && signer.algorithm().is_ok()
            })
    };
    let enveloped = |der: &[u8]| {
        let Ok(read) = Pkcs7::from_der(der) else {
            return false;
        };
        let Ok(Some(data)) = read.enveloped_data() else {
            return false;
        };
        let opened = |out: Result<Option<zeroize::Zeroizing<Vec<u8>>>, Error>| {
            out.is_ok_and(|out| out.is_some_and(|out| out[..] == content[..]))
        };
        let [by_key, by_password @ ..] = &data.shared[..] else {
            return false;
        };
        data.recipients.len() == 2
            && data
                .recipients
                .iter()
                .all(|recipient| opened(data.decrypt(recipient, &own, &mut rng())))
            && opened(data.decrypt_shared(by_key, &[5; 24], &limits))
            && by_password
                .iter()
                .all(|recipient| opened(data.decrypt_shared(recipient, b"word", &limits)))
    };
    let encrypted = |der: &[u8]| {
        let Ok(read) = Pkcs7::from_der(der) else {
            return false;
        };
        let Ok(Some(data)) = read.encrypted_data() else {
            return false;
        };
        data.decrypt(&[5; 16])
            .is_ok_and(|out| out.is_some_and(|out| out[..] == content[..]))
    };
    let none: [String; 0] = [];
    use structure::{taking_more, taking_tags};
    // digestAlgorithms is for those who read in one pass, and not looked at; after a hash function's identifier NULL may stand.
    let passed_over = ["/0/1/0/1", "/0/1/0/1/0", "/0/1/0/3/0/2"];
    let by_serial = signer_info(&BY_SERIAL, Some(&attributes), content);
    for made in [
        signed(Some(&attributes), content),
        signed(None, content),
        cms::signed(oid::PKCS7_DATA, Some(content), &[], &[], &[&by_serial]).unwrap(),
    ] {
        // An issuer's name is compared as it stands.
        let is_name = |place: &String| place.starts_with("/0/1/0/3/0/1/0");
        let mut more = taking_more(made.as_der(), signed_data);
        more.retain(|place| !is_name(place));
        assert_eq!(more, passed_over);
        let mut tags = taking_tags(made.as_der(), signed_data);
        tags.retain(|place| !is_name(place) && !place.starts_with("/0/1/0/1/0"));
        assert_eq!(tags, none);
    }
    // NULL may stand after hash functions and AES's key wrap; a KEKIdentifier has other attributes of any kind at its end.
    let passed_over = [
        "/0/1/0/1/1/2/1/0/0",
        "/0/1/0/1/1/2/1/1/0/1",
        "/0/1/0/1/2/1",
        "/0/1/0/1/2/2",
    ];
    let ciphers: [cms::ContentCipher; 2] = [Cipher::Aes256.into(), AesGcm::Aes256.into()];
    for cipher in ciphers {
        let made = cms::envelope_shared(content, cipher, &recipients, &shared, &mut rng());
        let is_name = |place: &String| place.starts_with("/0/1/0/1/0/1/0");
        let mut more = taking_more(made.unwrap().as_der(), enveloped);
        more.retain(|place| !is_name(place));
        assert_eq!(more, passed_over);
        // A password would take long for each.
        let made = cms::envelope_shared(content, cipher, &recipients, &shared[..1], &mut rng());
        let mut tags = taking_tags(made.unwrap().as_der(), enveloped);
        tags.retain(|place| !is_name(place) || place.starts_with("/0/1/0/1/0/1/0 "));
        assert_eq!(tags, none);
    }
    let made = cms::encrypted(content, Cipher::Aes128, &[5; 16], &mut rng()).unwrap();
    assert_eq!(taking_more(made.as_der(), encrypted), none);
    assert_eq!(taking_tags(made.as_der(), encrypted), none);
}

/// The fields of a message's content.
fn fields(message: &Pkcs7) -> certwright::der::Reader<'_> {
    let mut outer = certwright::der::Reader::new(message.as_der())
        .sequence("")
        .unwrap();
    outer.oid("").unwrap();
    let mut inner = outer.context(0, true, "").unwrap().unwrap().reader();
    inner.sequence("").unwrap()
}

/// RFC 5652 §5.1, §6.1, RFC 5083 §2.1.
#[test]
fn the_version_of_a_message_is_that_of_what_it_holds() {
    let version = |message: &Pkcs7| fields(message).unsigned_u32("").unwrap();
    for (kind, signers, expected) in [
        (oid::PKCS7_DATA, &[BY_SERIAL][..], 1),
        (oid::PKCS7_DATA, &[ID], 3),
        (oid::PKCS7_DATA, &[ID, BY_SERIAL], 3),
        (oid::PKCS7_SIGNED_DATA, &[BY_SERIAL], 3),
        (oid::PKCS7_DATA, &[], 1),
    ] {
        let infos = signers.iter().map(|id| signer_info(id, None, b"x"));
        let infos: Vec<_> = infos.collect();
        let infos: Vec<_> = infos.iter().map(|info| &info[..]).collect();
        let made = cms::signed(kind, Some(b"x"), &[], &[], &infos).unwrap();
        assert_eq!(version(&made), expected, "{kind} {signers:?}");
        let read = made.signed_data().unwrap().unwrap();
        assert!(
            read.signers
                .iter()
                .map(|signer| signer.id)
                .eq(signers.iter().copied())
        );
    }
    let own = key();
    let [key, password] = [
        Shared::Key {
            id: b"name",
            key: &[5; 16],
        },
        Shared::Password(b"word"),
    ];
    for (recipients, shared, expected) in [
        (&[BY_SERIAL][..], &[][..], 0),
        (&[ID], &[], 2),
        (&[ID, BY_SERIAL], &[], 2),
        (&[BY_SERIAL], &[key], 2),
        (&[], &[key], 2),
        (&[BY_SERIAL], &[password, key], 3),
    ] {
        let new = |id: &PartyId<'static>| NewRecipient::new(*id, own.public_key());
        let to: Vec<_> = recipients.iter().map(new).collect();
        let made = cms::envelope_shared(b"x", Cipher::Aes128, &to, shared, &mut rng()).unwrap();
        assert_eq!(version(&made), expected, "{recipients:?} {shared:?}");
        let read = made.enveloped_data().unwrap().unwrap();
        let ids = read.recipients.iter().map(|recipient| recipient.id);
        // A SET OF, in DER's order.
        let mut expected_ids: Vec<_> = recipients.to_vec();
        expected_ids.sort_by_key(|id| *id == ID);
        let mut ids: Vec<_> = ids.collect();
        ids.sort_by_key(|id| *id == ID);
        assert_eq!(ids, expected_ids);
        let made = cms::envelope_shared(b"x", AesGcm::Aes128, &to, shared, &mut rng()).unwrap();
        assert_eq!(version(&made), 0);
    }
}

#[test]
fn a_message_of_several_signers_names_each_digest_once_and_sorts_its_lists() {
    use certwright::der::Tag;
    let (content, algorithm) = (b"a content", SignatureAlgorithm::Pkcs1v15);
    let infos = [
        HashAlgorithm::Sha256,
        HashAlgorithm::Sha512,
        HashAlgorithm::Sha256,
    ]
    .map(|hash| {
        let mut w = certwright::der::Writer::new();
        w.sequence(|w| w.oid(hash.oid()));
        let digest = octets(hash.digest(content).as_ref());
        let attributes =
            cms::attributes([(oid::CONTENT_TYPE, object()), (oid::MESSAGE_DIGEST, digest)]);
        let algorithm = algorithm(hash).to_der();
        cms::signer_info(&ID, &w.into_vec(), Some(&attributes), &algorithm, &[1]).unwrap()
    });
    let infos: Vec<&[u8]> = infos.iter().map(|info| &info[..]).collect();
    let (one, two): (&[u8], &[u8]) = (&[0x30, 0], &[0x30, 2, 5, 0]);
    let made = cms::signed(
        oid::PKCS7_DATA,
        Some(content),
        &[two, one],
        &[two, one],
        &infos,
    );
    let made = made.unwrap();
    let mut each = fields(&made);
    each.any("").unwrap();
    let mut digests = each.expect(Tag::Set, "").unwrap().reader();
    let mut named = Vec::new();
    while !digests.is_empty() {
        named.push(digests.sequence("").unwrap().oid("").unwrap());
    }
    assert_eq!(
        named,
        [HashAlgorithm::Sha256.oid(), HashAlgorithm::Sha512.oid()]
    );
    // Each signer's digest is that of its own algorithm.
    let data = made.signed_data().unwrap().unwrap();
    let mut given = Content::new(data.content.unwrap());
    for signer in &data.signers {
        signer
            .signed_message(data.content_type, &mut given)
            .unwrap();
    }
    // Certificates stand as they are given, lists in DER's order (X.690 §11.6).
    let carried = made.carried().unwrap();
    assert_eq!(
        (carried.certificates, carried.crls),
        (vec![two, one], vec![one, two])
    );
    let carrying = Pkcs7::carrying([two, one], [two, one]);
    let carried = carrying.carried().unwrap();
    assert_eq!(
        (carried.certificates, carried.crls),
        (vec![two, one], vec![one, two])
    );
    // A SignerInfo with something behind it.
    let behind = [infos[0], &[5, 0]].concat();
    cms::signed(oid::PKCS7_DATA, None, &[], &[], &[&behind]).unwrap_err();
}

/// The fields that RFC 5652 §5.3, §6.1 and §8 and RFC 5083 §2.1 have at the end, without a signature or tag over them.
#[test]
fn attributes_that_nothing_is_over_are_passed_over_where_they_belong() {
    let content = b"a content";
    let attributes = |number: u8| {
        let mut set = cms::attributes([(oid::LOCAL_KEY_ID, octets(&[1]))]);
        set[0] = 0xa0 | number;
        set
    };
    let own = key();
    let recipient = [NewRecipient::new(ID, own.public_key())];
    let opens = |der: Vec<u8>| {
        let read = Pkcs7::from_der(der)?;
        if let Some(data) = read.signed_data()? {
            let mut given = Content::new(content);
            let message = data.signers[0].signed_message(data.content_type, &mut given);
            return Ok(message.is_ok());
        }
        if let Some(data) = read.encrypted_data()? {
            return Ok(data.decrypt(&[5; 16])?.is_some());
        }
        let data = read.enveloped_data()?.unwrap();
        let out = data.decrypt(&data.recipients[0], &own, &mut rng())?;
        Ok::<_, Error>(out.is_some())
    };
    let enveloped = cms::envelope(content, Cipher::Aes128, &recipient, &mut rng());
    let authenticated = cms::envelope(content, AesGcm::Aes128, &recipient, &mut rng());
    let encrypted = cms::encrypted(content, Cipher::Aes128, &[5; 16], &mut rng());
    for (made, place, number) in [
        (
            signed(Some(&attributes_of(content)), content),
            "/0/1/0/3/0",
            1,
        ),
        (enveloped.unwrap(), "/0/1/0", 1),
        (authenticated.unwrap(), "/0/1/0", 2),
        (encrypted.unwrap(), "/0/1/0", 1),
    ] {
        for other in 0..4 {
            let changed = structure::with_element(made.as_der(), place, &attributes(other));
            assert_eq!(
                opens(changed).is_ok_and(|it| it),
                other == number,
                "{place} {other}"
            );
        }
    }
}

#[test]
fn a_file_of_certificates_is_read_whole_by_its_form() {
    use certwright::der::Writer;
    let certificate: &[u8] = &[0x30, 2, 5, 0];
    // SignedData, and SignedAndEnvelopedData (RFC 2315 §11.1), which has recipientInfos after its version and an EncryptedContentInfo.
    for is_enveloped in [false, true] {
        let mut w = Writer::new();
        w.sequence(|w| {
            w.oid(match is_enveloped {
                false => oid::PKCS7_SIGNED_DATA,
                true => oid::PKCS7_SIGNED_AND_ENVELOPED_DATA,
            });
            w.context(0, |w| {
                w.sequence(|w| {
                    w.unsigned(&[1]);
                    if is_enveloped {
                        w.set_of(vec![vec![0x30, 0]]);
                    }
                    w.set_of(vec![digest_identifier()]);
                    w.sequence(|w| w.oid(oid::PKCS7_DATA));
                    w.context(0, |w| w.raw(certificate));
                    w.context(1, |w| w.raw(certificate));
                    w.set_of(Vec::new());
                });
            });
        });
        let der = w.into_vec();
        let read = Pkcs7::from_der(&der).unwrap();
        let carried = read.carried().unwrap();
        assert_eq!(
            (carried.certificates, carried.crls),
            (vec![certificate], vec![certificate])
        );
        let reads = |der: &[u8]| {
            Pkcs7::from_der(der).is_ok_and(|read| read.carried().unwrap().certificates.len() == 1)
        };
        // What stands within the fields is of others to read.
        let is_frame = |place: &str| place.split('/').count() <= 4;
        let more = structure::taking_more(&der, reads);
        assert!(!more.iter().any(|place| is_frame(place)), "{more:?}");
        let tags = structure::taking_tags(&der, reads);
        let is_field = |place: &&String| place.split('/').count() <= 5;
        assert_eq!(tags.iter().find(is_field), None);
    }
    // A message of no type that is known has a form all the same.
    for wrong in [
        &[0x30, 0][..],
        &[0x31, 3, 6, 1, 0x2a],
        &[0x30, 5, 6, 1, 0x2a, 5, 0],
    ] {
        Pkcs7::from_der(wrong).unwrap_err();
    }
    assert!(Pkcs7::from_der([0x30, 3, 6, 1, 0x2a]).is_ok());
}

/// A generator that fails after so many bytes.
struct Exhausted(rand_chacha::ChaCha20Rng, usize);

impl rand_core::TryRng for Exhausted {
    type Error = core::fmt::Error;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        unreachable!("bytes are drawn, not numbers")
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        unreachable!("bytes are drawn, not numbers")
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
        self.1 = self.1.checked_sub(out.len()).ok_or(core::fmt::Error)?;
        self.0.try_fill_bytes(out).map_err(|e| match e {})
    }
}

impl rand_core::TryCryptoRng for Exhausted {}

#[test]
fn a_generator_that_fails_and_a_key_that_may_not_be_used_are_reported_as_such() {
    let short = PrivateKey::from_pem(read("key.pem")).unwrap();
    let own = key();
    let recipient = |key| NewRecipient::new(ID, key);
    let params = oaep::Params::new(HashAlgorithm::Sha384);
    for oaep in [None, Some(oaep::Params::new(HashAlgorithm::Sha256))] {
        let with = |key| oaep.map_or(recipient(key), |params| recipient(key).with_oaep(params));
        // The content's key is drawn first; then the padding.
        for bytes in [0, 16] {
            let to = [with(own.public_key())];
            let made = cms::envelope(b"x", Cipher::Aes128, &to, &mut Exhausted(rng(), bytes));
            assert!(matches!(made, Err(Error::Rng(_))), "{made:?}");
        }
        let made = cms::envelope(
            b"x",
            Cipher::Aes128,
            &[with(short.public_key())],
            &mut rng(),
        );
        assert!(matches!(made, Err(Error::Key(_))), "{made:?}");
        let made = cms::envelope(b"x", Cipher::Aes128, &[with(own.public_key())], &mut rng());
        let made = made.unwrap();
        let data = made.enveloped_data().unwrap().unwrap();
        let opened = data.decrypt(&data.recipients[0], &own, &mut Exhausted(rng(), 0));
        assert!(matches!(opened, Err(Error::Rng(_))), "{opened:?}");
        let opened = data.decrypt(&data.recipients[0], &short, &mut rng());
        assert!(matches!(opened, Err(Error::Key(_))), "{opened:?}");
    }
    // RFC 8017 §7.1.1: 128 − 2 · 48 − 2 bytes, which a key of 24 is and one of 32 is not.
    let to = [recipient(own.public_key()).with_oaep(params)];
    cms::envelope(b"x", Cipher::Aes192, &to, &mut rng()).unwrap();
    let refused = cms::envelope(b"x", Cipher::Aes256, &to, &mut rng()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "a recipient's key is too short for the content's key"
    );
}

#[test]
fn keys_that_are_shared_are_wrapped_by_the_algorithm_that_is_named() {
    let key = [5; 24];
    let shared = [
        Shared::Key {
            id: b"name",
            key: &key,
        },
        Shared::Password(b"word"),
    ];
    let made = cms::envelope_shared(b"x", Cipher::Aes256, &[], &shared, &mut rng()).unwrap();
    let open = |message: &[u8], which: usize, secret: &[u8]| {
        let read = Pkcs7::from_der(message).unwrap();
        let data = read.enveloped_data().unwrap().unwrap();
        let out = data.decrypt_shared(&data.shared[which], secret, &KdfLimits::DEFAULT);
        out.map(|out| out.is_some()).map_err(|e| e.to_string())
    };
    // RFC 3565 §2.3.2: 2.16.840.1.101.3.4.1.5, .25 and .45 are AES Key Wrap under 16, 24 and 32 bytes; .26 is AES-GCM.
    let wrap = |last| [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, last];
    let named = |last| replaced(&made, &wrap(25), &wrap(last));
    assert_eq!(open(&named(25), 0, &key), Ok(true));
    for last in [5, 45] {
        assert_eq!(open(&named(last), 0, &key), Ok(false));
    }
    let refused = open(&named(26), 0, &key).unwrap_err();
    assert!(refused.starts_with("key wrapping"), "{refused}");
    // RFC 3211 §2.3: id-alg-PWRI-KEK is 1.2.840.113549.1.9.16.3.9.
    let wrap = |last| [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 3, last];
    let refused = open(&replaced(&made, &wrap(9), &wrap(8)), 1, b"word").unwrap_err();
    assert!(refused.starts_with("key encryption"), "{refused}");
}

#[test]
fn a_ciphertext_is_one_string_or_segments_and_its_vector_is_a_block() {
    use certwright::der::{Tag, Writer};
    let made = cms::encrypted(b"a content", Cipher::Aes128, &[5; 16], &mut rng()).unwrap();
    let mut data = fields(&made);
    let version = data.any("").unwrap();
    let mut info = data.sequence("").unwrap();
    let kind = info.any("").unwrap();
    let mut algorithm = info.sequence("").unwrap();
    let cipher = algorithm.oid("").unwrap();
    let iv = algorithm.octet_string("").unwrap().value;
    let ciphertext = info.any("").unwrap();
    let open = |iv: &[u8], ciphertext: &[u8]| {
        let mut w = Writer::new();
        w.sequence(|w| {
            w.oid(oid::PKCS7_ENCRYPTED_DATA);
            w.context(0, |w| {
                w.sequence(|w| {
                    w.raw(version.raw);
                    w.sequence(|w| {
                        w.raw(kind.raw);
                        w.sequence(|w| {
                            w.oid(cipher);
                            w.octet_string(iv);
                        });
                        w.raw(ciphertext);
                    });
                });
            });
        });
        let read = Pkcs7::from_der(w.into_vec()).unwrap();
        let out = read.encrypted_data()?.unwrap().decrypt(&[5; 16])?;
        Ok::<_, Error>(out.map(|out| out.to_vec()))
    };
    let opened = Ok(Some(b"a content".to_vec()));
    assert_eq!(open(iv, ciphertext.raw), opened);
    for len in [0, 15, 17] {
        let refused = open(&[iv, &[0]].concat()[..len], ciphertext.raw);
        assert!(matches!(refused, Err(Error::Der(_))), "{len}");
    }
    // X.690 §8.7.3: [0] IMPLICIT, constructed of OCTET STRINGs.
    let segments = |tag: Tag, segment: Tag| {
        let mut w = Writer::new();
        w.nested(tag, |w| {
            for part in ciphertext.value.chunks(5) {
                w.tlv(segment, part);
            }
        });
        open(iv, &w.into_vec())
    };
    let context = certwright::der::context_tag;
    assert_eq!(segments(context(0, true), Tag::OctetString), opened);
    segments(context(1, true), Tag::OctetString).unwrap_err();
    segments(Tag::Sequence, Tag::OctetString).unwrap_err();
    segments(context(0, true), Tag::Utf8String).unwrap_err();
}
