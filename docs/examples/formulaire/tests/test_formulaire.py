"""What the form does for those who fill it in, and what it leaves in the log."""

import io
import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from formulaire import WAITING, Answer, ReplyWanted, application, submit, want_reply
from formulaire.replies import MOST

import collectif
from collectif import Query, Refused
from collectif.testing.given import given

WISH = {"id": "f-1", "form": "wish", "words": "Un jardin"}
REPLY = {"id": "f-2", "form": "reply", "wish": "f-1", "address": "ada@example.org"}


def founded(c):
    return c.found(name="Les Écluses", territory="Le quartier")


def wished(c):
    return c.post_wish(wish="w1", verbatim="Un jardin", medium="CARD")


def wanting(reply="r1", wish="w1", address="ada@example.org"):
    return lambda c: c.record(want_reply, reply=reply, wish=wish, address=address)


@pytest.fixture
def collective():
    with collectif.open("memory:") as opened:
        founded(opened)
        yield opened


class TestVerb:
    def test_who_asks_is_told_where_the_address_says(self):
        given(founded, wished).when(wanting()).then(
            ReplyWanted(reply_id="r1", wish_id="w1", address="ada@example.org")
        )

    @pytest.mark.parametrize(
        ("act", "code"),
        [
            (wanting(wish="w9"), "UnknownWish"),
            (wanting(address="ada"), "formulaire/NoAddress"),
            (wanting(reply="w1"), "DuplicateId"),
        ],
    )
    def test_what_cannot_be_kept_is_refused(self, act, code):
        given(founded, wished).when(act).refused(code)

    def test_a_robot_does_not_fill_the_log(self):
        many = [wanting(f"r{n}") for n in range(MOST)]
        given(founded, wished, *many).when(wanting("one-more")).refused("formulaire/TooManyWait")

    def test_a_retraction_makes_room_again(self):
        many = [lambda c, n=n: wanting(f"r{n}")(c.noting(id=f"e{n}")) for n in range(MOST)]
        undone = lambda c: c.retract(target="e3", reason="Robot")  # noqa: E731
        given(founded, wished, *many, undone).when(wanting("one-more")).recorded()

    def test_an_address_can_be_rectified_into_another_one_only(self):
        asked = lambda c: wanting()(c.noting(id="e"))  # noqa: E731
        right = lambda c: c.rectify(target="e", changes={"address": "bo@ex.org"}, reason="x")  # noqa: E731
        wrong = lambda c: c.rectify(target="e", changes={"address": "bo"}, reason="x")  # noqa: E731
        given(founded, wished, asked).when(right).recorded()
        given(founded, wished, asked).when(wrong).refused("formulaire/NoAddress")


class TestForm:
    def test_sending_twice_records_once(self, collective):
        assert submit(collective, WISH) == submit(collective, WISH)
        assert collective.log.size == 2

    def test_the_address_is_not_in_the_log_and_can_be_forgotten(self, collective):
        submit(collective, WISH)
        assert submit(collective, REPLY) == Answer(201, "Merci : c'est inscrit au registre.")
        (row,) = collective.log.store.rows(2, 3)
        assert b"ada" not in row.body
        assert WAITING.replay(collective.view()) == {"f-1": {"f-2": "ada@example.org"}}
        collective.redact(target="f-2", fields="address", note="À sa demande")
        assert str(WAITING.replay(collective.view())["f-1"]["f-2"]) == "⟨withheld⟩"

    def test_nobody_waits_on_a_wish_that_was_answered(self, collective):
        submit(collective, WISH)
        submit(collective, REPLY)
        collective.answer_wish(wish="f-1", answer="NOT_NOW", explanation="Au printemps")
        assert WAITING.replay(collective.view()) == {}

    def test_refusals_are_said_in_the_language_of_the_person(self, collective):
        submit(collective, WISH)
        french = submit(collective, REPLY | {"address": "ada"})
        english = submit(collective, REPLY | {"address": "ada", "lang": "en"})
        assert (french.status, english.status) == (409, 409)
        assert french.words.startswith("Nous ne pouvons pas vous écrire.")
        assert english.words.startswith("We cannot write to you.")

    @pytest.mark.parametrize("told", [{}, {"form": "wish"}, WISH | {"words": 3}, WISH | {"id": 7}])
    def test_nonsense_is_told_apart_from_refusals(self, collective, told):
        assert submit(collective, told).status == 400
        assert collective.log.size == 1

    def test_an_id_that_was_used_for_something_else_is_a_conflict(self, collective):
        submit(collective, WISH)
        french = submit(collective, WISH | {"words": "Un parc"})
        english = submit(collective, WISH | {"words": "Un parc", "lang": "en"})
        assert (french.status, english.status) == (409, 409)
        assert french.words.startswith("Ceci n'a pas été inscrit.")
        assert english.words.startswith("This was not recorded.")

    def test_a_comment_finds_its_target(self, collective):
        submit(collective, WISH)
        told = {"id": "f-3", "form": "comment", "about": "f-1", "words": "Oui"}
        assert submit(collective, told).status == 201
        about = [event.id for event in collective.log.read(Query.about(wish="f-1"))]
        assert about == ["f-1", "f-3"]


class TestWeb:
    def post(self, collective, body):
        said = []
        environ = {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
        (told,) = application(collective)(environ, lambda *line: said.append(line))
        return said[0][0], json.loads(told)

    def test_a_post_becomes_an_act(self, collective):
        assert self.post(collective, json.dumps(WISH).encode())[0] == "201 Created"
        assert self.post(collective, json.dumps(REPLY | {"address": ""}).encode())[0] == (
            "409 Conflict"
        )

    @pytest.mark.parametrize("body", [b"", b"[1]", b"{", b"\xff", b'"x"' + b" " * 70_000])
    def test_what_is_no_form_is_not_understood(self, collective, body):
        assert self.post(collective, body)[0] == "400 Bad Request"


def test_words_of_the_package_are_said_by_its_refusals():
    refusal = Refused("formulaire/TooManyWait", wish="w1", most=MOST)
    assert "50 personnes" in " ".join(refusal.in_words("fr"))
