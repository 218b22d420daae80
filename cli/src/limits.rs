//! How large an input of each kind may be. What is larger is refused while it is read, so that nothing that a hostile file
//! makes this program hold grows without a bound; docs/limits.md is this table and the library's.

use std::fmt;

use certwright::pkcs::pkcs8::KdfLimits;
use certwright::pkcs::pkcs12;

use super::error::{CliError, excerpt};
use super::platform;

/// How much of one kind of input is read.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What messages call the input.
    pub what: &'static str,
    /// Bytes of an input.
    pub bytes: u64,
    /// Bytes of memory that a command takes at most for each byte of such an input.
    pub memory: u64,
}

const MIB: u64 = 1 << 20;

/// A key or key parameters, alone in their file.
pub const KEY: Limit = Limit {
    what: "a key",
    bytes: MIB,
    memory: 16,
};

/// A file of names, numbers or pass phrases: `-oid`, `prime -in`, `serial`.
pub const LINES: Limit = Limit {
    what: "a file of lines",
    bytes: MIB,
    memory: 64,
};

/// A configuration with all that it includes.
pub const CONFIGURATION: Limit = Limit {
    what: "a configuration",
    bytes: 2 * MIB,
    memory: 96,
};

/// Certificates, requests, PKCS #7 and PKCS #12 files, OCSP messages: a thousand times the bundle of a web browser.
pub const CERTIFICATES: Limit = Limit {
    what: "certificates",
    bytes: 32 * MIB,
    memory: 7,
};

/// Certificate revocation lists: one of more than ten million entries.
pub const REVOCATION_LIST: Limit = Limit {
    what: "a file of CRLs",
    bytes: 512 * MIB,
    memory: 3,
};

/// The database of a CA.
pub const DATABASE: Limit = Limit {
    what: "a CA's database",
    bytes: 1 << 30,
    memory: 6,
};

/// What is signed, encrypted or opened as a message: `cms`, `smime`.
pub const MESSAGE: Limit = Limit {
    what: "a message",
    bytes: 256 * MIB,
    memory: 8,
};

/// What is only listed, encoded, encrypted, signed or compared: `asn1parse`, `enc`, `pkeyutl`, a signature.
pub const DATA: Limit = Limit {
    what: "data",
    bytes: 1 << 30,
    memory: 3,
};

/// Every limit, in the order of docs/limits.md.
pub const ALL: [Limit; 8] = [
    KEY,
    LINES,
    CONFIGURATION,
    CERTIFICATES,
    REVOCATION_LIST,
    DATABASE,
    MESSAGE,
    DATA,
];

/// What a file may ask the derivation of a key from a password to cost: the library's limits, or what `CERTWRIGHT_KDF_ITERATIONS`
/// sets in their place.
pub fn kdf() -> Result<KdfLimits, CliError> {
    const NAME: &str = "CERTWRIGHT_KDF_ITERATIONS";
    let Some(value) = std::env::var_os(NAME).filter(|value| !value.is_empty()) else {
        return Ok(KdfLimits::DEFAULT);
    };
    let value = value.to_string_lossy();
    match value.parse() {
        Ok(count @ 1..) => Ok(KdfLimits::of_iterations(count)),
        _ => Err(CliError::new(format!(
            "{NAME}={value}: the maximum of iterations is a number from 1 to {}",
            u32::MAX,
            value = excerpt(&value)
        ))),
    }
}

/// What a PKCS #12 file may ask for.
pub fn pkcs12() -> Result<pkcs12::Limits, CliError> {
    let mut limits = pkcs12::Limits::DEFAULT;
    limits.kdf = kdf()?;
    Ok(limits)
}

impl Limit {
    /// Why an input of this many bytes is not read, if it is not: it is larger than its kind may be, or the address space
    /// that the process may still take (`ulimit -v`) does not hold what the command would make of it.
    pub fn refusal(&self, bytes: u64) -> Option<String> {
        self.refusal_within(bytes, platform::free_address_space())
    }

    fn refusal_within(&self, bytes: u64, available: Option<u64>) -> Option<String> {
        if bytes > self.bytes {
            return Some(format!(
                "it is larger than the {} that {} may be",
                Size(self.bytes),
                self.what
            ));
        }
        let needed = bytes.saturating_mul(self.memory);
        available.filter(|&free| needed > free).map(|free| {
            format!(
                "its {} need {} of memory, and the process may take {} more (ulimit -v)",
                Size(bytes),
                Size(needed),
                Size(free)
            )
        })
    }
}

/// A number of bytes in the unit that shows it shortest.
pub struct Size(pub u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            n if n >= 1 << 30 && n.is_multiple_of(1 << 30) => write!(f, "{} GiB", n >> 30),
            n if n >= MIB => write!(f, "{} MiB", n / MIB),
            n if n >= 1024 => write!(f, "{} KiB", n / 1024),
            n => write!(f, "{n} bytes"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_refused_by_its_kind_or_by_the_memory_that_is_left() {
        assert_eq!(KEY.refusal_within(MIB, None), None);
        assert_eq!(
            KEY.refusal_within(MIB + 1, None).as_deref(),
            Some("it is larger than the 1 MiB that a key may be")
        );
        assert_eq!(DATA.refusal_within(100 * MIB, Some(300 * MIB)), None);
        assert_eq!(
            DATA.refusal_within(101 * MIB, Some(300 * MIB)).as_deref(),
            Some(
                "its 101 MiB need 303 MiB of memory, and the process may take 300 MiB more (ulimit -v)"
            )
        );
    }

    #[test]
    fn the_documentation_has_the_limits_that_hold() {
        let page = include_str!("../../docs/limits.md");
        for limit in ALL {
            let row = format!("| {} | {} |", limit.what, Size(limit.bytes));
            assert!(page.contains(&row), "docs/limits.md lacks {row}");
        }
    }
}
