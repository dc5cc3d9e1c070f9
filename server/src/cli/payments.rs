//! How customers pay, as the operator says it.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// How customers pay.
#[derive(Debug, Clone, Args)]
pub(crate) struct Payments {
    /// A TOML file with plans and prices, the reminders about unpaid invoices, and who sends invoices; without it, the built-in plans
    #[arg(long, env = "CONCLAVE_BILLING", value_name = "FILE")]
    pub billing: Option<PathBuf>,
    /// Who takes the money: nobody (test cards only), the operator by hand, or Stripe
    #[arg(
        long,
        env = "CONCLAVE_PAYMENTS",
        default_value = "simulated",
        value_name = "WHO"
    )]
    pub payments: Provider,
    /// Stripe's secret key, or better a restricted one
    #[arg(
        long,
        env = "CONCLAVE_STRIPE_SECRET_KEY",
        hide_env_values = true,
        value_name = "KEY"
    )]
    pub stripe_secret_key: Option<String>,
    /// Stripe's publishable key
    #[arg(long, env = "CONCLAVE_STRIPE_PUBLISHABLE_KEY", value_name = "KEY")]
    pub stripe_publishable_key: Option<String>,
    /// Secret of the endpoint /v1/payments/stripe at Stripe; several while one is replaced
    #[arg(
        long,
        env = "CONCLAVE_STRIPE_WEBHOOK_SECRET",
        hide_env_values = true,
        value_delimiter = ',',
        value_name = "SECRET"
    )]
    pub stripe_webhook_secret: Vec<String>,
    /// Where Stripe's API is; for trying out with a stand-in on this machine
    #[arg(long, env = "CONCLAVE_STRIPE_API", value_name = "URL")]
    pub stripe_api: Option<String>,
}

/// Who takes the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Provider {
    /// Nobody: test cards by number, no money moves.
    Simulated,
    /// The operator, who marks invoices as paid.
    Manual,
    /// Stripe.
    Stripe,
}
