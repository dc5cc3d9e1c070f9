//! Writes the mails that strangers asked for, after they have got their answer.

use accounts::Accounts;
use tokio_util::sync::CancellationToken;

pub(crate) async fn run(accounts: Accounts, stop: CancellationToken) {
    accounts.answer_requests(stop.cancelled()).await;
}
