//! What options and the configuration's section set together.

use std::borrow::Cow;

use crate::args::Args;
use crate::conf::{Conf, Entry};
use crate::error::{CliError, excerpt};
use crate::subject::{StringMask, TextForm};

/// The configuration and the section of it that is `req`'s.
pub(super) struct Settings {
    pub(super) conf: Conf,
    section: String,
}

impl Settings {
    /// Loads the configuration and takes in what it sets for the whole run: further object identifiers.
    pub(super) fn load(args: &Args) -> Result<Self, CliError> {
        let conf = Conf::for_command(args)?;
        if args.has("verbose") {
            eprintln!("Using configuration from {}", conf.name());
        }
        let this = Self {
            conf,
            section: args.text("section").unwrap_or("req").to_owned(),
        };
        if args.text("section").is_some() {
            this.conf.required(&this.section, "-section")?;
        }
        this.conf.take_in(args, &this.section)?;
        Ok(this)
    }

    /// A value of the section, or of the default section.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.conf.get(&self.section, name)
    }

    /// The form of typed text: `string_mask` and `utf8`.
    pub(super) fn text_form(&self, args: &Args) -> Result<TextForm, CliError> {
        let mask = match self.get("string_mask") {
            None => StringMask::UTF8_ONLY,
            Some(text) => StringMask::parse(&text).ok_or_else(|| {
                CliError::new(format!(
                    "{}: string_mask = {text}: it takes default, pkix, nombstr, utf8only or MASK:number",
                    self.conf.name(), text = excerpt(&text)))
            })?,
        };
        let utf8 = args.has("utf8") || self.get("utf8").is_some_and(|value| value == "yes");
        Ok(TextForm { utf8, mask })
    }

    /// The section that a name of this section refers to, or an error that names what refers to nothing.
    pub(super) fn referred(&self, name: &str) -> Result<Option<(String, &[Entry])>, CliError> {
        let Some(section) = self.get(name) else {
            return Ok(None);
        };
        let entries = self.conf.required(&section, name)?;
        Ok(Some((section.into_owned(), entries)))
    }

    /// The section of extensions: the option's or else the configuration's. It must be there.
    pub(super) fn extensions(
        &self,
        args: &Args,
        option: &str,
        name: &str,
    ) -> Result<Option<String>, CliError> {
        let (section, named_by) = match args.text(option) {
            Some(section) => (section.to_owned(), format!("-{option}")),
            None => match self.get(name) {
                Some(section) => (section.into_owned(), name.to_owned()),
                None => return Ok(None),
            },
        };
        self.conf.required(&section, &named_by)?;
        Ok(Some(section))
    }
}
