//! keyUsage (RFC 5280 §4.2.1.3).

use super::named_bits::{first_16_bits, named_bits, write_named_bits};
use super::{Criticality, ExtensionValue};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Tag, Writer};

named_bits! {
    /// ```asn1
    /// KeyUsage ::= BIT STRING {
    ///     digitalSignature (0), nonRepudiation (1), keyEncipherment (2), dataEncipherment (3), keyAgreement (4),
    ///     keyCertSign (5), cRLSign (6), encipherOnly (7), decipherOnly (8) }
    /// ```
    ///
    /// [`NONE`](Self::NONE), which RFC 5280 forbids a CA to issue, is read; validation judges.
    KeyUsage {
        /// digitalSignature.
        DIGITAL_SIGNATURE = 0, "digitalSignature";
        /// nonRepudiation, since called contentCommitment.
        NON_REPUDIATION = 1, "nonRepudiation";
        /// keyEncipherment.
        KEY_ENCIPHERMENT = 2, "keyEncipherment";
        /// dataEncipherment.
        DATA_ENCIPHERMENT = 3, "dataEncipherment";
        /// keyAgreement.
        KEY_AGREEMENT = 4, "keyAgreement";
        /// keyCertSign.
        KEY_CERT_SIGN = 5, "keyCertSign";
        /// cRLSign.
        CRL_SIGN = 6, "cRLSign";
        /// encipherOnly.
        ENCIPHER_ONLY = 7, "encipherOnly";
        /// decipherOnly.
        DECIPHER_ONLY = 8, "decipherOnly";
    }
}

impl<'a> ExtensionValue<'a> for KeyUsage {
    const OID: ObjectIdentifierRef<'static> = oid::KEY_USAGE;
    const CRITICALITY: Criticality = Criticality::Should;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let tlv = reader.expect(Tag::BitString, "KeyUsage")?;
        // Trailing zero bits are not DER (X.690 §11.2.2), yet roots in use carry them (03 03 07 06 00 in two of Mozilla's
        // list) and every verifier takes them: they change nothing. What is written ends in a one.
        first_16_bits(&tlv, "KeyUsage").map(Self)
    }

    fn write(&self, w: &mut Writer) {
        write_named_bits(w, Tag::BitString, self.0);
    }
}
