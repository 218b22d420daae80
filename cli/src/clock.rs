//! The time of day, which the library never takes for itself.

use super::error::CliError;

/// Seconds since 1970-01-01T00:00:00Z: the time by which things are judged.
pub fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// The time of day with the microseconds of its second.
pub fn now_and_micros() -> (i64, u32) {
    let now = jiff::Timestamp::now();
    let micros = now.subsec_microsecond();
    (now.as_second(), u32::try_from(micros).unwrap_or(0))
}

/// The time that goes into what is made: `SOURCE_DATE_EPOCH` (seconds since 1970) if it is set, so that builds can be
/// repeated to the byte, and else [`now`].
pub fn issuing_time() -> Result<i64, CliError> {
    match std::env::var_os("SOURCE_DATE_EPOCH") {
        None => Ok(now()),
        Some(text) => text
            .to_str()
            .and_then(|t| t.parse().ok())
            .filter(|&t: &i64| t >= 0)
            .ok_or_else(|| {
                CliError::new(format!(
                    "SOURCE_DATE_EPOCH is \"{}\", not a number of seconds; correct it or unset it",
                    super::error::excerpt(&text.to_string_lossy())
                ))
            }),
    }
}
