"""This module is about HTML: the one place where data becomes a page.

Templates stand in `reports/pages`. Every value that they show is made visible and escaped; nothing
of a log is ever markup, an address or a script. A page carries its own style and script and allows
those alone, by their hash: it asks nothing of the network.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import cache, partial
from hashlib import sha256
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from collectif.reports.words import in_lang, say, tongue, visible


def rendered(template: str, *, lang: str, **data: object) -> Markup:
    """Return a template of `reports/pages`, filled in.

    Args:
        template: Its file name, such as `"minutes.html"`.
        lang: The language; templates say phrases of the catalogue with `say(word, ...)`.
        data: What it shows.
    """
    told = {"lang": lang, "say": partial(say, lang), **data}
    return Markup(_environment().get_template(template).render(told))


def spoken(text: object, lang: str) -> Markup:
    """Return what people wrote, in a language where they wrote in it.

    Where they did not, it stands there in another one, and is marked so that it is read aloud well.
    """
    said = in_lang(text, lang)
    own = tongue(text, lang) if isinstance(text, Mapping) else lang
    return escape(said) if own == lang else Markup('<span lang="{}">{}</span>').format(own, said)


def shipped(name: str) -> Markup:
    """Return a style or a script of `reports/pages`: ours, to stand in a page as it is."""
    return Markup((resources.files("collectif") / "reports" / "pages" / name).read_text("utf-8"))


def policy(*, styles: Iterable[str] = (), scripts: Iterable[str] = ()) -> str:
    """Return the Content-Security-Policy of a page that holds these styles and scripts, no other.

    Args:
        styles: What stands between `<style>` and `</style>`, to the letter.
        scripts: What stands between `<script>` and `</script>`, to the letter.
    """
    allowed = [
        ("default-src", ["'none'"]),
        ("style-src", _hashes(styles)),
        ("script-src", _hashes(scripts)),
        ("img-src", ["data:"]),
        ("base-uri", ["'none'"]),
        ("form-action", ["'none'"]),
    ]
    return "; ".join(f"{what} {' '.join(sources)}" for what, sources in allowed)


def _hashes(texts: Iterable[str]) -> list[str]:
    digests = [b64encode(sha256(text.encode()).digest()).decode() for text in texts]
    return [f"'sha256-{digest}'" for digest in digests] or ["'none'"]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("collectif", "reports/pages"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shown(value: Any) -> Any:
    """Return a value as it may be shown; what is already a page of ours stays."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
