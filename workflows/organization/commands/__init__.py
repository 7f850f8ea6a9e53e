"""What changes the organisation, one deed a file; each is recorded in the stream ORGANIZATION."""
