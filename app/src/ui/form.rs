//! Forms: what they answer when they refuse, and how a page reads the answer with and without JavaScript.

use super::alert::Failure;
use super::browser;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// What a server function answers when it cannot do what was asked; each has its HTTP status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub(crate) enum FormError {
    /// The input cannot be taken as it is (422).
    #[error("{}", .0.summary())]
    Refused(Refusal),
    /// Nobody is logged in (401); the answer also leads to the log-in page.
    #[error("You are logged out. Log in to go on.")]
    SignedOut,
    /// What was asked for is not there (404).
    #[error("This is not there any more. Reload the page to see what is.")]
    NotFound,
    /// Too many attempts (429).
    #[error("{0}")]
    TryLater(String),
    /// Our fault (500); support can find it by the request id.
    #[error("Something failed on our side. Try again; if it stays, quote request {0} to support.")]
    Failed(String),
    /// The answer never came.
    #[error("The server cannot be reached. Check your connection and try again.")]
    Unreachable,
}

/// The outcome of a server function.
pub(crate) type FormResult<T> = Result<T, FormError>;

/// Which fields were refused and why, and what was typed, so that nobody types it twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Refusal {
    /// Refused because of the whole, not of one field.
    pub(crate) general: Option<String>,
    /// Field name and sentence.
    pub(crate) fields: Vec<(String, String)>,
    /// Field name and what was typed. Never a password, a key or a token.
    pub(crate) kept: Vec<(String, String)>,
}

impl Refusal {
    fn summary(&self) -> &str {
        self.general
            .as_deref()
            .or(self.fields.first().map(|(_, why)| why.as_str()))
            .unwrap_or("This cannot be taken as it is.")
    }
}

impl From<Refusal> for FormError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl FormError {
    /// One field is refused.
    #[cfg(any(feature = "ssr", test))]
    pub(crate) fn field(name: &str, why: impl Into<String>) -> Self {
        Refusal {
            fields: vec![(name.to_owned(), why.into())],
            ..Refusal::default()
        }
        .into()
    }

    /// The whole is refused.
    pub(crate) fn general(why: impl Into<String>) -> Self {
        Refusal {
            general: Some(why.into()),
            ..Refusal::default()
        }
        .into()
    }

    /// Also remembers what was typed into `name`.
    #[cfg(any(feature = "ssr", test))]
    #[must_use]
    pub(crate) fn keep(mut self, name: &str, value: &str) -> Self {
        if let Self::Refused(refusal) = &mut self {
            refusal.kept.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The HTTP status that goes with it.
    #[cfg(any(feature = "ssr", test))]
    pub(crate) const fn status(&self) -> u16 {
        match self {
            Self::Refused(_) => 422,
            Self::SignedOut => 401,
            Self::NotFound => 404,
            Self::TryLater(_) => 429,
            Self::Failed(_) => 500,
            Self::Unreachable => 503,
        }
    }
}

impl FromServerFnError for FormError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        match value {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Self::general("The form arrived incomplete. Reload the page and fill it again.")
            }
            _ => Self::Unreachable,
        }
    }
}

/// What a form knows about its last answer.
#[derive(Clone, Copy)]
pub(crate) struct FormState {
    error: Signal<Option<FormError>>,
    /// Whether an answer is awaited.
    pub(crate) busy: Signal<bool>,
}

impl FormState {
    /// Follows `action`; the first refused field takes the focus.
    pub(crate) fn of<S>(action: ServerAction<S>) -> Self
    where
        S: ServerFn<Error = FormError> + Clone + Send + Sync + 'static,
        S::Output: Clone + Send + Sync + 'static,
    {
        let value = action.value();
        let error =
            Signal::derive(move || value.with(|v| v.as_ref().and_then(|r| r.as_ref().err().cloned())));
        Effect::new(move |_| {
            if error.with(Option::is_some) {
                request_animation_frame(|| browser::focus("[aria-invalid=true]"));
            }
        });
        Self {
            error,
            busy: action.pending().into(),
        }
    }

    /// A form at rest, for the style guide and for forms that answer by themselves.
    pub(crate) fn with_error(error: Signal<Option<FormError>>) -> Self {
        Self {
            error,
            busy: Signal::stored(false),
        }
    }

    /// Why the field was refused.
    pub(crate) fn error(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.error.with(|e| match e {
                Some(FormError::Refused(r)) => r
                    .fields
                    .iter()
                    .find(|(name, _)| name == field)
                    .map(|(_, why)| why.clone()),
                _ => None,
            })
        })
    }

    /// What was typed into the field before a form post without JavaScript was refused.
    pub(crate) fn kept(self, field: &str) -> String {
        self.error.with_untracked(|e| match e {
            Some(FormError::Refused(r)) => r
                .kept
                .iter()
                .find(|(name, _)| name == field)
                .map(|(_, value)| value.clone())
                .unwrap_or_default(),
            _ => String::new(),
        })
    }

    /// What is wrong apart from single fields.
    pub(crate) fn general(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.error.with(|e| match e {
                Some(FormError::Refused(r)) => r.general.clone(),
                Some(other) => Some(other.to_string()),
                None => None,
            })
        })
    }
}

/// The place above a form where it says what is wrong apart from single fields.
#[component]
pub(crate) fn FormAlert(state: FormState) -> impl IntoView {
    view! { <Failure text=state.general()/> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_survives_the_way_through_an_address() {
        let error = FormError::field("email", "Enter an address.").keep("email", "ö@");
        assert_eq!(FormError::de(error.ser()), error);
        assert_eq!(error.status(), 422);
        assert_eq!(error.to_string(), "Enter an address.");
    }
}
