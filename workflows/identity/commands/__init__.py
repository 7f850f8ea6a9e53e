"""What changes accounts, sessions and tokens, one deed a file; each is recorded in the stream ACCESS.

These commands carry hashes only, never a password or a token, for what a command carries may be logged.
"""
