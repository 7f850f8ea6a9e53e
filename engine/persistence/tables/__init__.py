"""Tables by family, declared once with SQLAlchemy.

Rows of the hot path carry no foreign keys: the engine writes them together in one statement, and a check per row
would cost more than the row (docs/adr/0002).
"""
