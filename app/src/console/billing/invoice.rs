//! One invoice: its lines, what was paid of it, and the recomputation.

pub(crate) mod confirm;
mod load;
mod recompute;

use super::Simulated;
use super::pay::PayInvoice;
use super::status::StatusBadge;
use crate::console::invoice_lines::InvoiceLines;
use crate::page::{Page, travels_whole_in};
use crate::ui::crumbs::Crumbs;
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use crate::ui::table::Table;
use leptos_router::hooks::use_params_map;
use load::{AttemptRow, InvoiceView, PartyView, Sums, load_invoice};
use recompute::Recompute;

/// `/console/billing/invoices/:number`; `?recompute` computes it anew.
pub(crate) struct InvoiceRoute {
    invoice: Resource<FormResult<InvoiceView>>,
    pay: ServerAction<PayInvoice>,
}

travels_whole_in!(invoice: InvoiceRoute);

impl Page for InvoiceRoute {
    fn data() -> Self {
        let params = use_params_map();
        let pay = ServerAction::new();
        let asked = move || {
            // A payment that failed is an attempt too, so every answer is followed by another look.
            let _ = pay.version().get();
            params.read().get("number").unwrap_or_default()
        };
        Self {
            invoice: Resource::new(asked, load_invoice),
            pay,
        }
    }

    fn view(self) -> AnyView {
        let InvoiceRoute { invoice, pay } = self;
        let toasts = use_toasts();
        Effect::new(move |_| {
            if let Some(Ok(said)) = pay.value().get() {
                toasts.good(said);
            }
        });
        view! {
            <div class="stack-lg">
                <Simulated/>
                <Loaded data=invoice render={move |invoice: InvoiceView| view! { <Invoice invoice pay/> }.into_any()}/>
            </div>
        }
        .into_any()
    }
}

#[component]
fn Invoice(invoice: InvoiceView, pay: ServerAction<PayInvoice>) -> impl IntoView {
    let InvoiceView {
        app,
        number,
        status,
        issued,
        due,
        seller,
        customer,
        lines,
        sums,
        note,
        attempts,
        payable,
        unconfirmed,
    } = invoice;
    let page = format!("/console/billing/invoices/{number}");
    let file = |kind: &str| format!("{page}/{kind}");
    let (pdf, csv, confirm, proof) = (file("pdf"), file("csv"), file("confirm"), file("proof"));
    let (owed, subtotal) = (sums.owed.clone(), sums.subtotal.clone());
    let paid = number.clone();
    let payment = payable.then(|| {
        view! {
            <ActionForm action=pay>
                <input type="hidden" name="app" value=app/>
                <input type="hidden" name="number" value=paid/>
                <Button kind="submit" look=Look::Primary busy=pay.pending()>"Pay now"</Button>
            </ActionForm>
        }
    });
    view! {
        <Crumbs above=vec![("/console/billing", "Billing")] here=number.clone()/>
        <PageHeader title=format!("Invoice {number}") sentence=format!("Issued on {issued}, due on {due}.")>
            {payment}
            <ButtonLink href=pdf icon=Glyph::Download external=true>"PDF"</ButtonLink>
            <ButtonLink href=csv icon=Glyph::Download external=true>"CSV"</ButtonLink>
        </PageHeader>
        <div class="stack-lg">
            <FormAlert state=FormState::of(pay)/>
            {unconfirmed.then(|| view! {
                <Alert tone=Tone::Warn title="A payment waits for you">
                    <p>"Your bank wants you to confirm it."</p>
                    <div class="actions">
                        <ButtonLink href=confirm look=Look::Primary external=true>"Confirm the payment"</ButtonLink>
                    </div>
                </Alert>
            })}
            <div class="cards">
                <Card title="From"><Party party=seller/></Card>
                <Card title="To"><Party party=customer/></Card>
                <Card title="Status">
                    <div class="stack">
                        <div><StatusBadge status/></div>
                        <div class="figure"><b>{owed}</b><span class="soft">"still owed"</span></div>
                    </div>
                </Card>
            </div>
            <InvoiceLines lines total=subtotal sum="Subtotal"/>
            <Totals sums/>
            {(!note.is_empty()).then(|| view! { <p class="soft">{note}</p> })}
            <Attempts attempts/>
            <Recompute number proof/>
        </div>
    }
    .into_any()
}

#[component]
fn Party(party: PartyView) -> impl IntoView {
    let PartyView { name, rest } = party;
    view! {
        <p><b>{name}</b></p>
        {rest.into_iter().map(|line| view! { <p class="soft">{line}</p> }).collect_view()}
    }
    .into_any()
}

#[component]
fn Totals(sums: Sums) -> impl IntoView {
    let Sums {
        subtotal,
        tax,
        total,
        paid,
        credited,
        owed,
    } = sums;
    let row = |name: &'static str, amount: String| {
        view! {
            <dt>{name}</dt>
            <dd class="num">{amount}</dd>
        }
    };
    view! {
        <Card title="Sums">
            <dl class="facts">
                {row("Subtotal", subtotal)}
                {row("Tax", tax)}
                {row("Total", total)}
                {row("Paid", paid)}
                {row("Credited", credited)}
                {row("Still owed", owed)}
            </dl>
        </Card>
    }
    .into_any()
}

#[component]
fn Attempts(attempts: Vec<AttemptRow>) -> impl IntoView {
    (!attempts.is_empty())
        .then(|| {
            view! {
                <section>
                    <div class="card-head"><h2>"Attempts to collect"</h2></div>
                    <Table caption="Attempts to collect" stack=true>
                        <thead>
                            <tr>
                                <th scope="col">"When"</th>
                                <th scope="col" class="is-num">"Amount"</th>
                                <th scope="col">"What came of it"</th>
                            </tr>
                        </thead>
                        <tbody>
                            {attempts.into_iter().map(|attempt| view! {
                                <tr>
                                    <td data-label="When" class="is-tight"><When moment=attempt.at/></td>
                                    <td data-label="Amount" class="is-num">{attempt.amount}</td>
                                    <td data-label="Outcome">{attempt.outcome}</td>
                                </tr>
                            }).collect_view()}
                        </tbody>
                    </Table>
                </section>
            }
        })
        .into_any()
}
