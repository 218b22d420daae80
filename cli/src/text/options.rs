//! `-certopt` and `-reqopt`: what of a text is left out, and how unknown extensions are shown.

use certwright::x509::Extension;

/// What is shown of an extension that has no form of its own, or whose value is not what its type requires.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unknown {
    /// Its printable characters, a full stop for each other byte.
    #[default]
    Plain,
    /// That it is not supported.
    Error,
    /// Its ASN.1 structure.
    Parse,
    /// Its bytes in hexadecimal.
    Dump,
}

/// The parts of a text that can be left out, and how unknown extensions are shown: one field for each of OpenSSL's
/// `-certopt` words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateOptions {
    /// No `Certificate:` and `Data:` lines.
    pub no_header: bool,
    /// No version.
    pub no_version: bool,
    /// No serial number.
    pub no_serial: bool,
    /// No signature algorithm before the issuer.
    pub no_signame: bool,
    /// No issuer.
    pub no_issuer: bool,
    /// No validity.
    pub no_validity: bool,
    /// No subject.
    pub no_subject: bool,
    /// No public key.
    pub no_pubkey: bool,
    /// No extensions.
    pub no_extensions: bool,
    /// No signature.
    pub no_sigdump: bool,
    /// No trust settings, which certwright never shows.
    pub no_aux: bool,
    /// No attributes of a request.
    pub no_attributes: bool,
    /// How unknown extensions are shown.
    pub unknown: Unknown,
    /// The short names of the extensions to show; `None` for all.
    pub only: Option<String>,
}

impl CertificateOptions {
    /// Whether an extension is to be shown.
    pub fn shows(&self, extension: &Extension<'_>) -> bool {
        let Some(names) = &self.only else { return true };
        super::short_name(extension.oid).is_some_and(|name| names.contains(name))
    }

    /// Reads words with commas between into these options.
    ///
    /// # Errors
    /// The word that is not an option.
    pub fn apply(&mut self, words: &str) -> Result<(), String> {
        let words = words.split(',').map(str::trim).filter(|w| !w.is_empty());
        words
            .into_iter()
            .try_for_each(|word| self.apply_word(word).ok_or_else(|| word.to_owned()))
    }

    /// One word, which `-` before it takes back.
    fn apply_word(&mut self, word: &str) -> Option<()> {
        let (on, word) = match word.as_bytes().first() {
            Some(b'-') => (false, &word[1..]),
            Some(b'+') => (true, &word[1..]),
            _ => (true, word),
        };
        let unknown = |this: &mut Self, how: Unknown| {
            this.unknown = if on { how } else { Unknown::Plain };
            Some(())
        };
        let flag = match word.to_ascii_lowercase().as_str() {
            "no_header" => &mut self.no_header,
            "no_version" => &mut self.no_version,
            "no_serial" => &mut self.no_serial,
            "no_signame" => &mut self.no_signame,
            "no_issuer" => &mut self.no_issuer,
            "no_validity" => &mut self.no_validity,
            "no_subject" => &mut self.no_subject,
            "no_pubkey" => &mut self.no_pubkey,
            "no_extensions" => &mut self.no_extensions,
            "no_sigdump" => &mut self.no_sigdump,
            "no_aux" => &mut self.no_aux,
            "no_attributes" => &mut self.no_attributes,
            "ext_default" => return unknown(self, Unknown::Plain),
            "ext_error" => return unknown(self, Unknown::Error),
            "ext_parse" => return unknown(self, Unknown::Parse),
            "ext_dump" => return unknown(self, Unknown::Dump),
            "compatible" => {
                *self = Self::default();
                return Some(());
            }
            "ca_default" => {
                *self = if on {
                    Self {
                        no_issuer: true,
                        no_pubkey: true,
                        no_header: true,
                        no_version: true,
                        ..Self::default()
                    }
                } else {
                    Self::default()
                };
                return Some(());
            }
            _ => return None,
        };
        *flag = on;
        Some(())
    }
}
