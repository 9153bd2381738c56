"""A form for the wall of a neighbourhood: an example of a tool that embeds collectif."""

from formulaire.form import Answer, submit
from formulaire.replies import WAITING, ReplyWanted, want_reply
from formulaire.web import application

__all__ = ["WAITING", "Answer", "ReplyWanted", "application", "submit", "want_reply"]
