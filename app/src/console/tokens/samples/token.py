# needs: pip install "pyjwt[crypto]"
import time
import jwt

APP = "%%APP%%"
KID = "%%KID%%"
ROOM = "stand-up"

now = int(time.time())
token = jwt.encode(
    {
        "aud": "jitsi", "iss": "chat", "sub": APP, "room": ROOM,
        "nbf": now - 10, "exp": now + 7200,
        "context": {"user": {"id": "ada", "name": "Ada", "moderator": True}, "features": {}},
    },
    open("private.pem").read(),
    algorithm="RS256",
    headers={"kid": KID},
)

print("%%BASE%%/" + APP + "/" + ROOM + "?jwt=" + token)
