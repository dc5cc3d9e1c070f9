//! The browser's storage. Where it is refused (private windows, third-party frames) the page works
//! without memory.

use domain::DeviceId;
use leptos::prelude::window;
use web_sys::Storage;

/// The name of the last meeting.
pub(super) const NAME: &str = "conclave.name";

const BILLING_ID: &str = "billingId";
const DEVICE_ID: &str = "jitsiMeetId";

fn local() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn session() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// A value that stays.
pub(super) fn get(key: &str) -> Option<String> {
    local()?.get_item(key).ok().flatten()
}

/// Keeps a value.
pub(super) fn keep(key: &str, value: &str) {
    if let Some(storage) = local() {
        // Full or refused: the next meeting asks again.
        let _ = storage.set_item(key, value);
    }
}

/// Keeps a value as long as the tab is open.
pub(super) fn keep_for_tab(key: &str, value: &str) {
    if let Some(storage) = session() {
        let _ = storage.set_item(key, value);
    }
}

/// A value of this tab.
pub(super) fn of_tab(key: &str) -> Option<String> {
    session()?.get_item(key).ok().flatten()
}

/// What active users are counted by (contract §1.6): `billingId` if there is one, which `jitsiMeetId`
/// then follows, else `jitsiMeetId`, made when missing.
pub(super) fn device_id() -> Option<DeviceId> {
    let read = |key| get(key).and_then(|id| id.parse::<DeviceId>().ok());
    if let Some(id) = read(BILLING_ID) {
        if get(DEVICE_ID).as_deref() != Some(id.as_str()) {
            keep(DEVICE_ID, id.as_str());
        }
        return Some(id);
    }
    read(DEVICE_ID).or_else(|| {
        let id = new_id()?;
        keep(DEVICE_ID, id.as_str());
        Some(id)
    })
}

/// A version 4 uuid without dashes, from the browser's secure generator.
fn new_id() -> Option<DeviceId> {
    let mut bytes = [0_u8; 16];
    window()
        .crypto()
        .ok()?
        .get_random_values_with_u8_array(&mut bytes)
        .ok()?;
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    format!("{:032x}", u128::from_be_bytes(bytes)).parse().ok()
}
