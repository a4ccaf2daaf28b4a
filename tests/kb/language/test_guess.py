"""Which language a collection is in, and which articles in it are of another."""

from __future__ import annotations

import pytest

from kb.editing.check import check
from kb.language.guess import foreign_language, guess_language, written_language
from tests.conftest import Collection

LATIN_HEAD = "layout: help_center_article\npermalink: /help/orders/cancel-an-order/\nauthor: editorial-team\n"
CODE = "```js\nconst order = await client.orders.cancel({ reason });\n```\n\n<Card title='x' className='wide'>\n"
TEXTS = {
    "fa": ("لغو سفارش", "تا پیش از ارسال می‌توانید سفارش خود را لغو کنید."),
    "ar": ("إلغاء الطلب", "يمكنك إلغاء الطلب قبل الشحن من صفحة الطلبات."),
    "ur": ("آرڈر منسوخ کریں", "آپ ترسیل سے پہلے آرڈر منسوخ کر سکتے ہیں، یہ ٹھیک ہے۔"),
    "he": ("ביטול הזמנה", "אפשר לבטל הזמנה לפני המשלוח."),
    "zh": ("取消订单", "发货前您可以取消订单。"),
    "ja": ("注文のキャンセル", "発送前であれば注文をキャンセルできます。"),
    "ko": ("주문 취소", "배송 전에 주문을 취소할 수 있습니다."),
    "ru": ("Отмена заказа", "Вы можете отменить заказ до отправки, если это нужно."),
    "uk": ("Скасування", "Ви можете скасувати замовлення до її відправлення, якщо є потреба."),
    "th": ("ยกเลิกคำสั่งซื้อ", "คุณสามารถยกเลิกคำสั่งซื้อได้ก่อนจัดส่ง"),
    "de": ("Bestellung stornieren", "Sie können die Bestellung stornieren, wenn sie noch nicht auf dem Weg ist."),
    "fr": ("Annuler", "Vous pouvez annuler la commande avec votre compte si elle est dans les délais et pas envoyée."),
    "en": ("Cancel an order", "You can cancel the order with your account."),
}


@pytest.mark.parametrize("language", TEXTS)
def test_front_matter_code_tags_and_addresses_do_not_count(collection: Collection, language: str) -> None:
    title, text = TEXTS[language]
    for name in ("cancel", "again"):
        body = f"import Card from '@site/components/card'\n\n{CODE}{text} https://shop.example.com/orders/{name}?a=b\n"
        collection.write(f"{name}.mdx", f"---\ntitle: {title}\n{LATIN_HEAD}---\n{body}")
    library = collection.library()
    assert library.catalog.default_language == language
    assert library.language_is_guessed


def test_a_setting_a_folder_or_the_name_of_the_folder_is_no_guess(collection: Collection) -> None:
    collection.write("fa/a.md", TEXTS["fa"][1])
    assert not collection.library().language_is_guessed
    assert not collection.library("fa").language_is_guessed


def test_most_articles_decide_and_one_long_one_does_not() -> None:
    long = "# English\n\n" + "You can return it. " * 500
    assert guess_language([long, *(f"# {title}\n\n{text}" for title, text in [TEXTS["he"]] * 2)]) == "he"


def test_nothing_to_read_is_the_usual_language() -> None:
    assert guess_language([]) == "en"
    assert guess_language(["```\nx\n```", "---\nlayout: x\n---\n"]) == "en"


@pytest.mark.parametrize("head", ["lang: fr", "language: fr-FR", "locale: fr"])
def test_a_language_in_front_matter_counts(collection: Collection, head: str) -> None:
    collection.write("a.md", "# A\n\nYou can do that.")
    collection.write("b.md", f"---\n{head}\n---\n# B\n\nVoilà.")
    assert {article.language for article in collection.library().catalog.published} >= {"en"}
    assert collection.library("en").catalog.languages[1][:2] == "fr"


def test_the_folder_counts_more_than_front_matter_and_nonsense_is_no_language(collection: Collection) -> None:
    collection.write("en/a.md", "---\nlang: fr\n---\n# A\n\nText.")
    collection.write("en/b.md", "---\nlang: javascript\n---\n# B\n\nText.")
    collection.write("en/c.md", "---\nlang: [a]\n---\n# C\n\nText.")
    catalog = collection.library().catalog
    assert catalog.languages == ("en",)
    assert catalog.problems == ()


@pytest.mark.parametrize(
    ("written", "code"), [("EN_us", "en"), ("pt_br", "pt-BR"), ("fa", "fa"), ("english", None), ("", None)]
)
def test_codes_are_read_as_people_write_them(written: str, code: str | None) -> None:
    assert written_language(written, "en") == code


def test_an_article_in_another_script_has_its_own_language_and_is_no_translation(collection: Collection) -> None:
    for name in "abc":
        collection.write(f"{name}.md", f"# {name}\n\nYou can cancel the order with your account.")
    collection.write("arabic/cancel.md", f"# {TEXTS['ar'][0]}\n\n{TEXTS['ar'][1]}")
    catalog = collection.library().catalog
    assert (catalog.default_language, catalog.languages) == ("en", ("en", "ar"))
    assert catalog.get("ar", "arabic/cancel") is not None
    assert check(catalog) == []


@pytest.mark.parametrize(
    ("code", "title", "body"),
    [
        ("zh", "重置密码", "请打开设置页面，点击重置，然后查收邮件。"),
        ("ja", "注文のキャンセル", "商品の発送前であれば、注文画面から注文をキャンセルできます。"),
        ("ko", "주문 취소", "배송 전에 주문을 취소할 수 있습니다. 주문 페이지를 여세요."),
    ],
)
def test_an_article_in_signs_that_each_say_more_than_a_letter_is_told_from_fewer(
    code: str, title: str, body: str
) -> None:
    assert foreign_language(title, body, "en") == code
    assert foreign_language(title, body, "ru") == code
    assert foreign_language(title, body, code) is None


def test_japanese_among_chinese_articles_is_japanese() -> None:
    assert foreign_language("注文のキャンセル", "発送前であれば注文をキャンセルできます。", "zh") == "ja"


def test_foreign_names_in_a_text_are_no_other_language() -> None:
    assert foreign_language("Xiaomi 小米", "Open the 小米 page and choose the phone that you have.", "en") is None
    assert foreign_language("نصب Windows", "فایل setup.exe را باز کنید و گزینه Install را بزنید.", "fa") is None


@pytest.mark.parametrize(
    "hostile",
    ["`" * 60_000, "<a " * 30_000, "{{" * 40_000, "a@" * 40_000, "<!--" * 20_000, "a/" * 40_000, "[a](" * 20_000],
)
def test_hostile_texts_are_no_work(hostile: str) -> None:
    guess_language(["ض" + hostile])
    foreign_language("ض", hostile, "en")
