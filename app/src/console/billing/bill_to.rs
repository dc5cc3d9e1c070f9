//! Whom invoices are made out to.

use super::overview::BillToView;
use super::set_bill_to::SetBillTo;
use crate::ui::prelude::*;

/// The form.
#[component]
pub(super) fn BillTo(app: String, bill_to: BillToView, set: ServerAction<SetBillTo>) -> impl IntoView {
    let BillToView {
        name,
        address,
        email,
        tax_id,
    } = bill_to;
    let state = FormState::of(set);
    let shown = move |field: &'static str, saved: String| {
        let kept = state.kept(field);
        if kept.is_empty() { saved } else { kept }
    };
    view! {
        <Card title="Billing details" note="They stand on later invoices; those that were issued stay as they are.">
            <ActionForm action=set attr:novalidate="">
                <div class="form">
                    <FormAlert state/>
                    <input type="hidden" name="app" value=app/>
                    <div class="form-row">
                        <Field
                            label="Name" name="name" autocomplete="organization" value=shown("name", name)
                            error=state.error("name")
                        />
                        <Field
                            label="Billing e-mail" name="email" kind=Kind::Email autocomplete="email" value=shown("email", email)
                            error=state.error("email") hint="Invoices and reminders are sent here."
                        />
                    </div>
                    <div class="form-row">
                        <Field
                            label="Address" name="address" kind=Kind::Lines rows=4 optional=true autocomplete="street-address"
                            value=shown("address", address) error=state.error("address") hint="At most six lines."
                        />
                        <Field
                            label="Tax ID" name="tax_id" optional=true value=shown("tax_id", tax_id) error=state.error("tax_id")
                            hint="As it shall be printed; it is not checked."
                        />
                    </div>
                    <div class="actions"><Button kind="submit" busy=state.busy>"Save details"</Button></div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}
