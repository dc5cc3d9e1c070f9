//! The ledger: double entries that always sum to zero.

use crate::{Error, Recorded, Result};
use domain::{Currency, Money, MoneyError, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Where money is counted. Debits are positive, credits negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// What customers owe; below zero, what is owed to them.
    Receivable,
    /// What came in.
    Cash,
    /// What was earned; below zero.
    Revenue,
    /// What belongs to the tax office; below zero.
    Tax,
    /// What was given up.
    WriteOff,
}

/// One side of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Where.
    pub account: Account,
    /// How much; debits are positive.
    pub amount: Money,
}

/// Postings that belong together and sum to zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Transaction {
    id: String,
    at: Timestamp,
    postings: Vec<Posting>,
}

#[derive(Deserialize)]
struct Unchecked {
    id: String,
    at: Timestamp,
    postings: Vec<Posting>,
}

impl TryFrom<Unchecked> for Transaction {
    type Error = Error;
    fn try_from(it: Unchecked) -> Result<Self> {
        Self::new(it.id, it.at, it.postings)
    }
}

impl Transaction {
    /// Postings under an id that is theirs for ever; those of nothing are left out.
    ///
    /// # Errors
    /// [`Error::Unbalanced`] unless they sum to zero, [`Error::Money`].
    pub fn new(id: String, at: Timestamp, mut postings: Vec<Posting>) -> Result<Self> {
        if let Some(first) = postings.first() {
            let sum = Money::sum(postings.iter().map(|it| it.amount), first.amount.currency())?;
            if !sum.is_zero() {
                return Err(Error::Unbalanced(sum));
            }
        }
        postings.retain(|posting| !posting.amount.is_zero());
        Ok(Self { id, at, postings })
    }

    /// Its id: what happened and to which document, as in `issue INV-000042`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// When.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// The postings; none for a document of nothing.
    #[must_use]
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }
}

/// Transactions in the order of their posting; nothing is ever changed or taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    transactions: Vec<Transaction>,
    places: HashMap<String, usize>,
}

impl Ledger {
    /// Appends a transaction; the same one again changes nothing.
    ///
    /// # Errors
    /// [`Error::TransactionIdReused`] if the id stands for other postings.
    pub fn post(&mut self, transaction: Transaction) -> Result<Recorded> {
        if let Some(known) = self.places.get(&transaction.id) {
            return if self.transactions[*known] == transaction {
                Ok(Recorded::AlreadyThere)
            } else {
                Err(Error::TransactionIdReused(transaction.id))
            };
        }
        self.places
            .insert(transaction.id.clone(), self.transactions.len());
        self.transactions.push(transaction);
        Ok(Recorded::Added)
    }

    /// Every transaction, in order.
    #[must_use]
    pub fn transactions(&self) -> &[Transaction] {
        &self.transactions
    }

    /// What stands on an account.
    ///
    /// # Errors
    /// [`MoneyError`].
    pub fn balance(&self, account: Account, currency: Currency) -> Result<Money, MoneyError> {
        let of_account = self.postings().filter(|posting| posting.account == account);
        Money::sum(of_account.map(|posting| posting.amount), currency)
    }

    /// What stands on all accounts together: zero, always.
    ///
    /// # Errors
    /// [`MoneyError`].
    pub fn sum(&self, currency: Currency) -> Result<Money, MoneyError> {
        Money::sum(self.postings().map(|posting| posting.amount), currency)
    }

    fn postings(&self) -> impl Iterator<Item = &Posting> {
        self.transactions
            .iter()
            .flat_map(|transaction| &transaction.postings)
    }
}
