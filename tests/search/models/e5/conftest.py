"""The real model in both its engines, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.models.e5.onnx_engine import OnnxE5
from search.models.e5.weights import Weights, package_file

TEXTS = (
    "How do I reset my password?",
    "To reset a forgotten password, open the sign-in page and choose “Forgot password”.",
    "كيف أعيد تعيين كلمة المرور؟",
    "چطور می‌توانم رمز عبورم را عوض کنم؟ ۱۲۳۴",
    "Как вернуть товар и получить деньги назад?",
    "パスワードを忘れました",
    "비밀번호를 재설정하려면 어떻게 하나요?",
    "如何重置我的密码？",
    "पासवर्ड कैसे बदलें",
    "ฉันลืมรหัสผ่าน",
    "איך מאפסים סיסמה",
    "ՙ Ինչպես փոխել գաղտնաբառը",
    "  two   spaces\tand\na line\u00a0end  ",
    "e\u0301 ﬁ ① ｆｕｌｌ　ｗｉｄｔｈ ﷺ \u200b\u200e\u202eabc\u202c",
    "😀👩‍👩‍👧‍👦🏳️‍🌈",
    "",
    " ",
)
"""Texts in a dozen scripts, and signs that are read as others or as none."""


@pytest.fixture(scope="session")
def weights() -> Weights:
    """The file of the package that is installed."""
    return Weights(package_file())


@pytest.fixture(scope="session")
def onnx_e5(tmp_path_factory: pytest.TempPathFactory) -> OnnxE5:
    """The model by ONNX Runtime."""
    return OnnxE5(2, tmp_path_factory.mktemp("models"))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the model's file, to be damaged."""
    copy = tmp_path / "e5.bin"
    copy.write_bytes(package_file().read_bytes())
    return copy
