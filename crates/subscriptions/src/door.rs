//! The door of a meeting: whether the subscription lets somebody in.
//!
//! A device counts when it meets another one, a moment after it came through the door. So the door
//! remembers who is inside and have not counted yet, and counts with them: two that come at
//! the same moment cannot both take the last place.

use crate::account::Account;
use crate::{Result, Subscriptions};
use billing::{Ask, NewDevices, Refusal, RefusalCode, gate, standing};
use domain::{AppId, CountBy, Date, DeviceId, Somebody};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Somebody who wants in.
#[derive(Debug, Clone, Copy)]
pub struct Visit<'a> {
    /// Whose meeting it is.
    pub app: &'a AppId,
    /// The browser's device id.
    pub device: &'a DeviceId,
    /// The user id of the token.
    pub user: Option<&'a str>,
    /// Whether the meeting goes on already; if not, it would begin with this visit.
    pub goes_on: bool,
}

/// Devices inside that have not counted yet, by app and cycle; how many passes each has.
#[derive(Default)]
pub(crate) struct Door(Mutex<HashMap<AppId, HashMap<Somebody, Inside>>>);

#[derive(Clone, Copy)]
struct Inside {
    passes: usize,
    /// The cycle in which it was found to have counted.
    counted: Option<Date>,
}

/// Lets one connection in; to be kept for as long as it lasts.
pub struct Pass {
    door: Arc<Door>,
    app: AppId,
    who: Somebody,
}

impl std::fmt::Debug for Pass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pass").finish_non_exhaustive()
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut door = self.door.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(devices) = door.get_mut(&self.app) else {
            return;
        };
        if let Some(inside) = devices.get_mut(&self.who) {
            inside.passes -= 1;
            if inside.passes == 0 {
                devices.remove(&self.who);
            }
        }
        if devices.is_empty() {
            door.remove(&self.app);
        }
    }
}

impl Subscriptions {
    /// Whether the subscription lets somebody in whose token is good. Who is in a meeting is never put out
    /// by this; a device that has counted in this cycle passes however full the plan is.
    ///
    /// # Errors
    /// [`crate::Error::Store`], [`crate::Error::UnknownApp`]. A refusal is the inner error.
    pub async fn enter(&self, visit: Visit<'_>) -> Result<std::result::Result<Pass, Refusal>> {
        // One at a time for an app, so that what one visit finds free is not found free by the next.
        let _turn = self.turn(visit.app).await;
        // Whoever met a moment ago may not be in the figures yet.
        self.0.usage.catch_up().await?;
        let account = self.view(visit.app).await?;
        let cycle = account.history.cycle(account.now).start;
        let who = match self.catalogue().rates(cycle).count_by {
            CountBy::Device => Somebody::Device(visit.device.clone()),
            CountBy::Person => Somebody::person(visit.user, visit.device),
        };
        let refused = self.refusal(&account, visit, cycle, &who).await?;
        Ok(match refused {
            Some(refusal) => Err(refusal),
            None => Ok(self.pass(visit.app, who)),
        })
    }

    async fn refusal(
        &self,
        account: &Account,
        visit: Visit<'_>,
        cycle: Date,
        who: &Somebody,
    ) -> Result<Option<Refusal>> {
        let cap = account.cap(self);
        let mut usage = account.usage.clone();
        usage.cycle_mut(cycle).devices.push(NewDevices {
            at: account.now,
            count: self.waiting(visit.app, cycle, who).await?,
        });
        let standing = standing(self.catalogue(), &account.history, &usage, account.now)?;
        let begins = gate(&standing, cap, Ask::Meeting).err();
        // What goes on may grow while an invoice is unpaid; nothing goes on once the account has ended.
        let begins = begins.filter(|it| !visit.goes_on || it.code != RefusalCode::PastDue);
        if begins.is_some() || self.has_counted(visit.app, cycle, who).await? {
            return Ok(begins);
        }
        Ok(gate(&standing, cap, Ask::NewDevice).err())
    }

    /// How many others are inside who have not counted in this cycle.
    async fn waiting(&self, app: &AppId, cycle: Date, who: &Somebody) -> Result<u64> {
        let inside: Vec<Somebody> = {
            let door = self.0.door.0.lock().unwrap_or_else(PoisonError::into_inner);
            let all = door.get(app).into_iter().flatten();
            all.filter(|(other, inside)| *other != who && inside.counted != Some(cycle))
                .map(|(other, _)| other.clone())
                .collect()
        };
        let mut waiting = 0;
        for other in inside {
            if self.has_counted(app, cycle, &other).await? {
                let mut door = self.0.door.0.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(inside) = door.get_mut(app).and_then(|all| all.get_mut(&other)) {
                    inside.counted = Some(cycle);
                }
            } else {
                waiting += 1;
            }
        }
        Ok(waiting)
    }

    async fn has_counted(&self, app: &AppId, cycle: Date, who: &Somebody) -> Result<bool> {
        let store = &self.0.store;
        Ok(match (self.catalogue().rates(cycle).count_by, who) {
            (CountBy::Device, Somebody::Device(device)) => {
                store::usage::is_counted(store, app, cycle, device).await?
            }
            _ => store::usage::is_person_counted(store, app, cycle, who).await?,
        })
    }

    fn pass(&self, app: &AppId, who: Somebody) -> Pass {
        let mut door = self.0.door.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all = door.entry(app.clone()).or_default();
        let outside = Inside {
            passes: 0,
            counted: None,
        };
        all.entry(who.clone()).or_insert(outside).passes += 1;
        Pass {
            door: Arc::clone(&self.0.door),
            app: app.clone(),
            who,
        }
    }
}
