"""The organisation: units, positions, people who hold positions for a time, and who may act for whom."""
