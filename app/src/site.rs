//! Public pages: what this is, and the way in.

pub(crate) mod check_mail;
mod door;
mod forgot;
pub(crate) mod forgot_password;
pub(crate) mod frame;
pub(crate) mod landing;
mod log_in;
pub(crate) mod log_in_page;
mod mail_text;
pub(crate) mod mailbox;
mod reset;
pub(crate) mod reset_password;
mod send_again;
mod sign_up;
pub(crate) mod sign_up_page;
pub(crate) mod styleguide;
#[cfg(feature = "ssr")]
pub(crate) mod trouble;
mod verify;
pub(crate) mod verify_email;
