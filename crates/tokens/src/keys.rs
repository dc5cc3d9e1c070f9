//! Adding, listing and taking away keys. Nothing is cached: what is removed or disabled refuses its
//! tokens with the next join.

use crate::{KeyError, PublicKey, TitleError, Tokens};
use domain::{AppId, KeyId};
use store::keys::Key;

/// The most keys an app may have.
pub const MAX_KEYS: usize = 20;

fn title(text: &str) -> Result<String, TitleError> {
    let title: String = text.trim().chars().filter(|c| !c.is_control()).collect();
    match title.chars().count() {
        0 => Err(TitleError::Empty),
        1..=80 => Ok(title),
        more => Err(TitleError::TooLong(more)),
    }
}

impl Tokens {
    /// Vets a public key and adds it to the app.
    ///
    /// # Errors
    /// [`KeyError::Title`], [`KeyError::Pem`], [`KeyError::TooMany`], [`KeyError::Duplicate`], or the store's.
    pub async fn add_key(&self, app: &AppId, title_text: &str, public_pem: &str) -> Result<Key, KeyError> {
        let title = title(title_text)?;
        let public = PublicKey::vet(public_pem)?;
        // The lock keeps two additions at once from both finding room, or the same key missing.
        let mut tx = self.store.begin().await?;
        store::apps::lock(&mut tx, app).await?;
        let keys = store::keys::list_within(&mut tx, app).await?;
        if let Some(same) = keys.iter().find(|key| key.public_pem == public.spki_pem()) {
            return Err(KeyError::Duplicate {
                title: same.title.clone(),
                id: same.id.clone(),
            });
        }
        if keys.len() >= MAX_KEYS {
            return Err(KeyError::TooMany);
        }
        let mut id = KeyId::new(app, &self.random);
        while keys.iter().any(|key| key.id == id) {
            id = KeyId::new(app, &self.random);
        }
        let key = Key {
            id,
            app: app.clone(),
            title,
            public_pem: public.spki_pem().to_owned(),
            created_at: self.clock.now(),
            last_used_at: None,
            disabled_at: None,
        };
        store::keys::insert(&mut tx, app, &key).await?;
        tx.commit().await?;
        tracing::info!(%app, key = %key.id, "a key was added");
        Ok(key)
    }

    /// The app's keys, oldest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn keys(&self, app: &AppId) -> Result<Vec<Key>, KeyError> {
        Ok(store::keys::list(&self.store, app).await?)
    }

    /// Refuses the key's tokens until it is enabled again; a key that is disabled stays so since then.
    ///
    /// # Errors
    /// [`KeyError::NotFound`] or the store's.
    pub async fn disable_key(&self, app: &AppId, id: &KeyId) -> Result<(), KeyError> {
        let key = store::keys::find(&self.store, app, id)
            .await?
            .ok_or(KeyError::NotFound)?;
        if key.disabled_at.is_some() {
            return Ok(());
        }
        let now = self.clock.now();
        found(store::keys::set_disabled(&self.store, app, id, Some(now)).await?)?;
        tracing::info!(%app, key = %id, "a key was disabled");
        Ok(())
    }

    /// Admits the key's tokens again.
    ///
    /// # Errors
    /// [`KeyError::NotFound`] or the store's.
    pub async fn enable_key(&self, app: &AppId, id: &KeyId) -> Result<(), KeyError> {
        found(store::keys::set_disabled(&self.store, app, id, None).await?)?;
        tracing::info!(%app, key = %id, "a key was enabled");
        Ok(())
    }

    /// Removes the key for good.
    ///
    /// # Errors
    /// [`KeyError::NotFound`] or the store's.
    pub async fn remove_key(&self, app: &AppId, id: &KeyId) -> Result<(), KeyError> {
        found(store::keys::remove(&self.store, app, id).await?)?;
        tracing::info!(%app, key = %id, "a key was removed");
        Ok(())
    }
}

const fn found(was_there: bool) -> Result<(), KeyError> {
    if was_there {
        Ok(())
    } else {
        Err(KeyError::NotFound)
    }
}
