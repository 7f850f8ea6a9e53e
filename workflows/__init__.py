"""The domain: organisation, programmes, obligations, calendar; wires the engine (architecture, floors)."""
