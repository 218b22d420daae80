//! `-newkey`: which key to make, and where it goes.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::settings::Settings;
use crate::args::Args;
use crate::error::{CliError, excerpt, shown};
use crate::io::{self, Access};
use crate::key::{self, Form, Private};
use crate::keygen::{Dots, KeyChoice};
use crate::pass::Pass;
use crate::rng::Rng;

/// A new key, and the file that it has yet to be written to.
pub(super) struct NewKey {
    pub(super) key: Private,
    encoded: Zeroizing<Vec<u8>>,
    path: Option<PathBuf>,
}

/// A file, and the key that was written to it.
pub(super) struct KeyFile {
    pub(super) path: PathBuf,
    pub(super) encoded: Zeroizing<Vec<u8>>,
}

impl NewKey {
    /// Writes it where `-keyout` or the configuration directs, or to standard output.
    pub(super) fn write(self) -> Result<Option<KeyFile>, CliError> {
        io::write(self.path.as_deref(), &self.encoded, Access::Private)?;
        let encoded = self.encoded;
        Ok(self.path.map(|path| KeyFile { path, encoded }))
    }
}

/// The line that OpenSSL prints after a key.
pub(super) fn rule_off(args: &Args) {
    if args.as_openssl() {
        eprintln!("-----");
    }
}

/// Makes a key, encoded for its file.
pub(super) fn make(
    args: &Args,
    settings: &Settings,
    passout: Option<Pass>,
    rng: &mut Rng,
) -> Result<NewKey, CliError> {
    let plan = choice(args, settings)?;
    if args.has("verbose") {
        eprintln!("Generating RSA key with {} bits", plan.bits);
    }
    let dots = if args.has("quiet") {
        Dots::Never
    } else if args.as_openssl() && !args.has("batch") {
        Dots::Always
    } else {
        Dots::Terminal
    };
    let key = plan.generate(rng, dots)?.allow_below_2048();
    let path = args.path("keyout").map(Path::to_path_buf).or_else(|| {
        settings
            .get("default_keyfile")
            .map(|name| name.as_ref().into())
    });
    if args.has("verbose") {
        match &path {
            Some(path) => eprintln!("Writing private key to '{}'", shown(path)),
            None => eprintln!("Writing private key to stdout"),
        }
    }
    let key = Private {
        key,
        kind: plan.kind(),
    };
    let encoded = encode(args, settings, &key, passout, rng)?;
    Ok(NewKey { key, encoded, path })
}

/// Whether options and configuration leave a key encrypted.
pub(super) fn encrypts(args: &Args, settings: &Settings) -> bool {
    let configured = settings
        .get("encrypt_rsa_key")
        .or_else(|| settings.get("encrypt_key"));
    !args.has("noenc") && !args.has("nodes") && configured.is_none_or(|value| value != "no")
}

/// A key as `-keyout` has it: encrypted, unless options or configuration ask otherwise.
fn encode(
    args: &Args,
    settings: &Settings,
    key: &Private,
    passout: Option<Pass>,
    rng: &mut Rng,
) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let cipher = encrypts(args, settings).then(|| args.text("cipher").unwrap_or("aes256"));
    let form = Form {
        encryption: Form::encrypted_with(cipher, passout, "PEM pass phrase")?,
        ..Form::default()
    };
    key::encode_private(&key.key.parts(), key.kind, &form, rng)
}

/// `-key` together with `-keyout`: the key that was read is written there, as a new one would be.
pub(super) fn copy(
    args: &Args,
    settings: &Settings,
    key: &Private,
    passout: Option<Pass>,
    rng: &mut Rng,
) -> Result<Option<KeyFile>, CliError> {
    let Some(path) = args.path("keyout") else {
        return Ok(None);
    };
    if args.has("verbose") {
        eprintln!("Writing private key to '{}'", shown(path));
    }
    let encoded = encode(args, settings, key, passout, rng)?;
    io::write(Some(path), &encoded, Access::Private)?;
    rule_off(args);
    let path = path.to_path_buf();
    Ok(Some(KeyFile { path, encoded }))
}

/// What kind of key to make.
fn choice(args: &Args, settings: &Settings) -> Result<KeyChoice, CliError> {
    let newkey = args.text("newkey").unwrap_or("rsa");
    let digits = newkey.bytes().all(|b| b.is_ascii_digit());
    let (algorithm, bits) = match newkey.split_once(':') {
        Some(parts) => parts,
        None if digits => ("rsa", newkey),
        None => (newkey, ""),
    };
    let pss = match algorithm.to_ascii_lowercase().as_str() {
        "rsa" => false,
        "rsa-pss" | "rsapss" => true,
        other => {
            return Err(CliError::new(format!(
                "-newkey {newkey}: certwright makes RSA keys only, not {other}; give rsa:2048",
                newkey = excerpt(newkey),
                other = excerpt(other)
            )));
        }
    };
    let number = |text: &str, from: &str| -> Result<i64, CliError> {
        text.trim().parse().map_err(|_| {
            CliError::usage(format!(
                "{from}: \"{text}\" is not a number of bits",
                text = excerpt(text)
            ))
        })
    };
    let mut choice = KeyChoice::default();
    choice.pss = pss;
    match (bits, settings.get("default_bits")) {
        ("", Some(bits)) => choice.bits = number(&bits, "default_bits")?,
        ("", None) => {}
        (bits, _) => choice.bits = number(bits, "-newkey")?,
    }
    for option in args.texts("pkeyopt") {
        choice.set(option)?;
    }
    choice.check()?;
    Ok(choice)
}
