//! Public suffixes: names under which the public registers names, such as `com` and `co.uk`.

use alloc::collections::BTreeMap;
use alloc::string::String;

use super::text::decode_a_label;

/// The Public Suffix List (<https://publicsuffix.org/list/>), as its caller hands it over.
#[derive(Clone, Debug, Default)]
pub struct PublicSuffixes {
    /// For each name, which rules there are; internationalised labels as U-labels.
    rules: BTreeMap<String, u8>,
    /// The part of the list that has every top-level domain is there.
    is_whole: bool,
}

/// What the list has before the names that registries, and not owners of domains, register under.
const WHOLE: &str = "===BEGIN ICANN DOMAINS===";
/// Around what owners of domains register others under.
const PRIVATE: [&str; 2] = ["===BEGIN PRIVATE DOMAINS===", "===END PRIVATE DOMAINS==="];

const ITSELF: u8 = 1;
const ALL_BELOW: u8 = 2;
const EXCEPTION: u8 = 4;

impl PublicSuffixes {
    /// Reads the list: a rule a line, `//` before a comment, `*.` before a rule for all names below, `!` before an
    /// exception. The list has U-labels and certificates have A-labels: either form of a name is the same name. What the list
    /// has under "PRIVATE DOMAINS" is left out (BR §3.2.2.6): `github.io` is its owner's, who may have a wildcard for it.
    pub fn parse(text: &str) -> Self {
        let mut rules = BTreeMap::new();
        let mut is_private = false;
        for line in text.lines() {
            is_private = (is_private || line.contains(PRIVATE[0])) && !line.contains(PRIVATE[1]);
            let rule = line.split_whitespace().next().unwrap_or("");
            if is_private || rule.is_empty() || rule.starts_with("//") {
                continue;
            }
            let rule = with_u_labels(rule);
            let (name, flag) = match (rule.strip_prefix("*."), rule.strip_prefix('!')) {
                (Some(rest), _) => (rest, ALL_BELOW),
                (_, Some(rest)) => (rest, EXCEPTION),
                _ => (&rule[..], ITSELF),
            };
            *rules.entry(String::from(name)).or_insert(0) |= flag;
        }
        let is_whole = text.contains(WHOLE);
        Self { rules, is_whole }
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
        let name = with_u_labels(name.trim_end_matches('.'));
        let has = |name: &str, flag| self.rules.get(name).is_some_and(|flags| flags & flag != 0);
        match name.split_once('.') {
            _ if has(&name, EXCEPTION) => false,
            None => true,
            Some((_, parent)) => has(&name, ITSELF) || has(parent, ALL_BELOW),
        }
    }

    /// Whether the public DNS has a name's top-level domain: the list, where it is whole, has every one.
    pub fn has_top_level_domain(&self, name: &str) -> bool {
        let name = name.trim_end_matches('.');
        let top = with_u_labels(name.rsplit('.').next().unwrap_or(""));
        !self.is_whole || self.rules.contains_key(&top)
    }
}

/// A name in lower case, with the U-labels of its A-labels.
fn with_u_labels(name: &str) -> String {
    let mut out = String::new();
    for (i, label) in name.split('.').enumerate() {
        if i > 0 {
            out.push('.');
        }
        let label = label.to_ascii_lowercase();
        match decode_a_label(&label).filter(|_| label.starts_with("xn--")) {
            Some(characters) => out.extend(characters),
            None => out.push_str(&label),
        }
    }
    out
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

    /// The list has these in Unicode alone.
    #[test]
    fn internationalised_suffixes_are_found_by_their_a_labels() {
        for list in [
            "公司.cn\n中国\n*.bücher\n",
            "xn--55qx5d.cn\nxn--fiqs8s\n*.xn--bcher-kva\n",
        ] {
            let list = PublicSuffixes::parse(list);
            for suffix in [
                "xn--55qx5d.cn",
                "XN--55QX5D.CN",
                "公司.cn",
                "a.xn--bcher-kva",
            ] {
                assert!(list.contains(suffix), "{suffix}");
            }
            assert!(!list.contains("a.xn--55qx5d.cn"));
            assert!(!list.contains("a.xn--fiqs8s"));
        }
    }

    #[test]
    fn domains_of_owners_are_no_public_suffixes() {
        let list = PublicSuffixes::parse(
            "io\n// ===BEGIN PRIVATE DOMAINS===\ngithub.io\n// ===END PRIVATE DOMAINS===\nco.io\n",
        );
        assert!(!list.contains("github.io"));
        assert!(list.contains("co.io"));
    }

    #[test]
    fn top_level_domains_are_known_where_the_list_is_whole() {
        let rules = "com\nco.uk\nuk\n*.ck\n中国\n";
        let part = PublicSuffixes::parse(rules);
        assert!(part.has_top_level_domain("www.nowhere"));
        let whole = PublicSuffixes::parse(&alloc::format!("// {WHOLE}\n{rules}"));
        for name in ["www.example.com", "a.uk.", "a.b.CK", "a.xn--fiqs8s", "中国"] {
            assert!(whole.has_top_level_domain(name), "{name}");
        }
        for name in ["www.nowhere", "", "a.co", "8.8.8.8"] {
            assert!(!whole.has_top_level_domain(name), "{name}");
        }
    }
}
