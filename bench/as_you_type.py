"""Measures search as you type in a real Chromium: from the last key of a question to its first article on the screen.

    python bench/as_you_type.py [--data DIR] [--pause 80]

The site is the sample help centre with the bundled model, served by the application on this machine; a kept ``--data``
folder saves embedding the articles again. Each question is typed once, ``--pause`` milliseconds from key to key.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

import numpy as np  # noqa: E402
from playwright.sync_api import Browser  # noqa: E402

from bench.browser import chromium  # noqa: E402
from bench.screenshots import served  # noqa: E402

QUESTIONS = {
    "en": (
        "I can't get into my account",
        "when will my parcel arrive",
        "money taken twice",
        "descale the coffee machine",
        "error E4",
        "cancel my order",
        "the blender smells of burning",
        "return a present",
    ),
    "ar": (
        "لا أستطيع الدخول إلى حسابي",
        "متى تصل الشحنة",
        "دفعت مرتين",
        "إزالة الترسبات",
        "إلغاء الطلب",
        "إرجاع المنتج",
        "تغيير البريد الإلكتروني",
        "بطاقة هدية",
    ),
    "fa": (
        "نمی‌توانم وارد حسابم شوم",
        "بسته کی می‌رسد",
        "دو بار پول کم شد",
        "رسوب‌زدایی قهوه‌ساز",
        "لغو سفارش",
        "پس دادن کالا",
        "تغییر ایمیل",
        "کارت هدیه",
    ),
    "ru": (
        "не могу войти в личный кабинет",
        "когда придёт посылка",
        "деньги списали дважды",
        "убрать накипь в кофемашине",
        "отменить заказ",
        "вернуть товар",
        "сменить почту",
        "подарочная карта",
    ),
}
# The task after the next frame: what was put into the page is on the screen then.
PROBE = """() => {
  const field = document.querySelector('[role=combobox]');
  const list = document.getElementById(field.getAttribute('aria-controls'));
  field.addEventListener('input', (event) => { window.pressed = event.timeStamp; window.took = null; }, true);
  new MutationObserver(() => {
    const { pressed } = window;
    if (window.took !== null || !list.querySelector('a[role=option]')) return;
    requestAnimationFrame(() => setTimeout(() => {
      if (pressed === window.pressed) window.took ??= performance.now() - pressed;
    }));
  }).observe(list, { childList: true });
}"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--data", type=Path)
    options.add_argument("--pause", type=int, default=80)
    given = options.parse_args()
    every: list[float] = []
    with served(given.data or Path(tempfile.mkdtemp(prefix="kb-as-you-type-"))) as address, chromium() as browser:
        for language, questions in QUESTIONS.items():
            took = waits(browser, f"{address}/{language}/", questions, given.pause)
            show(language, took)
            every += took
    show("all", every)


def waits(browser: Browser, address: str, questions: tuple[str, ...], pause: int) -> list[float]:
    """Milliseconds from the last key to the first article painted, for each question."""
    page = browser.new_page()
    page.goto(address)
    field = page.get_by_role("combobox")
    field.focus()  # what suggests comes with it, once for a visit
    page.wait_for_selector("[role=listbox]", state="attached")
    page.evaluate(PROBE)
    took = []
    for question in questions:
        field.fill("")
        field.press_sequentially(question, delay=pause)
        took.append(float(page.wait_for_function("() => window.took").json_value()))
    page.close()
    return took


def show(name: str, took: list[float]) -> None:
    median, late = np.percentile(took, [50, 95])
    print(f"{name}: median {median:.0f} ms, 95th percentile {late:.0f} ms, {len(took)} questions", flush=True)


if __name__ == "__main__":
    main()
