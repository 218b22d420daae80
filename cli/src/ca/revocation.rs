//! When and why a certificate was revoked, as the database writes it (`date[,reason[,extra]]`) and as a CRL's entry states
//! it (RFC 5280 §5.3).

use super::index::{parse_time, time_text};
use crate::args::Args;
use crate::error::{CliError, excerpt};
use crate::extension::reason_of;
use crate::text;
use certwright::x509::extension::{CrlReason, HoldInstructionCode, InvalidityDate};
use certwright::x509::{ExtensionBuf, ExtensionValue as _, Time};

/// The reasons that OpenSSL's `ca` knows, in the order of their codes: privilegeWithdrawn and aACompromise are not among
/// them.
fn reasons() -> impl Iterator<Item = CrlReason> + Clone {
    CrlReason::ALL
        .iter()
        .copied()
        .filter(|reason| *reason <= CrlReason::RemoveFromCrl)
}

/// The name of a reason, if `ca` knows it.
pub fn reason_name(code: CrlReason) -> Option<&'static str> {
    reasons()
        .find(|known| *known == code)
        .map(|code| reason_of(code).name)
}

/// The reason of a name, in whatever case.
fn reason_named(name: &str) -> Option<CrlReason> {
    reasons().find(|code| reason_of(*code).name.eq_ignore_ascii_case(name))
}

/// The reason that options give: what follows the date in the database.
pub fn from_options(args: &Args) -> Result<String, CliError> {
    // The last option counts, as each sets the same reason.
    let given = args.occurrences().iter().rev().find(|given| {
        matches!(
            given.name.as_str(),
            "crl_reason" | "crl_hold" | "crl_compromise" | "crl_CA_compromise"
        )
    });
    let Some(given) = given else {
        return Ok(String::new());
    };
    let value = given.value.as_deref().unwrap_or_default().to_string_lossy();
    let time = |what: &str| match Time::from_generalized(value.as_bytes()) {
        Ok(_) => Ok(format!(",{what},{value}")),
        Err(_) => Err(CliError::usage(format!(
            "-{} {value}: a time is written YYYYMMDDHHMMSSZ",
            given.name,
            value = excerpt(&value)
        ))),
    };
    match given.name.as_str() {
        "crl_hold" => match text::parse_oid(&value) {
            Some(_) => Ok(format!(",holdInstruction,{value}")),
            None => Err(CliError::usage(format!(
                "-crl_hold {value}: this is not an object identifier",
                value = excerpt(&value)
            ))),
        },
        "crl_compromise" => time("keyTime"),
        "crl_CA_compromise" => time("CAkeyTime"),
        _ => match reason_named(&value) {
            Some(code) => Ok(format!(",{}", reason_of(code).name)),
            None => Err(CliError::usage(format!(
                "-crl_reason {value}: the reasons are {}",
                reasons()
                    .map(|code| reason_of(code).name)
                    .collect::<Vec<_>>()
                    .join(", "),
                value = excerpt(&value)
            ))),
        },
    }
}

/// A revocation as the database's third field.
pub fn to_field(when: Time, reason: &str) -> String {
    format!("{}{reason}", time_text(when))
}

/// The date and the entry extensions of a database's third field; an error states what is wrong with it.
pub fn parse_field(field: &str) -> Result<(Time, Vec<ExtensionBuf>), String> {
    let mut parts = field.splitn(3, ',');
    let date = parts.next().unwrap_or_default();
    let when = parse_time(date)
        .ok_or_else(|| format!("invalid revocation date \"{date}\"", date = excerpt(date)))?;
    let Some(reason) = parts.next() else {
        return Ok((when, Vec::new()));
    };
    let extra = parts.next();
    let needed = || {
        extra.ok_or_else(|| {
            format!(
                "{reason} without what must follow it",
                reason = excerpt(reason)
            )
        })
    };
    let mut extensions = Vec::new();
    match reason {
        "holdInstruction" => {
            let name = needed()?;
            let hold = text::parse_oid(name).ok_or_else(|| {
                format!(
                    "\"{name}\" is not an object identifier",
                    name = excerpt(name)
                )
            })?;
            extensions.push(CrlReason::CertificateHold.to_extension(false));
            extensions.push(HoldInstructionCode(hold.as_oid_ref()).to_extension(false));
        }
        "keyTime" | "CAkeyTime" => {
            let text = needed()?;
            let since = Time::from_generalized(text.as_bytes())
                .map_err(|_| format!("invalid time \"{text}\"", text = excerpt(text)))?;
            let code = match reason {
                "keyTime" => CrlReason::KeyCompromise,
                _ => CrlReason::CaCompromise,
            };
            extensions.push(code.to_extension(false));
            extensions.push(InvalidityDate(since).to_extension(false));
        }
        _ => {
            let code = reason_named(reason)
                .ok_or_else(|| format!("invalid reason \"{reason}\"", reason = excerpt(reason)))?;
            extensions.push(code.to_extension(false));
        }
    }
    Ok((when, extensions))
}

#[cfg(test)]
mod tests {
    use super::*;
    use certwright::der::oid;

    #[test]
    fn each_form_of_the_field_gives_its_date_and_extensions() {
        let parsed = |field| {
            let (when, extensions) = parse_field(field).unwrap();
            (
                when.unix(),
                extensions
                    .into_iter()
                    .map(|e| (e.oid, e.value))
                    .collect::<Vec<_>>(),
            )
        };
        let date = 1_795_475_871;
        assert_eq!(parsed("261123231751Z"), (date, vec![]));
        assert_eq!(
            parsed("261123231751Z,removeFromCRL"),
            (date, vec![(oid::CRL_REASON.to_owned(), vec![10, 1, 8])])
        );
        let (_, held) = parsed("261123231751Z,holdInstruction,holdInstructionReject");
        assert_eq!(held[0].1, [10, 1, 6]);
        // 1.2.840.10040.2.3
        assert_eq!(held[1].1, [6, 7, 0x2a, 0x86, 0x48, 0xce, 0x38, 2, 3]);
        let (_, compromised) = parsed("261123231751Z,CAkeyTime,20260101000000Z");
        assert_eq!(compromised[0].1, [10, 1, 2]);
        assert_eq!(compromised[1].1, b"\x18\x0f20260101000000Z");
    }

    #[test]
    fn a_wrong_field_is_refused() {
        for field in [
            "",
            "today",
            "261123231751Z,why",
            "261123231751Z,keyTime",
            "261123231751Z,keyTime,1",
        ] {
            parse_field(field).unwrap_err();
        }
    }
}
