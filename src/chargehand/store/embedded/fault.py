from __future__ import annotations


class SetupFault(Exception):
    """The set-up of this machine forbids to go on. Its text is one sentence for the person who can change that."""


class InUse(SetupFault):
    """Another process holds the data directory."""
