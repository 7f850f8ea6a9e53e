"""One walk through a whole case by HTTP only: `python -m tools.walk --url http://127.0.0.1:8000`."""
