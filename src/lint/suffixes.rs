//! Public suffixes: names under which the public registers names, such as `com` and `co.uk`.

use alloc::collections::BTreeMap;
use alloc::string::String;

/// The Public Suffix List (<https://publicsuffix.org/list/>), as its caller hands it over.
#[derive(Clone, Debug, Default)]
pub struct PublicSuffixes {
    /// For each name, which rules there are.
    rules: BTreeMap<String, u8>,
}

const ITSELF: u8 = 1;
const ALL_BELOW: u8 = 2;
const EXCEPTION: u8 = 4;

impl PublicSuffixes {
    /// Reads the list: a rule a line, `//` before a comment, `*.` before a rule for all names below, `!` before an
    /// exception. Names that are not ASCII are left out: certificates have A-labels, in which the list has them as well.
    pub fn parse(text: &str) -> Self {
        let mut rules = BTreeMap::new();
        for line in text.lines() {
            let rule = line.split_whitespace().next().unwrap_or("");
            if rule.is_empty() || rule.starts_with("//") || !rule.is_ascii() {
                continue;
            }
            let rule = rule.to_ascii_lowercase();
            let (name, flag) = match (rule.strip_prefix("*."), rule.strip_prefix('!')) {
                (Some(rest), _) => (rest, ALL_BELOW),
                (_, Some(rest)) => (rest, EXCEPTION),
                _ => (&rule[..], ITSELF),
            };
            *rules.entry(String::from(name)).or_insert(0) |= flag;
        }
        Self { rules }
    }

    /// How many rules there are.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there is no rule.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Whether a name is a public suffix. A name of one label always is, as the list's last rule, `*`, has it.
    pub fn contains(&self, name: &str) -> bool {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let has = |name: &str, flag| self.rules.get(name).is_some_and(|flags| flags & flag != 0);
        match name.split_once('.') {
            _ if has(&name, EXCEPTION) => false,
            None => true,
            Some((_, parent)) => has(&name, ITSELF) || has(parent, ALL_BELOW),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_and_exceptions_count() {
        let list = PublicSuffixes::parse(
            "// a comment\ncom\nco.uk\n*.ck\n!www.ck\n\n  org  trailing words\n",
        );
        assert_eq!(list.len(), 5, "com, co.uk, ck, www.ck, org");
        for suffix in [
            "com",
            "CO.UK",
            "ck",
            "anything.ck",
            "org",
            "unlisted",
            "com.",
        ] {
            assert!(list.contains(suffix), "{suffix}");
        }
        for name in ["example.com", "www.ck", "a.b.ck", "example.co.uk"] {
            assert!(!list.contains(name), "{name}");
        }
    }
}
