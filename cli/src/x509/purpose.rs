//! `-purpose`: what a certificate may be used for, as OpenSSL 3.0 judges it from the certificate alone.

use crate::text::{Text, put};
use certwright::der::oid;
use certwright::der::{ObjectIdentifier, Reader, Tag};
use certwright::x509::CertificateRef;

const DIGITAL_SIGNATURE: u16 = 0x80;
const NON_REPUDIATION: u16 = 0x40;
const KEY_ENCIPHERMENT: u16 = 0x20;
const KEY_AGREEMENT: u16 = 0x08;
const KEY_CERT_SIGN: u16 = 0x04;
const CRL_SIGN: u16 = 0x02;

const NS_SSL_CLIENT: u8 = 0x80;
const NS_SSL_SERVER: u8 = 0x40;
const NS_SMIME: u8 = 0x20;
const NS_SSL_CA: u8 = 0x04;
const NS_SMIME_CA: u8 = 0x02;
const NS_ANY_CA: u8 = 0x07;

/// What the extensions say.
struct Facts {
    ca: Option<bool>,
    key_usage: Option<u16>,
    netscape: Option<u8>,
    uses: Option<Vec<ObjectIdentifier>>,
    uses_critical: bool,
    v1_root: bool,
}

fn gather(cert: &CertificateRef<'_>) -> Facts {
    let bits = |id: ObjectIdentifier| -> Option<Vec<u8>> {
        let value = cert.extensions.find(&id)?.value;
        Some(
            Reader::new(value)
                .bit_string("bits")
                .map(|b| b.octets.to_vec())
                .unwrap_or_default(),
        )
    };
    let ca = cert.extensions.find(&oid::BASIC_CONSTRAINTS).map(|ext| {
        let fields = Reader::new(ext.value).sequence("BasicConstraints");
        fields.is_ok_and(|mut f| f.peek() == Some(Tag::Boolean) && f.boolean("cA") == Ok(true))
    });
    let key_usage = bits(oid::KEY_USAGE).map(|b| {
        u16::from(b.first().copied().unwrap_or(0)) | u16::from(b.get(1).copied().unwrap_or(0)) << 8
    });
    let netscape = bits(oid::NS_CERT_TYPE).map(|b| b.first().copied().unwrap_or(0));
    let list = cert.extensions.find(&oid::EXT_KEY_USAGE);
    let uses = list.map(|ext| {
        let mut out = Vec::new();
        if let Ok(mut list) = Reader::new(ext.value).sequence("ExtKeyUsageSyntax") {
            while let Ok(usage) = list.oid("KeyPurposeId") {
                out.extend(ObjectIdentifier::try_from(usage).ok());
            }
        }
        out
    });
    Facts {
        ca,
        key_usage,
        netscape,
        uses,
        uses_critical: list.is_some_and(|ext| ext.critical),
        v1_root: cert.version == 1 && cert.is_self_issued_octets(),
    }
}

impl Facts {
    fn usage_refuses(&self, any_of: u16) -> bool {
        self.key_usage.is_some_and(|usage| usage & any_of == 0)
    }

    fn netscape_refuses(&self, any_of: u8) -> bool {
        self.netscape.is_some_and(|kind| kind & any_of == 0)
    }

    fn extended_refuses(&self, any_of: &[ObjectIdentifier]) -> bool {
        self.uses
            .as_ref()
            .is_some_and(|uses| !uses.iter().any(|usage| any_of.contains(usage)))
    }

    /// 0: no CA; 1: a CA by basicConstraints; 3: a v1 root; 4: by keyUsage alone; 5: by nsCertType alone.
    fn ca(&self) -> u8 {
        if self.usage_refuses(KEY_CERT_SIGN) {
            return 0;
        }
        match self.ca {
            Some(ca) => u8::from(ca),
            None if self.v1_root => 3,
            None if self.key_usage.is_some() => 4,
            None if self.netscape.is_some_and(|kind| kind & NS_ANY_CA != 0) => 5,
            None => 0,
        }
    }

    fn ca_for(&self, netscape: u8) -> u8 {
        match self.ca() {
            5 if self.netscape_refuses(netscape) => 0,
            ca => ca,
        }
    }

    /// For TLS, OpenSSL says yes to a CA of any kind without a warning.
    fn ssl_ca(&self) -> u8 {
        self.ca_for(NS_SSL_CA).min(1)
    }

    fn ssl_client(&self, as_ca: bool) -> u8 {
        if self.extended_refuses(&[oid::KP_CLIENT_AUTH]) {
            return 0;
        }
        if as_ca {
            return self.ssl_ca();
        }
        let refused = self.usage_refuses(DIGITAL_SIGNATURE | KEY_AGREEMENT)
            || self.netscape_refuses(NS_SSL_CLIENT);
        u8::from(!refused)
    }

    fn ssl_server(&self, as_ca: bool) -> u8 {
        if self.extended_refuses(&[oid::KP_SERVER_AUTH, oid::MS_SGC, oid::NS_SGC]) {
            return 0;
        }
        if as_ca {
            return self.ssl_ca();
        }
        let refused = self.netscape_refuses(NS_SSL_SERVER)
            || self.usage_refuses(DIGITAL_SIGNATURE | KEY_ENCIPHERMENT | KEY_AGREEMENT);
        u8::from(!refused)
    }

    fn netscape_server(&self, as_ca: bool) -> u8 {
        match self.ssl_server(as_ca) {
            found if as_ca || found == 0 => found,
            found => found * u8::from(!self.usage_refuses(KEY_ENCIPHERMENT)),
        }
    }

    fn smime(&self, as_ca: bool) -> u8 {
        if self.extended_refuses(&[oid::KP_EMAIL_PROTECTION]) {
            return 0;
        }
        if as_ca {
            return self.ca_for(NS_SMIME_CA);
        }
        match self.netscape {
            None => 1,
            Some(kind) if kind & NS_SMIME != 0 => 1,
            // Some S/MIME certificates say SSL client only.
            Some(kind) if kind & NS_SSL_CLIENT != 0 => 2,
            Some(_) => 0,
        }
    }

    fn smime_with(&self, as_ca: bool, usage: u16) -> u8 {
        match self.smime(as_ca) {
            found if as_ca => found,
            found => found * u8::from(!self.usage_refuses(usage)),
        }
    }

    fn time_stamp(&self, as_ca: bool) -> u8 {
        if as_ca {
            return self.ca();
        }
        let allowed = DIGITAL_SIGNATURE | NON_REPUDIATION;
        let usage_fits = self
            .key_usage
            .is_none_or(|usage| usage & allowed != 0 && usage & !allowed == 0);
        let only = self.uses.as_deref() == Some(&[oid::KP_TIME_STAMPING]);
        u8::from(usage_fits && only && self.uses_critical)
    }
}

/// Appends the answer for every purpose, for the certificate itself and as a CA.
pub fn print(out: &mut Text, cert: &CertificateRef<'_>) {
    type Judge = fn(&Facts, bool) -> u8;
    const PURPOSES: [(&str, Judge); 9] = [
        ("SSL client", Facts::ssl_client),
        ("SSL server", Facts::ssl_server),
        ("Netscape SSL server", Facts::netscape_server),
        ("S/MIME signing", |f, ca| {
            f.smime_with(ca, DIGITAL_SIGNATURE | NON_REPUDIATION)
        }),
        ("S/MIME encryption", |f, ca| {
            f.smime_with(ca, KEY_ENCIPHERMENT)
        }),
        ("CRL signing", |f, ca| {
            if ca {
                f.ca()
            } else {
                u8::from(!f.usage_refuses(CRL_SIGN))
            }
        }),
        ("Any Purpose", |_, _| 1),
        ("OCSP helper", |f, ca| if ca { f.ca() } else { 1 }),
        ("Time Stamp signing", Facts::time_stamp),
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
