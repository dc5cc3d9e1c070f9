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
