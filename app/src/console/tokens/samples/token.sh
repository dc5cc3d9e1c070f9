#!/bin/sh
# needs openssl
APP='%%APP%%'
KID='%%KID%%'
ROOM='stand-up'

b64() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
now=$(date +%s)
header=$(printf '{"alg":"RS256","typ":"JWT","kid":"%s"}' "$KID" | b64)
payload=$(printf '{"aud":"jitsi","iss":"chat","sub":"%s","room":"%s","nbf":%d,"exp":%d,"context":{"user":{"id":"ada","name":"Ada","moderator":true},"features":{}}}' \
  "$APP" "$ROOM" "$((now - 10))" "$((now + 7200))" | b64)
signature=$(printf '%s.%s' "$header" "$payload" | openssl dgst -sha256 -sign private.pem | b64)

echo "%%BASE%%/$APP/$ROOM?jwt=$header.$payload.$signature"
