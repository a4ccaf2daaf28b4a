"""Function words that say nothing about what a text is about, by language.

Whoosh brings the Snowball lists; it has none for Arabic and Persian, so those are here. Words are folded.
"""

from __future__ import annotations

from functools import lru_cache

from whoosh.lang.stopwords import stoplists

from search.text.folding import fold

_OURS = {
    "ar": """
        في من على إلى عن مع هذا هذه ذلك تلك التي الذي الذين اللذان هو هي هم نحن أنا أنت انت كان كانت يكون تكون
        أن إن لا ما لم لن قد كل أو ثم بعد قبل عند عندما إذا اذا حتى لكن بل أي كيف متى أين لماذا هل ماذا و ف ب ل
        منذ خلال بين حول دون غير فقط أيضا ايضا لي له لها لهم لنا منه منها فيه فيها عليه عليها به بها كما مما ليس
        ليست لدي لديك لدى يا وهو وهي ولا وما ومن وفي وعلى
    """,
    "fa": """
        از به با در بر برای که این آن است هست بود شد شده شود می را و یا تا اگر اما ولی هم نیز هر همه چه چی چرا چطور
        چگونه کی کجا کدام من تو او ما شما آنها ایشان خود خودم خودش خودتان یک یه ها های ای ام ات اش مان تان شان
        باشد باید باشم کنم کند کنید کنیم کنند کرد کرده کردن بودن شدن دارم دارد دارید نمی نیست پس چون زیرا مگر فقط
        وقتی پیش بعد قبل دیگر آیا بی هیچ مثل مانند نه بله
    """,
}
_MORE = {
    "en": "can't cannot can't don't doesn't didn't isn't won't i'm i've it's im ive do does did has had was were am "
    "been being would could should shall our ours ourselves hers him his their theirs them they she he who whom why",
    "ru": "это эта этот эти который которая которые мне меня мой моя мое мои моего моему моей мою моих моим моими моем "
    "твой твоя твое твои твоего твоему твоей твою твоих твоим твоими твоем ваш ваша ваше ваши вашего вашему вашей вашу "
    "ваших вашим вашими вашем наш наша наше наши нашего нашему нашей нашу наших нашим нашими нашем свой своя свое свои "
    "своего своему своей свою своих своим своими своем",
}

LISTED = frozenset({*stoplists, *_OURS})
"""The languages whose stop words are known."""


@lru_cache(maxsize=64)
def stop_words(language: str) -> frozenset[str]:
    """The folded stop words of a language (base code); empty where none are known."""
    listed = [*stoplists.get(language, ()), *_OURS.get(language, "").split(), *_MORE.get(language, "").split()]
    folded = {fold(word) for word in listed}
    return frozenset(folded | {word.replace("'", "") for word in folded})
