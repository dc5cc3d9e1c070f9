//! A running server as strangers and operators see it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// A server with a data folder of its own and a page that is not built.
struct Server {
    process: Child,
    log: BufReader<ChildStderr>,
    /// Kept open: the server still has something to say there.
    _words: BufReader<ChildStdout>,
    address: String,
    folder: PathBuf,
}

impl Server {
    fn start(name: &str, args: &[&str]) -> Self {
        let folder = std::env::temp_dir().join(format!("conclave-{name}-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("site/pkg")).unwrap();
        std::fs::create_dir_all(folder.join("site/fonts")).unwrap();
        std::fs::write(folder.join("site/fonts/inter.woff2"), "letters").unwrap();
        // The names of the built files stand beside the program.
        let program = folder.join("conclave");
        let built = env!("CARGO_BIN_EXE_conclave");
        if std::fs::hard_link(built, &program).is_err() {
            std::fs::copy(built, &program).unwrap();
        }
        std::fs::write(folder.join("hash.txt"), "js: a\nwasm: b\ncss: c\n").unwrap();
        std::fs::write(folder.join("site/pkg/__wasm_split_manifest.json"), "{}").unwrap();
        // Somebody else may take the free port first; then there is another one.
        for _ in 0..10 {
            let free = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = free.local_addr().unwrap().to_string();
            drop(free);
            let mut process = Command::new(&program)
                .args(["serve", "--site=site", "--media-listen=127.0.0.1:0"])
                .arg(format!("--listen={address}"))
                .args(args)
                .current_dir(&folder)
                .env_remove("DATABASE_URL")
                .env("CONCLAVE_LOG", "info")
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let mut words = BufReader::new(process.stdout.take().unwrap());
            let mut first = String::new();
            words.read_line(&mut first).unwrap();
            let log = BufReader::new(process.stderr.take().unwrap());
            if first.starts_with("Conclave is at") {
                return Self {
                    process,
                    log,
                    _words: words,
                    address,
                    folder,
                };
            }
            process.wait().unwrap();
        }
        panic!("the server does not start");
    }

    /// The answer to a form that is sent without JavaScript.
    fn post(&self, path: &str, referer: &str, form: &str) -> String {
        self.ask(
            &format!(
                "POST {path} HTTP/1.0\r\nAccept: text/html\r\nReferer: {referer}\r\nContent-Type: application/x-www-form-urlencoded"
            ),
            form,
        )
    }

    /// The answer to one request, head and body.
    fn ask(&self, head: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{head}\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn signal(&self, name: &str) {
        let pid = self.process.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status().unwrap();
        assert!(sent.success());
    }

    /// Reads the log until a line has these words.
    fn wait_for(&mut self, words: &str) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            assert_ne!(
                self.log.read_line(&mut line).unwrap(),
                0,
                "{words} was not logged"
            );
            if line.contains(words) {
                return line;
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

#[test]
fn strangers_get_what_is_meant_for_them() {
    let mut server = Server::start("served", &[]);
    server.wait_for("no mail server is given");

    let health = server.ask("GET /healthz HTTP/1.1", "");
    assert!(health.starts_with("HTTP/1.1 200"), "{health}");

    let fonts = server.ask("GET /fonts/inter.woff2 HTTP/1.1", "");
    assert!(fonts.contains("max-age=86400"), "{fonts}");
    assert!(!fonts.contains("immutable"), "{fonts}");

    let metrics = server.ask("GET /metrics HTTP/1.1", "");
    assert!(metrics.starts_with("HTTP/1.1 200"), "{metrics}");
    let metrics = server.ask("GET /metrics HTTP/1.1\r\nX-Forwarded-For: 127.0.0.1", "");
    assert!(metrics.starts_with("HTTP/1.1 404"), "{metrics}");
    let id = metrics
        .lines()
        .find_map(|line| line.strip_prefix("x-request-id: "))
        .unwrap();
    assert!(metrics.contains(&format!(r#""instance":"{id}""#)), "{metrics}");
}

#[test]
fn verdicts_have_a_limit_for_each_address() {
    let server = Server::start("verdicts", &[]);
    let ask = || {
        server.ask(
            "POST /v1/tokens/verdict HTTP/1.1\r\nContent-Type: application/json",
            r#"{"jwt":"nonsense"}"#,
        )
    };
    let first = ask();
    assert!(first.starts_with("HTTP/1.1 200"), "{first}");
    // 60 at once, and one more for each second that this takes.
    let refused = (0..1_000)
        .map(|_| ask())
        .find(|answer| !answer.starts_with("HTTP/1.1 200"))
        .unwrap();
    assert!(refused.starts_with("HTTP/1.1 429"), "{refused}");
    assert!(refused.contains("retry-after: "), "{refused}");
    assert!(refused.contains("Try again in"), "{refused}");
}

#[test]
fn opening_a_link_changes_nothing_and_its_button_works_without_javascript() {
    let mut server = Server::start("confirm", &["--development"]);
    let form = "organisation=Engines&name=Ada&email=ada%40example.org&password=correct+horse";
    server.post("/api/sign-up", "/sign-up", form);
    let mailbox = server.ask("GET /mailbox HTTP/1.0", "");
    let token: String = mailbox
        .split_once("verify-email?token=")
        .unwrap()
        .1
        .chars()
        .take(43)
        .collect();
    let page = format!("/verify-email?token={token}");
    for _ in 0..2 {
        let opened = server.ask(&format!("GET {page} HTTP/1.0"), "");
        assert!(opened.contains("Ada at Engines"), "{opened}");
        assert!(!opened.contains("set-cookie"), "{opened}");
    }
    let elsewhere = server.post(
        "/api/verify-email",
        "/\r\nSec-Fetch-Site: cross-site",
        &format!("token={token}"),
    );
    assert!(elsewhere.starts_with("HTTP/1.0 403"), "{elsewhere}");
    let confirmed = server.post("/api/verify-email", &page, &format!("token={token}"));
    assert!(confirmed.contains("location: /console"), "{confirmed}");
    assert!(confirmed.contains("set-cookie: session="), "{confirmed}");
    server.wait_for("an address was proven");
    let again = server.post("/api/verify-email", &page, &format!("token={token}"));
    assert!(!again.contains("set-cookie"), "{again}");
    let opened = server.ask(&format!("GET {page} HTTP/1.0"), "");
    assert!(opened.contains("Your address is confirmed"), "{opened}");

    server.post(
        "/api/log-in",
        "/log-in",
        "email=ada%40example.org&password=correct+horse",
    );
    let line = server.wait_for("logged in");
    assert!(line.contains("member=") && !line.contains("correct"), "{line}");
}

#[test]
fn a_second_signal_ends_the_stop_at_once() {
    let mut server = Server::start("signals", &["--development"]);
    // A request that never ends makes the orderly stop wait.
    let mut stuck = TcpStream::connect(&server.address).unwrap();
    write!(
        stuck,
        "POST /v1/tokens/verdict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{{"
    )
    .unwrap();
    // Answered, so the stuck one was taken before it.
    server.ask("GET /healthz HTTP/1.1", "");
    server.signal("INT");
    server.wait_for("stopping");
    let asked = Instant::now();
    server.signal("INT");
    let status = server.process.wait().unwrap();
    assert_eq!(status.code(), Some(130));
    assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());
}

#[test]
fn the_address_that_a_stun_server_sees_is_learned_and_told() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let stun = format!("--media-stun=localhost:{}", socket.local_addr().unwrap().port());
    let mut server = Server::start("outside", &[&stun]);
    let mut request = [0; 100];
    let (length, from) = socket.recv_from(&mut request).unwrap();
    assert_eq!((length, &request[..2]), (28, &[0, 1][..]), "a binding request");
    // 203.0.113.7:4321 as XOR-MAPPED-ADDRESS.
    let seen = [0, 0x20, 0, 8, 0, 1, 0x31, 0xF3, 0xEA, 0x12, 0xD5, 0x45];
    let answer = [&[1, 1, 0, 12], &request[4..20], &seen].concat();
    socket.send_to(&answer, from).unwrap();
    let line = server.wait_for("seen at this address");
    assert!(line.contains("203.0.113.7:4321"), "{line}");
}

#[test]
fn a_renewed_certificate_is_loaded_at_sighup() {
    let mut server = Server::start("certificate", &["--development", "--tls-self-signed"]);
    server.signal("HUP");
    server.wait_for("the certificate was loaded again");
}
