//! Cipher suites, by OpenSSL's names and in its order, and OpenSSL's language for choosing among them; and the command `ciphers`.

use std::process::ExitCode;

use rustls::{CipherSuite, SupportedCipherSuite};
use rustls_graviola::suites;

use crate::args::Args;
use crate::error::{CliError, excerpt};
use crate::io;
use crate::options::{Command, Item, PROVIDER, flag, text as texts};
use crate::text::{Text, put};

/// A suite that `s_client` and `s_server` speak.
pub(super) struct Suite {
    /// OpenSSL's name.
    pub(super) name: &'static str,
    /// The name in IANA's registry.
    pub(super) standard: &'static str,
    pub(super) suite: &'static SupportedCipherSuite,
    /// Of TLS 1.2: the algorithm of the server's certificate.
    authentication: Option<&'static str>,
    cipher: &'static str,
    /// The words of OpenSSL's cipher strings that it is meant by.
    words: &'static [&'static str],
}

macro_rules! suites {
    ($($name:literal $standard:literal $suite:ident $authentication:expr, $cipher:literal, $words:expr;)*) => {
        /// All of them, in OpenSSL's order of preference.
        pub(super) const SUITES: &[Suite] = &[$(Suite {
            name: $name,
            standard: $standard,
            suite: &suites::$suite,
            authentication: $authentication,
            cipher: $cipher,
            words: &$words,
        },)*];
    };
}

suites! {
    "TLS_AES_256_GCM_SHA384" "TLS_AES_256_GCM_SHA384" TLS13_AES_256_GCM_SHA384 None, "AESGCM(256)", [];
    "TLS_CHACHA20_POLY1305_SHA256" "TLS_CHACHA20_POLY1305_SHA256" TLS13_CHACHA20_POLY1305_SHA256 None, "CHACHA20/POLY1305(256)", [];
    "TLS_AES_128_GCM_SHA256" "TLS_AES_128_GCM_SHA256" TLS13_AES_128_GCM_SHA256 None, "AESGCM(128)", [];
    "ECDHE-ECDSA-AES256-GCM-SHA384" "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 Some("ECDSA"), "AESGCM(256)", ["AES", "AES256", "AESGCM"];
    "ECDHE-RSA-AES256-GCM-SHA384" "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384" TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 Some("RSA"), "AESGCM(256)", ["AES", "AES256", "AESGCM"];
    "ECDHE-ECDSA-CHACHA20-POLY1305" "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256" TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 Some("ECDSA"), "CHACHA20/POLY1305(256)", ["CHACHA20"];
    "ECDHE-RSA-CHACHA20-POLY1305" "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256" TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 Some("RSA"), "CHACHA20/POLY1305(256)", ["CHACHA20"];
    "ECDHE-ECDSA-AES128-GCM-SHA256" "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 Some("ECDSA"), "AESGCM(128)", ["AES", "AES128", "AESGCM"];
    "ECDHE-RSA-AES128-GCM-SHA256" "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 Some("RSA"), "AESGCM(128)", ["AES", "AES128", "AESGCM"];
}

impl Suite {
    pub(super) fn is_tls13(&self) -> bool {
        self.authentication.is_none()
    }

    fn strength(&self) -> u16 {
        if self.cipher.contains("128") {
            128
        } else {
            256
        }
    }

    pub(super) fn number(&self) -> u16 {
        u16::from(self.suite.suite())
    }

    fn is_meant_by(&self, word: &str) -> bool {
        let of_all = [
            "ALL", "HIGH", "ECDHE", "EECDH", "kECDHE", "kEECDH", "TLSv1.2", "FIPS",
        ];
        self.name == word
            || self.standard == word
            || of_all.contains(&word) && !(word == "FIPS" && self.cipher.starts_with("CHACHA"))
            || self.words.contains(&word)
            || self.authentication.is_some_and(|of| match word {
                "ECDSA" | "aECDSA" => of == "ECDSA",
                // "RSA" alone is the key exchange, which none of these has.
                "aRSA" => of == "RSA",
                _ => false,
            })
    }
}

/// OpenSSL's name of a suite; that of no suite here is its number.
pub(super) fn name(suite: CipherSuite) -> String {
    let number = u16::from(suite);
    match SUITES.iter().find(|it| it.number() == number) {
        Some(it) => it.name.to_owned(),
        None if number == 0x00ff => "TLS_EMPTY_RENEGOTIATION_INFO_SCSV".to_owned(),
        None => format!("0x{number:04X}"),
    }
}

/// The suites of TLS 1.2 that a cipher string chooses, in its order (OpenSSL's ciphers(1)). A word that means none here chooses none.
fn chosen(string: &str) -> Vec<&'static Suite> {
    let all: Vec<_> = SUITES.iter().filter(|it| !it.is_tls13()).collect();
    let (mut list, mut banned) = (Vec::<&Suite>::new(), Vec::<&str>::new());
    for (at, word) in string
        .split([':', ' ', ';', ','])
        .filter(|word| !word.is_empty())
        .enumerate()
    {
        if word == "DEFAULT" && at == 0 {
            list = all.clone();
            continue;
        }
        if word == "@STRENGTH" {
            list.sort_by_key(|it| std::cmp::Reverse(it.strength()));
            continue;
        }
        if word.starts_with('@') {
            continue;
        }
        let (rule, words) = match word.split_at_checked(1) {
            Some((rule @ ("!" | "-" | "+"), words)) => (rule, words),
            _ => ("", word),
        };
        let meant = |it: &&Suite| words.split('+').all(|word| it.is_meant_by(word));
        match rule {
            "!" => {
                list.retain(|it| !meant(it));
                banned.extend(all.iter().filter(|it| meant(it)).map(|it| it.name));
            }
            "-" => list.retain(|it| !meant(it)),
            "+" => list.sort_by_key(meant),
            _ => {
                for it in all.iter().copied().filter(meant) {
                    let known = |other: &&Suite| other.name == it.name;
                    if !banned.contains(&it.name) && !list.iter().any(known) {
                        list.push(it);
                    }
                }
            }
        }
    }
    list
}

/// The suites of `-cipher` (TLS 1.2) and `-ciphersuites` (TLS 1.3), all where an option is not given.
pub(super) fn selected(
    cipher: Option<&str>,
    ciphersuites: Option<&str>,
) -> Result<Vec<&'static Suite>, CliError> {
    let refused = |option: &str, given: &str, is_tls13: bool| {
        let there = SUITES.iter().filter(|it| it.is_tls13() == is_tls13);
        let there: Vec<_> = there.map(|it| it.name).collect();
        CliError::new(format!(
            "Call to SSL_CONF_cmd({option}, {}) failed: no cipher match; there are {}",
            excerpt(given),
            there.join(", ")
        ))
    };
    let mut suites = Vec::new();
    match ciphersuites {
        None => suites.extend(SUITES.iter().filter(|it| it.is_tls13())),
        Some(list) => {
            for word in list.split(':').filter(|word| !word.is_empty()) {
                let mut of_13 = SUITES.iter().filter(|it| it.is_tls13());
                let found = of_13.find(|it| it.name == word);
                suites.push(found.ok_or_else(|| refused("-ciphersuites", word, true))?);
            }
        }
    }
    let of_12 = chosen(cipher.unwrap_or("DEFAULT"));
    if of_12.is_empty() {
        return Err(refused("-cipher", cipher.unwrap_or_default(), false));
    }
    suites.extend(of_12);
    Ok(suites)
}

/// `ciphers`.
pub const COMMAND: Command = Command {
    name: "ciphers",
    summary: "List the cipher suites that s_client and s_server speak",
    operands: " [cipher]",
    max_operands: 1,
    openssl: true,
    options: &[
        Item::Section("Output"),
        flag("v", "Verbose listing of the cipher suites"),
        flag("V", "Even more verbose: with the numbers of the suites"),
        flag("stdname", "Show the standard's names too"),
        texts("convert", "Convert a standard's name into OpenSSL's"),
        Item::Section("Cipher specification"),
        flag("s", "Only supported suites, which those listed are"),
        flag("tls1", "Suites of TLS 1.0: there are none"),
        flag("tls1_1", "Suites of TLS 1.1: there are none"),
        flag("tls1_2", "Suites of TLS 1.2"),
        flag("tls1_3", "Suites of TLS 1.3"),
        flag("psk", "Accepted: there are no suites with preshared keys"),
        flag("srp", "Accepted: there are no suites with SRP"),
        texts("ciphersuites", "The suites of TLS 1.3 to list"),
        Item::Group(PROVIDER),
        Item::Section("Parameters:"),
        Item::Operand("cipher", "Cipher string to decode (optional)"),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    if let Some(standard) = args.text("convert") {
        let found = SUITES.iter().find(|it| it.standard == standard);
        let name = found.map_or("(NONE)", |it| it.name);
        io::print(format!("OpenSSL cipher name: {name}\n").as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let string = args.operands().next();
    let string = string.map(|string| string.to_string_lossy());
    let mut list = selected(string.as_deref(), args.text("ciphersuites"))
        .map_err(|e| CliError::new(format!("Error in cipher list: {}", e.message())))?;
    // As in OpenSSL, a version restricts what is supported, and nothing without -s.
    let version = args.last_of(&["tls1", "tls1_1", "tls1_2", "tls1_3"]);
    if args.has("s") {
        list.retain(|it| match version {
            Some("tls1_3") => it.is_tls13(),
            Some("tls1_2") => !it.is_tls13(),
            Some(_) => false,
            None => true,
        });
    }
    let mut out = Text::new();
    if !["v", "V", "stdname"].iter().any(|option| args.has(option)) {
        let names: Vec<_> = list.iter().map(|it| it.name).collect();
        put!(out, "{}\n", names.join(":"));
        io::print(out.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    for it in list {
        if args.has("V") {
            let [high, low] = it.number().to_be_bytes();
            put!(out, "          0x{high:02X},0x{low:02X} - ");
        }
        if args.has("stdname") {
            put!(out, "{:45} - ", it.standard);
        }
        let (version, exchange) = match it.is_tls13() {
            true => ("TLSv1.3", "any"),
            false => ("TLSv1.2", "ECDH"),
        };
        put!(
            out,
            "{:30} {version} Kx={exchange:8} Au={:5} Enc={:22} Mac=AEAD\n",
            it.name,
            it.authentication.unwrap_or("any"),
            it.cipher
        );
    }
    io::print(out.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(string: &str) -> Vec<&'static str> {
        chosen(string).iter().map(|it| it.name).collect()
    }

    #[test]
    fn cipher_strings_choose_as_openssl_has_it() {
        assert_eq!(names("DEFAULT").len(), 6);
        assert_eq!(
            names("ECDHE+AESGCM:!aECDSA"),
            ["ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES128-GCM-SHA256"]
        );
        assert_eq!(
            names("AES128:CHACHA20:@STRENGTH:!ECDSA"),
            ["ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-RSA-AES128-GCM-SHA256"]
        );
        assert_eq!(
            names("ALL:-AES:+aECDSA"),
            [
                "ECDHE-RSA-CHACHA20-POLY1305",
                "ECDHE-ECDSA-CHACHA20-POLY1305"
            ]
        );
        assert_eq!(names("!CHACHA20:CHACHA20"), [""; 0]);
        assert_eq!(names("RC4:RSA:aNULL"), [""; 0]);
    }

    #[test]
    fn every_suite_of_the_provider_stands_in_the_table_once() {
        let mut there: Vec<u16> = SUITES.iter().map(Suite::number).collect();
        let provider = rustls_graviola::default_provider().cipher_suites;
        let mut provided: Vec<u16> = provider.iter().map(|it| u16::from(it.suite())).collect();
        there.sort_unstable();
        provided.sort_unstable();
        assert_eq!(there, provided);
    }
}
