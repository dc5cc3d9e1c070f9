//! Takes a renewed certificate without a restart: at SIGHUP, and when its files have changed.

use axum_server::tls_rustls::RustlsConfig;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How often the files are looked at.
const EVERY: Duration = Duration::from_secs(60);

/// The certificate that is served with, and where it came from.
#[derive(Clone)]
pub(crate) struct Served {
    pub config: RustlsConfig,
    pub cert: PathBuf,
    pub key: PathBuf,
}

/// When each file was written, and its length.
type Stamp = [Option<(SystemTime, u64)>; 2];

impl Served {
    fn stamp(&self) -> Stamp {
        [&self.cert, &self.key].map(|file| {
            let data = std::fs::metadata(file).ok()?;
            Some((data.modified().ok()?, data.len()))
        })
    }

    /// Loads the files again; a pair that cannot be used leaves everything as it was. Answers whether it could.
    async fn reload(&self) -> bool {
        match self.config.reload_from_pem_file(&self.cert, &self.key).await {
            Ok(()) => {
                tracing::info!(certificate = %self.cert.display(), "the certificate was loaded again");
                true
            }
            Err(error) => {
                tracing::error!(%error, certificate = %self.cert.display(), "the new certificate cannot be used; the one before stays until it can");
                false
            }
        }
    }

    /// Loads the files again if they are others than those of `seen`, which then follows.
    async fn follow(&self, seen: &mut Stamp) {
        let stamp = self.stamp();
        if stamp != *seen && self.reload().await {
            *seen = stamp;
        }
    }
}

/// Until `stop`. SIGHUP is received from the call on, before the task has its first turn: until then it would
/// end the process.
pub(crate) fn run(served: Served, stop: CancellationToken) -> impl Future<Output = ()> {
    let hang_up = signal(SignalKind::hangup());
    let seen = served.stamp();
    async move {
        match hang_up {
            Ok(hang_up) => watch(served, seen, hang_up, stop).await,
            Err(error) => {
                tracing::error!(%error, "SIGHUP cannot be received; a renewed certificate needs a restart");
            }
        }
    }
}

async fn watch(served: Served, mut seen: Stamp, mut hang_up: Signal, stop: CancellationToken) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = hang_up.recv() => {
                seen = served.stamp();
                served.reload().await;
            }
            _ = tick.tick() => served.follow(&mut seen).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn write(served: &Served, name: &str) {
        let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
        std::fs::write(&served.cert, made.cert.pem()).unwrap();
        std::fs::write(&served.key, made.signing_key.serialize_pem()).unwrap();
    }

    #[tokio::test]
    async fn renewed_files_are_taken_and_broken_ones_are_not() {
        drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
        let folder = std::env::temp_dir().join(format!("conclave-reload-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (cert, key) = (folder.join("cert.pem"), folder.join("key.pem"));
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        std::fs::write(&cert, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let config = RustlsConfig::from_pem_file(&cert, &key).await.unwrap();
        let served = Served { config, cert, key };
        let mut seen = served.stamp();
        let first = served.config.get_inner();
        served.follow(&mut seen).await;
        assert!(
            Arc::ptr_eq(&first, &served.config.get_inner()),
            "nothing has changed"
        );

        write(&served, "a-longer-name.example.com");
        served.follow(&mut seen).await;
        let second = served.config.get_inner();
        assert!(!Arc::ptr_eq(&first, &second), "the new one is served");

        std::fs::write(&served.cert, "half a file").unwrap();
        served.follow(&mut seen).await;
        assert!(
            Arc::ptr_eq(&second, &served.config.get_inner()),
            "the good one stays"
        );
        write(&served, "yet-another-name.example.com");
        served.follow(&mut seen).await;
        assert!(!Arc::ptr_eq(&second, &served.config.get_inner()));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
