//! Requests of `certwright-oracle`, made of a sound or hostile case with some of its bytes changed, for any implementation or two of them.

use std::sync::LazyLock;

use arbitrary::{Result, Unstructured};
use certwright_oracle::{
    Answer, Bytes, Case, Certwright, Expected, Implementation, Outcome, Request, Text, compare,
    make, read,
};

/// The cases that are changed: every one that `vectors make` makes of seed 1.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let mut cases = Vec::new();
    for kind in make::Kind::ALL {
        for (_, contents) in make::files(kind, 1) {
            let input = Box::new(std::io::Cursor::new(contents));
            let read = read::cases(read::Format::Wycheproof, input, std::path::Path::new(""));
            cases.extend(read.expect("what was just made").flatten());
        }
    }
    cases
});

/// Flips, cuts or extends bytes.
fn change(bytes: &mut Bytes, data: &mut Unstructured<'_>) -> Result<()> {
    for _ in 0..data.int_in_range(0..=3)? {
        let at = data.choose_index(bytes.len().max(1))?;
        match (data.int_in_range(0..=3u8)?, bytes.0.get_mut(at)) {
            (0, Some(byte)) => *byte ^= 1 << data.int_in_range(0..=7)?,
            (1, Some(byte)) => *byte = data.arbitrary()?,
            (2, Some(_)) => drop(bytes.0.remove(at)),
            _ => bytes.0.insert(at, data.arbitrary()?),
        }
    }
    Ok(())
}

/// A case with some of its bytes changed.
pub fn request(data: &mut Unstructured<'_>) -> Result<Request> {
    let mut request = CASES[data.choose_index(CASES.len())?].request.clone();
    match &mut request {
        Request::Verify(verify) => {
            let (Text::Message(text) | Text::Digest(text)) = &mut verify.text;
            let which = [&mut verify.signature, &mut verify.public_key, text];
            change(pick(which, data)?, data)?;
        }
        Request::Sign(sign) => {
            let (Text::Message(text) | Text::Digest(text)) = &mut sign.text;
            change(pick([&mut sign.private_key, text], data)?, data)?;
        }
        Request::Decrypt(decrypt) => {
            let which = [
                &mut decrypt.ciphertext,
                &mut decrypt.private_key,
                &mut decrypt.scheme.label,
            ];
            change(pick(which, data)?, data)?;
        }
        Request::CheckKey(check) => {
            for key in check.private_key.iter_mut().chain(&mut check.public_key) {
                change(key, data)?;
            }
        }
        Request::CheckPrime(check) => change(&mut check.number, data)?,
        Request::Parse(parse) => change(&mut parse.document, data)?,
        Request::Lint(lint) => change(&mut lint.document, data)?,
        Request::Path(path) => {
            let mut all: Vec<&mut Bytes> = vec![&mut path.target];
            all.extend(&mut path.intermediates);
            all.extend(&mut path.crls);
            let at = data.choose_index(all.len())?;
            change(all.swap_remove(at), data)?;
        }
        _ => {}
    }
    Ok(request)
}

fn pick<'a, const N: usize>(
    which: [&'a mut Bytes; N],
    data: &mut Unstructured<'_>,
) -> Result<&'a mut Bytes> {
    let at = data.choose_index(N)?;
    Ok(which
        .into_iter()
        .nth(at)
        .expect("an index below the length"))
}

/// Whatever is asked, certwright answers.
pub fn certwright_answers(input: &[u8]) {
    if let Ok(request) = request(&mut Unstructured::new(input)) {
        let answer = Certwright::default().answer(&request);
        assert!(
            !matches!(answer, Answer::Failed { .. }),
            "{request:?}: {answer:?}"
        );
    }
}

/// What two implementations disagree on, asked alike; `None` where they agree or one of them does not offer it. A disagreement is a test for a file of
/// vectors.
pub fn disagreement(
    a: &mut dyn Implementation,
    b: &mut dyn Implementation,
    input: &[u8],
) -> Option<String> {
    let case = Case {
        id: "fuzzed".into(),
        line: 0,
        request: request(&mut Unstructured::new(input)).ok()?,
        expected: Expected::Open,
        comment: String::new(),
    };
    compare(a, b, [case])
        .find(|verdict| verdict.outcome == Outcome::Fail)
        .map(|verdict| verdict.reason)
}
