"""Passwords whose hashes cost next to nothing, as long as nobody says otherwise; imported before all else.

The usual cost of argon2 is meant to slow down whoever guesses, and slowed down every test that signs in: a fifth of a
second of the processor each. ``test_passwords.py`` holds, in a process of its own, that the site pays the usual cost.
"""

from __future__ import annotations

import functools

import argon2

argon2.PasswordHasher = functools.partial(  # type: ignore[misc,assignment]
    argon2.PasswordHasher, time_cost=1, memory_cost=8, parallelism=1
)
