//! Lets devices meet in the sandbox that have never been seen.

use crate::ui::prelude::*;

#[server(endpoint = "sandbox-generate")]
pub(super) async fn generate_usage(app: String, devices: String) -> FormResult<()> {
    use crate::console::refused::refused;
    use crate::state;

    let (services, session) = state::answer(state::owner_of(&app))?;
    let typed = devices.trim().replace([',', ' '], "");
    // What is no number is as wrong as zero, and the service says what is right.
    let asked = typed.parse::<u32>().unwrap_or(0);
    match services.subscriptions.generate(&session.app, asked).await {
        Ok(generated) => {
            state::go(&format!("/console/sandbox?met={}&of={asked}", generated.devices));
            Ok(())
        }
        Err(error) => state::answer(Err(refused(error).keep("devices", &devices))),
    }
}
