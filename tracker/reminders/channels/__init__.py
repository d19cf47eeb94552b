"""The ways to reach people: every module of this folder defines one ``CHANNEL``."""
