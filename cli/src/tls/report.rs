//! What `s_client` and `s_server` print of a connection, line by line as OpenSSL 3.0 has it. Secrets are left out: master keys, session
//! tickets and the sessions in PEM.

use certwright::pem::{self, label};
use certwright::x509::CertificateRef;
use certwright::x509::ocsp::Response;
use rustls::{Connection, HandshakeKind, ProtocolVersion};

use super::names;
use super::party::Seen;
use super::suites;
use super::wire::{ServerHello, Wire};
use crate::clock;
use crate::nameopt::NameOptions;
use crate::text::{self, Text, moment, name, name_line, put};
use crate::verify::Verdict;

/// The version as OpenSSL has it.
pub(super) fn version(tls: &Connection) -> &'static str {
    match tls.protocol_version() {
        Some(ProtocolVersion::TLSv1_2) => "TLSv1.2",
        _ => "TLSv1.3",
    }
}

/// The suite as OpenSSL has it.
pub(super) fn suite(tls: &Connection) -> Option<String> {
    tls.negotiated_cipher_suite()
        .map(|suite| suites::name(suite.suite()))
}

fn is_tls12(tls: &Connection) -> bool {
    tls.protocol_version() == Some(ProtocolVersion::TLSv1_2)
}

/// What a client's report is about.
pub(super) struct Report<'r> {
    pub(super) tls: &'r Connection,
    pub(super) wire: &'r Wire,
    pub(super) seen: &'r Seen,
    pub(super) names: &'r NameOptions,
    pub(super) shows_certificates: bool,
    pub(super) status: bool,
    /// The schemes that the client signs with.
    pub(super) schemes: &'r [rustls::SignatureScheme],
}

impl Report<'_> {
    /// The report of `s_client`.
    pub(super) fn whole(&self) -> Vec<u8> {
        let mut out = Text::new();
        // One that was refused is no peer of this connection.
        let is_accepted = self.seen.verdict.as_ref().is_some_and(|it| it.goes_on);
        let chain = self.seen.chain.iter();
        let read: Vec<_> = chain
            .filter_map(|der| CertificateRef::from_der(der).ok())
            .collect();
        if self.status && is_accepted {
            ocsp(&mut out, &self.seen.ocsp);
        }
        if !read.is_empty() {
            out.put("---\nCertificate chain\n");
        }
        for (depth, certificate) in read.iter().enumerate() {
            self.link(&mut out, depth, certificate);
        }
        out.put("---\n");
        match read.first().filter(|_| is_accepted) {
            None => out.put("no peer certificate available\n"),
            Some(leaf) => {
                out.put("Server certificate\n");
                // Printed once, as OpenSSL does.
                if !self.shows_certificates {
                    out.put(pem::encode(label::CERTIFICATE, leaf.signed.raw));
                }
                names_of(&mut out, leaf, self.names);
            }
        }
        out.put("---\n");
        self.asked(&mut out);
        signature(&mut out, self.seen, is_accepted);
        if let Some(group) = self.tls.negotiated_key_exchange_group() {
            put!(out, "{}\n", names::group_line(group.name()));
        }
        put!(
            out,
            "---\nSSL handshake has read {} bytes and written {} bytes\n",
            self.wire.read,
            self.wire.written
        );
        let leaf = read.first().filter(|_| is_accepted);
        self.parameters(&mut out, leaf);
        out.into_bytes()
    }

    /// The report on a connection after the first.
    pub(super) fn short(&self) -> Vec<u8> {
        let mut out = Text::new();
        self.parameters(&mut out, None);
        out.into_bytes()
    }

    /// The verdict and what was negotiated, with the size of the key in a certificate.
    fn parameters(&self, out: &mut Text, leaf: Option<&CertificateRef<'_>>) {
        verification(out, self.seen.verdict.as_ref());
        let kind = match self.tls.handshake_kind() {
            Some(HandshakeKind::Resumed) => "Reused",
            _ => "New",
        };
        match suite(self.tls) {
            Some(suite) => put!(
                out,
                "---\n{kind}, {}, Cipher is {suite}\n",
                version(self.tls)
            ),
            None => out.put("---\nNew, (NONE), Cipher is (NONE)\n"),
        }
        if let Some(bits) = leaf.and_then(|leaf| text::key_bits(leaf.spki.raw())) {
            put!(out, "Server public key is {bits} bit\n");
        }
        let hello = self.wire.hello.clone().filter(|_| is_tls12(self.tls));
        let secure = hello.as_ref().is_some_and(|it| it.secure_renegotiation);
        put!(
            out,
            "Secure Renegotiation IS{} supported\nCompression: NONE\nExpansion: NONE\n",
            if secure { "" } else { " NOT" }
        );
        match self.tls.alpn_protocol() {
            Some(protocol) => {
                out.put("ALPN protocol: ");
                out.put(String::from_utf8_lossy(protocol).as_ref());
                out.put("\n");
            }
            None => out.put("No ALPN negotiated\n"),
        }
        let verdict = self.seen.verdict.clone().unwrap_or_default();
        match hello {
            Some(hello) => session(out, self.tls, &hello, &verdict),
            None => put!(
                out,
                "Early data was not sent\nVerify return code: {} ({})\n",
                verdict.number,
                verdict.words()
            ),
        }
        out.put("---\n");
    }

    fn link(&self, out: &mut Text, depth: usize, certificate: &CertificateRef<'_>) {
        put!(out, "{depth:2} s:");
        name(out, certificate.subject.raw(), 0, self.names);
        out.put("\n   i:");
        name(out, certificate.issuer.raw(), 0, self.names);
        let key = text::short_name(certificate.spki.algorithm.oid).unwrap_or("UNDEF");
        let bits = text::key_bits(certificate.spki.raw()).unwrap_or_default();
        let algorithm = text::short_name(certificate.signed.algorithm.oid).unwrap_or("UNDEF");
        put!(
            out,
            "\n   a:PKEY: {key}, {bits} (bit); sigalg: {algorithm}\n   v:NotBefore: "
        );
        moment(out, certificate.validity.not_before);
        out.put("; NotAfter: ");
        moment(out, certificate.validity.not_after);
        out.put("\n");
        if self.shows_certificates {
            out.put(pem::encode(label::CERTIFICATE, certificate.signed.raw));
        }
    }

    /// What a server that asks for a certificate wants.
    fn asked(&self, out: &mut Text) {
        let Some((names, schemes)) = &self.seen.asked else {
            out.put("No client certificate CA names sent\n");
            return;
        };
        if names.is_empty() {
            out.put("No client certificate CA names sent\n");
        } else {
            out.put("Acceptable client certificate CA names\n");
        }
        for der in names {
            name(out, der, 0, self.names);
            out.put("\n");
        }
        let shared: Vec<_> = (schemes.iter().copied())
            .filter(|scheme| self.schemes.contains(scheme))
            .collect();
        put!(
            out,
            "Requested Signature Algorithms: {}\nShared Requested Signature Algorithms: {}\n",
            names::schemes(schemes),
            names::schemes(&shared)
        );
    }
}

fn names_of(out: &mut Text, certificate: &CertificateRef<'_>, names: &NameOptions) {
    name_line(out, "subject=", certificate.subject.raw(), names);
    name_line(out, "issuer=", certificate.issuer.raw(), names);
}

fn signature(out: &mut Text, seen: &Seen, is_accepted: bool) {
    let Some(scheme) = seen.scheme.filter(|_| is_accepted) else {
        return;
    };
    let (digest, kind) = names::scheme(scheme);
    if let Some(digest) = digest {
        put!(out, "Peer signing digest: {digest}\n");
    }
    put!(out, "Peer signature type: {kind}\n");
}

fn verification(out: &mut Text, verdict: Option<&Verdict>) {
    match verdict.filter(|verdict| verdict.number != 0) {
        None => {
            out.put("Verification: OK\n");
            if let Some(name) = verdict.and_then(|verdict| verdict.peer_name.as_ref()) {
                put!(out, "Verified peername: {name}\n");
            }
        }
        Some(verdict) => put!(out, "Verification error: {}\n", verdict.words()),
    }
}

/// The session of TLS 1.2, without its master key and its ticket.
fn session(out: &mut Text, tls: &Connection, hello: &ServerHello, verdict: &Verdict) {
    put!(
        out,
        "SSL-Session:\n    Protocol  : {}\n    Cipher    : {}\n    Session-ID: ",
        version(tls),
        suite(tls).unwrap_or_else(|| "0000".into())
    );
    for byte in &hello.session_id {
        put!(out, "{byte:02X}");
    }
    put!(
        out,
        "\n    Session-ID-ctx: \n    PSK identity: None\n    PSK identity hint: None\n    SRP username: None\n    \
         Start Time: {}\n    Timeout   : 7200 (sec)\n    Verify return code: {} ({})\n    Extended master secret: {}\n",
        clock::now(),
        verdict.number,
        verdict.words(),
        if hello.extended_master_secret {
            "yes"
        } else {
            "no"
        }
    );
}

/// The OCSP response that a server stapled.
fn ocsp(out: &mut Text, der: &[u8]) {
    if der.is_empty() {
        out.put("OCSP response: no response sent\n");
        return;
    }
    out.put("OCSP response: ");
    match Response::from_der(der) {
        Ok(response) => {
            out.put("\n======================================\n");
            crate::ocsp::print_response(out, &response.fields());
            out.put("======================================\n");
        }
        Err(_) => out.put("response parse error\n"),
    }
}

/// `-brief`.
pub(super) fn brief(
    tls: &Connection,
    seen: &Seen,
    names: &NameOptions,
    is_client: bool,
) -> Vec<u8> {
    let mut out = Text::new();
    put!(out, "Protocol version: {}\n", version(tls));
    if let Some(hello) = &seen.hello {
        let list: Vec<_> = hello.suites.iter().map(|it| suites::name(*it)).collect();
        put!(out, "Client cipher list: {}\n", list.join(":"));
    }
    put!(out, "Ciphersuite: {}\n", suite(tls).unwrap_or_default());
    if let Some(hello) = &seen.hello {
        put!(
            out,
            "Signature Algorithms: {}\n",
            names::schemes(&hello.schemes)
        );
    }
    if let Some((_, schemes)) = &seen.asked {
        put!(
            out,
            "Requested Signature Algorithms: {}\n",
            names::schemes(schemes)
        );
    }
    let peer = seen.chain.first();
    match peer.and_then(|der| CertificateRef::from_der(der).ok()) {
        Some(peer) => {
            name_line(&mut out, "Peer certificate: ", peer.subject.raw(), names);
            if let Some(scheme) = seen.scheme {
                let (digest, kind) = names::scheme(scheme);
                if let Some(digest) = digest {
                    put!(out, "Hash used: {digest}\n");
                }
                put!(out, "Signature type: {kind}\n");
            }
            verification(&mut out, seen.verdict.as_ref());
        }
        None => out.put("No peer certificate\n"),
    }
    match &seen.hello {
        Some(hello) => {
            let list: Vec<_> = hello.groups.iter().map(|it| names::group(*it)).collect();
            put!(out, "Supported groups: {}\n", list.join(":"));
        }
        None if is_client => {
            if let Some(group) = tls.negotiated_key_exchange_group() {
                put!(out, "{}\n", names::group_line(group.name()));
            }
        }
        None => {}
    }
    out.into_bytes()
}

/// What a server prints of a client.
pub(super) fn of_client(
    tls: &Connection,
    seen: &Seen,
    names: &NameOptions,
    own: &[&suites::Suite],
    own_schemes: &[rustls::SignatureScheme],
    own_groups: &[u16],
) -> Vec<u8> {
    let mut out = Text::new();
    let peer = seen.chain.first();
    if let Some(peer) = peer.and_then(|der| CertificateRef::from_der(der).ok()) {
        out.put("Client certificate\n");
        out.put(pem::encode(label::CERTIFICATE, peer.signed.raw));
        names_of(&mut out, &peer, names);
    }
    offered(&mut out, seen, own, own_schemes, own_groups);
    put!(
        out,
        "CIPHER is {}\n",
        suite(tls).unwrap_or_else(|| "(NONE)".into())
    );
    if let Some(protocol) = tls.alpn_protocol() {
        put!(
            out,
            "ALPN protocols selected: {}\n",
            String::from_utf8_lossy(protocol)
        );
    }
    out.put("Secure Renegotiation IS supported\n");
    out.into_bytes()
}

/// What a client offered, and what of it is shared.
pub(super) fn offered(
    out: &mut Text,
    seen: &Seen,
    own: &[&suites::Suite],
    own_schemes: &[rustls::SignatureScheme],
    own_groups: &[u16],
) {
    let Some(hello) = &seen.hello else { return };
    let shared: Vec<_> = (hello.suites.iter())
        .filter(|it| own.iter().any(|own| own.number() == u16::from(**it)))
        .map(|it| suites::name(*it))
        .collect();
    put!(out, "Shared ciphers:{}\n", shared.join(":"));
    put!(
        out,
        "Signature Algorithms: {}\n",
        names::schemes(&hello.schemes)
    );
    let shared: Vec<_> = (hello.schemes.iter().copied())
        .filter(|it| own_schemes.contains(it))
        .collect();
    put!(
        out,
        "Shared Signature Algorithms: {}\n",
        names::schemes(&shared)
    );
    signature(out, seen, true);
    let list: Vec<_> = hello.groups.iter().map(|it| names::group(*it)).collect();
    put!(out, "Supported groups: {}\n", list.join(":"));
    let shared: Vec<_> = (hello.groups.iter())
        .filter(|it| own_groups.contains(&u16::from(**it)))
        .map(|it| names::group(*it))
        .collect();
    put!(out, "Shared groups: {}\n", shared.join(":"));
}
