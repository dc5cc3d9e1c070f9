//! One media thread takes one port: the same number on UDP and on TCP, and none besides. The relay, which has ports of
//! its own, is off.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A server with a data folder of its own, ended and removed with the test.
struct Server {
    process: Child,
    folder: PathBuf,
    listen: String,
}

impl Server {
    fn start(args: &[&str]) -> Self {
        let folder = std::env::temp_dir().join(format!("conclave-one-port-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("site/pkg")).unwrap();
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
            let listen = free.local_addr().unwrap().to_string();
            drop(free);
            let mut process = Command::new(&program)
                .args(["serve", "--site=site", "--media-listen=127.0.0.1:0", "--no-turn"])
                .arg(format!("--listen={listen}"))
                .args(args)
                .current_dir(&folder)
                .env_remove("DATABASE_URL")
                .env("CONCLAVE_LOG", "off")
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut first = String::new();
            let mut words = BufReader::new(process.stdout.take().unwrap());
            words.read_line(&mut first).unwrap();
            if first.starts_with("Conclave is at") {
                return Self {
                    process,
                    folder,
                    listen,
                };
            }
            process.wait().unwrap();
        }
        panic!("the server does not start");
    }

    /// Ports of the process in a table of the kernel, which are in this state.
    fn ports(&self, table: &str, state: &str) -> Vec<u16> {
        let folder = format!("/proc/{}", self.process.id());
        let files = std::fs::read_dir(format!("{folder}/fd")).unwrap();
        let own: Vec<String> = files
            .filter_map(|file| std::fs::read_link(file.unwrap().path()).ok())
            .filter_map(|link| {
                let inode = link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?;
                Some(inode.to_owned())
            })
            .collect();
        let table = std::fs::read_to_string(format!("{folder}/net/{table}")).unwrap_or_default();
        table
            .lines()
            .skip(1)
            .filter_map(|line| {
                let fields: Vec<&str> = line.split_whitespace().collect();
                let (_, port) = fields.get(1)?.rsplit_once(':')?;
                let ours =
                    *fields.get(3)? == state && own.iter().any(|inode| fields.get(9) == Some(&&**inode));
                u16::from_str_radix(port, 16).ok().filter(|_| ours)
            })
            .collect()
    }

    fn udp(&self) -> Vec<u16> {
        // 07 is the state of a socket that receives from everybody.
        [self.ports("udp", "07"), self.ports("udp6", "07")].concat()
    }

    /// TCP ports that it listens at, besides that of the pages.
    fn tcp(&self) -> Vec<u16> {
        let mut ports = [self.ports("tcp", "0A"), self.ports("tcp6", "0A")].concat();
        let pages = self.listen.rsplit_once(':').unwrap().1.parse().unwrap();
        assert!(ports.contains(&pages), "{ports:?}");
        ports.retain(|port| *port != pages);
        ports
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
fn a_server_with_one_media_thread_holds_one_port() {
    let server = Server::start(&[]);
    assert_eq!((server.udp().len(), server.tcp()), (1, server.udp()));
    drop(server);
    let server = Server::start(&["--no-media-tcp"]);
    assert_eq!((server.udp().len(), server.tcp()), (1, Vec::new()));
}
