"""Legal bases: the documents that a programme and its obligations rest on."""
