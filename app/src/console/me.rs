//! Who is logged in.

use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// What the frame shows of the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Me {
    /// What he is called.
    pub(crate) name: String,
    /// His address.
    pub(crate) email: String,
}

#[server(endpoint = "me")]
pub(crate) async fn who_am_i() -> FormResult<Me> {
    let (_, session) = crate::state::member()?;
    Ok(Me {
        name: session.name,
        email: session.email,
    })
}
