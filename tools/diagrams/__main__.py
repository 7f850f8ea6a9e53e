"""``python -m tools.diagrams``."""

from __future__ import annotations

import sys

from tools.diagrams.render import main

sys.exit(main())
