//! Billing: the bill to come, the card, the invoices, limits, and whom invoices are made out to.

#[cfg(feature = "ssr")]
mod amount;
mod bill_to;
#[cfg(feature = "ssr")]
mod brand;
pub(crate) mod cancel;
pub(crate) mod card;
mod card_on_file;
pub(crate) mod devices;
mod documents;
pub(crate) mod invoice;
mod limit;
pub(crate) mod meeting;
mod notices;
mod overview;
mod pay;
mod pay_by_invoice;
mod remove_card;
mod revert;
mod set_bill_to;
mod set_limit;
mod simulated;
mod status;
mod stripe_js;
mod upcoming;

pub(crate) use card::added::CardAdded;
pub(crate) use simulated::Simulated;

use crate::page::{Page, travels_whole_in};
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use bill_to::BillTo;
use card_on_file::CardOnFile;
use documents::{CreditNotes, Invoices};
use limit::Limit;
use notices::Notices;
use overview::{Billing, load_billing};
use pay::PayInvoice;
use pay_by_invoice::PayByInvoice;
use remove_card::RemoveCard;
use revert::RevertCancellation;
use set_bill_to::SetBillTo;
use set_limit::SetLimit;
use upcoming::Upcoming;

/// `/console/billing`; `?remove-card` asks before the card goes.
pub(crate) struct BillingRoute {
    billing: Resource<FormResult<Billing>>,
    actions: Actions,
}

/// What can be done on the page.
#[derive(Clone, Copy)]
struct Actions {
    pay: ServerAction<PayInvoice>,
    by_invoice: ServerAction<PayByInvoice>,
    remove_card: ServerAction<RemoveCard>,
    limit: ServerAction<SetLimit>,
    bill_to: ServerAction<SetBillTo>,
    revert: ServerAction<RevertCancellation>,
}

travels_whole_in!(billing: BillingRoute);

impl Page for BillingRoute {
    fn data() -> Self {
        let actions = Actions {
            pay: ServerAction::new(),
            by_invoice: ServerAction::new(),
            remove_card: ServerAction::new(),
            limit: ServerAction::new(),
            bill_to: ServerAction::new(),
            revert: ServerAction::new(),
        };
        // Only what worked is read again: a refused form keeps what was typed into it.
        let changes = RwSignal::new(0_u32);
        after(actions.pay, changes, Clone::clone);
        after(actions.by_invoice, changes, |()| {
            "Invoices are paid by transfer.".to_owned()
        });
        after(actions.remove_card, changes, |()| "Card removed.".to_owned());
        after(actions.limit, changes, |()| "Spending limit saved.".to_owned());
        after(actions.bill_to, changes, |()| {
            "Billing details saved. They stand on the next invoice.".to_owned()
        });
        after(actions.revert, changes, |()| {
            "The cancellation is reverted. Your subscription goes on.".to_owned()
        });
        Self {
            billing: Resource::new(move || changes.get(), |_| load_billing()),
            actions,
        }
    }

    fn view(self) -> AnyView {
        let BillingRoute { billing, actions } = self;
        view! {
            <PageHeader title="Billing" sentence="What is to be paid, how, and what was paid. Prices exclude taxes; days are in UTC."/>
            <div class="stack-lg">
                <Simulated/>
                <CardAdded/>
                <Loaded data=billing render={move |billing: Billing| view! { <Cards billing actions/> }.into_any()}/>
            </div>
        }
        .into_any()
    }
}

/// Says what a press has done, and has the page read again.
fn after<S>(action: ServerAction<S>, changes: RwSignal<u32>, says: fn(&S::Output) -> String)
where
    S: leptos::server_fn::ServerFn<Error = FormError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let toasts = use_toasts();
    Effect::new(move |_| {
        let said = action.value().with(|value| match value {
            Some(Ok(done)) => Some(says(done)),
            _ => None,
        });
        if let Some(said) = said {
            changes.update(|count| *count += 1);
            toasts.good(said);
        }
    });
}

#[component]
fn Cards(billing: Billing, actions: Actions) -> impl IntoView {
    let Billing {
        app,
        ends,
        suspended,
        upcoming,
        card,
        limit,
        bill_to,
        invoices,
        notes,
    } = billing;
    let cancelled = ends.is_some();
    view! {
        <div class="stack-lg">
            <FormAlert state=FormState::of(actions.pay)/>
            <Notices app=app.clone() ends suspended revert=actions.revert/>
            <Upcoming upcoming/>
            <Invoices app=app.clone() invoices pay=actions.pay/>
            <CreditNotes notes/>
            <div class="cards">
                <CardOnFile app=app.clone() card by_invoice=actions.by_invoice remove=actions.remove_card/>
                <Limit app=app.clone() limit set=actions.limit/>
            </div>
            <BillTo app bill_to set=actions.bill_to/>
            {(!cancelled).then(|| view! {
                <Card title="Cancel subscription">
                    <div class="stack">
                        <p class="soft">"Ends with the billing cycle. Until then everything works, and you can change your mind."</p>
                        <div class="actions">
                            <ButtonLink href="/console/billing/cancel" look=Look::DangerQuiet>"Cancel subscription"</ButtonLink>
                        </div>
                    </div>
                </Card>
            })}
        </div>
    }
    .into_any()
}
