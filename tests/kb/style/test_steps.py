"""Steps that do not say what to do are found, and nothing else: on the sample articles not one."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.markdown.source.code import without_code
from kb.style.steps import StepFault, odd_steps

ARTICLES = Path(__file__).parents[3] / "articles"
EN, RU = "1. Open the lid.\n2. Press **Start**.\n", "1. Откройте крышку.\n2. Нажмите «Пуск».\n"
FA, AR = "1. در را باز کنید.\n2. دکمه را فشار دهید.\n", "1. افتح الغطاء.\n2. اضغط على الزر.\n"


@pytest.mark.parametrize(
    ("language", "steps", "odd", "fault"),
    [
        ("en", EN, "The *lid* should be opened.", StepFault.PASSIVE),
        ("en", EN, "Your order number is then entered.", StepFault.PASSIVE),
        ("en", EN, "You need to press the button.", StepFault.TELLING),
        ("ru", RU, "Крышка открывается.", StepFault.PASSIVE),
        ("ru", RU, "Необходимо нажать кнопку.", StepFault.TELLING),
        ("fa", FA, "دکمه فشار داده شود.", StepFault.PASSIVE),
        ("ar", AR, "يتم الضغط على الزر.", StepFault.PASSIVE),
        ("ar", AR, "يجب أن يتم الضغط على الزر.", StepFault.PASSIVE),
    ],
)
def test_a_step_that_does_not_say_what_to_do_is_named_with_its_line(
    language: str, steps: str, odd: str, fault: StepFault
) -> None:
    [found] = odd_steps(f"Before.\n\n{steps}3. {odd}\n", language)
    assert (found.line, found.fault, found.text) == (5, fault, odd.replace("*", ""))


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", f"{EN}3. When the light is lit, take the cup away."),
        ("en", f"{EN}3. Make sure that the lid is closed."),
        ("en", f"{EN}3. The lid is closed now."),  # how it is then
        ("en", f"{EN}3. In **Settings**, open *Your account*."),
        ("en", "1. The outside is wet.\n2. The label is torn.\n3. The padding was removed."),  # no steps at all
        ("en", "1. Open it.\n\nText.\n\n1. The lid is closed."),  # two lists
        ("ru", f"{RU}3. Дождитесь, пока вода нагреется."),
        ("fa", f"{FA}3. صبر کنید تا آب گرم شود."),
        ("ar", f"{AR}3. انتظر حتى يتم التسخين."),
        ("tr", "1. Open.\n2. Press.\n3. The lid should be opened."),
    ],
)
def test_what_is_a_command_or_no_step_is_left_alone(language: str, body: str) -> None:
    assert odd_steps(body, language) == []


@pytest.mark.parametrize("language", ["en", "ru", "fa", "ar"])
def test_the_sample_articles_get_no_hint(language: str) -> None:
    files = sorted((ARTICLES / language).rglob("*.md"))
    assert len(files) > 50
    found = {file.name: odd_steps(without_code(file.read_text("utf-8")), language) for file in files}
    assert {name: odd for name, odd in found.items() if odd} == {}
