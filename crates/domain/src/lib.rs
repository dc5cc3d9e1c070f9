//! What the business says: identifiers, time, money, claims and events. No I/O; compiles to wasm too.

mod clock;
pub mod connection;
mod count;
mod event;
mod features;
mod id;
mod money;
mod random;
mod room_name;
mod timestamp;

pub use clock::{Clock, ManualClock};
pub use count::{CountBy, Somebody};
pub use event::{EventId, LeaveReason, MeetingEvent, MeetingFact, Person, UsageEntry};
pub use features::{FEATURES, Features};
pub use id::{AppId, CustomerId, DeviceId, EndpointId, IdError, KeyId, MemberId, ParticipantUuid, SessionId};
pub use money::{Currency, Money, MoneyError};
pub use random::Random;
pub use room_name::{RoomName, RoomNameError};
pub use timestamp::{Cycle, Date, Timestamp, TimestampError};
