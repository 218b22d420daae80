//! Requests (RFC 2986, RFC 2985).

use super::document::Part;
use super::{table, text};
use crate::der::oid;
use crate::pkcs::algorithm::SignatureAlgorithm;

table! { RULES, Pkix;
    Error request_version_not_1, "RFC 2986 §4.1", REQUEST, Requester;
        "its version is not 1" => "write the number 0";
        |c, f| if c.version.is_some_and(|v| v != 1) { f.missing("version") };
    Error request_attributes_malformed, "RFC 2986 §4.1", REQUEST, Requester;
        "its attributes cannot be read" => "write each Attribute by its ASN.1";
        |c, f| c.unread(Part::Attributes, "attributes", f);
    Error request_attributes_missing, "RFC 2986 §4.1", REQUEST, Requester;
        "it has no attributes field" => "write the field, empty where there is no attribute";
        |c, f| if c.attributes.is_none() && c.spki.is_some() { f.missing("attributes") };
    Error request_attribute_empty, "RFC 2986 §4.1", REQUEST, Requester;
        "an attribute has no value" => "leave the attribute out";
        |c, f| for (_, values) in c.attributes() { if values.is_empty() { f.at("attributes", values.rest()) } };
    Error request_attribute_repeated, "RFC 2986 §4.1, X.501 §8.2", REQUEST, Requester;
        "an attribute stands there twice" => "ask with one attribute of each type";
        |c, f| {
            let mut seen: alloc::vec::Vec<&[u8]> = c.attributes().map(|(id, _)| id).collect();
            seen.sort_unstable();
            for pair in seen.windows(2).filter(|pair| pair[0] == pair[1]) { f.at("attributes", pair[1]) }
        };
    Error request_extensions_several_values, "RFC 2985 §5.4.2", REQUEST, Requester;
        "extensionRequest has more than one value" => "ask with one list of extensions";
        |c, f| for (id, mut values) in c.attributes() {
            if id == oid::EXTENSION_REQUEST.as_bytes() && values.any("Extensions").is_ok() && !values.is_empty() { f.at("extensionRequest", values.rest()) }
        };
    Error request_signature_wrong, "RFC 2986 §3", REQUEST, Requester;
        "its signature does not verify with its own key" => "sign it with the key in it";
        |c, f| if let (Some(key), Some(algorithm)) = (c.spki, c.algorithm) && key.rsa_bits().is_some_and(|bits| bits <= 8192)
            && SignatureAlgorithm::from_identifier(&algorithm).is_ok() && c.faults.is_empty() && !super::fields::verifies(c) {
            f.at("signature", c.signature);
        };
    Warning request_challenge_password, "RFC 2985 §5.4.1", REQUEST, Requester;
        "it has a challengePassword, which everybody can read" => "ask without it unless the CA revokes by it";
        |c, f| for (id, values) in c.attributes() {
            if id == oid::CHALLENGE_PASSWORD.as_bytes() { f.at("challengePassword", values.rest()) }
        };
    Warning request_names_nothing, "RFC 2986 §4.1", REQUEST, Requester;
        "it has no subject and asks for no subjectAltName" => "ask with the names that the certificate is to have";
        |c, f| if c.subject.is_some_and(|name| name.is_empty()) && c.extension(oid::SUBJECT_ALT_NAME).is_none() { f.missing("subject") };
    Warning request_server_name_in_subject_only, "RFC 9525 §2", REQUEST, Requester;
        "its commonName is a host name and it asks for no subjectAltName" => "ask with the host name in subjectAltName";
        |c, f| if let Some(name) = c.subject && c.extension(oid::SUBJECT_ALT_NAME).is_none() {
            for a in name.attributes().filter(|a| a.oid == oid::COMMON_NAME) {
                if core::str::from_utf8(a.value.value).is_ok_and(|name| name.contains('.') && text::is_host_name(text::without_wildcard(name))) {
                    f.quote("subject", a.value.value);
                }
            }
        };
}
