//! SHAKE128 and SHAKE256 (FIPS 202 §6.2) as RSASSA-PSS uses them (RFC 8702 §3.2.1): the digest of a message, of a length
//! that is part of the scheme, and the mask, as long as need be.

use core::fmt;

use digest::consts::{U32, U64};
use digest::{
    Digest, ExtendableOutput, FixedOutput, HashMarker, Output, OutputSizeUser, Update, XofReader,
};

use super::{HashValue, MAX_OUTPUT_LEN};

/// An extendable-output function, by value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Shake {
    /// SHAKE128, with digests of 256 bits.
    Shake128,
    /// SHAKE256, with digests of 512 bits.
    Shake256,
}

impl Shake {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Shake128, Self::Shake256];

    /// Bytes of a digest, and of a salt.
    pub const fn output_len(self) -> usize {
        match self {
            Self::Shake128 => 32,
            Self::Shake256 => 64,
        }
    }

    /// The name in the standard: `SHAKE128`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shake128 => "SHAKE128",
            Self::Shake256 => "SHAKE256",
        }
    }

    /// The digest of one message.
    pub fn digest(self, message: &[u8]) -> HashValue {
        self.digest_of_parts(&[message])
    }

    /// The digest of a message that comes in parts.
    pub(crate) fn digest_of_parts(self, parts: &[&[u8]]) -> HashValue {
        let mut bytes = [0; MAX_OUTPUT_LEN];
        let bytes = &mut bytes[..self.output_len()];
        self.read(parts, |reader| reader.read(bytes));
        HashValue::new(bytes)
    }

    /// `target ^= SHAKE(seed, target's length)`. Time depends on the lengths alone.
    pub(crate) fn xor_mask(self, target: &mut [u8], seed: &[u8]) {
        self.read(&[seed], |reader| {
            let mut mask = [0; 64];
            for chunk in target.chunks_mut(mask.len()) {
                reader.read(&mut mask);
                chunk
                    .iter_mut()
                    .zip(mask)
                    .for_each(|(byte, mask)| *byte ^= mask);
            }
        });
    }

    /// Hands the output for an input to `take`.
    fn read(self, parts: &[&[u8]], take: impl FnOnce(&mut dyn XofReader)) {
        fn output<X: ExtendableOutput + Update + Default>(parts: &[&[u8]]) -> X::Reader {
            let mut xof = X::default();
            parts.iter().for_each(|part| xof.update(part));
            xof.finalize_xof()
        }
        match self {
            Self::Shake128 => take(&mut output::<::shake::Shake128>(parts)),
            Self::Shake256 => take(&mut output::<::shake::Shake256>(parts)),
        }
    }
}

impl fmt::Display for Shake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An extendable-output function chosen by type, with digests of the scheme's length, so that a key can be bound to it
/// before it signs.
pub trait ShakeHash: Digest + Clone {
    /// The same function, as a value.
    const ALGORITHM: Shake;
}

macro_rules! digests {
    ($($(#[$doc:meta])* $name:ident = $xof:ident, $len:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, Default)]
            pub struct $name(::shake::$xof);

            impl ShakeHash for $name {
                const ALGORITHM: Shake = Shake::$xof;
            }

            impl HashMarker for $name {}

            impl OutputSizeUser for $name {
                type OutputSize = $len;
            }

            impl Update for $name {
                fn update(&mut self, part: &[u8]) {
                    self.0.update(part);
                }
            }

            impl FixedOutput for $name {
                fn finalize_into(self, out: &mut Output<Self>) {
                    self.0.finalize_xof().read(out);
                }
            }
        )*
    };
}

digests! {
    /// SHAKE128 with digests of 256 bits.
    Shake128_256 = Shake128, U32;
    /// SHAKE256 with digests of 512 bits.
    Shake256_512 = Shake256, U64;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_functions_give_what_fips_202_says_of_an_empty_message() {
        // NIST's example values for a message of 0 bits, the first bytes of each output.
        let starts = |digest: &[u8], expected: [u8; 8]| assert_eq!(digest[..8], expected);
        starts(
            &Shake::Shake128.digest(b""),
            [0x7f, 0x9c, 0x2b, 0xa4, 0xe8, 0x8f, 0x82, 0x7d],
        );
        starts(
            &Shake::Shake256.digest(b""),
            [0x46, 0xb9, 0xdd, 0x2b, 0x0b, 0xa8, 0x8d, 0x13],
        );
    }

    #[test]
    fn types_and_values_agree_and_a_mask_goes_on_where_a_digest_ends() {
        fn agree<D: ShakeHash>() {
            let digest = D::digest(b"a message");
            assert_eq!(D::ALGORITHM.digest(b"a message").as_bytes(), &digest[..]);
            assert_eq!(D::ALGORITHM.output_len(), <D as Digest>::output_size());
            let (mut short, mut long) = ([0; 100], [0; 1000]);
            D::ALGORITHM.xor_mask(&mut short, b"a message");
            D::ALGORITHM.xor_mask(&mut long, b"a message");
            assert_eq!(short[..digest.len()], digest[..]);
            assert_eq!(short, long[..100]);
        }
        agree::<Shake128_256>();
        agree::<Shake256_512>();
    }
}
