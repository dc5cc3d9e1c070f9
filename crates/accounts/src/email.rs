//! E-mail addresses as accounts know them: lower case, one account each.

use crate::{Error, Result};

/// The address in lower case, if mail could be sent to it. Only a mail can tell whether it arrives, so
/// this refuses no more than what cannot be an address (RFC 5321 §4.5.3.1 for the lengths).
pub(crate) fn email(text: &str) -> Result<String> {
    let text = text.trim().to_lowercase();
    let refuse = || {
        Err(Error::invalid(
            "email",
            "please enter an e-mail address, as in ada@example.org",
        ))
    };
    let Some((local, host)) = text.rsplit_once('@') else {
        return refuse();
    };
    let local_ok = (1..=64).contains(&local.len())
        && !local.starts_with('.')
        && !local.ends_with('.')
        && local
            .chars()
            .all(|c| !c.is_whitespace() && !c.is_control() && !"@<>()[],;:\\\"".contains(c));
    let host_ok = host.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    });
    if text.len() > 254 || !local_ok || !host_ok {
        return refuse();
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        assert_eq!(email(" Ada@Example.ORG ").unwrap(), "ada@example.org");
        assert!(email("ada+tag@mail.example.org").is_ok());
        for bad in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "a b@example.org",
            "ada@exa mple.org",
            "ada@example..org",
            "ada@-x.org",
            "x@y@",
            "<ada@example.org>",
            "ada@example.org\r\nbcc: x",
        ] {
            assert!(email(bad).is_err(), "{bad:?}");
        }
        assert!(email(&format!("{}@example.org", "a".repeat(65))).is_err());
    }
}
