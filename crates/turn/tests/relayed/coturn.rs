//! coturn's own test client against this server. `scripts/setup` installs it; without it nothing is tried.

use crate::rig::{HERE, Rig};
use std::process::Stdio;
use tokio::process::Command;
use tokio::time::timeout;

/// Sends twenty packets of a thousand bytes to the media plane, and wants every one back.
async fn talks(rig: &Rig, port: u16, way: &[&str]) {
    let credential = rig.issue("coturn");
    let client = Command::new("turnutils_uclient")
        .args(way)
        .args(["-c", "-X", "-n", "20", "-l", "1000", "-m", "2"])
        .args(["-u", &credential.username, "-w", &credential.password])
        .args([
            "-e",
            &rig.media.ip().to_string(),
            "-r",
            &rig.media.port().to_string(),
        ])
        .args(["-p", &port.to_string(), &HERE.to_string()])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = match timeout(crate::rig::PATIENCE, client).await.unwrap() {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
        Err(error) => panic!("{error}"),
    };
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(
        words.contains("tot_send_msgs=40, tot_recv_msgs=40"),
        "{way:?}: {words}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[tokio::test]
async fn coturns_client_is_served_by_every_way() {
    let rig = Rig::start().await;
    let (plain, tls) = (rig.turn.address().port(), rig.tls().port());
    talks(&rig, plain, &[]).await;
    talks(&rig, plain, &["-s"]).await;
    talks(&rig, plain, &["-t"]).await;
    talks(&rig, tls, &["-t", "-S"]).await;
}
