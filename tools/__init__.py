"""Programs for those who work on Quy Trình; not part of the installed package."""
