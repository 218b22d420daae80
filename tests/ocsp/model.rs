//! What was parsed, written field by field: every field that requests and responses have, and nothing that they have not.

use certwright::der::{Tag, Writer, oid};
use certwright::x509::Extensions;
use certwright::x509::extension::Element as _;
use certwright::x509::ocsp::{BasicResponse, Certificates, RequestRef, ResponderId, ResponseRef};

pub fn request(parsed: &RequestRef<'_>) -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| {
        w.sequence(|w| {
            if let Some(name) = &parsed.requestor_name {
                w.context(1, |w| name.write(w));
            }
            w.sequence(|w| parsed.requests.write_contents(w));
            extensions(w, 2, &parsed.extensions);
        });
        if let Some(signature) = &parsed.signature {
            w.context(0, |w| {
                w.sequence(|w| {
                    w.raw(signature.signed.algorithm.raw);
                    bit_string(w, signature.signed.unused_bits, signature.signed.signature);
                    certificates(w, &signature.certificates);
                });
            });
        }
    });
    w.into_vec()
}

/// `None` of a response whose type is not known.
pub fn response(parsed: &ResponseRef<'_>) -> Option<Vec<u8>> {
    if parsed.response_type.is_some() && parsed.basic.is_none() {
        return None;
    }
    let mut w = Writer::new();
    w.sequence(|w| {
        w.tlv(Tag::Enumerated, &[parsed.status.code()]);
        if let Some(response) = &parsed.basic {
            w.context(0, |w| {
                w.sequence(|w| {
                    w.oid(oid::OCSP_BASIC);
                    w.octet_string(&basic(response));
                });
            });
        }
    });
    Some(w.into_vec())
}

fn basic(parsed: &BasicResponse<'_>) -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| {
        w.sequence(|w| {
            match &parsed.responder_id {
                ResponderId::ByName(name) => w.context(1, |w| w.raw(name.raw())),
                ResponderId::ByKey(hash) => w.context(2, |w| w.octet_string(hash)),
            }
            parsed.produced_at.write_generalized(w);
            w.sequence(|w| parsed.responses.write_contents(w));
            extensions(w, 1, &parsed.extensions);
        });
        w.raw(parsed.signed.algorithm.raw);
        bit_string(w, parsed.signed.unused_bits, parsed.signed.signature);
        certificates(w, &parsed.certificates);
    });
    w.into_vec()
}

fn extensions(w: &mut Writer, number: u32, list: &Extensions<'_>) {
    if !list.is_empty() {
        w.context(number, |w| {
            w.sequence(|w| list.iter().for_each(|extension| w.raw(extension.raw)));
        });
    }
}

fn bit_string(w: &mut Writer, unused: u8, bytes: &[u8]) {
    w.tlv(Tag::BitString, &[&[unused], bytes].concat());
}

fn certificates(w: &mut Writer, list: &Certificates<'_>) {
    if !list.is_empty() {
        w.context(0, |w| w.sequence(|w| list.write_contents(w)));
    }
}
