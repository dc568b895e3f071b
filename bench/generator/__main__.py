from __future__ import annotations

from bench.generator.control import main

main()
