//! The account: who you are, where you are logged in, and the password.

mod change;
mod list;
mod log_out_everywhere;
mod password;
mod revoke;
mod sessions;

use crate::page::{Page, travels_in};
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use change::ChangePassword;
use list::{Account, load_account};
use log_out_everywhere::LogOutEverywhere;
use password::PasswordForm;
use revoke::RevokeSession;
use sessions::Sessions;

/// `/console/account`.
pub(crate) struct AccountRoute {
    account: Resource<FormResult<Account>>,
    revoke: ServerAction<RevokeSession>,
    everywhere: ServerAction<LogOutEverywhere>,
    change: ServerAction<ChangePassword>,
}

travels_in!(console: AccountRoute);

impl Page for AccountRoute {
    fn data() -> Self {
        let (revoke, change) = (ServerAction::new(), ServerAction::new());
        let changes = move || (revoke.version().get(), change.version().get());
        Self {
            account: Resource::new(changes, |_| load_account()),
            revoke,
            everywhere: ServerAction::new(),
            change,
        }
    }

    fn view(self) -> AnyView {
        let AccountRoute {
            account,
            revoke,
            everywhere,
            change,
        } = self;
        view! {
            <PageHeader title="Account" sentence="Your own log-in: where it is in use, and its password."/>
            <div class="stack-lg">
                <Loaded data=account render={move |account: Account| view! {
                    <Card title="You">
                        <dl class="facts">
                            <dt>"Name"</dt><dd>{account.name}</dd>
                            <dt>"E-mail"</dt><dd>{account.email}</dd>
                            <dt>"Organisation"</dt><dd>{account.organisation}</dd>
                        </dl>
                    </Card>
                    <Sessions sessions=account.sessions revoke everywhere/>
                }.into_any()}/>
                <PasswordForm change/>
            </div>
        }
        .into_any()
    }
}
