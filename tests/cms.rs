//! Messages that are signed and encrypted come out as they went in, and no other way. That OpenSSL reads them, and the reverse, is
//! tested with the program (`cli/tests/openssl_commands.rs`).

use std::fs;
use std::path::PathBuf;

use certwright::der::oid;
use certwright::hash::HashAlgorithm;
use certwright::pkcs::Cipher;
use certwright::pkcs::algorithm::SignatureAlgorithm;
use certwright::pkcs::cms::{self, Mismatch, NewRecipient, PartyId};
use certwright::pkcs::pkcs7::Pkcs7;
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
    );
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
    let message = signer.signed_message(data.content_type, content).unwrap();
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
        signer.signed_message(data.content_type, b"another"),
        Err(Mismatch::Digest)
    );
    assert_eq!(
        signer.signed_message(oid::PKCS7_SIGNED_DATA, content),
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
            .signed_message(data.content_type, content)
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
            (oid::MESSAGE_DIGEST, digest),
            (oid::MESSAGE_DIGEST, octets(&[0; 32])),
        ])),
        Mismatch::Attribute("messageDigest")
    );
}

#[test]
fn what_is_enveloped_comes_out_for_its_recipients_and_for_no_other_key() {
    let (own, other) = (key(), PrivateKey::generate(&mut rng(), 2048).unwrap());
    let content = b"sixteen bytes ok and some more of them";
    for cipher in Cipher::ALL.iter().copied() {
        for oaep in [None, Some(oaep::Params::new(HashAlgorithm::Sha256))] {
            let recipient = NewRecipient::new(ID, own.public_key());
            let recipient = oaep.map_or(recipient, |params| recipient.with_oaep(params));
            let made = cms::envelope(content, cipher, &[recipient], &mut rng()).unwrap();
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
                    let _ = signer.signed_message(data.content_type, content);
                    let _ = signer.algorithm();
                }
            }
            let _ = read.enveloped_data();
        }
    }
}
