"""The program that the guide shows."""

import os
from pathlib import Path

from conftest import OVERLAY

GUIDE = Path(__file__).parents[4] / "docs/guides/emulator.md"


def test_the_python_program_of_the_guide_lists_the_clusters(azure, group, capsys):
    group.create("shown-by-the-guide", OVERLAY)
    _, _, rest = GUIDE.read_text(encoding="utf-8").partition("```python\n")
    program, _, _ = rest.partition("```")
    for written, here in [("https://127.0.0.1:8443", os.environ["EMULATOR_URL"]), ("tls/ca.pem", os.environ["EMULATOR_CA"])]:
        assert program.count(written) == 1
        program = program.replace(written, here)
    exec(compile(program, GUIDE, "exec"), {})
    assert "shown-by-the-guide 192.168.0.0/16\n" in capsys.readouterr().out
