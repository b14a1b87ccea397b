"""What the forkserver loads first of all: the bond to its worker, before anything that takes long.

A worker stopped in its first seconds takes the forkserver along, and a key pressed to stop the portal is not meant for it: neither
leaves a trace on the screen of who pressed it.
"""

from __future__ import annotations

import signal

from connectors.confine import end_with_parent

end_with_parent()
signal.signal(signal.SIGINT, signal.SIG_IGN)
