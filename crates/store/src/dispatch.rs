//! Picks the database: `read!(store, keys::find(app, id))` calls the function in `query/keys.rs` that
//! was compiled for the database of `store`, on a connection of the right kind.

macro_rules! read {
    ($store:expr, $module:ident :: $function:ident ( $($argument:expr),* $(,)? )) => {
        match $store {
            $crate::Store::Sqlite(handle) => {
                let mut connection = handle.read().await?;
                $crate::sqlite::$module::$function(&mut connection, $($argument),*).await
            }
            $crate::Store::Postgres(handle) => {
                let mut connection = handle.read().await?;
                $crate::postgres::$module::$function(&mut connection, $($argument),*).await
            }
        }
    };
}

macro_rules! write {
    ($store:expr, $module:ident :: $function:ident ( $($argument:expr),* $(,)? )) => {
        match $store {
            $crate::Store::Sqlite(handle) => {
                let mut connection = handle.write().await?;
                $crate::sqlite::$module::$function(&mut connection, $($argument),*).await
            }
            $crate::Store::Postgres(handle) => {
                let mut connection = handle.write().await?;
                $crate::postgres::$module::$function(&mut connection, $($argument),*).await
            }
        }
    };
}

macro_rules! within {
    ($tx:expr, $module:ident :: $function:ident ( $($argument:expr),* $(,)? )) => {
        match $tx {
            $crate::Tx::Sqlite(tx) => $crate::sqlite::$module::$function(&mut *tx, $($argument),*).await,
            $crate::Tx::Postgres(tx) => $crate::postgres::$module::$function(&mut *tx, $($argument),*).await,
        }
    };
}

/// An enum that lies in a text column.
macro_rules! text_enum {
    ($name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl $name {
            /// The text in the column.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::Error;
            fn try_from(text: String) -> Result<Self, $crate::Error> {
                match text.as_str() {
                    $($text => Ok(Self::$variant),)+
                    other => Err($crate::Error::unreadable(format_args!(
                        "{other:?} is no {}",
                        stringify!($name)
                    ))),
                }
            }
        }
    };
}
