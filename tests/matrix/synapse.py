"""Runs Synapse as long as standard input stays open, so that it never
outlives the tests: synapse.py CONFIG LOG.
"""

import subprocess
import sys
import threading

with open(sys.argv[2], "ab") as log:
    server = subprocess.Popen(
        [sys.executable, "-m", "synapse.app.homeserver"]
        + ["-c", sys.argv[1]],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )


def wait():
    sys.stdin.buffer.read()
    server.kill()


threading.Thread(target=wait, daemon=True).start()
sys.exit(server.wait())
