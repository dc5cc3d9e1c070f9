//! Invoices and credit notes.

use super::overview::{InvoiceRow, NoteRow};
use super::pay::PayInvoice;
use super::status::StatusBadge;
use crate::ui::empty::Empty;
use crate::ui::prelude::*;
use crate::ui::table::Table;

/// The invoices, the newest first.
#[component]
pub(super) fn Invoices(
    app: String,
    invoices: Vec<InvoiceRow>,
    pay: ServerAction<PayInvoice>,
) -> impl IntoView {
    if invoices.is_empty() {
        return view! {
            <Empty
                glyph=Glyph::CreditCard title="No invoices yet"
                sentence="An invoice is written on the first day of each cycle, if there is something to pay."
            />
        }
        .into_any();
    }
    view! {
        <section>
            <div class="card-head"><h2>"Invoices"</h2></div>
            <Table caption="Invoices" stack=true>
                <thead>
                    <tr>
                        <th scope="col">"Number"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col">"Issued"</th>
                        <th scope="col">"Due"</th>
                        <th scope="col" class="is-num">"Amount"</th>
                        <th scope="col" class="is-num">"Still owed"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{invoices.into_iter().map(|row| view! { <Invoice app=app.clone() row pay/> }).collect_view()}</tbody>
            </Table>
        </section>
    }
    .into_any()
}

#[component]
fn Invoice(app: String, row: InvoiceRow, pay: ServerAction<PayInvoice>) -> impl IntoView {
    let InvoiceRow {
        number,
        status,
        issued,
        due,
        amount,
        owed,
        payable,
    } = row;
    let page = format!("/console/billing/invoices/{number}");
    let (pdf, csv) = (format!("{page}/pdf"), format!("{page}/csv"));
    let (pdf_label, csv_label) = (format!("PDF of {number}"), format!("CSV of {number}"));
    let shown = number.clone();
    view! {
        <tr>
            <th scope="row"><a href=page>{shown}</a></th>
            <td data-label="Status"><StatusBadge status/></td>
            <td data-label="Issued" class="is-tight">{issued}</td>
            <td data-label="Due" class="is-tight">{due}</td>
            <td data-label="Amount" class="is-num">{amount}</td>
            <td data-label="Still owed" class="is-num">{owed}</td>
            <td class="is-actions">
                <div class="actions">
                    {payable.then(|| view! {
                        <ActionForm action=pay>
                            <input type="hidden" name="app" value=app/>
                            <input type="hidden" name="number" value=number/>
                            <Button kind="submit" class="btn-sm" busy=pay.pending()>"Pay now"</Button>
                        </ActionForm>
                    })}
                    <a class="btn btn-sm" href=pdf rel="external" aria-label=pdf_label>"PDF"</a>
                    <a class="btn btn-sm" href=csv rel="external" aria-label=csv_label>"CSV"</a>
                </div>
            </td>
        </tr>
    }
    .into_any()
}

/// The credit notes, the newest first; nothing without any.
#[component]
pub(super) fn CreditNotes(notes: Vec<NoteRow>) -> impl IntoView {
    (!notes.is_empty()).then(|| {
        view! {
            <section>
                <div class="card-head">
                    <h2>"Credit notes"</h2>
                    <p class="card-note">"What was billed too much; it is paid back or set against what is owed."</p>
                </div>
                <Table caption="Credit notes" stack=true>
                    <thead>
                        <tr>
                            <th scope="col">"Number"</th>
                            <th scope="col">"Invoice"</th>
                            <th scope="col">"Issued"</th>
                            <th scope="col">"Reason"</th>
                            <th scope="col" class="is-num">"Amount"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {notes.into_iter().map(|note| view! {
                            <tr>
                                <th scope="row">{note.number}</th>
                                <td data-label="Invoice"><a href=format!("/console/billing/invoices/{}", note.invoice)>{note.invoice.clone()}</a></td>
                                <td data-label="Issued" class="is-tight">{note.issued}</td>
                                <td data-label="Reason">{note.text}</td>
                                <td data-label="Amount" class="is-num">{note.amount}</td>
                            </tr>
                        }).collect_view()}
                    </tbody>
                </Table>
            </section>
        }
    })
    .into_any()
}
