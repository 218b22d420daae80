//! `SEQUENCE OF`, borrowed from DER or from a slice, so that one type serves reading and building.

use core::fmt;

use crate::der::{DerError, Found, Reader, Writer};

/// What a [`SequenceOf`] is made of.
pub trait Element<'a>: Copy {
    /// Reads the next element, whole and strictly.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError>;

    /// Writes the element; the inverse of [`read`](Self::read).
    fn write(&self, w: &mut Writer);
}

/// `SEQUENCE OF T`: bytes of DER that were checked, element by element, when they were read; or a slice of elements
/// that someone wants written.
///
/// Iterating never fails and never allocates. Two lists are equal if their elements are.
#[derive(Clone, Copy)]
pub struct SequenceOf<'a, T> {
    source: Source<'a, T>,
}

#[derive(Clone, Copy)]
enum Source<'a, T> {
    Der(Reader<'a>),
    Items(&'a [T]),
}

impl<'a, T> SequenceOf<'a, T> {
    /// A list to be written.
    pub const fn new(items: &'a [T]) -> Self {
        Self {
            source: Source::Items(items),
        }
    }
}

impl<'a, T: Element<'a>> SequenceOf<'a, T> {
    /// Reads the contents of a `SEQUENCE SIZE (1..MAX) OF`: an empty one is refused.
    ///
    /// # Errors
    /// [`DerError`]: an empty list, or what is malformed in an element, and where.
    pub fn from_contents(contents: Reader<'a>, expected: &'static str) -> Result<Self, DerError> {
        if contents.is_empty() {
            return Err(contents.error(expected, Found::Malformed("an empty list")));
        }
        Self::from_contents_or_empty(contents)
    }

    /// Reads the contents of a `SEQUENCE OF`, which may be empty.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed in an element, and where.
    pub fn from_contents_or_empty(contents: Reader<'a>) -> Result<Self, DerError> {
        let mut reader = contents;
        while !reader.is_empty() {
            T::read(&mut reader)?;
        }
        Ok(Self {
            source: Source::Der(contents),
        })
    }

    /// The elements in their order.
    pub fn iter(&self) -> Iter<'a, T> {
        Iter {
            source: self.source,
        }
    }

    /// True when there is no element.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Writes the elements without the header of the sequence.
    pub fn write_contents(&self, w: &mut Writer) {
        self.iter().for_each(|item| item.write(w));
    }
}

impl<'a, T: Element<'a>> IntoIterator for SequenceOf<'a, T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<'a, T: Element<'a>> IntoIterator for &SequenceOf<'a, T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<'a, T: Element<'a> + PartialEq> PartialEq for SequenceOf<'a, T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<'a, T: Element<'a> + Eq> Eq for SequenceOf<'a, T> {}

impl<'a, T: Element<'a> + fmt::Debug> fmt::Debug for SequenceOf<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// The elements of a [`SequenceOf`].
#[derive(Clone)]
pub struct Iter<'a, T> {
    source: Source<'a, T>,
}

impl<'a, T: Element<'a> + fmt::Debug> fmt::Debug for Iter<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl<'a, T: Element<'a>> Iterator for Iter<'a, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        match &mut self.source {
            Source::Der(reader) => reader.next_checked(T::read),
            Source::Items(items) => {
                let (first, rest) = items.split_first()?;
                *items = rest;
                Some(*first)
            }
        }
    }
}

/// Declares an extension whose value is `SEQUENCE SIZE (1..MAX) OF` an element.
macro_rules! list_extension {
    ($(#[$doc:meta])* $visibility:vis $type:ident($element:ty) = $oid:ident, $name:literal, $criticality:ident;) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $visibility struct $type<'a>($visibility $crate::x509::extension::SequenceOf<'a, $element>);

        impl<'a> $type<'a> {
            /// These elements, to be written.
            #[allow(dead_code, reason = "types that are only read have it as well")]
            $visibility const fn new(elements: &'a [$element]) -> Self {
                Self($crate::x509::extension::SequenceOf::new(elements))
            }
        }

        impl<'a> $crate::x509::extension::ExtensionValue<'a> for $type<'a> {
            const OID: $crate::der::ObjectIdentifierRef<'static> = $crate::der::oid::$oid;
            const CRITICALITY: $crate::x509::extension::Criticality =
                $crate::x509::extension::Criticality::$criticality;

            fn read(reader: &mut $crate::der::Reader<'a>) -> Result<Self, $crate::der::DerError> {
                let contents = reader.sequence($name)?;
                $crate::x509::extension::SequenceOf::from_contents(contents, $name).map(Self)
            }

            fn write(&self, w: &mut $crate::der::Writer) {
                w.sequence(|w| self.0.write_contents(w));
            }
        }
    };
}
pub(super) use list_extension;
