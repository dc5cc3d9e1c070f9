//! From the first message to the verdict on its token.

use crate::http::state::ServerState;
use domain::{AppId, RoomName};
use meeting::{Admission, Guest, Resume};
use signal::{ErrorCode, Join, ServerMessage};
use tokens::{Admitted, Verdict};

/// Judges the token by the very code of the inspector. A refusal carries the broken rule and its sentence.
pub(super) async fn judge(
    state: &ServerState,
    app: &AppId,
    room: &RoomName,
    join: Join,
) -> Result<Admission, ServerMessage> {
    let token = join.jwt.as_deref().unwrap_or_default();
    let verdict = state.tokens.admit(token, app, room).await.map_err(|error| {
        tracing::error!(%error, "a token could not be judged");
        ServerMessage::Refused {
            code: ErrorCode::Unavailable,
            rule: None,
            message: "The token cannot be checked just now. Try again in a moment.".to_owned(),
        }
    })?;
    let admitted = admitted(&verdict)?;
    Ok(Admission {
        guest: guest(admitted),
        device: join.device.id,
        name: join.name,
        muted: join.muted,
        embedded: join.embedded,
        resume: join.resume.map(Resume),
    })
}

fn admitted(verdict: &Verdict) -> Result<&Admitted, ServerMessage> {
    verdict.admitted().ok_or_else(|| {
        let refusal = verdict.refusal();
        metrics::counter!("conclave_tokens_refused_total").increment(1);
        ServerMessage::Refused {
            code: ErrorCode::Token,
            rule: refusal.map(|refusal| refusal.rule.code().to_owned()),
            message: refusal.map(|refusal| refusal.message.clone()).unwrap_or_default(),
        }
    })
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
