//! From the first message to the verdict on its token.

use crate::http::state::ServerState;
use domain::{AppId, RoomName};
use meeting::{Admission, Guest, Refusal, Resume};
use signal::{ErrorCode, Join};
use subscriptions::{Pass, Visit};
use tokens::{Admitted, Rule};

/// Judges the token by the very code of the inspector. A refusal carries the broken rule and its sentence.
///
/// A token whose time has run out is judged a second time without regard to that if there is a resume
/// secret; what comes of it admits nobody but the participant whose secret it is ([`Admission::returns_only`]).
pub(super) async fn judge(
    state: &ServerState,
    app: &AppId,
    room: &RoomName,
    join: Join,
) -> Result<Admission, Refusal> {
    let token = join.jwt.as_deref().unwrap_or_default();
    let mut verdict = state.tokens.admit(token, app, room).await.map_err(unjudged)?;
    let mut returns_only = None;
    if let Some(refused) = verdict.refusal() {
        let refusal = refusal(refused);
        if refused.rule != Rule::Expired || join.resume.is_none() {
            return Err(refusal);
        }
        returns_only = Some(refusal);
        verdict = state.tokens.readmit(token, app, room).await.map_err(unjudged)?;
    }
    let admitted = verdict.admitted().ok_or_else(|| match verdict.refusal() {
        Some(refused) => refusal(refused),
        None => unavailable(),
    })?;
    Ok(Admission {
        guest: guest(admitted),
        device: join.device.id,
        name: join.name,
        muted: join.muted,
        embedded: join.embedded,
        direct: join.direct,
        resume: join.resume.map(Resume),
        returns_only,
        ice: None,
    })
}

/// Asks the subscription. Somebody who was inside a moment ago may come back whatever it says, as the
/// participant he is ([`Admission::returns_only`]).
pub(super) async fn let_in(
    state: &ServerState,
    app: &AppId,
    room: &RoomName,
    admission: &mut Admission,
) -> Result<Option<Pass>, Refusal> {
    let visit = Visit {
        app,
        device: &admission.device,
        user: admission.guest.user_id.as_deref(),
        goes_on: state.hub.goes_on(app, room),
    };
    let entered = state.subscriptions.enter(visit).await.map_err(|error| {
        tracing::error!(%error, "a subscription could not be asked");
        unavailable()
    })?;
    let refused = match entered {
        Ok(pass) => return Ok(Some(pass)),
        Err(refused) => refused,
    };
    metrics::counter!("conclave_joins_refused_total").increment(1);
    let refusal = Refusal {
        code: ErrorCode::PlanLimit,
        rule: serde_json::to_value(refused.code)
            .ok()
            .and_then(|code| code.as_str().map(str::to_owned)),
        message: refused.sentence,
    };
    if admission.resume.is_some() {
        admission.returns_only = Some(refusal);
        Ok(None)
    } else {
        Err(refusal)
    }
}

fn refusal(refused: &tokens::Refusal) -> Refusal {
    Refusal {
        code: ErrorCode::Token,
        rule: Some(refused.rule.code().to_owned()),
        message: refused.message.clone(),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that `map_err` wants")]
fn unjudged(error: store::Error) -> Refusal {
    tracing::error!(%error, "a token could not be judged");
    unavailable()
}

fn unavailable() -> Refusal {
    Refusal {
        code: ErrorCode::Unavailable,
        rule: None,
        message: "The token cannot be checked just now. Try again in a moment.".to_owned(),
    }
}

fn guest(admitted: &Admitted) -> Guest {
    let claims = &admitted.claims;
    Guest {
        kid: Some(admitted.kid.clone()),
        user_id: claims.user_id.clone(),
        name: claims.name.clone(),
        email: claims.email.clone(),
        avatar: claims.avatar.clone(),
        group: claims.group.clone(),
        moderator: claims.moderator,
        features: claims.features.clone(),
        mau_p: claims.mau_p,
    }
}
