//! Whom invoices are made out to, and how much may be spent.

use crate::{Error, Result, Subscriptions};
use billing::Party;
use domain::{AppId, Money};

/// The longest line of an address, name or tax id.
const LONGEST: usize = 120;
/// More lines of an address are not printed.
const MOST_LINES: usize = 6;

impl Subscriptions {
    /// Changes whom later invoices are made out to. Those that were issued stay as they are.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the field, [`Error::UnknownApp`], [`Error::Store`].
    pub async fn set_bill_to(&self, app: &AppId, party: Party) -> Result<()> {
        let party = checked(party)?;
        let mut tx = self.0.store.begin().await?;
        let mut account = self.load(&mut tx, app).await?;
        account.row.bill_to = serde_json::to_string(&party)?;
        store::subscriptions::save(&mut tx, &account.row).await?;
        Ok(tx.commit().await?)
    }

    /// Sets the most that overage and add-ons of one cycle may cost; `None` takes the limit away.
    ///
    /// # Errors
    /// [`Error::Invalid`] for less than nothing or another currency, [`Error::UnknownApp`], [`Error::Store`].
    pub async fn set_cap(&self, app: &AppId, cap: Option<Money>) -> Result<()> {
        let currency = self.catalogue().currency();
        if cap.is_some_and(|cap| cap.is_negative() || cap.currency() != currency) {
            return Err(Error::Invalid {
                field: "cap",
                sentence: format!("A limit is an amount of zero or more in {currency}."),
            });
        }
        let mut tx = self.0.store.begin().await?;
        let mut account = self.load(&mut tx, app).await?;
        account.row.cap = cap.map(Money::cents);
        store::subscriptions::save(&mut tx, &account.row).await?;
        Ok(tx.commit().await?)
    }
}

fn checked(party: Party) -> Result<Party> {
    let name = line("name", &party.name)?;
    if name.is_empty() {
        return Err(invalid("name", "Give the name that invoices are made out to."));
    }
    let email = line("email", &party.email)?;
    let (user, host) = email.split_once('@').unwrap_or_default();
    if user.is_empty() || !host.contains('.') || email.contains(char::is_whitespace) {
        let sentence = "Give an e-mail address to which invoices are sent, as in billing@example.com.";
        return Err(invalid("email", sentence));
    }
    let address = party
        .address
        .iter()
        .map(|text| line("address", text))
        .collect::<Result<Vec<_>>>()?;
    let address: Vec<String> = address.into_iter().filter(|text| !text.is_empty()).collect();
    if address.len() > MOST_LINES {
        return Err(invalid("address", "Give an address of at most six lines."));
    }
    let tax_id = match party.tax_id {
        Some(text) => Some(line("tax_id", &text)?).filter(|text| !text.is_empty()),
        None => None,
    };
    Ok(Party {
        name,
        address,
        email,
        tax_id,
    })
}

fn line(field: &'static str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
        return Err(invalid(
            field,
            "Use one line of at most 120 characters, without control characters.",
        ));
    }
    Ok(text.to_owned())
}

fn invalid(field: &'static str, sentence: &str) -> Error {
    Error::Invalid {
        field,
        sentence: sentence.to_owned(),
    }
}
