//! Object identifiers (X.660): a type for them, and constants by their standards' names.

mod identifier;

use core::fmt;

pub use identifier::{MAX_LEN, ObjectIdentifier, ObjectIdentifierRef, OidError};
#[doc(hidden)]
pub use identifier::{encoded, encoded_len};

use crate::hash::HashAlgorithm;

macro_rules! oids {
    ($($name:ident = $dotted:literal, $standard_name:literal;)*) => {
        $(
            #[doc = concat!("`", $standard_name, "`, ", $dotted, ".")]
            pub const $name: ObjectIdentifierRef<'static> = crate::oid!($dotted);
        )*

        /// Every constant with its standard's name.
        static NAMES: &[(ObjectIdentifierRef<'static>, &str)] = &[$(($name, $standard_name)),*];
    };
}

oids! {
    // RFC 8017 appendix C, RFC 4055, NIST's sigAlgs arc.
    RSA_ENCRYPTION = "1.2.840.113549.1.1.1", "rsaEncryption";
    MD5_WITH_RSA = "1.2.840.113549.1.1.4", "md5WithRSAEncryption";
    SHA1_WITH_RSA = "1.2.840.113549.1.1.5", "sha1WithRSAEncryption";
    RSAES_OAEP = "1.2.840.113549.1.1.7", "id-RSAES-OAEP";
    MGF1 = "1.2.840.113549.1.1.8", "id-mgf1";
    P_SPECIFIED = "1.2.840.113549.1.1.9", "id-pSpecified";
    RSASSA_PSS = "1.2.840.113549.1.1.10", "id-RSASSA-PSS";
    SHA256_WITH_RSA = "1.2.840.113549.1.1.11", "sha256WithRSAEncryption";
    SHA384_WITH_RSA = "1.2.840.113549.1.1.12", "sha384WithRSAEncryption";
    SHA512_WITH_RSA = "1.2.840.113549.1.1.13", "sha512WithRSAEncryption";
    SHA224_WITH_RSA = "1.2.840.113549.1.1.14", "sha224WithRSAEncryption";
    SHA512_224_WITH_RSA = "1.2.840.113549.1.1.15", "sha512-224WithRSAEncryption";
    SHA512_256_WITH_RSA = "1.2.840.113549.1.1.16", "sha512-256WithRSAEncryption";
    SHA3_224_WITH_RSA = "2.16.840.1.101.3.4.3.13", "id-rsassa-pkcs1-v1-5-with-sha3-224";
    SHA3_256_WITH_RSA = "2.16.840.1.101.3.4.3.14", "id-rsassa-pkcs1-v1-5-with-sha3-256";
    SHA3_384_WITH_RSA = "2.16.840.1.101.3.4.3.15", "id-rsassa-pkcs1-v1-5-with-sha3-384";
    SHA3_512_WITH_RSA = "2.16.840.1.101.3.4.3.16", "id-rsassa-pkcs1-v1-5-with-sha3-512";
    // RFC 8692 §3.
    RSASSA_PSS_SHAKE128 = "1.3.6.1.5.5.7.6.30", "id-RSASSA-PSS-SHAKE128";
    RSASSA_PSS_SHAKE256 = "1.3.6.1.5.5.7.6.31", "id-RSASSA-PSS-SHAKE256";

    // Other public keys and signatures that messages name.
    EA_RSA = "2.5.8.1.1", "id-ea-rsa";
    EC_PUBLIC_KEY = "1.2.840.10045.2.1", "id-ecPublicKey";
    DSA = "1.2.840.10040.4.1", "id-dsa";
    DSA_WITH_SHA1 = "1.2.840.10040.4.3", "dsa-with-SHA1";
    ECDSA_WITH_SHA1 = "1.2.840.10045.4.1", "ecdsa-with-SHA1";
    ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2", "ecdsa-with-SHA256";
    ECDSA_WITH_SHA384 = "1.2.840.10045.4.3.3", "ecdsa-with-SHA384";
    ECDSA_WITH_SHA512 = "1.2.840.10045.4.3.4", "ecdsa-with-SHA512";
    ED25519 = "1.3.101.112", "id-Ed25519";
    ED448 = "1.3.101.113", "id-Ed448";

    // RFC 8018 (PKCS #5), RFC 7292 (PKCS #12), RFC 7914.
    PBE_WITH_MD5_AND_DES_CBC = "1.2.840.113549.1.5.3", "pbeWithMD5AndDES-CBC";
    PBE_WITH_SHA1_AND_DES_CBC = "1.2.840.113549.1.5.10", "pbeWithSHA1AndDES-CBC";
    PBE_WITH_SHA_AND_3_KEY_TRIPLE_DES_CBC = "1.2.840.113549.1.12.1.3", "pbeWithSHAAnd3-KeyTripleDES-CBC";
    PBE_WITH_MD5_AND_RC2_CBC = "1.2.840.113549.1.5.6", "pbeWithMD5AndRC2-CBC";
    PBE_WITH_SHA1_AND_RC2_CBC = "1.2.840.113549.1.5.11", "pbeWithSHA1AndRC2-CBC";
    PBE_WITH_SHA_AND_128_BIT_RC4 = "1.2.840.113549.1.12.1.1", "pbeWithSHAAnd128BitRC4";
    PBE_WITH_SHA_AND_40_BIT_RC4 = "1.2.840.113549.1.12.1.2", "pbeWithSHAAnd40BitRC4";
    PBE_WITH_SHA_AND_2_KEY_TRIPLE_DES_CBC = "1.2.840.113549.1.12.1.4", "pbeWithSHAAnd2-KeyTripleDES-CBC";
    PBE_WITH_SHA_AND_128_BIT_RC2_CBC = "1.2.840.113549.1.12.1.5", "pbeWithSHAAnd128BitRC2-CBC";
    PBE_WITH_SHA_AND_40_BIT_RC2_CBC = "1.2.840.113549.1.12.1.6", "pbeWithSHAAnd40BitRC2-CBC";
    PBMAC1 = "1.2.840.113549.1.5.14", "id-PBMAC1";
    KEY_BAG = "1.2.840.113549.1.12.10.1.1", "keyBag";
    PKCS8_SHROUDED_KEY_BAG = "1.2.840.113549.1.12.10.1.2", "pkcs8ShroudedKeyBag";
    CERT_BAG = "1.2.840.113549.1.12.10.1.3", "certBag";
    CRL_BAG = "1.2.840.113549.1.12.10.1.4", "crlBag";
    SECRET_BAG = "1.2.840.113549.1.12.10.1.5", "secretBag";
    SAFE_CONTENTS_BAG = "1.2.840.113549.1.12.10.1.6", "safeContentsBag";
    X509_CERTIFICATE = "1.2.840.113549.1.9.22.1", "x509Certificate";
    X509_CRL = "1.2.840.113549.1.9.23.1", "x509CRL";
    PKCS7_DATA = "1.2.840.113549.1.7.1", "data";
    PKCS7_SIGNED_DATA = "1.2.840.113549.1.7.2", "signedData";
    PKCS7_ENVELOPED_DATA = "1.2.840.113549.1.7.3", "envelopedData";
    PKCS7_SIGNED_AND_ENVELOPED_DATA = "1.2.840.113549.1.7.4", "signedAndEnvelopedData";
    PKCS7_ENCRYPTED_DATA = "1.2.840.113549.1.7.6", "encryptedData";
    MS_CSP_NAME = "1.3.6.1.4.1.311.17.1", "Microsoft's CSP name";
    MS_LOCAL_KEY_SET = "1.3.6.1.4.1.311.17.2", "Microsoft's local key set";
    PBES2 = "1.2.840.113549.1.5.13", "id-PBES2";
    PBKDF2 = "1.2.840.113549.1.5.12", "id-PBKDF2";
    SCRYPT = "1.3.6.1.4.1.11591.4.11", "id-scrypt";
    HMAC_WITH_SHA1 = "1.2.840.113549.2.7", "id-hmacWithSHA1";
    HMAC_WITH_SHA224 = "1.2.840.113549.2.8", "id-hmacWithSHA224";
    HMAC_WITH_SHA256 = "1.2.840.113549.2.9", "id-hmacWithSHA256";
    HMAC_WITH_SHA384 = "1.2.840.113549.2.10", "id-hmacWithSHA384";
    HMAC_WITH_SHA512 = "1.2.840.113549.2.11", "id-hmacWithSHA512";
    AES_128_CBC = "2.16.840.1.101.3.4.1.2", "aes128-CBC-PAD";
    AES_192_CBC = "2.16.840.1.101.3.4.1.22", "aes192-CBC-PAD";
    AES_256_CBC = "2.16.840.1.101.3.4.1.42", "aes256-CBC-PAD";
    // RFC 3565 §2.3.2, RFC 3211 §2.3.
    AES_128_WRAP = "2.16.840.1.101.3.4.1.5", "id-aes128-wrap";
    AES_192_WRAP = "2.16.840.1.101.3.4.1.25", "id-aes192-wrap";
    AES_256_WRAP = "2.16.840.1.101.3.4.1.45", "id-aes256-wrap";
    // RFC 5083 §2, RFC 5084 §3.2.
    AUTH_ENVELOPED_DATA = "1.2.840.113549.1.9.16.1.23", "id-ct-authEnvelopedData";
    AES_128_GCM = "2.16.840.1.101.3.4.1.6", "id-aes128-GCM";
    AES_192_GCM = "2.16.840.1.101.3.4.1.26", "id-aes192-GCM";
    AES_256_GCM = "2.16.840.1.101.3.4.1.46", "id-aes256-GCM";
    PWRI_KEK = "1.2.840.113549.1.9.16.3.9", "id-alg-PWRI-KEK";
    AES_128_CFB = "2.16.840.1.101.3.4.1.4", "aes128-CFB";
    AES_192_CFB = "2.16.840.1.101.3.4.1.24", "aes192-CFB";
    AES_256_CFB = "2.16.840.1.101.3.4.1.44", "aes256-CFB";
    // RFC 3657 §3, RFC 5794.
    CAMELLIA_128_CBC = "1.2.392.200011.61.1.1.1.2", "id-camellia128-cbc";
    CAMELLIA_192_CBC = "1.2.392.200011.61.1.1.1.3", "id-camellia192-cbc";
    CAMELLIA_256_CBC = "1.2.392.200011.61.1.1.1.4", "id-camellia256-cbc";
    ARIA_128_CBC = "1.2.410.200046.1.1.2", "id-aria128-cbc";
    ARIA_192_CBC = "1.2.410.200046.1.1.7", "id-aria192-cbc";
    ARIA_256_CBC = "1.2.410.200046.1.1.12", "id-aria256-cbc";
    DES_EDE3_CBC = "1.2.840.113549.3.7", "des-EDE3-CBC";

    // Attribute types: X.520, RFC 4519, RFC 2985, CA/Browser Forum.
    COMMON_NAME = "2.5.4.3", "commonName";
    SURNAME = "2.5.4.4", "surname";
    SERIAL_NUMBER = "2.5.4.5", "serialNumber";
    COUNTRY_NAME = "2.5.4.6", "countryName";
    LOCALITY_NAME = "2.5.4.7", "localityName";
    STATE_OR_PROVINCE_NAME = "2.5.4.8", "stateOrProvinceName";
    STREET_ADDRESS = "2.5.4.9", "streetAddress";
    ORGANIZATION_NAME = "2.5.4.10", "organizationName";
    ORGANIZATIONAL_UNIT_NAME = "2.5.4.11", "organizationalUnitName";
    TITLE = "2.5.4.12", "title";
    DESCRIPTION = "2.5.4.13", "description";
    POSTAL_CODE = "2.5.4.17", "postalCode";
    NAME = "2.5.4.41", "name";
    GIVEN_NAME = "2.5.4.42", "givenName";
    INITIALS = "2.5.4.43", "initials";
    GENERATION_QUALIFIER = "2.5.4.44", "generationQualifier";
    DN_QUALIFIER = "2.5.4.46", "dnQualifier";
    PSEUDONYM = "2.5.4.65", "pseudonym";
    ORGANIZATION_IDENTIFIER = "2.5.4.97", "organizationIdentifier";
    USER_ID = "0.9.2342.19200300.100.1.1", "userId";
    DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25", "domainComponent";
    EMAIL_ADDRESS = "1.2.840.113549.1.9.1", "emailAddress";
    UNSTRUCTURED_NAME = "1.2.840.113549.1.9.2", "unstructuredName";
    CONTENT_TYPE = "1.2.840.113549.1.9.3", "contentType";
    MESSAGE_DIGEST = "1.2.840.113549.1.9.4", "messageDigest";
    SIGNING_TIME = "1.2.840.113549.1.9.5", "signingTime";
    CHALLENGE_PASSWORD = "1.2.840.113549.1.9.7", "challengePassword";
    UNSTRUCTURED_ADDRESS = "1.2.840.113549.1.9.8", "unstructuredAddress";
    EXTENSION_REQUEST = "1.2.840.113549.1.9.14", "extensionRequest";
    SMIME_CAPABILITIES = "1.2.840.113549.1.9.15", "smimeCapabilities";
    FRIENDLY_NAME = "1.2.840.113549.1.9.20", "friendlyName";
    LOCAL_KEY_ID = "1.2.840.113549.1.9.21", "localKeyId";
    MS_EXTENSION_REQUEST = "1.3.6.1.4.1.311.2.1.14", "Microsoft extensionRequest";

    // Extensions: RFC 5280, RFC 7633, RFC 6962, RFC 6960, Netscape.
    SUBJECT_DIRECTORY_ATTRIBUTES = "2.5.29.9", "subjectDirectoryAttributes";
    SUBJECT_KEY_IDENTIFIER = "2.5.29.14", "subjectKeyIdentifier";
    KEY_USAGE = "2.5.29.15", "keyUsage";
    PRIVATE_KEY_USAGE_PERIOD = "2.5.29.16", "privateKeyUsagePeriod";
    SUBJECT_ALT_NAME = "2.5.29.17", "subjectAltName";
    ISSUER_ALT_NAME = "2.5.29.18", "issuerAltName";
    BASIC_CONSTRAINTS = "2.5.29.19", "basicConstraints";
    CRL_NUMBER = "2.5.29.20", "cRLNumber";
    CRL_REASON = "2.5.29.21", "reasonCode";
    HOLD_INSTRUCTION_CODE = "2.5.29.23", "holdInstructionCode";
    INVALIDITY_DATE = "2.5.29.24", "invalidityDate";
    DELTA_CRL_INDICATOR = "2.5.29.27", "deltaCRLIndicator";
    ISSUING_DISTRIBUTION_POINT = "2.5.29.28", "issuingDistributionPoint";
    CERTIFICATE_ISSUER = "2.5.29.29", "certificateIssuer";
    NAME_CONSTRAINTS = "2.5.29.30", "nameConstraints";
    CRL_DISTRIBUTION_POINTS = "2.5.29.31", "cRLDistributionPoints";
    CERTIFICATE_POLICIES = "2.5.29.32", "certificatePolicies";
    ANY_POLICY = "2.5.29.32.0", "anyPolicy";
    POLICY_MAPPINGS = "2.5.29.33", "policyMappings";
    AUTHORITY_KEY_IDENTIFIER = "2.5.29.35", "authorityKeyIdentifier";
    POLICY_CONSTRAINTS = "2.5.29.36", "policyConstraints";
    EXT_KEY_USAGE = "2.5.29.37", "extKeyUsage";
    FRESHEST_CRL = "2.5.29.46", "freshestCRL";
    INHIBIT_ANY_POLICY = "2.5.29.54", "inhibitAnyPolicy";
    AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1", "authorityInfoAccess";
    SUBJECT_INFO_ACCESS = "1.3.6.1.5.5.7.1.11", "subjectInfoAccess";
    TLS_FEATURE = "1.3.6.1.5.5.7.1.24", "tlsfeature";
    OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1", "id-pkix-ocsp-basic";
    OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2", "id-pkix-ocsp-nonce";
    OCSP_CRL_ID = "1.3.6.1.5.5.7.48.1.3", "id-pkix-ocsp-crl";
    OCSP_RESPONSE_TYPES = "1.3.6.1.5.5.7.48.1.4", "id-pkix-ocsp-response";
    OCSP_SERVICE_LOCATOR = "1.3.6.1.5.5.7.48.1.7", "id-pkix-ocsp-service-locator";
    OCSP_PREFERRED_SIGNATURE_ALGORITHMS = "1.3.6.1.5.5.7.48.1.8", "id-pkix-ocsp-pref-sig-algs";
    OCSP_ARCHIVE_CUTOFF = "1.3.6.1.5.5.7.48.1.6", "id-pkix-ocsp-archive-cutoff";
    OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5", "id-pkix-ocsp-nocheck";
    CT_PRECERT_SCTS = "1.3.6.1.4.1.11129.2.4.2", "signedCertificateTimestampList";
    CT_PRECERT_POISON = "1.3.6.1.4.1.11129.2.4.3", "precertificate poison";
    NS_CERT_TYPE = "2.16.840.1.113730.1.1", "netscape-cert-type";
    NS_BASE_URL = "2.16.840.1.113730.1.2", "netscape-base-url";
    NS_REVOCATION_URL = "2.16.840.1.113730.1.3", "netscape-revocation-url";
    NS_CA_REVOCATION_URL = "2.16.840.1.113730.1.4", "netscape-ca-revocation-url";
    NS_RENEWAL_URL = "2.16.840.1.113730.1.7", "netscape-cert-renewal-url";
    NS_CA_POLICY_URL = "2.16.840.1.113730.1.8", "netscape-ca-policy-url";
    NS_SSL_SERVER_NAME = "2.16.840.1.113730.1.12", "netscape-ssl-server-name";
    NS_COMMENT = "2.16.840.1.113730.1.13", "netscape-comment";

    // Access methods and policy qualifiers.
    AD_OCSP = "1.3.6.1.5.5.7.48.1", "id-ad-ocsp";
    AD_CA_ISSUERS = "1.3.6.1.5.5.7.48.2", "id-ad-caIssuers";
    AD_CA_REPOSITORY = "1.3.6.1.5.5.7.48.5", "id-ad-caRepository";
    QT_CPS = "1.3.6.1.5.5.7.2.1", "id-qt-cps";
    QT_UNOTICE = "1.3.6.1.5.5.7.2.2", "id-qt-unotice";

    // Extended key usages.
    ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0", "anyExtendedKeyUsage";
    KP_SERVER_AUTH = "1.3.6.1.5.5.7.3.1", "serverAuth";
    KP_CLIENT_AUTH = "1.3.6.1.5.5.7.3.2", "clientAuth";
    KP_CODE_SIGNING = "1.3.6.1.5.5.7.3.3", "codeSigning";
    KP_EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4", "emailProtection";
    KP_TIME_STAMPING = "1.3.6.1.5.5.7.3.8", "timeStamping";
    KP_OCSP_SIGNING = "1.3.6.1.5.5.7.3.9", "OCSPSigning";
    KP_PRECERTIFICATE_SIGNING = "1.3.6.1.4.1.11129.2.4.4", "precertificateSigning";
    MS_SGC = "1.3.6.1.4.1.311.10.3.3", "Microsoft serverGatedCrypto";
    NS_SGC = "2.16.840.1.113730.4.1", "Netscape serverGatedCrypto";
    MS_UPN = "1.3.6.1.4.1.311.20.2.3", "userPrincipalName";
    ON_SMTP_UTF8_MAILBOX = "1.3.6.1.5.5.7.8.9", "id-on-SmtpUTF8Mailbox";
    ON_DNS_SRV = "1.3.6.1.5.5.7.8.7", "id-on-dnsSRV";
    ON_XMPP_ADDR = "1.3.6.1.5.5.7.8.5", "id-on-xmppAddr";
    ON_NAI_REALM = "1.3.6.1.5.5.7.8.8", "id-on-naiRealm";
    // RFC 8018 appendix B.
    MD5 = "1.2.840.113549.2.5", "id-md5";
}

impl<'a> ObjectIdentifierRef<'a> {
    /// The standard's name, of an identifier that is a constant here: `keyUsage`, `sha256WithRSAEncryption`.
    pub fn name(self) -> Option<&'static str> {
        let (_, name) = NAMES.iter().find(|(oid, _)| *oid == self)?;
        Some(name)
    }

    /// Displays the standard's name, or the number of an identifier that has none here.
    pub fn named(self) -> Named<'a> {
        Named(self)
    }
}

/// Displays an identifier by its standard's name, or by its number: see [`ObjectIdentifierRef::named`].
#[derive(Clone, Copy, Debug)]
pub struct Named<'a>(ObjectIdentifierRef<'a>);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.name() {
            Some(name) => f.write_str(name),
            None => self.0.fmt(f),
        }
    }
}

impl HashAlgorithm {
    /// The hash function's own object identifier, as in a DigestInfo.
    pub const fn oid(self) -> ObjectIdentifierRef<'static> {
        match ObjectIdentifierRef::from_bytes(self.oid_contents()) {
            Ok(oid) => oid,
            Err(_) => panic!("a test compares each with the constant of its crate"),
        }
    }

    /// The algorithm with this object identifier; `None` for any other.
    pub fn from_oid(oid: ObjectIdentifierRef<'_>) -> Option<Self> {
        let named = |hash: &Self| hash.oid_contents() == oid.as_bytes();
        Self::ALL.iter().copied().find(named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_hash_is_found_by_its_identifier_and_by_no_other() {
        for &hash in HashAlgorithm::ALL {
            assert_eq!(HashAlgorithm::from_oid(hash.oid()), Some(hash));
        }
        assert_eq!(HashAlgorithm::from_oid(RSA_ENCRYPTION), None);
    }

    #[test]
    fn constants_are_distinct_and_so_are_their_names() {
        for (i, (oid, name)) in NAMES.iter().enumerate() {
            for (other, other_name) in &NAMES[..i] {
                assert!(oid != other && name != other_name, "{name}");
            }
            assert_eq!(oid.named().to_string(), *name);
        }
        assert_eq!(crate::oid!("1.2.3").named().to_string(), "1.2.3");
    }
}
