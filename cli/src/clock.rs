//! The time of day, which the library never takes for itself.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use certwright::x509::Time;

use super::error::CliError;

/// Seconds since 1970-01-01T00:00:00Z: the time by which things are judged.
pub fn now() -> i64 {
    now_and_micros().0
}

/// The time of day with the microseconds of its second; of any clock, also one that nobody has set.
pub fn now_and_micros() -> (i64, u32) {
    seconds_and_micros(SystemTime::now())
}

fn seconds_and_micros(time: SystemTime) -> (i64, u32) {
    let seconds = |span: Duration| i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => (seconds(since), since.subsec_micros()),
        Err(e) => match (seconds(e.duration()), e.duration().subsec_micros()) {
            (before, 0) => (-before, 0),
            (before, micros) => (-before - 1, 1_000_000 - micros),
        },
    }
}

/// The time that goes into what is made: `SOURCE_DATE_EPOCH` (seconds since 1970) if it is set, so that builds can be
/// repeated to the byte, and else [`now`].
pub fn issuing_time() -> Result<i64, CliError> {
    match std::env::var_os("SOURCE_DATE_EPOCH") {
        None => Ok(now()),
        Some(text) => text
            .to_str()
            .and_then(|t| t.parse().ok())
            .filter(|t| (0..=Time::MAX.unix()).contains(t))
            .ok_or_else(|| {
                CliError::new(format!(
                    "SOURCE_DATE_EPOCH is \"{}\", not a number of seconds from 1970 to 9999; correct it or unset it",
                    super::error::excerpt(&text.to_string_lossy())
                ))
            }),
    }
}

/// Whether [`issuing_time`] is one that somebody has named, and not a clock's.
pub fn is_named() -> bool {
    std::env::var_os("SOURCE_DATE_EPOCH").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_may_stand_before_1970_and_after_9999() {
        let after = |millis| UNIX_EPOCH + Duration::from_millis(millis);
        let before = |millis| UNIX_EPOCH - Duration::from_millis(millis);
        assert_eq!(seconds_and_micros(after(1_500)), (1, 500_000));
        assert_eq!(seconds_and_micros(before(0)), (0, 0));
        assert_eq!(seconds_and_micros(before(1)), (-1, 999_000));
        assert_eq!(seconds_and_micros(before(1_000)), (-1, 0));
        assert_eq!(seconds_and_micros(before(1_500)), (-2, 500_000));
        let year_10000 = 253_402_300_800;
        let time = UNIX_EPOCH + Duration::from_secs(year_10000);
        assert_eq!(seconds_and_micros(time), (year_10000 as i64, 0));
    }
}
