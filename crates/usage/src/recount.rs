//! Counting everything again from the journal and comparing it with what is kept.
//!
//! In memory lies what the journal says: for each one who counts, his id and his first event. What is kept
//! is read past it in pages, from one snapshot, so it takes no room and keeps no writer waiting.

use crate::catch_up::{CALENDAR_MONTHS, READER};
use crate::figures::{Counting, Figures, First, Heads};
use crate::fold::Meetings;
use crate::report::{by_app, number};
use crate::{Difference, Report, Result, Usage};
use domain::{AppId, Date};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use store::{Store, Tx};

/// Events read at once.
const CHUNK: u32 = 2_000;
/// Kept rows read at once.
const PAGE: u32 = 10_000;

/// A count from the journal's beginning, as far as it has come.
#[derive(Default)]
struct Recount {
    counting: Counting,
    meetings: Meetings,
    anchors: HashMap<AppId, Date>,
    seq: i64,
    events: u64,
}

impl Usage {
    /// Counts the journal from its beginning up to the cursor and compares. Changes nothing. Call
    /// [`Usage::catch_up`] before, so that the newest events are in both.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn recount(&self) -> Result<Report> {
        let mut recount = Recount::default();
        // Most is counted before the snapshot is taken, which is then held for a short time only. The journal
        // only grows, so what lies up to a cursor is the same however long this takes.
        let so_far = store::journal::cursor(&self.store, READER).await?;
        recount.count_to(&self.store, so_far).await?;
        let mut snapshot = self.store.snapshot().await?;
        let kept = store::usage::kept(&mut snapshot, READER).await?;
        let seq = kept.seq;
        recount.count_to(&self.store, seq).await?;

        let Recount {
            mut counting, events, ..
        } = recount;
        let apps = by_app(&counting);
        let mut differences = Vec::new();
        compare_devices(&mut snapshot, &mut counting.devices, &mut differences).await?;
        compare_people(&mut snapshot, &mut counting.people, &mut differences).await?;
        snapshot.rollback().await?;
        let (kept, counted) = (Figures::from(kept), counting.figures);
        compare("day", &kept.days, &counted.days, &mut differences);
        compare(
            "cycle-day",
            &kept.cycle_days,
            &counted.cycle_days,
            &mut differences,
        );
        compare("meeting", &kept.sessions, &counted.sessions, &mut differences);
        compare("participant", &kept.present, &counted.present, &mut differences);
        Ok(Report {
            seq,
            events,
            apps,
            live_meetings: number(counted.sessions.len()),
            live_participants: number(counted.present.len()),
            differences,
        })
    }
}

impl Recount {
    async fn count_to(&mut self, store: &Store, until: i64) -> Result<()> {
        while self.seq < until {
            let chunk = store::journal::read_after(store, self.seq, CHUNK).await?;
            if chunk.is_empty() {
                break;
            }
            for recorded in chunk {
                if recorded.seq > until {
                    return Ok(());
                }
                self.seq = recorded.seq;
                self.events += 1;
                let event = recorded.event;
                let anchor = match self.anchors.get(&event.app) {
                    Some(anchor) => *anchor,
                    None => {
                        let anchor = store::apps::anchor(store, &event.app).await?;
                        let anchor = anchor.unwrap_or(CALENDAR_MONTHS);
                        self.anchors.insert(event.app.clone(), anchor);
                        anchor
                    }
                };
                for change in self.meetings.apply(&event, anchor) {
                    self.counting.write(change);
                }
            }
        }
        Ok(())
    }
}

async fn compare_devices(
    snapshot: &mut Tx,
    counted: &mut Heads,
    differences: &mut Vec<Difference>,
) -> Result<()> {
    let mut last = None;
    loop {
        let page = store::usage::kept_devices(snapshot, last.as_ref(), PAGE).await?;
        for device in &page {
            let who = device.device.as_str();
            let first = First {
                event: device.event,
                at: device.at,
            };
            let counted = counted.take(&device.app, device.cycle, who);
            compare_one(
                "device",
                &(&device.app, device.cycle, who),
                Some(first),
                counted,
                differences,
            );
        }
        match page.into_iter().next_back() {
            Some(device) => last = Some(device),
            None => break,
        }
    }
    compare_rest("device", counted, differences);
    Ok(())
}

async fn compare_people(
    snapshot: &mut Tx,
    counted: &mut Heads,
    differences: &mut Vec<Difference>,
) -> Result<()> {
    let mut last = None;
    loop {
        let page = store::usage::kept_people(snapshot, last.as_ref(), PAGE).await?;
        for person in &page {
            let who = person.person.to_string();
            let first = First {
                event: person.event,
                at: person.at,
            };
            let counted = counted.take(&person.app, person.cycle, &who);
            compare_one(
                "person",
                &(&person.app, person.cycle, who),
                Some(first),
                counted,
                differences,
            );
        }
        match page.into_iter().next_back() {
            Some(person) => last = Some(person),
            None => break,
        }
    }
    compare_rest("person", counted, differences);
    Ok(())
}

/// Those who were not taken out are not kept.
fn compare_rest(kind: &str, counted: &Heads, differences: &mut Vec<Difference>) {
    for (app, cycles) in &counted.0 {
        for (cycle, heads) in cycles {
            let mut rest: Vec<_> = heads.iter().collect();
            rest.sort_unstable_by_key(|(who, _)| *who);
            for (who, first) in rest {
                compare_one(kind, &(app, cycle, who), None, Some(*first), differences);
            }
        }
    }
}

fn compare<K: Ord + Debug, V: PartialEq + Debug>(
    kind: &str,
    kept: &BTreeMap<K, V>,
    counted: &BTreeMap<K, V>,
    differences: &mut Vec<Difference>,
) {
    let only_counted = counted.keys().filter(|key| !kept.contains_key(key));
    for key in kept.keys().chain(only_counted) {
        compare_one(kind, key, kept.get(key), counted.get(key), differences);
    }
}

fn compare_one<V: PartialEq + Debug>(
    kind: &str,
    key: &impl Debug,
    kept: Option<V>,
    counted: Option<V>,
    differences: &mut Vec<Difference>,
) {
    if kept != counted {
        let show = |value: Option<V>| value.map_or_else(|| "nothing".to_owned(), |v| format!("{v:?}"));
        differences.push(Difference {
            what: format!("{kind} {key:?}"),
            kept: show(kept),
            counted: show(counted),
        });
    }
}
