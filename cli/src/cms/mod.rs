//! `smime` and `cms`: messages signed, verified, encrypted and decrypted with RSA keys.
//!
//! Both do the same; `smime` writes PKCS #7 as it was before CMS, in some parameters and names, and each has OpenSSL's words.
//! What is not verified is not written, where OpenSSL writes it first and fails then.

mod digested;
mod encrypt;
pub(crate) mod ess;
mod mime;
pub(crate) mod print;
mod receipt;
pub(crate) mod sign;
pub(crate) mod verify;

use std::path::Path;
use std::process::ExitCode;

use super::args::{self, Args, Format};
use super::error::{CliError, excerpt};
use super::found;
use super::io::{self, Access};
use super::limits;
use super::nameopt::NameOptions;
use super::options::{
    Any, Command, Item, PROVIDER, RANDOM, TRUSTED_STORES, Value, flag, infile, option, outfile,
    text,
};
use super::verify::VALIDATION;
use super::{pkcs7, rng, text as texts};
use certwright::pem::{self, Label};
use certwright::pkcs::pkcs7::Pkcs7;
use certwright::pkcs::pkcs12::Limits;
use mime::{Kind, Lines};

const ACTIONS: &[Item] = &[
    infile("in", "Input file"),
    outfile("out", "Output file"),
    text("inform", "Input format SMIME (default), PEM or DER"),
    text("outform", "Output format SMIME (default), PEM or DER"),
    infile("config", "Accepted for OpenSSL's sake, without effect"),
    Item::Section("Operation"),
    flag("encrypt", "Encrypt message"),
    flag("decrypt", "Decrypt encrypted message"),
    flag("sign", "Sign message"),
    flag("verify", "Verify signed message"),
    flag("resign", "Resign a signed message"),
];

const FORMAT: &[Item] = &[
    Item::Section("File format"),
    flag("stream", "Accepted: the encoding is DER all the same"),
    flag("indef", "Same as -stream"),
    flag("noindef", "Disable streaming"),
    flag(
        "binary",
        "Treat input as binary: do not translate to canonical form",
    ),
    flag("crlfeol", "Use CRLF as EOL termination instead of LF only"),
    flag("text", "Include or delete text MIME headers"),
    text("to", "To address"),
    text("from", "From address"),
    text("subject", "Subject"),
    Item::Section("Keys and passwords"),
    infile("inkey", "Input private key (if not signer or recipient)"),
    text("passin", "Input file pass phrase source"),
    option("keyform", Value::Format, "Input private key format"),
    infile("recip", "Recipient cert file"),
    Item::Any(Any::MessageCipher, "The encryption algorithm to use"),
    Item::Section("Signing and verification"),
    text("md", "Digest algorithm to use"),
    infile(
        "signer",
        "Signer certificate input file; when verifying, output file",
    ),
    infile("certfile", "Other certificates file"),
    flag("nodetach", "Use opaque signing"),
    flag("nocerts", "Don't include signer's certificate when signing"),
    flag("noattr", "Don't include any signed attributes"),
    flag("nosmimecap", "Omit the SMIMECapabilities attribute"),
    infile(
        "content",
        "Supply or override content for detached signature",
    ),
    flag("nosigs", "Don't verify message signature"),
    flag("noverify", "Don't verify signers certificate"),
    flag(
        "nointern",
        "Don't search certificates in message for signer",
    ),
];

/// `smime`.
pub const SMIME: Command = Command {
    name: "smime",
    summary: "Sign, verify, encrypt and decrypt S/MIME messages",
    operands: " [cert...]",
    max_operands: usize::MAX,
    openssl: true,
    options: &[
        Item::Section("General"),
        Item::Group(ACTIONS),
        flag("pk7out", "Output PKCS#7 structure"),
        Item::Group(FORMAT),
        Item::Group(TRUSTED_STORES),
        flag(
            "nochain",
            "Certificates contained in the message are not used as untrusted CAs",
        ),
        Item::Group(RANDOM),
        Item::Group(VALIDATION),
        Item::Group(PROVIDER),
        Item::Section("Parameters:"),
        Item::Operand("cert", "Recipient certs, used when encrypting"),
    ],
    run: |args| run(args, &Family::SMIME),
};

/// `cms`.
pub const CMS: Command = Command {
    name: "cms",
    summary: "Sign, verify, encrypt and decrypt CMS messages",
    operands: " [cert...]",
    max_operands: usize::MAX,
    openssl: true,
    options: &[
        Item::Section("General"),
        Item::Group(ACTIONS),
        flag("cmsout", "Output CMS structure"),
        flag(
            "sign_receipt",
            "Sign a receipt for a message whose signature is valid",
        ),
        infile(
            "verify_receipt",
            "Verify this receipt for the message of -in",
        ),
        flag("data_create", "Create a CMS \"Data\" object"),
        flag("data_out", "Copy CMS \"Data\" object to output"),
        flag("digest_create", "Create a CMS \"DigestedData\" object"),
        flag(
            "digest_verify",
            "Verify a CMS \"DigestedData\" object and output it",
        ),
        flag(
            "EncryptedData_encrypt",
            "Create CMS \"EncryptedData\" object using symmetric key",
        ),
        flag(
            "EncryptedData_decrypt",
            "Decrypt CMS \"EncryptedData\" object using symmetric key",
        ),
        Item::Group(FORMAT),
        Item::Group(TRUSTED_STORES),
        Item::Section("Receipts"),
        flag(
            "receipt_request_all",
            "When signing, ask every recipient for a receipt",
        ),
        flag(
            "receipt_request_first",
            "When signing, ask for receipts of first recipients, and not of a list's members",
        ),
        text(
            "receipt_request_from",
            "When signing, ask the recipient of this address for a receipt",
        ),
        text(
            "receipt_request_to",
            "When signing, ask for receipts that are sent to this address",
        ),
        flag(
            "receipt_request_print",
            "When verifying, print what receipts are asked for",
        ),
        text("rctform", "Receipt file format SMIME (default), PEM or DER"),
        Item::Section("Keys and contents"),
        text("pwri_password", "Specific password for recipient"),
        text(
            "secretkey",
            "Use specified hex-encoded key to decrypt/encrypt recipients or content",
        ),
        text("secretkeyid", "Identity of the -secretkey, in hexadecimal"),
        flag("keyid", "Use subject key identifier"),
        text("keyopt", "Set public key parameters as n:v pairs"),
        text("econtent_type", "OID for external content"),
        flag(
            "no_content_verify",
            "Do not verify signed content signatures",
        ),
        flag(
            "no_attr_verify",
            "Do not verify signed attribute signatures",
        ),
        flag("verify_retcode", "Exit non-zero on verification failure"),
        flag("no_signing_time", "Omit the signing time attribute"),
        flag(
            "cades",
            "Include signingCertificate attribute; when verifying, require and check it",
        ),
        outfile("certsout", "Certificate output file"),
        flag(
            "noout",
            "For the -cmsout operation do not output the parsed CMS structure",
        ),
        flag(
            "print",
            "For the -cmsout operation print out all fields of the CMS structure",
        ),
        text(
            "nameopt",
            "For the -print option specifies various strings printing options",
        ),
        flag(
            "debug_decrypt",
            "Accepted: there is no protection to turn off (implicit rejection)",
        ),
        Item::Section("Refused"),
        flag("compress", "Refused: compression is not supported"),
        flag("uncompress", "Refused: compression is not supported"),
        infile("originator", "Refused: recipients have RSA keys"),
        text("wrap", "Refused: recipients have RSA keys"),
        flag("aes128-wrap", "Refused: recipients have RSA keys"),
        flag("aes192-wrap", "Refused: recipients have RSA keys"),
        flag("aes256-wrap", "Refused: recipients have RSA keys"),
        flag("des3-wrap", "Refused: recipients have RSA keys"),
        flag("asciicrlf", "Refused: use -binary on a text in its form"),
        Item::Group(RANDOM),
        Item::Group(VALIDATION),
        Item::Group(PROVIDER),
        Item::Section("Parameters:"),
        Item::Operand("cert", "Recipient certs, used when encrypting"),
    ],
    run: |args| run(args, &Family::CMS),
};

/// In what the two commands differ.
struct Family {
    /// In media types.
    media: &'static str,
    /// Of PEM.
    label: Label<'static>,
    /// Before verdicts.
    verdict: &'static str,
    is_cms: bool,
}

impl Family {
    const SMIME: Self = Self {
        media: "x-pkcs7",
        label: pkcs7::LABEL,
        verdict: "",
        is_cms: false,
    };
    const CMS: Self = Self {
        media: "pkcs7",
        label: LABELS[0],
        verdict: "CMS ",
        is_cms: true,
    };
}

/// PEM labels of a message.
const LABELS: &[Label<'static>] = &[
    Label::new("CMS").unwrap(),
    pkcs7::LABEL,
    pkcs7::SIGNED_DATA_LABEL,
];

/// The encoding of a message.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Smime,
    Pem,
    Der,
}

const OPERATIONS: &[&str] = &[
    "encrypt",
    "decrypt",
    "sign",
    "verify",
    "resign",
    "pk7out",
    "cmsout",
    "data_create",
    "data_out",
    "digest_create",
    "digest_verify",
    "EncryptedData_encrypt",
    "EncryptedData_decrypt",
    "sign_receipt",
    "verify_receipt",
];

/// A command at work.
struct Job<'a> {
    args: &'a Args,
    family: &'a Family,
    lines: Lines,
}

fn run(args: &Args, family: &Family) -> Result<ExitCode, CliError> {
    let operation = args.occurrences().iter().rev();
    let operation = operation
        .map(|given| given.name.as_str())
        .find(|name| OPERATIONS.contains(name))
        .ok_or_else(|| {
            CliError::usage("No operation (-encrypt|-sign|...) specified").with_status(1)
        })?;
    let job = Job {
        args,
        family,
        lines: Lines {
            binary: args.has("binary"),
            text: args.has("text"),
            crlf: args.has("crlfeol"),
        },
    };
    let signs = matches!(operation, "sign" | "resign");
    if family.is_cms {
        receipt::check_options(args, signs)?;
    }
    let signs = signs || operation == "sign_receipt";
    if !signs && operation != "verify" && operation != "decrypt" && args.has("inkey") {
        return Err(CliError::usage("-inkey has no use here"));
    }
    io::check_writable(args.path("out")).map_err(|e| e.with_status(2))?;
    match operation {
        "encrypt" => encrypt::encrypt(&job)?,
        "decrypt" => encrypt::decrypt(&job)?,
        "sign" => sign::sign(&job)?,
        "resign" => sign::resign(&job)?,
        "verify" => verify::verify(&job)?,
        "sign_receipt" => receipt::sign(&job)?,
        "verify_receipt" => receipt::verify(&job)?,
        "data_create" => {
            let content = job.lines.canonical(&job.input()?);
            job.write_message(&data(&content), None, "data")?;
        }
        "data_out" => {
            let (message, _) = job.read_message()?;
            let content = data_content(&message).ok_or_else(|| {
                CliError::new("the message is not of the type data").with_status(4)
            })?;
            job.write_content(content)?;
        }
        "digest_create" => digested::create(&job)?,
        "digest_verify" => digested::verify(&job)?,
        "EncryptedData_encrypt" => encrypt::encrypt_data(&job)?,
        "EncryptedData_decrypt" => encrypt::decrypt_data(&job)?,
        _ => {
            let (message, _) = job.read_message()?;
            let smime_type = job.smime_type(&message);
            let default = match operation {
                "pk7out" => Encoding::Pem,
                _ => Encoding::Smime,
            };
            let mut encoding = job.encoding("outform")?.unwrap_or(default);
            if operation == "pk7out" && encoding != Encoding::Pem && args.as_openssl_does() {
                args.hint("-outform has no effect on -pk7out, which writes PEM; pkcs7 -outform DER converts it");
                encoding = Encoding::Pem;
            }
            job.write_as(encoding, &message, None, smime_type)?;
        }
    }
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}

/// ContentInfo of the type data.
fn data(content: &[u8]) -> Vec<u8> {
    use certwright::der::{Writer, oid};
    let mut w = Writer::new();
    w.sequence(|w| {
        w.oid(oid::PKCS7_DATA);
        w.context(0, |w| w.octet_string(content));
    });
    w.into_vec()
}

fn data_content(message: &Pkcs7) -> Option<&[u8]> {
    use certwright::der::{Reader, oid};
    let mut fields = Reader::new(message.as_der()).sequence("ContentInfo").ok()?;
    (fields.oid("contentType").ok()? == oid::PKCS7_DATA).then_some(())?;
    let mut content = fields.context(0, true, "content").ok()??.reader();
    Some(content.octet_string("content").ok()?.value)
}

impl Job<'_> {
    /// The input as it stands.
    fn input(&self) -> Result<zeroize::Zeroizing<Vec<u8>>, CliError> {
        io::read(self.args.path("in"), &limits::MESSAGE).map_err(|e| e.with_status(2))
    }

    fn encoding(&self, option: &str) -> Result<Option<Encoding>, CliError> {
        let Some(text) = self.args.text(option) else {
            return Ok(None);
        };
        Ok(Some(match args::parse_pem_der(text) {
            _ if text.starts_with(['S', 's']) => Encoding::Smime,
            Ok(Format::Pem) => Encoding::Pem,
            Ok(_) => Encoding::Der,
            Err(_) => {
                return Err(CliError::usage(format!(
                    "-{option} {}: it is SMIME, PEM or DER",
                    excerpt(text)
                )));
            }
        }))
    }

    /// The message, and the content that stands beside it.
    fn read_message(&self) -> Result<(Pkcs7, Option<Vec<u8>>), CliError> {
        let what = if self.family.is_cms { "CMS" } else { "S/MIME" };
        self.read_message_of(self.args.path("in"), "inform", what)
    }

    /// The message in a file whose form an option has.
    fn read_message_of(
        &self,
        path: Option<&Path>,
        form: &str,
        what: &str,
    ) -> Result<(Pkcs7, Option<Vec<u8>>), CliError> {
        let name = io::display(path);
        let bytes = io::read(path, &limits::MESSAGE).map_err(|e| e.with_status(2))?;
        let encoding = self.encoding(form)?.unwrap_or(Encoding::Smime);
        let option = form;
        let failed = |e: &dyn std::fmt::Display| {
            let form = if pem::is_pem(&bytes) { "PEM" } else { "DER" };
            let why = match found::kind(&bytes) {
                Some(found::Kind::Pkcs7) if encoding == Encoding::Smime => {
                    format!("this is a message in {form}; give -{option} {form}")
                }
                Some(found::Kind::Pkcs7) => e.to_string(),
                Some(found::Kind::Message) if encoding == Encoding::Smime => e.to_string(),
                Some(found::Kind::Message) => {
                    format!("this is an S/MIME message; leave -{option} out")
                }
                // A header may have any field first.
                Some(found::Kind::Text) if encoding == Encoding::Smime => e.to_string(),
                _ => found::why(&bytes, path, found::Kind::Message, e),
            };
            CliError::new(format!("Error reading {what} message from {name}: {why}")).with_status(2)
        };
        let (der, content) = match encoding {
            Encoding::Der => (bytes.to_vec(), None),
            Encoding::Pem => {
                let block = pem::first(&bytes, LABELS).map_err(|e| failed(&e))?;
                (block.contents.to_vec(), None)
            }
            Encoding::Smime => {
                // `smime` canonicalises what it reads, with -binary too.
                let lines = Lines {
                    binary: self.lines.binary && self.family.is_cms,
                    ..self.lines
                };
                let message = mime::read(&bytes, lines).map_err(|e| failed(&e))?;
                (message.data, message.content)
            }
        };
        let mut limits = Limits::DEFAULT;
        limits.bytes = usize::MAX;
        let message = Pkcs7::from_der_within(&der, &limits).map_err(|e| failed(&e))?;
        Ok((message, content))
    }

    /// `-print`.
    fn print(&self, message: &Pkcs7) -> Result<(), CliError> {
        let names = NameOptions::parse(self.args.texts("nameopt")).map_err(|word| {
            CliError::usage(format!("unknown -nameopt value {}", excerpt(&word)))
        })?;
        let names = self.args.has("nameopt").then_some(&names);
        let shown = print::cms(message.as_der(), names);
        io::write(self.args.path("out"), &shown, Access::Public)
    }

    /// Writes what was verified, and prints the verdict: before the content where that goes into a pipe or a file as standard
    /// output. OpenSSL's output is buffered there until its end, and `2>&1` shows this order; what it `flushes`, which its `cms`
    /// does with the lines of a content that stands beside the signature, comes first.
    fn write_verified(
        &self,
        content: &[u8],
        flushes: bool,
        verdict: impl FnOnce(),
    ) -> Result<(), CliError> {
        use std::io::IsTerminal as _;
        let to_stdout = match self.args.path("out") {
            None => true,
            // `-out` is a file of its own, but for names of standard output.
            Some(path) => ["-", "/dev/stdout", "/dev/fd/1"]
                .iter()
                .any(|name| path == Path::new(name)),
        };
        if to_stdout && !flushes && !std::io::stdout().is_terminal() {
            verdict();
            return self.write_content(content);
        }
        self.write_content(content)?;
        verdict();
        Ok(())
    }

    /// Writes what was verified or decrypted, without its text header if `-text` asks for it.
    fn write_content(&self, content: &[u8]) -> Result<(), CliError> {
        let content = match self.lines.text {
            true => mime::text_body(content).map_err(|e| CliError::new(e).with_status(4))?,
            false => content,
        };
        let of_data = self.family.is_cms && self.args.has("EncryptedData_decrypt");
        let decrypts = self.args.has("decrypt") || of_data;
        let access = match decrypts {
            true => self.args.decrypted_access(),
            false => Access::Public,
        };
        io::write(self.args.path("out"), content, access)
    }

    fn smime_type(&self, message: &Pkcs7) -> &'static str {
        match message.signed_data() {
            Ok(Some(signed)) if signed.signers.is_empty() => "certs-only",
            Ok(Some(_)) | Err(_)
                if message.content_type() == certwright::der::oid::PKCS7_SIGNED_DATA =>
            {
                "signed-data"
            }
            _ if message.content_type() == certwright::der::oid::AUTH_ENVELOPED_DATA => {
                "authEnveloped-data"
            }
            _ => "enveloped-data",
        }
    }

    /// Writes a message in the form of `-outform`; `beside` is the content that it is a detached signature of.
    fn write_message(
        &self,
        der: &[u8],
        beside: Option<(&[u8], String)>,
        smime_type: &'static str,
    ) -> Result<(), CliError> {
        let encoding = self.encoding("outform")?.unwrap_or(Encoding::Smime);
        let message = Pkcs7::from_der_within(der, &{
            let mut limits = Limits::DEFAULT;
            limits.bytes = usize::MAX;
            limits
        })
        .map_err(|e| CliError::new(format!("cannot encode the message: {e}")))?;
        self.write_as(encoding, &message, beside, smime_type)
    }

    /// Writes a message, or shows it where `-print` asks for that; `-noout` leaves it out.
    fn write_as(
        &self,
        encoding: Encoding,
        message: &Pkcs7,
        beside: Option<(&[u8], String)>,
        smime_type: &'static str,
    ) -> Result<(), CliError> {
        if self.family.is_cms && self.args.has("print") {
            return self.print(message);
        }
        if self.family.is_cms && self.args.has("noout") {
            return Ok(());
        }
        let der = message.as_der();
        let out = match encoding {
            Encoding::Der => der.to_vec(),
            Encoding::Pem => pem::encode(self.family.label, der).into_bytes(),
            Encoding::Smime => {
                let mut out = Vec::new();
                let end = if self.lines.crlf { "\r\n" } else { "\n" };
                for (option, header) in [("to", "To"), ("from", "From"), ("subject", "Subject")] {
                    if let Some(value) = self.args.text(option) {
                        if value.contains(['\r', '\n']) {
                            return Err(CliError::usage(format!(
                                "-{option}: a header is one line"
                            )));
                        }
                        out.extend_from_slice(format!("{header}: {value}{end}").as_bytes());
                    }
                }
                let file = match smime_type {
                    "certs-only" => "smime.p7c",
                    _ => "smime.p7m",
                };
                let kind = match beside {
                    Some((content, digests)) => Kind::Detached {
                        content,
                        digests,
                        boundary: boundary()?,
                    },
                    None => Kind::Opaque { smime_type, file },
                };
                mime::write(&mut out, self.family.media, &kind, der, self.lines);
                out
            }
        };
        io::write(self.args.path("out"), &out, Access::Public)
    }
}

/// A boundary that stands in no content but by chance.
fn boundary() -> Result<String, CliError> {
    use certwright::rand_core::TryRng as _;
    let mut bytes = [0; 16];
    rng::system()?
        .try_fill_bytes(&mut bytes)
        .map_err(|e| CliError::new(format!("the system random number generator failed: {e}")))?;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    Ok(format!("----{digits}"))
}

/// The certificates of a file, in DER.
fn certificates(path: &Path) -> Result<Vec<Vec<u8>>, CliError> {
    super::load::certificates(Some(path)).map_err(|e| e.with_status(2))
}

/// An object identifier that an option names.
fn object(option: &str, name: &str) -> Result<certwright::der::ObjectIdentifier, CliError> {
    texts::parse_oid(name).ok_or_else(|| {
        CliError::usage(format!(
            "-{option} {} is not an object identifier",
            excerpt(name)
        ))
    })
}
