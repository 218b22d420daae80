//! The messages of RFC 3161: requests, responses, and what a time-stamp token states.

use crate::cms::sign::encode;
use certwright::der::{DerError, Found, ObjectIdentifierRef, Reader, Tag, Tlv, context_tag};
use certwright::oid;
use certwright::pkcs::algorithm::AlgorithmIdentifier;
use certwright::x509::{Extensions, GeneralName, Time};

/// id-ct-TSTInfo, the type of a token's content (RFC 3161 §2.4.2).
pub(super) const TST_INFO: ObjectIdentifierRef<'static> = oid!("1.2.840.113549.1.9.16.1.4");

/// The version of requests and tokens.
pub(super) const VERSION: u32 = 1;

/// ```asn1
/// MessageImprint ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashedMessage OCTET STRING }
/// ```
#[derive(Clone, Copy)]
pub(super) struct Imprint<'a> {
    pub(super) algorithm: AlgorithmIdentifier<'a>,
    pub(super) digest: &'a [u8],
    /// The whole SEQUENCE.
    pub(super) raw: &'a [u8],
}

impl<'a> Imprint<'a> {
    fn parse(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        const WHAT: &str = "MessageImprint";
        let whole = reader.expect(Tag::Sequence, WHAT)?;
        let mut fields = whole.reader();
        let algorithm = AlgorithmIdentifier::parse(&mut fields, "MessageImprint.hashAlgorithm")?;
        let digest = fields.octet_string("MessageImprint.hashedMessage")?.value;
        fields.finish(WHAT)?;
        Ok(Self {
            algorithm,
            digest,
            raw: whole.raw,
        })
    }

    /// Whether the digest's algorithm has no parameters, or NULL for them: no digest has others.
    pub(super) fn is_without_parameters(&self) -> bool {
        self.algorithm
            .parameters
            .is_none_or(|p| p.tag == Tag::Null && p.value.is_empty())
    }

    /// The same digest of the same algorithm.
    pub(super) fn is(&self, other: &Imprint<'_>) -> bool {
        self.algorithm.oid == other.algorithm.oid
            && self.is_without_parameters()
            && other.is_without_parameters()
            && self.digest == other.digest
    }
}

/// ```asn1
/// TimeStampReq ::= SEQUENCE {
///     version         INTEGER { v1(1) },
///     messageImprint  MessageImprint,
///     reqPolicy       TSAPolicyId OPTIONAL,
///     nonce           INTEGER OPTIONAL,
///     certReq         BOOLEAN DEFAULT FALSE,
///     extensions      [0] IMPLICIT Extensions OPTIONAL }
/// ```
pub(super) struct Request<'a> {
    pub(super) version: u32,
    pub(super) imprint: Imprint<'a>,
    pub(super) policy: Option<ObjectIdentifierRef<'a>>,
    /// The contents of the INTEGER.
    pub(super) nonce: Option<&'a [u8]>,
    pub(super) wants_certificates: bool,
    pub(super) extensions: ExtensionList,
}

impl<'a> Request<'a> {
    pub(super) fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        const WHAT: &str = "TimeStampReq";
        let mut input = Reader::new(der);
        let mut fields = input.sequence(WHAT)?;
        input.finish(WHAT)?;
        let version = fields.unsigned_u32("TimeStampReq.version")?;
        let imprint = Imprint::parse(&mut fields)?;
        let policy = optional_oid(&mut fields, "TimeStampReq.reqPolicy")?;
        let nonce = optional_integer(&mut fields, "TimeStampReq.nonce")?;
        let wants_certificates = default_false(&mut fields, "TimeStampReq.certReq")?;
        let extensions = ExtensionList::parse(&mut fields, 0, "TimeStampReq.extensions")?;
        fields.finish(WHAT)?;
        Ok(Self {
            version,
            imprint,
            policy,
            nonce,
            wants_certificates,
            extensions,
        })
    }
}

/// A request's DER. `nonce` is a big-endian number.
pub(super) fn request(
    algorithm: ObjectIdentifierRef<'_>,
    digest: &[u8],
    policy: Option<ObjectIdentifierRef<'_>>,
    nonce: Option<&[u8]>,
    wants_certificates: bool,
) -> Vec<u8> {
    encode(|w| {
        w.sequence(|w| {
            w.unsigned(&[1]);
            w.sequence(|w| {
                w.sequence(|w| {
                    w.oid(algorithm);
                    w.null();
                });
                w.octet_string(digest);
            });
            if let Some(policy) = policy {
                w.oid(policy);
            }
            if let Some(nonce) = nonce {
                w.unsigned(nonce);
            }
            if wants_certificates {
                w.boolean(true);
            }
        });
    })
}

/// ```asn1
/// TSTInfo ::= SEQUENCE {
///     version         INTEGER { v1(1) },
///     policy          TSAPolicyId,
///     messageImprint  MessageImprint,
///     serialNumber    INTEGER,
///     genTime         GeneralizedTime,
///     accuracy        Accuracy OPTIONAL,
///     ordering        BOOLEAN DEFAULT FALSE,
///     nonce           INTEGER OPTIONAL,
///     tsa             [0] GeneralName OPTIONAL,
///     extensions      [1] IMPLICIT Extensions OPTIONAL }
/// ```
pub(super) struct Info<'a> {
    pub(super) version: u32,
    pub(super) policy: ObjectIdentifierRef<'a>,
    pub(super) imprint: Imprint<'a>,
    /// The contents of the INTEGER, as those of the next ones.
    pub(super) serial: &'a [u8],
    pub(super) time: Tlv<'a>,
    pub(super) accuracy: Option<Accuracy<'a>>,
    pub(super) ordering: bool,
    pub(super) nonce: Option<&'a [u8]>,
    pub(super) tsa: Option<GeneralName<'a>>,
    pub(super) extensions: ExtensionList,
}

impl<'a> Info<'a> {
    pub(super) fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        const WHAT: &str = "TSTInfo";
        let mut input = Reader::new(der);
        let mut fields = input.sequence(WHAT)?;
        input.finish(WHAT)?;
        let version = fields.unsigned_u32("TSTInfo.version")?;
        let policy = fields.oid("TSTInfo.policy")?;
        let imprint = Imprint::parse(&mut fields)?;
        let serial = fields.integer("TSTInfo.serialNumber")?.value;
        let time = fields.expect(Tag::GeneralizedTime, "TSTInfo.genTime")?;
        check_time(&time)?;
        let accuracy = match fields.peek() {
            Some(Tag::Sequence) => Some(Accuracy::parse(&mut fields)?),
            _ => None,
        };
        let ordering = default_false(&mut fields, "TSTInfo.ordering")?;
        let nonce = optional_integer(&mut fields, "TSTInfo.nonce")?;
        let tsa = match fields.context(0, true, "TSTInfo.tsa")? {
            None => None,
            Some(outer) => {
                let mut inner = outer.reader();
                let name = GeneralName::from_tlv(&inner.any("TSTInfo.tsa")?)?;
                inner.finish("TSTInfo.tsa")?;
                Some(name)
            }
        };
        let extensions = ExtensionList::parse(&mut fields, 1, "TSTInfo.extensions")?;
        fields.finish(WHAT)?;
        Ok(Self {
            version,
            policy,
            imprint,
            serial,
            time,
            accuracy,
            ordering,
            nonce,
            tsa,
            extensions,
        })
    }
}

/// `Accuracy ::= SEQUENCE { seconds INTEGER OPTIONAL, millis [0] INTEGER (1..999) OPTIONAL, micros [1] … OPTIONAL }`: the
/// contents of each INTEGER.
#[derive(Clone, Copy)]
pub(super) struct Accuracy<'a>(pub(super) [Option<&'a [u8]>; 3]);

impl<'a> Accuracy<'a> {
    fn parse(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        const WHAT: &str = "Accuracy";
        let mut fields = reader.sequence(WHAT)?;
        let seconds = optional_integer(&mut fields, "Accuracy.seconds")?;
        let mut part = |number, expected| {
            let tlv = fields.optional(context_tag(number, false), expected)?;
            if let Some(tlv) = &tlv {
                certwright::der::check_integer(tlv, expected)?;
            }
            Ok(tlv.map(|tlv| tlv.value))
        };
        let millis = part(0, "Accuracy.millis")?;
        let micros = part(1, "Accuracy.micros")?;
        fields.finish(WHAT)?;
        Ok(Self([seconds, millis, micros]))
    }
}

/// PKIStatus and PKIFailureInfo (RFC 3161 §2.4.2) with what went wrong in words.
pub(super) struct Status<'a> {
    /// The contents of the INTEGER.
    pub(super) code: u32,
    /// Each of PKIFreeText.
    pub(super) texts: Vec<&'a [u8]>,
    failures: Option<&'a [u8]>,
}

impl<'a> Status<'a> {
    pub(super) const REJECTION: u32 = 2;

    fn parse(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        const WHAT: &str = "PKIStatusInfo";
        let mut fields = reader.sequence(WHAT)?;
        let code = fields.unsigned_u32("PKIStatusInfo.status")?;
        let mut texts = Vec::new();
        if fields.peek() == Some(Tag::Sequence) {
            let mut list = fields.sequence("PKIStatusInfo.statusString")?;
            while !list.is_empty() {
                let text = list.expect(Tag::Utf8String, "PKIFreeText")?;
                texts.push(text.value);
            }
        }
        let failures = match fields.peek() {
            Some(Tag::BitString) => Some(fields.bit_string("PKIStatusInfo.failInfo")?.bytes),
            _ => None,
        };
        fields.finish(WHAT)?;
        Ok(Self {
            code,
            texts,
            failures,
        })
    }

    /// Whether there is a token: granted, or granted with modifications.
    pub(super) fn is_granted(&self) -> bool {
        self.code < Self::REJECTION
    }

    /// Whether a bit of PKIFailureInfo is set.
    pub(super) fn has(&self, failure: FailureInfo) -> bool {
        let bit = failure as usize;
        let byte = self.failures.and_then(|bytes| bytes.get(bit / 8));
        byte.is_some_and(|byte| byte & (0x80 >> (bit % 8)) != 0)
    }
}

/// A bit of PKIFailureInfo.
#[derive(Clone, Copy)]
pub(super) enum FailureInfo {
    BadAlg = 0,
    BadRequest = 2,
    BadDataFormat = 5,
    TimeNotAvailable = 14,
    UnacceptedPolicy = 15,
    UnacceptedExtension = 16,
    AddInfoNotAvailable = 17,
    SystemFailure = 25,
}

impl FailureInfo {
    /// All of them, each with its name in the standard and what OpenSSL prints for it.
    pub(super) const ALL: [(Self, &'static str, &'static str); 8] = [
        (
            Self::BadAlg,
            "badAlg",
            "unrecognized or unsupported algorithm identifier",
        ),
        (
            Self::BadRequest,
            "badRequest",
            "transaction not permitted or supported",
        ),
        (
            Self::BadDataFormat,
            "badDataFormat",
            "the data submitted has the wrong format",
        ),
        (
            Self::TimeNotAvailable,
            "timeNotAvailable",
            "the TSA's time source is not available",
        ),
        (
            Self::UnacceptedPolicy,
            "unacceptedPolicy",
            "the requested TSA policy is not supported by the TSA",
        ),
        (
            Self::UnacceptedExtension,
            "unacceptedExtension",
            "the requested extension is not supported by the TSA",
        ),
        (
            Self::AddInfoNotAvailable,
            "addInfoNotAvailable",
            "the additional information requested could not be understood or is not available",
        ),
        (
            Self::SystemFailure,
            "systemFailure",
            "the request cannot be handled due to system failure",
        ),
    ];
}

/// `TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken ContentInfo OPTIONAL }`
pub(super) struct Response<'a> {
    pub(super) status: Status<'a>,
    /// The token, whole and not looked into.
    pub(super) token: Option<&'a [u8]>,
}

impl<'a> Response<'a> {
    pub(super) fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        const WHAT: &str = "TimeStampResp";
        let mut input = Reader::new(der);
        let mut fields = input.sequence(WHAT)?;
        input.finish(WHAT)?;
        let status = Status::parse(&mut fields)?;
        let token = match fields.is_empty() {
            true => None,
            false => Some(
                fields
                    .expect(Tag::Sequence, "TimeStampResp.timeStampToken")?
                    .raw,
            ),
        };
        let end = fields;
        fields.finish(WHAT)?;
        let wrong = |how| Err(end.error("TimeStampResp.timeStampToken", Found::Malformed(how)));
        match (status.is_granted(), token) {
            (true, None) => wrong("a response that is granted, without a token"),
            (false, Some(_)) => wrong("a token in a response that is not granted"),
            _ => Ok(Self { status, token }),
        }
    }
}

/// The response that holds a token.
pub(super) fn granted(token: &[u8]) -> Vec<u8> {
    encode(|w| {
        w.sequence(|w| {
            w.sequence(|w| w.unsigned(&[]));
            w.raw(token);
        });
    })
}

/// The response without a token, for this reason.
pub(super) fn rejection(text: &str, failure: FailureInfo) -> Vec<u8> {
    let bit = failure as usize;
    // A BIT STRING of named bits ends in the last one that is set (X.690 §11.2.2).
    let mut bits = vec![0u8; bit / 8 + 2];
    bits[0] = 7 - (bit % 8) as u8;
    bits[bit / 8 + 1] = 0x80 >> (bit % 8);
    encode(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.unsigned(&[2]);
                w.sequence(|w| w.tlv(Tag::Utf8String, text.as_bytes()));
                w.tlv(Tag::BitString, &bits);
            });
        });
    })
}

/// Extensions in their DER, which were read once; none where there are none.
pub(super) struct ExtensionList(Vec<u8>);

impl ExtensionList {
    /// IMPLICIT Extensions: the tag is another than a SEQUENCE's.
    fn parse(
        fields: &mut Reader<'_>,
        number: u32,
        expected: &'static str,
    ) -> Result<Self, DerError> {
        let Some(list) = fields.context(number, true, expected)? else {
            return Ok(Self(Vec::new()));
        };
        let der = encode(|w| w.tlv(Tag::Sequence, list.value));
        Extensions::parse(&mut Reader::new_at(&der, list.offset), expected)?;
        Ok(Self(der))
    }

    /// Hands each to `each`.
    pub(super) fn with<T>(&self, each: impl FnOnce(&[certwright::x509::Extension<'_>]) -> T) -> T {
        if self.0.is_empty() {
            return each(&[]);
        }
        match Extensions::parse(&mut Reader::new(&self.0), "Extensions") {
            Ok(list) => each(&list.iter().collect::<Vec<_>>()),
            Err(_) => unreachable!("it was read when it was made"),
        }
    }
}

fn optional_oid<'a>(
    fields: &mut Reader<'a>,
    expected: &'static str,
) -> Result<Option<ObjectIdentifierRef<'a>>, DerError> {
    match fields.peek() {
        Some(Tag::ObjectIdentifier) => fields.oid(expected).map(Some),
        _ => Ok(None),
    }
}

fn optional_integer<'a>(
    fields: &mut Reader<'a>,
    expected: &'static str,
) -> Result<Option<&'a [u8]>, DerError> {
    match fields.peek() {
        Some(Tag::Integer) => fields.integer(expected).map(|tlv| Some(tlv.value)),
        _ => Ok(None),
    }
}

/// BOOLEAN DEFAULT FALSE, which DER leaves out (X.690 §11.5).
fn default_false(fields: &mut Reader<'_>, expected: &'static str) -> Result<bool, DerError> {
    if fields.peek() != Some(Tag::Boolean) {
        return Ok(false);
    }
    let at = *fields;
    match fields.boolean(expected)? {
        true => Ok(true),
        false => Err(at.error(
            expected,
            Found::Malformed("a default value that is written out"),
        )),
    }
}

/// A GeneralizedTime in UTC whose fraction of a second, where it has one, does not end in a zero (RFC 3161 §2.4.2).
fn check_time(time: &Tlv<'_>) -> Result<(), DerError> {
    const EXPECTED: &str = "TSTInfo.genTime";
    let wrong = || time.malformed(EXPECTED, "a time that is not YYYYMMDDhhmmss[.s…]Z");
    let Some((whole, rest)) = time.value.split_at_checked(14) else {
        return Err(wrong());
    };
    Time::from_generalized(&[whole, b"Z"].concat()).map_err(|_| wrong())?;
    let fits = match rest {
        b"Z" => true,
        [b'.', digits @ .., last, b'Z'] => {
            digits.iter().chain([last]).all(u8::is_ascii_digit) && *last != b'0'
        }
        _ => false,
    };
    if fits { Ok(()) } else { Err(wrong()) }
}
