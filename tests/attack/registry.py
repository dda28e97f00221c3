# SPDX-License-Identifier: EUPL-1.2
"""Which function proves which id of the table (`attacks`)."""

ATTACKS = {}


def attack(name, prepares=False):
    """Registers a function of the world under an id. It runs while nothing may change, unless it
    `prepares` something first and then says itself when nothing may."""
    def register(function):
        assert name not in ATTACKS, name
        ATTACKS[name] = (function, prepares)
        return function
    return register
