import { readFileSync } from "node:fs";
import { createSign } from "node:crypto";

const APP = "%%APP%%";
const KID = "%%KID%%";
const ROOM = "stand-up";

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const now = Math.floor(Date.now() / 1000);
const input = [
  part({ alg: "RS256", typ: "JWT", kid: KID }),
  part({
    aud: "jitsi", iss: "chat", sub: APP, room: ROOM,
    nbf: now - 10, exp: now + 7200,
    context: { user: { id: "ada", name: "Ada", moderator: true }, features: {} },
  }),
].join(".");
const signature = createSign("RSA-SHA256").update(input).sign(readFileSync("private.pem"), "base64url");

console.log(`%%BASE%%/${APP}/${ROOM}?jwt=${input}.${signature}`);
