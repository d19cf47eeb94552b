"""Use cases of people: ``people``, ``groups`` and ``signing_in``."""
