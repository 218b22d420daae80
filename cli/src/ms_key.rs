//! Microsoft's forms of RSA keys: MSBLOB (PUBLICKEYBLOB and PRIVATEKEYBLOB of the Windows SDK's wincrypt.h) and PVK, which is
//! a PRIVATEKEYBLOB in a file of its own, encrypted or not.
//!
//! Numbers stand in little-endian order, in fields whose length the size of the key gives.

use rand_core::TryCryptoRng;
use rc4::{KeyInit as _, Rc4, StreamCipher as _};
use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

use super::error::CliError;
use super::pass::Pass;
use certwright::rsa::{KeyParts, MAX_BITS, PublicKey};

const PUBLIC_BLOB: u8 = 6;
const PRIVATE_BLOB: u8 = 7;
/// bVersion, reserved, and CALG_RSA_KEYX.
const BLOB_HEADER: [u8; 7] = [2, 0, 0, 0x00, 0xa4, 0, 0];
const RSA1: [u8; 4] = *b"RSA1";
const RSA2: [u8; 4] = *b"RSA2";
const PVK_MAGIC: [u8; 4] = [0x1e, 0xf1, 0xb5, 0xb0];
const PVK_HEADER: usize = 24;
/// AT_KEYEXCHANGE.
const KEY_EXCHANGE: u32 = 1;
const SALT: usize = 16;

/// What a file of Microsoft's holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// PUBLICKEYBLOB.
    PublicBlob,
    /// PRIVATEKEYBLOB.
    PrivateBlob,
    /// PVK.
    Pvk,
}

/// How strongly a PVK file is encrypted; neither way protects it today.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PvkLevel {
    /// Not at all.
    None,
    /// RC4 with 40 bits.
    Weak,
    /// RC4 with 128 bits.
    Strong,
}

/// The form that the first bytes show; `None` where they are of another one.
pub fn kind(bytes: &[u8]) -> Option<Kind> {
    match bytes {
        [PUBLIC_BLOB, rest @ ..] if rest.starts_with(&BLOB_HEADER[..3]) => Some(Kind::PublicBlob),
        [PRIVATE_BLOB, rest @ ..] if rest.starts_with(&BLOB_HEADER[..3]) => Some(Kind::PrivateBlob),
        bytes if bytes.starts_with(&PVK_MAGIC) => Some(Kind::Pvk),
        _ => None,
    }
}

/// Takes fields off the front.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, len: usize) -> Result<&'a [u8], &'static str> {
        let (head, rest) = self.0.split_at_checked(len).ok_or("it is cut short")?;
        self.0 = rest;
        Ok(head)
    }

    fn u32(&mut self) -> Result<u32, &'static str> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    /// A number, in big-endian order and without leading zeros.
    fn number(&mut self, len: usize) -> Result<Vec<u8>, &'static str> {
        let field = self.take(len)?;
        let len = field.iter().rposition(|&b| b != 0).map_or(0, |at| at + 1);
        Ok(field[..len].iter().rev().copied().collect())
    }
}

/// The numbers of a blob; those of a public one are n and e alone.
fn blob(bytes: &[u8], kind: u8) -> Result<KeyParts, &'static str> {
    let mut fields = Fields(bytes);
    let header = fields.take(8)?;
    if header[0] != kind {
        return Err(match kind {
            PRIVATE_BLOB => "it holds a public key, not a private one",
            _ => "it holds a private key, not a public one",
        });
    }
    let magic = fields.take(4)?;
    if magic != if kind == PRIVATE_BLOB { RSA2 } else { RSA1 } {
        return Err("it holds another key than an RSA key");
    }
    let bits = fields.u32()? as usize;
    if bits == 0 || bits > MAX_BITS {
        return Err("its key has a size that is not possible");
    }
    let (whole, half) = (bits.div_ceil(8), bits.div_ceil(16));
    let mut parts = KeyParts::default();
    parts.public_exponent = fields.number(4)?;
    parts.modulus = fields.number(whole)?;
    if kind == PRIVATE_BLOB {
        parts.prime1 = fields.number(half)?;
        parts.prime2 = fields.number(half)?;
        parts.exponent1 = fields.number(half)?;
        parts.exponent2 = fields.number(half)?;
        parts.coefficient = fields.number(half)?;
        parts.private_exponent = fields.number(whole)?;
    }
    match fields.0 {
        [] => Ok(parts),
        _ => Err("bytes follow the key"),
    }
}

/// The public key of a PUBLICKEYBLOB.
pub fn public_key(bytes: &[u8]) -> Result<PublicKey, String> {
    let parts = blob(bytes, PUBLIC_BLOB)?;
    PublicKey::from_be_bytes(&parts.modulus, &parts.public_exponent).map_err(|e| e.to_string())
}

/// The numbers of a private key in either form. `pass` is asked for the pass phrase of a PVK file that needs one.
pub fn private_parts(
    bytes: &[u8],
    pass: impl FnOnce() -> Result<Pass, CliError>,
) -> Result<Result<KeyParts, &'static str>, CliError> {
    if kind(bytes) != Some(Kind::Pvk) {
        return Ok(blob(bytes, PRIVATE_BLOB));
    }
    let (salt, body) = match pvk(bytes) {
        Ok(parts) => parts,
        Err(why) => return Ok(Err(why)),
    };
    if salt.is_empty() {
        return Ok(blob(body, PRIVATE_BLOB));
    }
    let pass = pass()?;
    let decrypted = [PvkLevel::Strong, PvkLevel::Weak].into_iter().map(|level| {
        let mut plain = Zeroizing::new(body.to_vec());
        crypt(&mut plain, salt, &pass, level);
        plain
    });
    // RC4 hides no error: the magic number shows which key is the right one.
    for plain in decrypted {
        if plain.get(8..12) == Some(&RSA2[..]) {
            return Ok(blob(&plain, PRIVATE_BLOB));
        }
    }
    Ok(Err(
        "it cannot be decrypted: the pass phrase is wrong, or the file is damaged",
    ))
}

/// The salt, empty where nothing is encrypted, and the blob.
fn pvk(bytes: &[u8]) -> Result<(&[u8], &[u8]), &'static str> {
    let mut fields = Fields(bytes);
    fields.take(PVK_MAGIC.len() + 4)?;
    let (_use, encrypted) = (fields.u32()?, fields.u32()?);
    let (salt, key) = (fields.u32()? as usize, fields.u32()? as usize);
    if (encrypted != 0) != (salt != 0) {
        return Err("its header contradicts itself on encryption");
    }
    let parts = (fields.take(salt)?, fields.take(key)?);
    match fields.0 {
        [] => Ok(parts),
        _ => Err("bytes follow the key"),
    }
}

/// Encrypts or decrypts all of a blob that follows its header.
fn crypt(blob: &mut [u8], salt: &[u8], pass: &[u8], level: PvkLevel) {
    let mut hash = Sha1::new();
    hash.update(salt);
    hash.update(pass);
    let mut key = Zeroizing::new([0; 16]);
    let used = match level {
        PvkLevel::None => return,
        PvkLevel::Weak => 5,
        PvkLevel::Strong => 16,
    };
    key[..used].copy_from_slice(&hash.finalize()[..used]);
    if let Some(body) = blob.get_mut(8..) {
        let rc4 = Rc4::new_from_slice(&key[..]);
        rc4.expect("RC4 takes keys of 1 to 256 bytes")
            .apply_keystream(body);
    }
}

/// A blob; of a public key where there is no private exponent.
///
/// # Errors
/// A key that the fields do not hold: an exponent above 2^32, more than two primes, or primes of unequal length.
pub fn to_blob(parts: &KeyParts) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let failed = |why: &str| {
        CliError::new(format!(
            "the key cannot be written as MSBLOB or PVK: {why}; write it as PEM"
        ))
    };
    let private = !parts.private_exponent.is_empty();
    if !parts.other_primes.is_empty() {
        return Err(failed("it has more than two primes"));
    }
    let leading = parts.modulus.first().map_or(0, |b| b.leading_zeros());
    let bits = parts.modulus.len() * 8 - leading as usize;
    let (whole, half) = (bits.div_ceil(8), bits.div_ceil(16));
    let mut out = Zeroizing::new(Vec::with_capacity(20 + 3 * whole + 5 * half));
    let (kind, magic) = match private {
        true => (PRIVATE_BLOB, RSA2),
        false => (PUBLIC_BLOB, RSA1),
    };
    out.push(kind);
    out.extend(BLOB_HEADER);
    out.extend(magic);
    out.extend((bits as u32).to_le_bytes());
    let mut put = |number: &[u8], len: usize, what: &str| {
        let padding = len.checked_sub(number.len()).ok_or_else(|| failed(what))?;
        out.extend(number.iter().rev());
        out.extend(std::iter::repeat_n(0, padding));
        Ok::<(), CliError>(())
    };
    put(
        &parts.public_exponent,
        4,
        "its public exponent is above 2^32",
    )?;
    put(&parts.modulus, whole, "its modulus is too long")?;
    if private {
        let unequal = "its primes are of different lengths";
        for number in [
            &parts.prime1,
            &parts.prime2,
            &parts.exponent1,
            &parts.exponent2,
            &parts.coefficient,
        ] {
            put(number, half, unequal)?;
        }
        put(
            &parts.private_exponent,
            whole,
            "its private exponent is too long",
        )?;
    }
    Ok(out)
}

/// A PVK file.
///
/// # Errors
/// As [`to_blob`], and a generator that fails.
pub fn to_pvk<R: TryCryptoRng + ?Sized>(
    parts: &KeyParts,
    level: PvkLevel,
    pass: &[u8],
    rng: &mut R,
) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let mut blob = to_blob(parts)?;
    let mut salt = Vec::new();
    if level != PvkLevel::None {
        salt.resize(SALT, 0);
        rng.try_fill_bytes(&mut salt)
            .map_err(|_| CliError::from(certwright::rsa::RngError::Failed))?;
        crypt(&mut blob, &salt, pass, level);
    }
    let mut out = Zeroizing::new(Vec::with_capacity(PVK_HEADER + salt.len() + blob.len()));
    out.extend(PVK_MAGIC);
    for number in [
        0,
        KEY_EXCHANGE,
        u32::from(level != PvkLevel::None),
        salt.len() as u32,
        blob.len() as u32,
    ] {
        out.extend(number.to_le_bytes());
    }
    out.extend(&salt);
    out.extend(&blob[..]);
    Ok(out)
}
