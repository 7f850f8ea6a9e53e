"""What can be asked about accounts, sessions and tokens."""
