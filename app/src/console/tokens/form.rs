//! What the form holds while it is filled.

use crate::console::jwt::{User, Wish};
use domain::{FEATURES, Features};
use leptos::prelude::*;

/// How long a token may be valid, in seconds, and how people say it.
pub(super) const LIFETIMES: [(u64, &str); 5] = [
    (900, "15 minutes"),
    (3_600, "1 hour"),
    (7_200, "2 hours"),
    (86_400, "1 day"),
    (604_800, "1 week"),
];

/// The fields.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) kid: RwSignal<String>,
    pub(super) room: RwSignal<String>,
    pub(super) user_id: RwSignal<String>,
    pub(super) name: RwSignal<String>,
    pub(super) email: RwSignal<String>,
    pub(super) avatar: RwSignal<String>,
    pub(super) moderator: RwSignal<bool>,
    pub(super) lifetime: RwSignal<String>,
    /// Which of [`FEATURES`] are ticked.
    pub(super) features: RwSignal<Vec<bool>>,
}

impl Form {
    /// With sensible values, so that one press makes a token that works.
    pub(super) fn new(kid: String) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        let defaults = Features::default();
        Self {
            kid: RwSignal::new(kid),
            room: text("*"),
            user_id: text("ada"),
            name: text("Ada"),
            email: text(""),
            avatar: text(""),
            moderator: RwSignal::new(true),
            lifetime: text("7200"),
            features: RwSignal::new(FEATURES.iter().map(|name| defaults.allows(name)).collect()),
        }
    }

    /// What is asked for.
    pub(super) fn wish(self, app: &str) -> Wish {
        Wish {
            app: app.to_owned(),
            kid: self.kid.get_untracked(),
            room: self.room.get_untracked(),
            user: User {
                id: self.user_id.get_untracked(),
                name: self.name.get_untracked(),
                email: self.email.get_untracked(),
                avatar: self.avatar.get_untracked(),
                moderator: self.moderator.get_untracked(),
            },
            features: said(&self.features.get_untracked()),
            lifetime: self.lifetime.get_untracked().parse().unwrap_or(7_200),
        }
    }
}

/// What has to be said: everything that is granted, and what is taken although it is granted by default.
fn said(ticked: &[bool]) -> Vec<(String, bool)> {
    let defaults = Features::default();
    FEATURES
        .iter()
        .zip(ticked)
        .filter(|(name, ticked)| **ticked || defaults.allows(name))
        .map(|(name, ticked)| ((*name).to_owned(), *ticked))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_matters_is_said() {
        let none = said(&[false; FEATURES.len()]);
        assert!(
            none.iter()
                .all(|(name, value)| !value && Features::default().allows(name))
        );
        assert_eq!(said(&[true; FEATURES.len()]).len(), FEATURES.len());
    }
}
