//! What Conclave is, in one page.

use super::frame::SiteFrame;
use crate::page::{Page, travels_in};
use crate::ui::brand::Mark;
use crate::ui::code::{CodeTabs, Sample};
use crate::ui::prelude::*;
use leptos_meta::{Meta, Title};

const EMBED: &str = r#"<!-- the room opens for whoever holds a token for it -->
<iframe
  src="https://meet.example.org/vpaas-magic-cookie-…/stand-up?jwt=…"
  allow="camera; microphone; display-capture; autoplay; fullscreen"
></iframe>"#;

const SIGN: &str = r#"import jwt from "jsonwebtoken";

// on your server: who may enter which room, and for how long
const token = jwt.sign(
  {
    aud: "jitsi", iss: "chat", sub: APP_ID, room: "stand-up",
    context: { user: { id: "ada", name: "Ada", moderator: true }, features: {} },
  },
  PRIVATE_KEY,
  { algorithm: "RS256", keyid: KID, expiresIn: "2h" },
);"#;

/// `/`.
pub(crate) struct LandingRoute;

travels_in!(site: LandingRoute);

impl Page for LandingRoute {
    fn data() -> Self {
        Self
    }

    fn view(self) -> AnyView {
        view! { <Landing/> }.into_any()
    }
}

#[component]
fn Landing() -> impl IntoView {
    let samples = Signal::stored(vec![
        Sample {
            name: "Embed",
            text: EMBED.to_owned(),
        },
        Sample {
            name: "Sign a token",
            text: SIGN.to_owned(),
        },
    ]);
    view! {
        <Title text=""/>
        <Meta name="description" content="Video meetings as a service that you host: sign a token, embed a room, see who used it."/>
        <SiteFrame>
            <section class="hero">
                <div>
                    <h1>"A room that locks, and a key that opens it"</h1>
                    <p class="hero-lead">
                        "Conclave is video meetings as a service that you host. You make a key, sign a token that says who may enter which room, and embed the room in your page. Nobody enters without a token; every meeting is counted where you can see it."
                    </p>
                    <div class="actions">
                        <ButtonLink href="/sign-up" look=Look::Primary class="btn-lg">"Create an account"</ButtonLink>
                        <ButtonLink href="/log-in" class="btn-lg">"Log in"</ButtonLink>
                    </div>
                </div>
                <div class="hero-art"><Mark weight="0.75"/></div>
            </section>
            <section class="band">
                <h2>"Two pieces of code"</h2>
                <p class="band-lead">"Your server signs, the page shows. Tokens and addresses have the shape that Jitsi-as-a-Service customers already use."</p>
                <div class="section"><CodeTabs id="landing-code" label="Samples" samples/></div>
            </section>
            <section class="band">
                <h2>"What you get"</h2>
                <div class="points">
                    <Point glyph=Glyph::FileKey title="Your key stays yours" text="The pair is made in your browser. The private half is saved by you and never sent; the server keeps the public half only."/>
                    <Point glyph=Glyph::Shield title="Refusals in plain words" text="Paste a token and see the verdict of the very code that admits people, with the first rule that the token breaks."/>
                    <Point glyph=Glyph::Activity title="Figures you can check" text="Every meeting lands in a journal before anyone is told. Active users, meetings and minutes are computed from it and can be computed again."/>
                    <Point glyph=Glyph::Lock title="On your own machine" text="One program with its database inside. Media goes from browser to your server to browser, and nowhere else."/>
                </div>
            </section>
        </SiteFrame>
    }
    .into_any()
}

#[component]
fn Point(glyph: Glyph, title: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <div class="point">
            <Icon glyph class="icon-lg"/>
            <h3>{title}</h3>
            <p>{text}</p>
        </div>
    }
    .into_any()
}
