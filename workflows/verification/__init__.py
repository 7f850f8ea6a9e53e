"""Verification of history for those who audit: what may be verified, the verdict, and the visit that is recorded."""
