"""How the value of a field of each type is read, prefilled and checked, one family of types a file."""
