//! The document and its routes.

use crate::console::account::AccountRoute;
use crate::console::activity::ActivityRoute;
use crate::console::billing::BillingRoute;
use crate::console::billing::cancel::CancelRoute;
use crate::console::billing::card::CardRoute;
use crate::console::billing::card::confirm::ConfirmCardRoute;
use crate::console::billing::card::done::CardDoneRoute;
use crate::console::billing::devices::DevicesRoute;
use crate::console::billing::invoice::InvoiceRoute;
use crate::console::billing::invoice::confirm::ConfirmPaymentRoute;
use crate::console::billing::meeting::MeetingEventsRoute;
use crate::console::frame::FrameRoute;
use crate::console::keys::KeysRoute;
use crate::console::keys::new::NewKeyRoute;
use crate::console::plan::PlanRoute;
use crate::console::plan::change::ChangeRoute;
use crate::console::sandbox::SandboxRoute;
use crate::console::start::StartRoute;
use crate::console::tokens::TokensRoute;
use crate::meeting::MeetingPage;
use crate::page::Whole;
use crate::site::check_mail::CheckMailRoute;
use crate::site::forgot_password::ForgotPasswordRoute;
use crate::site::frame::SiteFrame;
use crate::site::landing::LandingRoute;
use crate::site::log_in_page::LogInRoute;
use crate::site::mailbox::MailboxRoute;
use crate::site::reset_password::ResetPasswordRoute;
use crate::site::sign_up_page::SignUpRoute;
use crate::site::styleguide::StyleguideRoute;
use crate::site::verify_email::VerifyEmailRoute;
use crate::ui::error_page::NotFound;
use crate::ui::toast::{ToastRegion, provide_toasts};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{Lazy, SsrMode, path};

/// The whole document around [`App`], rendered on the server only.
#[cfg(feature = "ssr")]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    use crate::ui::theme::Theme;
    use leptos::attr::custom::custom_attribute;
    use leptos_meta::{HashedStylesheet, MetaTags};

    let theme = Theme::of_request();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                {(theme != Theme::Dark).then(|| view! {
                    <meta name="theme-color" content="#fbfaf8" {..custom_attribute("media", (theme == Theme::System).then_some("(prefers-color-scheme: light)"))}/>
                })}
                {(theme != Theme::Light).then(|| view! {
                    <meta name="theme-color" content="#0a0f11" {..custom_attribute("media", (theme == Theme::System).then_some("(prefers-color-scheme: dark)"))}/>
                })}
                <link rel="preload" href="/fonts/inter.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <HashedStylesheet id="leptos" options=options.clone()/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/site.webmanifest"/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Every page of Conclave.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_toasts();
    view! {
        <Title formatter=|title: String| if title.is_empty() { String::from("Conclave") } else { format!("{title} · Conclave") }/>
        <Router>
            <Routes fallback=|| view! { <SiteFrame><NotFound/></SiteFrame> }>
                <Route path=path!("/") view={Lazy::<LandingRoute>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/sign-up") view={Lazy::<SignUpRoute>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/check-mail") view={Lazy::<CheckMailRoute>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/verify-email") view={Lazy::<VerifyEmailRoute>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/log-in") view={Lazy::<LogInRoute>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/forgot-password") view={Lazy::<ForgotPasswordRoute>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/reset-password") view={Lazy::<ResetPasswordRoute>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/mailbox") view={Lazy::<MailboxRoute>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/styleguide") view={Lazy::<StyleguideRoute>::new()} ssr=SsrMode::Async/>
                <ParentRoute path=path!("/console") view={Lazy::<FrameRoute>::new()}>
                    <Route path=path!("") view={Lazy::<StartRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("keys") view={Lazy::<KeysRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("keys/new") view={Lazy::<NewKeyRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("tokens") view={Lazy::<TokensRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("activity") view={Lazy::<ActivityRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("plan") view={Lazy::<Whole<PlanRoute>>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("plan/change") view={Lazy::<Whole<ChangeRoute>>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("sandbox") view={Lazy::<Whole<SandboxRoute>>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("billing") view={Lazy::<Whole<BillingRoute>>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("billing/cancel") view={Lazy::<Whole<CancelRoute>>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("billing/card") view={Lazy::<Whole<CardRoute>>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("billing/card/confirm") view={Lazy::<Whole<ConfirmCardRoute>>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("billing/card/done") view={Lazy::<Whole<CardDoneRoute>>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("billing/invoices/:number") view={Lazy::<Whole<InvoiceRoute>>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("billing/invoices/:number/confirm") view={Lazy::<Whole<ConfirmPaymentRoute>>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("billing/devices") view={Lazy::<Whole<DevicesRoute>>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("billing/meetings/:session") view={Lazy::<Whole<MeetingEventsRoute>>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("account") view={Lazy::<AccountRoute>::new()} ssr=SsrMode::Async/>
                </ParentRoute>
                // Last, because its pattern fits every page of two parts.
                <Route path=path!("/:app/:room") view={Lazy::<MeetingPage>::new()} ssr=SsrMode::Async/>
            </Routes>
        </Router>
        <ToastRegion/>
    }
}
