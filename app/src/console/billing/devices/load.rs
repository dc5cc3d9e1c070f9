//! Reads a page of the devices of a cycle.

use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// Rows of a page.
#[cfg(feature = "ssr")]
const PAGE: u32 = 100;

/// What the page shows; addresses are of neighbouring pages, if there are any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeviceList {
    pub(super) period: String,
    pub(super) before: Option<String>,
    pub(super) following: Option<String>,
    pub(super) rows: Vec<DeviceRow>,
    pub(super) first: Option<String>,
    pub(super) next: Option<String>,
}

/// One device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeviceRow {
    pub(super) device: String,
    pub(super) at: Moment,
    pub(super) room: String,
    pub(super) session: String,
}

/// Enough of a device's id to tell devices apart.
pub(crate) fn short(device: &str) -> String {
    const ENOUGH: usize = 12;
    match device.get(..ENOUGH) {
        Some(start) if device.len() > ENOUGH => format!("{start}…"),
        _ => device.to_owned(),
    }
}

/// `cycle` is a day of the cycle, empty for the one that runs; `after` and `device` name the last row of the page
/// before.
#[server(endpoint = "billing-devices")]
pub(super) async fn load_devices(
    #[server(default)] cycle: String,
    #[server(default)] after: String,
    #[server(default)] device: String,
) -> FormResult<DeviceList> {
    use crate::console::refused::refused;
    use crate::state;
    use crate::ui::moment::days;

    let (services, session) = state::member()?;
    let subscriptions = &services.subscriptions;
    let day = match cycle.as_str() {
        "" => None,
        text => Some(day(text).ok_or(FormError::NotFound)?),
    };
    let found = subscriptions.cycle(&session.app, day).await.map_err(refused)?;
    let current = subscriptions.cycle(&session.app, None).await.map_err(refused)?;
    let cursor = match (after.parse(), device.parse()) {
        (Ok(at), Ok(device)) => Some((at, device)),
        _ => None,
    };
    let mut counted = subscriptions
        .devices(&session.app, found.start, cursor.as_ref(), PAGE + 1)
        .await
        .map_err(refused)?;
    let more = counted.len() > PAGE as usize;
    counted.truncate(PAGE as usize);
    let page = format!("/console/billing/devices?cycle={}", found.start);
    let of = |day: domain::Date| format!("/console/billing/devices?cycle={day}");
    let earlier = found
        .start
        .previous_day()
        .filter(|_| found.start > session.anchor);
    Ok(DeviceList {
        period: days(found.start, found.end),
        before: earlier.map(of),
        following: (found.start < current.start).then(|| of(found.end)),
        first: cursor.is_some().then(|| page.clone()),
        next: counted.last().filter(|_| more).map(|last| {
            format!(
                "{page}&after={}&device={}",
                last.at,
                encoded(last.device.as_str())
            )
        }),
        rows: counted
            .into_iter()
            .map(|it| DeviceRow {
                device: it.device.to_string(),
                at: it.at.into(),
                room: it.room.to_string(),
                session: it.session.to_string(),
            })
            .collect(),
    })
}

/// A day as in 2026-03-08.
#[cfg(feature = "ssr")]
fn day(text: &str) -> Option<domain::Date> {
    let midnight: domain::Timestamp = format!("{text}T00:00:00Z").parse().ok()?;
    Some(midnight.date())
}

#[cfg(feature = "ssr")]
fn encoded(text: &str) -> String {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_a_device_are_read_and_written() {
        assert_eq!(day("2026-03-08").unwrap().to_string(), "2026-03-08");
        assert_eq!(day("8 March"), None);
        assert_eq!(short("0123456789abcdef"), "0123456789ab…");
        assert_eq!(short("d1"), "d1");
        assert_eq!(encoded("a+b"), "a%2Bb");
    }
}
