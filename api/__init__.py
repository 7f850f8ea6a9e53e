"""HTTP: requests to commands and queries, answers to JSON. No SQL, no rules (architecture, floors)."""
