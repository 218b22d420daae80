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
    let message = attributes.unwrap_or(content);
    let digest = HashAlgorithm::Sha256.digest(message);
    let signature =
        pkcs1v15::sign_prehash(&key(), HashAlgorithm::Sha256, digest.as_ref(), &mut rng()).unwrap();
    let algorithm = SignatureAlgorithm::Pkcs1v15(HashAlgorithm::Sha256).to_der();
    let info = cms::signer_info(
        &ID,
        &digest_identifier(),
        attributes,
        &algorithm,
        &signature,
    )
    .unwrap();
    cms::signed(oid::PKCS7_DATA, Some(content), &[], &[], &[&info]).unwrap()
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
    let behind = [&attributes_of(b"a content")[..], b"\n"].concat();
    for content in [one, behind] {
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
        NewRecipient::new(ID, own.public_key()),
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
        data.recipients.len() == 2
            && data
                .recipients
                .iter()
                .all(|recipient| opened(data.decrypt(recipient, &own, &mut rng())))
            && opened(data.decrypt_shared(&data.shared[0], &[5; 24], &limits))
            && opened(data.decrypt_shared(&data.shared[1], b"word", &limits))
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
    use structure::taking_more;
    // digestAlgorithms is for those who read in one pass, and not looked at; after a hash function's identifier NULL may stand.
    let passed_over = ["/0/1/0/1", "/0/1/0/1/0", "/0/1/0/3/0/2"];
    for made in [signed(Some(&attributes), content), signed(None, content)] {
        assert_eq!(taking_more(made.as_der(), signed_data), passed_over);
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
        assert_eq!(taking_more(made.unwrap().as_der(), enveloped), passed_over);
    }
    let made = cms::encrypted(content, Cipher::Aes128, &[5; 16], &mut rng()).unwrap();
    assert_eq!(taking_more(made.as_der(), encrypted), none);
}
