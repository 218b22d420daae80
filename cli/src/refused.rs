//! Options of OpenSSL that no command here has, each with the reason: whoever gives one learns it, and nothing is done.

/// Commands, options and reason. An empty list of commands is all of them.
const REFUSED: &[(&[&str], &[&str], &str)] = &[
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
        &["s_client", "s_server"],
        &[
            "dtls",
            "dtls1",
            "dtls1_2",
            "listen",
            "mtu",
            "stateless",
            "use_srtp",
        ],
        "DTLS is not supported: TLS 1.2 and 1.3 are",
    ),
    (
        &["s_client", "s_server"],
        &["keylogfile", "keymatexport", "keymatexportlen"],
        "secrets of a connection are printed and written nowhere",
    ),
    (
        &["s_client", "s_server"],
        &[
            "debug",
            "msg",
            "msgfile",
            "security_debug",
            "security_debug_verbose",
            "state",
            "tlsextdebug",
            "trace",
        ],
        "messages of the handshake are not shown; the report has what was negotiated",
    ),
    (
        &["s_client", "s_server"],
        &["sess_in", "sess_out", "id_prefix"],
        "no session is written or read: it would hold the connection's secrets; -reconnect resumes one in memory",
    ),
    (
        &["s_client", "s_server"],
        &["early_data", "max_early_data", "recv_max_early_data"],
        "there is no early data, which needs a session before",
    ),
    (
        &["s_client", "s_server"],
        &[
            "psk",
            "psk_hint",
            "psk_identity",
            "psk_session",
            "srp_lateuser",
            "srp_moregroups",
            "srp_strength",
            "srppass",
            "srpuser",
            "srpuserseed",
            "srpvfile",
            "nocert",
        ],
        "peers prove themselves by certificates alone",
    ),
    (
        &["s_client"],
        &[
            "dane_ee_no_namechecks",
            "dane_tlsa_domain",
            "dane_tlsa_rrdata",
        ],
        "DANE is not supported: -CAfile and -partial_chain trust a certificate that is named",
    ),
    (
        &["s_client", "s_server"],
        &[
            "dcert",
            "dcert_chain",
            "dcertform",
            "dkey",
            "dkeyform",
            "dpass",
            "cert2",
            "key2",
            "xcert",
            "xcertform",
            "xchain",
            "xchain_build",
            "xkey",
            "xkeyform",
        ],
        "there is one certificate, of an RSA key: -cert and -key name it",
    ),
    (
        &["s_server"],
        &["servername", "servername_fatal"],
        "the one certificate answers to every name",
    ),
    (
        &["s_client", "s_server"],
        &[
            "chainCAfile",
            "chainCApath",
            "chainCAstore",
            "requestCAfile",
            "verifyCAfile",
            "verifyCApath",
            "verifyCAstore",
        ],
        "-CAfile, -CApath and -CAstore name the trusted certificates for everything",
    ),
    (
        &["s_client", "s_server"],
        &[
            "client_sigalgs",
            "debug_broken_protocol",
            "fallback_scsv",
            "max_pipelines",
            "max_send_frag",
            "maxfraglen",
            "nextprotoneg",
            "no_middlebox",
            "record_padding",
            "serverinfo",
            "sigalgs",
            "split_send_frag",
            "ssl_config",
        ],
        "this part of a handshake cannot be chosen; leave it out",
    ),
    (
        &["s_client", "s_server"],
        &["client_renegotiation", "comp", "legacy_renegotiation"],
        "renegotiation and compression are not supported: they have been attacked (RFC 5746, RFC 7457)",
    ),
    (
        &["s_client"],
        &["enable_pha"],
        "a certificate is sent in the handshake, not after it",
    ),
    (
        &["s_client"],
        &["ct", "ctlogfile"],
        "certificate transparency is not checked: x509 -text prints a certificate's SCTs",
    ),
    (
        &["s_client"],
        &["ssl_client_engine"],
        "there are no engines: keys are in files",
    ),
    (
        &["s_client", "s_server"],
        &["bind", "unix", "unlink"],
        "connections are those of TCP, from any address of this machine",
    ),
    (
        &["s_server"],
        &[
            "no_proxy",
            "proxy",
            "status",
            "status_timeout",
            "status_url",
            "status_verbose",
        ],
        "no OCSP response is fetched: -status_file names the one to staple",
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
