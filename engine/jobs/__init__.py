"""Work outside the transaction that asked for it: delivery, workers, retries, timers (decision D9)."""
