"""A sealed secret is read by its key and owner alone."""

from __future__ import annotations

import pytest

from kb.factors.sealing import BrokenSealError, Sealing


def test_what_is_sealed_is_read_by_the_same_key_for_the_same_owner_and_by_nobody_else() -> None:
    seal, other = Sealing(b"k" * 32), Sealing(b"x" * 32)
    sealed = seal.seal("JBSWY3DPEHPK3PXP", 7)
    assert "JBSWY3DP" not in sealed
    assert len(seal.seal("A" * 32, 10**9)) <= 200, "as long as the column"
    assert seal.seal("JBSWY3DPEHPK3PXP", 7) != sealed
    assert seal.open(sealed, 7) == "JBSWY3DPEHPK3PXP"
    for key, text, owner in ((other, sealed, 7), (seal, sealed, 8), (seal, "", 7), (seal, "no base 64!", 7)):
        with pytest.raises(BrokenSealError):
            key.open(text, owner)
