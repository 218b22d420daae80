//! Signed receipts (RFC 2634 §2): a signer asks for one in a signed attribute, a recipient who verified the signature signs it, and
//! the signer verifies it.

use super::sign::{self, Extra, encode};
use super::verify::{self, Verdict};
use super::{Encoding, Job, ess};
use crate::args::Args;
use crate::error::CliError;
use crate::extension::{name_in_list, words};
use crate::rng;
use crate::text::{Text, dump};
use certwright::der::{
    DerError, Found, ObjectIdentifierRef, Reader, Tag, TagNumber, Tlv, Writer, oid as ids,
};
use certwright::oid;
use certwright::pkcs::cms::{SignedData, SignerInfo};
use certwright::pkcs::pkcs7::Pkcs7;
use certwright::rand_core::TryRng as _;
use certwright::x509::extension::{Element as _, SequenceOf};
use certwright::x509::{GeneralName, GeneralNames};

/// id-ct-receipt, id-aa-receiptRequest and id-aa-msgSigDigest (RFC 2634 appendix A).
pub(super) const CONTENT: ObjectIdentifierRef<'static> = oid!("1.2.840.113549.1.9.16.1.1");
const REQUEST: ObjectIdentifierRef<'static> = oid!("1.2.840.113549.1.9.16.2.1");
const SIGNATURE_DIGEST: ObjectIdentifierRef<'static> = oid!("1.2.840.113549.1.9.16.2.5");

/// The tag of ReceiptsFrom.allOrFirstTier.
const TIER: Tag = Tag::ContextSpecific {
    constructed: false,
    number: TagNumber(0),
};

/// The options that ask for receipts.
const ASKS: [&str; 3] = [
    "receipt_request_all",
    "receipt_request_first",
    "receipt_request_from",
];

/// Refuses options that ask for receipts where there is nothing to ask in, or nobody to send them to.
pub(super) fn check_options(args: &Args, signs: bool) -> Result<(), CliError> {
    let has_address = args.has("receipt_request_to");
    if ASKS.iter().any(|option| args.has(option)) && !has_address {
        return Err(CliError::usage(
            "No Signed Receipts Recipients: -receipt_request_to names the address that receipts are sent to",
        ));
    }
    if has_address && !signs {
        return Err(CliError::usage("Signed receipts only allowed with -sign"));
    }
    Ok(())
}

/// Who is asked for a receipt.
enum From<'a> {
    /// AllOrFirstTier: contents of an INTEGER.
    Tier(&'a [u8]),
    Listed(Vec<GeneralNames<'a>>),
}

/// ReceiptRequest (RFC 2634 §2.7).
struct Request<'a> {
    /// signedContentIdentifier.
    id: &'a [u8],
    from: From<'a>,
    to: Vec<GeneralNames<'a>>,
}

impl<'a> Request<'a> {
    /// That of a signer, if there is one.
    fn of(attributes: &'a [u8]) -> Result<Option<Self>, String> {
        match ess::attribute(attributes, REQUEST)? {
            None => Ok(None),
            Some(value) => Self::read(&value).map(Some).map_err(|e| e.to_string()),
        }
    }

    fn read(value: &Tlv<'a>) -> Result<Self, DerError> {
        const WHAT: &str = "ReceiptRequest";
        value.expect(Tag::Sequence, WHAT)?;
        let mut fields = value.reader();
        let id = fields
            .octet_string("ReceiptRequest.signedContentIdentifier")?
            .value;
        let tier = fields.context(0, false, "ReceiptsFrom.allOrFirstTier")?;
        let listed = match tier {
            Some(_) => None,
            None => fields.context(1, true, "ReceiptsFrom.receiptList")?,
        };
        let from = match (tier, listed) {
            (Some(tier), _) => From::Tier(tier.value),
            (_, Some(list)) => From::Listed(names(list.reader())?),
            (None, None) => return Err(fields.error("ReceiptRequest.receiptsFrom", Found::End)),
        };
        let to = names(fields.sequence("ReceiptRequest.receiptsTo")?)?;
        fields.finish(WHAT)?;
        Ok(Self { id, from, to })
    }
}

/// SEQUENCE OF GeneralNames.
fn names<'a>(mut list: Reader<'a>) -> Result<Vec<GeneralNames<'a>>, DerError> {
    let mut all = Vec::new();
    while !list.is_empty() {
        let names = list.sequence("GeneralNames")?;
        all.push(SequenceOf::from_contents(names, "GeneralNames")?);
    }
    Ok(all)
}

/// The attribute that asks for receipts, if the options do.
pub(super) fn request(job: &Job<'_>) -> Result<Option<Extra>, CliError> {
    let args = job.args;
    if !args.has("receipt_request_to") {
        return Ok(None);
    }
    let mut id = [0; 32];
    rng::system()?
        .try_fill_bytes(&mut id)
        .map_err(|e| CliError::new(format!("the system random number generator failed: {e}")))?;
    let list = |option: &str| {
        let each = args.texts(option).map(|address| {
            let address = words::ascii(address, "write the host as A-labels, xn--…")
                .map_err(|e| CliError::usage(format!("-{option}: {e}")))?;
            Ok(encode(|w| {
                w.sequence(|w| GeneralName::Rfc822(address).write(w));
            }))
        });
        each.collect::<Result<Vec<_>, CliError>>()
    };
    let (from, to) = (list("receipt_request_from")?, list("receipt_request_to")?);
    // Of both the last counts, as in OpenSSL.
    let given = args.occurrences().iter().rev();
    let tier = given
        .map(|given| given.name.as_str())
        .find_map(|name| ASKS[..2].iter().position(|option| *option == name));
    if from.is_empty() && tier.is_none() {
        args.hint(
            "every recipient is asked for a receipt: -receipt_request_all, -receipt_request_first and -receipt_request_from say who is",
        );
    }
    let value = encode(|w| {
        w.sequence(|w| {
            w.octet_string(&id);
            match from.is_empty() {
                true => w.tlv(TIER, &[tier.unwrap_or(0) as u8]),
                false => w.context(1, |w| from.iter().for_each(|names| w.raw(names))),
            }
            w.sequence(|w| to.iter().for_each(|names| w.raw(names)));
        });
    });
    Ok(Some((REQUEST, value)))
}

/// `-receipt_request_print`: what each signer of a message asks for.
pub(super) fn requests(message: &Pkcs7) -> String {
    let signed = signed_data(message).map(|signed| signed.signers);
    let mut out = Text::default();
    for (i, signer) in signed.unwrap_or_default().iter().enumerate() {
        out.put(format!("Signer {}:\n", i + 1));
        let attributes = signer.signed_attributes().unwrap_or_default();
        let request = match attributes.is_empty() {
            true => Ok(None),
            false => Request::of(&attributes),
        };
        match request {
            Ok(None) => out.put("  No Receipt Request\n"),
            Err(why) => out.put(format!("  Receipt Request Parse Error: {why}\n")),
            Ok(Some(request)) => print_request(&mut out, &request),
        }
    }
    String::from_utf8_lossy(out.as_bytes()).into_owned()
}

fn print_request(out: &mut Text, request: &Request<'_>) {
    out.put("  Signed Content ID:\n");
    dump::bytes(out, request.id, 4);
    out.put("  Receipts From");
    match &request.from {
        From::Tier([0]) => out.put(": All\n"),
        From::Tier([1]) => out.put(": First Tier\n"),
        From::Tier(other) => {
            let shown = match other {
                [one] => (*one as i8).to_string(),
                _ => "a number of several bytes".to_owned(),
            };
            out.put(format!(" Unknown ({shown})\n"));
        }
        From::Listed(list) => {
            out.put(" List:\n");
            print_names(out, list);
        }
    }
    out.put("  Receipts To:\n");
    print_names(out, &request.to);
}

fn print_names(out: &mut Text, list: &[GeneralNames<'_>]) {
    for name in list.iter().flat_map(|names| names.iter()) {
        out.put("    ");
        out.put(name_in_list(&name).unwrap_or_default());
        out.put("\n");
    }
}

/// What a receipt says (RFC 2634 §2.8).
fn content(content_type: &Tlv<'_>, id: &[u8], signature: &[u8]) -> Vec<u8> {
    encode(|w: &mut Writer| {
        w.sequence(|w| {
            w.tlv(Tag::Integer, &[1]);
            w.raw(content_type.raw);
            w.octet_string(id);
            w.octet_string(signature);
        });
    })
}

/// What msgSigDigest states of a signer that is answered: the digest of the signed attributes, by the signer's algorithm.
fn attributes_digest(signer: &SignerInfo<'_>, attributes: &[u8]) -> Result<Vec<u8>, String> {
    let hash = signer.digest.hash().map_err(|e| e.to_string())?;
    Ok(hash.digest(attributes).as_ref().to_vec())
}

/// `-sign_receipt`. Before a receipt is signed the signature that it is for is verified (RFC 2634 §2.4).
pub(super) fn sign(job: &Job<'_>) -> Result<(), CliError> {
    let failed = |why: &dyn std::fmt::Display| {
        CliError::new(format!("cannot sign a receipt: {why}")).with_status(3)
    };
    let (message, beside) = job.read_message()?;
    let signed = signed_data(&message).map_err(|e| failed(&e))?;
    let given = match job.args.path("content") {
        Some(path) => {
            let bytes = crate::io::read_file(path, &crate::limits::MESSAGE);
            Some(job.lines.canonical(&bytes.map_err(|e| e.with_status(2))?))
        }
        None => beside,
    };
    let signed_content = given
        .as_deref()
        .or(signed.content)
        .ok_or_else(|| failed(&"the signature is detached: name the -content"))?;
    let signer = signed
        .signers
        .first()
        .ok_or_else(|| failed(&"no signers"))?;
    let attributes = signer.signed_attributes().unwrap_or_default();
    let nothing = || failed(&"no receipt request: the signer asks for none");
    if attributes.is_empty() {
        return Err(nothing());
    }
    let request = Request::of(&attributes).map_err(|e| failed(&e))?;
    let request = request.ok_or_else(nothing)?;
    let content_type = ess::attribute(&attributes, ids::CONTENT_TYPE).map_err(|e| failed(&e))?;
    let content_type = content_type.ok_or_else(|| failed(&"no content type is signed"))?;
    verify::first_signature(job, &message, &signed, signed_content).map_err(|e| failed(&e))?;
    let digest = attributes_digest(signer, &attributes).map_err(|e| failed(&e))?;
    let digest = encode(|w| w.octet_string(&digest));
    let receipt = sign::enclosing(
        job,
        CONTENT,
        &content(&content_type, request.id, signer.signature),
        &[(SIGNATURE_DIGEST, digest)],
    )?;
    let encoding = job.encoding("outform")?.unwrap_or(Encoding::Smime);
    job.write_as(encoding, &receipt, None, "signed-receipt")
}

/// `-verify_receipt`: a receipt's signature and its signer's path, and that it is for the message of `-in`.
pub(super) fn verify(job: &Job<'_>) -> Result<(), CliError> {
    let verdict = Verdict {
        kind: "",
        numbered: false,
    };
    let (message, _) = job.read_message()?;
    verify::write_carried(job, &message)?;
    let path = job.args.path("verify_receipt");
    let (receipt, _) = job.read_message_of(path, "rctform", "receipt")?;
    let store = verify::mail_store(job)?;
    verify::valid(job, &receipt, None, &store, &verdict)?;
    check(&receipt, &message).map_err(|e| verdict.failed(&e))?;
    verdict.print("successful");
    rng::write_rand(job.args)
}

fn signed_data(message: &Pkcs7) -> Result<SignedData<'_>, String> {
    let signed = message.signed_data().map_err(|e| e.to_string())?;
    signed.ok_or_else(|| "the message is not signed".to_owned())
}

/// Holds a receipt whose signature is valid to the message that it is for (RFC 2634 §2.6).
///
/// # Errors
/// What is wrong, in a line.
fn check(receipt: &Pkcs7, message: &Pkcs7) -> Result<(), String> {
    let (answer, asked) = (signed_data(receipt)?, signed_data(message)?);
    let [answerer] = &answer.signers[..] else {
        return Err("need one signer: a receipt is one recipient's".into());
    };
    if answer.content_type != CONTENT {
        return Err("not a signed receipt: it is a message of another type".into());
    }
    let content_of_receipt = answer.content.ok_or("no content: there is no receipt")?;
    let fields =
        Receipt::read(content_of_receipt).map_err(|e| format!("receipt decode error: {e}"))?;
    let signer = (asked.signers.iter())
        .find(|signer| signer.signature == fields.signature)
        .ok_or("no matching signature: the receipt is for another message")?;
    let attributes = signer.signed_attributes().ok_or("no receipt request")?;
    let stated = answerer.signed_attributes().ok_or("no msgSigDigest")?;
    let stated = ess::attribute(&stated, SIGNATURE_DIGEST)?.ok_or("no msgSigDigest")?;
    stated
        .expect(Tag::OctetString, "msgSigDigest")
        .map_err(|e| e.to_string())?;
    if stated.value != attributes_digest(signer, &attributes)? {
        return Err(
            "msgSigDigest verification failure: the receipt is for other attributes".into(),
        );
    }
    let content_type = ess::attribute(&attributes, ids::CONTENT_TYPE)?.ok_or("no content type")?;
    if content_type.raw != fields.content_type.raw {
        return Err("content type mismatch: the receipt is for a content of another type".into());
    }
    let request = Request::of(&attributes)?.ok_or("no receipt request: none was asked for")?;
    match request.id == fields.id {
        true => Ok(()),
        false => Err("content identifier mismatch: the receipt is for another content".into()),
    }
}

/// Receipt (RFC 2634 §2.8), as [`content`] writes it.
struct Receipt<'a> {
    content_type: Tlv<'a>,
    id: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Receipt<'a> {
    fn read(der: &'a [u8]) -> Result<Self, DerError> {
        const WHAT: &str = "Receipt";
        let mut input = Reader::new(der);
        let mut fields = input.sequence(WHAT)?;
        input.finish(WHAT)?;
        fields.integer("Receipt.version")?;
        let content_type = fields.any("Receipt.contentType")?;
        content_type.expect(Tag::ObjectIdentifier, "Receipt.contentType")?;
        let id = fields
            .octet_string("Receipt.signedContentIdentifier")?
            .value;
        let signature = fields
            .octet_string("Receipt.originatorSignatureValue")?
            .value;
        fields.finish(WHAT)?;
        Ok(Self {
            content_type,
            id,
            signature,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use certwright::pkcs::cms::{self, PartyId};
    use certwright::rsa::HashAlgorithm;

    /// A signer with a signature that is `byte` alone: what is looked at here is not under it.
    fn signer(byte: u8, attributes: &[u8]) -> Vec<u8> {
        let id = PartyId::KeyId(&[1]);
        let digest = encode(|w| w.sequence(|w| w.oid(HashAlgorithm::Sha256.oid())));
        let rsa = encode(|w| {
            w.sequence(|w| {
                w.oid(ids::RSA_ENCRYPTION);
                w.null();
            });
        });
        cms::signer_info(&id, &digest, Some(attributes), &rsa, &[byte]).unwrap()
    }

    fn message(content_type: ObjectIdentifierRef<'_>, content: &[u8], signers: &[&[u8]]) -> Pkcs7 {
        cms::signed(content_type, Some(content), &[], &[], signers).unwrap()
    }

    /// The attributes of a message, with a request for a receipt of `id` if there is one.
    fn asking(id: Option<&[u8]>) -> Vec<u8> {
        let request = id.map(|id| {
            let value = encode(|w| {
                w.sequence(|w| {
                    w.octet_string(id);
                    w.tlv(TIER, &[0]);
                    w.sequence(|_| {});
                });
            });
            (REQUEST, value)
        });
        let mut all = sign::statement(ids::PKCS7_DATA, HashAlgorithm::Sha256, b"m").unwrap();
        all.extend(request);
        cms::attributes(all)
    }

    /// The attributes of a receipt that states this digest.
    fn answering(digest: &[u8]) -> Vec<u8> {
        let digest = encode(|w| w.octet_string(digest));
        cms::attributes([(SIGNATURE_DIGEST, digest)])
    }

    #[test]
    fn a_receipt_counts_for_the_message_that_it_states_and_for_no_other() {
        let attributes = asking(Some(b"id"));
        let asked = message(ids::PKCS7_DATA, b"m", &[&signer(1, &attributes)]);
        let digest = HashAlgorithm::Sha256.digest(&attributes);
        let answer = answering(digest.as_ref());
        let data = encode(|w| w.oid(ids::PKCS7_DATA));
        let of = |kind: &[u8], id: &[u8], signature: &[u8]| {
            let kind = Reader::new(kind).any("").unwrap();
            content(&kind, id, signature)
        };
        let right = of(&data, b"id", &[1]);
        let one = signer(9, &answer);
        let receipt = |content: &[u8]| message(CONTENT, content, &[&one]);
        assert_eq!(check(&receipt(&right), &asked), Ok(()));

        let says = |receipt: &Pkcs7, asked: &Pkcs7, why: &str| {
            let found = check(receipt, asked).unwrap_err();
            assert!(found.starts_with(why), "{found}");
        };
        let receipts = encode(|w| w.oid(CONTENT));
        for (content, why) in [
            (of(&data, b"id", &[2]), "no matching signature"),
            (of(&data, b"other", &[1]), "content identifier mismatch"),
            (of(&receipts, b"id", &[1]), "content type mismatch"),
            (right[..right.len() - 1].to_vec(), "receipt decode error"),
            ([&right[..], &[0]].concat(), "receipt decode error"),
        ] {
            says(&receipt(&content), &asked, why);
        }
        let other = signer(9, &answering(&[0; 32]));
        let forged = message(CONTENT, &right, &[&other]);
        says(&forged, &asked, "msgSigDigest verification failure");
        let silent = signer(9, &asking(None));
        says(
            &message(CONTENT, &right, &[&silent]),
            &asked,
            "no msgSigDigest",
        );
        says(
            &message(CONTENT, &right, &[&one, &one]),
            &asked,
            "need one signer",
        );
        says(
            &message(ids::PKCS7_DATA, &right, &[&one]),
            &asked,
            "not a signed receipt",
        );
        // Nothing was asked for.
        let attributes = asking(None);
        let plain = message(ids::PKCS7_DATA, b"m", &[&signer(1, &attributes)]);
        let digest = HashAlgorithm::Sha256.digest(&attributes);
        let one = signer(9, &answering(digest.as_ref()));
        says(
            &message(CONTENT, &right, &[&one]),
            &plain,
            "no receipt request",
        );
    }

    #[test]
    fn what_is_asked_for_is_printed_whatever_stands_in_it() {
        let value = |write: &dyn Fn(&mut Writer)| {
            let attributes = cms::attributes([(REQUEST, encode(|w| w.sequence(|w| write(w))))]);
            requests(&message(ids::PKCS7_DATA, b"m", &[&signer(1, &attributes)]))
        };
        let shown = value(&|w| {
            w.octet_string(b"A");
            w.tlv(TIER, &[0xff]);
            w.sequence(|w| {
                w.sequence(|w| GeneralName::Rfc822("a@b").write(w));
            });
        });
        // As OpenSSL 3.0 prints a request that names nobody.
        assert_eq!(
            shown,
            "Signer 1:\n  Signed Content ID:\n    0000 - 41                                                A\n  \
             Receipts From Unknown (-1)\n  Receipts To:\n    email:a@b\n"
        );
        for wrong in [
            value(&|w| w.octet_string(b"A")),
            value(&|w| {
                w.octet_string(b"A");
                w.tlv(TIER, &[0]);
            }),
            value(&|_| {}),
        ] {
            assert!(wrong.contains("Receipt Request Parse Error: "), "{wrong}");
        }
    }
}
