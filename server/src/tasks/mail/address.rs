//! The mail server's address, with nothing left open: links that open accounts are not sent in clear unless
//! the operator says so, or the mail server is on this machine.

use crate::failure::Failure;
use std::net::IpAddr;

/// The address as the mail library takes it. `smtp://` means STARTTLS, and no mail without it; `?tls=none`
/// and a server on this machine mean no TLS; `smtps://` means TLS from the start.
///
/// # Errors
/// For another scheme or another word for `tls`. The address holds a password, so the error does not repeat it.
pub(super) fn explicit(url: &str) -> Result<String, Failure> {
    let wrong = || {
        Failure::sentence(
            "--smtp-url cannot be read; write smtp://user:password@host:587, or smtps:// for TLS from the start.",
        )
    };
    let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
    match scheme {
        "smtps" => return Ok(url.to_owned()),
        "smtp" => {}
        _ => return Err(wrong()),
    }
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (tls, mut others): (Vec<&str>, Vec<&str>) = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .partition(|pair| pair.starts_with("tls="));
    match tls[..] {
        ["tls=none"] => {}
        ["tls=required"] => others.push("tls=required"),
        [] if !is_here(place) => others.push("tls=required"),
        [] => {}
        _ => {
            return Err(Failure::sentence(
                "--smtp-url says `tls=` with a word that is not known; it can be `required`, which an address without it means too, or `none` to send mail, links and password in clear.",
            ));
        }
    }
    Ok(if others.is_empty() {
        format!("smtp://{place}")
    } else {
        format!("smtp://{place}?{}", others.join("&"))
    })
}

/// Whether the host of `user:password@host:port/name` is this machine.
fn is_here(place: &str) -> bool {
    let authority = place.split('/').next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_goes_in_clear_only_here_or_if_the_operator_says_so() {
        for (said, meant) in [
            (
                "smtp://u:p@mail.example.com:587",
                "smtp://u:p@mail.example.com:587?tls=required",
            ),
            (
                "smtp://mail.example.com/me?x=1",
                "smtp://mail.example.com/me?x=1&tls=required",
            ),
            (
                "smtp://localhost.example.com",
                "smtp://localhost.example.com?tls=required",
            ),
            (
                "smtp://localhost:25@mail.example.com",
                "smtp://localhost:25@mail.example.com?tls=required",
            ),
            ("smtp://mail.example.com?tls=none", "smtp://mail.example.com"),
            (
                "smtp://127.0.0.1:25?tls=required",
                "smtp://127.0.0.1:25?tls=required",
            ),
            ("smtp://localhost:1025", "smtp://localhost:1025"),
            ("smtp://u:p@127.0.0.1", "smtp://u:p@127.0.0.1"),
            ("smtp://[::1]:25", "smtp://[::1]:25"),
            ("smtps://u:p@mail.example.com", "smtps://u:p@mail.example.com"),
        ] {
            assert_eq!(explicit(said).unwrap(), meant, "{said}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused_without_repeating_it() {
        for url in [
            "smtp//user:secret@host",
            "http://user:secret@host",
            "smtp://user:secret@host?tls=opportunistic",
            "smtp://user:secret@host?tls=none&tls=required",
        ] {
            let error = explicit(url).unwrap_err().to_string();
            assert!(
                error.contains("--smtp-url") && !error.contains("secret"),
                "{error}"
            );
        }
    }
}
