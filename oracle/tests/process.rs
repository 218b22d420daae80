//! Programs under test that misbehave: the case fails with what happened, the run goes on, and nothing is left running.

use std::path::Path;
use std::time::{Duration, Instant};

use certwright_oracle::process::{Program, serve};
use certwright_oracle::{
    Answer, Arithmetic, Case, Certwright, Expected, Implementation, Operator, Outcome, Request, run,
};

fn sum(id: usize) -> Case {
    Case {
        id: id.to_string(),
        line: 0,
        request: Request::Arithmetic(Arithmetic {
            operator: Operator::Sum,
            operands: vec!["1".into(), "-3".into()],
        }),
        expected: Expected::Values(vec!["-2".into()]),
        comment: String::new(),
    }
}

/// Longer than anything takes that comes to an end, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is said of each of `count` cases.
fn reasons(command: &str, count: usize) -> Vec<String> {
    reasons_within(command, count, PATIENCE)
}

fn reasons_within(command: &str, count: usize, timeout: Duration) -> Vec<String> {
    let mut program = Program::new(command, timeout);
    let verdicts: Vec<_> = run(&mut program, (0..count).map(sum)).collect();
    assert_eq!(verdicts.len(), count, "the run goes on");
    verdicts
        .into_iter()
        .map(|verdict| {
            assert_eq!(verdict.outcome, Outcome::Fail, "{verdict:?}");
            verdict.reason
        })
        .collect()
}

#[test]
fn a_program_that_hangs_fails_the_case_in_time_and_is_ended_with_what_it_started() {
    let directory = tempfile::tempdir().unwrap();
    let pid = directory.path().join("pid");
    let command = format!("sleep 600 & echo $! > {}; wait", pid.display());
    let begin = Instant::now();
    for reason in reasons_within(&command, 2, Duration::from_secs(2)) {
        assert_eq!(reason, "no answer within 2000 ms");
    }
    assert!(begin.elapsed() < PATIENCE);
    assert_ends(&std::fs::read_to_string(pid).unwrap());
}

/// A process that was killed is gone before long, or waits for its parent to look.
fn assert_ends(pid: &str) {
    let process = format!("/proc/{}", pid.trim());
    let ended = || {
        std::fs::read_to_string(Path::new(&process).join("stat"))
            .map_or(true, |stat| stat.contains(") Z "))
    };
    let deadline = Instant::now() + PATIENCE;
    while !ended() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(ended(), "{process} is still running");
}

/// A daemon is in no group of the program's.
#[cfg(target_os = "linux")]
#[test]
fn what_a_program_starts_in_a_session_of_its_own_is_ended_with_it() {
    let directory = tempfile::tempdir().unwrap();
    let pid = directory.path().join("pid");
    let daemon = format!(
        "setsid sh -c 'echo $$ > {}; exec sleep 600' >/dev/null 2>&1 &",
        pid.display()
    );
    for (end, patience) in [
        ("exit 3", PATIENCE),
        // Time for the daemon to begin on a machine that is busy.
        ("sleep 600", Duration::from_secs(4)),
        ("read line; echo nonsense", PATIENCE),
    ] {
        let command = format!(
            "{daemon} until [ -s {} ]; do sleep 0.01; done; {end}",
            pid.display()
        );
        assert_eq!(reasons_within(&command, 1, patience).len(), 1);
        let daemon = std::fs::read_to_string(&pid).unwrap();
        std::fs::remove_file(&pid).unwrap();
        assert_ends(&daemon);
    }
}

#[test]
fn a_program_that_dies_fails_the_case_with_its_status_and_its_last_words() {
    for reason in reasons("read line; echo 'out of cheese' >&2; exit 7", 2) {
        assert!(
            reason.contains("exit status: 7") && reason.contains("out of cheese"),
            "{reason}"
        );
    }
    for reason in reasons("read line; kill -SEGV $$", 2) {
        assert!(reason.contains("signal: 11"), "{reason}");
    }
    let missing = reasons("/no/such/program", 1);
    assert!(missing[0].contains("127"), "{missing:?}");
}

#[test]
fn a_program_that_dies_is_named_although_what_it_started_keeps_its_output() {
    for reason in reasons_within("read line; sleep 600 & exit 7", 2, Duration::from_secs(2)) {
        assert_eq!(
            reason,
            "it ended (exit status: 7), and what it started keeps its standard output open"
        );
    }
}

#[test]
fn answers_in_pieces_or_with_other_ends_of_lines_are_answers() {
    let pieces = r#"read line; printf '{"id":1,"verdict"'; sleep 0.1; printf ':"values","values":["-2"]}\r\n'"#;
    // A last line that has no end.
    let unended = r#"read line; printf '{"id":1,"verdict":"values","values":["-2"]}'"#;
    for command in [pieces, unended] {
        let mut program = Program::new(command, PATIENCE);
        let verdict = run(&mut program, [sum(1)]).next().unwrap();
        assert_eq!(verdict.outcome, Outcome::Pass, "{verdict:?}");
    }
    // The first is taken; the second belongs to no request.
    let twice = r#"while read line; do for i in 1 2; do echo '{"id":1,"verdict":"values","values":["-2"]}'; done; done"#;
    let mut program = Program::new(twice, PATIENCE);
    let verdicts: Vec<_> = run(&mut program, (0..2).map(sum)).collect();
    assert_eq!(verdicts[0].outcome, Outcome::Pass);
    assert_eq!(
        verdicts[1].reason,
        "an answer to request 1, where 2 was asked"
    );
    for reason in reasons(r"read line; printf '\377\n'", 1) {
        assert_eq!(reason, "a line that is not UTF-8");
    }
}

#[test]
fn a_program_that_floods_is_ended_at_a_limit() {
    for reason in reasons("yes | tr -d '\\n'", 2) {
        assert!(reason.contains("more than 1048576 bytes"), "{reason}");
    }
    // Lines are read one at a time: the first is not an answer.
    for reason in reasons("yes", 2) {
        assert!(reason.starts_with("not an answer"), "{reason}");
    }
    for reason in reasons_within("yes >&2", 1, Duration::from_millis(700)) {
        assert_eq!(reason, "no answer within 700 ms");
    }
}

#[test]
fn nonsense_and_answers_to_other_requests_are_no_answers() {
    for (printed, expected) in [
        ("hello", "not an answer"),
        ("{}", "not an answer"),
        ("{\"id\": 1}", "not an answer"),
        ("{\"id\": 1, \"verdict\": \"perhaps\"}", "not an answer"),
        (
            "{\"id\": 99, \"verdict\": \"accepted\"}",
            "an answer to request 99, where 1 was asked",
        ),
        (
            "{\"id\": 1, \"verdict\": \"accepted\"}",
            "not an answer to this operation: accepted",
        ),
        (
            "{\"id\": 1, \"verdict\": \"values\", \"values\": [\"0x2\"]}",
            "not an answer to this operation: numbers 0x2",
        ),
    ] {
        let reason = &reasons(&format!("read line; echo '{printed}'"), 1)[0];
        assert!(reason.starts_with(expected), "{printed}: {reason}");
    }
}

/// An answer that is there before its question cannot be one, whatever its number; where it comes from the answer before, it is left over.
#[test]
fn answers_ahead_of_their_requests_or_given_twice_are_no_answers() {
    // All in one piece: nothing comes between the first and the last.
    let right = |ids: &str| {
        let line = r#"{"id": %s, "verdict": "values", "values": ["-2"]}\n"#;
        format!("printf '{line}' {ids}")
    };
    // For what was printed to be read.
    let moment = Duration::from_millis(500);
    let mut program = Program::new(&format!("{}; sleep 600", right("1 2 3")), PATIENCE);
    let (mut passed, mut reasons) = (0, Vec::new());
    for case in (0..4).map(sum) {
        std::thread::sleep(moment);
        for verdict in run(&mut program, [case]) {
            passed += usize::from(verdict.outcome == Outcome::Pass);
            reasons.push(verdict.reason);
        }
    }
    // Whether the first was printed before the question or after it, nobody can know.
    assert!(passed <= 1, "{reasons:?}");
    assert!(
        reasons[1].starts_with("it answered before it was asked: "),
        "{reasons:?}"
    );
    let twice = format!("while read line; do {}; done", right("1 2"));
    let mut program = Program::new(&twice, PATIENCE);
    let mut outcomes = Vec::new();
    for case in (0..2).map(sum) {
        outcomes.extend(run(&mut program, [case]).map(|verdict| verdict.outcome));
        std::thread::sleep(moment);
    }
    assert_eq!(outcomes, [Outcome::Pass, Outcome::Fail]);
}

#[test]
fn a_program_that_never_answers_is_not_asked_for_ever() {
    let reasons = reasons("exit 0", 14);
    assert!(reasons[9].contains("it ended"), "{}", reasons[9]);
    assert_eq!(
        reasons[10],
        "not asked: 10 requests in succession had no answer"
    );
}

#[test]
fn a_program_that_fails_once_is_started_again() {
    let directory = tempfile::tempdir().unwrap();
    let mark = directory.path().join("mark");
    let command = format!(
        "if [ -e {0} ]; then while read line; do n=$((n+1)); id=$(echo \"$line\" | sed 's/.*\"id\":\\([0-9]*\\).*/\\1/'); \
         echo \"{{\\\"id\\\":$id,\\\"verdict\\\":\\\"values\\\",\\\"values\\\":[\\\"-2\\\"]}}\"; done; else touch {0}; exit 1; fi",
        mark.display()
    );
    let mut program = Program::new(&command, PATIENCE);
    let outcomes: Vec<_> = run(&mut program, (0..3).map(sum))
        .map(|verdict| verdict.outcome)
        .collect();
    assert_eq!(outcomes, [Outcome::Fail, Outcome::Pass, Outcome::Pass]);
}

#[test]
fn a_reason_is_kept_short_and_on_one_line() {
    let answer = "{\\\"id\\\":1,\\\"verdict\\\":\\\"refused\\\",\\\"reason\\\":\\\"";
    let command = format!(
        "read line; printf '%s' \"{answer}\"; head -c 100000 /dev/zero | tr '\\0' x; printf '%s\\n' '\"}}'"
    );
    let mut program = Program::new(&command, PATIENCE);
    let verdict = run(&mut program, [sum(1)]).next().unwrap();
    let Answer::Refused { reason } = &verdict.answer else {
        panic!("{:.300}", format!("{verdict:?}"));
    };
    assert_eq!(reason, &"x".repeat(200));
}

#[test]
fn a_request_that_does_not_end_is_refused() {
    let mut endless = std::io::BufReader::new(std::io::repeat(b'x'));
    let error = serve(&mut Certwright::default(), &mut endless, Vec::new()).unwrap_err();
    assert!(
        error.to_string().contains("more than 67108864 bytes"),
        "{error}"
    );
}

#[test]
fn requests_and_answers_survive_the_protocol() {
    let question =
        br#"{"id":5,"operation":"arithmetic","operator":"divide","operands":["-11","4"]}"#;
    let mut out = Vec::new();
    serve(&mut Certwright::default(), &question[..], &mut out).unwrap();
    let answered = String::from_utf8(out).unwrap();
    assert_eq!(
        answered,
        "{\"id\":5,\"verdict\":\"values\",\"values\":[\"-4\",\"-1\"]}\n"
    );
    assert!(serve(&mut Certwright::default(), &b"nonsense\n"[..], Vec::new()).is_err());
    let unsupported = Request::Unsupported {
        reason: "why".into(),
    };
    assert_eq!(
        Certwright::default().answer(&unsupported),
        Answer::unsupported("why")
    );
}
