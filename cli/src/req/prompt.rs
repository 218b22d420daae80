//! Subject and attributes from a configuration: asked for, or taken as they stand with `prompt = no`.

use std::io::Write as _;

use super::settings::Settings;
use crate::args::Args;
use crate::conf::Entry;
use crate::error::{CliError, excerpt};
use crate::io;
use crate::subject::{self, TextForm, TypedName, section_key};
use crate::text::{parse_oid, short_name};
use certwright::der::{ObjectIdentifier, ObjectIdentifierRef, Writer};
use certwright::x509::AttributeBuf;

/// What a configuration sets in a request besides its key and extensions.
pub(super) struct Identity {
    /// The subject.
    pub(super) subject: TypedName,
    /// The attributes.
    pub(super) attributes: Vec<AttributeBuf>,
}

/// Asks for, or takes, subject and (if `attributes`) attributes.
pub(super) fn identity(
    args: &Args,
    settings: &Settings,
    form: TextForm,
    attributes: bool,
) -> Result<Identity, CliError> {
    let conf = settings.conf.name();
    let subject_section = settings.referred("distinguished_name")?.ok_or_else(|| {
        CliError::new(format!(
            "{conf}: distinguished_name is missing, which names the section of the subject's fields; add it, or give -subj"
        ))
    })?;
    let attribute_section = if attributes {
        settings.referred("attributes")?
    } else {
        None
    };
    let identity = if settings.get("prompt").is_some_and(|value| value == "no") {
        taken(
            settings,
            form,
            subject_section.1,
            attribute_section.map(|s| s.1),
        )?
    } else {
        let mut asker = Asker {
            settings,
            form,
            batch: args.has("batch"),
        };
        asker.ask(subject_section, attribute_section)?
    };
    if identity.subject.is_empty() {
        return Err(CliError::new(format!(
            "{conf}: no subject was given: no objects specified in the configuration"
        )));
    }
    Ok(identity)
}

/// `prompt = no`: the sections hold the values themselves.
fn taken(
    settings: &Settings,
    form: TextForm,
    subject: &[Entry],
    attributes: Option<&[Entry]>,
) -> Result<Identity, CliError> {
    let wrong = |what: String| CliError::new(format!("{}: {what}", settings.conf.name()));
    let entries = subject
        .iter()
        .map(|entry| (entry.name.as_str(), entry.value.as_str()));
    let subject = subject::from_section(entries, form).map_err(wrong)?;
    let mut all = Vec::new();
    for entry in attributes.unwrap_or_default() {
        // A number's first part makes no key distinct here.
        let name = &entry.name;
        let kind = parse_oid(name)
            .ok_or_else(|| wrong(format!("the attribute \"{}\" is unknown", excerpt(name))))?;
        all.push(attribute(
            kind.as_oid_ref(),
            name,
            entry.value.as_bytes(),
            form,
        )?);
    }
    Ok(Identity {
        subject,
        attributes: all,
    })
}

/// An attribute with one value.
fn attribute(
    kind: ObjectIdentifierRef<'_>,
    name: &str,
    value: &[u8],
    form: TextForm,
) -> Result<AttributeBuf, CliError> {
    let (tag, bytes) = subject::string_for(kind, value, form).map_err(|what| {
        // A challenge password is an attribute: no value is shown.
        CliError::new(format!(
            "the value of the attribute {} is {what}",
            excerpt(name)
        ))
    })?;
    let mut w = Writer::new();
    w.tlv(tag, &bytes);
    Ok(AttributeBuf {
        oid: kind.to_owned(),
        values: vec![w.into_vec()],
    })
}

/// Asks on standard error and reads answers from standard input.
struct Asker<'a> {
    settings: &'a Settings,
    form: TextForm,
    batch: bool,
}

impl Asker<'_> {
    fn ask(
        &mut self,
        subject: (String, &[Entry]),
        attributes: Option<(String, &[Entry])>,
    ) -> Result<Identity, CliError> {
        if !self.batch {
            print_prompt(concat!(
                "You are about to be asked to enter information that will be incorporated\n",
                "into your certificate request.\n",
                "What you are about to enter is what is called a Distinguished Name or a DN.\n",
                "There are quite a few fields but you can leave some blank\n",
                "For some fields there will be a default value,\n",
                "If you enter '.', the field will be left blank.\n",
                "-----\n",
            ));
        }
        let mut name = TypedName::default();
        for (kind, joins, value, key) in self.questions(subject, section_key)? {
            name.add(kind, &value, self.form, joins).map_err(|what| {
                let value = String::from_utf8_lossy(&value);
                CliError::new(format!(
                    "the subject's {}=\"{}\" is {what}",
                    excerpt(&key),
                    excerpt(&value)
                ))
            })?;
        }
        let mut all = Vec::new();
        if let Some(section) = attributes
            && !section.1.is_empty()
        {
            if !self.batch {
                print_prompt(concat!(
                    "\nPlease enter the following 'extra' attributes\n",
                    "to be sent with your certificate request\n",
                ));
            }
            for (kind, _, value, key) in self.questions(section, |key| (key, false))? {
                all.push(attribute(kind.as_oid_ref(), &key, &value, self.form)?);
            }
        }
        Ok(Identity {
            subject: name,
            attributes: all,
        })
    }

    /// The answers to a section's questions: type, whether it joins the field before it, value, and the key asked for. `read` finds
    /// the type in a key, and whether it joins.
    #[allow(clippy::type_complexity)]
    fn questions(
        &mut self,
        (section, entries): (String, &[Entry]),
        read: fn(&str) -> (&str, bool),
    ) -> Result<Vec<(ObjectIdentifier, bool, Vec<u8>, String)>, CliError> {
        let mut out = Vec::new();
        for entry in entries {
            let key = entry.name.as_str();
            if ["_min", "_max", "_default", "_value"]
                .iter()
                .any(|end| key.ends_with(end))
            {
                continue;
            }
            let (name, joins) = read(key);
            // What has no name is not a question, by whichever of its names it is called.
            let kind = parse_oid(name).filter(|kind| short_name(kind.as_oid_ref()).is_some());
            let Some(kind) = kind else { continue };
            let setting = |end: &str| self.settings.conf.get(&section, &format!("{key}{end}"));
            let bound = |end: &str| setting(end).and_then(|n| n.trim().parse::<usize>().ok());
            let default = setting("_default").unwrap_or_default().into_owned();
            let fixed = setting("_value").map(|v| v.into_owned());
            let bounds = (
                bound("_min").unwrap_or(0),
                bound("_max").unwrap_or(usize::MAX),
            );
            if let Some(value) = self.question(&entry.value, &default, fixed.as_deref(), bounds)? {
                out.push((kind, joins, value, key.to_owned()));
            }
        }
        Ok(out)
    }

    /// One answer; `None` if the field is left blank.
    fn question(
        &mut self,
        words: &str,
        default: &str,
        fixed: Option<&str>,
        (min, max): (usize, usize),
    ) -> Result<Option<Vec<u8>>, CliError> {
        loop {
            if !self.batch {
                print_prompt(&format!("{words} [{default}]:"));
            }
            let answer = match fixed {
                Some(value) => {
                    print_prompt(&format!("{value}\n"));
                    value.as_bytes().to_vec()
                }
                None if self.batch => Vec::new(),
                None => read_answer(words)?,
            };
            let answer = match answer.as_slice() {
                [] if default.is_empty() => return Ok(None),
                [] => default.as_bytes().to_vec(),
                b"." => return Ok(None),
                _ => answer,
            };
            let refused = if answer.len() < min {
                format!("String too short, must be at least {min} bytes long")
            } else if answer.len() > max {
                format!("String too long, must be at most {max} bytes long")
            } else {
                return Ok(Some(answer));
            };
            if self.batch || fixed.is_some() {
                return Err(CliError::new(format!("{words}: {refused}")));
            }
            print_prompt(&format!("{refused}\n"));
        }
    }
}

fn print_prompt(words: &str) {
    let mut stderr = std::io::stderr().lock();
    // A question that nobody can read is answered all the same, or not at all.
    let _ = stderr
        .write_all(words.as_bytes())
        .and_then(|()| stderr.flush());
}

fn read_answer(words: &str) -> Result<Vec<u8>, CliError> {
    let mut line = io::answer().map_err(|e| {
        CliError::new(format!(
            "{words}: cannot read the answer: {}",
            crate::error::reason(&e)
        ))
    })?;
    if line.pop() != Some(b'\n') {
        return Err(CliError::new(format!(
            "{words}: standard input ended before the answer; give -subj, or prompt = no in the configuration, or -batch"
        )));
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(line)
}
