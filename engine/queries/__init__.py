"""What can be asked: one file per family, a frozen dataclass and its handler; frozen rows out."""
