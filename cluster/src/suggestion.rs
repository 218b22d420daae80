//! The name that was meant, where one is unknown.

/// The candidate nearest to a mistyped name, if one is near enough to be worth a question.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed_lower = typed.to_ascii_lowercase();
    // Two edits in a long name are a slip; in a name of three letters they are another name.
    let allowed = (typed.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|name| {
            (
                strsim::damerau_levenshtein(&typed_lower, &name.to_ascii_lowercase()),
                name,
            )
        })
        .filter(|&(distance, _)| distance <= allowed && distance < typed.len())
        .min_by_key(|&(distance, name)| (distance, name.len().abs_diff(typed.len())))
        .map(|(_, name)| name)
}

/// What to suggest for an unknown name: the nearest of `names`, or else what `all` makes of all of them.
pub fn suggestion<'a>(
    typed: &str,
    names: impl IntoIterator<Item = &'a str>,
    all: impl FnOnce(&[&'a str]) -> String,
) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match nearest(typed, names.iter().copied()) {
        Some(near) => format!("did you mean {near}?"),
        None => all(&names),
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_name_and_nonsense_finds_none() {
        let names = ["subj", "subject", "out", "outform", "noout"];
        assert_eq!(nearest("sbuj", names), Some("subj"));
        assert_eq!(nearest("Outfrom", names), Some("outform"));
        assert_eq!(nearest("zzzz", names), None);
    }
}
