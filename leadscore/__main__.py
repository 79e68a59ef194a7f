"""``python -m leadscore`` is the command ``leadscore``."""

from __future__ import annotations

from leadscore.cli import main

if __name__ == "__main__":
    main()
