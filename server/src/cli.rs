//! What can be said on the command line, in the environment (`CONCLAVE_…`) and in the configuration file.

mod billing;
mod payments;
mod turn;

pub(crate) use self::billing::{BillingCommand, Books, OneApp};
pub(crate) use self::payments::{Payments, Provider};
pub(crate) use self::turn::{PORT as TURN_PORT, TLS_PORT as TURN_TLS_PORT, TurnOptions};

use crate::failure::Failure;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// Conclave: meetings as a service that you host.
#[derive(Debug, Parser)]
#[command(
    name = "conclave",
    version,
    max_term_width = 100,
    after_help = "Every option can also be given in the environment or in a TOML file: `listen = \"0.0.0.0:443\"`.\nThe command line wins over the environment, the environment over the file."
)]
pub(crate) struct Cli {
    /// A TOML file with any of the long options as keys; ./conclave.toml is read if it is there
    #[arg(long, global = true, env = "CONCLAVE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Which messages to log, as in `info` or `info,sfu=debug`
    #[arg(
        long,
        global = true,
        env = "CONCLAVE_LOG",
        default_value = "info,sqlx=warn",
        value_name = "FILTER"
    )]
    pub log: String,
    /// How to write the log
    #[arg(
        long,
        global = true,
        env = "CONCLAVE_LOG_FORMAT",
        default_value = "text",
        value_name = "FORMAT"
    )]
    pub log_format: LogFormat,
    #[command(subcommand)]
    pub command: Command,
}

/// How to write the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve console, meetings and media
    Serve(Box<Serve>),
    /// Bring the database to this version's shape, and stop
    Migrate(Database),
    /// Check ports, database, clock, certificate, UDP and announced addresses, and say what to do
    Doctor(Box<Serve>),
    /// Look at metering
    #[command(subcommand)]
    Usage(UsageCommand),
    /// Verify an invoice, and do what the operator does by hand
    #[command(subcommand)]
    Billing(BillingCommand),
}

#[derive(Debug, Subcommand)]
pub(crate) enum UsageCommand {
    /// Count every figure again from the journal and compare it with what the pages show
    Recount(Database),
}

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub(crate) struct Database {
    /// Folder of the embedded database and of certificates made here
    #[arg(long, env = "CONCLAVE_DATA", default_value = "data", value_name = "FOLDER")]
    pub data: PathBuf,
    /// `postgres://…` or `sqlite:FILE`; without it, SQLite in the data folder
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<String>,
}

impl Database {
    /// The database's address.
    pub(crate) fn url(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", self.embedded().display()))
    }

    /// Whether it is the embedded one and is not there yet.
    pub(crate) fn is_to_be_made(&self) -> bool {
        self.database_url.is_none() && !self.embedded().exists()
    }

    fn embedded(&self) -> PathBuf {
        self.data.join("conclave.db")
    }
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub database: Database,
    /// Address and port for pages
    #[arg(
        long,
        env = "CONCLAVE_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS"
    )]
    pub listen: SocketAddr,
    /// How browsers reach this server, as in https://meet.example.com; without it, made from --listen
    #[arg(long, env = "CONCLAVE_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Address and port for media, on UDP and on TCP; without it, the address of --listen and port 10000
    #[arg(long, env = "CONCLAVE_MEDIA_LISTEN", value_name = "ADDRESS")]
    pub media_listen: Option<SocketAddr>,
    /// Address that pages are told to send media to, for a server behind NAT; may be given several times
    #[arg(
        long,
        env = "CONCLAVE_MEDIA_ADDRESS",
        value_delimiter = ',',
        value_name = "IP"
    )]
    pub media_address: Vec<IpAddr>,
    /// STUN server to ask every other minute how the media port looks from outside, as in stun.example.com:3478, for a server behind NAT whose address may change
    #[arg(
        long,
        env = "CONCLAVE_MEDIA_STUN",
        value_parser = stun_server,
        value_name = "HOST:PORT"
    )]
    pub media_stun: Option<String>,
    /// Take no media over TCP, which pages use where UDP does not get through
    #[arg(long, env = "CONCLAVE_NO_MEDIA_TCP")]
    pub no_media_tcp: bool,
    /// Threads that forward media, one a core; each beyond the first takes the next port
    #[arg(long, env = "CONCLAVE_MEDIA_SHARDS", default_value_t = 1, value_name = "N")]
    pub media_shards: usize,
    #[command(flatten)]
    pub turn: TurnOptions,
    /// Certificate chain in PEM; loaded again at SIGHUP and when the file has changed
    #[arg(
        long,
        env = "CONCLAVE_TLS_CERT",
        requires = "tls_key",
        conflicts_with = "tls_self_signed",
        value_name = "FILE"
    )]
    pub tls_cert: Option<PathBuf>,
    /// Private key of the certificate in PEM
    #[arg(long, env = "CONCLAVE_TLS_KEY", requires = "tls_cert", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// Make a certificate for this machine, kept in the data folder; browsers will warn of it
    #[arg(long, env = "CONCLAVE_TLS_SELF_SIGNED")]
    pub tls_self_signed: bool,
    /// Take a visitor's address from X-Forwarded-For, which a proxy in front of this server adds; also give --public-url
    #[arg(long, env = "CONCLAVE_TRUST_PROXY")]
    pub trust_proxy: bool,
    /// Mail server, as in smtp://user:password@host:587 (with STARTTLS, unless `?tls=none` is added) or smtps://host; without it, mail waits in the outbox
    #[arg(long, env = "CONCLAVE_SMTP_URL", hide_env_values = true, value_name = "URL")]
    pub smtp_url: Option<String>,
    /// Sender of our mails
    #[arg(
        long,
        env = "CONCLAVE_MAIL_FROM",
        default_value = "Conclave <conclave@localhost>",
        value_name = "MAILBOX"
    )]
    pub mail_from: String,
    /// Show mails on the page /mailbox instead of needing a mail server; for trying out only
    #[arg(long, env = "CONCLAVE_DEVELOPMENT")]
    pub development: bool,
    /// Name of this server in the database
    #[arg(long, env = "CONCLAVE_NODE", default_value = "node-1", value_name = "NAME")]
    pub node: String,
    /// Folder of the built page; without it, `site` beside the executable
    #[arg(long, env = "CONCLAVE_SITE", value_name = "FOLDER")]
    pub site: Option<PathBuf>,
    #[command(flatten)]
    pub payments: Payments,
    /// Who may read /metrics: only this machine and not through a proxy, or everybody
    #[arg(long, env = "CONCLAVE_METRICS", default_value = "local", value_name = "WHO")]
    pub metrics: MetricsAccess,
}

/// Who may read `/metrics`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MetricsAccess {
    /// Requests from this machine that no proxy has passed on.
    Local,
    /// Everybody who reaches the server.
    All,
    /// Nobody.
    Off,
}

impl Serve {
    /// Whether pages are served over TLS by this very process.
    pub(crate) const fn tls(&self) -> bool {
        self.tls_self_signed || self.tls_cert.is_some()
    }

    /// How browsers reach us, without a slash at the end.
    pub(crate) fn base_url(&self) -> String {
        self.public_url.as_deref().map_or_else(
            || {
                let scheme = if self.tls() { "https" } else { "http" };
                let host = if self.listen.ip().is_loopback() || self.listen.ip().is_unspecified() {
                    "localhost".to_owned()
                } else {
                    match self.listen.ip() {
                        IpAddr::V6(ip) => format!("[{ip}]"),
                        IpAddr::V4(ip) => ip.to_string(),
                    }
                };
                match (scheme, self.listen.port()) {
                    ("https", 443) | ("http", 80) => format!("{scheme}://{host}"),
                    (_, port) => format!("{scheme}://{host}:{port}"),
                }
            },
            |url| url.trim_end_matches('/').to_owned(),
        )
    }

    /// Options that need each other; the parser sees to it on the command line, but not in the file.
    ///
    /// # Errors
    /// One sentence about those that do not fit.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        match (&self.tls_cert, &self.tls_key) {
            (Some(_), None) => Err(Failure::sentence(
                "There is a certificate (tls-cert) and no private key for it; name its file with tls-key.",
            )),
            (None, Some(_)) => Err(Failure::sentence(
                "There is a private key (tls-key) and no certificate for it; name its file with tls-cert.",
            )),
            _ if self.turn.turn_tls_listen.is_some() && !self.tls() => Err(Failure::sentence(
                "TURN over TLS (turn-tls-listen) needs a certificate; give one with tls-cert and tls-key.",
            )),
            _ => Ok(()),
        }?;
        let page = self.listen;
        let shared = self.media_sockets().into_iter().any(|media| {
            let same = media.ip() == page.ip() || media.ip().is_unspecified() || page.ip().is_unspecified();
            page.port() != 0 && media.port() == page.port() && same
        });
        if shared && !self.no_media_tcp {
            return Err(Failure::sentence(format!(
                "Pages (listen) and media (media-listen) would share TCP port {}; choose another for one of them, or have media over UDP alone with no-media-tcp.",
                page.port()
            )));
        }
        Ok(())
    }

    /// Where each media thread receives.
    pub(crate) fn media_sockets(&self) -> Vec<SocketAddr> {
        let first = self.media_listen();
        (0..self.media_shards.max(1))
            .map_while(|shard| match first.port() {
                0 => Some(first),
                port => u16::try_from(shard)
                    .ok()
                    .and_then(|shard| port.checked_add(shard))
                    .map(|port| SocketAddr::new(first.ip(), port)),
            })
            .collect()
    }

    /// Where media is received by the first thread.
    pub(crate) fn media_listen(&self) -> SocketAddr {
        self.media_listen
            .unwrap_or_else(|| SocketAddr::new(self.listen.ip(), 10_000))
    }
}

fn stun_server(text: &str) -> Result<String, &'static str> {
    let port = text.rsplit_once(':').filter(|(host, _)| !host.is_empty());
    match port.map(|(_, port)| port.parse::<u16>()) {
        Some(Ok(1..)) => Ok(text.to_owned()),
        _ => Err("a host and a port are needed, as in stun.example.com:3478"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent_and_every_option_explained() {
        let command = Cli::command();
        command.clone().debug_assert();
        for sub in command.get_subcommands() {
            for arg in sub.get_arguments().filter(|arg| arg.get_long().is_some()) {
                assert!(arg.get_help().is_some(), "--{}", arg.get_id());
            }
        }
    }

    #[test]
    fn the_public_address_follows_from_where_we_listen() {
        let of = |args: &[&str]| {
            let Command::Serve(serve) = Cli::parse_from([&["conclave", "serve"], args].concat()).command
            else {
                panic!("serve was asked for")
            };
            serve.base_url()
        };
        assert_eq!(of(&[]), "http://localhost:8080");
        assert_eq!(
            of(&["--listen=0.0.0.0:443", "--tls-self-signed"]),
            "https://localhost"
        );
        assert_eq!(
            of(&["--public-url=https://meet.example.com/"]),
            "https://meet.example.com"
        );
    }

    fn serve(args: &[&str]) -> Serve {
        match Cli::parse_from([&["conclave", "serve"], args].concat()).command {
            Command::Serve(serve) => *serve,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn pages_and_media_over_tcp_need_a_port_each() {
        let one = ["--listen=0.0.0.0:443", "--media-listen=192.0.2.1:443"];
        let refused = serve(&one).check().unwrap_err().to_string();
        assert!(
            refused.contains("443") && refused.contains("no-media-tcp"),
            "{refused}"
        );
        assert!(serve(&[one[0], one[1], "--no-media-tcp"]).check().is_ok());
        assert!(serve(&["--listen=127.0.0.1:443", one[1]]).check().is_ok());
    }

    #[test]
    fn a_stun_server_has_a_host_and_a_port() {
        assert_eq!(
            stun_server("stun.example.com:3478").as_deref(),
            Ok("stun.example.com:3478")
        );
        assert_eq!(
            stun_server("[2001:db8::1]:3478").as_deref(),
            Ok("[2001:db8::1]:3478")
        );
        for wrong in [
            "stun.example.com",
            ":3478",
            "stun.example.com:0",
            "stun.example.com:x",
        ] {
            assert!(stun_server(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_media_thread_has_a_port_of_its_own() {
        let Command::Serve(serve) = Cli::parse_from([
            "conclave",
            "serve",
            "--media-listen=127.0.0.1:65534",
            "--media-shards=3",
        ])
        .command
        else {
            panic!("serve was asked for")
        };
        let ports: Vec<u16> = serve.media_sockets().iter().map(SocketAddr::port).collect();
        assert_eq!(ports, [65_534, 65_535], "there are no ports beyond");
    }
}
