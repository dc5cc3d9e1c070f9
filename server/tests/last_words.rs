//! A command that cannot go on ends in one clear sentence, and no data is lost.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("conclave-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn conclave(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_conclave"))
        .args(args)
        .current_dir(folder)
        .env_remove("DATABASE_URL")
        .env("CONCLAVE_LOG", "off")
        .output()
        .unwrap()
}

/// The one sentence the command ended with.
fn last_words(output: &Output) -> String {
    assert!(!output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(
        text.trim_end().lines().count(),
        1,
        "one line was expected: {text}"
    );
    text
}

#[test]
fn a_taken_port_is_named_with_the_option_that_changes_it() {
    let folder = Folder::new("port");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = format!("--listen={}", taken.local_addr().unwrap());
    let words = last_words(&conclave(&folder.0, &["serve", &listen]));
    assert!(words.contains("taken") && words.contains("--listen"), "{words}");
    assert!(!folder.0.join("data").exists(), "nothing was touched");
}

#[test]
fn a_taken_media_port_is_named_with_its_protocol() {
    let folder = Folder::new("media-port");
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    for (taken, protocol, more) in [
        (udp.local_addr().unwrap(), "UDP", "--media-listen"),
        (tcp.local_addr().unwrap(), "TCP", "--no-media-tcp"),
    ] {
        let media = format!("--media-listen={taken}");
        let words = last_words(&conclave(&folder.0, &["serve", "--listen=127.0.0.1:0", &media]));
        let port = format!("{protocol} port {}", taken.port());
        assert!(words.contains(&port) && words.contains(more), "{words}");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let folder = Folder::new("folder");
    std::fs::write(folder.0.join("file"), "").unwrap();
    let words = last_words(&conclave(&folder.0, &["migrate", "--data=file/data"]));
    assert!(words.contains("file/data"), "{words}");
}

#[test]
fn a_file_that_is_no_database_is_told_and_left_as_it_was() {
    let folder = Folder::new("corrupt");
    std::fs::create_dir_all(folder.0.join("data")).unwrap();
    let file = folder.0.join("data/conclave.db");
    let garbage = "this is a letter, not a database. ".repeat(200);
    std::fs::write(&file, &garbage).unwrap();
    let words = last_words(&conclave(&folder.0, &["migrate"]));
    assert!(words.contains("not a database"), "{words}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), garbage);
}

#[test]
fn a_database_server_that_does_not_answer_is_told_without_the_password() {
    let folder = Folder::new("unreachable");
    let words = last_words(&conclave(
        &folder.0,
        &[
            "migrate",
            "--database-url=postgres://someone:hunter2@127.0.0.1:9/none",
        ],
    ));
    assert!(
        words.contains("DATABASE_URL") && !words.contains("hunter2"),
        "{words}"
    );
}

#[test]
fn a_mistake_in_the_configuration_file_is_named() {
    let folder = Folder::new("config");
    std::fs::write(folder.0.join("conclave.toml"), "lisen = \"127.0.0.1:1\"").unwrap();
    let words = last_words(&conclave(&folder.0, &["migrate"]));
    assert!(words.contains("`lisen`"), "{words}");
}

#[test]
fn a_certificate_in_the_file_without_its_key_is_told() {
    let folder = Folder::new("pair");
    std::fs::write(folder.0.join("conclave.toml"), "tls-cert = \"cert.pem\"").unwrap();
    for command in ["serve", "doctor"] {
        let words = last_words(&conclave(&folder.0, &[command]));
        assert!(words.contains("tls-key"), "{words}");
    }
}

#[test]
fn a_mail_server_that_is_not_there_is_told_without_its_password() {
    let folder = Folder::new("smtp");
    let words = last_words(&conclave(
        &folder.0,
        &[
            "serve",
            "--listen=127.0.0.1:0",
            "--smtp-url=smtp://me:hunter2@host?tls=maybe",
        ],
    ));
    assert!(words.contains("none") && !words.contains("hunter2"), "{words}");
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let output = conclave(
        &folder.0,
        &[
            "doctor",
            "--listen=127.0.0.1:0",
            "--media-listen=127.0.0.1:0",
            &format!("--smtp-url=smtp://me:hunter2@127.0.0.1:{port}"),
        ],
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let mail = text.lines().find(|line| line.contains("mail server")).unwrap();
    assert!(mail.starts_with("FAIL") && !text.contains("hunter2"), "{text}");
}

#[test]
fn counting_again_makes_no_database() {
    let folder = Folder::new("typo");
    let words = last_words(&conclave(&folder.0, &["usage", "recount", "--data=typo"]));
    assert!(words.contains("There is no database in typo"), "{words}");
    let url = "--database-url=sqlite:typo/conclave.db";
    let words = last_words(&conclave(&folder.0, &["usage", "recount", url]));
    assert!(words.contains("typo/conclave.db"), "{words}");
    assert!(!folder.0.join("typo").exists());
}

#[test]
fn migrating_twice_is_the_same_as_once_and_an_empty_journal_agrees_with_itself() {
    let folder = Folder::new("migrate");
    for _ in 0..2 {
        assert!(conclave(&folder.0, &["migrate"]).status.success());
    }
    let counted = conclave(&folder.0, &["usage", "recount"]);
    assert!(counted.status.success());
    let text = String::from_utf8(counted.stdout).unwrap();
    assert!(text.contains("Both were counted up to entry 0"), "{text}");
}

#[test]
fn the_doctor_says_what_it_found() {
    let folder = Folder::new("doctor");
    let output = conclave(
        &folder.0,
        &["doctor", "--listen=127.0.0.1:0", "--media-listen=127.0.0.1:0"],
    );
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(output.status.success(), "{text}");
    for subject in [
        "clock",
        "database",
        "disk",
        "pages",
        "media",
        "UDP",
        "certificate",
        "mail",
    ] {
        assert!(
            text.lines().any(|line| line.contains(subject)),
            "{subject}: {text}"
        );
    }
    assert!(
        text.contains("LOOK  mail"),
        "nobody can sign up without mail: {text}"
    );
    assert!(conclave(&folder.0, &["migrate"]).status.success());
    let output = conclave(
        &folder.0,
        &["doctor", "--listen=127.0.0.1:0", "--media-listen=127.0.0.1:0"],
    );
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("can be written"), "{text}");
}
