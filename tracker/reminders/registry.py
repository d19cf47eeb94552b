"""The kinds and channels there are: whatever lies in the two folders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from tracker.kernel.dropin import discover
from tracker.reminders import channels, kinds
from tracker.reminders.rules.obligations import Kind
from tracker.reminders.rules.outbox import Channel

# ``discover`` cannot know the type; a module that defines something else fails in its tests.
KINDS = cast(Mapping[str, Kind], discover(kinds, "KIND"))
CHANNELS = cast(Mapping[str, Channel], discover(channels, "CHANNEL"))
INBOX = "inbox"
