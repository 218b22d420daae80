//! Finds parts of a private key, or of another secret, in what a program printed or left in its memory.

use std::collections::HashSet;

/// Twelve bytes in a row are what must not be found.
const WINDOW: usize = 12;

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Windows of a key's private numbers, or of a text.
pub struct Secret {
    raw: HashSet<Vec<u8>>,
    hex: HashSet<Vec<u8>>,
    base64: HashSet<Vec<u8>>,
}

impl Secret {
    /// The numbers of an RSAPrivateKey but its version, modulus and public exponent.
    pub fn of(pkcs1: &[u8]) -> Self {
        let numbers = &integers(pkcs1)[3..];
        assert_eq!(numbers.len(), 6);
        assert!(numbers.iter().all(|number| number.len() >= 60));
        Self::windows(numbers.iter().map(Vec::as_slice))
    }

    /// A pass phrase or a plaintext.
    #[cfg(target_os = "linux")]
    pub fn of_text(text: &[u8]) -> Self {
        assert!(
            text.len() >= 40,
            "the heap writes over the beginning of what it frees"
        );
        Self::windows([text])
    }

    fn windows<'a>(secrets: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut secret = Self {
            raw: HashSet::new(),
            hex: HashSet::new(),
            base64: HashSet::new(),
        };
        for bytes in secrets {
            for window in bytes.windows(WINDOW) {
                secret.raw.insert(window.to_vec());
                secret.hex.insert(
                    window
                        .iter()
                        .flat_map(|b| format!("{b:02x}").into_bytes())
                        .collect(),
                );
            }
            // The three alignments of base64 to what is encoded; sixteen characters hold twelve bytes or parts of thirteen.
            for skipped in 0..3 {
                secret.base64.extend(
                    base64(&bytes[skipped..])
                        .windows(WINDOW / 3 * 4)
                        .map(<[u8]>::to_vec),
                );
            }
        }
        secret
    }

    /// How a part of the secret stands in a process's memory, if one does: as bytes of either order, in hexadecimal or in base64.
    #[cfg(target_os = "linux")]
    pub fn find_in_memory(&self, memory: &[u8]) -> Option<&'static str> {
        let upper = |window: &[u8]| window.to_ascii_uppercase();
        let reversed = |window: &[u8]| window.iter().rev().copied().collect();
        let forms: [(&str, HashSet<Vec<u8>>); 5] = [
            ("raw", self.raw.clone()),
            (
                "raw, the last byte first",
                self.raw.iter().map(|w| reversed(w)).collect(),
            ),
            ("hexadecimal", self.hex.clone()),
            ("hexadecimal", self.hex.iter().map(|w| upper(w)).collect()),
            ("base64", self.base64.clone()),
        ];
        // Memory is large and a window rare: its first two bytes are looked up before it is.
        let mut begins = vec![false; 1 << 16];
        let begin = |bytes: &[u8]| usize::from(bytes[0]) << 8 | usize::from(bytes[1]);
        for (_, windows) in &forms {
            for window in windows {
                begins[begin(window)] = true;
            }
        }
        (0..memory.len().saturating_sub(2 * WINDOW)).find_map(|at| {
            let rest = &memory[at..];
            if !begins[begin(rest)] {
                return None;
            }
            let (name, _) = forms.iter().find(|(_, windows)| {
                windows
                    .iter()
                    .next()
                    .is_some_and(|w| windows.contains(&rest[..w.len()]))
            })?;
            Some(*name)
        })
    }

    /// How a part of the key stands in a text, if one does.
    pub fn find(&self, printed: &[u8]) -> Option<&'static str> {
        let plain = unescaped(printed);
        let without = |skipped: &[u8]| -> Vec<u8> {
            plain
                .iter()
                .copied()
                .filter(|b| *b != 0 && !b.is_ascii_whitespace() && !skipped.contains(b))
                .collect()
        };
        let has = |text: &[u8], windows: &HashSet<Vec<u8>>, len: usize| {
            text.windows(len).any(|w| windows.contains(w))
        };
        if has(printed, &self.raw, WINDOW) || has(&plain, &self.raw, WINDOW) {
            return Some("raw");
        }
        if has(
            &without(b":-_,").to_ascii_lowercase(),
            &self.hex,
            2 * WINDOW,
        ) {
            return Some("hexadecimal");
        }
        if has(&without(b""), &self.base64, WINDOW / 3 * 4) {
            return Some("base64");
        }
        // The way Debug prints a slice.
        let text = String::from_utf8_lossy(printed);
        let numbers: Vec<u8> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|n| n.parse().ok())
            .collect();
        has(&numbers, &self.raw, WINDOW).then_some("decimal")
    }
}

/// Characters up to U+00FF as the byte each may stand for, `\u{…}`, `\x…`, `\n`, `\r` and `\t` undone.
fn unescaped(printed: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(printed);
    let mut out = Vec::new();
    let mut rest = text.as_ref();
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c == '\\'
            && let Some((code, after)) = escape(rest)
        {
            out.push(code);
            rest = after;
        } else {
            out.push(u8::try_from(u32::from(c)).unwrap_or(b'?'));
        }
    }
    out
}

/// What an escape sequence stands for, without its backslash, and the text after it.
fn escape(text: &str) -> Option<(u8, &str)> {
    if let Some(after) = text.strip_prefix("u{") {
        let (digits, after) = after.split_once('}')?;
        return Some((u8::from_str_radix(digits, 16).unwrap_or(b'?'), after));
    }
    if let Some(after) = text.strip_prefix('x') {
        return Some((u8::from_str_radix(after.get(..2)?, 16).ok()?, &after[2..]));
    }
    text.strip_prefix(['n', 'r', 't'])
        .map(|after| (b' ', after))
}

/// The contents of the INTEGERs in a SEQUENCE, without leading zeros.
fn integers(der: &[u8]) -> Vec<Vec<u8>> {
    let header = |der: &[u8], at: usize| -> (usize, usize) {
        match der[at + 1] {
            len @ 0..0x80 => (at + 2, len.into()),
            n => {
                let n = usize::from(n & 0x7f);
                let len = der[at + 2..at + 2 + n]
                    .iter()
                    .fold(0, |len, b| len << 8 | usize::from(*b));
                (at + 2 + n, len)
            }
        }
    };
    let (mut at, _) = header(der, 0);
    let mut found = Vec::new();
    while at < der.len() {
        let (start, len) = header(der, at);
        let zeros = der[start..start + len]
            .iter()
            .take_while(|b| **b == 0)
            .count();
        found.push(der[start + zeros..start + len].to_vec());
        at = start + len;
    }
    found
}

/// Base64 of whole groups of three bytes.
pub fn base64(bytes: &[u8]) -> Vec<u8> {
    bytes
        .chunks_exact(3)
        .flat_map(|group| {
            let bits = group
                .iter()
                .fold(0usize, |bits, b| bits << 8 | usize::from(*b));
            [18, 12, 6, 0].map(|shift| BASE64[bits >> shift & 0x3f])
        })
        .collect()
}
