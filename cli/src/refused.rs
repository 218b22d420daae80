//! Options of OpenSSL that no command here has, each with the reason: whoever gives one learns it, and nothing is done.

/// Commands, options and reason. An empty list of commands is all of them.
const REFUSED: &[(&[&str], &[&str], &str)] = &[
    (
        &["asn1parse"],
        &["item"],
        "structures are not printed by template; asn1parse -i prints every element",
    ),
    (
        &["ca"],
        &["msie_hack"],
        "certificates for Internet Explorer 4 are not made; leave it out",
    ),
    (
        &["pkey"],
        &["ec_conv_form", "ec_param_enc"],
        "only RSA is supported, and its keys have no curve",
    ),
    (
        &["pkeyutl"],
        &["derive", "kdf", "kdflen", "peerkey", "peerform"],
        "RSA keys derive no shared secret; the command kdf has HKDF, TLS1-PRF and others",
    ),
    (
        &["req"],
        &["keygen_engine"],
        "there are no engines; keys are made here",
    ),
    (
        &["speed"],
        &[
            "aead",
            "async_jobs",
            "cmac",
            "decrypt",
            "evp",
            "hmac",
            "mb",
            "misalign",
            "multi",
            "primes",
            "bytes",
        ],
        "speed times RSA on one core, with keys of two primes",
    ),
    (
        &["ca", "req", "verify", "x509"],
        &["vfyopt"],
        "RSA signatures take no parameter when they are verified: what theirs are stands beside them",
    ),
    (
        &[],
        &["suiteB_128", "suiteB_128_only", "suiteB_192"],
        "Suite B allows elliptic curves alone, and only RSA is supported",
    ),
];

/// Why a command refuses an option of this name, if it is one that OpenSSL has.
pub fn reason(command: &str, option: &str) -> Option<&'static str> {
    REFUSED
        .iter()
        .find(|(commands, options, _)| {
            (commands.is_empty() || commands.contains(&command)) && options.contains(&option)
        })
        .map(|(_, _, reason)| *reason)
}
