//! Test meetings for a sandbox: events as real meetings write them, into the same journal.

use crate::{Error, Result, Subscriptions};
use billing::{Ask, NewDevices, Refusal, gate, standing};
use domain::{
    AppId, DeviceId, EventId, LeaveReason, MeetingEvent, MeetingFact, ParticipantUuid, Person, RoomName,
    SessionId, Timestamp, UsageEntry,
};
use store::apps::AppMode;

/// More devices are not generated at once.
pub const MOST_GENERATED: u32 = 5_000;
/// So many meet in one room.
const ROOM: usize = 100;

/// What was generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// Devices that met.
    pub devices: u32,
    /// Why the others were turned away, as at the door of a real meeting.
    pub refused: Option<Refusal>,
}

impl Subscriptions {
    /// Lets so many devices that have never been seen meet in a sandbox. They are turned away where real
    /// ones would be.
    ///
    /// # Errors
    /// [`Error::NotASandbox`], [`Error::Invalid`], [`Error::Store`].
    pub async fn generate(&self, app: &AppId, devices: u32) -> Result<Generated> {
        if self.mode(app).await? != AppMode::Sandbox {
            return Err(Error::NotASandbox);
        }
        if !(2..=MOST_GENERATED).contains(&devices) {
            return Err(Error::Invalid {
                field: "devices",
                sentence: format!("Choose a number from 2 to {MOST_GENERATED}; who is alone is not counted."),
            });
        }
        self.0.usage.catch_up().await?;
        let (let_in, refused, at) = self.let_in(app, devices).await?;
        if let_in >= 2 {
            let mut left = usize::try_from(let_in).unwrap_or(0);
            while left > 0 {
                // Nobody is left alone in the last room.
                let count = if left > ROOM + 1 { ROOM } else { left };
                left -= count;
                store::journal::append(&self.0.store, &self.meeting(app, count, at)?).await?;
            }
            self.0.usage.catch_up().await?;
            self.watch().await?;
        }
        Ok(Generated {
            devices: if let_in >= 2 { let_in } else { 0 },
            refused,
        })
    }

    /// How many of so many new devices the gate lets in, and why not the next.
    async fn let_in(&self, app: &AppId, devices: u32) -> Result<(u32, Option<Refusal>, Timestamp)> {
        let account = self.view(app).await?;
        let mut usage = account.usage.clone();
        let cycle = account.history.cycle(account.now).start;
        for count in 0..devices {
            let standing = standing(self.catalogue(), &account.history, &usage, account.now)?;
            let refused = gate(&standing, account.cap(self), Ask::Meeting)
                .and_then(|()| gate(&standing, account.cap(self), Ask::NewDevice));
            if let Err(refusal) = refused {
                return Ok((count, Some(refusal), account.now));
            }
            let new = &mut usage.cycle_mut(cycle).devices;
            let (at, count) = (account.now, 1);
            match new.last_mut() {
                Some(last) if last.at == at => last.count += 1,
                _ => new.push(NewDevices { at, count }),
            }
        }
        Ok((devices, None, account.now))
    }

    /// One meeting of so many, begun and over at the same moment.
    fn meeting(&self, app: &AppId, count: usize, at: Timestamp) -> Result<Vec<MeetingEvent>> {
        let random = &self.0.random;
        let session = SessionId::new(random);
        let label = hex_of(random.bytes::<3>());
        let room: RoomName = format!("test-meeting-{label}").parse().map_err(Error::internal)?;
        let event = |fact| MeetingEvent {
            id: EventId::new(random),
            app: app.clone(),
            room: room.clone(),
            session,
            at,
            fact,
        };
        let mut events = vec![event(MeetingFact::RoomCreated)];
        let mut people = Vec::with_capacity(count);
        for number in 1..=count {
            people.push(self.guest(&label, number)?);
        }
        let joined = people.iter().cloned();
        events.extend(joined.map(|participant| event(MeetingFact::ParticipantJoined { participant })));
        let entries = people.iter().map(|person| UsageEntry {
            device: person.device.clone(),
            endpoint: person.endpoint.clone(),
            user_id: person.user_id.clone(),
            email: None,
            kid: None,
            has_mau_p: false,
        });
        events.push(event(MeetingFact::Usage {
            entries: entries.collect(),
        }));
        events.extend(people.iter().map(|person| {
            event(MeetingFact::ParticipantLeft {
                endpoint: person.endpoint.clone(),
                reason: LeaveReason::Left,
            })
        }));
        events.push(event(MeetingFact::RoomDestroyed));
        Ok(events)
    }

    fn guest(&self, label: &str, number: usize) -> Result<Person> {
        let random = &self.0.random;
        Ok(Person {
            endpoint: ParticipantUuid::new(random).endpoint(),
            device: hex_of(random.bytes::<16>())
                .parse::<DeviceId>()
                .map_err(Error::internal)?,
            name: format!("Test participant {number}"),
            user_id: Some(format!("test-{label}-{number}")),
            email: None,
            avatar: None,
            group: None,
            moderator: false,
            kid: None,
            embedded: false,
        })
    }
}

fn hex_of<const N: usize>(bytes: [u8; N]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
