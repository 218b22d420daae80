//! `-digest_create` and `-digest_verify`: DigestedData (RFC 5652 §7), a content with its digest.

use super::Job;
use super::sign::encode;
use super::verify::FAILED;
use crate::digest::{self, MessageDigest};
use crate::error::CliError;
use crate::text;
use certwright::der::{DerError, ObjectIdentifierRef, Reader, oid};
use certwright::oid;
use certwright::pkcs::algorithm::AlgorithmIdentifier;

/// id-digestedData.
const DIGESTED_DATA: ObjectIdentifierRef<'static> = oid!("1.2.840.113549.1.7.5");

pub(super) fn create(job: &Job<'_>) -> Result<(), CliError> {
    let digest = digest::named(job.args.text("md").unwrap_or("sha1"))?;
    let algorithm = text::named(digest.names[0]).filter(|_| !digest.is_xof());
    let algorithm = algorithm.ok_or_else(|| {
        CliError::usage(format!(
            "-md {}: no message has such a digest",
            digest.display
        ))
    })?;
    if job.args.has("econtent_type") {
        job.args
            .hint("-econtent_type has no effect on -digest_create: the content is data");
    }
    let content = job.lines.canonical(&job.input()?);
    let message = encode(|w| {
        w.sequence(|w| {
            w.oid(DIGESTED_DATA);
            w.context(0, |w| {
                w.sequence(|w| {
                    // RFC 5652 §7: 0 for data.
                    w.unsigned(&[]);
                    w.sequence(|w| w.oid(algorithm.as_oid_ref()));
                    w.sequence(|w| {
                        w.oid(oid::PKCS7_DATA);
                        w.context(0, |w| w.octet_string(&content));
                    });
                    w.octet_string(&digest.digest(&content));
                });
            });
        });
    });
    job.write_message(&message, None, "enveloped-data")
}

pub(super) fn verify(job: &Job<'_>) -> Result<(), CliError> {
    let (message, _) = job.read_message()?;
    let failed = |why: &dyn std::fmt::Display| {
        eprintln!("Verification failure");
        CliError::new(why.to_string()).with_status(FAILED)
    };
    if message.content_type() != DIGESTED_DATA {
        return Err(failed(&"the message is not of the type digestedData"));
    }
    let digested = Digested::parse(message.as_der()).map_err(|e| failed(&e))?;
    let name = text::shown(digested.algorithm.oid);
    let digest: &MessageDigest = digest::find(&name)
        .filter(|digest| !digest.is_xof())
        .ok_or_else(|| failed(&format_args!("the digest {name} is not supported")))?;
    if digest.digest(digested.content) != digested.digest {
        return Err(failed(&"the content has another digest"));
    }
    job.write_verified(digested.content, false, || {
        eprintln!("Verification successful");
    })
}

struct Digested<'a> {
    algorithm: AlgorithmIdentifier<'a>,
    content: &'a [u8],
    digest: &'a [u8],
}

impl<'a> Digested<'a> {
    fn parse(der: &'a [u8]) -> Result<Self, DerError> {
        const WHAT: &str = "DigestedData";
        let mut message = Reader::new(der).sequence("ContentInfo")?;
        message.oid("ContentInfo.contentType")?;
        let mut outer = message
            .expect(certwright::der::context_tag(0, true), WHAT)?
            .reader();
        let mut fields = outer.sequence(WHAT)?;
        fields.unsigned_u32("DigestedData.version")?;
        let algorithm = AlgorithmIdentifier::parse(&mut fields, "DigestedData.digestAlgorithm")?;
        let mut inner = fields.sequence("DigestedData.encapContentInfo")?;
        inner.oid("EncapsulatedContentInfo.eContentType")?;
        let content = inner.expect(
            certwright::der::context_tag(0, true),
            "EncapsulatedContentInfo.eContent",
        )?;
        inner.finish("EncapsulatedContentInfo")?;
        let digest = fields.octet_string("DigestedData.digest")?.value;
        fields.finish(WHAT)?;
        let content = content
            .reader()
            .octet_string("EncapsulatedContentInfo.eContent")?;
        Ok(Self {
            algorithm,
            content: content.value,
            digest,
        })
    }
}
