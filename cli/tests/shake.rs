//! Certificates signed with RSASSA-PSS and SHAKE (RFC 8692), on the command line.

use certwright::der::oid;
use certwright::pkcs::algorithm::SignatureAlgorithm;
use certwright::pkcs::spki::KeyKind;
use certwright::rsa::PrivateKey;
use certwright::rsa::pss_shake::Shake;
use certwright::x509::{CertificateBuilder, NameBuilder, RsaSigner, Time};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

fn self_signed(signer: &RsaSigner<'_>, rng: &mut ChaCha20Rng) -> Vec<u8> {
    let name = NameBuilder::new()
        .attribute(oid::COMMON_NAME, "Root")
        .build();
    CertificateBuilder::new(name)
        .validity(
            Time::from_unix(1_700_000_000),
            Time::from_unix(4_000_000_000),
        )
        .authority(None)
        .self_signed(signer, rng)
        .unwrap()
        .into_der()
}

#[test]
#[ignore = "needs OpenSSL"]
fn the_command_line_verifies_such_certificates_and_shows_them_as_openssl_does() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let key = PrivateKey::generate(&mut rng, 2048).unwrap();
    for kind in [
        KeyKind::RsaEncryption,
        KeyKind::RsaPssShake(Shake::Shake256),
    ] {
        let root =
            RsaSigner::new(&key, kind, SignatureAlgorithm::PssShake(Shake::Shake256)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let certificate = self_signed(&root, &mut rng);
        std::fs::write(folder.path().join("root.der"), certificate).unwrap();
        let run = |program: &str, line: &str| {
            let mut command = std::process::Command::new(program);
            let output = command
                .args(line.split(' '))
                .current_dir(folder.path())
                .output()
                .unwrap();
            assert!(
                output.status.success(),
                "{line}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            String::from_utf8(output.stdout).unwrap()
        };
        let certwright = env!("CARGO_BIN_EXE_certwright");
        let shown = run(certwright, "x509 -in root.der -noout -text");
        assert!(
            shown.contains("Signature Algorithm: 1.3.6.1.5.5.7.6.31"),
            "{shown}"
        );
        // OpenSSL puts its error queue between the lines where it cannot load the key.
        let theirs = run("openssl", "x509 -in root.der -noout -text");
        assert!(
            shown
                .lines()
                .eq(theirs.lines().filter(|line| !line.contains(":error:"))),
            "{theirs}"
        );
        run(certwright, "x509 -in root.der -out root.crt");
        let verify = "verify -attime 1800000000 -CAfile root.crt -check_ss_sig root.crt";
        assert_eq!(run(certwright, verify), "root.crt: OK\n");
    }
}
