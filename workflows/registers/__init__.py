"""Document registers: the numbers that units give to what they send out and take in."""
