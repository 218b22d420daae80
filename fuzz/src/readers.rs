//! The oracle's readers of published test files.

use std::io::Cursor;
use std::path::Path;

use certwright_oracle::read::{self, Format};

const FORMATS: [Format; 8] = [
    Format::Wycheproof,
    Format::Acvp,
    Format::Cavp,
    Format::Evp,
    Format::Bn,
    Format::MbedTls,
    Format::Pkits,
    Format::Limbo,
];

/// Files as they begin, each after the number of its format.
pub const FILES: &[&str] = &[
    concat!(
        "\u{0}{\"algorithm\":\"RSASSA-PSS\",\"numberOfTests\":1,\"testGroups\":[{\"type\":\"RsassaPssVerify\",\"sha\":\"SHA-256\",\"mgf\":\"MGF1\",",
        "\"mgfSha\":\"SHA-1\",\"sLen\":20,\"publicKeyDer\":\"3000\",\"tests\":[{\"tcId\":1,\"comment\":\"\",\"msg\":\"00\",\"sig\":\"01\",\"result\":\"valid\",\"flags\":[]}]}]}"
    ),
    concat!("\u{1}", include_str!("../../vectors/acvp/keygen.json")),
    concat!(
        "\u{1}",
        include_str!("../../vectors/acvp/decryption-primitive.json")
    ),
    concat!("\u{1}", include_str!("../../vectors/acvp/kts.json")),
    "\u{2}# CAVS 11.0\n# \"SigVer RSA\" information\n[mod = 1024]\n\nn = ff01\n\nSHAAlg = SHA256\ne = 010001\nMsg = 00\nS = 01\nSaltVal = 00\nResult = F (1 - m)\n",
    "\u{3}PrivateKey = K\n-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n\nVerify = K\nCtrl = rsa_padding_mode:pss\nCtrl = digest:sha256\nInput = \"a\\n\"\nOutput = 00\nResult = VERIFY_ERROR\n",
    "\u{3}PublicKeyRaw = P:RSA:00\n\nDecrypt = P\nCtrl = rsa_oaep_label:00\nInput = 00\nOutput = 01\n\nDigestVerify = SHA256\nKey = P\nInput = 00\nOutput = 01\n",
    "\u{4}# LShift1\nLShift1 = 2\nA = 1\n\nModExp = 1\nA = 3\nE = 0\nM = -5\n\nQuotient = -4\nRemainder = -1\nA = -11\nB = 4\n",
    "\u{5}RSA PKCS1 Verify v1.5 #1\ndepends_on:MBEDTLS_MD_SHA1:MBEDTLS_PKCS1_V15\nmbedtls_rsa_pkcs1_verify:\"00ff\":MBEDTLS_RSA_PKCS_V15:MBEDTLS_MD_SHA1:2048:16:\"03\":\"\":\"01\":0\n",
    "\u{6}PK\u{3}\u{4}",
    concat!("\u{7}", include_str!("../../vectors/limbo/limbo.json")),
];

/// The first byte chooses a format; the rest is read, as the format that it is recognised for as well. An unreadable place is an error, and reading ends.
pub fn readers(input: &[u8]) {
    let Some((&choice, contents)) = input.split_first() else {
        return;
    };
    let chosen = FORMATS[usize::from(choice) % FORMATS.len()];
    let recognised = read::recognise(contents).filter(|format| *format != chosen);
    for format in [Some(chosen), recognised].into_iter().flatten() {
        let file = Box::new(Cursor::new(contents.to_vec()));
        if let Ok(cases) = read::cases(format, file, Path::new("")) {
            // At most one case or error for a byte.
            assert!(cases.count() <= contents.len() + 1);
        }
    }
}
