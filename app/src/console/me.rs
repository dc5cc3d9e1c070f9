//! Who is logged in.

use super::mode::Mode;
use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// What the frame shows of the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Me {
    /// What he is called.
    pub(crate) name: String,
    /// His address.
    pub(crate) email: String,
    /// Which of the two apps he looks at.
    pub(crate) mode: Mode,
    /// Whether there is a sandbox to look at.
    pub(crate) has_sandbox: bool,
}

#[server(endpoint = "me")]
pub(crate) async fn who_am_i() -> FormResult<Me> {
    let (_, session) = crate::state::member()?;
    Ok(Me {
        name: session.name,
        email: session.email,
        mode: session.mode.into(),
        has_sandbox: session.has_sandbox,
    })
}
