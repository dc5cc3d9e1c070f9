"""One participant on aiortc, a WebRTC of its own in Python.

`JWT=… python aiortc-participant.py <address of the meeting> <name>`. Sends a tone and a moving picture, shows and
hears everybody, and writes what came as one line of JSON a second. It leaves when its standard input ends.

What is said on the message connection: crates/signal/src/{client,server}.rs.
"""

import asyncio
import fractions
import json
import math
import os
import sys
import time
import uuid
from array import array

import aioice.ice
import av
from aiortc import (
    AudioStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCSessionDescription,
    VideoStreamTrack,
)
from aiortc.mediastreams import MediaStreamError
from aiortc.sdp import candidate_from_sdp
from websockets.asyncio.client import connect

VERSION = 1
PING_EVERY = 10
RATE = 48_000
BLOCK = RATE // 50
# How high others are shown.
HEIGHT = 360


def loopback_only(use_ipv4, use_ipv6):
    """The library leaves the loopback out and offers the machine's addresses outside; here it is the other way."""
    return ["127.0.0.1"] if use_ipv4 else []


aioice.ice.get_host_addresses = loopback_only


class Tone(AudioStreamTrack):
    """A microphone that hears a sine of 440 Hz, a tenth as loud as can be."""

    # A whole number of waves, so that blocks of it join without a crack.
    wave = array("h", (int(3276 * math.sin(2 * math.pi * 440 * at / RATE)) for at in range(RATE)))

    def __init__(self):
        super().__init__()
        self.at = 0
        self.begun = None

    async def recv(self):
        self.begun = self.begun or time.monotonic()
        await asyncio.sleep(max(0, self.begun + self.at / RATE - time.monotonic()))
        frame = av.AudioFrame(format="s16", layout="mono", samples=BLOCK)
        place = self.at % RATE
        frame.planes[0].update(self.wave[place : place + BLOCK].tobytes())
        frame.sample_rate = RATE
        frame.pts = self.at
        frame.time_base = fractions.Fraction(1, RATE)
        self.at += BLOCK
        return frame


class Picture(VideoStreamTrack):
    """A camera before which a bar wanders."""

    width, height, thick, rate = 640, 360, 32, 15

    def __init__(self):
        super().__init__()
        self.count = 0
        self.begun = None

    async def recv(self):
        self.begun = self.begun or time.monotonic()
        await asyncio.sleep(max(0, self.begun + self.count / self.rate - time.monotonic()))
        frame = av.VideoFrame(self.width, self.height, "yuv420p")
        place = self.count * 4 % (self.width - self.thick)
        dark, bright = bytes([70]), bytes([220])
        row = dark * place + bright * self.thick + dark * (self.width - self.thick - place)
        frame.planes[0].update(row * self.height)
        for colour, plane in ((160, frame.planes[1]), (100, frame.planes[2])):
            plane.update(bytes([colour]) * plane.buffer_size)
        frame.pts = self.count * 90_000 // self.rate
        frame.time_base = fractions.Fraction(1, 90_000)
        self.count += 1
        return frame


class Reception:
    """What came out of the decoders."""

    def __init__(self):
        self.frames = 0
        self.energy = 0.0
        self.last = None
        self.longest = 0.0

    def pause(self):
        """Keeps the longest time between two pictures; it counts from the first one on."""
        if self.last is not None:
            self.longest = max(self.longest, time.monotonic() - self.last)

    def gap(self):
        """The longest such time since it was asked last, in milliseconds."""
        self.pause()
        longest, self.longest = self.longest, 0.0
        return longest * 1000

    async def watch(self, track):
        """Takes all that a receiver gives."""
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            if track.kind == "video":
                self.pause()
                self.frames += 1
                self.last = time.monotonic()
            else:
                # Every eighth sample says as much about loudness as all of them.
                samples = array("h", bytes(frame.planes[0]))[::8]
                self.energy += sum((s / 32768) ** 2 for s in samples) / len(samples) * frame.samples / frame.sample_rate


class Participant:
    """One peer connection with a fixed set of senders and receivers and one offer."""

    def __init__(self, socket):
        self.socket = socket
        self.others = {}
        self.states = []
        self.reception = Reception()
        self.connection = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        self.connection.on(
            "connectionstatechange", lambda: self.states.append(self.connection.connectionState)
        )
        # The receivers' tracks come with the answer.
        self.connection.on("track", lambda track: asyncio.ensure_future(self.reception.watch(track)))

    async def say(self, **message):
        await self.socket.send(json.dumps(message))

    def add(self, kind, direction, track=None):
        transceiver = self.connection.addTransceiver(track or kind, direction=direction)
        wanted = ("video/vp8", "video/rtx") if kind == "video" else ("audio/opus",)
        codecs = RTCRtpReceiver.getCapabilities(kind).codecs
        transceiver.setCodecPreferences([c for c in codecs if c.mimeType.lower() in wanted])

    async def offer(self, slots):
        """The m-lines in the order of the plan: four that send, then receivers for voices, then those for pictures."""
        self.add("audio", "sendonly", Tone())
        self.add("video", "sendonly", Picture())
        self.add("video", "sendonly")  # screen
        self.add("audio", "sendonly")  # its sound
        for _ in range(slots["audio"]):
            self.add("audio", "recvonly")
        for _ in range(slots["video"]):
            self.add("video", "recvonly")
        await self.connection.setLocalDescription(await self.connection.createOffer())
        await self.say(type="offer", sdp=self.connection.localDescription.sdp)

    async def answer(self, sdp):
        """Takes the server's answer."""
        await self.connection.setRemoteDescription(RTCSessionDescription(sdp, "answer"))
        # Of m-lines in a bundle the first names the candidates (RFC 8829 §5.3.1); the library takes those of the last.
        for line in sdp.splitlines():
            if line.startswith("a=candidate:"):
                candidate = candidate_from_sdp(line.removeprefix("a=candidate:"))
                candidate.sdpMLineIndex = 0
                await self.connection.addIceCandidate(candidate)

    def take(self, endpoint, live):
        if live is not None:
            self.others[endpoint] = "camera" in live

    async def view(self):
        """Says what is shown: one entry a video receiver. The server sends that and no more."""
        shown = [endpoint for endpoint, has_picture in self.others.items() if has_picture]
        slots = [{"source": f"{endpoint}-v0", "height": HEIGHT} for endpoint in shown[:25]]
        await self.say(type="view", slots=slots)

    async def follow(self):
        """Does what the server's messages ask for, until it closes the connection."""
        me = None
        async for text in self.socket:
            message = json.loads(text)
            match message["type"]:
                case "joined":
                    me = message["me"]
                    for one in message["participants"]:
                        self.take(one["endpoint"], one["live"])
                    await self.offer(message["slots"])
                case "answer":
                    await self.answer(message["sdp"])
                case "participant_joined":
                    self.take(message["participant"]["endpoint"], message["participant"]["live"])
                case "participant_changed":
                    self.take(message["endpoint"], message["change"].get("live"))
                case "participant_left":
                    self.others.pop(message["endpoint"], None)
                case "refused" | "error":
                    raise RuntimeError(message["message"])
                case _:
                    continue
            self.others.pop(me, None)
            if message["type"] != "joined":
                await self.view()

    async def report(self):
        """Tells every second what came, and the server that somebody is there."""
        for second in range(sys.maxsize):
            await asyncio.sleep(1)
            if second % PING_EVERY == 0:
                await self.say(type="ping", id=second)
            received = lost = 0
            for stat in (await self.connection.getStats()).values():
                if stat.type == "inbound-rtp":
                    received += stat.packetsReceived
                    lost += stat.packetsLost
            reading = {
                "states": self.states,
                "frames": self.reception.frames,
                "gap": self.reception.gap(),
                "energy": self.reception.energy,
                "received": received,
                "lost": lost,
            }
            print(json.dumps(reading), flush=True)


async def main(address, name):
    async with connect(address.replace("http", "ws", 1) + "/signal", max_size=None) as socket:
        participant = Participant(socket)
        # Whoever connects says who he is within seconds, in the first message.
        await participant.say(
            type="join",
            version=VERSION,
            jwt=os.environ["JWT"],
            name=name,
            device={"id": str(uuid.uuid4())},
            muted=["screen", "screen_audio"],
        )
        ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        tasks = [asyncio.ensure_future(one) for one in (participant.follow(), participant.report(), ended)]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        await participant.say(type="leave")
        await participant.connection.close()
        for task in done:
            task.result()
    # The thread that reads standard input cannot be called off.
    os._exit(0)


asyncio.run(main(*sys.argv[1:]))
