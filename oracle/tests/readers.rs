//! Readers: formats are recognised by content, what is wrong has its line, and nothing unknown is passed over.

use std::io::{BufReader, Cursor, Read};
use std::path::Path;

use certwright_oracle::read::{self, Format, ReadError};
use certwright_oracle::{Case, Certwright, Expected, Outcome, Request, SaltLength, run};

fn read_all(format: Format, text: &str) -> Vec<Result<Case, ReadError>> {
    match read::cases(
        format,
        Box::new(Cursor::new(text.to_string())),
        Path::new(""),
    ) {
        Ok(cases) => cases.collect(),
        Err(e) => vec![Err(e)],
    }
}

/// The first thing that cannot be read.
fn error(format: Format, text: &str) -> String {
    let found = read_all(format, text).into_iter().find_map(Result::err);
    found.map_or_else(|| "read".into(), |e| e.to_string())
}

#[test]
fn formats_are_recognised_by_content() {
    for (text, format) in [
        ("# bn\nSum = 1\nA = 0\nB = 1\n", Some(Format::Bn)),
        ("W = 7\nB = 1\nResult = Composite\n", Some(Format::Bn)),
        ("PrivateKey = RSA\n", Some(Format::Evp)),
        ("# CAVS 11.0\n[mod = 1024]\n", Some(Format::Cavp)),
        (
            "Test\ndepends_on:MBEDTLS_SHA1_C\npkcs1_x:0\n",
            Some(Format::MbedTls),
        ),
        ("{\"testGroups\": []}", Some(Format::Wycheproof)),
        ("[{\"vsId\": 1, \"testGroups\": []}]", Some(Format::Acvp)),
        ("{\"version\": 1, \"testcases\": []}", Some(Format::Limbo)),
        ("hello\n", None),
        ("", None),
        ("{}", None),
        ("\u{0}\u{1}PK\u{3}", None),
    ] {
        assert_eq!(read::recognise(text.as_bytes()), format, "{text}");
    }
}

#[test]
fn what_is_wrong_is_an_error_with_its_line() {
    for (format, text, expected) in [
        (
            Format::Bn,
            "\nSum = 1\nA = x\nB = 1\n",
            "line 3: A is not a hexadecimal number",
        ),
        (
            Format::Bn,
            "Sum = 1\nA = 1\n",
            "line 1: the stanza has no B",
        ),
        (
            Format::Bn,
            "Sum = 1\nA = 1\nB = 0\nC = 5\n",
            "line 4: unknown field C",
        ),
        (
            Format::Bn,
            "Nothing = 1\n",
            "line 1: the stanza has no result that is known",
        ),
        (
            Format::Bn,
            "W = 7\nB = 1\nResult = Perhaps\n",
            "line 1: unknown result Perhaps",
        ),
        (
            Format::Bn,
            "Sum 1\n",
            "line 1: not a line of the form Name = value",
        ),
        (
            Format::Evp,
            "Verify = K\nCtrl = rsa_padding_mode:pss\n",
            "line 1: no key has the name K",
        ),
        (
            Format::Evp,
            "PublicKey = K\n-----BEGIN PUBLIC KEY-----\nAAAA\n",
            "line 2: a PEM block without an end",
        ),
        (
            Format::Evp,
            "Wonder = K\n",
            "line 1: unknown keyword Wonder",
        ),
        (
            Format::Evp,
            "Verify = K\nColour = red\nResult = X\n",
            "line 2: unknown field Colour",
        ),
        (
            Format::Evp,
            "Verify = K\nCtrl = rsa_colour:red\nResult = X\n",
            "line 2: unknown control rsa_colour",
        ),
        (
            Format::Evp,
            "Verify = K\nInput = zz\nResult = X\n",
            "line 2: Input is neither hexadecimal nor quoted",
        ),
        (
            Format::Cavp,
            "[mod = 1024]\nS = 00\n",
            "line 2: n is missing before this",
        ),
        (Format::Cavp, "Colour = 1\n", "line 1: unknown field Colour"),
        (
            Format::Cavp,
            "\nResult = P\n",
            "line 2: a result without a signature",
        ),
        (
            Format::MbedTls,
            "A test\n",
            "the file ends within the test A test",
        ),
        (
            Format::MbedTls,
            "A test\nwonder:1\n",
            "line 2: unknown function wonder",
        ),
        (
            Format::MbedTls,
            "A test\nmbedtls_rsa_check_pubkey:\"1\"\n",
            "line 2: the test has too few arguments",
        ),
        (
            Format::Wycheproof,
            "{\n\"testGroups\": [\n",
            "line 3: not JSON",
        ),
        (
            Format::Wycheproof,
            "{\n\"testGroups\": [],\n\"colour\": 1}",
            "line 3: unknown field colour",
        ),
        (
            Format::Wycheproof,
            "{\"testGroups\": [{\"type\": \"PrimalityTest\", \"tests\": [\n{\"tcId\": 1, \"result\": \"valid\", \"value\": \"zz\"}]}]}",
            "line 2: not hexadecimal",
        ),
        (
            Format::Wycheproof,
            "{\"testGroups\": [{\"type\": \"PrimalityTest\", \"tests\": [\n{\"tcId\": 1, \"result\": \"valid\", \"value\": \"\",\n \"hue\": 0}]}]}",
            "line 3: unknown field hue",
        ),
        (
            Format::Wycheproof,
            "{\"testGroups\": [{\"type\": \"PrimalityTest\", \"tests\": [{\"tcId\": 1, \"result\": \"valid\", \"value\": \"02\"}]},\n\
             {\"type\": \"PrimalityTest\", \"tests\": [\n{\"tcId\": 1, \"result\": \"valid\", \"value\": \"03\"}]}]}",
            "line 3: tcId 1 stands twice",
        ),
        (
            Format::Wycheproof,
            "{\"testGroups\": [{\"type\": \"PrimalityTest\", \"tests\": [{\"tcId\": 18446744073709551616, \"result\": \"valid\", \"value\": \"02\"}]}]}",
            "line 1: not a whole number",
        ),
        (
            Format::Wycheproof,
            "{\"testGroups\": [{\"type\": \"RsaesOaepDecrypt\", \"sha\": \"SHA-1\",\n\"mgf\": \"MGF2\", \"mgfSha\": \"SHA-1\", \"privateKeyPkcs8\": \"\", \"tests\": []}]}",
            "line 1: unknown mgf MGF2",
        ),
        (
            Format::Wycheproof,
            "{\"testGroups\": [{\"type\": \"X509Path\", \"tests\": [\n{\"tcId\": 1, \"result\": \"invalid\", \"target\": \"\", \"time\": 18446744073709551615}]}]}",
            "line 2: time is above 2^63 seconds",
        ),
        (
            Format::Wycheproof,
            "{\"numberOfTests\": 3, \"testGroups\": []}",
            "numberOfTests is 3, and there are 0",
        ),
        (
            Format::Acvp,
            "{\"vsId\": 1}",
            "there is no vector set in it",
        ),
        (
            Format::Acvp,
            "{\"algorithm\": \"AES\", \"mode\": \"x\", \"revision\": \"1\",\n\"testGroups\": []}",
            "line 1: the algorithm is AES, and not RSA",
        ),
    ] {
        let found = error(format, text);
        assert!(found.starts_with(expected), "{text}: {found}");
    }
}

const SIG_VER: &str =
    "# CAVS 17.1\n# \"SigVer RSA PKCS#1 Ver 1.5\" information\n[mod = 1024]\nn = c1\n";

/// Nothing that belongs to one test of NIST's files is taken from the test before: only the modulus holds for several.
#[test]
fn a_test_of_cavp_that_lacks_a_field_is_an_error_with_its_line() {
    let test = "SHAAlg = SHA1\ne = 03\nMsg = 00\nS = 01\nResult = F\n";
    for (left_out, expected) in [
        ("SHAAlg = SHA1", "line 15: SHAAlg is missing before this"),
        ("e = 03", "line 15: e is missing before this"),
        ("Msg = 00", "line 15: Msg is missing before this"),
        ("S = 01", "line 16: a result without a signature"),
        ("Result = F", "line 15: the signature has no Result"),
    ] {
        // The second of three tests, and the last.
        for text in [
            format!("{SIG_VER}\n{test}\n{}\n{test}", test.replace(left_out, "")),
            format!("{SIG_VER}\n{test}\n{}\n", test.replace(left_out, "")),
        ] {
            let read = read_all(Format::Cavp, &text);
            let errors: Vec<String> = read
                .iter()
                .filter_map(|case| case.as_ref().err().map(ToString::to_string))
                .collect();
            assert_eq!(errors, [expected], "{left_out}");
            // The tests around it are what they were.
            assert_eq!(
                read.iter().flatten().count(),
                text.matches("Msg").count() - usize::from(left_out != "Msg = 00"),
                "{left_out}"
            );
        }
    }
    let generated = "# \"SigGen PKCS#1 Ver 1.5\"\n[mod = 1024]\nn = c1\ne = 03\n";
    let signed = "SHAAlg = SHA1\nMsg = 00\nS = 01\n";
    let cut = format!("{generated}{signed}SHAAlg = SHA1\nMsg = 01\n\n{signed}");
    assert_eq!(
        error(Format::Cavp, &cut),
        "line 8: the test has no signature S"
    );
}

/// What NIST's archives have of files: answers (`.rsp`, `.fax`), requests without them, and samples with a question mark in their place.
#[test]
fn requests_samples_and_known_answers_of_cavp_are_read() {
    let read = |text: &str| -> Vec<Case> {
        let cases: Result<Vec<_>, _> = read_all(Format::Cavp, text).into_iter().collect();
        cases.unwrap_or_else(|e| panic!("{e}: {text}"))
    };
    let test = "SHAAlg = SHA1\ne = 03\nMsg = 00\nS = 01\n\n";
    for result in ["", "Result = ?\n"] {
        let cases = read(&format!("{SIG_VER}{test}{result}{test}{result}"));
        assert!(cases.iter().all(|case| case.expected == Expected::Open));
        assert_eq!(cases.len(), 2);
    }
    let notes = "# \"FIPS186-4 - SigGen RSA PKCS#1 RSASSA-PSS\"\n# NOTE: one\nNOTE: the next\n[mod = 2048]\n";
    for (key, signature) in [("", ""), ("n = ?\ne = ?\n", "S = ?\n")] {
        let asked = format!(
            "{notes}{key}SHAAlg = SHA1\nMsg = 00\n{signature}\nSHAAlg = SHA1\nMsg = 01\n{signature}"
        );
        let cases = read(&asked);
        assert_eq!(cases.len(), 2, "{asked}");
        assert!(
            cases
                .iter()
                .all(|case| matches!(case.request, Request::Unsupported { .. }))
        );
    }
    // The salt stands before the message, or after the signature.
    for text in [
        "SHAAlg = SHA1\nSaltVal = 0102\nMsg = 00\nS = 01\n",
        "SHAAlg = SHA1\nMsg = 00\nS = 01\nSaltVal = 0102\n",
    ] {
        let cases = read(&format!("{notes}n = c1\ne = 03\n{text}"));
        let Request::Verify(verify) = &cases[0].request else {
            panic!("{cases:?}");
        };
        assert_eq!(verify.scheme.salt, Some(SaltLength::Bytes(2)));
    }
    let keys = "# \"FIPS186-4 - KeyGen - Random Probably Prime Known Answer Test\"\n[PrimeMethod = Probable Random Primes]\n\
                [mod = 2048]\n[Table for M-R Test = C.3]\n";
    let answers = format!(
        "{keys}e = 03\nprandom = 0b\nqrandom = 11\nResult = P\n\ne = 03\nprandom = 8f\nResult = F\n"
    );
    let cases = read(&answers);
    assert_eq!(cases[0].expected, Expected::Accepted);
    assert!(matches!(cases[0].request, Request::CheckKey(_)));
    // 143 is 11 times 13.
    assert_eq!(cases[1].expected, Expected::Refused);
    assert!(matches!(&cases[1].request, Request::CheckPrime(check) if check.number.0 == [0x8f]));
    let requests = read(&answers.replace("Result = P", "").replace("Result = F", ""));
    assert!(requests.iter().all(|case| case.expected == Expected::Open));
    assert_eq!(requests.len(), 2);
    assert_eq!(
        error(Format::Cavp, &answers.replace("Result = F", "")),
        "line 10: the candidates have no Result"
    );
    assert_eq!(
        read(&format!("{keys}N = 10\n[mod = 3072]\nN = 10\n")).len(),
        2
    );
    assert_eq!(
        read(&format!(
            "{keys}N = 1\ne = 03\np = 0b\nq = 11\nn = bb\nd = 1b\n"
        ))
        .len(),
        1
    );
}

/// Gives so many bytes of one kind.
fn endless(byte: u8, length: u64) -> BufReader<impl Read> {
    BufReader::new(std::io::repeat(byte).take(length))
}

#[test]
fn a_file_of_any_length_takes_bounded_memory() {
    let cases = read::cases(Format::Bn, Box::new(endless(b'1', 1 << 30)), Path::new("")).unwrap();
    let errors: Vec<String> = cases
        .filter_map(Result::err)
        .map(|e| e.to_string())
        .collect();
    assert_eq!(errors, ["line 1: a line of more than 4194304 bytes"]);
}

/// JSON whose parts are many is refused before it takes many times its size, or time by the square of its size.
#[test]
fn json_of_many_small_parts_takes_bounded_memory_and_time() {
    let begin = std::time::Instant::now();
    let group = |fields: &str, tests: &str| {
        format!("{{\"testGroups\": [\n{{{fields}, \"tests\": [\n{tests}]}}]}}")
    };
    let prime = "{\"tcId\": 1, \"result\": \"valid\", \"value\": \"0d\"}";
    let primes = vec![prime; 60_000].join(",");
    let kind = "\"type\": \"PrimalityTest\"";
    let members: Vec<String> = (0..1_000_000).map(|n| format!("\"k{n}\": 0")).collect();
    let key = "ab".repeat(1 << 20);
    let verify =
        format!("\"type\": \"RsassaPkcs1Verify\", \"sha\": \"SHA-1\", \"publicKeyDer\": \"{key}\"");
    let signature = "{\"tcId\": 1, \"result\": \"invalid\", \"msg\": \"\", \"sig\": \"\"}";
    let set = "\"vsId\": 1, \"algorithm\": \"RSA\", \"mode\": \"sigVer\", \"revision\": \"1\"";
    for (format, text, expected) in [
        (
            Format::Wycheproof,
            group(kind, &vec!["{}"; 100_001].join(",")),
            "line 2: an array of more than 100000 elements",
        ),
        (
            Format::Wycheproof,
            format!(
                "{{\"testGroups\": [{{{kind}, \"tests\": [{primes}]}},\n{{{kind}, \"tests\": [{primes}]}}]}}"
            ),
            "line 2: the file has more than 100000 tests",
        ),
        (
            Format::Wycheproof,
            format!("{{\"testGroups\": [],\n{}}}", members.join(",")),
            "line 2: not an object: it has more than 1000 members",
        ),
        (
            Format::Wycheproof,
            group(&verify, &vec![signature; 1_000].join(",")),
            "line 2: 2097",
        ),
        (
            Format::Acvp,
            format!(
                "{{{set}, \"testGroups\": [\n{{\"tgId\": 1, \"n\": \"{key}\", \"tests\": [{}]}}]}}",
                vec!["{}"; 1_000].join(",")
            ),
            "line 2: 2097",
        ),
        (
            Format::Limbo,
            format!("{{\"testcases\": [{}]}}", vec!["0"; 100_001].join(",")),
            "line 1: an array of more than 100000 elements",
        ),
    ] {
        let found = error(format, &text);
        assert!(found.starts_with(expected), "{found}");
    }
    assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
}

#[test]
fn a_modulus_of_a_hundred_thousand_bits_is_unsupported_and_takes_no_time() {
    let digits = format!("{}1", "f".repeat(25_000));
    let text = format!("ModExp = 1\nA = 3\nE = {digits}\nM = {digits}\n");
    let cases: Vec<Case> = read_all(Format::Bn, &text).into_iter().flatten().collect();
    let begin = std::time::Instant::now();
    let verdicts: Vec<_> = run(&mut Certwright::default(), cases).collect();
    assert_eq!(verdicts[0].outcome, Outcome::Unsupported, "{verdicts:?}");
    assert!(
        verdicts[0].reason.contains("25001 hexadecimal digits"),
        "{}",
        verdicts[0].reason
    );
    assert!(begin.elapsed().as_secs() < 5);
}

#[test]
fn lines_are_numbered() {
    let text = "\n# comment\nSum = 2\nA = 1\nB = 1\n\nProduct = 6\nA = 2\nB = 3\n";
    let cases: Vec<Case> = read_all(Format::Bn, text)
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        cases.iter().map(|case| case.line).collect::<Vec<_>>(),
        [3, 7]
    );
    let outcomes: Vec<_> = run(&mut Certwright::default(), cases)
        .map(|verdict| verdict.outcome)
        .collect();
    assert_eq!(outcomes, [Outcome::Pass; 2]);
}

#[test]
fn pkits_of_the_repository_passes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/pkits/tests.txt");
    let (format, cases) = read::open(&path).unwrap();
    assert_eq!(format, Format::Pkits);
    let cases: Vec<Case> = cases.map(Result::unwrap).collect();
    assert!(cases.len() > 240);
    for verdict in run(&mut Certwright::default(), cases) {
        assert_ne!(verdict.outcome, Outcome::Fail, "{verdict:?}");
    }
}

/// A zip with these members, stored.
fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, contents) in members {
        let sizes = [contents.len() as u32; 2].map(u32::to_le_bytes).concat();
        let offset = (out.len() as u32).to_le_bytes();
        let name_len = (name.len() as u16).to_le_bytes();
        // Version, flags, method, time, date and check sum are zero.
        out.extend([b"PK\x03\x04", &[0; 14][..], &sizes, &name_len, &[0; 2]].concat());
        out.extend([name.as_bytes(), contents].concat());
        directory.extend([b"PK\x01\x02", &[0; 16][..], &sizes, &name_len, &[0; 12]].concat());
        directory.extend([&offset, name.as_bytes()].concat());
    }
    let count = (members.len() as u16).to_le_bytes();
    let (begin, length) = (out.len() as u32, directory.len() as u32);
    out.extend_from_slice(&directory);
    out.extend([b"PK\x05\x06", &[0; 4][..], &count, &count].concat());
    out.extend([&length.to_le_bytes()[..], &begin.to_le_bytes(), &[0; 2]].concat());
    out
}

/// A zip whose directory names one place so many times.
fn shared(count: u16, contents: &[u8]) -> Vec<u8> {
    let mut out = zip(&[("crls/a.crl", contents)]);
    let end = out.split_off(out.len() - 22);
    let begin = u32::from_le_bytes(end[16..20].try_into().unwrap()) as usize;
    let entry = out.split_off(begin);
    out.extend(entry.repeat(count.into()));
    out.extend([&end[..8], &[count.to_le_bytes(); 2].concat(), &end[12..]].concat());
    out
}

/// The members of `vectors/pkits` under their names in NIST's zip.
fn pkits_members(bin: &[u8]) -> Vec<(String, &[u8])> {
    let (mut members, mut rest) = (Vec::new(), bin);
    while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
        let head = std::str::from_utf8(&rest[..end]).unwrap();
        let (name, length) = head.split_once(' ').unwrap();
        let length: usize = length.parse().unwrap();
        let suffix = if name.starts_with("certs/") {
            "crt"
        } else {
            "crl"
        };
        members.push((format!("{name}.{suffix}"), &rest[end + 1..end + 1 + length]));
        rest = &rest[end + 2 + length..];
    }
    members
}

#[test]
fn the_zip_of_pkits_is_read_with_the_table_of_its_tests() {
    let table = std::fs::read("../vectors/pkits/tests.txt").unwrap();
    assert!(
        table == std::fs::read("src/read/pkits.txt").unwrap(),
        "oracle/src/read/pkits.txt is a copy of vectors/pkits/tests.txt"
    );
    let bin = std::fs::read("../vectors/pkits/pkits.bin").unwrap();
    let members = pkits_members(&bin);
    let members: Vec<(&str, &[u8])> = members
        .iter()
        .map(|(name, contents)| (name.as_str(), *contents))
        .collect();
    let archive = zip(&members);
    assert_eq!(read::recognise(&archive), Some(Format::Pkits));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("PKITS_data.zip");
    let of_zip = |archive: &[u8]| {
        std::fs::write(&path, archive).unwrap();
        let (_, cases) = read::open(&path).map_err(|e| e.to_string())?;
        cases
            .collect::<Result<Vec<_>, _>>()
            .map_err(|e| e.to_string())
    };
    let (_, cases) = read::open(Path::new("../vectors/pkits/tests.txt")).unwrap();
    let cases: Vec<Case> = cases.collect::<Result<_, _>>().unwrap();
    assert!(of_zip(&archive).unwrap() == cases);
    // A comment at the end is allowed.
    let mut commented = archive.clone();
    let at = commented.len() - 2;
    commented[at] = 3;
    commented.extend_from_slice(b"abc");
    assert_eq!(of_zip(&commented).unwrap().len(), cases.len());
    for (changed, expected) in [
        (
            archive[..archive.len() / 2].to_vec(),
            "the archive has no directory",
        ),
        (
            zip(&members[..3]),
            "the zip has no certs/TrustAnchorRootCertificate.crt",
        ),
        (b"PK\x03\x04".to_vec(), "the archive has no directory"),
    ] {
        let error = of_zip(&changed).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
    // 65 of a MiB: of the same bytes as well, since a directory may name one place many times.
    let mebibyte = vec![0; 1 << 20];
    let large = zip(&vec![("crls/a.crl", &mebibyte[..]); 63]);
    assert!(of_zip(&large).unwrap_err().contains("TrustAnchorRoot"));
    for (archive, expected) in [
        (shared(65, &mebibyte), "more than 67108864 bytes"),
        (shared(2_001, b""), "2001 members; the maximum is 2000"),
    ] {
        assert!(archive.len() < 2 << 20);
        let error = of_zip(&archive).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
    // No byte of the archive's structure makes it panic, or take what is not there.
    let small = zip(&[
        ("certs/TrustAnchorRootCertificate.crt", b"x"),
        ("crls/a.crl", b"yz"),
    ]);
    for at in 4..small.len() {
        for value in [0, 1, 8, 0x7f, 0xff] {
            let mut changed = small.clone();
            changed[at] = value;
            let _ = of_zip(&changed);
        }
    }
}

#[test]
fn a_published_test_of_limbo_is_read_and_its_curve_is_unsupported() {
    let (format, cases) = read::open(Path::new("../vectors/limbo/limbo.json")).unwrap();
    assert_eq!(format, Format::Limbo);
    let cases: Vec<Case> = cases.collect::<Result<_, _>>().unwrap();
    let mut certwright = Certwright::default();
    let verdicts: Vec<_> = run(&mut certwright, cases).collect();
    assert_eq!(verdicts.len(), 1);
    assert_eq!(verdicts[0].outcome, Outcome::Unsupported);
    assert!(
        verdicts[0].reason.contains("ecdsa-with-SHA256"),
        "{}",
        verdicts[0].reason
    );
}

/// A small file of each format, all of which is read, and the names of its fields.
fn samples() -> Vec<(Format, String, &'static [&'static str])> {
    let vector = |name: &str| std::fs::read_to_string(format!("../vectors/{name}")).unwrap();
    // A modulus is odd, and long enough.
    let number = format!("c{}1", "5".repeat(254));
    let spki = {
        let modulus = certwright_oracle::Bytes::from_hex(&number).unwrap();
        let key = certwright::rsa::PublicKey::from_be_bytes(&modulus, &[1, 0, 1]).unwrap();
        certwright::pem::encode(certwright::pem::label::PUBLIC_KEY, &key.to_spki_der())
    };
    vec![
        (
            Format::Bn,
            "# A comment\nSum = 3\nA = 1\nB = 2\n\nModExp = 5\nA = 5\nE = 1\nM = 7\n".into(),
            &["Sum", "A", "B", "ModExp", "E", "M"],
        ),
        (
            Format::Bn,
            "Result = Composite\nW = 9\nB = 2\n".into(),
            &["Result", "W", "B"],
        ),
        (
            Format::Evp,
            format!(
                "PublicKey = K\n{spki}\nVerify = K\nCtrl = digest:SHA256\nInput = 61\nOutput = 62\nResult = VERIFY_ERROR\n"
            ),
            &["PublicKey", "Verify", "Ctrl", "Input", "Output", "Result"],
        ),
        (
            Format::Cavp,
            format!(
                "# CAVS 11.0\n[mod = 1024]\n\nn = {number}\n\nSHAAlg = SHA256\ne = 010001\nMsg = 6162\nS = {number}\nResult = F\n"
            ),
            &["mod", "n", "SHAAlg", "e", "Msg", "S", "Result"],
        ),
        (
            Format::MbedTls,
            format!(
                "A key\ndepends_on:MBEDTLS_RSA_C\nmbedtls_rsa_check_pubkey:\"{number}\":\"010001\":0\n"
            ),
            &["depends_on", "mbedtls_rsa_check_pubkey"],
        ),
        (
            Format::Wycheproof,
            "{\"numberOfTests\": 1, \"testGroups\": [{\"type\": \"PrimalityTest\",\n\"tests\": [{\"tcId\": 1, \"comment\": \"c\", \"flags\": [], \"value\": \"07\", \"result\": \"valid\"}]}]}".into(),
            &["numberOfTests", "testGroups", "type", "tests", "tcId", "comment", "flags", "value", "result"],
        ),
        (
            Format::Acvp,
            vector("acvp/decryption-primitive.json"),
            &["vsId", "algorithm", "mode", "revision", "testGroups", "tgId", "modulo", "testType", "tests", "tcId", "testPassed", "ct", "pt", "n", "e"],
        ),
        (
            Format::Limbo,
            vector("limbo/limbo.json"),
            &["version", "testcases", "id", "features", "validation_kind", "trusted_certs", "untrusted_intermediates", "peer_certificate", "validation_time", "expected_result", "expected_peer_name"],
        ),
        (Format::Pkits, vector("pkits/tests.txt"), &[]),
    ]
}

#[test]
fn a_file_cut_anywhere_gives_an_error_or_no_more_cases_and_no_panic() {
    for (format, whole, _) in samples() {
        let count = read_all(format, &whole).into_iter().flatten().count();
        let is_json = whole.starts_with(['{', '[']);
        // Of the long ones every 61st place, and every one near the ends.
        let step = if whole.len() > 2_000 { 61 } else { 1 };
        let near = |at: usize| at < 200 || at + 200 > whole.len();
        let places = (0..whole.len()).filter(|&at| at % step == 0 || near(at));
        for at in places.filter(|&at| whole.is_char_boundary(at)) {
            let read = read_all(format, &whole[..at]);
            let good = read.iter().flatten().count();
            assert!(good <= count, "{format}: {good} of {count} at {at}");
            if is_json && !whole[at..].trim().is_empty() {
                assert!(read.iter().any(Result::is_err), "{format} at {at}");
            }
        }
    }
}

#[test]
fn a_field_of_another_name_is_reported_in_every_format() {
    for (format, whole, fields) in samples() {
        if format != Format::Pkits {
            let read = read_all(format, &whole);
            assert!(read.iter().any(Result::is_ok), "{format}: {read:?}");
            assert!(read.iter().all(Result::is_ok), "{format}: {read:?}");
        }
        for field in fields {
            // As it stands before its value: `"field":`, `field =`, `field:`.
            let forms = [
                (format!("\"{field}\":"), format!("\"{field}X\":")),
                (format!("\n{field} ="), format!("\n{field}X =")),
                (format!("[{field} ="), format!("[{field}X =")),
                (format!("\n{field}:"), format!("\n{field}X:")),
            ];
            let lined = format!("\n{whole}");
            let (old, new) = forms
                .iter()
                .find(|(old, _)| lined.contains(old))
                .unwrap_or_else(|| panic!("{format}: no field {field}"));
            let renamed = lined.replacen(old, new, 1);
            // An error, or a case that is not asked and has a reason.
            let is_reported = read_all(format, &renamed).iter().any(|read| match read {
                Ok(case) => matches!(case.request, Request::Unsupported { .. }),
                Err(_) => true,
            });
            assert!(is_reported, "{format}: {field} is not missed");
        }
    }
}
