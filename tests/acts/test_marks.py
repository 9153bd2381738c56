"""A mark in a review is a grade, not any number: reviews speak of hours, households and prices."""

import pytest

from collectif.acts.marks import mark_in

MARKS = """
4/5
4,5 / 5
Beau travail : 17/20!
8 sur 10
huit sur dix
four out of five
80 sur 100
note : 7
Cote: 4
a score of 8
une note de 12
Grade: B+
Note : A
★★★☆☆
⭐
***
4 étoiles
five stars
9
7,5
A+
Dix.
"""

WORDS = """
Pourquoi fermé à 17 h quand les gens travaillent?
Essayer 15 h à 19 h.
On prête deux bénévoles.
Ouvert 24/7, 5 jours sur 7
Cinq contrats sur six
Une personne sur cinq
3/4
62 % des dépenses
On note 3 familles de plus
Prendre note. 3 chaises
La note de service de mai
un score de départ
2017-05-10
2017/10
12/2018
* un point
**très** bien
A priori, oui
Une étoile montante
Bien
"""


@pytest.mark.parametrize("words", MARKS.strip().splitlines())
def test_a_grade_is_a_mark(words):
    assert mark_in(words) is not None


@pytest.mark.parametrize("words", WORDS.strip().splitlines())
def test_words_with_numbers_are_no_marks(words):
    assert mark_in(words) is None
