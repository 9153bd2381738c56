"""This module is about names that can be taken for others: found, and never refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import collectif
from collectif.acts.community import MemberJoined
from collectif.projections.lookalikes import NAMED, lookalikes, mixed, skeleton

# Examples of UTS #39 ("paypal" with Cyrillic letters, section 4) and their like.
ALIKE = [
    ("paypal", "р\u0430yp\u0430l"),
    ("Phase 1", "Phase I"),
    ("corner", "comer"),
    ("Table", "Ta\u200bble"),
    ("Alim", "Ａｌｉｍ"),
    ("Été", "E\u0301te\u0301"),
    ("TAXE", "ΤΑΧΕ"),
    ("Comité  logement", "Comité logement"),
]


class TestNames:
    @pytest.mark.parametrize(("one", "other"), ALIKE)
    def test_names_that_look_alike_have_one_skeleton(self, one, other):
        """Letters of other scripts, digits, invisible characters, widths, spaces."""
        assert skeleton(one) == skeleton(other)

    @pytest.mark.parametrize(("one", "other"), [("été", "ete"), ("Alim", "alim"), ("s1", "s2")])
    def test_others_do_not(self, one, other):
        """An accent or a capital is seen."""
        assert skeleton(one) != skeleton(other)

    @pytest.mark.parametrize("name", ["р\u0430ypal", "Tаble", "Ηelene", "Système\u0430"])
    def test_a_word_of_two_scripts(self, name):
        """However few letters are of the other one."""
        assert mixed(name)

    @pytest.mark.parametrize(
        "name", ["Лашин / Lachine", "5 µm", "東京tower", "L'été 2016", "Ελλάδα", "αβ-test", ""]
    )
    def test_words_of_one_script_each(self, name):
        """Two languages side by side are no mixture, nor are Latin letters beside Chinese ones."""
        assert not mixed(name)

    @given(st.text(max_size=30))
    @settings(max_examples=300, deadline=None)
    def test_a_skeleton_is_its_own(self, name):
        """Looking twice changes nothing, as UTS #39 asks of a skeleton, but for `m` and `rn`."""
        once = skeleton(name)
        assert skeleton(once) == once


def joined(id, name):
    text = {"fr": name}
    return MemberJoined(member_id=id, name=text, kind="CITIZEN_GROUP", sectors=(), voting=True)


class TestLog:
    @pytest.fixture
    def found(self):
        with collectif.open("memory:") as log:
            names = ("paypal", "р\u0430yp\u0430l", "Лашин", "paypal")
            log.log.append([joined(f"m{n}", name) for n, name in enumerate(names)])
            yield lookalikes(NAMED.replay(log.view()))

    def test_names_are_found_with_whose_they_are(self, found):
        """A name that mixes scripts, and those that look alike, the same one twice among them."""
        strange, alike = found
        assert (strange.kind, strange.names) == ("MIXED", (("m1", "р\u0430yp\u0430l"),))
        assert (alike.kind, [id for id, _ in alike.names]) == ("ALIKE", ["m0", "m1", "m3"])

    def test_what_has_one_name_in_two_languages_is_not(self):
        """Nor are two things that are simply called the same."""
        with collectif.open("memory:") as log:
            log.log.append([joined("a", "Table"), joined("b", "Table")])
            assert lookalikes(NAMED.replay(log.view())) == ()
