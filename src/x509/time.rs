//! Time as certificates write it (RFC 5280 §4.1.2.5): UTCTime through 2049, GeneralizedTime from 2050 on.

use alloc::format;
use core::fmt;

use crate::der::{DerError, Found, Reader, Tag, Tlv, Writer};

/// An instant, in seconds since 1970-01-01T00:00:00Z, between the years 0000 and 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    unix: i64,
}

/// 0000-01-01T00:00:00Z.
const MIN: i64 = -62_167_219_200;
/// 9999-12-31T23:59:59Z, which stands for "no well-defined expiration" (RFC 5280 §4.1.2.5).
const MAX: i64 = 253_402_300_799;
/// 1950-01-01T00:00:00Z, the first instant of UTCTime.
const UTC_MIN: i64 = -631_152_000;
/// 2050-01-01T00:00:00Z, the first that it cannot.
const UTC_END: i64 = 2_524_608_000;

const MALFORMED: &str = "a time that is not YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ";

impl Time {
    /// The last instant that a certificate can name.
    pub const MAX: Self = Self { unix: MAX };

    /// An instant, in seconds since 1970-01-01T00:00:00Z; one that a certificate cannot name becomes the nearest it can.
    pub const fn from_unix(seconds: i64) -> Self {
        let unix = match seconds {
            ..MIN => MIN,
            MIN..=MAX => seconds,
            _ => MAX,
        };
        Self { unix }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix(self) -> i64 {
        self.unix
    }

    /// Year, month (1 to 12), day (1 to 31), hour, minute, second, in UTC.
    pub fn civil(self) -> [i64; 6] {
        let days = self.unix.div_euclid(86_400);
        let second = self.unix.rem_euclid(86_400);
        // Counted from 0000-03-01, so that the leap day ends its year, in eras of 400 years (146,097 days).
        let shifted = days + 719_468;
        let (era, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day_of_year = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day_of_month = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        [
            year,
            month,
            day_of_month,
            second / 3600,
            second / 60 % 60,
            second % 60,
        ]
    }

    /// The instant of a civil date and time in UTC; `None` if there is no such date.
    pub fn from_civil([year, month, day, hour, minute, second]: [i64; 6]) -> Option<Self> {
        if !(0..=9999).contains(&year)
            || !(1..=12).contains(&month)
            || !(1..=31).contains(&day)
            || !(0..24).contains(&hour)
            || !(0..60).contains(&minute)
            || !(0..60).contains(&second)
        {
            return None;
        }
        // In 32 bits, which every CPU divides.
        let [year, month, day] = [year as i32, month as i32, day as i32];
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            2 => 28 + i32::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        if day > last {
            return None;
        }
        let (y, m) = if month <= 2 {
            (year - 1, month + 9)
        } else {
            (year, month - 3)
        };
        let (era, year_of_era) = (y.div_euclid(400), y.rem_euclid(400));
        let day_of_era =
            year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + (153 * m + 2) / 5 + day - 1;
        let days = era * 146_097 + day_of_era - 719_468;
        Some(Self {
            unix: i64::from(days) * 86_400 + hour * 3600 + minute * 60 + second,
        })
    }

    /// Reads a UTCTime or GeneralizedTime, in the one form that RFC 5280 §4.1.2.5 allows each: to the second, in UTC
    /// (`YYMMDDHHMMSSZ`, `YYYYMMDDHHMMSSZ`).
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn parse(reader: &mut Reader<'_>, expected: &'static str) -> Result<Self, DerError> {
        let tlv = reader.any(expected)?;
        Self::from_tlv(&tlv, expected)
    }

    /// As [`Time::parse`], from an element already read.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed, and where.
    pub fn from_tlv(tlv: &Tlv<'_>, expected: &'static str) -> Result<Self, DerError> {
        let digits = match tlv.tag {
            Tag::UtcTime => 12,
            Tag::GeneralizedTime => 14,
            tag => {
                return Err(DerError {
                    offset: tlv.offset,
                    expected,
                    found: Found::Tag(tag),
                });
            }
        };
        Self::from_text(tlv.value, digits).ok_or_else(|| tlv.malformed(expected, MALFORMED))
    }

    /// A GeneralizedTime's contents bytes, with no tag before them (IMPLICIT tagging).
    ///
    /// # Errors
    /// [`DerError`] for what is not `YYYYMMDDHHMMSSZ`; its offset is 0, where the contents begin.
    pub fn from_generalized(value: &[u8]) -> Result<Self, DerError> {
        Self::from_text(value, 14).ok_or(DerError {
            offset: 0,
            expected: "GeneralizedTime",
            found: Found::Malformed(MALFORMED),
        })
    }

    fn from_text(text: &[u8], digits: usize) -> Option<Self> {
        let (figures, zone) = text.split_at_checked(digits)?;
        if zone != b"Z" || !figures.iter().all(u8::is_ascii_digit) {
            return None;
        }
        // Two digits at a time.
        let mut pairs = figures.as_chunks().0.iter();
        let mut pair = || {
            let [tens, ones] = pairs.next()?;
            Some(i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
        };
        let year = match (digits, pair()?) {
            (12, year @ ..50) => 2000 + year,
            (12, year) => 1900 + year,
            (_, century) => 100 * century + pair()?,
        };
        Self::from_civil([year, pair()?, pair()?, pair()?, pair()?, pair()?])
    }

    /// Writes the form that RFC 5280 §4.1.2.5 prescribes for this year.
    pub fn write(self, w: &mut Writer) {
        if (UTC_MIN..UTC_END).contains(&self.unix) {
            let text = self.generalized_text();
            w.tlv(Tag::UtcTime, &text.as_bytes()[2..]);
        } else {
            self.write_generalized(w);
        }
    }

    /// Writes a GeneralizedTime whatever the year, as invalidityDate wants it.
    pub fn write_generalized(self, w: &mut Writer) {
        w.tlv(Tag::GeneralizedTime, self.generalized_text().as_bytes());
    }

    fn generalized_text(self) -> alloc::string::String {
        let [year, month, day, hour, minute, second] = self.civil();
        format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z")
    }
}

/// To the second, rounded down; what a certificate cannot name becomes the nearest it can.
#[cfg(feature = "std")]
impl From<std::time::SystemTime> for Time {
    fn from(time: std::time::SystemTime) -> Self {
        let seconds = match time.duration_since(std::time::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_secs()).unwrap_or(MAX),
            Err(before) => {
                let before = before.duration();
                let whole = i64::try_from(before.as_secs()).unwrap_or(MAX);
                -whole - i64::from(before.subsec_nanos() > 0)
            }
        };
        Self::from_unix(seconds)
    }
}

/// `2026-11-23 22:16:00Z`.
impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Time({self})")
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [year, month, day, hour, minute, second] = self.civil();
        write!(
            f,
            "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(der: &[u8]) -> Option<i64> {
        Time::parse(&mut Reader::new(der), "Time")
            .ok()
            .map(Time::unix)
    }

    fn tlv(tag: Tag, text: &str) -> alloc::vec::Vec<u8> {
        let mut w = Writer::new();
        w.tlv(tag, text.as_bytes());
        w.into_vec()
    }

    #[cfg(feature = "std")]
    #[test]
    fn the_system_s_time_is_rounded_down_on_either_side_of_1970() {
        use std::time::{Duration, UNIX_EPOCH};
        let half = Duration::from_millis(1_500);
        assert_eq!(Time::from(UNIX_EPOCH + half).unix(), 1);
        assert_eq!(Time::from(UNIX_EPOCH - half).unix(), -2);
        let far = UNIX_EPOCH.checked_add(Duration::from_secs(1 << 45));
        assert_eq!(far.map(Time::from), Some(Time::MAX));
    }

    /// Seconds by GNU date (`date -u -d … +%s`).
    #[test]
    fn times_are_read_to_the_second_and_years_fall_into_their_centuries() {
        let utc = |text| parsed(&tlv(Tag::UtcTime, text));
        assert_eq!(utc("700101000000Z"), Some(0));
        assert_eq!(utc("491231235959Z"), Some(2_524_607_999));
        assert_eq!(utc("500101000000Z"), Some(-631_152_000));
        assert_eq!(utc("000229120000Z"), Some(951_825_600));
        let generalized = |text| parsed(&tlv(Tag::GeneralizedTime, text));
        assert_eq!(generalized("20500101000000Z"), Some(2_524_608_000));
        assert_eq!(generalized("99991231235959Z"), Some(253_402_300_799));
        assert_eq!(generalized("00000101000000Z"), Some(-62_167_219_200));
    }

    #[test]
    fn what_rfc_5280_does_not_allow_is_refused() {
        for text in [
            "7001010000Z",
            "700101000000+0000",
            "700101000000",
            "700230000000Z",
            "701301000000Z",
            "700101240000Z",
        ] {
            assert_eq!(parsed(&tlv(Tag::UtcTime, text)), None, "{text}");
        }
        for text in [
            "20500101000000.5Z",
            "19000229000000Z",
            "2050010100000 Z",
            "205001010000Z",
        ] {
            assert_eq!(parsed(&tlv(Tag::GeneralizedTime, text)), None, "{text}");
        }
    }

    #[test]
    fn every_time_is_written_in_the_form_of_its_year_and_read_back() {
        for unix in (MIN..=MAX).step_by(86_400 * 97 + 12_345).chain([
            UTC_MIN - 1,
            UTC_MIN,
            UTC_END - 1,
            UTC_END,
            MAX,
        ]) {
            let time = Time::from_unix(unix);
            assert_eq!(Time::from_civil(time.civil()), Some(time));
            let mut w = Writer::new();
            time.write(&mut w);
            let der = w.into_vec();
            let utc = (1950..2050).contains(&time.civil()[0]);
            assert_eq!(
                Reader::new(&der).peek(),
                Some(if utc {
                    Tag::UtcTime
                } else {
                    Tag::GeneralizedTime
                })
            );
            assert_eq!(parsed(&der), Some(unix));
        }
    }
}
