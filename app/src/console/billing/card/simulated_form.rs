//! The form for test cards, and what each of them does.

use super::begin::TestCard;
use super::type_card::TypeCard;
use crate::ui::copy::CopyButton;
use crate::ui::prelude::*;
use crate::ui::table::Table;

/// Number, expiry and security code; works without JavaScript.
#[component]
pub(super) fn SimulatedForm(
    app: String,
    setup: String,
    cards: Vec<TestCard>,
    next: String,
    typed: ServerAction<TypeCard>,
) -> impl IntoView {
    let state = FormState::of(typed);
    view! {
        <div class="split">
            <ActionForm action=typed attr:novalidate="">
                <div class="form card">
                    <FormAlert state/>
                    <input type="hidden" name="app" value=app/>
                    <input type="hidden" name="setup" value=setup/>
                    <input type="hidden" name="next" value=next/>
                    <Field
                        label="Card number" name="number" autocomplete="cc-number" placeholder="4242 4242 4242 4242"
                        error=state.error("number") hint="A test card of the list. Never type a real one here."
                    />
                    <div class="form-row">
                        <Field
                            label="Expiry" name="expiry" autocomplete="cc-exp" placeholder="MM / YY" value=state.kept("expiry")
                            error=state.error("expiry") hint="Any month that is not over."
                        />
                        <Field
                            label="Security code" name="cvc" autocomplete="cc-csc" placeholder="123" error=state.error("cvc")
                            hint="Any three digits; four for American Express."
                        />
                    </div>
                    <div class="actions">
                        <Button kind="submit" look=Look::Primary busy=state.busy>"Save card"</Button>
                        <ButtonLink href="/console/billing">"Cancel"</ButtonLink>
                    </div>
                </div>
            </ActionForm>
            <section class="stack">
                <h2>"Test cards"</h2>
                <Table caption="Test cards">
                    <thead>
                        <tr>
                            <th scope="col">"Number"</th>
                            <th scope="col">"What happens"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {cards.into_iter().map(|card| {
                            let what = format!("card number {}", card.number);
                            view! {
                                <tr>
                                    <th scope="row" class="is-tight">
                                        <span class="copy">
                                            <code>{card.number.clone()}</code>
                                            <CopyButton text=Signal::stored(card.number) what/>
                                        </span>
                                    </th>
                                    <td>{format!("{} {}", card.brand, card.says)}</td>
                                </tr>
                            }
                        }).collect_view()}
                    </tbody>
                </Table>
            </section>
        </div>
    }
    .into_any()
}
