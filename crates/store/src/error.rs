//! What can go wrong, told so that an operator knows what to do. No message repeats a password.

use sqlx::error::ErrorKind;
use std::path::Path;

/// Why the database did not do what it was asked. `Clone`, because everybody in one group commit
/// hears of the same failure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Something with these values is there already; the constraint is `table_column[_column]` on both databases.
    #[error("the value is already taken ({0})")]
    Unique(String),
    /// A row refers to one that is not there, or one that is referred to was to go.
    #[error("what the row belongs to is not there")]
    Reference,
    /// The database was made by `migrate` of another version, or by none.
    #[error("the database has no tables yet; run `conclave migrate`")]
    NotMigrated,
    /// Another process holds the lock, or everybody waited too long for a connection.
    #[error("the database is locked or overloaded; stop other programs that write to it, then try again")]
    Busy,
    /// No space is left.
    #[error("the disk of the database is full; free some space: nothing that was saved is lost")]
    DiskFull,
    /// The file, its folder or its file system cannot be written.
    #[error("the database cannot be written; check the permissions of the file and of its folder")]
    ReadOnly,
    /// The disk failed.
    #[error("the disk of the database cannot be read or written; check it and the system log")]
    Disk,
    /// The file is not ours or is damaged.
    #[error("the file is not a database or is damaged; restore a backup or name another file")]
    Corrupt,
    /// The file or database named by the address is not there.
    #[error("the database is not there: {0}")]
    Missing(String),
    /// The server refused the user or password.
    #[error("the database server refuses this user or password; check DATABASE_URL")]
    Denied,
    /// The server does not answer.
    #[error("the database server cannot be reached ({0}); check that it runs and that DATABASE_URL is right")]
    Unreachable(String),
    /// The address is not one of a database we know.
    #[error("{0}")]
    Address(String),
    /// The tables cannot be brought up to this version.
    #[error("the tables cannot be brought up to this version: {0}")]
    Migration(String),
    /// A row holds something that this version cannot read.
    #[error("a row cannot be read: {0}")]
    Unreadable(String),
    /// Anything else.
    #[error("the database refused: {0}")]
    Other(String),
}

impl Error {
    /// Whether `constraint` (`table_column`) was violated; turns a unique violation into a field's error.
    #[must_use]
    pub fn is_unique(&self, constraint: &str) -> bool {
        matches!(self, Self::Unique(name) if name == constraint)
    }

    /// Whether the same call may succeed later without anybody changing the data.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Busy | Self::DiskFull | Self::Unreachable(_) | Self::Disk | Self::ReadOnly
        )
    }

    /// The address may hold a password, so only its scheme is repeated.
    pub(crate) fn address(url: &str) -> Self {
        let scheme = url.split(':').next().unwrap_or_default();
        Self::Address(format!(
            "a database is named as sqlite:path/to/file.db or postgres://user@host/name, not as {:?}",
            format!("{}:…", scheme.chars().take(16).collect::<String>())
        ))
    }

    pub(crate) fn folder(folder: &Path, error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            return Self::DiskFull;
        }
        Self::Missing(format!("the folder {} cannot be made: {error}", folder.display()))
    }

    pub(crate) fn lock_file(file: &Path, error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::DiskFull,
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Missing(format!("{} cannot be locked: {error}", file.display())),
        }
    }

    pub(crate) fn silent() -> Self {
        Self::Unreachable("it did not answer in time".to_owned())
    }

    /// For the pool of a server, where waiting in vain mostly means that it is away.
    pub(crate) fn of_pool(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut => Self::silent(),
            other => other.into(),
        }
    }

    pub(crate) fn unreadable(why: impl std::fmt::Display) -> Self {
        Self::Unreadable(why.to_string())
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(e) => of_database(&*e),
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(e) if e.kind() == std::io::ErrorKind::StorageFull => Self::DiskFull,
            sqlx::Error::Io(e) => Self::Unreachable(e.to_string()),
            sqlx::Error::Tls(e) => Self::Unreachable(e.to_string()),
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                Self::Unreachable("the connection was closed".to_owned())
            }
            e @ (sqlx::Error::ColumnDecode { .. }
            | sqlx::Error::Decode(_)
            | sqlx::Error::ColumnNotFound(_)
            | sqlx::Error::TypeNotFound { .. }) => Self::unreadable(e),
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError;
        match error {
            MigrateError::Execute(e) => e.into(),
            MigrateError::VersionMissing(version) => Self::Migration(format!(
                "it was used by a newer program (step {version}); start that one"
            )),
            MigrateError::VersionMismatch(version) => Self::Migration(format!(
                "step {version} was made from another text than this program has"
            )),
            other => Self::Migration(other.to_string()),
        }
    }
}

fn of_database(error: &(dyn sqlx::error::DatabaseError + 'static)) -> Error {
    match error.kind() {
        ErrorKind::UniqueViolation => return Error::Unique(constraint(error)),
        ErrorKind::ForeignKeyViolation => return Error::Reference,
        _ => {}
    }
    let code = error.code().unwrap_or_default();
    let other = || Error::Other(error.message().to_owned());
    // SQLite gives result codes (the low byte is the primary one), PostgreSQL five-character SQLSTATEs.
    if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        return match code.parse::<i32>().unwrap_or_default() & 0xff {
            5 | 6 => Error::Busy,
            8 | 3 => Error::ReadOnly,
            10 => Error::Disk,
            11 | 26 => Error::Corrupt,
            13 => Error::DiskFull,
            14 => Error::Missing("the file cannot be opened; check its name and permissions".to_owned()),
            1 if error.message().starts_with("no such table") => Error::NotMigrated,
            _ => other(),
        };
    }
    match &*code {
        "42P01" => Error::NotMigrated,
        "53100" => Error::DiskFull,
        "58030" => Error::Disk,
        "25006" | "42501" => Error::ReadOnly,
        "28000" | "28P01" => Error::Denied,
        "3D000" => {
            Error::Missing("the server has no database of this name; make it with `createdb`".to_owned())
        }
        "40001" | "40P01" | "53300" | "55P03" | "57014" => Error::Busy,
        "57P01" | "57P02" | "57P03" => Error::Unreachable("it is starting or stopping".to_owned()),
        _ => other(),
    }
}

/// `members.email` of SQLite's message and `members_email` of PostgreSQL's index become the same name.
fn constraint(error: &(dyn sqlx::error::DatabaseError + 'static)) -> String {
    if let Some(name) = error.constraint() {
        return name.to_owned();
    }
    let columns = error
        .message()
        .rsplit_once("failed: ")
        .map_or("", |(_, columns)| columns);
    let mut name = String::new();
    for (index, column) in columns.split(", ").enumerate() {
        let (table, column) = column.split_once('.').unwrap_or(("", column));
        if index == 0 {
            name.push_str(table);
        }
        name.push('_');
        name.push_str(column);
    }
    name
}
