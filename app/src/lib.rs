//! What people see: public pages, the console and the meeting page.

#![recursion_limit = "512"]
#![expect(
    unreachable_pub,
    reason = "the macro of components writes `pub` for what is ours alone"
)]
#![expect(
    clippy::needless_pass_by_value,
    reason = "components take their properties by value"
)]

mod app;
mod console;
pub mod meeting;
mod page;
mod site;
#[cfg(feature = "ssr")]
pub mod state;
mod ui;

pub use app::App;
#[cfg(feature = "ssr")]
pub use app::shell;
