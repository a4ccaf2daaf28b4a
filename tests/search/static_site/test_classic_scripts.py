"""Modules as scripts that a page in a folder may load, and that none is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from app import create_app
from kb.core.settings import Settings
from search.static_site.classic_scripts import classic
from search.static_site.page_rewriting import LEFT_OUT, SCRIPTS, script_of
from search.static_site.static_addresses import StaticSiteError
from tests.search.static_site.conftest import write_articles

MODULES = {
    "kb/a.js": (
        "import { make, write as put } from './b.js';\nimport '../x/c.js';\n"
        "put(make(1));\nimport('./d.js').then((d) => d.go());\n"
    ),
    "kb/b.js": "export const make = (n) => n;\nexport function write(n) { return n; }\n",
    "x/c.js": "import { make } from '../kb/b.js';\nexport class Three {}\nmake(new URL('..', import.meta.url));\n",
    "kb/d.js": "export async function go() {}\n",
}


def test_what_a_module_imports_stands_before_it_once() -> None:
    made = classic("kb/a.js", MODULES.__getitem__)
    assert made.index("$modules['kb/b.js'] =") < made.index("$modules['x/c.js'] =") < made.index("put(make(1))")
    assert made.count("const make = (n) => n;") == 1
    assert "const { make, write: put } = $modules['kb/b.js'];" in made
    assert "return { make, write };" in made
    assert "return { Three };" in made
    assert "new URL('../x/c.js', $here).href" in made
    assert "Promise.resolve($modules['kb/d.js']).then" in made


@pytest.mark.parametrize(
    "text",
    [
        "export default 1;\n",
        "import * as a from './b.js';\n",
        "export { a };\n",
        "import(name);\n",
        "import a from './b.js';\n",
    ],
)
def test_a_form_that_is_not_understood_is_an_error(text: str) -> None:
    with pytest.raises(StaticSiteError, match="in a form that no classic script can have"):
        classic("kb/e.js", {"kb/e.js": text, **MODULES}.__getitem__)


def test_a_circle_is_an_error() -> None:
    with pytest.raises(StaticSiteError, match="in a circle"):
        classic("a.js", {"a.js": "import './b.js';\n", "b.js": "import './a.js';\n"}.__getitem__)


@pytest.mark.slow
def test_of_every_script_on_a_public_page_it_is_decided_whether_it_works_without_a_server(tmp_path: Path) -> None:
    write_articles(tmp_path / "articles")
    settings = Settings(articles_dir=tmp_path / "articles", data_dir=tmp_path / "data")
    app = create_app(settings, models=(), start=False)
    found = set()
    try:
        articles = [f"/en/articles/{one.key}" for one in app.extensions["kb"].library.catalog.visible("en")]
        for path in ("/en/", "/en/search", "/en/contact", "/en/categories/account", "/en/accessibility", *articles):
            tree = html.document_fromstring(app.test_client().get(path).data)
            found |= {script_of(source) for source in tree.xpath("//script/@src")}
    finally:
        app.extensions["kb"].close()
    assert {"kb/site.js", "kb/feedback.js", "kb/tabs.js"} <= found
    assert found - SCRIPTS - LEFT_OUT == set()
