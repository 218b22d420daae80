//! JSON with the line of each value, whose every field is read or reported.

use std::cell::OnceCell;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::{ReadError, fault, key};
use crate::case::Bytes;

/// An object with more members is refused: each is compared with those before it.
const MAX_MEMBERS: usize = 1_000;
/// An array with more elements is refused, and a file with more cases: in memory each takes more than the two bytes that it may take in the file.
const MAX_ELEMENTS: usize = 100_000;
/// What the tests of a group have in common is copied into each of them, all together up to so many bytes.
const MAX_SHARED: usize = 256 << 20;

/// A whole text, which knows its lines.
pub(super) struct Document {
    text: String,
    ends: OnceCell<Vec<usize>>,
}

impl Document {
    pub(super) fn new(text: String) -> Self {
        Self {
            text,
            ends: OnceCell::new(),
        }
    }

    pub(super) fn root(&self) -> Result<Node<'_>, ReadError> {
        let raw = serde_json::from_str(&self.text)
            .map_err(|e| fault(e.line() as u64, format!("not JSON: {e}")))?;
        Ok(Node {
            document: self,
            raw,
        })
    }

    fn line(&self, raw: &str) -> u64 {
        let offset = raw.as_ptr() as usize - self.text.as_ptr() as usize;
        let ends = self.ends.get_or_init(|| {
            let bytes = self.text.bytes().enumerate();
            bytes
                .filter(|(_, byte)| *byte == b'\n')
                .map(|(at, _)| at)
                .collect()
        });
        ends.partition_point(|&end| end < offset) as u64 + 1
    }
}

/// A value.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    document: &'a Document,
    raw: &'a RawValue,
}

/// The members of an object in their order, each once.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members: Vec<(String, &RawValue)> = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                    if members.iter().any(|(known, _)| *known == name) {
                        return Err(serde::de::Error::custom(format!("{name} stands twice")));
                    }
                    if members.len() == MAX_MEMBERS {
                        return Err(serde::de::Error::custom(format!(
                            "it has more than {MAX_MEMBERS} members"
                        )));
                    }
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// The elements of an array, or one more than are read.
struct Elements<'a>(Vec<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Elements<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Elements<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut elements = Vec::new();
                while elements.len() <= MAX_ELEMENTS
                    && let Some(element) = seq.next_element()?
                {
                    elements.push(element);
                }
                while let Some(IgnoredAny) = seq.next_element()? {}
                Ok(Elements(elements))
            }
        }
        deserializer.deserialize_seq(Reader)
    }
}

impl<'a> Node<'a> {
    pub(super) fn line(self) -> u64 {
        self.document.line(self.raw.get())
    }

    fn read<T: Deserialize<'a>>(self, what: &str) -> Result<T, ReadError> {
        serde_json::from_str(self.raw.get()).map_err(|_| fault(self.line(), format!("not {what}")))
    }

    fn at(self, raw: &'a RawValue) -> Self {
        Self { raw, ..self }
    }

    pub(super) fn is_object(self) -> bool {
        self.raw.get().starts_with('{')
    }

    pub(super) fn is_null(self) -> bool {
        self.raw.get() == "null"
    }

    pub(super) fn object(self) -> Result<Object<'a>, ReadError> {
        let Members(members) = serde_json::from_str(self.raw.get()).map_err(|e| {
            fault(
                self.line() + (e.line() as u64).saturating_sub(1),
                format!("not an object: {e}"),
            )
        })?;
        Ok(Object {
            node: self,
            members: members
                .into_iter()
                .map(|(name, raw)| (name, self.at(raw)))
                .collect(),
        })
    }

    pub(super) fn array(self) -> Result<Vec<Self>, ReadError> {
        let Elements(elements) = self.read("an array")?;
        if elements.len() > MAX_ELEMENTS {
            let reason = format!("an array of more than {MAX_ELEMENTS} elements");
            return Err(fault(self.line(), reason));
        }
        Ok(elements.into_iter().map(|raw| self.at(raw)).collect())
    }

    pub(super) fn text(self) -> Result<String, ReadError> {
        self.read("a string")
    }

    pub(super) fn count(self) -> Result<u64, ReadError> {
        self.read("a whole number")
    }

    pub(super) fn truth(self) -> Result<bool, ReadError> {
        self.read("true or false")
    }

    /// A string of hexadecimal digits, of which there may be an odd count.
    pub(super) fn bytes(self) -> Result<Bytes, ReadError> {
        key::number(&self.text()?)
            .map(Bytes)
            .ok_or_else(|| fault(self.line(), "not hexadecimal"))
    }
}

/// What a file's tests may come to.
#[derive(Default)]
pub(super) struct Budget {
    tests: usize,
    shared: usize,
}

impl Budget {
    /// The `tests` of a group; what else the group has is counted once for each of them, since each case has it.
    pub(super) fn tests<'a>(&mut self, group: &mut Object<'a>) -> Result<Vec<Node<'a>>, ReadError> {
        let node = group.must("tests")?;
        let tests = node.array()?;
        let common = group.node.raw.get().len() - node.raw.get().len();
        self.charge(tests.len(), common)
            .map_err(|reason| fault(group.line(), reason))?;
        Ok(tests)
    }

    /// Counts so many tests that have so many bytes in common.
    pub(super) fn charge(&mut self, tests: usize, common: usize) -> Result<(), String> {
        self.tests += tests;
        self.shared = self.shared.saturating_add(tests.saturating_mul(common));
        if self.tests > MAX_ELEMENTS {
            return Err(format!("the file has more than {MAX_ELEMENTS} tests"));
        }
        if self.shared > MAX_SHARED {
            return Err(format!(
                "{common} bytes of a group are repeated in each of {tests} tests: more than {MAX_SHARED} in all"
            ));
        }
        Ok(())
    }
}

/// An object, from which members are taken.
pub(super) struct Object<'a> {
    node: Node<'a>,
    members: Vec<(String, Node<'a>)>,
}

impl<'a> Object<'a> {
    pub(super) fn line(&self) -> u64 {
        self.node.line()
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Node<'a>> {
        let at = self.members.iter().position(|(known, _)| known == name)?;
        Some(self.members.remove(at).1)
    }

    pub(super) fn must(&mut self, name: &str) -> Result<Node<'a>, ReadError> {
        self.take(name)
            .ok_or_else(|| fault(self.line(), format!("{name} is missing")))
    }

    pub(super) fn text(&mut self, name: &str) -> Result<String, ReadError> {
        self.must(name)?.text()
    }

    pub(super) fn bytes(&mut self, name: &str) -> Result<Bytes, ReadError> {
        self.must(name)?.bytes()
    }

    pub(super) fn count(&mut self, name: &str) -> Result<u64, ReadError> {
        self.must(name)?.count()
    }

    /// Leaves members aside that repeat others, or nothing that matters here.
    pub(super) fn ignore(&mut self, names: &[&str]) {
        self.members
            .retain(|(name, _)| !names.contains(&name.as_str()));
    }

    /// Reports what was not taken.
    pub(super) fn finish(self) -> Result<(), ReadError> {
        match self.members.first() {
            Some((name, node)) => Err(fault(node.line(), format!("unknown field {name}"))),
            None => Ok(()),
        }
    }
}
