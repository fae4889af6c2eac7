"""A bot on discord.py, for the stand-in: says what it understood of it."""

import json
import sys
import urllib.request

import discord
from discord import app_commands
from discord.http import Route
from yarl import URL

API, TOKEN = sys.argv[1], sys.argv[2]
Route.BASE = f"{API}/api/v10"


def say(words):
    print(words, flush=True)


class Client(discord.Client):
    async def setup_hook(self):
        self.tree = app_commands.CommandTree(self)

        @self.tree.command(description="answers with a word")
        async def ping(interaction: discord.Interaction, word: str):
            await interaction.response.defer()
            await interaction.edit_original_response(
                content=word, allowed_mentions=discord.AllowedMentions.none()
            )
            say(f"answered {word}")

    async def on_ready(self):
        servers = len(self.guilds)
        say(f"ready as {self.user.id} in {servers} server{'s' * (servers != 1)}")
        commands = await self.tree.sync()
        say(f"registered {commands[0].name}")

    async def on_resumed(self):
        say("resumed")

    async def on_message(self, message):
        if message.author != self.user and self.user in message.mentions:
            words = message.content.replace(self.user.mention, "").strip()
            await message.reply(
                f"heard: {words}", allowed_mentions=discord.AllowedMentions.none()
            )
            say("replied")


# The gateway is where the stand-in says.
request = urllib.request.Request(f"{API}/api/v10/gateway", headers={"Authorization": f"Bot {TOKEN}"})
with urllib.request.urlopen(request, timeout=30) as answer:
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(json.load(answer)["url"])
intents = discord.Intents.none()
intents.guilds = True
intents.guild_messages = True
intents.dm_messages = True
Client(intents=intents).run(TOKEN, log_handler=None)
