//! The web: routes, and what every request passes on its way.

pub(crate) mod billing_files;
pub(crate) mod context;
pub(crate) mod csrf;
pub(crate) mod headers;
pub(crate) mod health;
pub(crate) mod metrics;
pub(crate) mod panic;
pub(crate) mod payments;
pub(crate) mod problem;
pub(crate) mod request_id;
pub(crate) mod router;
pub(crate) mod signal;
pub(crate) mod state;
pub(crate) mod verdict;
