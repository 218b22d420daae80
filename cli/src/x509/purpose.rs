//! `-purpose`: what a certificate may be used for, as OpenSSL 3.0 judges it from the certificate alone.

use crate::text::{Text, put};
use certwright::der::ObjectIdentifierRef;
use certwright::der::oid;
use certwright::x509::extension::{BasicConstraints, ExtKeyUsage, KeyUsage, NsCertType};
use certwright::x509::{CertificateRef, ExtensionValue};

const ANY_NETSCAPE_CA: [NsCertType; 3] =
    [NsCertType::SSL_CA, NsCertType::EMAIL_CA, NsCertType::OBJ_CA];

/// What the extensions allow; one that cannot be read allows nothing.
struct Facts<'a> {
    ca: Option<bool>,
    key_usage: Option<KeyUsage>,
    netscape: Option<NsCertType>,
    /// `None` where there is no extension; the inner `None` stands for one that cannot be read.
    uses: Option<Option<ExtKeyUsage<'a>>>,
    uses_critical: bool,
    v1_root: bool,
}

fn gather<'a>(cert: &CertificateRef<'a>) -> Facts<'a> {
    fn read<'a, T: ExtensionValue<'a>>(cert: &CertificateRef<'a>) -> Option<Option<T>> {
        cert.extensions
            .find(T::OID)
            .map(|extension| T::parse(extension.value).ok())
    }
    Facts {
        ca: read::<BasicConstraints>(cert).map(|value| value.is_some_and(|value| value.ca)),
        key_usage: read(cert).map(Option::unwrap_or_default),
        netscape: read(cert).map(Option::unwrap_or_default),
        uses: read(cert),
        uses_critical: cert
            .extensions
            .find(ExtKeyUsage::OID)
            .is_some_and(|extension| extension.critical),
        v1_root: cert.version == 1 && cert.is_self_issued_bytewise(),
    }
}

impl Facts<'_> {
    fn usage_refuses(&self, any_of: KeyUsage) -> bool {
        self.key_usage
            .is_some_and(|usage| usage.intersection(any_of).is_empty())
    }

    fn netscape_refuses(&self, kind: NsCertType) -> bool {
        self.netscape.is_some_and(|kinds| !kinds.contains(kind))
    }

    fn extended_refuses(&self, any_of: &[ObjectIdentifierRef<'_>]) -> bool {
        self.uses.is_some_and(|uses| {
            !uses.is_some_and(|uses| any_of.iter().any(|&usage| uses.contains(usage)))
        })
    }

    /// 0: no CA; 1: a CA by basicConstraints; 3: a v1 root; 4: by keyUsage alone; 5: by nsCertType alone.
    fn ca(&self) -> u8 {
        if self.usage_refuses(KeyUsage::KEY_CERT_SIGN) {
            return 0;
        }
        match self.ca {
            Some(ca) => u8::from(ca),
            None if self.v1_root => 3,
            None if self.key_usage.is_some() => 4,
            None if self.is_netscape_ca() => 5,
            None => 0,
        }
    }

    fn is_netscape_ca(&self) -> bool {
        let kinds = self.netscape.unwrap_or_default();
        ANY_NETSCAPE_CA.into_iter().any(|kind| kinds.contains(kind))
    }

    fn ca_for(&self, netscape: NsCertType) -> u8 {
        match self.ca() {
            5 if self.netscape_refuses(netscape) => 0,
            ca => ca,
        }
    }

    /// For TLS, OpenSSL accepts a CA of any kind without a warning.
    fn ssl_ca(&self) -> u8 {
        self.ca_for(NsCertType::SSL_CA).min(1)
    }

    fn ssl_client(&self, as_ca: bool) -> u8 {
        if self.extended_refuses(&[oid::KP_CLIENT_AUTH]) {
            return 0;
        }
        if as_ca {
            return self.ssl_ca();
        }
        let refused = self.usage_refuses(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_AGREEMENT)
            || self.netscape_refuses(NsCertType::CLIENT);
        u8::from(!refused)
    }

    fn ssl_server(&self, as_ca: bool) -> u8 {
        if self.extended_refuses(&[oid::KP_SERVER_AUTH, oid::MS_SGC, oid::NS_SGC]) {
            return 0;
        }
        if as_ca {
            return self.ssl_ca();
        }
        let refused = self.netscape_refuses(NsCertType::SERVER)
            || self.usage_refuses(
                KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_ENCIPHERMENT | KeyUsage::KEY_AGREEMENT,
            );
        u8::from(!refused)
    }

    fn netscape_server(&self, as_ca: bool) -> u8 {
        match self.ssl_server(as_ca) {
            found if as_ca || found == 0 => found,
            found => found * u8::from(!self.usage_refuses(KeyUsage::KEY_ENCIPHERMENT)),
        }
    }

    fn smime(&self, as_ca: bool) -> u8 {
        if self.extended_refuses(&[oid::KP_EMAIL_PROTECTION]) {
            return 0;
        }
        if as_ca {
            return self.ca_for(NsCertType::EMAIL_CA);
        }
        match self.netscape {
            None => 1,
            Some(kinds) if kinds.contains(NsCertType::EMAIL) => 1,
            // Some S/MIME certificates have SSL client only.
            Some(kinds) if kinds.contains(NsCertType::CLIENT) => 2,
            Some(_) => 0,
        }
    }

    fn smime_with(&self, as_ca: bool, usage: KeyUsage) -> u8 {
        match self.smime(as_ca) {
            found if as_ca => found,
            found => found * u8::from(!self.usage_refuses(usage)),
        }
    }

    fn time_stamp(&self, as_ca: bool) -> u8 {
        if as_ca {
            return self.ca();
        }
        let allowed = KeyUsage::DIGITAL_SIGNATURE | KeyUsage::NON_REPUDIATION;
        let usage_fits = self
            .key_usage
            .is_none_or(|usage| !usage.is_empty() && allowed.contains(usage));
        let only = self
            .uses
            .flatten()
            .is_some_and(|uses| uses.0.iter().eq([oid::KP_TIME_STAMPING]));
        u8::from(usage_fits && only && self.uses_critical)
    }
}

/// Whether a certificate is one that time stamps are signed with (RFC 3161 §2.3).
pub(crate) fn is_for_time_stamps(cert: &CertificateRef<'_>) -> bool {
    gather(cert).time_stamp(false) == 1
}

/// Appends the answer for every purpose, for the certificate itself and as a CA.
pub fn print(out: &mut Text, cert: &CertificateRef<'_>) {
    type Judge = fn(&Facts<'_>, bool) -> u8;
    const PURPOSES: [(&str, Judge); 9] = [
        ("SSL client", |f, ca| f.ssl_client(ca)),
        ("SSL server", |f, ca| f.ssl_server(ca)),
        ("Netscape SSL server", |f, ca| f.netscape_server(ca)),
        ("S/MIME signing", |f, ca| {
            f.smime_with(ca, KeyUsage::DIGITAL_SIGNATURE | KeyUsage::NON_REPUDIATION)
        }),
        ("S/MIME encryption", |f, ca| {
            f.smime_with(ca, KeyUsage::KEY_ENCIPHERMENT)
        }),
        ("CRL signing", |f, ca| {
            if ca {
                f.ca()
            } else {
                u8::from(!f.usage_refuses(KeyUsage::CRL_SIGN))
            }
        }),
        ("Any Purpose", |_, _| 1),
        ("OCSP helper", |f, ca| if ca { f.ca() } else { 1 }),
        ("Time Stamp signing", |f, ca| f.time_stamp(ca)),
    ];
    let facts = gather(cert);
    out.put("Certificate purposes:\n");
    for (name, judge) in PURPOSES {
        for (suffix, as_ca) in [("", false), (" CA", true)] {
            put!(out, "{name}{suffix} : ");
            match judge(&facts, as_ca) {
                1 => out.put("Yes\n"),
                0 => out.put("No\n"),
                code => put!(out, "Yes (WARNING code={code})\n"),
            }
        }
    }
}
