//! Object identifiers with OpenSSL's short and long names, in the order of their DER bytes.
//! Written by `vectors/oid/make-table.py`; `vectors/oid/README.md` states from what.

use super::Entry;

/// Sorted by `der`, for the binary search.
#[rustfmt::skip]
pub(super) static TABLE: &[Entry] = &[
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x01", sn: "CAMELLIA-128-ECB", ln: "camellia-128-ecb" }, // 0.3.4401.5.3.1.9.1
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x03", sn: "CAMELLIA-128-OFB", ln: "camellia-128-ofb" }, // 0.3.4401.5.3.1.9.3
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x04", sn: "CAMELLIA-128-CFB", ln: "camellia-128-cfb" }, // 0.3.4401.5.3.1.9.4
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x06", sn: "CAMELLIA-128-GCM", ln: "camellia-128-gcm" }, // 0.3.4401.5.3.1.9.6
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x07", sn: "CAMELLIA-128-CCM", ln: "camellia-128-ccm" }, // 0.3.4401.5.3.1.9.7
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x09", sn: "CAMELLIA-128-CTR", ln: "camellia-128-ctr" }, // 0.3.4401.5.3.1.9.9
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x0a", sn: "CAMELLIA-128-CMAC", ln: "camellia-128-cmac" }, // 0.3.4401.5.3.1.9.10
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x15", sn: "CAMELLIA-192-ECB", ln: "camellia-192-ecb" }, // 0.3.4401.5.3.1.9.21
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x17", sn: "CAMELLIA-192-OFB", ln: "camellia-192-ofb" }, // 0.3.4401.5.3.1.9.23
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x18", sn: "CAMELLIA-192-CFB", ln: "camellia-192-cfb" }, // 0.3.4401.5.3.1.9.24
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x1a", sn: "CAMELLIA-192-GCM", ln: "camellia-192-gcm" }, // 0.3.4401.5.3.1.9.26
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x1b", sn: "CAMELLIA-192-CCM", ln: "camellia-192-ccm" }, // 0.3.4401.5.3.1.9.27
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x1d", sn: "CAMELLIA-192-CTR", ln: "camellia-192-ctr" }, // 0.3.4401.5.3.1.9.29
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x1e", sn: "CAMELLIA-192-CMAC", ln: "camellia-192-cmac" }, // 0.3.4401.5.3.1.9.30
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x29", sn: "CAMELLIA-256-ECB", ln: "camellia-256-ecb" }, // 0.3.4401.5.3.1.9.41
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x2b", sn: "CAMELLIA-256-OFB", ln: "camellia-256-ofb" }, // 0.3.4401.5.3.1.9.43
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x2c", sn: "CAMELLIA-256-CFB", ln: "camellia-256-cfb" }, // 0.3.4401.5.3.1.9.44
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x2e", sn: "CAMELLIA-256-GCM", ln: "camellia-256-gcm" }, // 0.3.4401.5.3.1.9.46
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x2f", sn: "CAMELLIA-256-CCM", ln: "camellia-256-ccm" }, // 0.3.4401.5.3.1.9.47
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x31", sn: "CAMELLIA-256-CTR", ln: "camellia-256-ctr" }, // 0.3.4401.5.3.1.9.49
    Entry { der: b"\x03\xa2\x31\x05\x03\x01\x09\x32", sn: "CAMELLIA-256-CMAC", ln: "camellia-256-cmac" }, // 0.3.4401.5.3.1.9.50
    Entry { der: b"\x09", sn: "data", ln: "data" }, // 0.9
    Entry { der: b"\x09\x92\x26", sn: "pss", ln: "pss" }, // 0.9.2342
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c", sn: "ucl", ln: "ucl" }, // 0.9.2342.19200300
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64", sn: "pilot", ln: "pilot" }, // 0.9.2342.19200300.100
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01", sn: "pilotAttributeType", ln: "pilotAttributeType" }, // 0.9.2342.19200300.100.1
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01", sn: "UID", ln: "userId" }, // 0.9.2342.19200300.100.1.1
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x02", sn: "textEncodedORAddress", ln: "textEncodedORAddress" }, // 0.9.2342.19200300.100.1.2
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x03", sn: "mail", ln: "rfc822Mailbox" }, // 0.9.2342.19200300.100.1.3
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x04", sn: "info", ln: "info" }, // 0.9.2342.19200300.100.1.4
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x05", sn: "favouriteDrink", ln: "favouriteDrink" }, // 0.9.2342.19200300.100.1.5
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x06", sn: "roomNumber", ln: "roomNumber" }, // 0.9.2342.19200300.100.1.6
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x07", sn: "photo", ln: "photo" }, // 0.9.2342.19200300.100.1.7
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x08", sn: "userClass", ln: "userClass" }, // 0.9.2342.19200300.100.1.8
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x09", sn: "host", ln: "host" }, // 0.9.2342.19200300.100.1.9
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x0a", sn: "manager", ln: "manager" }, // 0.9.2342.19200300.100.1.10
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x0b", sn: "documentIdentifier", ln: "documentIdentifier" }, // 0.9.2342.19200300.100.1.11
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x0c", sn: "documentTitle", ln: "documentTitle" }, // 0.9.2342.19200300.100.1.12
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x0d", sn: "documentVersion", ln: "documentVersion" }, // 0.9.2342.19200300.100.1.13
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x0e", sn: "documentAuthor", ln: "documentAuthor" }, // 0.9.2342.19200300.100.1.14
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x0f", sn: "documentLocation", ln: "documentLocation" }, // 0.9.2342.19200300.100.1.15
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x14", sn: "homeTelephoneNumber", ln: "homeTelephoneNumber" }, // 0.9.2342.19200300.100.1.20
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x15", sn: "secretary", ln: "secretary" }, // 0.9.2342.19200300.100.1.21
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x16", sn: "otherMailbox", ln: "otherMailbox" }, // 0.9.2342.19200300.100.1.22
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x17", sn: "lastModifiedTime", ln: "lastModifiedTime" }, // 0.9.2342.19200300.100.1.23
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x18", sn: "lastModifiedBy", ln: "lastModifiedBy" }, // 0.9.2342.19200300.100.1.24
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19", sn: "DC", ln: "domainComponent" }, // 0.9.2342.19200300.100.1.25
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x1a", sn: "aRecord", ln: "aRecord" }, // 0.9.2342.19200300.100.1.26
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x1b", sn: "pilotAttributeType27", ln: "pilotAttributeType27" }, // 0.9.2342.19200300.100.1.27
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x1c", sn: "mXRecord", ln: "mXRecord" }, // 0.9.2342.19200300.100.1.28
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x1d", sn: "nSRecord", ln: "nSRecord" }, // 0.9.2342.19200300.100.1.29
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x1e", sn: "sOARecord", ln: "sOARecord" }, // 0.9.2342.19200300.100.1.30
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x1f", sn: "cNAMERecord", ln: "cNAMERecord" }, // 0.9.2342.19200300.100.1.31
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x25", sn: "associatedDomain", ln: "associatedDomain" }, // 0.9.2342.19200300.100.1.37
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x26", sn: "associatedName", ln: "associatedName" }, // 0.9.2342.19200300.100.1.38
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x27", sn: "homePostalAddress", ln: "homePostalAddress" }, // 0.9.2342.19200300.100.1.39
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x28", sn: "personalTitle", ln: "personalTitle" }, // 0.9.2342.19200300.100.1.40
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x29", sn: "mobileTelephoneNumber", ln: "mobileTelephoneNumber" }, // 0.9.2342.19200300.100.1.41
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x2a", sn: "pagerTelephoneNumber", ln: "pagerTelephoneNumber" }, // 0.9.2342.19200300.100.1.42
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x2b", sn: "friendlyCountryName", ln: "friendlyCountryName" }, // 0.9.2342.19200300.100.1.43
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x2c", sn: "uid", ln: "uniqueIdentifier" }, // 0.9.2342.19200300.100.1.44
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x2d", sn: "organizationalStatus", ln: "organizationalStatus" }, // 0.9.2342.19200300.100.1.45
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x2e", sn: "janetMailbox", ln: "janetMailbox" }, // 0.9.2342.19200300.100.1.46
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x2f", sn: "mailPreferenceOption", ln: "mailPreferenceOption" }, // 0.9.2342.19200300.100.1.47
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x30", sn: "buildingName", ln: "buildingName" }, // 0.9.2342.19200300.100.1.48
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x31", sn: "dSAQuality", ln: "dSAQuality" }, // 0.9.2342.19200300.100.1.49
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x32", sn: "singleLevelQuality", ln: "singleLevelQuality" }, // 0.9.2342.19200300.100.1.50
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x33", sn: "subtreeMinimumQuality", ln: "subtreeMinimumQuality" }, // 0.9.2342.19200300.100.1.51
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x34", sn: "subtreeMaximumQuality", ln: "subtreeMaximumQuality" }, // 0.9.2342.19200300.100.1.52
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x35", sn: "personalSignature", ln: "personalSignature" }, // 0.9.2342.19200300.100.1.53
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x36", sn: "dITRedirect", ln: "dITRedirect" }, // 0.9.2342.19200300.100.1.54
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x37", sn: "audio", ln: "audio" }, // 0.9.2342.19200300.100.1.55
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x38", sn: "documentPublisher", ln: "documentPublisher" }, // 0.9.2342.19200300.100.1.56
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x03", sn: "pilotAttributeSyntax", ln: "pilotAttributeSyntax" }, // 0.9.2342.19200300.100.3
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x03\x04", sn: "iA5StringSyntax", ln: "iA5StringSyntax" }, // 0.9.2342.19200300.100.3.4
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x03\x05", sn: "caseIgnoreIA5StringSyntax", ln: "caseIgnoreIA5StringSyntax" }, // 0.9.2342.19200300.100.3.5
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x04", sn: "pilotObjectClass", ln: "pilotObjectClass" }, // 0.9.2342.19200300.100.4
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x04\x03", sn: "pilotObject", ln: "pilotObject" }, // 0.9.2342.19200300.100.4.3
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x04\x04", sn: "pilotPerson", ln: "pilotPerson" }, // 0.9.2342.19200300.100.4.4
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x04\x05", sn: "account", ln: "account" }, // 0.9.2342.19200300.100.4.5
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x04\x06", sn: "document", ln: "document" }, // 0.9.2342.19200300.100.4.6
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x04\x07", sn: "room", ln: "room" }, // 0.9.2342.19200300.100.4.7
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x04\x09", sn: "documentSeries", ln: "documentSeries" }, // 0.9.2342.19200300.100.4.9
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x04\x0d", sn: "domain", ln: "Domain" }, // 0.9.2342.19200300.100.4.13
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x04\x0e", sn: "rFC822localPart", ln: "rFC822localPart" }, // 0.9.2342.19200300.100.4.14
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x04\x0f", sn: "dNSDomain", ln: "dNSDomain" }, // 0.9.2342.19200300.100.4.15
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x04\x11", sn: "domainRelatedObject", ln: "domainRelatedObject" }, // 0.9.2342.19200300.100.4.17
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x04\x12", sn: "friendlyCountry", ln: "friendlyCountry" }, // 0.9.2342.19200300.100.4.18
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x04\x13", sn: "simpleSecurityObject", ln: "simpleSecurityObject" }, // 0.9.2342.19200300.100.4.19
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x04\x14", sn: "pilotOrganization", ln: "pilotOrganization" }, // 0.9.2342.19200300.100.4.20
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x04\x15", sn: "pilotDSA", ln: "pilotDSA" }, // 0.9.2342.19200300.100.4.21
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x04\x16", sn: "qualityLabelledData", ln: "qualityLabelledData" }, // 0.9.2342.19200300.100.4.22
    Entry { der: b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x0a", sn: "pilotGroups", ln: "pilotGroups" }, // 0.9.2342.19200300.100.10
    Entry { der: b"\x28\xcc\x45\x03\x04", sn: "GMAC", ln: "gmac" }, // 1.0.9797.3.4
    Entry { der: b"\x28\xcf\x06\x03\x00\x37", sn: "whirlpool", ln: "whirlpool" }, // 1.0.10118.3.0.55
    Entry { der: b"\x2a", sn: "member-body", ln: "ISO Member Body" }, // 1.2
    Entry { der: b"\x2a\x81\x1c", sn: "ISO-CN", ln: "ISO CN Member Body" }, // 1.2.156
    Entry { der: b"\x2a\x81\x1c\xcf\x55", sn: "oscca", ln: "oscca" }, // 1.2.156.10197
    Entry { der: b"\x2a\x81\x1c\xcf\x55\x01", sn: "sm-scheme", ln: "sm-scheme" }, // 1.2.156.10197.1
    Entry { der: b"\x2a\x81\x1c\xcf\x55\x01\x68\x01", sn: "SM4-ECB", ln: "sm4-ecb" }, // 1.2.156.10197.1.104.1
    Entry { der: b"\x2a\x81\x1c\xcf\x55\x01\x68\x02", sn: "SM4-CBC", ln: "sm4-cbc" }, // 1.2.156.10197.1.104.2
    Entry { der: b"\x2a\x81\x1c\xcf\x55\x01\x68\x03", sn: "SM4-OFB", ln: "sm4-ofb" }, // 1.2.156.10197.1.104.3
    Entry { der: b"\x2a\x81\x1c\xcf\x55\x01\x68\x04", sn: "SM4-CFB", ln: "sm4-cfb" }, // 1.2.156.10197.1.104.4
    Entry { der: b"\x2a\x81\x1c\xcf\x55\x01\x68\x05", sn: "SM4-CFB1", ln: "sm4-cfb1" }, // 1.2.156.10197.1.104.5
    Entry { der: b"\x2a\x81\x1c\xcf\x55\x01\x68\x06", sn: "SM4-CFB8", ln: "sm4-cfb8" }, // 1.2.156.10197.1.104.6
    Entry { der: b"\x2a\x81\x1c\xcf\x55\x01\x68\x07", sn: "SM4-CTR", ln: "sm4-ctr" }, // 1.2.156.10197.1.104.7
    Entry { der: b"\x2a\x81\x1c\xcf\x55\x01\x82\x2d", sn: "SM2", ln: "sm2" }, // 1.2.156.10197.1.301
    Entry { der: b"\x2a\x81\x1c\xcf\x55\x01\x83\x11", sn: "SM3", ln: "sm3" }, // 1.2.156.10197.1.401
    Entry { der: b"\x2a\x81\x1c\xcf\x55\x01\x83\x75", sn: "SM2-SM3", ln: "SM2-with-SM3" }, // 1.2.156.10197.1.501
    Entry { der: b"\x2a\x81\x1c\xcf\x55\x01\x83\x78", sn: "RSA-SM3", ln: "sm3WithRSAEncryption" }, // 1.2.156.10197.1.504
    Entry { der: b"\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x01\x02", sn: "CAMELLIA-128-CBC", ln: "camellia-128-cbc" }, // 1.2.392.200011.61.1.1.1.2
    Entry { der: b"\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x01\x03", sn: "CAMELLIA-192-CBC", ln: "camellia-192-cbc" }, // 1.2.392.200011.61.1.1.1.3
    Entry { der: b"\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x01\x04", sn: "CAMELLIA-256-CBC", ln: "camellia-256-cbc" }, // 1.2.392.200011.61.1.1.1.4
    Entry { der: b"\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x03\x02", sn: "id-camellia128-wrap", ln: "id-camellia128-wrap" }, // 1.2.392.200011.61.1.1.3.2
    Entry { der: b"\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x03\x03", sn: "id-camellia192-wrap", ln: "id-camellia192-wrap" }, // 1.2.392.200011.61.1.1.3.3
    Entry { der: b"\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x03\x04", sn: "id-camellia256-wrap", ln: "id-camellia256-wrap" }, // 1.2.392.200011.61.1.1.3.4
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x44", sn: "KISA", ln: "kisa" }, // 1.2.410.200004
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x44\x01\x03", sn: "SEED-ECB", ln: "seed-ecb" }, // 1.2.410.200004.1.3
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x44\x01\x04", sn: "SEED-CBC", ln: "seed-cbc" }, // 1.2.410.200004.1.4
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x44\x01\x05", sn: "SEED-CFB", ln: "seed-cfb" }, // 1.2.410.200004.1.5
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x44\x01\x06", sn: "SEED-OFB", ln: "seed-ofb" }, // 1.2.410.200004.1.6
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x01", sn: "ARIA-128-ECB", ln: "aria-128-ecb" }, // 1.2.410.200046.1.1.1
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x02", sn: "ARIA-128-CBC", ln: "aria-128-cbc" }, // 1.2.410.200046.1.1.2
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x03", sn: "ARIA-128-CFB", ln: "aria-128-cfb" }, // 1.2.410.200046.1.1.3
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x04", sn: "ARIA-128-OFB", ln: "aria-128-ofb" }, // 1.2.410.200046.1.1.4
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x05", sn: "ARIA-128-CTR", ln: "aria-128-ctr" }, // 1.2.410.200046.1.1.5
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x06", sn: "ARIA-192-ECB", ln: "aria-192-ecb" }, // 1.2.410.200046.1.1.6
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x07", sn: "ARIA-192-CBC", ln: "aria-192-cbc" }, // 1.2.410.200046.1.1.7
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x08", sn: "ARIA-192-CFB", ln: "aria-192-cfb" }, // 1.2.410.200046.1.1.8
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x09", sn: "ARIA-192-OFB", ln: "aria-192-ofb" }, // 1.2.410.200046.1.1.9
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x0a", sn: "ARIA-192-CTR", ln: "aria-192-ctr" }, // 1.2.410.200046.1.1.10
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x0b", sn: "ARIA-256-ECB", ln: "aria-256-ecb" }, // 1.2.410.200046.1.1.11
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x0c", sn: "ARIA-256-CBC", ln: "aria-256-cbc" }, // 1.2.410.200046.1.1.12
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x0d", sn: "ARIA-256-CFB", ln: "aria-256-cfb" }, // 1.2.410.200046.1.1.13
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x0e", sn: "ARIA-256-OFB", ln: "aria-256-ofb" }, // 1.2.410.200046.1.1.14
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x0f", sn: "ARIA-256-CTR", ln: "aria-256-ctr" }, // 1.2.410.200046.1.1.15
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x22", sn: "ARIA-128-GCM", ln: "aria-128-gcm" }, // 1.2.410.200046.1.1.34
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x23", sn: "ARIA-192-GCM", ln: "aria-192-gcm" }, // 1.2.410.200046.1.1.35
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x24", sn: "ARIA-256-GCM", ln: "aria-256-gcm" }, // 1.2.410.200046.1.1.36
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x25", sn: "ARIA-128-CCM", ln: "aria-128-ccm" }, // 1.2.410.200046.1.1.37
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x26", sn: "ARIA-192-CCM", ln: "aria-192-ccm" }, // 1.2.410.200046.1.1.38
    Entry { der: b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x27", sn: "ARIA-256-CCM", ln: "aria-256-ccm" }, // 1.2.410.200046.1.1.39
    Entry { der: b"\x2a\x85\x03\x02\x02", sn: "cryptopro", ln: "cryptopro" }, // 1.2.643.2.2
    Entry { der: b"\x2a\x85\x03\x02\x02\x03", sn: "id-GostR3411-94-with-GostR3410-2001", ln: "GOST R 34.11-94 with GOST R 34.10-2001" }, // 1.2.643.2.2.3
    Entry { der: b"\x2a\x85\x03\x02\x02\x04", sn: "id-GostR3411-94-with-GostR3410-94", ln: "GOST R 34.11-94 with GOST R 34.10-94" }, // 1.2.643.2.2.4
    Entry { der: b"\x2a\x85\x03\x02\x02\x09", sn: "md_gost94", ln: "GOST R 34.11-94" }, // 1.2.643.2.2.9
    Entry { der: b"\x2a\x85\x03\x02\x02\x0a", sn: "id-HMACGostR3411-94", ln: "HMAC GOST 34.11-94" }, // 1.2.643.2.2.10
    Entry { der: b"\x2a\x85\x03\x02\x02\x0e\x00", sn: "id-Gost28147-89-None-KeyMeshing", ln: "id-Gost28147-89-None-KeyMeshing" }, // 1.2.643.2.2.14.0
    Entry { der: b"\x2a\x85\x03\x02\x02\x0e\x01", sn: "id-Gost28147-89-CryptoPro-KeyMeshing", ln: "id-Gost28147-89-CryptoPro-KeyMeshing" }, // 1.2.643.2.2.14.1
    Entry { der: b"\x2a\x85\x03\x02\x02\x13", sn: "gost2001", ln: "GOST R 34.10-2001" }, // 1.2.643.2.2.19
    Entry { der: b"\x2a\x85\x03\x02\x02\x14", sn: "gost94", ln: "GOST R 34.10-94" }, // 1.2.643.2.2.20
    Entry { der: b"\x2a\x85\x03\x02\x02\x14\x01", sn: "id-GostR3410-94-a", ln: "id-GostR3410-94-a" }, // 1.2.643.2.2.20.1
    Entry { der: b"\x2a\x85\x03\x02\x02\x14\x02", sn: "id-GostR3410-94-aBis", ln: "id-GostR3410-94-aBis" }, // 1.2.643.2.2.20.2
    Entry { der: b"\x2a\x85\x03\x02\x02\x14\x03", sn: "id-GostR3410-94-b", ln: "id-GostR3410-94-b" }, // 1.2.643.2.2.20.3
    Entry { der: b"\x2a\x85\x03\x02\x02\x14\x04", sn: "id-GostR3410-94-bBis", ln: "id-GostR3410-94-bBis" }, // 1.2.643.2.2.20.4
    Entry { der: b"\x2a\x85\x03\x02\x02\x15", sn: "gost89", ln: "GOST 28147-89" }, // 1.2.643.2.2.21
    Entry { der: b"\x2a\x85\x03\x02\x02\x16", sn: "gost-mac", ln: "GOST 28147-89 MAC" }, // 1.2.643.2.2.22
    Entry { der: b"\x2a\x85\x03\x02\x02\x17", sn: "prf-gostr3411-94", ln: "GOST R 34.11-94 PRF" }, // 1.2.643.2.2.23
    Entry { der: b"\x2a\x85\x03\x02\x02\x1e\x00", sn: "id-GostR3411-94-TestParamSet", ln: "id-GostR3411-94-TestParamSet" }, // 1.2.643.2.2.30.0
    Entry { der: b"\x2a\x85\x03\x02\x02\x1e\x01", sn: "id-GostR3411-94-CryptoProParamSet", ln: "id-GostR3411-94-CryptoProParamSet" }, // 1.2.643.2.2.30.1
    Entry { der: b"\x2a\x85\x03\x02\x02\x1f\x00", sn: "id-Gost28147-89-TestParamSet", ln: "id-Gost28147-89-TestParamSet" }, // 1.2.643.2.2.31.0
    Entry { der: b"\x2a\x85\x03\x02\x02\x1f\x01", sn: "id-Gost28147-89-CryptoPro-A-ParamSet", ln: "id-Gost28147-89-CryptoPro-A-ParamSet" }, // 1.2.643.2.2.31.1
    Entry { der: b"\x2a\x85\x03\x02\x02\x1f\x02", sn: "id-Gost28147-89-CryptoPro-B-ParamSet", ln: "id-Gost28147-89-CryptoPro-B-ParamSet" }, // 1.2.643.2.2.31.2
    Entry { der: b"\x2a\x85\x03\x02\x02\x1f\x03", sn: "id-Gost28147-89-CryptoPro-C-ParamSet", ln: "id-Gost28147-89-CryptoPro-C-ParamSet" }, // 1.2.643.2.2.31.3
    Entry { der: b"\x2a\x85\x03\x02\x02\x1f\x04", sn: "id-Gost28147-89-CryptoPro-D-ParamSet", ln: "id-Gost28147-89-CryptoPro-D-ParamSet" }, // 1.2.643.2.2.31.4
    Entry { der: b"\x2a\x85\x03\x02\x02\x1f\x05", sn: "id-Gost28147-89-CryptoPro-Oscar-1-1-ParamSet", ln: "id-Gost28147-89-CryptoPro-Oscar-1-1-ParamSet" }, // 1.2.643.2.2.31.5
    Entry { der: b"\x2a\x85\x03\x02\x02\x1f\x06", sn: "id-Gost28147-89-CryptoPro-Oscar-1-0-ParamSet", ln: "id-Gost28147-89-CryptoPro-Oscar-1-0-ParamSet" }, // 1.2.643.2.2.31.6
    Entry { der: b"\x2a\x85\x03\x02\x02\x1f\x07", sn: "id-Gost28147-89-CryptoPro-RIC-1-ParamSet", ln: "id-Gost28147-89-CryptoPro-RIC-1-ParamSet" }, // 1.2.643.2.2.31.7
    Entry { der: b"\x2a\x85\x03\x02\x02\x20\x00", sn: "id-GostR3410-94-TestParamSet", ln: "id-GostR3410-94-TestParamSet" }, // 1.2.643.2.2.32.0
    Entry { der: b"\x2a\x85\x03\x02\x02\x20\x02", sn: "id-GostR3410-94-CryptoPro-A-ParamSet", ln: "id-GostR3410-94-CryptoPro-A-ParamSet" }, // 1.2.643.2.2.32.2
    Entry { der: b"\x2a\x85\x03\x02\x02\x20\x03", sn: "id-GostR3410-94-CryptoPro-B-ParamSet", ln: "id-GostR3410-94-CryptoPro-B-ParamSet" }, // 1.2.643.2.2.32.3
    Entry { der: b"\x2a\x85\x03\x02\x02\x20\x04", sn: "id-GostR3410-94-CryptoPro-C-ParamSet", ln: "id-GostR3410-94-CryptoPro-C-ParamSet" }, // 1.2.643.2.2.32.4
    Entry { der: b"\x2a\x85\x03\x02\x02\x20\x05", sn: "id-GostR3410-94-CryptoPro-D-ParamSet", ln: "id-GostR3410-94-CryptoPro-D-ParamSet" }, // 1.2.643.2.2.32.5
    Entry { der: b"\x2a\x85\x03\x02\x02\x21\x01", sn: "id-GostR3410-94-CryptoPro-XchA-ParamSet", ln: "id-GostR3410-94-CryptoPro-XchA-ParamSet" }, // 1.2.643.2.2.33.1
    Entry { der: b"\x2a\x85\x03\x02\x02\x21\x02", sn: "id-GostR3410-94-CryptoPro-XchB-ParamSet", ln: "id-GostR3410-94-CryptoPro-XchB-ParamSet" }, // 1.2.643.2.2.33.2
    Entry { der: b"\x2a\x85\x03\x02\x02\x21\x03", sn: "id-GostR3410-94-CryptoPro-XchC-ParamSet", ln: "id-GostR3410-94-CryptoPro-XchC-ParamSet" }, // 1.2.643.2.2.33.3
    Entry { der: b"\x2a\x85\x03\x02\x02\x23\x00", sn: "id-GostR3410-2001-TestParamSet", ln: "id-GostR3410-2001-TestParamSet" }, // 1.2.643.2.2.35.0
    Entry { der: b"\x2a\x85\x03\x02\x02\x23\x01", sn: "id-GostR3410-2001-CryptoPro-A-ParamSet", ln: "id-GostR3410-2001-CryptoPro-A-ParamSet" }, // 1.2.643.2.2.35.1
    Entry { der: b"\x2a\x85\x03\x02\x02\x23\x02", sn: "id-GostR3410-2001-CryptoPro-B-ParamSet", ln: "id-GostR3410-2001-CryptoPro-B-ParamSet" }, // 1.2.643.2.2.35.2
    Entry { der: b"\x2a\x85\x03\x02\x02\x23\x03", sn: "id-GostR3410-2001-CryptoPro-C-ParamSet", ln: "id-GostR3410-2001-CryptoPro-C-ParamSet" }, // 1.2.643.2.2.35.3
    Entry { der: b"\x2a\x85\x03\x02\x02\x24\x00", sn: "id-GostR3410-2001-CryptoPro-XchA-ParamSet", ln: "id-GostR3410-2001-CryptoPro-XchA-ParamSet" }, // 1.2.643.2.2.36.0
    Entry { der: b"\x2a\x85\x03\x02\x02\x24\x01", sn: "id-GostR3410-2001-CryptoPro-XchB-ParamSet", ln: "id-GostR3410-2001-CryptoPro-XchB-ParamSet" }, // 1.2.643.2.2.36.1
    Entry { der: b"\x2a\x85\x03\x02\x02\x62", sn: "id-GostR3410-2001DH", ln: "GOST R 34.10-2001 DH" }, // 1.2.643.2.2.98
    Entry { der: b"\x2a\x85\x03\x02\x02\x63", sn: "id-GostR3410-94DH", ln: "GOST R 34.10-94 DH" }, // 1.2.643.2.2.99
    Entry { der: b"\x2a\x85\x03\x02\x09", sn: "cryptocom", ln: "cryptocom" }, // 1.2.643.2.9
    Entry { der: b"\x2a\x85\x03\x02\x09\x01\x03\x03", sn: "id-GostR3411-94-with-GostR3410-94-cc", ln: "GOST R 34.11-94 with GOST R 34.10-94 Cryptocom" }, // 1.2.643.2.9.1.3.3
    Entry { der: b"\x2a\x85\x03\x02\x09\x01\x03\x04", sn: "id-GostR3411-94-with-GostR3410-2001-cc", ln: "GOST R 34.11-94 with GOST R 34.10-2001 Cryptocom" }, // 1.2.643.2.9.1.3.4
    Entry { der: b"\x2a\x85\x03\x02\x09\x01\x05\x03", sn: "gost94cc", ln: "GOST 34.10-94 Cryptocom" }, // 1.2.643.2.9.1.5.3
    Entry { der: b"\x2a\x85\x03\x02\x09\x01\x05\x04", sn: "gost2001cc", ln: "GOST 34.10-2001 Cryptocom" }, // 1.2.643.2.9.1.5.4
    Entry { der: b"\x2a\x85\x03\x02\x09\x01\x06\x01", sn: "id-Gost28147-89-cc", ln: "GOST 28147-89 Cryptocom ParamSet" }, // 1.2.643.2.9.1.6.1
    Entry { der: b"\x2a\x85\x03\x02\x09\x01\x08\x01", sn: "id-GostR3410-2001-ParamSet-cc", ln: "GOST R 3410-2001 Parameter Set Cryptocom" }, // 1.2.643.2.9.1.8.1
    Entry { der: b"\x2a\x85\x03\x03\x81\x03\x01\x01", sn: "INN", ln: "INN" }, // 1.2.643.3.131.1.1
    Entry { der: b"\x2a\x85\x03\x07\x01", sn: "id-tc26", ln: "id-tc26" }, // 1.2.643.7.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x01", sn: "id-tc26-algorithms", ln: "id-tc26-algorithms" }, // 1.2.643.7.1.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x01", sn: "id-tc26-sign", ln: "id-tc26-sign" }, // 1.2.643.7.1.1.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x01\x01", sn: "gost2012_256", ln: "GOST R 34.10-2012 with 256 bit modulus" }, // 1.2.643.7.1.1.1.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x01\x02", sn: "gost2012_512", ln: "GOST R 34.10-2012 with 512 bit modulus" }, // 1.2.643.7.1.1.1.2
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x02", sn: "id-tc26-digest", ln: "id-tc26-digest" }, // 1.2.643.7.1.1.2
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x02\x02", sn: "md_gost12_256", ln: "GOST R 34.11-2012 with 256 bit hash" }, // 1.2.643.7.1.1.2.2
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x02\x03", sn: "md_gost12_512", ln: "GOST R 34.11-2012 with 512 bit hash" }, // 1.2.643.7.1.1.2.3
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x03", sn: "id-tc26-signwithdigest", ln: "id-tc26-signwithdigest" }, // 1.2.643.7.1.1.3
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x03\x02", sn: "id-tc26-signwithdigest-gost3410-2012-256", ln: "GOST R 34.10-2012 with GOST R 34.11-2012 (256 bit)" }, // 1.2.643.7.1.1.3.2
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x03\x03", sn: "id-tc26-signwithdigest-gost3410-2012-512", ln: "GOST R 34.10-2012 with GOST R 34.11-2012 (512 bit)" }, // 1.2.643.7.1.1.3.3
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x04", sn: "id-tc26-mac", ln: "id-tc26-mac" }, // 1.2.643.7.1.1.4
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x04\x01", sn: "id-tc26-hmac-gost-3411-2012-256", ln: "HMAC GOST 34.11-2012 256 bit" }, // 1.2.643.7.1.1.4.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x04\x02", sn: "id-tc26-hmac-gost-3411-2012-512", ln: "HMAC GOST 34.11-2012 512 bit" }, // 1.2.643.7.1.1.4.2
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x05", sn: "id-tc26-cipher", ln: "id-tc26-cipher" }, // 1.2.643.7.1.1.5
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x05\x01", sn: "id-tc26-cipher-gostr3412-2015-magma", ln: "id-tc26-cipher-gostr3412-2015-magma" }, // 1.2.643.7.1.1.5.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x05\x01\x01", sn: "magma-ctr-acpkm", ln: "magma-ctr-acpkm" }, // 1.2.643.7.1.1.5.1.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x05\x01\x02", sn: "magma-ctr-acpkm-omac", ln: "magma-ctr-acpkm-omac" }, // 1.2.643.7.1.1.5.1.2
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x05\x02", sn: "id-tc26-cipher-gostr3412-2015-kuznyechik", ln: "id-tc26-cipher-gostr3412-2015-kuznyechik" }, // 1.2.643.7.1.1.5.2
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x05\x02\x01", sn: "kuznyechik-ctr-acpkm", ln: "kuznyechik-ctr-acpkm" }, // 1.2.643.7.1.1.5.2.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x05\x02\x02", sn: "kuznyechik-ctr-acpkm-omac", ln: "kuznyechik-ctr-acpkm-omac" }, // 1.2.643.7.1.1.5.2.2
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x06", sn: "id-tc26-agreement", ln: "id-tc26-agreement" }, // 1.2.643.7.1.1.6
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x06\x01", sn: "id-tc26-agreement-gost-3410-2012-256", ln: "id-tc26-agreement-gost-3410-2012-256" }, // 1.2.643.7.1.1.6.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x06\x02", sn: "id-tc26-agreement-gost-3410-2012-512", ln: "id-tc26-agreement-gost-3410-2012-512" }, // 1.2.643.7.1.1.6.2
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x07", sn: "id-tc26-wrap", ln: "id-tc26-wrap" }, // 1.2.643.7.1.1.7
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x07\x01", sn: "id-tc26-wrap-gostr3412-2015-magma", ln: "id-tc26-wrap-gostr3412-2015-magma" }, // 1.2.643.7.1.1.7.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x07\x01\x01", sn: "magma-kexp15", ln: "magma-kexp15" }, // 1.2.643.7.1.1.7.1.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x07\x02", sn: "id-tc26-wrap-gostr3412-2015-kuznyechik", ln: "id-tc26-wrap-gostr3412-2015-kuznyechik" }, // 1.2.643.7.1.1.7.2
    Entry { der: b"\x2a\x85\x03\x07\x01\x01\x07\x02\x01", sn: "kuznyechik-kexp15", ln: "kuznyechik-kexp15" }, // 1.2.643.7.1.1.7.2.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x02", sn: "id-tc26-constants", ln: "id-tc26-constants" }, // 1.2.643.7.1.2
    Entry { der: b"\x2a\x85\x03\x07\x01\x02\x01", sn: "id-tc26-sign-constants", ln: "id-tc26-sign-constants" }, // 1.2.643.7.1.2.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x02\x01\x01", sn: "id-tc26-gost-3410-2012-256-constants", ln: "id-tc26-gost-3410-2012-256-constants" }, // 1.2.643.7.1.2.1.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x02\x01\x01\x01", sn: "id-tc26-gost-3410-2012-256-paramSetA", ln: "GOST R 34.10-2012 (256 bit) ParamSet A" }, // 1.2.643.7.1.2.1.1.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x02\x01\x01\x02", sn: "id-tc26-gost-3410-2012-256-paramSetB", ln: "GOST R 34.10-2012 (256 bit) ParamSet B" }, // 1.2.643.7.1.2.1.1.2
    Entry { der: b"\x2a\x85\x03\x07\x01\x02\x01\x01\x03", sn: "id-tc26-gost-3410-2012-256-paramSetC", ln: "GOST R 34.10-2012 (256 bit) ParamSet C" }, // 1.2.643.7.1.2.1.1.3
    Entry { der: b"\x2a\x85\x03\x07\x01\x02\x01\x01\x04", sn: "id-tc26-gost-3410-2012-256-paramSetD", ln: "GOST R 34.10-2012 (256 bit) ParamSet D" }, // 1.2.643.7.1.2.1.1.4
    Entry { der: b"\x2a\x85\x03\x07\x01\x02\x01\x02", sn: "id-tc26-gost-3410-2012-512-constants", ln: "id-tc26-gost-3410-2012-512-constants" }, // 1.2.643.7.1.2.1.2
    Entry { der: b"\x2a\x85\x03\x07\x01\x02\x01\x02\x00", sn: "id-tc26-gost-3410-2012-512-paramSetTest", ln: "GOST R 34.10-2012 (512 bit) testing parameter set" }, // 1.2.643.7.1.2.1.2.0
    Entry { der: b"\x2a\x85\x03\x07\x01\x02\x01\x02\x01", sn: "id-tc26-gost-3410-2012-512-paramSetA", ln: "GOST R 34.10-2012 (512 bit) ParamSet A" }, // 1.2.643.7.1.2.1.2.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x02\x01\x02\x02", sn: "id-tc26-gost-3410-2012-512-paramSetB", ln: "GOST R 34.10-2012 (512 bit) ParamSet B" }, // 1.2.643.7.1.2.1.2.2
    Entry { der: b"\x2a\x85\x03\x07\x01\x02\x01\x02\x03", sn: "id-tc26-gost-3410-2012-512-paramSetC", ln: "GOST R 34.10-2012 (512 bit) ParamSet C" }, // 1.2.643.7.1.2.1.2.3
    Entry { der: b"\x2a\x85\x03\x07\x01\x02\x02", sn: "id-tc26-digest-constants", ln: "id-tc26-digest-constants" }, // 1.2.643.7.1.2.2
    Entry { der: b"\x2a\x85\x03\x07\x01\x02\x05", sn: "id-tc26-cipher-constants", ln: "id-tc26-cipher-constants" }, // 1.2.643.7.1.2.5
    Entry { der: b"\x2a\x85\x03\x07\x01\x02\x05\x01", sn: "id-tc26-gost-28147-constants", ln: "id-tc26-gost-28147-constants" }, // 1.2.643.7.1.2.5.1
    Entry { der: b"\x2a\x85\x03\x07\x01\x02\x05\x01\x01", sn: "id-tc26-gost-28147-param-Z", ln: "GOST 28147-89 TC26 parameter set" }, // 1.2.643.7.1.2.5.1.1
    Entry { der: b"\x2a\x85\x03\x64\x01", sn: "OGRN", ln: "OGRN" }, // 1.2.643.100.1
    Entry { der: b"\x2a\x85\x03\x64\x03", sn: "SNILS", ln: "SNILS" }, // 1.2.643.100.3
    Entry { der: b"\x2a\x85\x03\x64\x05", sn: "OGRNIP", ln: "OGRNIP" }, // 1.2.643.100.5
    Entry { der: b"\x2a\x85\x03\x64\x6f", sn: "subjectSignTool", ln: "Signing Tool of Subject" }, // 1.2.643.100.111
    Entry { der: b"\x2a\x85\x03\x64\x70", sn: "issuerSignTool", ln: "Signing Tool of Issuer" }, // 1.2.643.100.112
    Entry { der: b"\x2a\x85\x03\x64\x71", sn: "classSignTool", ln: "Class of Signing Tool" }, // 1.2.643.100.113
    Entry { der: b"\x2a\x85\x03\x64\x71\x01", sn: "classSignToolKC1", ln: "Class of Signing Tool KC1" }, // 1.2.643.100.113.1
    Entry { der: b"\x2a\x85\x03\x64\x71\x02", sn: "classSignToolKC2", ln: "Class of Signing Tool KC2" }, // 1.2.643.100.113.2
    Entry { der: b"\x2a\x85\x03\x64\x71\x03", sn: "classSignToolKC3", ln: "Class of Signing Tool KC3" }, // 1.2.643.100.113.3
    Entry { der: b"\x2a\x85\x03\x64\x71\x04", sn: "classSignToolKB1", ln: "Class of Signing Tool KB1" }, // 1.2.643.100.113.4
    Entry { der: b"\x2a\x85\x03\x64\x71\x05", sn: "classSignToolKB2", ln: "Class of Signing Tool KB2" }, // 1.2.643.100.113.5
    Entry { der: b"\x2a\x85\x03\x64\x71\x06", sn: "classSignToolKA1", ln: "Class of Signing Tool KA1" }, // 1.2.643.100.113.6
    Entry { der: b"\x2a\x86\x24", sn: "ISO-UA", ln: "ISO-UA" }, // 1.2.804
    Entry { der: b"\x2a\x86\x24\x02\x01\x01\x01", sn: "ua-pki", ln: "ua-pki" }, // 1.2.804.2.1.1.1
    Entry { der: b"\x2a\x86\x24\x02\x01\x01\x01\x01\x01\x01", sn: "dstu28147", ln: "DSTU Gost 28147-2009" }, // 1.2.804.2.1.1.1.1.1.1
    Entry { der: b"\x2a\x86\x24\x02\x01\x01\x01\x01\x01\x01\x02", sn: "dstu28147-ofb", ln: "DSTU Gost 28147-2009 OFB mode" }, // 1.2.804.2.1.1.1.1.1.1.2
    Entry { der: b"\x2a\x86\x24\x02\x01\x01\x01\x01\x01\x01\x03", sn: "dstu28147-cfb", ln: "DSTU Gost 28147-2009 CFB mode" }, // 1.2.804.2.1.1.1.1.1.1.3
    Entry { der: b"\x2a\x86\x24\x02\x01\x01\x01\x01\x01\x01\x05", sn: "dstu28147-wrap", ln: "DSTU Gost 28147-2009 key wrap" }, // 1.2.804.2.1.1.1.1.1.1.5
    Entry { der: b"\x2a\x86\x24\x02\x01\x01\x01\x01\x01\x02", sn: "hmacWithDstu34311", ln: "HMAC DSTU Gost 34311-95" }, // 1.2.804.2.1.1.1.1.1.2
    Entry { der: b"\x2a\x86\x24\x02\x01\x01\x01\x01\x02\x01", sn: "dstu34311", ln: "DSTU Gost 34311-95" }, // 1.2.804.2.1.1.1.1.2.1
    Entry { der: b"\x2a\x86\x24\x02\x01\x01\x01\x01\x03\x01\x01", sn: "dstu4145le", ln: "DSTU 4145-2002 little endian" }, // 1.2.804.2.1.1.1.1.3.1.1
    Entry { der: b"\x2a\x86\x48", sn: "ISO-US", ln: "ISO US Member Body" }, // 1.2.840
    Entry { der: b"\x2a\x86\x48\x86\xf6\x7d\x07\x42\x0a", sn: "CAST5-CBC", ln: "cast5-cbc" }, // 1.2.840.113533.7.66.10
    Entry { der: b"\x2a\x86\x48\x86\xf6\x7d\x07\x42\x0c", sn: "pbeWithMD5AndCast5CBC", ln: "pbeWithMD5AndCast5CBC" }, // 1.2.840.113533.7.66.12
    Entry { der: b"\x2a\x86\x48\x86\xf6\x7d\x07\x42\x0d", sn: "id-PasswordBasedMAC", ln: "password based MAC" }, // 1.2.840.113533.7.66.13
    Entry { der: b"\x2a\x86\x48\x86\xf6\x7d\x07\x42\x1e", sn: "id-DHBasedMac", ln: "Diffie-Hellman based MAC" }, // 1.2.840.113533.7.66.30
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d", sn: "rsadsi", ln: "RSA Data Security, Inc." }, // 1.2.840.113549
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01", sn: "pkcs", ln: "RSA Data Security, Inc. PKCS" }, // 1.2.840.113549.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01", sn: "pkcs1", ln: "pkcs1" }, // 1.2.840.113549.1.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", sn: "rsaEncryption", ln: "rsaEncryption" }, // 1.2.840.113549.1.1.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x02", sn: "RSA-MD2", ln: "md2WithRSAEncryption" }, // 1.2.840.113549.1.1.2
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x03", sn: "RSA-MD4", ln: "md4WithRSAEncryption" }, // 1.2.840.113549.1.1.3
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04", sn: "RSA-MD5", ln: "md5WithRSAEncryption" }, // 1.2.840.113549.1.1.4
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05", sn: "RSA-SHA1", ln: "sha1WithRSAEncryption" }, // 1.2.840.113549.1.1.5
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x06", sn: "rsaOAEPEncryptionSET", ln: "rsaOAEPEncryptionSET" }, // 1.2.840.113549.1.1.6
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x07", sn: "RSAES-OAEP", ln: "rsaesOaep" }, // 1.2.840.113549.1.1.7
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08", sn: "MGF1", ln: "mgf1" }, // 1.2.840.113549.1.1.8
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x09", sn: "PSPECIFIED", ln: "pSpecified" }, // 1.2.840.113549.1.1.9
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", sn: "RSASSA-PSS", ln: "rsassaPss" }, // 1.2.840.113549.1.1.10
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", sn: "RSA-SHA256", ln: "sha256WithRSAEncryption" }, // 1.2.840.113549.1.1.11
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c", sn: "RSA-SHA384", ln: "sha384WithRSAEncryption" }, // 1.2.840.113549.1.1.12
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d", sn: "RSA-SHA512", ln: "sha512WithRSAEncryption" }, // 1.2.840.113549.1.1.13
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e", sn: "RSA-SHA224", ln: "sha224WithRSAEncryption" }, // 1.2.840.113549.1.1.14
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0f", sn: "RSA-SHA512/224", ln: "sha512-224WithRSAEncryption" }, // 1.2.840.113549.1.1.15
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x10", sn: "RSA-SHA512/256", ln: "sha512-256WithRSAEncryption" }, // 1.2.840.113549.1.1.16
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x03", sn: "pkcs3", ln: "pkcs3" }, // 1.2.840.113549.1.3
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x03\x01", sn: "dhKeyAgreement", ln: "dhKeyAgreement" }, // 1.2.840.113549.1.3.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x05", sn: "pkcs5", ln: "pkcs5" }, // 1.2.840.113549.1.5
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x01", sn: "PBE-MD2-DES", ln: "pbeWithMD2AndDES-CBC" }, // 1.2.840.113549.1.5.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x03", sn: "PBE-MD5-DES", ln: "pbeWithMD5AndDES-CBC" }, // 1.2.840.113549.1.5.3
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x04", sn: "PBE-MD2-RC2-64", ln: "pbeWithMD2AndRC2-CBC" }, // 1.2.840.113549.1.5.4
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x06", sn: "PBE-MD5-RC2-64", ln: "pbeWithMD5AndRC2-CBC" }, // 1.2.840.113549.1.5.6
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0a", sn: "PBE-SHA1-DES", ln: "pbeWithSHA1AndDES-CBC" }, // 1.2.840.113549.1.5.10
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0b", sn: "PBE-SHA1-RC2-64", ln: "pbeWithSHA1AndRC2-CBC" }, // 1.2.840.113549.1.5.11
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c", sn: "PBKDF2", ln: "PBKDF2" }, // 1.2.840.113549.1.5.12
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d", sn: "PBES2", ln: "PBES2" }, // 1.2.840.113549.1.5.13
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0e", sn: "PBMAC1", ln: "PBMAC1" }, // 1.2.840.113549.1.5.14
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x07", sn: "pkcs7", ln: "pkcs7" }, // 1.2.840.113549.1.7
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01", sn: "pkcs7-data", ln: "pkcs7-data" }, // 1.2.840.113549.1.7.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", sn: "pkcs7-signedData", ln: "pkcs7-signedData" }, // 1.2.840.113549.1.7.2
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03", sn: "pkcs7-envelopedData", ln: "pkcs7-envelopedData" }, // 1.2.840.113549.1.7.3
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x04", sn: "pkcs7-signedAndEnvelopedData", ln: "pkcs7-signedAndEnvelopedData" }, // 1.2.840.113549.1.7.4
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x05", sn: "pkcs7-digestData", ln: "pkcs7-digestData" }, // 1.2.840.113549.1.7.5
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06", sn: "pkcs7-encryptedData", ln: "pkcs7-encryptedData" }, // 1.2.840.113549.1.7.6
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09", sn: "pkcs9", ln: "pkcs9" }, // 1.2.840.113549.1.9
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01", sn: "emailAddress", ln: "emailAddress" }, // 1.2.840.113549.1.9.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x02", sn: "unstructuredName", ln: "unstructuredName" }, // 1.2.840.113549.1.9.2
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03", sn: "contentType", ln: "contentType" }, // 1.2.840.113549.1.9.3
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04", sn: "messageDigest", ln: "messageDigest" }, // 1.2.840.113549.1.9.4
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05", sn: "signingTime", ln: "signingTime" }, // 1.2.840.113549.1.9.5
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x06", sn: "countersignature", ln: "countersignature" }, // 1.2.840.113549.1.9.6
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x07", sn: "challengePassword", ln: "challengePassword" }, // 1.2.840.113549.1.9.7
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x08", sn: "unstructuredAddress", ln: "unstructuredAddress" }, // 1.2.840.113549.1.9.8
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x09", sn: "extendedCertificateAttributes", ln: "extendedCertificateAttributes" }, // 1.2.840.113549.1.9.9
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e", sn: "extReq", ln: "Extension Request" }, // 1.2.840.113549.1.9.14
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0f", sn: "SMIME-CAPS", ln: "S/MIME Capabilities" }, // 1.2.840.113549.1.9.15
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10", sn: "SMIME", ln: "S/MIME" }, // 1.2.840.113549.1.9.16
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x00", sn: "id-smime-mod", ln: "id-smime-mod" }, // 1.2.840.113549.1.9.16.0
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x00\x01", sn: "id-smime-mod-cms", ln: "id-smime-mod-cms" }, // 1.2.840.113549.1.9.16.0.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x00\x02", sn: "id-smime-mod-ess", ln: "id-smime-mod-ess" }, // 1.2.840.113549.1.9.16.0.2
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x00\x03", sn: "id-smime-mod-oid", ln: "id-smime-mod-oid" }, // 1.2.840.113549.1.9.16.0.3
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x00\x04", sn: "id-smime-mod-msg-v3", ln: "id-smime-mod-msg-v3" }, // 1.2.840.113549.1.9.16.0.4
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x00\x05", sn: "id-smime-mod-ets-eSignature-88", ln: "id-smime-mod-ets-eSignature-88" }, // 1.2.840.113549.1.9.16.0.5
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x00\x06", sn: "id-smime-mod-ets-eSignature-97", ln: "id-smime-mod-ets-eSignature-97" }, // 1.2.840.113549.1.9.16.0.6
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x00\x07", sn: "id-smime-mod-ets-eSigPolicy-88", ln: "id-smime-mod-ets-eSigPolicy-88" }, // 1.2.840.113549.1.9.16.0.7
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x00\x08", sn: "id-smime-mod-ets-eSigPolicy-97", ln: "id-smime-mod-ets-eSigPolicy-97" }, // 1.2.840.113549.1.9.16.0.8
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01", sn: "id-smime-ct", ln: "id-smime-ct" }, // 1.2.840.113549.1.9.16.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x01", sn: "id-smime-ct-receipt", ln: "id-smime-ct-receipt" }, // 1.2.840.113549.1.9.16.1.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x02", sn: "id-smime-ct-authData", ln: "id-smime-ct-authData" }, // 1.2.840.113549.1.9.16.1.2
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x03", sn: "id-smime-ct-publishCert", ln: "id-smime-ct-publishCert" }, // 1.2.840.113549.1.9.16.1.3
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04", sn: "id-smime-ct-TSTInfo", ln: "id-smime-ct-TSTInfo" }, // 1.2.840.113549.1.9.16.1.4
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x05", sn: "id-smime-ct-TDTInfo", ln: "id-smime-ct-TDTInfo" }, // 1.2.840.113549.1.9.16.1.5
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x06", sn: "id-smime-ct-contentInfo", ln: "id-smime-ct-contentInfo" }, // 1.2.840.113549.1.9.16.1.6
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x07", sn: "id-smime-ct-DVCSRequestData", ln: "id-smime-ct-DVCSRequestData" }, // 1.2.840.113549.1.9.16.1.7
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x08", sn: "id-smime-ct-DVCSResponseData", ln: "id-smime-ct-DVCSResponseData" }, // 1.2.840.113549.1.9.16.1.8
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09", sn: "id-smime-ct-compressedData", ln: "id-smime-ct-compressedData" }, // 1.2.840.113549.1.9.16.1.9
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x13", sn: "id-smime-ct-contentCollection", ln: "id-smime-ct-contentCollection" }, // 1.2.840.113549.1.9.16.1.19
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17", sn: "id-smime-ct-authEnvelopedData", ln: "id-smime-ct-authEnvelopedData" }, // 1.2.840.113549.1.9.16.1.23
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x18", sn: "id-ct-routeOriginAuthz", ln: "id-ct-routeOriginAuthz" }, // 1.2.840.113549.1.9.16.1.24
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x1a", sn: "id-ct-rpkiManifest", ln: "id-ct-rpkiManifest" }, // 1.2.840.113549.1.9.16.1.26
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x1b", sn: "id-ct-asciiTextWithCRLF", ln: "id-ct-asciiTextWithCRLF" }, // 1.2.840.113549.1.9.16.1.27
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x1c", sn: "id-ct-xml", ln: "id-ct-xml" }, // 1.2.840.113549.1.9.16.1.28
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x23", sn: "id-ct-rpkiGhostbusters", ln: "id-ct-rpkiGhostbusters" }, // 1.2.840.113549.1.9.16.1.35
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x24", sn: "id-ct-resourceTaggedAttest", ln: "id-ct-resourceTaggedAttest" }, // 1.2.840.113549.1.9.16.1.36
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x2f", sn: "id-ct-geofeedCSVwithCRLF", ln: "id-ct-geofeedCSVwithCRLF" }, // 1.2.840.113549.1.9.16.1.47
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x30", sn: "id-ct-signedChecklist", ln: "id-ct-signedChecklist" }, // 1.2.840.113549.1.9.16.1.48
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02", sn: "id-smime-aa", ln: "id-smime-aa" }, // 1.2.840.113549.1.9.16.2
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x01", sn: "id-smime-aa-receiptRequest", ln: "id-smime-aa-receiptRequest" }, // 1.2.840.113549.1.9.16.2.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x02", sn: "id-smime-aa-securityLabel", ln: "id-smime-aa-securityLabel" }, // 1.2.840.113549.1.9.16.2.2
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x03", sn: "id-smime-aa-mlExpandHistory", ln: "id-smime-aa-mlExpandHistory" }, // 1.2.840.113549.1.9.16.2.3
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x04", sn: "id-smime-aa-contentHint", ln: "id-smime-aa-contentHint" }, // 1.2.840.113549.1.9.16.2.4
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x05", sn: "id-smime-aa-msgSigDigest", ln: "id-smime-aa-msgSigDigest" }, // 1.2.840.113549.1.9.16.2.5
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x06", sn: "id-smime-aa-encapContentType", ln: "id-smime-aa-encapContentType" }, // 1.2.840.113549.1.9.16.2.6
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x07", sn: "id-smime-aa-contentIdentifier", ln: "id-smime-aa-contentIdentifier" }, // 1.2.840.113549.1.9.16.2.7
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x08", sn: "id-smime-aa-macValue", ln: "id-smime-aa-macValue" }, // 1.2.840.113549.1.9.16.2.8
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x09", sn: "id-smime-aa-equivalentLabels", ln: "id-smime-aa-equivalentLabels" }, // 1.2.840.113549.1.9.16.2.9
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0a", sn: "id-smime-aa-contentReference", ln: "id-smime-aa-contentReference" }, // 1.2.840.113549.1.9.16.2.10
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0b", sn: "id-smime-aa-encrypKeyPref", ln: "id-smime-aa-encrypKeyPref" }, // 1.2.840.113549.1.9.16.2.11
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c", sn: "id-smime-aa-signingCertificate", ln: "id-smime-aa-signingCertificate" }, // 1.2.840.113549.1.9.16.2.12
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0d", sn: "id-smime-aa-smimeEncryptCerts", ln: "id-smime-aa-smimeEncryptCerts" }, // 1.2.840.113549.1.9.16.2.13
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e", sn: "id-smime-aa-timeStampToken", ln: "id-smime-aa-timeStampToken" }, // 1.2.840.113549.1.9.16.2.14
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0f", sn: "id-smime-aa-ets-sigPolicyId", ln: "id-smime-aa-ets-sigPolicyId" }, // 1.2.840.113549.1.9.16.2.15
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x10", sn: "id-smime-aa-ets-commitmentType", ln: "id-smime-aa-ets-commitmentType" }, // 1.2.840.113549.1.9.16.2.16
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x11", sn: "id-smime-aa-ets-signerLocation", ln: "id-smime-aa-ets-signerLocation" }, // 1.2.840.113549.1.9.16.2.17
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x12", sn: "id-smime-aa-ets-signerAttr", ln: "id-smime-aa-ets-signerAttr" }, // 1.2.840.113549.1.9.16.2.18
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x13", sn: "id-smime-aa-ets-otherSigCert", ln: "id-smime-aa-ets-otherSigCert" }, // 1.2.840.113549.1.9.16.2.19
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x14", sn: "id-smime-aa-ets-contentTimestamp", ln: "id-smime-aa-ets-contentTimestamp" }, // 1.2.840.113549.1.9.16.2.20
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x15", sn: "id-smime-aa-ets-CertificateRefs", ln: "id-smime-aa-ets-CertificateRefs" }, // 1.2.840.113549.1.9.16.2.21
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x16", sn: "id-smime-aa-ets-RevocationRefs", ln: "id-smime-aa-ets-RevocationRefs" }, // 1.2.840.113549.1.9.16.2.22
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x17", sn: "id-smime-aa-ets-certValues", ln: "id-smime-aa-ets-certValues" }, // 1.2.840.113549.1.9.16.2.23
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x18", sn: "id-smime-aa-ets-revocationValues", ln: "id-smime-aa-ets-revocationValues" }, // 1.2.840.113549.1.9.16.2.24
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x19", sn: "id-smime-aa-ets-escTimeStamp", ln: "id-smime-aa-ets-escTimeStamp" }, // 1.2.840.113549.1.9.16.2.25
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x1a", sn: "id-smime-aa-ets-certCRLTimestamp", ln: "id-smime-aa-ets-certCRLTimestamp" }, // 1.2.840.113549.1.9.16.2.26
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x1b", sn: "id-smime-aa-ets-archiveTimeStamp", ln: "id-smime-aa-ets-archiveTimeStamp" }, // 1.2.840.113549.1.9.16.2.27
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x1c", sn: "id-smime-aa-signatureType", ln: "id-smime-aa-signatureType" }, // 1.2.840.113549.1.9.16.2.28
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x1d", sn: "id-smime-aa-dvcs-dvc", ln: "id-smime-aa-dvcs-dvc" }, // 1.2.840.113549.1.9.16.2.29
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f", sn: "id-smime-aa-signingCertificateV2", ln: "id-smime-aa-signingCertificateV2" }, // 1.2.840.113549.1.9.16.2.47
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03", sn: "id-smime-alg", ln: "id-smime-alg" }, // 1.2.840.113549.1.9.16.3
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x01", sn: "id-smime-alg-ESDHwith3DES", ln: "id-smime-alg-ESDHwith3DES" }, // 1.2.840.113549.1.9.16.3.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x02", sn: "id-smime-alg-ESDHwithRC2", ln: "id-smime-alg-ESDHwithRC2" }, // 1.2.840.113549.1.9.16.3.2
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x03", sn: "id-smime-alg-3DESwrap", ln: "id-smime-alg-3DESwrap" }, // 1.2.840.113549.1.9.16.3.3
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x04", sn: "id-smime-alg-RC2wrap", ln: "id-smime-alg-RC2wrap" }, // 1.2.840.113549.1.9.16.3.4
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x05", sn: "id-smime-alg-ESDH", ln: "id-smime-alg-ESDH" }, // 1.2.840.113549.1.9.16.3.5
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x06", sn: "id-smime-alg-CMS3DESwrap", ln: "id-smime-alg-CMS3DESwrap" }, // 1.2.840.113549.1.9.16.3.6
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x07", sn: "id-smime-alg-CMSRC2wrap", ln: "id-smime-alg-CMSRC2wrap" }, // 1.2.840.113549.1.9.16.3.7
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x08", sn: "ZLIB", ln: "zlib compression" }, // 1.2.840.113549.1.9.16.3.8
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x09", sn: "id-alg-PWRI-KEK", ln: "id-alg-PWRI-KEK" }, // 1.2.840.113549.1.9.16.3.9
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x04", sn: "id-smime-cd", ln: "id-smime-cd" }, // 1.2.840.113549.1.9.16.4
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x04\x01", sn: "id-smime-cd-ldap", ln: "id-smime-cd-ldap" }, // 1.2.840.113549.1.9.16.4.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x05", sn: "id-smime-spq", ln: "id-smime-spq" }, // 1.2.840.113549.1.9.16.5
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x05\x01", sn: "id-smime-spq-ets-sqt-uri", ln: "id-smime-spq-ets-sqt-uri" }, // 1.2.840.113549.1.9.16.5.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x05\x02", sn: "id-smime-spq-ets-sqt-unotice", ln: "id-smime-spq-ets-sqt-unotice" }, // 1.2.840.113549.1.9.16.5.2
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x06", sn: "id-smime-cti", ln: "id-smime-cti" }, // 1.2.840.113549.1.9.16.6
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x06\x01", sn: "id-smime-cti-ets-proofOfOrigin", ln: "id-smime-cti-ets-proofOfOrigin" }, // 1.2.840.113549.1.9.16.6.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x06\x02", sn: "id-smime-cti-ets-proofOfReceipt", ln: "id-smime-cti-ets-proofOfReceipt" }, // 1.2.840.113549.1.9.16.6.2
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x06\x03", sn: "id-smime-cti-ets-proofOfDelivery", ln: "id-smime-cti-ets-proofOfDelivery" }, // 1.2.840.113549.1.9.16.6.3
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x06\x04", sn: "id-smime-cti-ets-proofOfSender", ln: "id-smime-cti-ets-proofOfSender" }, // 1.2.840.113549.1.9.16.6.4
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x06\x05", sn: "id-smime-cti-ets-proofOfApproval", ln: "id-smime-cti-ets-proofOfApproval" }, // 1.2.840.113549.1.9.16.6.5
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x06\x06", sn: "id-smime-cti-ets-proofOfCreation", ln: "id-smime-cti-ets-proofOfCreation" }, // 1.2.840.113549.1.9.16.6.6
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x14", sn: "friendlyName", ln: "friendlyName" }, // 1.2.840.113549.1.9.20
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x15", sn: "localKeyID", ln: "localKeyID" }, // 1.2.840.113549.1.9.21
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01", sn: "x509Certificate", ln: "x509Certificate" }, // 1.2.840.113549.1.9.22.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x02", sn: "sdsiCertificate", ln: "sdsiCertificate" }, // 1.2.840.113549.1.9.22.2
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x17\x01", sn: "x509Crl", ln: "x509Crl" }, // 1.2.840.113549.1.9.23.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x01", sn: "PBE-SHA1-RC4-128", ln: "pbeWithSHA1And128BitRC4" }, // 1.2.840.113549.1.12.1.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x02", sn: "PBE-SHA1-RC4-40", ln: "pbeWithSHA1And40BitRC4" }, // 1.2.840.113549.1.12.1.2
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x03", sn: "PBE-SHA1-3DES", ln: "pbeWithSHA1And3-KeyTripleDES-CBC" }, // 1.2.840.113549.1.12.1.3
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x04", sn: "PBE-SHA1-2DES", ln: "pbeWithSHA1And2-KeyTripleDES-CBC" }, // 1.2.840.113549.1.12.1.4
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x05", sn: "PBE-SHA1-RC2-128", ln: "pbeWithSHA1And128BitRC2-CBC" }, // 1.2.840.113549.1.12.1.5
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x06", sn: "PBE-SHA1-RC2-40", ln: "pbeWithSHA1And40BitRC2-CBC" }, // 1.2.840.113549.1.12.1.6
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x01", sn: "keyBag", ln: "keyBag" }, // 1.2.840.113549.1.12.10.1.1
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02", sn: "pkcs8ShroudedKeyBag", ln: "pkcs8ShroudedKeyBag" }, // 1.2.840.113549.1.12.10.1.2
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x03", sn: "certBag", ln: "certBag" }, // 1.2.840.113549.1.12.10.1.3
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x04", sn: "crlBag", ln: "crlBag" }, // 1.2.840.113549.1.12.10.1.4
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x05", sn: "secretBag", ln: "secretBag" }, // 1.2.840.113549.1.12.10.1.5
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x06", sn: "safeContentsBag", ln: "safeContentsBag" }, // 1.2.840.113549.1.12.10.1.6
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x02\x02", sn: "MD2", ln: "md2" }, // 1.2.840.113549.2.2
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x02\x04", sn: "MD4", ln: "md4" }, // 1.2.840.113549.2.4
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x02\x05", sn: "MD5", ln: "md5" }, // 1.2.840.113549.2.5
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x02\x06", sn: "hmacWithMD5", ln: "hmacWithMD5" }, // 1.2.840.113549.2.6
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x02\x07", sn: "hmacWithSHA1", ln: "hmacWithSHA1" }, // 1.2.840.113549.2.7
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x02\x08", sn: "hmacWithSHA224", ln: "hmacWithSHA224" }, // 1.2.840.113549.2.8
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x02\x09", sn: "hmacWithSHA256", ln: "hmacWithSHA256" }, // 1.2.840.113549.2.9
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x02\x0a", sn: "hmacWithSHA384", ln: "hmacWithSHA384" }, // 1.2.840.113549.2.10
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x02\x0b", sn: "hmacWithSHA512", ln: "hmacWithSHA512" }, // 1.2.840.113549.2.11
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x02\x0c", sn: "hmacWithSHA512-224", ln: "hmacWithSHA512-224" }, // 1.2.840.113549.2.12
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x02\x0d", sn: "hmacWithSHA512-256", ln: "hmacWithSHA512-256" }, // 1.2.840.113549.2.13
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x03\x02", sn: "RC2-CBC", ln: "rc2-cbc" }, // 1.2.840.113549.3.2
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x03\x04", sn: "RC4", ln: "rc4" }, // 1.2.840.113549.3.4
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x03\x07", sn: "DES-EDE3-CBC", ln: "des-ede3-cbc" }, // 1.2.840.113549.3.7
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x03\x08", sn: "RC5-CBC", ln: "rc5-cbc" }, // 1.2.840.113549.3.8
    Entry { der: b"\x2a\x86\x48\x86\xf7\x0d\x03\x0a", sn: "DES-CDMF", ln: "des-cdmf" }, // 1.2.840.113549.3.10
    Entry { der: b"\x2a\x86\x48\xce\x38", sn: "X9-57", ln: "X9.57" }, // 1.2.840.10040
    Entry { der: b"\x2a\x86\x48\xce\x38\x02\x01", sn: "holdInstructionNone", ln: "Hold Instruction None" }, // 1.2.840.10040.2.1
    Entry { der: b"\x2a\x86\x48\xce\x38\x02\x02", sn: "holdInstructionCallIssuer", ln: "Hold Instruction Call Issuer" }, // 1.2.840.10040.2.2
    Entry { der: b"\x2a\x86\x48\xce\x38\x02\x03", sn: "holdInstructionReject", ln: "Hold Instruction Reject" }, // 1.2.840.10040.2.3
    Entry { der: b"\x2a\x86\x48\xce\x38\x04", sn: "X9cm", ln: "X9.57 CM ?" }, // 1.2.840.10040.4
    Entry { der: b"\x2a\x86\x48\xce\x38\x04\x01", sn: "DSA", ln: "dsaEncryption" }, // 1.2.840.10040.4.1
    Entry { der: b"\x2a\x86\x48\xce\x38\x04\x03", sn: "DSA-SHA1", ln: "dsaWithSHA1" }, // 1.2.840.10040.4.3
    Entry { der: b"\x2a\x86\x48\xce\x3d", sn: "ansi-X9-62", ln: "ANSI X9.62" }, // 1.2.840.10045
    Entry { der: b"\x2a\x86\x48\xce\x3d\x01\x01", sn: "prime-field", ln: "prime-field" }, // 1.2.840.10045.1.1
    Entry { der: b"\x2a\x86\x48\xce\x3d\x01\x02", sn: "characteristic-two-field", ln: "characteristic-two-field" }, // 1.2.840.10045.1.2
    Entry { der: b"\x2a\x86\x48\xce\x3d\x01\x02\x03", sn: "id-characteristic-two-basis", ln: "id-characteristic-two-basis" }, // 1.2.840.10045.1.2.3
    Entry { der: b"\x2a\x86\x48\xce\x3d\x01\x02\x03\x01", sn: "onBasis", ln: "onBasis" }, // 1.2.840.10045.1.2.3.1
    Entry { der: b"\x2a\x86\x48\xce\x3d\x01\x02\x03\x02", sn: "tpBasis", ln: "tpBasis" }, // 1.2.840.10045.1.2.3.2
    Entry { der: b"\x2a\x86\x48\xce\x3d\x01\x02\x03\x03", sn: "ppBasis", ln: "ppBasis" }, // 1.2.840.10045.1.2.3.3
    Entry { der: b"\x2a\x86\x48\xce\x3d\x02\x01", sn: "id-ecPublicKey", ln: "id-ecPublicKey" }, // 1.2.840.10045.2.1
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x01", sn: "c2pnb163v1", ln: "c2pnb163v1" }, // 1.2.840.10045.3.0.1
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x02", sn: "c2pnb163v2", ln: "c2pnb163v2" }, // 1.2.840.10045.3.0.2
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x03", sn: "c2pnb163v3", ln: "c2pnb163v3" }, // 1.2.840.10045.3.0.3
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x04", sn: "c2pnb176v1", ln: "c2pnb176v1" }, // 1.2.840.10045.3.0.4
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x05", sn: "c2tnb191v1", ln: "c2tnb191v1" }, // 1.2.840.10045.3.0.5
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x06", sn: "c2tnb191v2", ln: "c2tnb191v2" }, // 1.2.840.10045.3.0.6
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x07", sn: "c2tnb191v3", ln: "c2tnb191v3" }, // 1.2.840.10045.3.0.7
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x08", sn: "c2onb191v4", ln: "c2onb191v4" }, // 1.2.840.10045.3.0.8
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x09", sn: "c2onb191v5", ln: "c2onb191v5" }, // 1.2.840.10045.3.0.9
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x0a", sn: "c2pnb208w1", ln: "c2pnb208w1" }, // 1.2.840.10045.3.0.10
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x0b", sn: "c2tnb239v1", ln: "c2tnb239v1" }, // 1.2.840.10045.3.0.11
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x0c", sn: "c2tnb239v2", ln: "c2tnb239v2" }, // 1.2.840.10045.3.0.12
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x0d", sn: "c2tnb239v3", ln: "c2tnb239v3" }, // 1.2.840.10045.3.0.13
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x0e", sn: "c2onb239v4", ln: "c2onb239v4" }, // 1.2.840.10045.3.0.14
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x0f", sn: "c2onb239v5", ln: "c2onb239v5" }, // 1.2.840.10045.3.0.15
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x10", sn: "c2pnb272w1", ln: "c2pnb272w1" }, // 1.2.840.10045.3.0.16
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x11", sn: "c2pnb304w1", ln: "c2pnb304w1" }, // 1.2.840.10045.3.0.17
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x12", sn: "c2tnb359v1", ln: "c2tnb359v1" }, // 1.2.840.10045.3.0.18
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x13", sn: "c2pnb368w1", ln: "c2pnb368w1" }, // 1.2.840.10045.3.0.19
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x00\x14", sn: "c2tnb431r1", ln: "c2tnb431r1" }, // 1.2.840.10045.3.0.20
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x01\x01", sn: "prime192v1", ln: "prime192v1" }, // 1.2.840.10045.3.1.1
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x01\x02", sn: "prime192v2", ln: "prime192v2" }, // 1.2.840.10045.3.1.2
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x01\x03", sn: "prime192v3", ln: "prime192v3" }, // 1.2.840.10045.3.1.3
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x01\x04", sn: "prime239v1", ln: "prime239v1" }, // 1.2.840.10045.3.1.4
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x01\x05", sn: "prime239v2", ln: "prime239v2" }, // 1.2.840.10045.3.1.5
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x01\x06", sn: "prime239v3", ln: "prime239v3" }, // 1.2.840.10045.3.1.6
    Entry { der: b"\x2a\x86\x48\xce\x3d\x03\x01\x07", sn: "prime256v1", ln: "prime256v1" }, // 1.2.840.10045.3.1.7
    Entry { der: b"\x2a\x86\x48\xce\x3d\x04\x01", sn: "ecdsa-with-SHA1", ln: "ecdsa-with-SHA1" }, // 1.2.840.10045.4.1
    Entry { der: b"\x2a\x86\x48\xce\x3d\x04\x02", sn: "ecdsa-with-Recommended", ln: "ecdsa-with-Recommended" }, // 1.2.840.10045.4.2
    Entry { der: b"\x2a\x86\x48\xce\x3d\x04\x03", sn: "ecdsa-with-Specified", ln: "ecdsa-with-Specified" }, // 1.2.840.10045.4.3
    Entry { der: b"\x2a\x86\x48\xce\x3d\x04\x03\x01", sn: "ecdsa-with-SHA224", ln: "ecdsa-with-SHA224" }, // 1.2.840.10045.4.3.1
    Entry { der: b"\x2a\x86\x48\xce\x3d\x04\x03\x02", sn: "ecdsa-with-SHA256", ln: "ecdsa-with-SHA256" }, // 1.2.840.10045.4.3.2
    Entry { der: b"\x2a\x86\x48\xce\x3d\x04\x03\x03", sn: "ecdsa-with-SHA384", ln: "ecdsa-with-SHA384" }, // 1.2.840.10045.4.3.3
    Entry { der: b"\x2a\x86\x48\xce\x3d\x04\x03\x04", sn: "ecdsa-with-SHA512", ln: "ecdsa-with-SHA512" }, // 1.2.840.10045.4.3.4
    Entry { der: b"\x2a\x86\x48\xce\x3e\x02\x01", sn: "dhpublicnumber", ln: "X9.42 DH" }, // 1.2.840.10046.2.1
    Entry { der: b"\x2b", sn: "ORG", ln: "org" }, // 1.3
    Entry { der: b"\x2b\x06", sn: "DOD", ln: "dod" }, // 1.3.6
    Entry { der: b"\x2b\x06\x01", sn: "IANA", ln: "iana" }, // 1.3.6.1
    Entry { der: b"\x2b\x06\x01\x01", sn: "directory", ln: "Directory" }, // 1.3.6.1.1
    Entry { der: b"\x2b\x06\x01\x02", sn: "mgmt", ln: "Management" }, // 1.3.6.1.2
    Entry { der: b"\x2b\x06\x01\x03", sn: "experimental", ln: "Experimental" }, // 1.3.6.1.3
    Entry { der: b"\x2b\x06\x01\x04", sn: "private", ln: "Private" }, // 1.3.6.1.4
    Entry { der: b"\x2b\x06\x01\x04\x01", sn: "enterprises", ln: "Enterprises" }, // 1.3.6.1.4.1
    Entry { der: b"\x2b\x06\x01\x04\x01\x81\x3c\x07\x01\x01\x02", sn: "IDEA-CBC", ln: "idea-cbc" }, // 1.3.6.1.4.1.188.7.1.1.2
    Entry { der: b"\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x0e", sn: "msExtReq", ln: "Microsoft Extension Request" }, // 1.3.6.1.4.1.311.2.1.14
    Entry { der: b"\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x15", sn: "msCodeInd", ln: "Microsoft Individual Code Signing" }, // 1.3.6.1.4.1.311.2.1.21
    Entry { der: b"\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x16", sn: "msCodeCom", ln: "Microsoft Commercial Code Signing" }, // 1.3.6.1.4.1.311.2.1.22
    Entry { der: b"\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x01", sn: "msCTLSign", ln: "Microsoft Trust List Signing" }, // 1.3.6.1.4.1.311.10.3.1
    Entry { der: b"\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x03", sn: "msSGC", ln: "Microsoft Server Gated Crypto" }, // 1.3.6.1.4.1.311.10.3.3
    Entry { der: b"\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x04", sn: "msEFS", ln: "Microsoft Encrypted File System" }, // 1.3.6.1.4.1.311.10.3.4
    Entry { der: b"\x2b\x06\x01\x04\x01\x82\x37\x11\x01", sn: "CSPName", ln: "Microsoft CSP Name" }, // 1.3.6.1.4.1.311.17.1
    Entry { der: b"\x2b\x06\x01\x04\x01\x82\x37\x11\x02", sn: "LocalKeySet", ln: "Microsoft Local Key set" }, // 1.3.6.1.4.1.311.17.2
    Entry { der: b"\x2b\x06\x01\x04\x01\x82\x37\x14\x02\x02", sn: "msSmartcardLogin", ln: "Microsoft Smartcard Login" }, // 1.3.6.1.4.1.311.20.2.2
    Entry { der: b"\x2b\x06\x01\x04\x01\x82\x37\x14\x02\x03", sn: "msUPN", ln: "Microsoft User Principal Name" }, // 1.3.6.1.4.1.311.20.2.3
    Entry { der: b"\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x01", sn: "jurisdictionL", ln: "jurisdictionLocalityName" }, // 1.3.6.1.4.1.311.60.2.1.1
    Entry { der: b"\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x02", sn: "jurisdictionST", ln: "jurisdictionStateOrProvinceName" }, // 1.3.6.1.4.1.311.60.2.1.2
    Entry { der: b"\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x03", sn: "jurisdictionC", ln: "jurisdictionCountryName" }, // 1.3.6.1.4.1.311.60.2.1.3
    Entry { der: b"\x2b\x06\x01\x04\x01\x8b\x3a\x82\x58", sn: "dcobject", ln: "dcObject" }, // 1.3.6.1.4.1.1466.344
    Entry { der: b"\x2b\x06\x01\x04\x01\x8d\x3a\x0c\x02\x01", sn: "BLAKE2BMAC", ln: "blake2bmac" }, // 1.3.6.1.4.1.1722.12.2.1
    Entry { der: b"\x2b\x06\x01\x04\x01\x8d\x3a\x0c\x02\x01\x10", sn: "BLAKE2b512", ln: "blake2b512" }, // 1.3.6.1.4.1.1722.12.2.1.16
    Entry { der: b"\x2b\x06\x01\x04\x01\x8d\x3a\x0c\x02\x02", sn: "BLAKE2SMAC", ln: "blake2smac" }, // 1.3.6.1.4.1.1722.12.2.2
    Entry { der: b"\x2b\x06\x01\x04\x01\x8d\x3a\x0c\x02\x02\x08", sn: "BLAKE2s256", ln: "blake2s256" }, // 1.3.6.1.4.1.1722.12.2.2.8
    Entry { der: b"\x2b\x06\x01\x04\x01\x97\x55\x01\x02", sn: "BF-CBC", ln: "bf-cbc" }, // 1.3.6.1.4.1.3029.1.2
    Entry { der: b"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02", sn: "ct_precert_scts", ln: "CT Precertificate SCTs" }, // 1.3.6.1.4.1.11129.2.4.2
    Entry { der: b"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x03", sn: "ct_precert_poison", ln: "CT Precertificate Poison" }, // 1.3.6.1.4.1.11129.2.4.3
    Entry { der: b"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x04", sn: "ct_precert_signer", ln: "CT Precertificate Signer" }, // 1.3.6.1.4.1.11129.2.4.4
    Entry { der: b"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x05", sn: "ct_cert_scts", ln: "CT Certificate SCTs" }, // 1.3.6.1.4.1.11129.2.4.5
    Entry { der: b"\x2b\x06\x01\x04\x01\xda\x47\x04\x0b", sn: "id-scrypt", ln: "scrypt" }, // 1.3.6.1.4.1.11591.4.11
    Entry { der: b"\x2b\x06\x01\x05", sn: "security", ln: "Security" }, // 1.3.6.1.5
    Entry { der: b"\x2b\x06\x01\x05\x02\x03", sn: "id-pkinit", ln: "id-pkinit" }, // 1.3.6.1.5.2.3
    Entry { der: b"\x2b\x06\x01\x05\x02\x03\x04", sn: "pkInitClientAuth", ln: "PKINIT Client Auth" }, // 1.3.6.1.5.2.3.4
    Entry { der: b"\x2b\x06\x01\x05\x02\x03\x05", sn: "pkInitKDC", ln: "Signing KDC Response" }, // 1.3.6.1.5.2.3.5
    Entry { der: b"\x2b\x06\x01\x05\x05\x07", sn: "PKIX", ln: "PKIX" }, // 1.3.6.1.5.5.7
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00", sn: "id-pkix-mod", ln: "id-pkix-mod" }, // 1.3.6.1.5.5.7.0
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00\x01", sn: "id-pkix1-explicit-88", ln: "id-pkix1-explicit-88" }, // 1.3.6.1.5.5.7.0.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00\x02", sn: "id-pkix1-implicit-88", ln: "id-pkix1-implicit-88" }, // 1.3.6.1.5.5.7.0.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00\x03", sn: "id-pkix1-explicit-93", ln: "id-pkix1-explicit-93" }, // 1.3.6.1.5.5.7.0.3
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00\x04", sn: "id-pkix1-implicit-93", ln: "id-pkix1-implicit-93" }, // 1.3.6.1.5.5.7.0.4
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00\x05", sn: "id-mod-crmf", ln: "id-mod-crmf" }, // 1.3.6.1.5.5.7.0.5
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00\x06", sn: "id-mod-cmc", ln: "id-mod-cmc" }, // 1.3.6.1.5.5.7.0.6
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00\x07", sn: "id-mod-kea-profile-88", ln: "id-mod-kea-profile-88" }, // 1.3.6.1.5.5.7.0.7
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00\x08", sn: "id-mod-kea-profile-93", ln: "id-mod-kea-profile-93" }, // 1.3.6.1.5.5.7.0.8
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00\x09", sn: "id-mod-cmp", ln: "id-mod-cmp" }, // 1.3.6.1.5.5.7.0.9
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00\x0a", sn: "id-mod-qualified-cert-88", ln: "id-mod-qualified-cert-88" }, // 1.3.6.1.5.5.7.0.10
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00\x0b", sn: "id-mod-qualified-cert-93", ln: "id-mod-qualified-cert-93" }, // 1.3.6.1.5.5.7.0.11
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00\x0c", sn: "id-mod-attribute-cert", ln: "id-mod-attribute-cert" }, // 1.3.6.1.5.5.7.0.12
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00\x0d", sn: "id-mod-timestamp-protocol", ln: "id-mod-timestamp-protocol" }, // 1.3.6.1.5.5.7.0.13
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00\x0e", sn: "id-mod-ocsp", ln: "id-mod-ocsp" }, // 1.3.6.1.5.5.7.0.14
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00\x0f", sn: "id-mod-dvcs", ln: "id-mod-dvcs" }, // 1.3.6.1.5.5.7.0.15
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x00\x10", sn: "id-mod-cmp2000", ln: "id-mod-cmp2000" }, // 1.3.6.1.5.5.7.0.16
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x01", sn: "id-pe", ln: "id-pe" }, // 1.3.6.1.5.5.7.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x01\x01", sn: "authorityInfoAccess", ln: "Authority Information Access" }, // 1.3.6.1.5.5.7.1.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x01\x02", sn: "biometricInfo", ln: "Biometric Info" }, // 1.3.6.1.5.5.7.1.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x01\x03", sn: "qcStatements", ln: "qcStatements" }, // 1.3.6.1.5.5.7.1.3
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x01\x04", sn: "ac-auditEntity", ln: "ac-auditEntity" }, // 1.3.6.1.5.5.7.1.4
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x01\x05", sn: "ac-targeting", ln: "ac-targeting" }, // 1.3.6.1.5.5.7.1.5
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x01\x06", sn: "aaControls", ln: "aaControls" }, // 1.3.6.1.5.5.7.1.6
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x01\x07", sn: "sbgp-ipAddrBlock", ln: "sbgp-ipAddrBlock" }, // 1.3.6.1.5.5.7.1.7
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x01\x08", sn: "sbgp-autonomousSysNum", ln: "sbgp-autonomousSysNum" }, // 1.3.6.1.5.5.7.1.8
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x01\x09", sn: "sbgp-routerIdentifier", ln: "sbgp-routerIdentifier" }, // 1.3.6.1.5.5.7.1.9
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x01\x0a", sn: "ac-proxying", ln: "ac-proxying" }, // 1.3.6.1.5.5.7.1.10
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x01\x0b", sn: "subjectInfoAccess", ln: "Subject Information Access" }, // 1.3.6.1.5.5.7.1.11
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x01\x0e", sn: "proxyCertInfo", ln: "Proxy Certificate Information" }, // 1.3.6.1.5.5.7.1.14
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x01\x18", sn: "tlsfeature", ln: "TLS Feature" }, // 1.3.6.1.5.5.7.1.24
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x01\x1c", sn: "sbgp-ipAddrBlockv2", ln: "sbgp-ipAddrBlockv2" }, // 1.3.6.1.5.5.7.1.28
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x01\x1d", sn: "sbgp-autonomousSysNumv2", ln: "sbgp-autonomousSysNumv2" }, // 1.3.6.1.5.5.7.1.29
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x02", sn: "id-qt", ln: "id-qt" }, // 1.3.6.1.5.5.7.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x02\x01", sn: "id-qt-cps", ln: "Policy Qualifier CPS" }, // 1.3.6.1.5.5.7.2.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x02\x02", sn: "id-qt-unotice", ln: "Policy Qualifier User Notice" }, // 1.3.6.1.5.5.7.2.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x02\x03", sn: "textNotice", ln: "textNotice" }, // 1.3.6.1.5.5.7.2.3
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03", sn: "id-kp", ln: "id-kp" }, // 1.3.6.1.5.5.7.3
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x01", sn: "serverAuth", ln: "TLS Web Server Authentication" }, // 1.3.6.1.5.5.7.3.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x02", sn: "clientAuth", ln: "TLS Web Client Authentication" }, // 1.3.6.1.5.5.7.3.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x03", sn: "codeSigning", ln: "Code Signing" }, // 1.3.6.1.5.5.7.3.3
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x04", sn: "emailProtection", ln: "E-mail Protection" }, // 1.3.6.1.5.5.7.3.4
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x05", sn: "ipsecEndSystem", ln: "IPSec End System" }, // 1.3.6.1.5.5.7.3.5
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x06", sn: "ipsecTunnel", ln: "IPSec Tunnel" }, // 1.3.6.1.5.5.7.3.6
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x07", sn: "ipsecUser", ln: "IPSec User" }, // 1.3.6.1.5.5.7.3.7
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x08", sn: "timeStamping", ln: "Time Stamping" }, // 1.3.6.1.5.5.7.3.8
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x09", sn: "OCSPSigning", ln: "OCSP Signing" }, // 1.3.6.1.5.5.7.3.9
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x0a", sn: "DVCS", ln: "dvcs" }, // 1.3.6.1.5.5.7.3.10
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x11", sn: "ipsecIKE", ln: "ipsec Internet Key Exchange" }, // 1.3.6.1.5.5.7.3.17
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x12", sn: "capwapAC", ln: "Ctrl/provision WAP Access" }, // 1.3.6.1.5.5.7.3.18
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x13", sn: "capwapWTP", ln: "Ctrl/Provision WAP Termination" }, // 1.3.6.1.5.5.7.3.19
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x15", sn: "secureShellClient", ln: "SSH Client" }, // 1.3.6.1.5.5.7.3.21
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x16", sn: "secureShellServer", ln: "SSH Server" }, // 1.3.6.1.5.5.7.3.22
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x17", sn: "sendRouter", ln: "Send Router" }, // 1.3.6.1.5.5.7.3.23
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x18", sn: "sendProxiedRouter", ln: "Send Proxied Router" }, // 1.3.6.1.5.5.7.3.24
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x19", sn: "sendOwner", ln: "Send Owner" }, // 1.3.6.1.5.5.7.3.25
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x1a", sn: "sendProxiedOwner", ln: "Send Proxied Owner" }, // 1.3.6.1.5.5.7.3.26
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x1b", sn: "cmcCA", ln: "CMC Certificate Authority" }, // 1.3.6.1.5.5.7.3.27
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x1c", sn: "cmcRA", ln: "CMC Registration Authority" }, // 1.3.6.1.5.5.7.3.28
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x1d", sn: "cmcArchive", ln: "CMC Archive Server" }, // 1.3.6.1.5.5.7.3.29
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x1e", sn: "id-kp-bgpsec-router", ln: "BGPsec Router" }, // 1.3.6.1.5.5.7.3.30
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x1f", sn: "id-kp-BrandIndicatorforMessageIdentification", ln: "Brand Indicator for Message Identification" }, // 1.3.6.1.5.5.7.3.31
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x03\x20", sn: "cmKGA", ln: "Certificate Management Key Generation Authority" }, // 1.3.6.1.5.5.7.3.32
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04", sn: "id-it", ln: "id-it" }, // 1.3.6.1.5.5.7.4
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x01", sn: "id-it-caProtEncCert", ln: "id-it-caProtEncCert" }, // 1.3.6.1.5.5.7.4.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x02", sn: "id-it-signKeyPairTypes", ln: "id-it-signKeyPairTypes" }, // 1.3.6.1.5.5.7.4.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x03", sn: "id-it-encKeyPairTypes", ln: "id-it-encKeyPairTypes" }, // 1.3.6.1.5.5.7.4.3
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x04", sn: "id-it-preferredSymmAlg", ln: "id-it-preferredSymmAlg" }, // 1.3.6.1.5.5.7.4.4
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x05", sn: "id-it-caKeyUpdateInfo", ln: "id-it-caKeyUpdateInfo" }, // 1.3.6.1.5.5.7.4.5
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x06", sn: "id-it-currentCRL", ln: "id-it-currentCRL" }, // 1.3.6.1.5.5.7.4.6
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x07", sn: "id-it-unsupportedOIDs", ln: "id-it-unsupportedOIDs" }, // 1.3.6.1.5.5.7.4.7
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x08", sn: "id-it-subscriptionRequest", ln: "id-it-subscriptionRequest" }, // 1.3.6.1.5.5.7.4.8
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x09", sn: "id-it-subscriptionResponse", ln: "id-it-subscriptionResponse" }, // 1.3.6.1.5.5.7.4.9
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x0a", sn: "id-it-keyPairParamReq", ln: "id-it-keyPairParamReq" }, // 1.3.6.1.5.5.7.4.10
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x0b", sn: "id-it-keyPairParamRep", ln: "id-it-keyPairParamRep" }, // 1.3.6.1.5.5.7.4.11
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x0c", sn: "id-it-revPassphrase", ln: "id-it-revPassphrase" }, // 1.3.6.1.5.5.7.4.12
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x0d", sn: "id-it-implicitConfirm", ln: "id-it-implicitConfirm" }, // 1.3.6.1.5.5.7.4.13
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x0e", sn: "id-it-confirmWaitTime", ln: "id-it-confirmWaitTime" }, // 1.3.6.1.5.5.7.4.14
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x0f", sn: "id-it-origPKIMessage", ln: "id-it-origPKIMessage" }, // 1.3.6.1.5.5.7.4.15
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x10", sn: "id-it-suppLangTags", ln: "id-it-suppLangTags" }, // 1.3.6.1.5.5.7.4.16
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x11", sn: "id-it-caCerts", ln: "id-it-caCerts" }, // 1.3.6.1.5.5.7.4.17
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x12", sn: "id-it-rootCaKeyUpdate", ln: "id-it-rootCaKeyUpdate" }, // 1.3.6.1.5.5.7.4.18
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x04\x13", sn: "id-it-certReqTemplate", ln: "id-it-certReqTemplate" }, // 1.3.6.1.5.5.7.4.19
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x05", sn: "id-pkip", ln: "id-pkip" }, // 1.3.6.1.5.5.7.5
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x05\x01", sn: "id-regCtrl", ln: "id-regCtrl" }, // 1.3.6.1.5.5.7.5.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x05\x01\x01", sn: "id-regCtrl-regToken", ln: "id-regCtrl-regToken" }, // 1.3.6.1.5.5.7.5.1.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x05\x01\x02", sn: "id-regCtrl-authenticator", ln: "id-regCtrl-authenticator" }, // 1.3.6.1.5.5.7.5.1.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x05\x01\x03", sn: "id-regCtrl-pkiPublicationInfo", ln: "id-regCtrl-pkiPublicationInfo" }, // 1.3.6.1.5.5.7.5.1.3
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x05\x01\x04", sn: "id-regCtrl-pkiArchiveOptions", ln: "id-regCtrl-pkiArchiveOptions" }, // 1.3.6.1.5.5.7.5.1.4
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x05\x01\x05", sn: "id-regCtrl-oldCertID", ln: "id-regCtrl-oldCertID" }, // 1.3.6.1.5.5.7.5.1.5
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x05\x01\x06", sn: "id-regCtrl-protocolEncrKey", ln: "id-regCtrl-protocolEncrKey" }, // 1.3.6.1.5.5.7.5.1.6
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x05\x02", sn: "id-regInfo", ln: "id-regInfo" }, // 1.3.6.1.5.5.7.5.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x05\x02\x01", sn: "id-regInfo-utf8Pairs", ln: "id-regInfo-utf8Pairs" }, // 1.3.6.1.5.5.7.5.2.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x05\x02\x02", sn: "id-regInfo-certReq", ln: "id-regInfo-certReq" }, // 1.3.6.1.5.5.7.5.2.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x06", sn: "id-alg", ln: "id-alg" }, // 1.3.6.1.5.5.7.6
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x06\x01", sn: "id-alg-des40", ln: "id-alg-des40" }, // 1.3.6.1.5.5.7.6.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x06\x02", sn: "id-alg-noSignature", ln: "id-alg-noSignature" }, // 1.3.6.1.5.5.7.6.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x06\x03", sn: "id-alg-dh-sig-hmac-sha1", ln: "id-alg-dh-sig-hmac-sha1" }, // 1.3.6.1.5.5.7.6.3
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x06\x04", sn: "id-alg-dh-pop", ln: "id-alg-dh-pop" }, // 1.3.6.1.5.5.7.6.4
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07", sn: "id-cmc", ln: "id-cmc" }, // 1.3.6.1.5.5.7.7
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x01", sn: "id-cmc-statusInfo", ln: "id-cmc-statusInfo" }, // 1.3.6.1.5.5.7.7.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x02", sn: "id-cmc-identification", ln: "id-cmc-identification" }, // 1.3.6.1.5.5.7.7.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x03", sn: "id-cmc-identityProof", ln: "id-cmc-identityProof" }, // 1.3.6.1.5.5.7.7.3
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x04", sn: "id-cmc-dataReturn", ln: "id-cmc-dataReturn" }, // 1.3.6.1.5.5.7.7.4
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x05", sn: "id-cmc-transactionId", ln: "id-cmc-transactionId" }, // 1.3.6.1.5.5.7.7.5
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x06", sn: "id-cmc-senderNonce", ln: "id-cmc-senderNonce" }, // 1.3.6.1.5.5.7.7.6
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x07", sn: "id-cmc-recipientNonce", ln: "id-cmc-recipientNonce" }, // 1.3.6.1.5.5.7.7.7
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x08", sn: "id-cmc-addExtensions", ln: "id-cmc-addExtensions" }, // 1.3.6.1.5.5.7.7.8
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x09", sn: "id-cmc-encryptedPOP", ln: "id-cmc-encryptedPOP" }, // 1.3.6.1.5.5.7.7.9
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x0a", sn: "id-cmc-decryptedPOP", ln: "id-cmc-decryptedPOP" }, // 1.3.6.1.5.5.7.7.10
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x0b", sn: "id-cmc-lraPOPWitness", ln: "id-cmc-lraPOPWitness" }, // 1.3.6.1.5.5.7.7.11
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x0f", sn: "id-cmc-getCert", ln: "id-cmc-getCert" }, // 1.3.6.1.5.5.7.7.15
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x10", sn: "id-cmc-getCRL", ln: "id-cmc-getCRL" }, // 1.3.6.1.5.5.7.7.16
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x11", sn: "id-cmc-revokeRequest", ln: "id-cmc-revokeRequest" }, // 1.3.6.1.5.5.7.7.17
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x12", sn: "id-cmc-regInfo", ln: "id-cmc-regInfo" }, // 1.3.6.1.5.5.7.7.18
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x13", sn: "id-cmc-responseInfo", ln: "id-cmc-responseInfo" }, // 1.3.6.1.5.5.7.7.19
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x15", sn: "id-cmc-queryPending", ln: "id-cmc-queryPending" }, // 1.3.6.1.5.5.7.7.21
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x16", sn: "id-cmc-popLinkRandom", ln: "id-cmc-popLinkRandom" }, // 1.3.6.1.5.5.7.7.22
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x17", sn: "id-cmc-popLinkWitness", ln: "id-cmc-popLinkWitness" }, // 1.3.6.1.5.5.7.7.23
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x07\x18", sn: "id-cmc-confirmCertAcceptance", ln: "id-cmc-confirmCertAcceptance" }, // 1.3.6.1.5.5.7.7.24
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x08", sn: "id-on", ln: "id-on" }, // 1.3.6.1.5.5.7.8
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x08\x01", sn: "id-on-personalData", ln: "id-on-personalData" }, // 1.3.6.1.5.5.7.8.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x08\x03", sn: "id-on-permanentIdentifier", ln: "Permanent Identifier" }, // 1.3.6.1.5.5.7.8.3
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x08\x05", sn: "id-on-xmppAddr", ln: "XmppAddr" }, // 1.3.6.1.5.5.7.8.5
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x08\x07", sn: "id-on-dnsSRV", ln: "SRVName" }, // 1.3.6.1.5.5.7.8.7
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x08\x08", sn: "id-on-NAIRealm", ln: "NAIRealm" }, // 1.3.6.1.5.5.7.8.8
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x08\x09", sn: "id-on-SmtpUTF8Mailbox", ln: "Smtp UTF8 Mailbox" }, // 1.3.6.1.5.5.7.8.9
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x09", sn: "id-pda", ln: "id-pda" }, // 1.3.6.1.5.5.7.9
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x09\x01", sn: "id-pda-dateOfBirth", ln: "id-pda-dateOfBirth" }, // 1.3.6.1.5.5.7.9.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x09\x02", sn: "id-pda-placeOfBirth", ln: "id-pda-placeOfBirth" }, // 1.3.6.1.5.5.7.9.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x09\x03", sn: "id-pda-gender", ln: "id-pda-gender" }, // 1.3.6.1.5.5.7.9.3
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x09\x04", sn: "id-pda-countryOfCitizenship", ln: "id-pda-countryOfCitizenship" }, // 1.3.6.1.5.5.7.9.4
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x09\x05", sn: "id-pda-countryOfResidence", ln: "id-pda-countryOfResidence" }, // 1.3.6.1.5.5.7.9.5
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x0a", sn: "id-aca", ln: "id-aca" }, // 1.3.6.1.5.5.7.10
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x0a\x01", sn: "id-aca-authenticationInfo", ln: "id-aca-authenticationInfo" }, // 1.3.6.1.5.5.7.10.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x0a\x02", sn: "id-aca-accessIdentity", ln: "id-aca-accessIdentity" }, // 1.3.6.1.5.5.7.10.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x0a\x03", sn: "id-aca-chargingIdentity", ln: "id-aca-chargingIdentity" }, // 1.3.6.1.5.5.7.10.3
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x0a\x04", sn: "id-aca-group", ln: "id-aca-group" }, // 1.3.6.1.5.5.7.10.4
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x0a\x05", sn: "id-aca-role", ln: "id-aca-role" }, // 1.3.6.1.5.5.7.10.5
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x0a\x06", sn: "id-aca-encAttrs", ln: "id-aca-encAttrs" }, // 1.3.6.1.5.5.7.10.6
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x0b", sn: "id-qcs", ln: "id-qcs" }, // 1.3.6.1.5.5.7.11
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x0b\x01", sn: "id-qcs-pkixQCSyntax-v1", ln: "id-qcs-pkixQCSyntax-v1" }, // 1.3.6.1.5.5.7.11.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x0c", sn: "id-cct", ln: "id-cct" }, // 1.3.6.1.5.5.7.12
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x0c\x01", sn: "id-cct-crs", ln: "id-cct-crs" }, // 1.3.6.1.5.5.7.12.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x0c\x02", sn: "id-cct-PKIData", ln: "id-cct-PKIData" }, // 1.3.6.1.5.5.7.12.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x0c\x03", sn: "id-cct-PKIResponse", ln: "id-cct-PKIResponse" }, // 1.3.6.1.5.5.7.12.3
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x0e", sn: "id-cp", ln: "id-cp" }, // 1.3.6.1.5.5.7.14
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x0e\x02", sn: "ipAddr-asNumber", ln: "ipAddr-asNumber" }, // 1.3.6.1.5.5.7.14.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x0e\x03", sn: "ipAddr-asNumberv2", ln: "ipAddr-asNumberv2" }, // 1.3.6.1.5.5.7.14.3
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x15", sn: "id-ppl", ln: "id-ppl" }, // 1.3.6.1.5.5.7.21
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x15\x00", sn: "id-ppl-anyLanguage", ln: "Any language" }, // 1.3.6.1.5.5.7.21.0
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x15\x01", sn: "id-ppl-inheritAll", ln: "Inherit all" }, // 1.3.6.1.5.5.7.21.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x15\x02", sn: "id-ppl-independent", ln: "Independent" }, // 1.3.6.1.5.5.7.21.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30", sn: "id-ad", ln: "id-ad" }, // 1.3.6.1.5.5.7.48
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x01", sn: "OCSP", ln: "OCSP" }, // 1.3.6.1.5.5.7.48.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x01\x01", sn: "basicOCSPResponse", ln: "Basic OCSP Response" }, // 1.3.6.1.5.5.7.48.1.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x01\x02", sn: "Nonce", ln: "OCSP Nonce" }, // 1.3.6.1.5.5.7.48.1.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x01\x03", sn: "CrlID", ln: "OCSP CRL ID" }, // 1.3.6.1.5.5.7.48.1.3
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x01\x04", sn: "acceptableResponses", ln: "Acceptable OCSP Responses" }, // 1.3.6.1.5.5.7.48.1.4
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x01\x05", sn: "noCheck", ln: "OCSP No Check" }, // 1.3.6.1.5.5.7.48.1.5
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x01\x06", sn: "archiveCutoff", ln: "OCSP Archive Cutoff" }, // 1.3.6.1.5.5.7.48.1.6
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x01\x07", sn: "serviceLocator", ln: "OCSP Service Locator" }, // 1.3.6.1.5.5.7.48.1.7
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x01\x08", sn: "extendedStatus", ln: "Extended OCSP Status" }, // 1.3.6.1.5.5.7.48.1.8
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x01\x09", sn: "valid", ln: "valid" }, // 1.3.6.1.5.5.7.48.1.9
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x01\x0a", sn: "path", ln: "path" }, // 1.3.6.1.5.5.7.48.1.10
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x01\x0b", sn: "trustRoot", ln: "Trust Root" }, // 1.3.6.1.5.5.7.48.1.11
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x02", sn: "caIssuers", ln: "CA Issuers" }, // 1.3.6.1.5.5.7.48.2
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x03", sn: "ad_timestamping", ln: "AD Time Stamping" }, // 1.3.6.1.5.5.7.48.3
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x04", sn: "AD_DVCS", ln: "ad dvcs" }, // 1.3.6.1.5.5.7.48.4
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x05", sn: "caRepository", ln: "CA Repository" }, // 1.3.6.1.5.5.7.48.5
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x0a", sn: "rpkiManifest", ln: "RPKI Manifest" }, // 1.3.6.1.5.5.7.48.10
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x0b", sn: "signedObject", ln: "Signed Object" }, // 1.3.6.1.5.5.7.48.11
    Entry { der: b"\x2b\x06\x01\x05\x05\x07\x30\x0d", sn: "rpkiNotify", ln: "RPKI Notify" }, // 1.3.6.1.5.5.7.48.13
    Entry { der: b"\x2b\x06\x01\x05\x05\x08\x01\x01", sn: "HMAC-MD5", ln: "hmac-md5" }, // 1.3.6.1.5.5.8.1.1
    Entry { der: b"\x2b\x06\x01\x05\x05\x08\x01\x02", sn: "HMAC-SHA1", ln: "hmac-sha1" }, // 1.3.6.1.5.5.8.1.2
    Entry { der: b"\x2b\x06\x01\x06", sn: "snmpv2", ln: "SNMPv2" }, // 1.3.6.1.6
    Entry { der: b"\x2b\x06\x01\x07", sn: "Mail", ln: "Mail" }, // 1.3.6.1.7
    Entry { der: b"\x2b\x06\x01\x07\x01", sn: "mime-mhs", ln: "MIME MHS" }, // 1.3.6.1.7.1
    Entry { der: b"\x2b\x06\x01\x07\x01\x01", sn: "mime-mhs-headings", ln: "mime-mhs-headings" }, // 1.3.6.1.7.1.1
    Entry { der: b"\x2b\x06\x01\x07\x01\x01\x01", sn: "id-hex-partial-message", ln: "id-hex-partial-message" }, // 1.3.6.1.7.1.1.1
    Entry { der: b"\x2b\x06\x01\x07\x01\x01\x02", sn: "id-hex-multipart-message", ln: "id-hex-multipart-message" }, // 1.3.6.1.7.1.1.2
    Entry { der: b"\x2b\x06\x01\x07\x01\x02", sn: "mime-mhs-bodies", ln: "mime-mhs-bodies" }, // 1.3.6.1.7.1.2
    Entry { der: b"\x2b\x0e\x03\x02", sn: "algorithm", ln: "algorithm" }, // 1.3.14.3.2
    Entry { der: b"\x2b\x0e\x03\x02\x03", sn: "RSA-NP-MD5", ln: "md5WithRSA" }, // 1.3.14.3.2.3
    Entry { der: b"\x2b\x0e\x03\x02\x06", sn: "DES-ECB", ln: "des-ecb" }, // 1.3.14.3.2.6
    Entry { der: b"\x2b\x0e\x03\x02\x07", sn: "DES-CBC", ln: "des-cbc" }, // 1.3.14.3.2.7
    Entry { der: b"\x2b\x0e\x03\x02\x08", sn: "DES-OFB", ln: "des-ofb" }, // 1.3.14.3.2.8
    Entry { der: b"\x2b\x0e\x03\x02\x09", sn: "DES-CFB", ln: "des-cfb" }, // 1.3.14.3.2.9
    Entry { der: b"\x2b\x0e\x03\x02\x0b", sn: "rsaSignature", ln: "rsaSignature" }, // 1.3.14.3.2.11
    Entry { der: b"\x2b\x0e\x03\x02\x0c", sn: "DSA-old", ln: "dsaEncryption-old" }, // 1.3.14.3.2.12
    Entry { der: b"\x2b\x0e\x03\x02\x0d", sn: "DSA-SHA", ln: "dsaWithSHA" }, // 1.3.14.3.2.13
    Entry { der: b"\x2b\x0e\x03\x02\x0f", sn: "RSA-SHA", ln: "shaWithRSAEncryption" }, // 1.3.14.3.2.15
    Entry { der: b"\x2b\x0e\x03\x02\x11", sn: "DES-EDE", ln: "des-ede" }, // 1.3.14.3.2.17
    Entry { der: b"\x2b\x0e\x03\x02\x12", sn: "SHA", ln: "sha" }, // 1.3.14.3.2.18
    Entry { der: b"\x2b\x0e\x03\x02\x1a", sn: "SHA1", ln: "sha1" }, // 1.3.14.3.2.26
    Entry { der: b"\x2b\x0e\x03\x02\x1b", sn: "DSA-SHA1-old", ln: "dsaWithSHA1-old" }, // 1.3.14.3.2.27
    Entry { der: b"\x2b\x0e\x03\x02\x1d", sn: "RSA-SHA1-2", ln: "sha1WithRSA" }, // 1.3.14.3.2.29
    Entry { der: b"\x2b\x24\x03\x02\x01", sn: "RIPEMD160", ln: "ripemd160" }, // 1.3.36.3.2.1
    Entry { der: b"\x2b\x24\x03\x03\x01\x02", sn: "RSA-RIPEMD160", ln: "ripemd160WithRSA" }, // 1.3.36.3.3.1.2
    Entry { der: b"\x2b\x24\x03\x03\x02\x08\x01\x01\x01", sn: "brainpoolP160r1", ln: "brainpoolP160r1" }, // 1.3.36.3.3.2.8.1.1.1
    Entry { der: b"\x2b\x24\x03\x03\x02\x08\x01\x01\x02", sn: "brainpoolP160t1", ln: "brainpoolP160t1" }, // 1.3.36.3.3.2.8.1.1.2
    Entry { der: b"\x2b\x24\x03\x03\x02\x08\x01\x01\x03", sn: "brainpoolP192r1", ln: "brainpoolP192r1" }, // 1.3.36.3.3.2.8.1.1.3
    Entry { der: b"\x2b\x24\x03\x03\x02\x08\x01\x01\x04", sn: "brainpoolP192t1", ln: "brainpoolP192t1" }, // 1.3.36.3.3.2.8.1.1.4
    Entry { der: b"\x2b\x24\x03\x03\x02\x08\x01\x01\x05", sn: "brainpoolP224r1", ln: "brainpoolP224r1" }, // 1.3.36.3.3.2.8.1.1.5
    Entry { der: b"\x2b\x24\x03\x03\x02\x08\x01\x01\x06", sn: "brainpoolP224t1", ln: "brainpoolP224t1" }, // 1.3.36.3.3.2.8.1.1.6
    Entry { der: b"\x2b\x24\x03\x03\x02\x08\x01\x01\x07", sn: "brainpoolP256r1", ln: "brainpoolP256r1" }, // 1.3.36.3.3.2.8.1.1.7
    Entry { der: b"\x2b\x24\x03\x03\x02\x08\x01\x01\x08", sn: "brainpoolP256t1", ln: "brainpoolP256t1" }, // 1.3.36.3.3.2.8.1.1.8
    Entry { der: b"\x2b\x24\x03\x03\x02\x08\x01\x01\x09", sn: "brainpoolP320r1", ln: "brainpoolP320r1" }, // 1.3.36.3.3.2.8.1.1.9
    Entry { der: b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0a", sn: "brainpoolP320t1", ln: "brainpoolP320t1" }, // 1.3.36.3.3.2.8.1.1.10
    Entry { der: b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0b", sn: "brainpoolP384r1", ln: "brainpoolP384r1" }, // 1.3.36.3.3.2.8.1.1.11
    Entry { der: b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0c", sn: "brainpoolP384t1", ln: "brainpoolP384t1" }, // 1.3.36.3.3.2.8.1.1.12
    Entry { der: b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0d", sn: "brainpoolP512r1", ln: "brainpoolP512r1" }, // 1.3.36.3.3.2.8.1.1.13
    Entry { der: b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0e", sn: "brainpoolP512t1", ln: "brainpoolP512t1" }, // 1.3.36.3.3.2.8.1.1.14
    Entry { der: b"\x2b\x24\x08\x03\x03", sn: "x509ExtAdmission", ln: "Professional Information or basis for Admission" }, // 1.3.36.8.3.3
    Entry { der: b"\x2b\x65\x01\x04\x01", sn: "SXNetID", ln: "Strong Extranet ID" }, // 1.3.101.1.4.1
    Entry { der: b"\x2b\x65\x6e", sn: "X25519", ln: "X25519" }, // 1.3.101.110
    Entry { der: b"\x2b\x65\x6f", sn: "X448", ln: "X448" }, // 1.3.101.111
    Entry { der: b"\x2b\x65\x70", sn: "ED25519", ln: "ED25519" }, // 1.3.101.112
    Entry { der: b"\x2b\x65\x71", sn: "ED448", ln: "ED448" }, // 1.3.101.113
    Entry { der: b"\x2b\x6f", sn: "ieee", ln: "ieee" }, // 1.3.111
    Entry { der: b"\x2b\x6f\x02\x8c\x53", sn: "ieee-siswg", ln: "IEEE Security in Storage Working Group" }, // 1.3.111.2.1619
    Entry { der: b"\x2b\x6f\x02\x8c\x53\x00\x01\x01", sn: "AES-128-XTS", ln: "aes-128-xts" }, // 1.3.111.2.1619.0.1.1
    Entry { der: b"\x2b\x6f\x02\x8c\x53\x00\x01\x02", sn: "AES-256-XTS", ln: "aes-256-xts" }, // 1.3.111.2.1619.0.1.2
    Entry { der: b"\x2b\x81\x04", sn: "certicom-arc", ln: "certicom-arc" }, // 1.3.132
    Entry { der: b"\x2b\x81\x04\x00\x01", sn: "sect163k1", ln: "sect163k1" }, // 1.3.132.0.1
    Entry { der: b"\x2b\x81\x04\x00\x02", sn: "sect163r1", ln: "sect163r1" }, // 1.3.132.0.2
    Entry { der: b"\x2b\x81\x04\x00\x03", sn: "sect239k1", ln: "sect239k1" }, // 1.3.132.0.3
    Entry { der: b"\x2b\x81\x04\x00\x04", sn: "sect113r1", ln: "sect113r1" }, // 1.3.132.0.4
    Entry { der: b"\x2b\x81\x04\x00\x05", sn: "sect113r2", ln: "sect113r2" }, // 1.3.132.0.5
    Entry { der: b"\x2b\x81\x04\x00\x06", sn: "secp112r1", ln: "secp112r1" }, // 1.3.132.0.6
    Entry { der: b"\x2b\x81\x04\x00\x07", sn: "secp112r2", ln: "secp112r2" }, // 1.3.132.0.7
    Entry { der: b"\x2b\x81\x04\x00\x08", sn: "secp160r1", ln: "secp160r1" }, // 1.3.132.0.8
    Entry { der: b"\x2b\x81\x04\x00\x09", sn: "secp160k1", ln: "secp160k1" }, // 1.3.132.0.9
    Entry { der: b"\x2b\x81\x04\x00\x0a", sn: "secp256k1", ln: "secp256k1" }, // 1.3.132.0.10
    Entry { der: b"\x2b\x81\x04\x00\x0f", sn: "sect163r2", ln: "sect163r2" }, // 1.3.132.0.15
    Entry { der: b"\x2b\x81\x04\x00\x10", sn: "sect283k1", ln: "sect283k1" }, // 1.3.132.0.16
    Entry { der: b"\x2b\x81\x04\x00\x11", sn: "sect283r1", ln: "sect283r1" }, // 1.3.132.0.17
    Entry { der: b"\x2b\x81\x04\x00\x16", sn: "sect131r1", ln: "sect131r1" }, // 1.3.132.0.22
    Entry { der: b"\x2b\x81\x04\x00\x17", sn: "sect131r2", ln: "sect131r2" }, // 1.3.132.0.23
    Entry { der: b"\x2b\x81\x04\x00\x18", sn: "sect193r1", ln: "sect193r1" }, // 1.3.132.0.24
    Entry { der: b"\x2b\x81\x04\x00\x19", sn: "sect193r2", ln: "sect193r2" }, // 1.3.132.0.25
    Entry { der: b"\x2b\x81\x04\x00\x1a", sn: "sect233k1", ln: "sect233k1" }, // 1.3.132.0.26
    Entry { der: b"\x2b\x81\x04\x00\x1b", sn: "sect233r1", ln: "sect233r1" }, // 1.3.132.0.27
    Entry { der: b"\x2b\x81\x04\x00\x1c", sn: "secp128r1", ln: "secp128r1" }, // 1.3.132.0.28
    Entry { der: b"\x2b\x81\x04\x00\x1d", sn: "secp128r2", ln: "secp128r2" }, // 1.3.132.0.29
    Entry { der: b"\x2b\x81\x04\x00\x1e", sn: "secp160r2", ln: "secp160r2" }, // 1.3.132.0.30
    Entry { der: b"\x2b\x81\x04\x00\x1f", sn: "secp192k1", ln: "secp192k1" }, // 1.3.132.0.31
    Entry { der: b"\x2b\x81\x04\x00\x20", sn: "secp224k1", ln: "secp224k1" }, // 1.3.132.0.32
    Entry { der: b"\x2b\x81\x04\x00\x21", sn: "secp224r1", ln: "secp224r1" }, // 1.3.132.0.33
    Entry { der: b"\x2b\x81\x04\x00\x22", sn: "secp384r1", ln: "secp384r1" }, // 1.3.132.0.34
    Entry { der: b"\x2b\x81\x04\x00\x23", sn: "secp521r1", ln: "secp521r1" }, // 1.3.132.0.35
    Entry { der: b"\x2b\x81\x04\x00\x24", sn: "sect409k1", ln: "sect409k1" }, // 1.3.132.0.36
    Entry { der: b"\x2b\x81\x04\x00\x25", sn: "sect409r1", ln: "sect409r1" }, // 1.3.132.0.37
    Entry { der: b"\x2b\x81\x04\x00\x26", sn: "sect571k1", ln: "sect571k1" }, // 1.3.132.0.38
    Entry { der: b"\x2b\x81\x04\x00\x27", sn: "sect571r1", ln: "sect571r1" }, // 1.3.132.0.39
    Entry { der: b"\x2b\x81\x04\x01\x0b\x00", sn: "dhSinglePass-stdDH-sha224kdf-scheme", ln: "dhSinglePass-stdDH-sha224kdf-scheme" }, // 1.3.132.1.11.0
    Entry { der: b"\x2b\x81\x04\x01\x0b\x01", sn: "dhSinglePass-stdDH-sha256kdf-scheme", ln: "dhSinglePass-stdDH-sha256kdf-scheme" }, // 1.3.132.1.11.1
    Entry { der: b"\x2b\x81\x04\x01\x0b\x02", sn: "dhSinglePass-stdDH-sha384kdf-scheme", ln: "dhSinglePass-stdDH-sha384kdf-scheme" }, // 1.3.132.1.11.2
    Entry { der: b"\x2b\x81\x04\x01\x0b\x03", sn: "dhSinglePass-stdDH-sha512kdf-scheme", ln: "dhSinglePass-stdDH-sha512kdf-scheme" }, // 1.3.132.1.11.3
    Entry { der: b"\x2b\x81\x04\x01\x0e\x00", sn: "dhSinglePass-cofactorDH-sha224kdf-scheme", ln: "dhSinglePass-cofactorDH-sha224kdf-scheme" }, // 1.3.132.1.14.0
    Entry { der: b"\x2b\x81\x04\x01\x0e\x01", sn: "dhSinglePass-cofactorDH-sha256kdf-scheme", ln: "dhSinglePass-cofactorDH-sha256kdf-scheme" }, // 1.3.132.1.14.1
    Entry { der: b"\x2b\x81\x04\x01\x0e\x02", sn: "dhSinglePass-cofactorDH-sha384kdf-scheme", ln: "dhSinglePass-cofactorDH-sha384kdf-scheme" }, // 1.3.132.1.14.2
    Entry { der: b"\x2b\x81\x04\x01\x0e\x03", sn: "dhSinglePass-cofactorDH-sha512kdf-scheme", ln: "dhSinglePass-cofactorDH-sha512kdf-scheme" }, // 1.3.132.1.14.3
    Entry { der: b"\x2b\x81\x05\x10\x86\x48\x3f\x00\x02", sn: "dhSinglePass-stdDH-sha1kdf-scheme", ln: "dhSinglePass-stdDH-sha1kdf-scheme" }, // 1.3.133.16.840.63.0.2
    Entry { der: b"\x2b\x81\x05\x10\x86\x48\x3f\x00\x03", sn: "dhSinglePass-cofactorDH-sha1kdf-scheme", ln: "dhSinglePass-cofactorDH-sha1kdf-scheme" }, // 1.3.133.16.840.63.0.3
    Entry { der: b"\x55", sn: "X500", ln: "directory services (X.500)" }, // 2.5
    Entry { der: b"\x55\x01\x05", sn: "selected-attribute-types", ln: "Selected Attribute Types" }, // 2.5.1.5
    Entry { der: b"\x55\x01\x05\x37", sn: "clearance", ln: "clearance" }, // 2.5.1.5.55
    Entry { der: b"\x55\x04", sn: "X509", ln: "X509" }, // 2.5.4
    Entry { der: b"\x55\x04\x03", sn: "CN", ln: "commonName" }, // 2.5.4.3
    Entry { der: b"\x55\x04\x04", sn: "SN", ln: "surname" }, // 2.5.4.4
    Entry { der: b"\x55\x04\x05", sn: "serialNumber", ln: "serialNumber" }, // 2.5.4.5
    Entry { der: b"\x55\x04\x06", sn: "C", ln: "countryName" }, // 2.5.4.6
    Entry { der: b"\x55\x04\x07", sn: "L", ln: "localityName" }, // 2.5.4.7
    Entry { der: b"\x55\x04\x08", sn: "ST", ln: "stateOrProvinceName" }, // 2.5.4.8
    Entry { der: b"\x55\x04\x09", sn: "street", ln: "streetAddress" }, // 2.5.4.9
    Entry { der: b"\x55\x04\x0a", sn: "O", ln: "organizationName" }, // 2.5.4.10
    Entry { der: b"\x55\x04\x0b", sn: "OU", ln: "organizationalUnitName" }, // 2.5.4.11
    Entry { der: b"\x55\x04\x0c", sn: "title", ln: "title" }, // 2.5.4.12
    Entry { der: b"\x55\x04\x0d", sn: "description", ln: "description" }, // 2.5.4.13
    Entry { der: b"\x55\x04\x0e", sn: "searchGuide", ln: "searchGuide" }, // 2.5.4.14
    Entry { der: b"\x55\x04\x0f", sn: "businessCategory", ln: "businessCategory" }, // 2.5.4.15
    Entry { der: b"\x55\x04\x10", sn: "postalAddress", ln: "postalAddress" }, // 2.5.4.16
    Entry { der: b"\x55\x04\x11", sn: "postalCode", ln: "postalCode" }, // 2.5.4.17
    Entry { der: b"\x55\x04\x12", sn: "postOfficeBox", ln: "postOfficeBox" }, // 2.5.4.18
    Entry { der: b"\x55\x04\x13", sn: "physicalDeliveryOfficeName", ln: "physicalDeliveryOfficeName" }, // 2.5.4.19
    Entry { der: b"\x55\x04\x14", sn: "telephoneNumber", ln: "telephoneNumber" }, // 2.5.4.20
    Entry { der: b"\x55\x04\x15", sn: "telexNumber", ln: "telexNumber" }, // 2.5.4.21
    Entry { der: b"\x55\x04\x16", sn: "teletexTerminalIdentifier", ln: "teletexTerminalIdentifier" }, // 2.5.4.22
    Entry { der: b"\x55\x04\x17", sn: "facsimileTelephoneNumber", ln: "facsimileTelephoneNumber" }, // 2.5.4.23
    Entry { der: b"\x55\x04\x18", sn: "x121Address", ln: "x121Address" }, // 2.5.4.24
    Entry { der: b"\x55\x04\x19", sn: "internationaliSDNNumber", ln: "internationaliSDNNumber" }, // 2.5.4.25
    Entry { der: b"\x55\x04\x1a", sn: "registeredAddress", ln: "registeredAddress" }, // 2.5.4.26
    Entry { der: b"\x55\x04\x1b", sn: "destinationIndicator", ln: "destinationIndicator" }, // 2.5.4.27
    Entry { der: b"\x55\x04\x1c", sn: "preferredDeliveryMethod", ln: "preferredDeliveryMethod" }, // 2.5.4.28
    Entry { der: b"\x55\x04\x1d", sn: "presentationAddress", ln: "presentationAddress" }, // 2.5.4.29
    Entry { der: b"\x55\x04\x1e", sn: "supportedApplicationContext", ln: "supportedApplicationContext" }, // 2.5.4.30
    Entry { der: b"\x55\x04\x1f", sn: "member", ln: "member" }, // 2.5.4.31
    Entry { der: b"\x55\x04\x20", sn: "owner", ln: "owner" }, // 2.5.4.32
    Entry { der: b"\x55\x04\x21", sn: "roleOccupant", ln: "roleOccupant" }, // 2.5.4.33
    Entry { der: b"\x55\x04\x22", sn: "seeAlso", ln: "seeAlso" }, // 2.5.4.34
    Entry { der: b"\x55\x04\x23", sn: "userPassword", ln: "userPassword" }, // 2.5.4.35
    Entry { der: b"\x55\x04\x24", sn: "userCertificate", ln: "userCertificate" }, // 2.5.4.36
    Entry { der: b"\x55\x04\x25", sn: "cACertificate", ln: "cACertificate" }, // 2.5.4.37
    Entry { der: b"\x55\x04\x26", sn: "authorityRevocationList", ln: "authorityRevocationList" }, // 2.5.4.38
    Entry { der: b"\x55\x04\x27", sn: "certificateRevocationList", ln: "certificateRevocationList" }, // 2.5.4.39
    Entry { der: b"\x55\x04\x28", sn: "crossCertificatePair", ln: "crossCertificatePair" }, // 2.5.4.40
    Entry { der: b"\x55\x04\x29", sn: "name", ln: "name" }, // 2.5.4.41
    Entry { der: b"\x55\x04\x2a", sn: "GN", ln: "givenName" }, // 2.5.4.42
    Entry { der: b"\x55\x04\x2b", sn: "initials", ln: "initials" }, // 2.5.4.43
    Entry { der: b"\x55\x04\x2c", sn: "generationQualifier", ln: "generationQualifier" }, // 2.5.4.44
    Entry { der: b"\x55\x04\x2d", sn: "x500UniqueIdentifier", ln: "x500UniqueIdentifier" }, // 2.5.4.45
    Entry { der: b"\x55\x04\x2e", sn: "dnQualifier", ln: "dnQualifier" }, // 2.5.4.46
    Entry { der: b"\x55\x04\x2f", sn: "enhancedSearchGuide", ln: "enhancedSearchGuide" }, // 2.5.4.47
    Entry { der: b"\x55\x04\x30", sn: "protocolInformation", ln: "protocolInformation" }, // 2.5.4.48
    Entry { der: b"\x55\x04\x31", sn: "distinguishedName", ln: "distinguishedName" }, // 2.5.4.49
    Entry { der: b"\x55\x04\x32", sn: "uniqueMember", ln: "uniqueMember" }, // 2.5.4.50
    Entry { der: b"\x55\x04\x33", sn: "houseIdentifier", ln: "houseIdentifier" }, // 2.5.4.51
    Entry { der: b"\x55\x04\x34", sn: "supportedAlgorithms", ln: "supportedAlgorithms" }, // 2.5.4.52
    Entry { der: b"\x55\x04\x35", sn: "deltaRevocationList", ln: "deltaRevocationList" }, // 2.5.4.53
    Entry { der: b"\x55\x04\x36", sn: "dmdName", ln: "dmdName" }, // 2.5.4.54
    Entry { der: b"\x55\x04\x41", sn: "pseudonym", ln: "pseudonym" }, // 2.5.4.65
    Entry { der: b"\x55\x04\x48", sn: "role", ln: "role" }, // 2.5.4.72
    Entry { der: b"\x55\x04\x61", sn: "organizationIdentifier", ln: "organizationIdentifier" }, // 2.5.4.97
    Entry { der: b"\x55\x04\x62", sn: "c3", ln: "countryCode3c" }, // 2.5.4.98
    Entry { der: b"\x55\x04\x63", sn: "n3", ln: "countryCode3n" }, // 2.5.4.99
    Entry { der: b"\x55\x04\x64", sn: "dnsName", ln: "dnsName" }, // 2.5.4.100
    Entry { der: b"\x55\x08", sn: "X500algorithms", ln: "directory services - algorithms" }, // 2.5.8
    Entry { der: b"\x55\x08\x01\x01", sn: "RSA", ln: "rsa" }, // 2.5.8.1.1
    Entry { der: b"\x55\x08\x03\x64", sn: "RSA-MDC2", ln: "mdc2WithRSA" }, // 2.5.8.3.100
    Entry { der: b"\x55\x08\x03\x65", sn: "MDC2", ln: "mdc2" }, // 2.5.8.3.101
    Entry { der: b"\x55\x1d", sn: "id-ce", ln: "id-ce" }, // 2.5.29
    Entry { der: b"\x55\x1d\x09", sn: "subjectDirectoryAttributes", ln: "X509v3 Subject Directory Attributes" }, // 2.5.29.9
    Entry { der: b"\x55\x1d\x0e", sn: "subjectKeyIdentifier", ln: "X509v3 Subject Key Identifier" }, // 2.5.29.14
    Entry { der: b"\x55\x1d\x0f", sn: "keyUsage", ln: "X509v3 Key Usage" }, // 2.5.29.15
    Entry { der: b"\x55\x1d\x10", sn: "privateKeyUsagePeriod", ln: "X509v3 Private Key Usage Period" }, // 2.5.29.16
    Entry { der: b"\x55\x1d\x11", sn: "subjectAltName", ln: "X509v3 Subject Alternative Name" }, // 2.5.29.17
    Entry { der: b"\x55\x1d\x12", sn: "issuerAltName", ln: "X509v3 Issuer Alternative Name" }, // 2.5.29.18
    Entry { der: b"\x55\x1d\x13", sn: "basicConstraints", ln: "X509v3 Basic Constraints" }, // 2.5.29.19
    Entry { der: b"\x55\x1d\x14", sn: "crlNumber", ln: "X509v3 CRL Number" }, // 2.5.29.20
    Entry { der: b"\x55\x1d\x15", sn: "CRLReason", ln: "X509v3 CRL Reason Code" }, // 2.5.29.21
    Entry { der: b"\x55\x1d\x17", sn: "holdInstructionCode", ln: "Hold Instruction Code" }, // 2.5.29.23
    Entry { der: b"\x55\x1d\x18", sn: "invalidityDate", ln: "Invalidity Date" }, // 2.5.29.24
    Entry { der: b"\x55\x1d\x1b", sn: "deltaCRL", ln: "X509v3 Delta CRL Indicator" }, // 2.5.29.27
    Entry { der: b"\x55\x1d\x1c", sn: "issuingDistributionPoint", ln: "X509v3 Issuing Distribution Point" }, // 2.5.29.28
    Entry { der: b"\x55\x1d\x1d", sn: "certificateIssuer", ln: "X509v3 Certificate Issuer" }, // 2.5.29.29
    Entry { der: b"\x55\x1d\x1e", sn: "nameConstraints", ln: "X509v3 Name Constraints" }, // 2.5.29.30
    Entry { der: b"\x55\x1d\x1f", sn: "crlDistributionPoints", ln: "X509v3 CRL Distribution Points" }, // 2.5.29.31
    Entry { der: b"\x55\x1d\x20", sn: "certificatePolicies", ln: "X509v3 Certificate Policies" }, // 2.5.29.32
    Entry { der: b"\x55\x1d\x20\x00", sn: "anyPolicy", ln: "X509v3 Any Policy" }, // 2.5.29.32.0
    Entry { der: b"\x55\x1d\x21", sn: "policyMappings", ln: "X509v3 Policy Mappings" }, // 2.5.29.33
    Entry { der: b"\x55\x1d\x23", sn: "authorityKeyIdentifier", ln: "X509v3 Authority Key Identifier" }, // 2.5.29.35
    Entry { der: b"\x55\x1d\x24", sn: "policyConstraints", ln: "X509v3 Policy Constraints" }, // 2.5.29.36
    Entry { der: b"\x55\x1d\x25", sn: "extendedKeyUsage", ln: "X509v3 Extended Key Usage" }, // 2.5.29.37
    Entry { der: b"\x55\x1d\x25\x00", sn: "anyExtendedKeyUsage", ln: "Any Extended Key Usage" }, // 2.5.29.37.0
    Entry { der: b"\x55\x1d\x2e", sn: "freshestCRL", ln: "X509v3 Freshest CRL" }, // 2.5.29.46
    Entry { der: b"\x55\x1d\x36", sn: "inhibitAnyPolicy", ln: "X509v3 Inhibit Any Policy" }, // 2.5.29.54
    Entry { der: b"\x55\x1d\x37", sn: "targetInformation", ln: "X509v3 AC Targeting" }, // 2.5.29.55
    Entry { der: b"\x55\x1d\x38", sn: "noRevAvail", ln: "X509v3 No Revocation Available" }, // 2.5.29.56
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x01", sn: "AES-128-ECB", ln: "aes-128-ecb" }, // 2.16.840.1.101.3.4.1.1
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x02", sn: "AES-128-CBC", ln: "aes-128-cbc" }, // 2.16.840.1.101.3.4.1.2
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x03", sn: "AES-128-OFB", ln: "aes-128-ofb" }, // 2.16.840.1.101.3.4.1.3
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x04", sn: "AES-128-CFB", ln: "aes-128-cfb" }, // 2.16.840.1.101.3.4.1.4
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x05", sn: "id-aes128-wrap", ln: "id-aes128-wrap" }, // 2.16.840.1.101.3.4.1.5
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x06", sn: "id-aes128-GCM", ln: "aes-128-gcm" }, // 2.16.840.1.101.3.4.1.6
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x07", sn: "id-aes128-CCM", ln: "aes-128-ccm" }, // 2.16.840.1.101.3.4.1.7
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x08", sn: "id-aes128-wrap-pad", ln: "id-aes128-wrap-pad" }, // 2.16.840.1.101.3.4.1.8
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x15", sn: "AES-192-ECB", ln: "aes-192-ecb" }, // 2.16.840.1.101.3.4.1.21
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x16", sn: "AES-192-CBC", ln: "aes-192-cbc" }, // 2.16.840.1.101.3.4.1.22
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x17", sn: "AES-192-OFB", ln: "aes-192-ofb" }, // 2.16.840.1.101.3.4.1.23
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x18", sn: "AES-192-CFB", ln: "aes-192-cfb" }, // 2.16.840.1.101.3.4.1.24
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x19", sn: "id-aes192-wrap", ln: "id-aes192-wrap" }, // 2.16.840.1.101.3.4.1.25
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x1a", sn: "id-aes192-GCM", ln: "aes-192-gcm" }, // 2.16.840.1.101.3.4.1.26
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x1b", sn: "id-aes192-CCM", ln: "aes-192-ccm" }, // 2.16.840.1.101.3.4.1.27
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x1c", sn: "id-aes192-wrap-pad", ln: "id-aes192-wrap-pad" }, // 2.16.840.1.101.3.4.1.28
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x29", sn: "AES-256-ECB", ln: "aes-256-ecb" }, // 2.16.840.1.101.3.4.1.41
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x2a", sn: "AES-256-CBC", ln: "aes-256-cbc" }, // 2.16.840.1.101.3.4.1.42
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x2b", sn: "AES-256-OFB", ln: "aes-256-ofb" }, // 2.16.840.1.101.3.4.1.43
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x2c", sn: "AES-256-CFB", ln: "aes-256-cfb" }, // 2.16.840.1.101.3.4.1.44
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x2d", sn: "id-aes256-wrap", ln: "id-aes256-wrap" }, // 2.16.840.1.101.3.4.1.45
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x2e", sn: "id-aes256-GCM", ln: "aes-256-gcm" }, // 2.16.840.1.101.3.4.1.46
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x2f", sn: "id-aes256-CCM", ln: "aes-256-ccm" }, // 2.16.840.1.101.3.4.1.47
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x01\x30", sn: "id-aes256-wrap-pad", ln: "id-aes256-wrap-pad" }, // 2.16.840.1.101.3.4.1.48
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x01", sn: "SHA256", ln: "sha256" }, // 2.16.840.1.101.3.4.2.1
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x02", sn: "SHA384", ln: "sha384" }, // 2.16.840.1.101.3.4.2.2
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x03", sn: "SHA512", ln: "sha512" }, // 2.16.840.1.101.3.4.2.3
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x04", sn: "SHA224", ln: "sha224" }, // 2.16.840.1.101.3.4.2.4
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x05", sn: "SHA512-224", ln: "sha512-224" }, // 2.16.840.1.101.3.4.2.5
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x06", sn: "SHA512-256", ln: "sha512-256" }, // 2.16.840.1.101.3.4.2.6
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x07", sn: "SHA3-224", ln: "sha3-224" }, // 2.16.840.1.101.3.4.2.7
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x08", sn: "SHA3-256", ln: "sha3-256" }, // 2.16.840.1.101.3.4.2.8
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x09", sn: "SHA3-384", ln: "sha3-384" }, // 2.16.840.1.101.3.4.2.9
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x0a", sn: "SHA3-512", ln: "sha3-512" }, // 2.16.840.1.101.3.4.2.10
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x0b", sn: "SHAKE128", ln: "shake128" }, // 2.16.840.1.101.3.4.2.11
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x0c", sn: "SHAKE256", ln: "shake256" }, // 2.16.840.1.101.3.4.2.12
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x0d", sn: "id-hmacWithSHA3-224", ln: "hmac-sha3-224" }, // 2.16.840.1.101.3.4.2.13
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x0e", sn: "id-hmacWithSHA3-256", ln: "hmac-sha3-256" }, // 2.16.840.1.101.3.4.2.14
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x0f", sn: "id-hmacWithSHA3-384", ln: "hmac-sha3-384" }, // 2.16.840.1.101.3.4.2.15
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x10", sn: "id-hmacWithSHA3-512", ln: "hmac-sha3-512" }, // 2.16.840.1.101.3.4.2.16
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x13", sn: "KMAC128", ln: "kmac128" }, // 2.16.840.1.101.3.4.2.19
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x02\x14", sn: "KMAC256", ln: "kmac256" }, // 2.16.840.1.101.3.4.2.20
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x03\x01", sn: "dsa_with_SHA224", ln: "dsa_with_SHA224" }, // 2.16.840.1.101.3.4.3.1
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x03\x02", sn: "dsa_with_SHA256", ln: "dsa_with_SHA256" }, // 2.16.840.1.101.3.4.3.2
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x03\x03", sn: "id-dsa-with-sha384", ln: "dsa_with_SHA384" }, // 2.16.840.1.101.3.4.3.3
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x03\x04", sn: "id-dsa-with-sha512", ln: "dsa_with_SHA512" }, // 2.16.840.1.101.3.4.3.4
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x03\x05", sn: "id-dsa-with-sha3-224", ln: "dsa_with_SHA3-224" }, // 2.16.840.1.101.3.4.3.5
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x03\x06", sn: "id-dsa-with-sha3-256", ln: "dsa_with_SHA3-256" }, // 2.16.840.1.101.3.4.3.6
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x03\x07", sn: "id-dsa-with-sha3-384", ln: "dsa_with_SHA3-384" }, // 2.16.840.1.101.3.4.3.7
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x03\x08", sn: "id-dsa-with-sha3-512", ln: "dsa_with_SHA3-512" }, // 2.16.840.1.101.3.4.3.8
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x03\x09", sn: "id-ecdsa-with-sha3-224", ln: "ecdsa_with_SHA3-224" }, // 2.16.840.1.101.3.4.3.9
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x03\x0a", sn: "id-ecdsa-with-sha3-256", ln: "ecdsa_with_SHA3-256" }, // 2.16.840.1.101.3.4.3.10
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x03\x0b", sn: "id-ecdsa-with-sha3-384", ln: "ecdsa_with_SHA3-384" }, // 2.16.840.1.101.3.4.3.11
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x03\x0c", sn: "id-ecdsa-with-sha3-512", ln: "ecdsa_with_SHA3-512" }, // 2.16.840.1.101.3.4.3.12
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x03\x0d", sn: "id-rsassa-pkcs1-v1_5-with-sha3-224", ln: "RSA-SHA3-224" }, // 2.16.840.1.101.3.4.3.13
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x03\x0e", sn: "id-rsassa-pkcs1-v1_5-with-sha3-256", ln: "RSA-SHA3-256" }, // 2.16.840.1.101.3.4.3.14
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x03\x0f", sn: "id-rsassa-pkcs1-v1_5-with-sha3-384", ln: "RSA-SHA3-384" }, // 2.16.840.1.101.3.4.3.15
    Entry { der: b"\x60\x86\x48\x01\x65\x03\x04\x03\x10", sn: "id-rsassa-pkcs1-v1_5-with-sha3-512", ln: "RSA-SHA3-512" }, // 2.16.840.1.101.3.4.3.16
    Entry { der: b"\x60\x86\x48\x01\x86\xf8\x42", sn: "Netscape", ln: "Netscape Communications Corp." }, // 2.16.840.1.113730
    Entry { der: b"\x60\x86\x48\x01\x86\xf8\x42\x01", sn: "nsCertExt", ln: "Netscape Certificate Extension" }, // 2.16.840.1.113730.1
    Entry { der: b"\x60\x86\x48\x01\x86\xf8\x42\x01\x01", sn: "nsCertType", ln: "Netscape Cert Type" }, // 2.16.840.1.113730.1.1
    Entry { der: b"\x60\x86\x48\x01\x86\xf8\x42\x01\x02", sn: "nsBaseUrl", ln: "Netscape Base Url" }, // 2.16.840.1.113730.1.2
    Entry { der: b"\x60\x86\x48\x01\x86\xf8\x42\x01\x03", sn: "nsRevocationUrl", ln: "Netscape Revocation Url" }, // 2.16.840.1.113730.1.3
    Entry { der: b"\x60\x86\x48\x01\x86\xf8\x42\x01\x04", sn: "nsCaRevocationUrl", ln: "Netscape CA Revocation Url" }, // 2.16.840.1.113730.1.4
    Entry { der: b"\x60\x86\x48\x01\x86\xf8\x42\x01\x07", sn: "nsRenewalUrl", ln: "Netscape Renewal Url" }, // 2.16.840.1.113730.1.7
    Entry { der: b"\x60\x86\x48\x01\x86\xf8\x42\x01\x08", sn: "nsCaPolicyUrl", ln: "Netscape CA Policy Url" }, // 2.16.840.1.113730.1.8
    Entry { der: b"\x60\x86\x48\x01\x86\xf8\x42\x01\x0c", sn: "nsSslServerName", ln: "Netscape SSL Server Name" }, // 2.16.840.1.113730.1.12
    Entry { der: b"\x60\x86\x48\x01\x86\xf8\x42\x01\x0d", sn: "nsComment", ln: "Netscape Comment" }, // 2.16.840.1.113730.1.13
    Entry { der: b"\x60\x86\x48\x01\x86\xf8\x42\x02", sn: "nsDataType", ln: "Netscape Data Type" }, // 2.16.840.1.113730.2
    Entry { der: b"\x60\x86\x48\x01\x86\xf8\x42\x02\x05", sn: "nsCertSequence", ln: "Netscape Certificate Sequence" }, // 2.16.840.1.113730.2.5
    Entry { der: b"\x60\x86\x48\x01\x86\xf8\x42\x04\x01", sn: "nsSGC", ln: "Netscape Server Gated Crypto" }, // 2.16.840.1.113730.4.1
    Entry { der: b"\x67", sn: "international-organizations", ln: "International Organizations" }, // 2.23
    Entry { der: b"\x67\x2a", sn: "id-set", ln: "Secure Electronic Transactions" }, // 2.23.42
    Entry { der: b"\x67\x2a\x00", sn: "set-ctype", ln: "content types" }, // 2.23.42.0
    Entry { der: b"\x67\x2a\x00\x00", sn: "setct-PANData", ln: "setct-PANData" }, // 2.23.42.0.0
    Entry { der: b"\x67\x2a\x00\x01", sn: "setct-PANToken", ln: "setct-PANToken" }, // 2.23.42.0.1
    Entry { der: b"\x67\x2a\x00\x02", sn: "setct-PANOnly", ln: "setct-PANOnly" }, // 2.23.42.0.2
    Entry { der: b"\x67\x2a\x00\x03", sn: "setct-OIData", ln: "setct-OIData" }, // 2.23.42.0.3
    Entry { der: b"\x67\x2a\x00\x04", sn: "setct-PI", ln: "setct-PI" }, // 2.23.42.0.4
    Entry { der: b"\x67\x2a\x00\x05", sn: "setct-PIData", ln: "setct-PIData" }, // 2.23.42.0.5
    Entry { der: b"\x67\x2a\x00\x06", sn: "setct-PIDataUnsigned", ln: "setct-PIDataUnsigned" }, // 2.23.42.0.6
    Entry { der: b"\x67\x2a\x00\x07", sn: "setct-HODInput", ln: "setct-HODInput" }, // 2.23.42.0.7
    Entry { der: b"\x67\x2a\x00\x08", sn: "setct-AuthResBaggage", ln: "setct-AuthResBaggage" }, // 2.23.42.0.8
    Entry { der: b"\x67\x2a\x00\x09", sn: "setct-AuthRevReqBaggage", ln: "setct-AuthRevReqBaggage" }, // 2.23.42.0.9
    Entry { der: b"\x67\x2a\x00\x0a", sn: "setct-AuthRevResBaggage", ln: "setct-AuthRevResBaggage" }, // 2.23.42.0.10
    Entry { der: b"\x67\x2a\x00\x0b", sn: "setct-CapTokenSeq", ln: "setct-CapTokenSeq" }, // 2.23.42.0.11
    Entry { der: b"\x67\x2a\x00\x0c", sn: "setct-PInitResData", ln: "setct-PInitResData" }, // 2.23.42.0.12
    Entry { der: b"\x67\x2a\x00\x0d", sn: "setct-PI-TBS", ln: "setct-PI-TBS" }, // 2.23.42.0.13
    Entry { der: b"\x67\x2a\x00\x0e", sn: "setct-PResData", ln: "setct-PResData" }, // 2.23.42.0.14
    Entry { der: b"\x67\x2a\x00\x10", sn: "setct-AuthReqTBS", ln: "setct-AuthReqTBS" }, // 2.23.42.0.16
    Entry { der: b"\x67\x2a\x00\x11", sn: "setct-AuthResTBS", ln: "setct-AuthResTBS" }, // 2.23.42.0.17
    Entry { der: b"\x67\x2a\x00\x12", sn: "setct-AuthResTBSX", ln: "setct-AuthResTBSX" }, // 2.23.42.0.18
    Entry { der: b"\x67\x2a\x00\x13", sn: "setct-AuthTokenTBS", ln: "setct-AuthTokenTBS" }, // 2.23.42.0.19
    Entry { der: b"\x67\x2a\x00\x14", sn: "setct-CapTokenData", ln: "setct-CapTokenData" }, // 2.23.42.0.20
    Entry { der: b"\x67\x2a\x00\x15", sn: "setct-CapTokenTBS", ln: "setct-CapTokenTBS" }, // 2.23.42.0.21
    Entry { der: b"\x67\x2a\x00\x16", sn: "setct-AcqCardCodeMsg", ln: "setct-AcqCardCodeMsg" }, // 2.23.42.0.22
    Entry { der: b"\x67\x2a\x00\x17", sn: "setct-AuthRevReqTBS", ln: "setct-AuthRevReqTBS" }, // 2.23.42.0.23
    Entry { der: b"\x67\x2a\x00\x18", sn: "setct-AuthRevResData", ln: "setct-AuthRevResData" }, // 2.23.42.0.24
    Entry { der: b"\x67\x2a\x00\x19", sn: "setct-AuthRevResTBS", ln: "setct-AuthRevResTBS" }, // 2.23.42.0.25
    Entry { der: b"\x67\x2a\x00\x1a", sn: "setct-CapReqTBS", ln: "setct-CapReqTBS" }, // 2.23.42.0.26
    Entry { der: b"\x67\x2a\x00\x1b", sn: "setct-CapReqTBSX", ln: "setct-CapReqTBSX" }, // 2.23.42.0.27
    Entry { der: b"\x67\x2a\x00\x1c", sn: "setct-CapResData", ln: "setct-CapResData" }, // 2.23.42.0.28
    Entry { der: b"\x67\x2a\x00\x1d", sn: "setct-CapRevReqTBS", ln: "setct-CapRevReqTBS" }, // 2.23.42.0.29
    Entry { der: b"\x67\x2a\x00\x1e", sn: "setct-CapRevReqTBSX", ln: "setct-CapRevReqTBSX" }, // 2.23.42.0.30
    Entry { der: b"\x67\x2a\x00\x1f", sn: "setct-CapRevResData", ln: "setct-CapRevResData" }, // 2.23.42.0.31
    Entry { der: b"\x67\x2a\x00\x20", sn: "setct-CredReqTBS", ln: "setct-CredReqTBS" }, // 2.23.42.0.32
    Entry { der: b"\x67\x2a\x00\x21", sn: "setct-CredReqTBSX", ln: "setct-CredReqTBSX" }, // 2.23.42.0.33
    Entry { der: b"\x67\x2a\x00\x22", sn: "setct-CredResData", ln: "setct-CredResData" }, // 2.23.42.0.34
    Entry { der: b"\x67\x2a\x00\x23", sn: "setct-CredRevReqTBS", ln: "setct-CredRevReqTBS" }, // 2.23.42.0.35
    Entry { der: b"\x67\x2a\x00\x24", sn: "setct-CredRevReqTBSX", ln: "setct-CredRevReqTBSX" }, // 2.23.42.0.36
    Entry { der: b"\x67\x2a\x00\x25", sn: "setct-CredRevResData", ln: "setct-CredRevResData" }, // 2.23.42.0.37
    Entry { der: b"\x67\x2a\x00\x26", sn: "setct-PCertReqData", ln: "setct-PCertReqData" }, // 2.23.42.0.38
    Entry { der: b"\x67\x2a\x00\x27", sn: "setct-PCertResTBS", ln: "setct-PCertResTBS" }, // 2.23.42.0.39
    Entry { der: b"\x67\x2a\x00\x28", sn: "setct-BatchAdminReqData", ln: "setct-BatchAdminReqData" }, // 2.23.42.0.40
    Entry { der: b"\x67\x2a\x00\x29", sn: "setct-BatchAdminResData", ln: "setct-BatchAdminResData" }, // 2.23.42.0.41
    Entry { der: b"\x67\x2a\x00\x2a", sn: "setct-CardCInitResTBS", ln: "setct-CardCInitResTBS" }, // 2.23.42.0.42
    Entry { der: b"\x67\x2a\x00\x2b", sn: "setct-MeAqCInitResTBS", ln: "setct-MeAqCInitResTBS" }, // 2.23.42.0.43
    Entry { der: b"\x67\x2a\x00\x2c", sn: "setct-RegFormResTBS", ln: "setct-RegFormResTBS" }, // 2.23.42.0.44
    Entry { der: b"\x67\x2a\x00\x2d", sn: "setct-CertReqData", ln: "setct-CertReqData" }, // 2.23.42.0.45
    Entry { der: b"\x67\x2a\x00\x2e", sn: "setct-CertReqTBS", ln: "setct-CertReqTBS" }, // 2.23.42.0.46
    Entry { der: b"\x67\x2a\x00\x2f", sn: "setct-CertResData", ln: "setct-CertResData" }, // 2.23.42.0.47
    Entry { der: b"\x67\x2a\x00\x30", sn: "setct-CertInqReqTBS", ln: "setct-CertInqReqTBS" }, // 2.23.42.0.48
    Entry { der: b"\x67\x2a\x00\x31", sn: "setct-ErrorTBS", ln: "setct-ErrorTBS" }, // 2.23.42.0.49
    Entry { der: b"\x67\x2a\x00\x32", sn: "setct-PIDualSignedTBE", ln: "setct-PIDualSignedTBE" }, // 2.23.42.0.50
    Entry { der: b"\x67\x2a\x00\x33", sn: "setct-PIUnsignedTBE", ln: "setct-PIUnsignedTBE" }, // 2.23.42.0.51
    Entry { der: b"\x67\x2a\x00\x34", sn: "setct-AuthReqTBE", ln: "setct-AuthReqTBE" }, // 2.23.42.0.52
    Entry { der: b"\x67\x2a\x00\x35", sn: "setct-AuthResTBE", ln: "setct-AuthResTBE" }, // 2.23.42.0.53
    Entry { der: b"\x67\x2a\x00\x36", sn: "setct-AuthResTBEX", ln: "setct-AuthResTBEX" }, // 2.23.42.0.54
    Entry { der: b"\x67\x2a\x00\x37", sn: "setct-AuthTokenTBE", ln: "setct-AuthTokenTBE" }, // 2.23.42.0.55
    Entry { der: b"\x67\x2a\x00\x38", sn: "setct-CapTokenTBE", ln: "setct-CapTokenTBE" }, // 2.23.42.0.56
    Entry { der: b"\x67\x2a\x00\x39", sn: "setct-CapTokenTBEX", ln: "setct-CapTokenTBEX" }, // 2.23.42.0.57
    Entry { der: b"\x67\x2a\x00\x3a", sn: "setct-AcqCardCodeMsgTBE", ln: "setct-AcqCardCodeMsgTBE" }, // 2.23.42.0.58
    Entry { der: b"\x67\x2a\x00\x3b", sn: "setct-AuthRevReqTBE", ln: "setct-AuthRevReqTBE" }, // 2.23.42.0.59
    Entry { der: b"\x67\x2a\x00\x3c", sn: "setct-AuthRevResTBE", ln: "setct-AuthRevResTBE" }, // 2.23.42.0.60
    Entry { der: b"\x67\x2a\x00\x3d", sn: "setct-AuthRevResTBEB", ln: "setct-AuthRevResTBEB" }, // 2.23.42.0.61
    Entry { der: b"\x67\x2a\x00\x3e", sn: "setct-CapReqTBE", ln: "setct-CapReqTBE" }, // 2.23.42.0.62
    Entry { der: b"\x67\x2a\x00\x3f", sn: "setct-CapReqTBEX", ln: "setct-CapReqTBEX" }, // 2.23.42.0.63
    Entry { der: b"\x67\x2a\x00\x40", sn: "setct-CapResTBE", ln: "setct-CapResTBE" }, // 2.23.42.0.64
    Entry { der: b"\x67\x2a\x00\x41", sn: "setct-CapRevReqTBE", ln: "setct-CapRevReqTBE" }, // 2.23.42.0.65
    Entry { der: b"\x67\x2a\x00\x42", sn: "setct-CapRevReqTBEX", ln: "setct-CapRevReqTBEX" }, // 2.23.42.0.66
    Entry { der: b"\x67\x2a\x00\x43", sn: "setct-CapRevResTBE", ln: "setct-CapRevResTBE" }, // 2.23.42.0.67
    Entry { der: b"\x67\x2a\x00\x44", sn: "setct-CredReqTBE", ln: "setct-CredReqTBE" }, // 2.23.42.0.68
    Entry { der: b"\x67\x2a\x00\x45", sn: "setct-CredReqTBEX", ln: "setct-CredReqTBEX" }, // 2.23.42.0.69
    Entry { der: b"\x67\x2a\x00\x46", sn: "setct-CredResTBE", ln: "setct-CredResTBE" }, // 2.23.42.0.70
    Entry { der: b"\x67\x2a\x00\x47", sn: "setct-CredRevReqTBE", ln: "setct-CredRevReqTBE" }, // 2.23.42.0.71
    Entry { der: b"\x67\x2a\x00\x48", sn: "setct-CredRevReqTBEX", ln: "setct-CredRevReqTBEX" }, // 2.23.42.0.72
    Entry { der: b"\x67\x2a\x00\x49", sn: "setct-CredRevResTBE", ln: "setct-CredRevResTBE" }, // 2.23.42.0.73
    Entry { der: b"\x67\x2a\x00\x4a", sn: "setct-BatchAdminReqTBE", ln: "setct-BatchAdminReqTBE" }, // 2.23.42.0.74
    Entry { der: b"\x67\x2a\x00\x4b", sn: "setct-BatchAdminResTBE", ln: "setct-BatchAdminResTBE" }, // 2.23.42.0.75
    Entry { der: b"\x67\x2a\x00\x4c", sn: "setct-RegFormReqTBE", ln: "setct-RegFormReqTBE" }, // 2.23.42.0.76
    Entry { der: b"\x67\x2a\x00\x4d", sn: "setct-CertReqTBE", ln: "setct-CertReqTBE" }, // 2.23.42.0.77
    Entry { der: b"\x67\x2a\x00\x4e", sn: "setct-CertReqTBEX", ln: "setct-CertReqTBEX" }, // 2.23.42.0.78
    Entry { der: b"\x67\x2a\x00\x4f", sn: "setct-CertResTBE", ln: "setct-CertResTBE" }, // 2.23.42.0.79
    Entry { der: b"\x67\x2a\x00\x50", sn: "setct-CRLNotificationTBS", ln: "setct-CRLNotificationTBS" }, // 2.23.42.0.80
    Entry { der: b"\x67\x2a\x00\x51", sn: "setct-CRLNotificationResTBS", ln: "setct-CRLNotificationResTBS" }, // 2.23.42.0.81
    Entry { der: b"\x67\x2a\x00\x52", sn: "setct-BCIDistributionTBS", ln: "setct-BCIDistributionTBS" }, // 2.23.42.0.82
    Entry { der: b"\x67\x2a\x01", sn: "set-msgExt", ln: "message extensions" }, // 2.23.42.1
    Entry { der: b"\x67\x2a\x01\x01", sn: "setext-genCrypt", ln: "generic cryptogram" }, // 2.23.42.1.1
    Entry { der: b"\x67\x2a\x01\x03", sn: "setext-miAuth", ln: "merchant initiated auth" }, // 2.23.42.1.3
    Entry { der: b"\x67\x2a\x01\x04", sn: "setext-pinSecure", ln: "setext-pinSecure" }, // 2.23.42.1.4
    Entry { der: b"\x67\x2a\x01\x05", sn: "setext-pinAny", ln: "setext-pinAny" }, // 2.23.42.1.5
    Entry { der: b"\x67\x2a\x01\x07", sn: "setext-track2", ln: "setext-track2" }, // 2.23.42.1.7
    Entry { der: b"\x67\x2a\x01\x08", sn: "setext-cv", ln: "additional verification" }, // 2.23.42.1.8
    Entry { der: b"\x67\x2a\x03", sn: "set-attr", ln: "set-attr" }, // 2.23.42.3
    Entry { der: b"\x67\x2a\x03\x00", sn: "setAttr-Cert", ln: "setAttr-Cert" }, // 2.23.42.3.0
    Entry { der: b"\x67\x2a\x03\x00\x00", sn: "set-rootKeyThumb", ln: "set-rootKeyThumb" }, // 2.23.42.3.0.0
    Entry { der: b"\x67\x2a\x03\x00\x01", sn: "set-addPolicy", ln: "set-addPolicy" }, // 2.23.42.3.0.1
    Entry { der: b"\x67\x2a\x03\x01", sn: "setAttr-PGWYcap", ln: "payment gateway capabilities" }, // 2.23.42.3.1
    Entry { der: b"\x67\x2a\x03\x02", sn: "setAttr-TokenType", ln: "setAttr-TokenType" }, // 2.23.42.3.2
    Entry { der: b"\x67\x2a\x03\x02\x01", sn: "setAttr-Token-EMV", ln: "setAttr-Token-EMV" }, // 2.23.42.3.2.1
    Entry { der: b"\x67\x2a\x03\x02\x02", sn: "setAttr-Token-B0Prime", ln: "setAttr-Token-B0Prime" }, // 2.23.42.3.2.2
    Entry { der: b"\x67\x2a\x03\x03", sn: "setAttr-IssCap", ln: "issuer capabilities" }, // 2.23.42.3.3
    Entry { der: b"\x67\x2a\x03\x03\x03", sn: "setAttr-IssCap-CVM", ln: "setAttr-IssCap-CVM" }, // 2.23.42.3.3.3
    Entry { der: b"\x67\x2a\x03\x03\x03\x01", sn: "setAttr-GenCryptgrm", ln: "generate cryptogram" }, // 2.23.42.3.3.3.1
    Entry { der: b"\x67\x2a\x03\x03\x04", sn: "setAttr-IssCap-T2", ln: "setAttr-IssCap-T2" }, // 2.23.42.3.3.4
    Entry { der: b"\x67\x2a\x03\x03\x04\x01", sn: "setAttr-T2Enc", ln: "encrypted track 2" }, // 2.23.42.3.3.4.1
    Entry { der: b"\x67\x2a\x03\x03\x04\x02", sn: "setAttr-T2cleartxt", ln: "cleartext track 2" }, // 2.23.42.3.3.4.2
    Entry { der: b"\x67\x2a\x03\x03\x05", sn: "setAttr-IssCap-Sig", ln: "setAttr-IssCap-Sig" }, // 2.23.42.3.3.5
    Entry { der: b"\x67\x2a\x03\x03\x05\x01", sn: "setAttr-TokICCsig", ln: "ICC or token signature" }, // 2.23.42.3.3.5.1
    Entry { der: b"\x67\x2a\x03\x03\x05\x02", sn: "setAttr-SecDevSig", ln: "secure device signature" }, // 2.23.42.3.3.5.2
    Entry { der: b"\x67\x2a\x05", sn: "set-policy", ln: "set-policy" }, // 2.23.42.5
    Entry { der: b"\x67\x2a\x05\x00", sn: "set-policy-root", ln: "set-policy-root" }, // 2.23.42.5.0
    Entry { der: b"\x67\x2a\x07", sn: "set-certExt", ln: "certificate extensions" }, // 2.23.42.7
    Entry { der: b"\x67\x2a\x07\x00", sn: "setCext-hashedRoot", ln: "setCext-hashedRoot" }, // 2.23.42.7.0
    Entry { der: b"\x67\x2a\x07\x01", sn: "setCext-certType", ln: "setCext-certType" }, // 2.23.42.7.1
    Entry { der: b"\x67\x2a\x07\x02", sn: "setCext-merchData", ln: "setCext-merchData" }, // 2.23.42.7.2
    Entry { der: b"\x67\x2a\x07\x03", sn: "setCext-cCertRequired", ln: "setCext-cCertRequired" }, // 2.23.42.7.3
    Entry { der: b"\x67\x2a\x07\x04", sn: "setCext-tunneling", ln: "setCext-tunneling" }, // 2.23.42.7.4
    Entry { der: b"\x67\x2a\x07\x05", sn: "setCext-setExt", ln: "setCext-setExt" }, // 2.23.42.7.5
    Entry { der: b"\x67\x2a\x07\x06", sn: "setCext-setQualf", ln: "setCext-setQualf" }, // 2.23.42.7.6
    Entry { der: b"\x67\x2a\x07\x07", sn: "setCext-PGWYcapabilities", ln: "setCext-PGWYcapabilities" }, // 2.23.42.7.7
    Entry { der: b"\x67\x2a\x07\x08", sn: "setCext-TokenIdentifier", ln: "setCext-TokenIdentifier" }, // 2.23.42.7.8
    Entry { der: b"\x67\x2a\x07\x09", sn: "setCext-Track2Data", ln: "setCext-Track2Data" }, // 2.23.42.7.9
    Entry { der: b"\x67\x2a\x07\x0a", sn: "setCext-TokenType", ln: "setCext-TokenType" }, // 2.23.42.7.10
    Entry { der: b"\x67\x2a\x07\x0b", sn: "setCext-IssuerCapabilities", ln: "setCext-IssuerCapabilities" }, // 2.23.42.7.11
    Entry { der: b"\x67\x2a\x08", sn: "set-brand", ln: "set-brand" }, // 2.23.42.8
    Entry { der: b"\x67\x2a\x08\x01", sn: "set-brand-IATA-ATA", ln: "set-brand-IATA-ATA" }, // 2.23.42.8.1
    Entry { der: b"\x67\x2a\x08\x04", sn: "set-brand-Visa", ln: "set-brand-Visa" }, // 2.23.42.8.4
    Entry { der: b"\x67\x2a\x08\x05", sn: "set-brand-MasterCard", ln: "set-brand-MasterCard" }, // 2.23.42.8.5
    Entry { der: b"\x67\x2a\x08\x1e", sn: "set-brand-Diners", ln: "set-brand-Diners" }, // 2.23.42.8.30
    Entry { der: b"\x67\x2a\x08\x22", sn: "set-brand-AmericanExpress", ln: "set-brand-AmericanExpress" }, // 2.23.42.8.34
    Entry { der: b"\x67\x2a\x08\x23", sn: "set-brand-JCB", ln: "set-brand-JCB" }, // 2.23.42.8.35
    Entry { der: b"\x67\x2a\x08\xae\x7b", sn: "set-brand-Novus", ln: "set-brand-Novus" }, // 2.23.42.8.6011
    Entry { der: b"\x67\x2b", sn: "wap", ln: "wap" }, // 2.23.43
    Entry { der: b"\x67\x2b\x01", sn: "wap-wsg", ln: "wap-wsg" }, // 2.23.43.1
    Entry { der: b"\x67\x2b\x01\x04\x01", sn: "wap-wsg-idm-ecid-wtls1", ln: "wap-wsg-idm-ecid-wtls1" }, // 2.23.43.1.4.1
    Entry { der: b"\x67\x2b\x01\x04\x03", sn: "wap-wsg-idm-ecid-wtls3", ln: "wap-wsg-idm-ecid-wtls3" }, // 2.23.43.1.4.3
    Entry { der: b"\x67\x2b\x01\x04\x04", sn: "wap-wsg-idm-ecid-wtls4", ln: "wap-wsg-idm-ecid-wtls4" }, // 2.23.43.1.4.4
    Entry { der: b"\x67\x2b\x01\x04\x05", sn: "wap-wsg-idm-ecid-wtls5", ln: "wap-wsg-idm-ecid-wtls5" }, // 2.23.43.1.4.5
    Entry { der: b"\x67\x2b\x01\x04\x06", sn: "wap-wsg-idm-ecid-wtls6", ln: "wap-wsg-idm-ecid-wtls6" }, // 2.23.43.1.4.6
    Entry { der: b"\x67\x2b\x01\x04\x07", sn: "wap-wsg-idm-ecid-wtls7", ln: "wap-wsg-idm-ecid-wtls7" }, // 2.23.43.1.4.7
    Entry { der: b"\x67\x2b\x01\x04\x08", sn: "wap-wsg-idm-ecid-wtls8", ln: "wap-wsg-idm-ecid-wtls8" }, // 2.23.43.1.4.8
    Entry { der: b"\x67\x2b\x01\x04\x09", sn: "wap-wsg-idm-ecid-wtls9", ln: "wap-wsg-idm-ecid-wtls9" }, // 2.23.43.1.4.9
    Entry { der: b"\x67\x2b\x01\x04\x0a", sn: "wap-wsg-idm-ecid-wtls10", ln: "wap-wsg-idm-ecid-wtls10" }, // 2.23.43.1.4.10
    Entry { der: b"\x67\x2b\x01\x04\x0b", sn: "wap-wsg-idm-ecid-wtls11", ln: "wap-wsg-idm-ecid-wtls11" }, // 2.23.43.1.4.11
    Entry { der: b"\x67\x2b\x01\x04\x0c", sn: "wap-wsg-idm-ecid-wtls12", ln: "wap-wsg-idm-ecid-wtls12" }, // 2.23.43.1.4.12
];
