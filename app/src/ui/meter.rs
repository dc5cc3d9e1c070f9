//! How much of an allowance is used.

use leptos::prelude::*;

/// A bar with the figures as its text for assistive technology; they also stand beside it.
#[component]
pub(crate) fn Meter(used: u64, allowance: u64, #[prop(into)] label: String) -> impl IntoView {
    let share = share(used, allowance);
    let level = match share {
        100 => "meter-fill is-full",
        80.. => "meter-fill is-high",
        _ => "meter-fill",
    };
    view! {
        <svg
            class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" role="meter" aria-label=label
            aria-valuemin="0" aria-valuemax=allowance.to_string() aria-valuenow=used.min(allowance).to_string()
            aria-valuetext=format!("{used} of {allowance}")
        >
            <rect class="meter-track" width="100" height="8" rx="1"></rect>
            <rect class=level width=share.to_string() height="8" rx="1"></rect>
        </svg>
    }
    .into_any()
}

/// In hundredths; an allowance of nothing is used up.
fn share(used: u64, allowance: u64) -> u64 {
    used.saturating_mul(100)
        .checked_div(allowance)
        .map_or(100, |share| share.min(100))
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn a_share_never_passes_the_whole() {
        assert_eq!((share(3, 25), share(26, 25), share(0, 0)), (12, 100, 100));
    }
}
