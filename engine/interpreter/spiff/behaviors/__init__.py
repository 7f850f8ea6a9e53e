"""What each element does, one behaviour a file."""
