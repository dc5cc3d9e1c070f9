//! What the business says: identifiers, time, money, plans, claims and events. No I/O; compiles to wasm too.

mod clock;
mod event;
mod features;
mod id;
mod money;
mod plan;
mod random;
mod room_name;
mod timestamp;

pub use clock::{Clock, ManualClock};
pub use event::{EventId, LeaveReason, MeetingEvent, MeetingFact, Person, UsageEntry};
pub use features::{FEATURES, Features};
pub use id::{AppId, CustomerId, DeviceId, EndpointId, IdError, KeyId, MemberId, ParticipantUuid, SessionId};
pub use money::{Currency, Money, MoneyError};
pub use plan::{DEV_PLAN, Plan};
pub use random::Random;
pub use room_name::{RoomName, RoomNameError};
pub use timestamp::{Cycle, Date, Timestamp, TimestampError};
