"""``kb team`` as the engineer who runs the site uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import app
from kb.account_services.accounts import Accounts
from kb.account_services.team_commands import team
from kb.accounts.teams import TeamError
from kb.core.clock import utc_now
from kb.core.command_line import Context
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.storage.database import connect
from tests.conftest import Collection

pytestmark = pytest.mark.slow  # whole commands


def test_a_team_from_its_making_to_its_end(collection: Collection, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    accounts = Accounts(connect(f"sqlite:///{data / 'kb.sqlite'}"), utc_now)
    accounts.add(AT_THE_COMMAND_LINE, "ed@example.com", "Ed", Role.EDITOR)
    file = collection.write("en/track.md", title="Track", owner="support")

    def kb(*arguments: str) -> str:
        context = Context(str(collection.root), str(data), {}, app.open_review, app.create_app)
        result = CliRunner().invoke(team, arguments, obj=context)
        if isinstance(result.exception, TeamError):
            return f"refused: {result.exception}"
        assert result.exit_code == 0, result.output
        return result.stdout

    assert kb("add", "support", "--name", "Support") == "support is a team, called Support.\n"
    assert kb("rename", "support", "First line") == "support is called First line.\n"
    assert kb("join", "support", "ED@example.com") == "ed@example.com is in support now.\n"
    assert kb("list") == "support  First line  ed@example.com\n"
    listed = [{"slug": "support", "name": "First line", "members": ["ed@example.com"]}]
    assert json.loads(kb("list", "--json")) == listed
    assert kb("leave", "support", "ed@example.com") == "ed@example.com is not in support any more.\n"
    assert kb("remove", "support").startswith("refused: 1 articles name support as their owner;")
    assert "en/track.md" in kb("remove", "support")
    category = collection.write("en/faults/_index.md", title="Faults", owner="support")
    told = kb("remove", "support", "--hand-over-to", "ed@example.com")
    assert told.startswith("refused: 1 categories name support as their owner; change their files first:\n  en/faults")
    assert "owner: support" in file.read_text()
    category.unlink()
    told = kb("remove", "support", "--hand-over-to", "ed@example.com")
    assert told == "1 articles are with ed@example.com now.\nsupport is removed.\n"
    assert "owner: ed@example.com" in file.read_text()
    assert kb("list") == ""
