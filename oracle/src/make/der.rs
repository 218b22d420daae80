//! Every non-minimal form of every field of a certificate, request or key, one at a time (X.690 §10, §11).

use certwright::der::Reader;
use certwright::rsa::PrivateKey;
use rand_chacha::ChaCha20Rng;
use serde_json::json;

use super::template::{self, Certificate, Signer};
use super::{Group, Test, hex, key};

/// An element: its identifier, and its contents or the elements in it.
struct Element {
    tag: u8,
    contents: Contents,
}

enum Contents {
    Primitive(Vec<u8>),
    Constructed(Vec<Element>),
    /// A string that holds a SEQUENCE, after these bytes.
    Wrapped(&'static [u8], Vec<Element>),
}

/// The elements in a string that is nothing but a SEQUENCE: a key's numbers, an extension's value.
fn wrapped(tag: u8, value: &[u8]) -> Option<Contents> {
    let before: &[u8] = match tag {
        3 => &[0],
        4 => &[],
        _ => return None,
    };
    let inner = value.strip_prefix(before)?;
    let mut reader = Reader::new(inner);
    let is_sequence = inner.first() == Some(&0x30)
        && reader.any("a value").is_ok()
        && reader.finish("a value").is_ok();
    is_sequence.then(|| Contents::Wrapped(before, read(inner, false)))
}

/// Reads DER that this package wrote: identifiers of one byte, definite lengths. `unwrap` reads what is in strings as well.
fn read(mut der: &[u8], unwrap: bool) -> Vec<Element> {
    let mut elements = Vec::new();
    while let [tag, first, rest @ ..] = der {
        let (length, rest) = match first {
            0..0x80 => (usize::from(*first), rest),
            _ => {
                let (length, rest) = rest.split_at(usize::from(first & 0x7f));
                (
                    length
                        .iter()
                        .fold(0, |all, &byte| all << 8 | usize::from(byte)),
                    rest,
                )
            }
        };
        let (value, after) = rest.split_at(length);
        let in_string = unwrap.then(|| wrapped(*tag, value)).flatten();
        let contents = match (tag & 0x20, in_string) {
            (_, Some(contents)) => contents,
            (0, None) => Contents::Primitive(value.into()),
            (_, None) => Contents::Constructed(read(value, unwrap)),
        };
        elements.push(Element {
            tag: *tag,
            contents,
        });
        der = after;
    }
    elements
}

/// What is done to an element's contents.
type Change = fn(&mut Vec<u8>);

/// How an element is written against the rules.
#[derive(Clone, Copy)]
enum Form {
    LongLength,
    Indefinite,
    LongIdentifier,
    Constructed,
    Contents(Change),
}

/// The forms that an element of a type can have, each with its rule.
fn forms(element: &Element) -> Vec<(&'static str, &'static str, Form)> {
    let mut forms = vec![
        (
            "its length takes more bytes than needed",
            "X.690 section 10.1",
            Form::LongLength,
        ),
        (
            "its identifier has the form for large numbers",
            "X.690 section 8.1.2.2",
            Form::LongIdentifier,
        ),
    ];
    if matches!(element.contents, Contents::Constructed(_)) {
        forms.push((
            "its length is indefinite",
            "X.690 section 10.1",
            Form::Indefinite,
        ));
        return forms;
    }
    let is_plain = matches!(element.contents, Contents::Primitive(_));
    let contents: &[(&str, &str, Change)] = match element.tag {
        _ if !is_plain => &[],
        1 => &[
            ("TRUE is 01", "X.690 section 11.1", |c| c[0] = 1),
            ("it has two bytes", "X.690 section 8.2.1", |c| c.push(0xff)),
            ("it is empty", "X.690 section 8.2.1", Vec::clear),
        ],
        2 => &[
            ("a zero byte stands before it", "X.690 section 8.3.2", |c| {
                c.splice(..0, [0, 0]).for_each(drop)
            }),
            ("it is empty", "X.690 section 8.3.1", Vec::clear),
        ],
        3 => &[
            ("it has 8 unused bits", "X.690 section 8.6.2.2", |c| {
                c[0] = 8
            }),
            (
                "it lacks the count of unused bits",
                "X.690 section 8.6.2.2",
                Vec::clear,
            ),
        ],
        5 => &[("it has contents", "X.690 section 8.8.2", |c| c.push(0))],
        6 => &[
            ("an arc begins with 80", "X.690 section 8.19.2", |c| {
                c.insert(1, 0x80)
            }),
            ("its last arc does not end", "X.690 section 8.19.2", |c| {
                c.push(0x81)
            }),
            ("it is empty", "X.690 section 8.19.2", Vec::clear),
        ],
        0x17 | 0x18 => &[
            ("it has no seconds", "X.690 section 11.8.2", |c| {
                c.drain(c.len() - 3..c.len() - 1).for_each(drop)
            }),
            ("it has no Z", "X.690 section 11.8.1", |c| {
                c.truncate(c.len() - 1)
            }),
            ("it has an offset", "X.690 section 11.8.1", |c| {
                c.splice(c.len() - 1.., *b"+0000").for_each(drop)
            }),
            ("its month is 13", "X.680 section 47.3", |c| {
                let at = c.len() - 11;
                c[at..at + 2].copy_from_slice(b"13");
            }),
        ],
        _ => &[],
    };
    forms.extend(
        contents
            .iter()
            .map(|&(what, section, change)| (what, section, Form::Contents(change))),
    );
    if [3, 4, 12, 19].contains(&element.tag) {
        forms.push(("it is constructed", "X.690 section 10.2", Form::Constructed));
    }
    forms
}

fn write(
    elements: &[Element],
    at: &mut usize,
    target: usize,
    form: Option<Form>,
    out: &mut Vec<u8>,
) {
    for element in elements {
        let here = (*at == target).then_some(form).flatten();
        *at += 1;
        let mut value = match &element.contents {
            Contents::Primitive(value) => value.clone(),
            Contents::Constructed(inner) => {
                let mut value = Vec::new();
                write(inner, at, target, form, &mut value);
                value
            }
            Contents::Wrapped(before, inner) => {
                let mut value = before.to_vec();
                write(inner, at, target, form, &mut value);
                value
            }
        };
        let mut tag = element.tag;
        match here {
            Some(Form::Contents(change)) => change(&mut value),
            Some(Form::Constructed) => {
                let mut inner = vec![tag];
                push_length(value.len(), false, &mut inner);
                inner.extend(value);
                (tag, value) = (tag | 0x20, inner);
            }
            _ => {}
        }
        match here {
            Some(Form::LongIdentifier) => out.extend([tag | 0x1f, tag & 0x1f]),
            _ => out.push(tag),
        }
        if matches!(here, Some(Form::Indefinite)) {
            out.push(0x80);
            out.extend(value);
            out.extend([0, 0]);
        } else {
            push_length(value.len(), matches!(here, Some(Form::LongLength)), out);
            out.extend(value);
        }
    }
}

fn push_length(length: usize, long: bool, out: &mut Vec<u8>) {
    let bytes = length.to_be_bytes();
    let bytes = &bytes[bytes
        .iter()
        .position(|&byte| byte != 0)
        .unwrap_or(bytes.len() - 1)..];
    if length < 0x80 && !long {
        out.push(length as u8);
        return;
    }
    let zero = usize::from(long && length >= 0x80);
    out.push(0x80 | (bytes.len() + zero) as u8);
    out.extend(std::iter::repeat_n(0, zero));
    out.extend(bytes);
}

fn count(elements: &[Element], visit: &mut dyn FnMut(&Element)) {
    for element in elements {
        visit(element);
        if let Contents::Constructed(inner) | Contents::Wrapped(_, inner) = &element.contents {
            count(inner, visit);
        }
    }
}

/// What is wrong, where that is written, and the bytes.
pub(super) fn malformed(
    document: &[u8],
    unwrap: bool,
) -> impl Iterator<Item = (String, &'static str, Vec<u8>)> {
    let elements = read(document, unwrap);
    let (mut all, mut target) = (Vec::new(), 0);
    count(&elements, &mut |element| {
        let forms = forms(element).into_iter();
        all.extend(forms.map(|form| (target, element.tag, form)));
        target += 1;
    });
    all.into_iter()
        .map(move |(target, tag, (what, section, form))| {
            let mut out = Vec::new();
            write(&elements, &mut 0, target, Some(form), &mut out);
            let what = format!("element {target}, of identifier {tag:02x}: {what}");
            (what, section, out)
        })
}

/// `unwrap` is for what reads a key's numbers.
fn variants(document: &[u8], kind: &str, unwrap: bool) -> Vec<Group> {
    let fields = |der: &[u8]| json!({ "kind": kind, "document": hex(der) });
    let mut tests = vec![Test::new(None, fields(document))];
    tests.extend(
        malformed(document, unwrap)
            .map(|(what, section, der)| Test::new(Some((&what, section)), fields(&der))),
    );
    let whole: [(&str, &'static str, Vec<u8>); 3] = [
        (
            "a byte follows",
            "X.690 section 8.1",
            [document, &[0]].concat(),
        ),
        (
            "the last byte is missing",
            "X.690 section 8.1",
            document[..document.len() - 1].to_vec(),
        ),
        ("it is empty", "X.690 section 8.1", Vec::new()),
    ];
    for (what, section, der) in whole {
        tests.push(Test::new(Some((what, section)), fields(&der)));
    }
    vec![Group {
        shared: json!({ "type": "X509Parse" }),
        tests,
    }]
}

fn certificate(key: &PrivateKey, signer: &mut Signer<'_>) -> Vec<u8> {
    let authority =
        template::extension(certwright::oid!("2.5.29.19"), true, &[0x30, 3, 1, 1, 0xff]);
    Certificate::new("Issuer", "Subject", 5, key)
        .with(authority)
        .sign(key, signer)
}

pub(super) fn groups(rng: &mut ChaCha20Rng) -> Vec<Group> {
    let key = key(rng, 65537);
    let document = certificate(&key, &mut Signer::new(rng));
    let mut groups = variants(&document, "certificate", false);
    groups.extend(variants(
        &key.public_key().to_spki_der(),
        "public-key",
        true,
    ));
    groups.extend(variants(&key.to_pkcs8_der(), "private-key", true));
    groups
}

pub(super) fn requests(rng: &mut ChaCha20Rng) -> Vec<Group> {
    let key = key(rng, 65537);
    let document = template::request(&key, &mut Signer::new(rng));
    variants(&document, "request", false)
}
