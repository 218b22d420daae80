use super::super::Conf;

fn conf(text: &str) -> Conf {
    Conf::from_text(text, "test.cnf").unwrap()
}

fn refusal(text: &str) -> String {
    Conf::from_text(text, "test.cnf")
        .unwrap_err()
        .message()
        .to_string()
}

#[test]
fn the_built_in_configuration_reads() {
    let conf = Conf::built_in();
    assert_eq!(
        conf.get("CA_default", "certificate").unwrap(),
        "./demoCA/cacert.pem"
    );
    assert_eq!(conf.section("req_distinguished_name").unwrap().len(), 14);
    // A name that a section lacks is asked of the lines before any section.
    assert_eq!(conf.get("req", "HOME").unwrap(), ".");
    assert_eq!(conf.entry("req", "HOME").map(|e| e.value.as_str()), None);
}

#[test]
fn refusals_name_the_file_and_the_line() {
    for (text, line, expected) in [
        ("[req\n", 1, "\"]\""),
        ("a = 1\n\njust words\n", 3, "expected \"name = value\""),
        ("a = 1\\\n 2\nb = $nothing\n", 3, "\"nothing\""),
        ("a = ${b\n", 1, "closing \"}\""),
        ("[s]\na=$(t::b\n", 2, "closing \")\""),
        (
            "a = $ENV::CERTWRIGHT_NO_SUCH_VARIABLE\n",
            1,
            "environment variable",
        ),
        (".pragma dollarid\n", 1, "name:value"),
        (".pragma abspath:perhaps\n", 1, "\"on\" or \"off\""),
        (".pragma abspath:on\n.include x.cnf\n", 2, "relative"),
    ] {
        let message = refusal(text);
        assert!(
            message.starts_with(&format!("test.cnf:{line}: ")),
            "{text:?}: {message}"
        );
        assert!(message.contains(expected), "{text:?}: {message}");
    }
}

#[test]
fn a_value_that_doubles_itself_ends() {
    let mut text = String::from("a0 = 0123456789\n");
    for i in 0..40 {
        text.push_str(&format!("a{} = $a{i}$a{i}\n", i + 1));
    }
    assert!(refusal(&text).contains("65536 bytes"));
}

#[test]
fn a_name_given_again_counts_once_and_stands_where_it_was_given_last() {
    let conf = conf("[s]\na = 1\nb = $a\na = 2\n[t]\nx = y\n[s]\nb = 3\nc = $s::a\n");
    let lines: Vec<_> = conf
        .section("s")
        .unwrap()
        .iter()
        .map(|e| (e.name.as_str(), e.value.as_str(), e.place.line))
        .collect();
    assert_eq!(lines, [("a", "2", 4), ("b", "3", 8), ("c", "2", 9)]);
    assert_eq!(
        conf.section_names().collect::<Vec<_>>(),
        ["default", "s", "t"]
    );
    assert_eq!(conf.get("s", "b").unwrap(), "3");
    let error = conf.required("tt", "somebody").unwrap_err();
    assert!(
        error.message().contains("[tt]") && error.message().contains("did you mean [t]?"),
        "{error}"
    );
}

#[test]
fn includes_are_read_where_they_stand_and_a_circle_ends() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    std::fs::write(path("one.cnf"), "[s]\na = one\n").unwrap();
    std::fs::create_dir(path("d")).unwrap();
    std::fs::write(path("d/2.conf"), "c = three\n").unwrap();
    std::fs::write(path("d/1.cnf"), "b = two\n").unwrap();
    std::fs::write(path("d/ignored.txt"), "not read\n").unwrap();
    let conf = conf(&format!(
        ".pragma includedir:{}\n[s]\n.include one.cnf\n.include = d\nlast = $a $b $c\n",
        dir.path().display()
    ));
    assert_eq!(conf.get("s", "last").unwrap(), "one two three");

    std::fs::write(
        path("self.cnf"),
        // A backslash, which separates names on Windows, is an escape in a configuration.
        format!(".include {}\n", path("self.cnf").display()).replace('\\', "/"),
    )
    .unwrap();
    let error = Conf::load(&path("self.cnf")).unwrap_err();
    assert!(error.message().contains("includes itself"), "{error}");
}
