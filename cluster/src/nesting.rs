//! How deeply a YAML text is nested, before a reader that takes quadratic time for deep nesting sees it.
//!
//! The YAML reader looks at every open `[` and `{` again for each token, and 200 kB of them take a minute. This scan takes
//! linear time and keeps the same state as a reader's scanner: the open flow collections, the indentations of open block
//! collections, and whether a quoted, plain or block scalar goes on (YAML 1.2.2 chapters 6 to 8). What it takes otherwise
//! than the reader costs time or a refusal, and changes no value.

use zeroize::Zeroizing;

use super::declaration::Position;

/// How deep collections may be inside each other. A kubeconfig has five levels.
const MAX_DEPTH: usize = 64;
/// How many directives (`%YAML`, `%TAG`) a text may have: the reader compares each with all before it.
const MAX_DIRECTIVES: usize = 16;
const TOO_DEEP: &str = "more than 64 lists and mappings are inside each other here";

const TOO_MANY: &str = "more than 16 directives, which begin with %";

/// Refuses a text whose collections are inside each other more than 64 deep, or that has more than 16 directives.
///
/// # Errors
/// Where the first one too deep, or too many, begins, and what is wrong.
pub(crate) fn check(text: &str) -> Result<(), (Position, &'static str)> {
    // YAML 1.1, which the reader follows, has three more line breaks; of each, as many bytes are scanned.
    let more_breaks = ['\u{85}', '\u{2028}', '\u{2029}'];
    let replaced = text.contains(more_breaks).then(|| {
        let replaced = text.replace(more_breaks[0], " \n");
        let replaced = Zeroizing::new(replaced);
        Zeroizing::new(replaced.replace(&more_breaks[1..], "  \n"))
    });
    let mut scan = Scan {
        bytes: replaced.as_ref().map_or(text, |text| text).as_bytes(),
        at: 0,
        line_start: 0,
        directives: 0,
        flow: 0,
        indents: Vec::new(),
        key: None,
    };
    let position = |at: usize| {
        let before = &text.as_bytes()[..at];
        let line_start = before
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |n| n + 1);
        let characters = before[line_start..].iter().filter(|b| **b & 0xC0 != 0x80);
        Position {
            line: before.iter().filter(|b| **b == b'\n').count() + 1,
            column: characters.count() + 1,
        }
    };
    while scan.skip_to_token() {
        let start = scan.at;
        scan.token();
        if scan.flow + scan.indents.len() > MAX_DEPTH {
            return Err((position(start), TOO_DEEP));
        }
        if scan.directives > MAX_DIRECTIVES {
            return Err((position(start), TOO_MANY));
        }
    }
    Ok(())
}

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    /// Where the current line begins.
    line_start: usize,
    directives: usize,
    /// How many `[` and `{` are open.
    flow: usize,
    /// The columns of the open block collections, each larger than the one before.
    indents: Vec<usize>,
    /// The column of a token that a `:` on the same line makes a key.
    key: Option<usize>,
}

impl Scan<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn is_blank(&self, ahead: usize) -> bool {
        matches!(self.peek(ahead), None | Some(b' ' | b'\t' | b'\r' | b'\n'))
    }

    fn column(&self) -> usize {
        self.at - self.line_start
    }

    /// Passes over one byte.
    fn step(&mut self) {
        let byte = self.peek(0);
        self.at += 1;
        if byte == Some(b'\n') || byte == Some(b'\r') && self.peek(0) != Some(b'\n') {
            self.line_start = self.at;
            self.key = None;
        }
    }

    fn skip_line(&mut self) {
        while !matches!(self.peek(0), None | Some(b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Passes over white space and comments; whether anything follows.
    fn skip_to_token(&mut self) -> bool {
        loop {
            match self.peek(0) {
                None => return false,
                Some(b'#') => self.skip_line(),
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.step(),
                // A byte order mark.
                Some(0xEF) if self.at == 0 => (self.at, self.line_start) = (3, 3),
                Some(_) => return true,
            }
        }
    }

    fn is_document_mark(&self) -> bool {
        let mark = self.bytes.get(self.at..self.at + 3);
        self.column() == 0 && matches!(mark, Some(b"---" | b"...")) && self.is_blank(3)
    }

    /// Closes the block collections that a token at this column ends.
    fn close(&mut self, column: usize) {
        while self.flow == 0 && self.indents.last().is_some_and(|last| *last > column) {
            self.indents.pop();
        }
    }

    /// Opens a block collection at this column, unless it is open.
    fn open(&mut self, column: usize) {
        if self.flow == 0 && self.indents.last().is_none_or(|last| *last < column) {
            self.indents.push(column);
        }
    }

    fn token(&mut self) {
        let column = self.column();
        self.close(column);
        if self.is_document_mark() {
            self.indents.clear();
            self.at += 3;
            return;
        }
        let in_flow = self.flow > 0;
        let Some(byte) = self.peek(0) else { return };
        match byte {
            b'%' if column == 0 => {
                self.directives += 1;
                self.skip_line();
            }
            b'[' | b'{' => {
                self.key = self.key.filter(|_| in_flow).or(Some(column));
                self.flow += 1;
                self.at += 1;
            }
            b']' | b'}' => {
                self.flow = self.flow.saturating_sub(1);
                self.at += 1;
            }
            b',' if in_flow => self.at += 1,
            b'-' | b'?' if self.is_blank(1) => {
                self.open(column);
                self.at += 1;
            }
            b'?' if in_flow => self.at += 1,
            b':' if in_flow || self.is_blank(1) => {
                let key = self.key.take().unwrap_or(column);
                self.open(key);
                self.at += 1;
            }
            b'*' | b'&' => {
                self.start(column);
                self.at += 1;
                while matches!(self.peek(0), Some(b'_' | b'-'))
                    || self.peek(0).is_some_and(|b| b.is_ascii_alphanumeric())
                {
                    self.at += 1;
                }
            }
            b'!' => {
                self.start(column);
                let verbatim = self.peek(1) == Some(b'<');
                while !self.is_blank(0) && (verbatim || !(in_flow && self.ends_flow_text())) {
                    self.at += 1;
                }
            }
            b'\'' | b'"' => {
                self.start(column);
                self.quoted(byte);
            }
            b'|' | b'>' if !in_flow => self.block_scalar(),
            _ => {
                self.start(column);
                self.plain();
            }
        }
    }

    /// A token that may be a key begins; an anchor or a tag before it is its beginning.
    fn start(&mut self, column: usize) {
        if self.flow == 0 {
            self.key = self.key.or(Some(column));
        }
    }

    fn ends_flow_text(&self) -> bool {
        matches!(self.peek(0), Some(b',' | b'[' | b']' | b'{' | b'}'))
    }

    fn quoted(&mut self, quote: u8) {
        self.step();
        while let Some(byte) = self.peek(0) {
            if byte == quote {
                self.at += 1;
                if quote == b'"' || self.peek(0) != Some(quote) {
                    return;
                }
            } else if byte == b'\\' && quote == b'"' {
                self.at += 1;
            }
            self.step();
        }
    }

    /// A plain scalar: it goes on over lines that are indented more than the collection that it stands in.
    fn plain(&mut self) {
        let indent = self.indents.last().map_or(0, |last| last + 1);
        loop {
            while !self.is_blank(0) {
                let ends_key = self.peek(0) == Some(b':') && self.is_blank(1);
                if ends_key || self.flow > 0 && self.ends_flow_text() {
                    return;
                }
                self.at += 1;
            }
            while self.at < self.bytes.len() && self.is_blank(0) {
                self.step();
            }
            let is_outside = self.flow == 0 && self.column() < indent;
            if is_outside || matches!(self.peek(0), None | Some(b'#')) || self.is_document_mark() {
                return;
            }
        }
    }

    /// A block scalar: the lines that are indented at least as far as its first one that is not empty.
    fn block_scalar(&mut self) {
        let mut explicit = None;
        while !self.is_blank(0) {
            let digit = self.peek(0).filter(u8::is_ascii_digit);
            explicit = digit.map(|digit| usize::from(digit - b'0')).or(explicit);
            self.at += 1;
        }
        self.skip_line();
        let parent = self.indents.last().copied();
        let mut indent = explicit.map(|more| parent.unwrap_or(0) + more);
        let least = parent.map_or(0, |parent| parent + 1).max(1);
        let mut widest = least;
        while self.at < self.bytes.len() {
            // The line's end, and the next line's indentation.
            self.step();
            if self.peek(0) == Some(b'\n') && self.peek_back() == Some(b'\r') {
                self.step();
            }
            while self.peek(0) == Some(b' ') && indent.is_none_or(|indent| self.column() < indent) {
                self.at += 1;
            }
            if indent.is_none() {
                widest = widest.max(self.column());
            }
            if matches!(self.peek(0), Some(b'\r' | b'\n')) {
                continue;
            }
            if self.column() < *indent.get_or_insert(widest) {
                return;
            }
            self.skip_line();
        }
    }

    fn peek_back(&self) -> Option<u8> {
        self.at.checked_sub(1).map(|at| self.bytes[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collections_more_than_64_deep_are_refused_where_the_first_of_them_begins() {
        let at = |text: &str| check(text).map_err(|(at, _)| (at.line, at.column));
        for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")] {
            let nested = |depth: usize| format!("{}x{}", open.repeat(depth), close.repeat(depth));
            assert_eq!(at(&nested(64)), Ok(()), "{open}");
            let column = 64 * open.len() + 1;
            assert_eq!(at(&nested(65)), Err((1, column)), "{open}");
        }
        let lines = |depth: usize| {
            let line = |n| format!("{}a:\n", " ".repeat(n));
            (0..depth).map(line).collect::<String>()
        };
        assert_eq!(at(&lines(64)), Ok(()));
        // It is the colon that makes a mapping.
        assert_eq!(at(&lines(65)), Err((65, 66)));
    }

    #[test]
    fn more_than_16_directives_are_refused() {
        let directives = |count: usize| {
            let directives: String = (0..count).map(|n| format!("%TAG !{n}! x\n")).collect();
            check(&format!("{directives}--- a\n"))
        };
        assert_eq!(directives(16), Ok(()));
        let (at, reason) = directives(17).unwrap_err();
        assert_eq!((at.line, at.column, reason), (17, 1, TOO_MANY));
    }

    #[test]
    fn what_stands_in_a_scalar_or_a_comment_opens_and_closes_nothing() {
        let many = "[".repeat(100);
        for text in [
            format!("a: '{many} ''{many}'\nb: \"\\\"{many}\n {many}\"\n"),
            format!("# {many}\na: b # {many}\n"),
            format!("a: x{many}\n  {many}\nb: 1\n"),
            format!("a: |\n  {many}\n\n  \"{many}\nb: >2-\n    {many}\n"),
            format!("- - |\n    {many}\n  - a: |-\n     {many}\n"),
            format!("a: !!binary |\r\n  {many}\r\n  {many}\r\nb: c\r\n"),
            "- [a, {b: c}]\n".repeat(1000),
            "a:\n  b:\n  - c: [\"]\", ']']\n".repeat(1000),
            "- name: w\n  addresses: [192.0.2.1]\n".repeat(1000),
        ] {
            assert_eq!(check(&text), Ok(()), "{text:.100}");
        }
        // The same where the scalar does not hide them.
        for text in [
            "a: [\"]\", ".repeat(65).replace("a: [", "["),
            format!("a: it's\nb: {many}"),
            format!("a: b\n   '\nc: {many}"),
            format!("a: |\n  '\nb: {many}"),
            format!("- |\n{many}"),
            format!("# '\n{many}"),
            format!("# '\u{85}{many}"),
            format!("# '\u{2028}{many}"),
            format!("a: !t'x\nb: {many}"),
            format!("--- |\n '\n--- {many}"),
            "[']', # ]\n".repeat(65),
        ] {
            assert!(check(&text).is_err(), "{text:.100}");
        }
    }
}
