//! How a value lies in a column, where the two databases differ: moments are integer microseconds in
//! SQLite (text would not sort by time) and `timestamptz` in PostgreSQL; uuids are text and `uuid`.

use crate::TokenHash;
use domain::{CustomerId, EventId, MemberId, RoomName, SessionId, Timestamp};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, PgValueRef};
use sqlx::sqlite::{SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Database, Decode, Encode, Postgres, Sqlite, Type};
use time::OffsetDateTime;
use uuid::Uuid;
use uuid::fmt::Hyphenated;

/// A moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At(pub(crate) Timestamp);

/// A moment, or NULL. (`Option<Timestamp>` cannot be made from an `Option<At>` under the orphan rule.)
#[derive(Clone, Copy, Debug)]
pub(crate) struct MaybeAt(Option<Timestamp>);

/// A uuid.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Id(pub(crate) Uuid);

/// A room's name, taken as it lies there.
#[derive(Clone, Debug, Type)]
#[sqlx(transparent)]
pub(crate) struct Room(String);

impl From<Room> for RoomName {
    fn from(room: Room) -> Self {
        Self::from_stored(room.0)
    }
}

macro_rules! column {
    ($wrapper:ident, $db:ident, $info:ident, $buffer:ident, $value:ident, $native:ty,
     |$w:ident| $to:expr, |$n:ident| $from:expr) => {
        impl Type<$db> for $wrapper {
            fn type_info() -> $info {
                <$native as Type<$db>>::type_info()
            }
            fn compatible(info: &$info) -> bool {
                <$native as Type<$db>>::compatible(info)
            }
        }

        impl Encode<'_, $db> for $wrapper {
            fn encode_by_ref(&self, buffer: &mut $buffer) -> Result<IsNull, BoxDynError> {
                let $w = self;
                let native: $native = $to;
                Encode::<$db>::encode(native, buffer)
            }
        }

        impl<'r> Decode<'r, $db> for $wrapper {
            fn decode(value: $value<'r>) -> Result<Self, BoxDynError> {
                let $n = <$native as Decode<'r, $db>>::decode(value)?;
                Ok($from)
            }
        }
    };
}

column!(
    At,
    Sqlite,
    SqliteTypeInfo,
    SqliteArgumentsBuffer,
    SqliteValueRef,
    i64,
    |at| at.0.micros(),
    |micros| Self(Timestamp::from_micros(micros))
);
column!(
    At,
    Postgres,
    PgTypeInfo,
    PgArgumentBuffer,
    PgValueRef,
    OffsetDateTime,
    |at| at.0.datetime(),
    |moment| Self(moment.into())
);
column!(
    Id,
    Sqlite,
    SqliteTypeInfo,
    SqliteArgumentsBuffer,
    SqliteValueRef,
    Hyphenated,
    |id| id.0.hyphenated(),
    |text| Self(text.into_uuid())
);
column!(
    Id,
    Postgres,
    PgTypeInfo,
    PgArgumentBuffer,
    PgValueRef,
    Uuid,
    |id| id.0,
    |uuid| Self(uuid)
);

impl<DB: Database> Type<DB> for MaybeAt
where
    At: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        At::type_info()
    }
    fn compatible(info: &DB::TypeInfo) -> bool {
        At::compatible(info)
    }
}

impl<'r, DB: Database> Decode<'r, DB> for MaybeAt
where
    Option<At>: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(Option::<At>::decode(value)?.map(|at| at.0)))
    }
}

impl From<At> for Timestamp {
    fn from(at: At) -> Self {
        at.0
    }
}

impl From<MaybeAt> for Option<Timestamp> {
    fn from(at: MaybeAt) -> Self {
        at.0
    }
}

impl From<Id> for Uuid {
    fn from(id: Id) -> Self {
        id.0
    }
}

macro_rules! ids {
    ($($id:ident),*) => {$(
        impl From<Id> for $id {
            fn from(id: Id) -> Self {
                Self(id.0)
            }
        }

        impl From<$id> for Id {
            fn from(id: $id) -> Self {
                Self(id.0)
            }
        }
    )*};
}

ids!(CustomerId, MemberId, SessionId, EventId);

impl TryFrom<Vec<u8>> for TokenHash {
    type Error = &'static str;
    fn try_from(bytes: Vec<u8>) -> Result<Self, &'static str> {
        bytes.try_into().map(Self).map_err(|_| "a digest has 32 bytes")
    }
}
