/* libsrtp as a peer of tests: a line in, a line out. `k` sets profile and keys, the others are packets in hex;
 * what is refused is answered with `!` and libsrtp's status. */
#include <srtp2/srtp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static srtp_t sending, receiving;

static int nibble(char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }

static int from_hex(const char *hex, uint8_t *out) {
    int count = 0;
    for (; hex[0] > ' ' && hex[1] > ' '; hex += 2) out[count++] = (uint8_t)(nibble(hex[0]) << 4 | nibble(hex[1]));
    return count;
}

static int session(srtp_t *made, int bits, const char *key, srtp_ssrc_type_t way) {
    srtp_policy_t policy;
    uint8_t bytes[64] = {0};
    memset(&policy, 0, sizeof policy);
    from_hex(key, bytes);
    if (bits == 80) {
        srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy.rtp);
        srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy.rtcp);
    } else if (bits == 128) {
        srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp);
        srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp);
    } else {
        srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtp);
        srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtcp);
    }
    policy.ssrc.type = way;
    policy.key = bytes;
    policy.window_size = 1024;
    if (*made) srtp_dealloc(*made);
    *made = NULL;
    return srtp_create(made, &policy);
}

int main(void) {
    static char line[16384];
    static uint32_t words[2048];
    uint8_t *packet = (uint8_t *)words;
    if (srtp_init()) return 1;
    while (fgets(line, sizeof line, stdin)) {
        int status, length;
        if (line[0] == 'k') {
            char send[128], receive[128];
            int bits;
            if (sscanf(line + 1, "%d %127s %127s", &bits, send, receive) != 3) return 2;
            status = session(&sending, bits, send, ssrc_any_outbound);
            if (!status) status = session(&receiving, bits, receive, ssrc_any_inbound);
            length = 0;
        } else {
            length = from_hex(line + 1, packet);
            switch (line[0]) {
            case 'p': status = srtp_protect(sending, packet, &length); break;
            case 'P': status = srtp_protect_rtcp(sending, packet, &length); break;
            case 'u': status = srtp_unprotect(receiving, packet, &length); break;
            case 'U': status = srtp_unprotect_rtcp(receiving, packet, &length); break;
            default: return 3;
            }
        }
        if (status) {
            printf("!%d\n", status);
        } else {
            for (int at = 0; at < length; at++) printf("%02x", packet[at]);
            printf("\n");
        }
        fflush(stdout);
    }
    return 0;
}
