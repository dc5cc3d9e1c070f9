//! `conclave serve`: everything in one process.

mod shutdown;

use crate::billing_setup;
use crate::cli::Serve;
use crate::clock::SystemClock;
use crate::descriptors;
use crate::failure::Failure;
use crate::http::router::router;
use crate::http::state::ServerState;
use crate::plane::{MediaAdapter, StoreJournal, start_sfu};
use crate::relay;
use crate::tasks::certificate::{self, Served};
use crate::tasks::{billing, heartbeat, mail, media, metering, outside, requests, sweep};
use crate::tls;
use accounts::{Accounts, Limits, Rule, Settings, Throttle};
use app::state::{AppState, FlashBox};
use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use domain::{Clock, Random};
use leptos::config::{Env, LeptosOptions};
use meeting::Hub;
use metrics_exporter_prometheus::PrometheusBuilder;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::{Claim, Store};
use tokens::Tokens;
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use usage::Usage;

pub(crate) async fn run(options: Serve) -> Result<(), Failure> {
    options.check()?;
    // One crypto library for TLS and tokens; whoever asks later gets this one.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    descriptors::raise();
    let listener = bind(options.listen)?;
    let certificate = match tls::files(&options)? {
        Some((cert, key)) => Some(Served {
            config: tls::load(&cert, &key).await?,
            cert,
            key,
        }),
        None => None,
    };
    let postman = match &options.smtp_url {
        Some(url) => Some(mail::Postman::new(url, &options.mail_from)?),
        None => None,
    };
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let random = Arc::new(Random::new(StdRng::from_os_rng()));
    let store = Store::connect(&options.database.url()).await?;
    let claim = claim(&store).await?;
    store.migrate().await?;
    recover(&store, &options, &*clock).await?;

    let (sfu, media_events) = start_sfu(&options)?;
    let relay = relay::start(
        &options,
        &sfu,
        certificate.as_ref().map(|served| &served.config),
        &clock,
        Arc::clone(&random),
    )?;
    let appended = Arc::new(Notify::new());
    let usage = Usage::new(store.clone());
    let tokens = Tokens::new(store.clone(), Arc::clone(&clock), Arc::clone(&random));
    let accounts = Accounts::new(
        store.clone(),
        Arc::clone(&clock),
        Arc::clone(&random),
        &settings(&options),
    );
    let subscriptions = billing_setup::subscriptions(
        &options.payments,
        billing_setup::Parts {
            store: store.clone(),
            usage: usage.clone(),
            clock: Arc::clone(&clock),
            random: Arc::clone(&random),
            public_url: options.base_url(),
        },
    )
    .await?;
    let hub = Hub::new(
        Arc::new(StoreJournal::new(
            store.clone(),
            subscriptions.clone(),
            Arc::clone(&appended),
            relay.clone(),
        )),
        Arc::new(MediaAdapter::new(sfu.clone())),
        Arc::clone(&clock),
        Arc::clone(&random),
    );
    let state = ServerState {
        app: AppState {
            leptos_options: leptos_options(&options)?,
            accounts: accounts.clone(),
            tokens: tokens.clone(),
            usage: usage.clone(),
            subscriptions: subscriptions.clone(),
            clock: Arc::clone(&clock),
            domain: options
                .base_url()
                .split_once("://")
                .map(|(_, host)| host.to_owned())
                .unwrap_or_default(),
            base_url: options.base_url(),
            development: options.development,
            flash: FlashBox::default(),
        },
        store: store.clone(),
        accounts,
        tokens,
        subscriptions: subscriptions.clone(),
        hub: hub.clone(),
        sfu: sfu.clone(),
        relay: relay.clone(),
        clock: Arc::clone(&clock),
        random,
        metrics: PrometheusBuilder::new()
            .install_recorder()
            .map_err(|error| Failure::new("Metrics cannot be collected", &error))?,
        metrics_access: options.metrics,
        https: options.base_url().starts_with("https://"),
        trust_proxy: options.trust_proxy,
        verdicts: Arc::new(verdicts(&options)),
    };

    let stop = CancellationToken::new();
    let usurped = CancellationToken::new();
    let tasks = TaskTracker::new();
    tasks.spawn(heartbeat::run(
        store.clone(),
        options.node.clone(),
        Arc::clone(&clock),
        claim,
        usurped.clone(),
        stop.clone(),
    ));
    tasks.spawn(metering::run(
        usage.clone(),
        subscriptions.clone(),
        Arc::clone(&appended),
        stop.clone(),
    ));
    tasks.spawn(billing::run(subscriptions, stop.clone()));
    tasks.spawn(sweep::run(state.accounts.clone(), stop.clone()));
    tasks.spawn(requests::run(state.accounts.clone(), stop.clone()));
    tasks.spawn(media::run(hub.clone(), media_events, stop.clone()));
    if let Some(server) = options.media_stun.clone() {
        tasks.spawn(outside::run(sfu.clone(), relay.clone(), server, stop.clone()));
    }
    match postman {
        Some(postman) => {
            tasks.spawn(mail::run(
                postman,
                store.clone(),
                Arc::clone(&clock),
                stop.clone(),
            ));
        }
        None if options.development => {}
        None => tracing::warn!(
            "no mail server is given, so nobody can finish signing up: give one with --smtp-url, or try with --development"
        ),
    }
    if let Some(served) = certificate.clone() {
        tasks.spawn(certificate::run(served, stop.clone()));
    }
    tasks.close();

    announce(&options);
    let handle = Handle::new();
    tokio::spawn(shutdown::on_signal(handle.clone(), hub, usurped));
    let service = router(&state).into_make_service_with_connect_info::<SocketAddr>();
    let config = certificate.map(|served| served.config);
    let served = serve_on(listener, config, handle, service).await;

    // Order matters: what was recorded last is still counted, and the stop is noted only when all is done.
    stop.cancel();
    tasks.wait().await;
    if let Some(relay) = relay {
        relay.stop();
    }
    sfu.stop();
    if let Err(error) = usage.catch_up().await {
        tracing::warn!(%error, "metering did not catch up before the stop; it will at the next start");
    }
    store::nodes::stopped(&store, &options.node, clock.now()).await?;
    served.map_err(|error| Failure::new("Serving ended", &error))
}

async fn serve_on(
    listener: TcpListener,
    certificate: Option<RustlsConfig>,
    handle: Handle<SocketAddr>,
    service: IntoMakeServiceWithConnectInfo<Router, SocketAddr>,
) -> std::io::Result<()> {
    match certificate {
        Some(certificate) => {
            axum_server::from_tcp_rustls(listener, certificate)?
                .handle(handle)
                .serve(service)
                .await
        }
        None => {
            axum_server::from_tcp(listener)?
                .handle(handle)
                .serve(service)
                .await
        }
    }
}

/// Takes the port first, so that a second server on the same one ends before it touches the data.
fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    let explain = |error: std::io::Error| match error.kind() {
        ErrorKind::AddrInUse => Failure::sentence(format!(
            "Port {} on {} is taken by another program. Stop it, or choose another port with --listen.",
            address.port(),
            address.ip()
        )),
        ErrorKind::PermissionDenied => Failure::sentence(format!(
            "This user may not use port {}. Choose a port above 1023 with --listen, or grant CAP_NET_BIND_SERVICE.",
            address.port()
        )),
        _ => Failure::new(format!("{address} cannot be used for pages"), &error),
    };
    let listener = TcpListener::bind(address).map_err(explain)?;
    listener.set_nonblocking(true).map_err(explain)?;
    Ok(listener)
}

/// How long a claim is waited for: a database server may take a moment to see that a killed one is gone.
const CLAIM: Duration = Duration::from_secs(10);

/// The right to hold the meetings of this database.
async fn claim(store: &Store) -> Result<Claim, Failure> {
    let claim = async {
        loop {
            if let Some(claim) = store.claim().await? {
                return Ok::<Claim, store::Error>(claim);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    match timeout(CLAIM, claim).await {
        Ok(claim) => Ok(claim?),
        Err(_) => Err(Failure::sentence(
            "Another Conclave server holds the meetings of this database. Stop it, or give this one a database of its own with --data or DATABASE_URL.",
        )),
    }
}

/// Closes in the journal what a crash, or a stop that could not write, left open: at the time when a server
/// on this database was last heard of.
async fn recover(store: &Store, options: &Serve, clock: &dyn Clock) -> Result<(), Failure> {
    let last_seen = store::nodes::last_seen(store).await?.unwrap_or(clock.now());
    let closed = usage::recover(store, last_seen)
        .await
        .map_err(|error| Failure::new("The journal cannot be put in order", &error))?;
    if closed.meetings > 0 {
        let (meetings, participants) = (closed.meetings, closed.participants);
        tracing::warn!(meetings, participants, until = %last_seen, "meetings that were left open were closed in the journal");
    }
    store::nodes::started(store, &options.node, clock.now()).await?;
    Ok(())
}

/// How accounts are guarded; a development server is tried by tests from one address.
fn settings(options: &Serve) -> Settings {
    let mut settings = Settings::new(options.base_url());
    if options.development {
        settings.limits = Limits::Development;
    }
    settings
}

/// How often one address may ask for a verdict.
fn verdicts(options: &Serve) -> Throttle {
    let rule = Rule::new(60, 1);
    Throttle::new(if options.development {
        rule.times(100)
    } else {
        rule
    })
}

/// Where the built page is and how its files are named.
fn leptos_options(options: &Serve) -> Result<LeptosOptions, Failure> {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|path| path.parent().map(ToOwned::to_owned));
    let candidates = match (&options.site, &beside) {
        (Some(site), _) => vec![site.clone()],
        (None, Some(beside)) => vec![beside.join("site"), beside.join("../site")],
        (None, None) => vec![PathBuf::from("site")],
    };
    let Some(site) = candidates.iter().find(|site| site.join("pkg").is_dir()) else {
        return Err(Failure::sentence(format!(
            "The built page is not in {}. Build it with `make build`, or name its folder with --site.",
            candidates
                .first()
                .map(|site| site.display().to_string())
                .unwrap_or_default()
        )));
    };
    Ok(LeptosOptions::builder()
        .output_name("conclave")
        .site_root(site.display().to_string())
        .env(Env::PROD)
        .hash_files(true)
        .build())
}

#[expect(
    clippy::print_stdout,
    reason = "a person who starts the server reads the address here"
)]
fn announce(options: &Serve) {
    println!("Conclave is at {}", options.base_url());
    if options.development {
        println!(
            "Mails are at {}/mailbox (development mode: do not let others reach this server)",
            options.base_url()
        );
    }
}
