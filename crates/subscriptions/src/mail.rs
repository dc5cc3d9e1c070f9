//! The texts of mails about money. Plain text, to the address that invoices are sent to.

use crate::account::Account;
use crate::{Error, Result, Subscriptions};
use askama::Template;
use billing::Invoice;
use domain::{Date, Money, Timestamp};
use store::Tx;
use store::outbox::{Mail, MailId};

/// A text with its subject.
pub(crate) trait Text: Template {
    fn subject(&self) -> String;
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $path:literal { $($field:ident: $type:ty),* $(,)? }, |$it:ident| $subject:expr) => {
        $(#[$doc])*
        #[derive(Debug, Template)]
        #[template(path = $path)]
        pub(crate) struct $name {
            $($field: $type),*
        }

        impl Text for $name {
            fn subject(&self) -> String {
                let $it = self;
                $subject
            }
        }
    };
}

text!(
    /// An invoice was issued.
    InvoiceIssued, "invoice_issued.txt" { name: String, number: String, total: Money, due: Date, by_card: bool, link: String },
    |it| format!("Invoice {} of {}", it.number, it.total)
);
text!(
    /// An invoice is still unpaid.
    InvoiceUnpaid, "invoice_unpaid.txt" { name: String, number: String, owed: Money, why: Option<String>, link: String },
    |it| format!("Invoice {} is not paid yet", it.number)
);
text!(
    /// No new meetings until an invoice is paid.
    Suspended, "suspended.txt" { name: String, number: String, owed: Money, link: String },
    |it| format!("New meetings are stopped until invoice {} is paid", it.number)
);
text!(
    /// The subscription ends with the cycle.
    Cancelled, "cancelled.txt" { name: String, end: Date, export: String, link: String },
    |it| format!("Your subscription ends on {}", it.end)
);
text!(
    /// The subscription goes on.
    Reverted, "reverted.txt" { name: String, link: String },
    |_it| "Your subscription goes on".to_owned()
);
text!(
    /// The data is gone.
    Erased, "erased.txt" { name: String },
    |_it| "Your data has been erased".to_owned()
);
text!(
    /// A mark of the allowance is reached.
    UsageAlert, "usage_alert.txt" { name: String, mark: u8, devices: u64, allowance: u64, plan: String, until: Date, beyond: String, link: String },
    |it| format!("{} % of your monthly active users are used", it.mark)
);

fn name(account: &Account) -> Result<String> {
    Ok(account.bill_to()?.name)
}

impl InvoiceIssued {
    pub(crate) fn new(
        of: &Subscriptions,
        account: &Account,
        number: &str,
        total: Money,
        due: Date,
    ) -> Result<Self> {
        Ok(Self {
            name: name(account)?,
            number: number.to_owned(),
            total,
            due,
            by_card: account.row.card.is_some(),
            link: of.page(account, &format!("/console/billing/invoices/{number}")),
        })
    }
}

impl InvoiceUnpaid {
    pub(crate) fn new(of: &Subscriptions, account: &Account, invoice: &Invoice) -> Result<Self> {
        let number = number(invoice);
        let id = account.invoices.iter().find(|it| it.invoice == *invoice);
        let last = id.and_then(|it| account.attempts_of(it.id.0).last());
        Ok(Self {
            name: name(account)?,
            owed: invoice.balance()?,
            why: last.and_then(|attempt| attempt.sentence.clone()),
            link: of.page(account, &format!("/console/billing/invoices/{number}")),
            number,
        })
    }
}

impl Suspended {
    pub(crate) fn new(of: &Subscriptions, account: &Account, invoice: &Invoice) -> Result<Self> {
        let number = number(invoice);
        Ok(Self {
            name: name(account)?,
            owed: invoice.balance()?,
            link: of.page(account, &format!("/console/billing/invoices/{number}")),
            number,
        })
    }
}

impl Cancelled {
    pub(crate) fn new(of: &Subscriptions, account: &Account) -> Result<Self> {
        Ok(Self {
            name: name(account)?,
            end: account.history.cycle(account.now).end,
            export: of.page(account, "/console/billing/export"),
            link: of.page(account, "/console/billing"),
        })
    }
}

impl Reverted {
    pub(crate) fn new(of: &Subscriptions, account: &Account) -> Result<Self> {
        Ok(Self {
            name: name(account)?,
            link: of.page(account, "/console/plan"),
        })
    }
}

impl Erased {
    pub(crate) fn new(account: &Account) -> Result<Self> {
        Ok(Self { name: name(account)? })
    }
}

impl UsageAlert {
    pub(crate) fn new(
        of: &Subscriptions,
        account: &Account,
        standing: &billing::Standing,
        mark: u8,
    ) -> Result<Self> {
        let beyond = if standing.plan.is_free() && !standing.state.card {
            "Beyond that, people whose browser has not been in a meeting this month are turned away."
                .to_owned()
        } else {
            format!(
                "Each one beyond that costs {}.",
                standing.plan.overage.times(1, of.catalogue().currency())?
            )
        };
        Ok(Self {
            name: name(account)?,
            mark,
            devices: standing.devices,
            allowance: standing.allowance,
            plan: standing.plan.title.clone(),
            until: standing.cycle.end,
            beyond,
            link: of.page(account, "/console/activity"),
        })
    }
}

fn number(invoice: &Invoice) -> String {
    invoice
        .issued()
        .map_or_else(String::new, |issued| issued.number.to_string())
}

impl Subscriptions {
    /// A page of the console that shows this app.
    pub(crate) fn page(&self, account: &Account, path: &str) -> String {
        let mode = if account.is_sandbox() { "sandbox" } else { "live" };
        format!("{}{path}?app={mode}", self.0.settings.public_url)
    }
}

/// Puts a mail into the outbox, to be sent once the transaction has committed. Without an address there is
/// nobody to write to.
pub(crate) async fn send(of: &Subscriptions, tx: &mut Tx, account: &Account, text: &impl Text) -> Result<()> {
    let recipient = account.bill_to()?.email;
    if recipient.is_empty() {
        return Ok(());
    }
    let mail = compose(of, &recipient, account.is_sandbox(), of.real_now(), text)?;
    Ok(store::outbox::insert(tx, &mail).await?)
}

fn compose(
    of: &Subscriptions,
    recipient: &str,
    sandbox: bool,
    now: Timestamp,
    text: &impl Text,
) -> Result<Mail> {
    let prefix = if sandbox { "[Sandbox] " } else { "" };
    Ok(Mail {
        id: MailId::new(&of.0.random),
        recipient: recipient.to_owned(),
        subject: format!("{prefix}{}", text.subject()),
        body: text.render().map_err(Error::internal)? + "\n",
        created_at: now,
        sent_at: None,
        attempts: 0,
        next_at: now,
    })
}
