//! `-nameopt`: how a distinguished name is printed.

/// What stands between the attributes of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// The old form: `/C=US/O=Org` on a line of its own, `C=US, O=Org` inside a text.
    Compat,
    /// `,` and `+`
    CommaPlus,
    /// `, ` and ` + `
    CommaPlusSpace,
    /// `; ` and ` + `
    SemicolonPlusSpace,
    /// Each on a line of its own.
    Multiline,
}

/// How an attribute's type is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldName {
    /// `CN`
    Short,
    /// `commonName`
    Long,
    /// `2.5.4.3`
    Dotted,
    /// Not at all.
    Hidden,
}

/// How a distinguished name is printed: one field for each of OpenSSL's `-nameopt` words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameOptions {
    /// Escapes `,+"<>;`, a leading `#` and spaces at the ends (RFC 2253).
    pub esc_2253: bool,
    /// Escapes `*()\` and NUL (RFC 2254).
    pub esc_2254: bool,
    /// Escapes control characters.
    pub esc_ctrl: bool,
    /// Escapes bytes over 0x7f.
    pub esc_msb: bool,
    /// Quotes the whole value in place of most escapes.
    pub use_quote: bool,
    /// Converts every string to UTF-8 first.
    pub utf8: bool,
    /// Takes every value for a string of bytes.
    pub ignore_type: bool,
    /// Puts the ASN.1 type before the value.
    pub show_type: bool,
    /// Dumps every value in hexadecimal.
    pub dump_all: bool,
    /// Dumps values that are not strings.
    pub dump_no_string: bool,
    /// Dumps the DER, not only the contents.
    pub dump_der: bool,
    /// Dumps values of attributes that have no name.
    pub dump_unknown: bool,
    /// What stands between attributes.
    pub separator: Separator,
    /// The last attribute first.
    pub reversed: bool,
    /// How types are named.
    pub field: FieldName,
    /// Pads the type's name, so that values stand under each other.
    pub align: bool,
    /// ` = ` in place of `=`.
    pub space_eq: bool,
}

impl NameOptions {
    /// No option at all, which is the old form.
    pub const COMPAT: Self = Self {
        esc_2253: false,
        esc_2254: false,
        esc_ctrl: false,
        esc_msb: false,
        use_quote: false,
        utf8: false,
        ignore_type: false,
        show_type: false,
        dump_all: false,
        dump_no_string: false,
        dump_der: false,
        dump_unknown: false,
        separator: Separator::Compat,
        reversed: false,
        field: FieldName::Short,
        align: false,
        space_eq: false,
    };

    /// `RFC2253`: `CN=name,O=Org,C=US`.
    pub const RFC2253: Self = Self {
        esc_2253: true,
        esc_ctrl: true,
        esc_msb: true,
        utf8: true,
        dump_no_string: true,
        dump_der: true,
        dump_unknown: true,
        separator: Separator::CommaPlus,
        reversed: true,
        ..Self::COMPAT
    };

    /// `oneline`, the form that OpenSSL 3.0 prints unasked: `C = US, O = Org, CN = name`.
    pub const ONELINE: Self = Self {
        use_quote: true,
        dump_unknown: false,
        separator: Separator::CommaPlusSpace,
        reversed: false,
        space_eq: true,
        ..Self::RFC2253
    };

    /// `multiline`: an attribute a line, aligned, with long names.
    pub const MULTILINE: Self = Self {
        esc_ctrl: true,
        esc_msb: true,
        separator: Separator::Multiline,
        field: FieldName::Long,
        align: true,
        space_eq: true,
        ..Self::COMPAT
    };

    /// True for the old form, which follows rules of its own.
    pub fn is_compat(&self) -> bool {
        *self == Self::COMPAT
    }

    /// Reads the values of all `-nameopt` options in turn; none gives the default form.
    ///
    /// # Errors
    /// The word that is not an option.
    pub fn parse<'a>(values: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let mut options = None;
        for value in values {
            let mut so_far = options.unwrap_or(Self::COMPAT);
            for word in value.split(',').map(str::trim).filter(|w| !w.is_empty()) {
                so_far.apply(word).ok_or_else(|| word.to_owned())?;
            }
            if !so_far.is_compat() && so_far.separator == Separator::Compat {
                so_far.separator = Separator::CommaPlusSpace;
            }
            options = Some(so_far);
        }
        Ok(options.unwrap_or(Self::ONELINE))
    }

    /// One word, which `-` before it takes back.
    fn apply(&mut self, word: &str) -> Option<()> {
        let (on, word) = match word.as_bytes().first() {
            Some(b'-') => (false, &word[1..]),
            Some(b'+') => (true, &word[1..]),
            _ => (true, word),
        };
        let flag = match word.to_ascii_lowercase().as_str() {
            "esc_2253" => &mut self.esc_2253,
            "esc_2254" => &mut self.esc_2254,
            "esc_ctrl" => &mut self.esc_ctrl,
            "esc_msb" => &mut self.esc_msb,
            "use_quote" => &mut self.use_quote,
            "utf8" => &mut self.utf8,
            "ignore_type" => &mut self.ignore_type,
            "show_type" => &mut self.show_type,
            "dump_all" => &mut self.dump_all,
            "dump_nostr" => &mut self.dump_no_string,
            "dump_der" => &mut self.dump_der,
            "dump_unknown" => &mut self.dump_unknown,
            "dn_rev" => &mut self.reversed,
            "align" => &mut self.align,
            "space_eq" => &mut self.space_eq,
            "sep_comma_plus" => return self.set_separator(Separator::CommaPlus, on),
            "sep_comma_plus_space" => return self.set_separator(Separator::CommaPlusSpace, on),
            "sep_semi_plus_space" => return self.set_separator(Separator::SemicolonPlusSpace, on),
            "sep_multiline" => return self.set_separator(Separator::Multiline, on),
            "sname" => return self.set_field(FieldName::Short, on),
            "lname" => return self.set_field(FieldName::Long, on),
            "oid" => return self.set_field(FieldName::Dotted, on),
            "nofname" => return self.set_field(FieldName::Hidden, on),
            "compat" => return self.set_all(Self::COMPAT, on),
            "rfc2253" => return self.set_all(Self::RFC2253, on),
            "oneline" => return self.set_all(Self::ONELINE, on),
            "multiline" | "ca_default" => return self.set_all(Self::MULTILINE, on),
            _ => return None,
        };
        *flag = on;
        Some(())
    }

    fn set_separator(&mut self, separator: Separator, on: bool) -> Option<()> {
        self.separator = if on { separator } else { Separator::Compat };
        Some(())
    }

    fn set_field(&mut self, field: FieldName, on: bool) -> Option<()> {
        self.field = if on { field } else { FieldName::Short };
        Some(())
    }

    fn set_all(&mut self, all: Self, on: bool) -> Option<()> {
        *self = if on { all } else { Self::COMPAT };
        Some(())
    }
}
