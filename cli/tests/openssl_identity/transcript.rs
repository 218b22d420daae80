//! Reads the recordings of vectors/openssl: a command, what it printed, how it ended.

/// One recorded command.
pub struct Case {
    /// The shell command, word for word.
    pub command: String,
    /// What it wrote to standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error, where the recording keeps it.
    pub stderr: Vec<u8>,
    /// Its exit status.
    pub status: i32,
}

/// Splits a recording into its cases.
///
/// Lines begin with `$ ` (command), `> ` (standard output), `! ` (standard error), `= ` (exit status); a lone backslash
/// states that the output above it did not end in a newline.
pub fn parse(recording: &[u8]) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in recording.split_inclusive(|&byte| byte == b'\n') {
        let (mark, rest) = line.split_at(line.len().min(2));
        match mark {
            b"$ " => cases.push(Case {
                command: String::from_utf8(rest.trim_ascii_end().to_vec()).unwrap(),
                stdout: Vec::new(),
                stderr: Vec::new(),
                status: 0,
            }),
            b"> " => cases.last_mut().unwrap().stdout.extend_from_slice(rest),
            b"! " => cases.last_mut().unwrap().stderr.extend_from_slice(rest),
            b"\\\n" => assert_eq!(cases.last_mut().unwrap().stdout.pop(), Some(b'\n')),
            b"= " => {
                cases.last_mut().unwrap().status =
                    std::str::from_utf8(rest).unwrap().trim().parse().unwrap();
            }
            _ => panic!("a recording has a line of no known kind: {line:?}"),
        }
    }
    cases
}
