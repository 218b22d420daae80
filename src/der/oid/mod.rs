//! Object identifiers: constants by their standards' names, and one table of OpenSSL's short and long names.

mod table;

use core::fmt;

pub use const_oid::{ObjectIdentifier, ObjectIdentifierRef};

macro_rules! oids {
    ($($(#[$doc:meta])* $name:ident = $dotted:literal;)*) => {
        $($(#[$doc])* pub const $name: ObjectIdentifier = ObjectIdentifier::new_unwrap($dotted);)*

        #[cfg(test)]
        const CONSTANTS: &[(&str, ObjectIdentifier)] = &[$((stringify!($name), $name)),*];
    };
}

oids! {
    // RFC 8017 appendix C, RFC 4055, NIST's sigAlgs arc.
    /// rsaEncryption.
    RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
    /// md5WithRSAEncryption.
    MD5_WITH_RSA = "1.2.840.113549.1.1.4";
    /// sha1WithRSAEncryption.
    SHA1_WITH_RSA = "1.2.840.113549.1.1.5";
    /// id-RSAES-OAEP.
    RSAES_OAEP = "1.2.840.113549.1.1.7";
    /// id-mgf1.
    MGF1 = "1.2.840.113549.1.1.8";
    /// id-pSpecified.
    P_SPECIFIED = "1.2.840.113549.1.1.9";
    /// id-RSASSA-PSS.
    RSASSA_PSS = "1.2.840.113549.1.1.10";
    /// sha256WithRSAEncryption.
    SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
    /// sha384WithRSAEncryption.
    SHA384_WITH_RSA = "1.2.840.113549.1.1.12";
    /// sha512WithRSAEncryption.
    SHA512_WITH_RSA = "1.2.840.113549.1.1.13";
    /// sha224WithRSAEncryption.
    SHA224_WITH_RSA = "1.2.840.113549.1.1.14";
    /// sha512-224WithRSAEncryption.
    SHA512_224_WITH_RSA = "1.2.840.113549.1.1.15";
    /// sha512-256WithRSAEncryption.
    SHA512_256_WITH_RSA = "1.2.840.113549.1.1.16";
    /// id-rsassa-pkcs1-v1-5-with-sha3-224.
    SHA3_224_WITH_RSA = "2.16.840.1.101.3.4.3.13";
    /// id-rsassa-pkcs1-v1-5-with-sha3-256.
    SHA3_256_WITH_RSA = "2.16.840.1.101.3.4.3.14";
    /// id-rsassa-pkcs1-v1-5-with-sha3-384.
    SHA3_384_WITH_RSA = "2.16.840.1.101.3.4.3.15";
    /// id-rsassa-pkcs1-v1-5-with-sha3-512.
    SHA3_512_WITH_RSA = "2.16.840.1.101.3.4.3.16";
    // RFC 8692 §3.
    /// id-RSASSA-PSS-SHAKE128.
    RSASSA_PSS_SHAKE128 = "1.3.6.1.5.5.7.6.30";
    /// id-RSASSA-PSS-SHAKE256.
    RSASSA_PSS_SHAKE256 = "1.3.6.1.5.5.7.6.31";

    // Other public keys and signatures that messages name.
    /// id-ecPublicKey.
    EC_PUBLIC_KEY = "1.2.840.10045.2.1";
    /// id-dsa.
    DSA = "1.2.840.10040.4.1";
    /// dsa-with-SHA1.
    DSA_WITH_SHA1 = "1.2.840.10040.4.3";
    /// ecdsa-with-SHA1.
    ECDSA_WITH_SHA1 = "1.2.840.10045.4.1";
    /// ecdsa-with-SHA256.
    ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    /// ecdsa-with-SHA384.
    ECDSA_WITH_SHA384 = "1.2.840.10045.4.3.3";
    /// ecdsa-with-SHA512.
    ECDSA_WITH_SHA512 = "1.2.840.10045.4.3.4";
    /// id-Ed25519.
    ED25519 = "1.3.101.112";
    /// id-Ed448.
    ED448 = "1.3.101.113";

    // RFC 8018 (PKCS #5), RFC 7292 (PKCS #12), RFC 7914.
    /// pbeWithMD5AndDES-CBC.
    PBE_WITH_MD5_AND_DES_CBC = "1.2.840.113549.1.5.3";
    /// pbeWithSHA1AndDES-CBC.
    PBE_WITH_SHA1_AND_DES_CBC = "1.2.840.113549.1.5.10";
    /// pbeWithSHAAnd3-KeyTripleDES-CBC.
    PBE_WITH_SHA_AND_3_KEY_TRIPLE_DES_CBC = "1.2.840.113549.1.12.1.3";
    /// id-PBES2.
    PBES2 = "1.2.840.113549.1.5.13";
    /// id-PBKDF2.
    PBKDF2 = "1.2.840.113549.1.5.12";
    /// id-scrypt.
    SCRYPT = "1.3.6.1.4.1.11591.4.11";
    /// id-hmacWithSHA1.
    HMAC_WITH_SHA1 = "1.2.840.113549.2.7";
    /// id-hmacWithSHA224.
    HMAC_WITH_SHA224 = "1.2.840.113549.2.8";
    /// id-hmacWithSHA256.
    HMAC_WITH_SHA256 = "1.2.840.113549.2.9";
    /// id-hmacWithSHA384.
    HMAC_WITH_SHA384 = "1.2.840.113549.2.10";
    /// id-hmacWithSHA512.
    HMAC_WITH_SHA512 = "1.2.840.113549.2.11";
    /// aes128-CBC-PAD.
    AES_128_CBC = "2.16.840.1.101.3.4.1.2";
    /// aes192-CBC-PAD.
    AES_192_CBC = "2.16.840.1.101.3.4.1.22";
    /// aes256-CBC-PAD.
    AES_256_CBC = "2.16.840.1.101.3.4.1.42";
    /// des-EDE3-CBC.
    DES_EDE3_CBC = "1.2.840.113549.3.7";

    // Attribute types: X.520, RFC 4519, RFC 2985, CA/Browser Forum.
    /// id-at-commonName.
    COMMON_NAME = "2.5.4.3";
    /// id-at-surname.
    SURNAME = "2.5.4.4";
    /// id-at-serialNumber.
    SERIAL_NUMBER = "2.5.4.5";
    /// id-at-countryName.
    COUNTRY_NAME = "2.5.4.6";
    /// id-at-localityName.
    LOCALITY_NAME = "2.5.4.7";
    /// id-at-stateOrProvinceName.
    STATE_OR_PROVINCE_NAME = "2.5.4.8";
    /// id-at-streetAddress.
    STREET_ADDRESS = "2.5.4.9";
    /// id-at-organizationName.
    ORGANIZATION_NAME = "2.5.4.10";
    /// id-at-organizationalUnitName.
    ORGANIZATIONAL_UNIT_NAME = "2.5.4.11";
    /// id-at-title.
    TITLE = "2.5.4.12";
    /// id-at-description.
    DESCRIPTION = "2.5.4.13";
    /// id-at-postalCode.
    POSTAL_CODE = "2.5.4.17";
    /// id-at-name.
    NAME = "2.5.4.41";
    /// id-at-givenName.
    GIVEN_NAME = "2.5.4.42";
    /// id-at-initials.
    INITIALS = "2.5.4.43";
    /// id-at-generationQualifier.
    GENERATION_QUALIFIER = "2.5.4.44";
    /// id-at-dnQualifier.
    DN_QUALIFIER = "2.5.4.46";
    /// id-at-pseudonym.
    PSEUDONYM = "2.5.4.65";
    /// organizationIdentifier.
    ORGANIZATION_IDENTIFIER = "2.5.4.97";
    /// userId.
    USER_ID = "0.9.2342.19200300.100.1.1";
    /// domainComponent.
    DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25";
    /// emailAddress.
    EMAIL_ADDRESS = "1.2.840.113549.1.9.1";
    /// unstructuredName.
    UNSTRUCTURED_NAME = "1.2.840.113549.1.9.2";
    /// contentType.
    CONTENT_TYPE = "1.2.840.113549.1.9.3";
    /// messageDigest.
    MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
    /// challengePassword.
    CHALLENGE_PASSWORD = "1.2.840.113549.1.9.7";
    /// unstructuredAddress.
    UNSTRUCTURED_ADDRESS = "1.2.840.113549.1.9.8";
    /// extensionRequest.
    EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
    /// friendlyName.
    FRIENDLY_NAME = "1.2.840.113549.1.9.20";
    /// localKeyId.
    LOCAL_KEY_ID = "1.2.840.113549.1.9.21";
    /// Microsoft's extension request.
    MS_EXTENSION_REQUEST = "1.3.6.1.4.1.311.2.1.14";

    // Extensions: RFC 5280, RFC 7633, RFC 6962, RFC 6960, Netscape.
    /// id-ce-subjectDirectoryAttributes.
    SUBJECT_DIRECTORY_ATTRIBUTES = "2.5.29.9";
    /// id-ce-subjectKeyIdentifier.
    SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    /// id-ce-keyUsage.
    KEY_USAGE = "2.5.29.15";
    /// id-ce-privateKeyUsagePeriod.
    PRIVATE_KEY_USAGE_PERIOD = "2.5.29.16";
    /// id-ce-subjectAltName.
    SUBJECT_ALT_NAME = "2.5.29.17";
    /// id-ce-issuerAltName.
    ISSUER_ALT_NAME = "2.5.29.18";
    /// id-ce-basicConstraints.
    BASIC_CONSTRAINTS = "2.5.29.19";
    /// id-ce-cRLNumber.
    CRL_NUMBER = "2.5.29.20";
    /// id-ce-cRLReasons.
    CRL_REASON = "2.5.29.21";
    /// id-ce-holdInstructionCode.
    HOLD_INSTRUCTION_CODE = "2.5.29.23";
    /// id-ce-invalidityDate.
    INVALIDITY_DATE = "2.5.29.24";
    /// id-ce-deltaCRLIndicator.
    DELTA_CRL_INDICATOR = "2.5.29.27";
    /// id-ce-issuingDistributionPoint.
    ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
    /// id-ce-certificateIssuer.
    CERTIFICATE_ISSUER = "2.5.29.29";
    /// id-ce-nameConstraints.
    NAME_CONSTRAINTS = "2.5.29.30";
    /// id-ce-cRLDistributionPoints.
    CRL_DISTRIBUTION_POINTS = "2.5.29.31";
    /// id-ce-certificatePolicies.
    CERTIFICATE_POLICIES = "2.5.29.32";
    /// anyPolicy.
    ANY_POLICY = "2.5.29.32.0";
    /// id-ce-policyMappings.
    POLICY_MAPPINGS = "2.5.29.33";
    /// id-ce-authorityKeyIdentifier.
    AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    /// id-ce-policyConstraints.
    POLICY_CONSTRAINTS = "2.5.29.36";
    /// id-ce-extKeyUsage.
    EXT_KEY_USAGE = "2.5.29.37";
    /// id-ce-freshestCRL.
    FRESHEST_CRL = "2.5.29.46";
    /// id-ce-inhibitAnyPolicy.
    INHIBIT_ANY_POLICY = "2.5.29.54";
    /// id-pe-authorityInfoAccess.
    AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1";
    /// id-pe-subjectInfoAccess.
    SUBJECT_INFO_ACCESS = "1.3.6.1.5.5.7.1.11";
    /// id-pe-tlsfeature.
    TLS_FEATURE = "1.3.6.1.5.5.7.1.24";
    /// id-pkix-ocsp-basic.
    OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1";
    /// id-pkix-ocsp-nonce.
    OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2";
    /// id-pkix-ocsp-crl.
    OCSP_CRL_ID = "1.3.6.1.5.5.7.48.1.3";
    /// id-pkix-ocsp-response.
    OCSP_RESPONSE_TYPES = "1.3.6.1.5.5.7.48.1.4";
    /// id-pkix-ocsp-service-locator.
    OCSP_SERVICE_LOCATOR = "1.3.6.1.5.5.7.48.1.7";
    /// id-pkix-ocsp-pref-sig-algs.
    OCSP_PREFERRED_SIGNATURE_ALGORITHMS = "1.3.6.1.5.5.7.48.1.8";
    /// id-pkix-ocsp-archive-cutoff.
    OCSP_ARCHIVE_CUTOFF = "1.3.6.1.5.5.7.48.1.6";
    /// id-pkix-ocsp-nocheck.
    OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5";
    /// Signed certificate timestamps embedded in a certificate.
    CT_PRECERT_SCTS = "1.3.6.1.4.1.11129.2.4.2";
    /// Certificate Transparency's poison.
    CT_PRECERT_POISON = "1.3.6.1.4.1.11129.2.4.3";
    /// netscape-cert-type.
    NS_CERT_TYPE = "2.16.840.1.113730.1.1";
    /// netscape-base-url.
    NS_BASE_URL = "2.16.840.1.113730.1.2";
    /// netscape-revocation-url.
    NS_REVOCATION_URL = "2.16.840.1.113730.1.3";
    /// netscape-ca-revocation-url.
    NS_CA_REVOCATION_URL = "2.16.840.1.113730.1.4";
    /// netscape-cert-renewal-url.
    NS_RENEWAL_URL = "2.16.840.1.113730.1.7";
    /// netscape-ca-policy-url.
    NS_CA_POLICY_URL = "2.16.840.1.113730.1.8";
    /// netscape-ssl-server-name.
    NS_SSL_SERVER_NAME = "2.16.840.1.113730.1.12";
    /// netscape-comment.
    NS_COMMENT = "2.16.840.1.113730.1.13";

    // Access methods and policy qualifiers.
    /// id-ad-ocsp.
    AD_OCSP = "1.3.6.1.5.5.7.48.1";
    /// id-ad-caIssuers.
    AD_CA_ISSUERS = "1.3.6.1.5.5.7.48.2";
    /// id-ad-caRepository.
    AD_CA_REPOSITORY = "1.3.6.1.5.5.7.48.5";
    /// id-qt-cps.
    QT_CPS = "1.3.6.1.5.5.7.2.1";
    /// id-qt-unotice.
    QT_UNOTICE = "1.3.6.1.5.5.7.2.2";

    // Extended key usages.
    /// anyExtendedKeyUsage.
    ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0";
    /// id-kp-serverAuth.
    KP_SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    /// id-kp-clientAuth.
    KP_CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    /// id-kp-codeSigning.
    KP_CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    /// id-kp-emailProtection.
    KP_EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";
    /// id-kp-timeStamping.
    KP_TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
    /// id-kp-OCSPSigning.
    KP_OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
    /// Microsoft's server gated crypto.
    MS_SGC = "1.3.6.1.4.1.311.10.3.3";
    /// Netscape's server gated crypto.
    NS_SGC = "2.16.840.1.113730.4.1";
    /// Microsoft's universal principal name, an otherName.
    MS_UPN = "1.3.6.1.4.1.311.20.2.3";
    /// id-on-SmtpUTF8Mailbox.
    ON_SMTP_UTF8_MAILBOX = "1.3.6.1.5.5.7.8.9";
    /// id-on-dnsSRV.
    ON_DNS_SRV = "1.3.6.1.5.5.7.8.7";
    /// id-on-xmppAddr.
    ON_XMPP_ADDR = "1.3.6.1.5.5.7.8.5";
    /// id-on-naiRealm.
    ON_NAI_REALM = "1.3.6.1.5.5.7.8.8";
}

/// An object identifier with the names OpenSSL gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Contents bytes of the DER.
    der: &'static [u8],
    /// The short name: `CN`.
    pub sn: &'static str,
    /// The long name: `commonName`.
    pub ln: &'static str,
}

impl Entry {
    /// The object identifier.
    pub fn oid(&self) -> &'static ObjectIdentifierRef {
        ObjectIdentifierRef::from_bytes(self.der).expect("a test reads every row")
    }
}

/// Every row, in the order of the DER bytes.
pub fn entries() -> &'static [Entry] {
    table::TABLE
}

/// The row of an object identifier.
pub fn by_oid(oid: &ObjectIdentifierRef) -> Option<&'static Entry> {
    let at = table::TABLE
        .binary_search_by(|entry| entry.der.cmp(oid.as_bytes()))
        .ok()?;
    table::TABLE.get(at)
}

/// The short name of an object identifier.
pub fn sn(oid: &ObjectIdentifierRef) -> Option<&'static str> {
    by_oid(oid).map(|entry| entry.sn)
}

/// The long name of an object identifier.
pub fn ln(oid: &ObjectIdentifierRef) -> Option<&'static str> {
    by_oid(oid).map(|entry| entry.ln)
}

/// The row with this short name, or else with this long name; letter case counts, as it does in OpenSSL.
pub fn by_name(name: &str) -> Option<&'static Entry> {
    let rows = table::TABLE;
    rows.iter()
        .find(|entry| entry.sn == name)
        .or_else(|| rows.iter().find(|entry| entry.ln == name))
}

/// Reads a short name, a long name or a dotted number.
pub fn parse(text: &str) -> Option<ObjectIdentifier> {
    match by_name(text) {
        Some(entry) => entry.oid().try_into().ok(),
        None => text.parse().ok(),
    }
}

/// Displays an object identifier by its long name, or by its number if it has none, as OpenSSL prints it.
#[derive(Clone, Copy, Debug)]
pub struct LongName<'a>(pub &'a ObjectIdentifierRef);

impl fmt::Display for LongName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match ln(self.0) {
            Some(name) => f.write_str(name),
            None => self.0.fmt(f),
        }
    }
}

/// Displays an object identifier by its short name, or by its number if it has none.
#[derive(Clone, Copy, Debug)]
pub struct ShortName<'a>(pub &'a ObjectIdentifierRef);

impl fmt::Display for ShortName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match sn(self.0) {
            Some(name) => f.write_str(name),
            None => self.0.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn every_row_is_a_well_formed_oid_and_the_table_is_sorted() {
        for pair in table::TABLE.windows(2) {
            assert!(pair[0].der < pair[1].der, "{:?}", pair);
        }
        for entry in table::TABLE {
            let oid = ObjectIdentifierRef::from_bytes(entry.der).unwrap();
            assert_eq!(by_oid(oid), Some(entry));
            assert_eq!(entry.oid(), oid);
        }
    }

    #[test]
    fn the_usual_names_are_found_both_ways() {
        for (name, sn, ln) in [
            (COMMON_NAME, "CN", "commonName"),
            (STATE_OR_PROVINCE_NAME, "ST", "stateOrProvinceName"),
            (SHA256_WITH_RSA, "RSA-SHA256", "sha256WithRSAEncryption"),
            (
                SUBJECT_ALT_NAME,
                "subjectAltName",
                "X509v3 Subject Alternative Name",
            ),
            (
                KP_SERVER_AUTH,
                "serverAuth",
                "TLS Web Server Authentication",
            ),
        ] {
            let entry = by_oid(&name).unwrap();
            assert_eq!((entry.sn, entry.ln), (sn, ln));
            assert_eq!(parse(sn), Some(name));
            assert_eq!(parse(ln), Some(name));
            assert_eq!(parse(&name.to_string()), Some(name));
        }
        assert_eq!(
            parse("1.2.3.4.5")
                .map(|o| LongName(&o).to_string())
                .as_deref(),
            Some("1.2.3.4.5")
        );
        assert_eq!(parse("noSuchName"), None);
    }

    #[test]
    fn constants_are_distinct() {
        for (i, (name, oid)) in CONSTANTS.iter().enumerate() {
            assert!(
                CONSTANTS[..i].iter().all(|(_, other)| other != oid),
                "{name}"
            );
        }
    }
}
