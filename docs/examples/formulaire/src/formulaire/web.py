"""This module is about the web: submissions as JSON over HTTP, by the standard library alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from collectif import Collective
from formulaire.form import Answer, submit

LONGEST = 65_536
"""How many bytes a submission may have."""

Application = Callable[[Mapping[str, Any], Callable[..., Any]], Iterable[bytes]]


def application(collective: Collective) -> Application:
    """Return a WSGI application that records what is posted to it."""

    def answer(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        told = submit(collective, _read(environ))
        body = json.dumps({"words": told.words}, ensure_ascii=False).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response(_line(told), headers)
        return [body]

    return answer


def _read(environ: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what was posted; nothing where it is no JSON object of a sensible size."""
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        told = json.loads(environ["wsgi.input"].read(length)) if length <= LONGEST else None
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _line(told: Answer) -> str:
    return f"{told.status} {HTTPStatus(told.status).phrase}"
