"""PostgreSQL: tables by family, all SQL of the engine, the session and the unit of work (decisions D1–D3)."""
