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
        &["cms", "smime"],
        &["aes-128-cfb", "aes-192-cfb", "aes-256-cfb"],
        "without padding a wrong key would give another message; use -aes-256-cbc, or -aes-256-gcm",
    ),
    (
        &["enc"],
        &[
            "aes-128-gcm",
            "aes-192-gcm",
            "aes-256-gcm",
            "id-aes128-GCM",
            "id-aes192-GCM",
            "id-aes256-GCM",
            "aes-128-ccm",
            "aes-192-ccm",
            "aes-256-ccm",
            "aes-128-ocb",
            "aes-192-ocb",
            "aes-256-ocb",
            "aria-128-gcm",
            "aria-192-gcm",
            "aria-256-gcm",
            "aria-128-ccm",
            "aria-192-ccm",
            "aria-256-ccm",
            "chacha20-poly1305",
        ],
        "AEAD ciphers not supported: enc has no place for their tag; cms -encrypt is for files to a key's holder",
    ),
    (
        &["enc"],
        &["aes-128-xts", "aes-256-xts"],
        "XTS ciphers not supported: they are for sectors of disks",
    ),
    (
        &["pkey"],
        &["ec_conv_form", "ec_param_enc"],
        "only RSA is supported, and its keys have no curve",
    ),
    (
        &["pkeyutl"],
        &["derive", "peerkey", "peerform"],
        "RSA keys derive no shared secret; -kdf has HKDF, TLS1-PRF and SCRYPT, and the command kdf others",
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
