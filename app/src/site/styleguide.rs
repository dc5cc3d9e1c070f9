//! Every component in all its states, in both themes.

mod controls;
mod data;
mod foundations;
mod frame;
mod meeting;
mod messages;

use super::frame::SiteFrame;
use crate::page::{Page, travels_in};
use crate::ui::prelude::*;
use controls::Controls;
use data::Data;
use foundations::Foundations;
use frame::Frames;
use meeting::MeetingParts;
use messages::Messages;

/// `/styleguide`.
pub(crate) struct StyleguideRoute;

travels_in!(styleguide: StyleguideRoute);

impl Page for StyleguideRoute {
    fn data() -> Self {
        Self
    }

    fn view(self) -> AnyView {
        view! {
            <SiteFrame>
                <div class="band">
                    <PageHeader title="Style guide" sentence="Every component in all its states, in both themes."/>
                    <div class="guide-themes">
                        <div class="guide-theme" data-theme="light"><Guide theme="light"/></div>
                        <div class="guide-theme" data-theme="dark"><Guide theme="dark"/></div>
                    </div>
                    <MeetingParts/>
                </div>
            </SiteFrame>
        }
        .into_any()
    }
}

#[component]
fn Guide(theme: &'static str) -> impl IntoView {
    view! {
        <div class="guide">
            <Foundations theme/>
            <Controls theme/>
            <Messages theme/>
            <Data theme/>
            <Frames theme/>
        </div>
    }
    .into_any()
}

/// A word with the theme in it: ids are unique although everything is shown twice.
fn id(theme: &'static str, light: &'static str, dark: &'static str) -> &'static str {
    if theme == "light" { light } else { dark }
}
