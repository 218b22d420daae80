//! Ways in which private keys are damaged, re-encoded and put in the wrong place.

/// The pass phrase of the encrypted keys, and one that is not.
pub const PASSWORD: &str = "correct-horse-4711";
pub const WRONG_PASSWORD: &str = "not-the-pass-phrase";

/// A file.
pub struct Damaged {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    /// Whether the key in it is encrypted, so that none of its numbers stand there.
    pub encrypted: bool,
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn hex(bytes: &[u8], separator: &str) -> String {
    bytes
        .iter()
        .map(|b| format!("{b:02X}"))
        .collect::<Vec<_>>()
        .join(separator)
}

fn quoted_printable(text: &str) -> String {
    let text = text.replace('=', "=3D");
    let mut out = String::new();
    for line in text.lines() {
        let (head, tail) = line.split_at(line.len().min(40));
        out.push_str(head);
        out.push_str(if tail.is_empty() { "" } else { "=\r\n" });
        out.push_str(tail);
        out.push_str("\r\n");
    }
    out
}

fn flipped(bytes: &[u8], at: usize, mask: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= mask;
    bytes
}

/// All of them, from the files that hold the key.
pub fn all(read: &dyn Fn(&str) -> Vec<u8>) -> Vec<Damaged> {
    let string = |name: &str| String::from_utf8(read(name)).unwrap();
    let (key, traditional) = (string("key.pem"), string("traditional.pem"));
    let (encrypted, legacy) = (string("encrypted.pem"), string("legacy.pem"));
    let (der, pkcs8) = (read("key.der"), read("pkcs8.der"));
    const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
    const END: &str = "-----END PRIVATE KEY-----";
    let lines: Vec<&str> = key.lines().filter(|line| !line.starts_with('-')).collect();
    let one = lines.concat();
    let body = format!("{}\n", lines.join("\n"));
    let indented: String = key.lines().map(|line| format!("      {line}\n")).collect();
    let middle = key.len() / 2;
    let spaced = |every: usize| {
        let groups: Vec<&str> = (0..one.len())
            .step_by(every)
            .map(|at| &one[at..one.len().min(at + every)])
            .collect();
        groups.join(" ")
    };
    let labelled = |label: &str| key.replace("PRIVATE KEY", label);

    let mut all = Vec::new();
    let mut add = |name, bytes: Vec<u8>| {
        all.push(Damaged {
            name,
            bytes,
            encrypted: false,
        })
    };
    add("cut-quarter", key.as_bytes()[..key.len() / 4 * 3].to_vec());
    add("cut-half", key.as_bytes()[..middle].to_vec());
    add(
        "cut-in-end-label",
        key.as_bytes()[..key.len() - 12].to_vec(),
    );
    add("cut-last-dash", key.trim_end()[..key.len() - 2].into());
    add("cut-end-line", key.replace(END, "").into());
    add("cut-begin-line", key.replace(BEGIN, "").into());
    add("cut-first-half", key.as_bytes()[middle..].to_vec());
    add("joined-with-spaces", key.replace('\n', " ").into());
    add("joined", key.replace('\n', "").into());
    add("joined-traditional", traditional.replace('\n', " ").into());
    add("joined-and-cut", key.replace('\n', " ")[..middle].into());
    add(
        "joined-without-dashes-after-begin",
        key.replacen("KEY-----\n", "KEY ", 1)
            .replace('\n', " ")
            .into(),
    );
    add(
        "joined-without-dashes-before-end",
        key.replace('\n', " ").replace(" -----END", " END").into(),
    );
    add("cr", key.replace('\n', "\r").into());
    add("cr-cr-lf", key.replace('\n', "\r\r\n").into());
    add("cr-and-cut", key.replace('\n', "\r")[..middle].into());
    add("vertical-tabs", key.replace('\n', "\u{b}").into());
    add(
        "utf16-le-bom",
        utf16(&format!("\u{feff}{key}"), u16::to_le_bytes),
    );
    add(
        "utf16-be-bom",
        utf16(&format!("\u{feff}{key}"), u16::to_be_bytes),
    );
    add("utf16-le", utf16(&key, u16::to_le_bytes));
    add("utf16-be", utf16(&key, u16::to_be_bytes));
    add(
        "utf16-one-line",
        utf16(&key.replace('\n', " "), u16::to_le_bytes),
    );
    add(
        "utf16-cut-to-odd",
        utf16(&key, u16::to_le_bytes)[..1001].to_vec(),
    );
    add("quoted-printable", quoted_printable(&key).into());
    add("base64-alone", body.clone().into());
    add("base64-one-line", one.clone().into());
    add("base64-url", key.replace('+', "-").replace('/', "_").into());
    add(
        "base64-in-fours",
        format!("{BEGIN}\n{}\n{END}\n", spaced(4)).into(),
    );
    add(
        "base64-wrong-character",
        key.replacen(&one[200..202], "!!", 1).into(),
    );
    add(
        "base64-wrong-padding",
        key.replace(END, &format!("=====\n{END}")).into(),
    );
    add("base64-twice", format!("{body}{body}").into());
    add("label-misspelt", labelled("PRIVAT KEY").into());
    add("label-lower-case", labelled("private key").into());
    add("label-missing", labelled("").into());
    add("label-of-a-certificate", labelled("CERTIFICATE").into());
    add("label-of-a-request", labelled("CERTIFICATE REQUEST").into());
    add("label-of-a-list", labelled("X509 CRL").into());
    add("label-of-a-public-key", labelled("PUBLIC KEY").into());
    add(
        "label-of-an-encrypted-key",
        labelled("ENCRYPTED PRIVATE KEY").into(),
    );
    add("label-of-ssh", labelled("OPENSSH PRIVATE KEY").into());
    add("label-of-a-curve", labelled("EC PRIVATE KEY").into());
    add(
        "label-is-base64",
        format!("-----BEGIN {one}-----\n{body}-----END {one}-----\n").into(),
    );
    add(
        "label-is-a-line",
        lines
            .iter()
            .map(|line| format!("-----BEGIN {line}-----\nAAAA\n-----END {line}-----\n"))
            .collect::<String>()
            .into(),
    );
    add(
        "labels-differ",
        key.replace(END, "-----END RSA PRIVATE KEY-----").into(),
    );
    add(
        "begin-and-end-swapped",
        format!("{END}\n{body}{BEGIN}\n").into(),
    );
    add("begin-twice", format!("{BEGIN}\n{key}").into());
    add(
        "dash-missing",
        key.replace("-----BEGIN", "----BEGIN").into(),
    );
    add(
        "dash-missing-after",
        key.replace("KEY-----", "KEY----").into(),
    );
    add("dashes-doubled", key.replace("-----", "----------").into());
    add("dashes-missing", key.replace("-----", "").into());
    add("dashes-typographic", key.replace("-----", "–––––").into());
    add(
        "nul-after-each",
        key.bytes().flat_map(|b| [b, 0, 0]).collect(),
    );
    add(
        "nul-in-the-middle",
        [&key.as_bytes()[..middle], b"\0", &key.as_bytes()[middle..]].concat(),
    );
    add("nul-for-line-ends", key.replace('\n', "\0").into());
    add(
        "header-before",
        format!("{BEGIN}\nComment: {one}\n\n{body}{END}\n").into(),
    );
    add(
        "header-encrypted",
        format!("{BEGIN}\nProc-Type: 4,ENCRYPTED\nDEK-Info: {one}\n\n{body}{END}\n").into(),
    );
    add("indented", indented.clone().into());
    add(
        "quoted-in-mail",
        key.lines()
            .map(|line| format!("> {line}\n"))
            .collect::<String>()
            .into(),
    );
    add(
        "json",
        format!(
            "{{\"key\": \"{}\", \"type\": \"service_account\"}}\n",
            key.replace('\n', "\\n")
        )
        .into(),
    );
    add(
        "json-of-a-journal",
        format!("{{\"files\": \"{}\"}}\n", one).into(),
    );
    add(
        "yaml",
        format!("apiVersion: v1\nkind: Secret\nstringData:\n  tls.key: |\n{indented}").into(),
    );
    add(
        "yaml-base64",
        format!("users:\n- user:\n    client-key-data: {one}\n").into(),
    );
    add("shell", format!("KEY=\"{key}\"\n").into());
    add(
        "configuration-value",
        format!("[req]\ndistinguished_name = {one}\nprompt = no\n").into(),
    );
    add("configuration-section", format!("[{one}]\nx = y\n").into());
    add(
        "configuration-names",
        lines
            .iter()
            .map(|line| format!("{line} = {line}\n"))
            .collect::<String>()
            .into(),
    );
    add("configuration-variable", format!("x = ${{{one}}}\n").into());
    add(
        "configuration-include",
        format!(".include {one}\n.pragma {one}\n").into(),
    );
    add(
        "configuration-values-elsewhere",
        format!("basicConstraints = {one}\nasn1 = {one}\noid_section = {one}\n").into(),
    );
    add(
        "database",
        format!("V\t{one}\t\t{one}\tunknown\t{one}\n").into(),
    );
    add(
        "database-reason",
        format!("R\t300101000000Z\t260101000000Z,{one}\t05\tunknown\t/CN=x\n").into(),
    );
    add(
        "database-revoked",
        format!("R\t300101000000Z\t{one}\t05\tunknown\t/CN=x\n").into(),
    );
    add("oid-file", format!("{one} {one} {one}\n").into());
    add("der", der.clone());
    add("der-pkcs8", pkcs8.clone());
    add("der-header-flipped", flipped(&der, 0, 1));
    add("der-length-flipped", flipped(&der, 3, 0x10));
    add("der-version-flipped", flipped(&der, 6, 0x40));
    add("der-number-flipped", flipped(&der, der.len() / 2, 0x10));
    add("der-pkcs8-flipped", flipped(&pkcs8, 12, 1));
    add("der-cut", der[..der.len() / 2].to_vec());
    add("der-trailing", [der.as_slice(), &der].concat());
    add(
        "der-with-text-before",
        [b"text\n".as_slice(), &der].concat(),
    );
    add("hex", hex(&der, "").into());
    add("hex-lower-case", hex(&der, "").to_lowercase().into());
    add("hex-with-colons", hex(&der, ":").into());
    let mut add = |name, bytes: Vec<u8>| {
        all.push(Damaged {
            name,
            bytes,
            encrypted: true,
        })
    };
    add("encrypted", encrypted.clone().into());
    add("encrypted-joined", encrypted.replace('\n', " ").into());
    add("encrypted-der", read("encrypted.der"));
    add("encrypted-traditional", legacy.clone().into());
    add(
        "encrypted-traditional-joined",
        legacy.replace('\n', " ").into(),
    );
    add(
        "encrypted-without-dek-info",
        legacy
            .lines()
            .filter(|l| !l.starts_with("DEK"))
            .map(|l| format!("{l}\n"))
            .collect::<String>()
            .into(),
    );
    all
}
