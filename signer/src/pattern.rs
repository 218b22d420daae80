//! Patterns that names are compared with.

use std::fmt;
use std::str::FromStr;

/// Who asks, as far as patterns mention it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Requester<'a> {
    /// `{username}`.
    pub username: &'a str,
    /// `{node}`; `None` unless a node asks.
    pub node: Option<&'a str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Character(char),
    /// `*`: any characters, or none.
    Any,
    Username,
    Node,
}

/// A pattern: characters stand for themselves, `*` for any number of any, `{username}` and `{node}` for who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    text: String,
    parts: Vec<Part>,
}

/// What `*` and letters mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters are compared as they are.
    Text,
    /// Letters are compared without regard to case, and `*` stays inside a label.
    HostName,
    /// Letters are compared as they are, and `*` stays inside a segment, so that one in the authority does not reach into the
    /// path; alone, or at the end after a slash, it stands for all segments.
    Uri,
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() || text.len() > 1024 {
            return Err("a pattern has 1 to 1024 bytes".into());
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let part = match c {
                '*' => Part::Any,
                '{' if rest.starts_with("{username}") => Part::Username,
                '{' if rest.starts_with("{node}") => Part::Node,
                '{' | '}' => {
                    return Err(format!(
                        "pattern {text:?}: braces are for {{username}} and {{node}} alone"
                    ));
                }
                c => Part::Character(c),
            };
            rest = &rest[match part {
                Part::Username => "{username}".len(),
                Part::Node => "{node}".len(),
                _ => c.len_utf8(),
            }..];
            parts.push(part);
        }
        Ok(Self {
            text: text.into(),
            parts,
        })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Pattern {
    /// Whether it mentions the node that asks.
    pub fn mentions_node(&self) -> bool {
        self.parts.contains(&Part::Node)
    }

    /// Whether it is the requester's own user name and nothing else.
    pub fn is_username(&self) -> bool {
        self.parts == [Part::Username]
    }

    /// Whether it begins with these very characters.
    pub fn begins_with(&self, prefix: &str) -> bool {
        let mut parts = self.parts.iter();
        prefix
            .chars()
            .all(|c| parts.next() == Some(&Part::Character(c)))
    }

    /// Whether a part is the last one, and the only one or after a slash.
    fn is_rest(&self, index: usize) -> bool {
        let before = index.checked_sub(1).map(|before| self.parts[before]);
        index + 1 == self.parts.len() && before.is_none_or(|before| before == Part::Character('/'))
    }

    /// Whether a text is one that the pattern stands for. Takes time in the product of the lengths.
    pub fn matches(&self, text: &str, requester: Requester<'_>, kind: Kind) -> bool {
        let text: Vec<char> = match kind {
            Kind::Text | Kind::Uri => text.chars().collect(),
            Kind::HostName => text.chars().map(|c| c.to_ascii_lowercase()).collect(),
        };
        // Which beginnings of the text are what the parts so far stand for, by their lengths.
        let mut reached = vec![false; text.len() + 1];
        reached[0] = true;
        let literal = |reached: &mut [bool], c: char| {
            let c = match kind {
                Kind::Text | Kind::Uri => c,
                Kind::HostName => c.to_ascii_lowercase(),
            };
            for at in (0..text.len()).rev() {
                reached[at + 1] = reached[at] && text[at] == c;
            }
            reached[0] = false;
        };
        for (index, part) in self.parts.iter().enumerate() {
            match part {
                Part::Character(c) => literal(&mut reached, *c),
                Part::Any => {
                    let stops: &[char] = match kind {
                        Kind::Text => &[],
                        Kind::HostName => &['.'],
                        Kind::Uri if self.is_rest(index) => &[],
                        Kind::Uri => &['/', '?', '#'],
                    };
                    for at in 0..text.len() {
                        reached[at + 1] |= reached[at] && !stops.contains(&text[at]);
                    }
                }
                Part::Username => requester
                    .username
                    .chars()
                    .for_each(|c| literal(&mut reached, c)),
                Part::Node => match requester.node {
                    Some(node) => node.chars().for_each(|c| literal(&mut reached, c)),
                    None => return false,
                },
            }
        }
        reached[text.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NODE: Requester<'static> = Requester {
        username: "system:node:worker-1",
        node: Some("worker-1"),
    };

    fn text(pattern: &str, text: &str) -> bool {
        let pattern: Pattern = pattern.parse().unwrap();
        pattern.matches(text, NODE, Kind::Text)
    }

    fn host(pattern: &str, text: &str) -> bool {
        let pattern: Pattern = pattern.parse().unwrap();
        pattern.matches(text, NODE, Kind::HostName)
    }

    #[test]
    fn a_star_stands_for_any_characters_and_everything_else_for_itself() {
        assert!(text("*", "") && text("*", "anything.at.all"));
        assert!(text("web-*-x", "web--x") && text("web-*-x", "web-a-b-x"));
        assert!(!text("web-*-x", "web-x") && !text("web-*", "Web-1") && !text("web", "web1"));
        assert!(text("a*b*c", "abxbc") && !text("a*b*c", "abxb"));
    }

    #[test]
    fn in_host_names_a_star_stays_in_its_label_and_case_is_nothing() {
        assert!(host("*.example.com", "WWW.Example.com"));
        assert!(!host("*.example.com", "a.b.example.com"));
        assert!(!host("*.example.com", "example.com"));
        assert!(!host("*example.com", "x.example.com"));
    }

    #[test]
    fn in_uris_a_star_stays_between_slashes_and_at_the_end_stands_for_the_rest() {
        let uri = |pattern: &str, text: &str| {
            let pattern: Pattern = pattern.parse().unwrap();
            pattern.matches(text, NODE, Kind::Uri)
        };
        assert!(uri("https://*.example.com/x", "https://a.example.com/x"));
        for elsewhere in [
            "https://evil.test/a.example.com/x",
            "https://evil.test?a.example.com/x",
            "https://evil.test#a.example.com/x",
        ] {
            assert!(!uri("https://*.example.com/x", elsewhere), "{elsewhere}");
        }
        assert!(uri(
            "spiffe://x.test/ns/*/sa/*",
            "spiffe://x.test/ns/a/sa/b"
        ));
        assert!(!uri(
            "spiffe://x.test/ns/*/sa/b",
            "spiffe://x.test/ns/a/sa/c/sa/b"
        ));
        assert!(uri("spiffe://x.test/*", "spiffe://x.test/a/b") && uri("*", "spiffe://x.test/a"));
        assert!(!uri("spiffe://x.test*", "spiffe://x.test/a"));
    }

    #[test]
    fn placeholders_stand_for_who_asks_and_a_star_in_a_username_is_only_a_star() {
        assert!(text("system:node:{node}", "system:node:worker-1"));
        assert!(!text("system:node:{node}", "system:node:worker-2"));
        assert!(host("{node}.example.com", "worker-1.example.com"));
        let pattern: Pattern = "{username}".parse().unwrap();
        let star = Requester {
            username: "*",
            node: None,
        };
        assert!(pattern.matches("*", star, Kind::Text));
        assert!(!pattern.matches("admin", star, Kind::Text));
        let node: Pattern = "x{node}".parse().unwrap();
        assert!(!node.matches("x", star, Kind::Text));
    }

    #[test]
    fn unknown_braces_and_empty_patterns_are_refused() {
        for wrong in ["{user}", "a}", "{", "", "{nodes}"] {
            assert!(wrong.parse::<Pattern>().is_err(), "{wrong}");
        }
    }
}
