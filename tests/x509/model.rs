//! What was parsed, written field by field: every field that the model has, and nothing that it has not.

use certwright::der::{BitString, Tag, Tlv, Writer, context_tag};
use certwright::x509::extension::{ExtensionValue, KeyUsage, Known};
use certwright::x509::{
    CertificateListRef, CertificateRef, Extensions, Name, RequestRef, Signed, Time,
};

pub fn certificate(parsed: &CertificateRef<'_>) -> Vec<u8> {
    envelope(&parsed.signed, |w| {
        if parsed.version != 1 {
            w.context(0, |w| w.unsigned(&[parsed.version - 1]));
        }
        w.tlv(Tag::Integer, parsed.serial);
        w.raw(parsed.tbs_signature.raw);
        name(w, parsed.issuer);
        w.sequence(|w| {
            time(
                w,
                parsed.validity.not_before,
                &parsed.validity.not_before_raw,
            );
            time(w, parsed.validity.not_after, &parsed.validity.not_after_raw);
        });
        name(w, parsed.subject);
        w.sequence(|w| {
            w.raw(parsed.spki.algorithm.raw);
            w.bit_string(parsed.spki.key);
        });
        for (number, id) in [(1, parsed.issuer_unique_id), (2, parsed.subject_unique_id)] {
            if let Some(BitString { unused, bytes }) = id {
                w.tlv(context_tag(number, false), &[&[unused], bytes].concat());
            }
        }
        if !parsed.extensions.is_empty() {
            w.context(3, |w| extensions(w, &parsed.extensions));
        }
    })
}

pub fn request(parsed: &RequestRef<'_>) -> Vec<u8> {
    envelope(&parsed.signed, |w| {
        w.unsigned(&(parsed.version - 1).to_be_bytes());
        name(w, parsed.subject);
        w.raw(parsed.spki.raw());
        if parsed.has_attributes_field() {
            w.context(0, |w| {
                for attribute in parsed.attributes() {
                    w.sequence(|w| {
                        w.oid(attribute.oid);
                        w.nested(Tag::Set, |w| w.raw(attribute.values.rest()));
                    });
                }
            });
        }
    })
}

pub fn list(parsed: &CertificateListRef<'_>) -> Vec<u8> {
    envelope(&parsed.signed, |w| {
        if parsed.version != 1 {
            w.unsigned(&[parsed.version - 1]);
        }
        w.raw(parsed.tbs_signature.raw);
        name(w, parsed.issuer);
        time(w, parsed.this_update, &parsed.this_update_raw);
        if let (Some(next_update), Some(raw)) = (parsed.next_update, &parsed.next_update_raw) {
            time(w, next_update, raw);
        }
        if parsed.has_entries_field() {
            w.sequence(|w| {
                for entry in parsed.entries() {
                    w.sequence(|w| {
                        w.tlv(Tag::Integer, entry.serial);
                        time(w, entry.revocation_date, &entry.revocation_date_raw);
                        if !entry.extensions.is_empty() {
                            extensions(w, &entry.extensions);
                        }
                    });
                }
            });
        }
        if !parsed.extensions.is_empty() {
            w.context(0, |w| extensions(w, &parsed.extensions));
        }
    })
}

fn name(w: &mut Writer, name: Name<'_>) {
    w.sequence(|w| {
        for rdn in name.rdns() {
            w.nested(Tag::Set, |w| {
                for attribute in rdn {
                    w.sequence(|w| {
                        w.oid(attribute.oid);
                        w.raw(attribute.value.raw);
                    });
                }
            });
        }
    });
}

/// The time in the form in which it stood, which is not always the one that RFC 5280 wants.
fn time(w: &mut Writer, time: Time, stood: &Tlv<'_>) {
    match stood.tag {
        Tag::GeneralizedTime => time.write_generalized(w),
        _ => time.write(w),
    }
}

/// Extensions whose type is known go through it; the others stay as they are, and so does keyUsage, which is read with the
/// trailing zero bits that X.690 §11.2.2 removes.
fn extensions(w: &mut Writer, extensions: &Extensions<'_>) {
    w.sequence(|w| {
        for extension in extensions.iter() {
            let typed = Known::of(extension.oid)
                .filter(|known| known.oid != KeyUsage::OID)
                .and_then(|known| known.recode(extension.value, extension.offset).ok());
            w.sequence(|w| {
                w.oid(extension.oid);
                if extension.critical {
                    w.boolean(true);
                }
                w.octet_string(typed.as_deref().unwrap_or(extension.value));
            });
        }
    });
}

pub fn envelope(signed: &Signed<'_>, tbs: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| {
        w.sequence(tbs);
        w.raw(signed.algorithm.raw);
        w.tlv(
            Tag::BitString,
            &[&[signed.unused_bits], signed.signature].concat(),
        );
    });
    w.into_vec()
}
