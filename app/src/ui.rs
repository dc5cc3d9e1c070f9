//! The design system: one component a file, all shown at `/styleguide`.

pub(crate) mod alert;
pub(crate) mod avatar;
pub(crate) mod badge;
pub(crate) mod brand;
pub(crate) mod browser;
pub(crate) mod button;
pub(crate) mod card;
pub(crate) mod chart;
pub(crate) mod choice;
pub(crate) mod code;
pub(crate) mod copy;
pub(crate) mod crumbs;
pub(crate) mod dialog;
pub(crate) mod empty;
pub(crate) mod error_page;
pub(crate) mod field;
pub(crate) mod form;
pub(crate) mod icon;
pub(crate) mod loaded;
pub(crate) mod menu;
pub(crate) mod meter;
pub(crate) mod moment;
#[cfg(feature = "ssr")]
pub(crate) mod money;
pub(crate) mod nav;
pub(crate) mod no_script;
pub(crate) mod page_header;
pub(crate) mod skeleton;
pub(crate) mod table;
pub(crate) mod tabs;
pub(crate) mod theme;
pub(crate) mod toast;
pub(crate) mod tooltip;
pub(crate) mod when;

/// What most pages need.
pub(crate) mod prelude {
    pub(crate) use super::alert::{Alert, Failure, Tone};
    pub(crate) use super::badge::Badge;
    pub(crate) use super::button::{Button, ButtonLink, Look};
    pub(crate) use super::card::Card;
    pub(crate) use super::copy::CopyId;
    pub(crate) use super::field::{Field, Kind};
    pub(crate) use super::form::{FormAlert, FormError, FormResult, FormState};
    pub(crate) use super::icon::{Glyph, Icon};
    pub(crate) use super::moment::Moment;
    pub(crate) use super::no_script::NoScript;
    pub(crate) use super::page_header::PageHeader;
    pub(crate) use super::toast::use_toasts;
    pub(crate) use super::when::When;
    pub(crate) use leptos::prelude::*;
}
