"""The interpreter behind its Protocol; only this folder imports SpiffWorkflow (decision D4)."""
