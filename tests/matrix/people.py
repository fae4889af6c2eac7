"""People on Matrix, for tests: matrix-nio behind JSON lines.

Reads one command a line from standard input, which says whose it is, answers
each with one line that has its number, and writes one line for every event that
somebody sees. Ends with its input.
"""

import asyncio
import json
import logging
import os
import sys
import traceback
from urllib.parse import quote
from uuid import uuid4

from nio import (
    AsyncClient,
    AsyncClientConfig,
    Event,
    InviteMemberEvent,
    MegolmEvent,
    RoomMessagesError,
    TypingNoticeEvent,
)
from nio.responses import ErrorResponse, ShareGroupSessionResponse

logging.disable(logging.CRITICAL)


def say(person, value):
    sys.stdout.write(json.dumps({"person": person, **value}) + "\n")
    sys.stdout.flush()


class Client(AsyncClient):
    """Keeps room keys back when it is told to."""

    holding = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.held = []

    async def _send(self, response_class, *args, **kwargs):
        if self.holding and response_class is ShareGroupSessionResponse:
            room, users = kwargs["response_data"]
            self.held.append((response_class, args, kwargs))
            return ShareGroupSessionResponse(room, users)
        return await super()._send(response_class, *args, **kwargs)

    async def release(self):
        self.holding = False
        for response_class, args, kwargs in self.held:
            await super()._send(response_class, *args, **kwargs)
        self.held = []


class Person:
    def __init__(self, number, homeserver, store):
        config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=False)
        self.number = number
        self.homeserver = homeserver
        self.client = None
        self.task = None
        self.store = store
        self.config = config

    def make(self, user):
        self.client = Client(
            self.homeserver, user, store_path=self.store, config=self.config
        )
        self.client.add_event_callback(self.seen, Event)
        self.client.add_event_callback(self.seen_invite, InviteMemberEvent)
        self.client.add_ephemeral_callback(self.seen_typing, TypingNoticeEvent)

    def say(self, value):
        say(self.number, value)

    async def seen(self, room, event):
        unread = isinstance(event, MegolmEvent)
        self.say(
            {
                "room": room.room_id,
                "event": event.source,
                "decrypted": bool(getattr(event, "decrypted", False)),
                "unread": unread,
            }
        )

    async def seen_invite(self, room, event):
        self.say({"room": room.room_id, "invite": event.sender})

    async def seen_typing(self, room, event):
        self.say({"room": room.room_id, "typing": event.users})

    async def login(self, user, password):
        self.make(user)
        return self.plain(await self.client.login(password, device_name="second"))

    async def begin(self):
        """First look, then on in the background."""
        answer = self.plain(await self.client.sync(timeout=0, full_state=True))
        if self.client.should_upload_keys:
            await self.client.keys_upload()
        self.task = asyncio.create_task(self.listen())
        return answer

    async def listen(self):
        """A client that people have goes on after a fault of its own."""
        while True:
            try:
                await self.client.sync_forever(
                    timeout=2000, sync_filter={"room": {"timeline": {"limit": 500}}}
                )
            except Exception:
                self.say({"fault_of_client": traceback.format_exc()})
                await asyncio.sleep(0.5)

    @staticmethod
    def plain(response):
        if isinstance(response, ErrorResponse):
            raise RuntimeError(str(response))
        return {"user": getattr(response, "user_id", None)}

    async def room(self, encrypted, invite=(), direct=False, levels=None):
        state = []
        if encrypted:
            content = {"algorithm": "m.megolm.v1.aes-sha2"}
            state.append(
                {"type": "m.room.encryption", "state_key": "", "content": content}
            )
        response = await self.client.room_create(
            is_direct=direct,
            invite=list(invite),
            initial_state=state,
            power_level_override=levels,
        )
        self.plain(response)
        return {"room": response.room_id}

    async def in_room(self, room, users, seconds=25):
        """Until these are members, as this client knows."""
        for _ in range(seconds * 10):
            known = self.client.rooms.get(room)
            if known and all(
                user in known.users and user not in known.invited_users
                for user in users
            ):
                if not known.encrypted:
                    return {}
                if self.client.should_query_keys:
                    await self.client.keys_query()
                if all(list(self.client.device_store.active_user_devices(u)) for u in users):
                    return {}
            await asyncio.sleep(0.1)
        raise RuntimeError("they did not come")

    async def knows(self, user, device, seconds=25):
        """Until this client knows a device of somebody's."""
        for _ in range(seconds * 10):
            if device in self.client.device_store[user]:
                return {}
            await asyncio.sleep(0.1)
        raise RuntimeError("it was not heard of")

    async def send(self, room, content, kind="m.room.message"):
        # A client refuses to write in a room that it has not heard of yet.
        for _ in range(250):
            if room in self.client.rooms:
                break
            await asyncio.sleep(0.1)
        response = await self.client.room_send(
            room, kind, content, tx_id=str(uuid4()), ignore_unverified_devices=True
        )
        self.plain(response)
        return {"event": response.event_id}

    async def flood(self, room, texts, at_once=20):
        gate = asyncio.Semaphore(at_once)

        async def one(text):
            async with gate:
                return await self.send(room, {"msgtype": "m.text", "body": text})

        sent = await asyncio.gather(*[one(text) for text in texts])
        return {"events": [one["event"] for one in sent]}

    async def raw(self, method, path, content=None):
        """Something that the other client has no way of its own for."""
        response = await self.client.send(
            method,
            path,
            None if content is None else json.dumps(content),
            {"Authorization": f"Bearer {self.client.access_token}"},
        )
        return {"status": response.status, "answer": await response.json()}

    async def hold(self):
        self.client.holding = True
        return {}

    async def release(self):
        await self.client.release()
        return {}

    async def forget_session(self, room):
        self.client.invalidate_outbound_session(room)
        return {}

    async def redact(self, room, event):
        self.plain(await self.client.room_redact(room, event))
        return {}

    async def invite(self, room, user):
        self.plain(await self.client.room_invite(room, user))
        return {}

    async def join(self, room):
        self.plain(await self.client.join(room))
        return {}

    async def leave(self, room):
        self.plain(await self.client.room_leave(room))
        return {}

    async def state(self, room, kind, content, state_key=""):
        response = await self.client.room_put_state(room, kind, content, state_key)
        self.plain(response)
        return {"event": response.event_id}

    async def upgrade(self, room):
        # nio's own way makes the room by itself; this is the server's.
        response = await self.client.send(
            "POST",
            f"/_matrix/client/v3/rooms/{quote(room)}/upgrade",
            json.dumps({"new_version": "11"}),
            {"Authorization": f"Bearer {self.client.access_token}"},
        )
        return {"room": (await response.json())["replacement_room"]}

    async def members(self, room):
        response = await self.client.joined_members(room)
        self.plain(response)
        return {"members": [member.user_id for member in response.members]}

    async def history(self, room, start=None, most=20000):
        """What was said, oldest first, decrypted where it can be; and where what
        was said before it begins."""
        events, start = [], start or self.client.next_batch
        while len(events) < most:
            page = await self.client.room_messages(room, start, limit=1000)
            if isinstance(page, RoomMessagesError):
                raise RuntimeError(str(page))
            for event in page.chunk:
                if isinstance(event, MegolmEvent):
                    try:
                        event = self.client.decrypt_event(event)
                    except Exception:
                        pass
                events.append(event.source)
            if not page.chunk or not page.end or page.end == start:
                start = None
                break
            start = page.end
        return {"events": events[::-1], "before": start}

    async def devices(self):
        response = await self.client.devices()
        return {"devices": [device.id for device in response.devices]}

    async def delete_device(self, device, password):
        for auth in (None, "password"):
            if auth:
                auth = {
                    "type": "m.login.password",
                    "identifier": {"type": "m.id.user", "user": self.client.user_id},
                    "password": password,
                    "session": session,
                }
            response = await self.client.delete_devices([device], auth=auth)
            session = getattr(response, "session", None)
        return self.plain(response)


    async def go(self):
        if self.task:
            self.task.cancel()
        if self.client:
            await self.client.close()
        return {}


async def do(person, command):
    try:
        done = await getattr(person, command["do"])(**command.get("with", {}))
        say(person.number, {"number": command["number"], "done": done})
    except Exception as fault:
        told = f"{type(fault).__name__}: {fault}"
        say(person.number, {"number": command["number"], "fault": told})


async def main():
    people, doing = {}, set()
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 24)
    await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := await reader.readline():
        command = json.loads(line)
        number = command["person"]
        if command["do"] == "come":
            people[number] = Person(number, **command["with"])
            continue
        # Nobody waits for what another does.
        task = asyncio.create_task(do(people[number], command))
        doing.add(task)
        task.add_done_callback(doing.discard)
        if command["do"] == "go":
            del people[number]
    # What still runs must not keep the process.
    os._exit(0)


asyncio.run(main())
