//! Many certificates signed at once.

use certwright::der::oid;
use certwright::pkcs::algorithm::SignatureAlgorithm;
use certwright::pkcs::spki::KeyKind;
use certwright::rsa::{HashAlgorithm, PrivateKey, pss};
use certwright::x509::{
    CertificateBuilder, NameBuilder, RsaSigner, RsaVerifier, SerialNumber, Time, ToSign,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

#[test]
fn certificates_signed_in_a_batch_are_those_signed_one_by_one_and_one_that_fails_spoils_no_other() {
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let mut key = |e| PrivateKey::generate_with(&mut rng, 2048, e, &mut |_| {}).unwrap();
    let (first, second) = (key(65537), key(3));
    let pss = |salt_len| {
        let params = pss::Params::new(HashAlgorithm::Sha384).with_salt_len(salt_len);
        RsaSigner::new(
            &second,
            KeyKind::RsaEncryption,
            SignatureAlgorithm::Pss(params),
        )
        .unwrap()
    };
    let items: Vec<ToSign<'_>> = (0..7u8)
        .map(|i| {
            let signer = match i {
                // 256 bytes are too few for a hash of 48 and this salt (RFC 8017 §9.1.1 step 3).
                2 => pss(207),
                4 => pss(48),
                5 => RsaSigner::pkcs1v15(&second, HashAlgorithm::Sha512),
                _ => RsaSigner::pkcs1v15(&first, HashAlgorithm::Sha256),
            };
            let name = NameBuilder::new()
                .attribute(oid::COMMON_NAME, &format!("number {i}"))
                .build();
            let builder = CertificateBuilder::new(name.clone())
                .serial(SerialNumber::from_unsigned_be(&[i + 1]))
                .validity(Time::from_unix(0), Time::from_unix(1_000_000_000))
                .public_key_of(&signer);
            ToSign::new(builder, name, signer)
        })
        .collect();
    let signed = CertificateBuilder::sign_all(&items, &mut rng);
    assert_eq!(signed.len(), items.len());
    for (i, (item, signed)) in items.iter().zip(&signed).enumerate() {
        let builder = item.builder.clone();
        let one = builder.signed_under(&item.issuer, &item.signer, &mut rng);
        match i {
            2 => assert_eq!((signed, one.is_err()), (&one, true)),
            4 => {
                let certificate = signed.as_ref().unwrap().fields();
                certificate
                    .verify_signature(&certificate.spki, &RsaVerifier)
                    .unwrap();
            }
            _ => assert_eq!(signed, &one, "certificate {i}"),
        }
    }
}
