"""What can be done: one file per deed, a frozen dataclass and its handler."""
