//! Certificates: the operator's own, or one made for this machine.

use crate::cli::Serve;
use crate::failure::Failure;
use axum_server::tls_rustls::RustlsConfig;
use std::path::{Path, PathBuf};

/// The certificate and key files to serve with; with `--tls-self-signed` they are made if they are not there.
pub(crate) fn files(options: &Serve) -> Result<Option<(PathBuf, PathBuf)>, Failure> {
    if let (Some(cert), Some(key)) = (&options.tls_cert, &options.tls_key) {
        return Ok(Some((cert.clone(), key.clone())));
    }
    if !options.tls_self_signed {
        return Ok(None);
    }
    let folder = options.database.data.join("tls");
    let (cert, key) = (folder.join("self-signed.crt"), folder.join("self-signed.key"));
    if !(cert.exists() && key.exists()) {
        make(&folder, &cert, &key, options)?;
    }
    Ok(Some((cert, key)))
}

/// Loads certificate and key.
pub(crate) async fn load(cert: &Path, key: &Path) -> Result<RustlsConfig, Failure> {
    RustlsConfig::from_pem_file(cert, key).await.map_err(|error| {
        Failure::new(
            format!(
                "The certificate {} and its key {} cannot be used",
                cert.display(),
                key.display()
            ),
            &error,
        )
    })
}

fn make(folder: &Path, cert: &Path, key: &Path, options: &Serve) -> Result<(), Failure> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    if !options.listen.ip().is_unspecified() {
        names.push(options.listen.ip().to_string());
    }
    if let Some(host) = options.public_url.as_deref().and_then(host_of) {
        names.push(host.to_owned());
    }
    names.sort();
    names.dedup();
    let made = rcgen::generate_simple_self_signed(names)
        .map_err(|error| Failure::new("No certificate could be made", &error))?;
    let write = |path: &Path, text: &str, secret: bool| {
        write_file(path, text, secret)
            .map_err(|error| Failure::new(format!("{} cannot be written", path.display()), &error))
    };
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::new(format!("{} cannot be made", folder.display()), &error))?;
    write(key, &made.signing_key.serialize_pem(), true)?;
    write(cert, &made.cert.pem(), false)
}

/// The host of a URL, without its port.
pub(crate) fn host_of(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split('/').next()?;
    Some(if authority.starts_with('[') {
        authority.split_inclusive(']').next()?
    } else {
        authority.split(':').next()?
    })
}

fn write_file(path: &Path, text: &str, secret: bool) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(if secret { 0o600 } else { 0o644 })
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_read_without_scheme_port_and_path() {
        assert_eq!(
            host_of("https://meet.example.com:8443/x"),
            Some("meet.example.com")
        );
        assert_eq!(host_of("http://[::1]:80"), Some("[::1]"));
    }
}
