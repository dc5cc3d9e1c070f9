//! coturn's own test client against this server.

use crate::rig::{HERE, PATIENCE, Rig, rules};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::process::Stdio;
use tokio::process::Command;
use tokio::time::timeout;
use turn::{Peers, Rules};

/// Every other time, by chance, the client asks for an even port, which is not served (420), and gives up.
const TRIES: usize = 24;

/// Sends twenty packets of a thousand bytes to the media plane, and wants every one back.
async fn talks(rig: &Rig, port: u16, way: &[&str]) {
    for _ in 0..TRIES {
        let words = run(rig, port, way).await;
        if words.contains("tot_send_msgs=20, tot_recv_msgs=20") {
            return;
        }
        assert!(words.contains("error 420"), "{way:?}: {words}");
    }
    panic!("{way:?}: an even port was asked for each time");
}

/// What the client prints.
async fn run(rig: &Rig, port: u16, way: &[&str]) -> String {
    let credential = rig.issue("coturn");
    let client = Command::new("turnutils_uclient")
        .args(way)
        .args(["-c", "-X", "-n", "20", "-l", "1000", "-m", "1"])
        .args(["-u", &credential.username, "-w", &credential.password])
        .args(["-e", &rig.media.ip().to_string()])
        .args(["-r", &rig.media.port().to_string()])
        .args(["-p", &port.to_string(), &HERE.to_string()])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = match timeout(PATIENCE, client).await.unwrap() {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            panic!("coturn's turnutils_uclient is missing: `make setup` installs it")
        }
        Err(error) => panic!("{error}"),
    };
    let mut words = String::from_utf8_lossy(&output.stdout).into_owned();
    words.push_str(&String::from_utf8_lossy(&output.stderr));
    words
}

#[tokio::test]
async fn coturns_client_is_served_by_every_way() {
    // It binds a channel to the port after its peer's too, as for RTCP, even where it is told not to use that.
    let rig = Rig::with(|media| Rules {
        peers: Peers::new([media, SocketAddr::new(media.ip(), media.port() + 1)]),
        ..rules(media)
    })
    .await;
    let (plain, tls) = (rig.turn.address().port(), rig.tls().port());
    talks(&rig, plain, &[]).await;
    talks(&rig, plain, &["-s"]).await;
    talks(&rig, plain, &["-t"]).await;
    talks(&rig, tls, &["-t", "-S"]).await;
}
