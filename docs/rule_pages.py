"""This module is about the reference page of each counting rule: what the registry says of it.

A rule's docstring is its page; its laws, witnesses and example come from what it declares, and
every result that is shown was counted when the page was written.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from collectif.counting import RULES, Ranking, Rule, rank, violations
from collectif.counting.laws import law_named
from collectif.counting.laws import told as read

_SECTION = re.compile(r"^(Args|Returns|Raises):$", re.MULTILINE)
_LABEL = re.compile(r"^(For an assembly|Silence|Example):\s*(\S)")


def rule_pages() -> dict[str, str]:
    """Return name of a page -> what it says: an index, and a page for each rule of collectif."""
    own = {n: r for n, r in sorted(RULES.items()) if r.count.__module__.startswith("collectif.")}
    return {"rules.md": _index(own)} | {f"rules/{name}.md": _page(r) for name, r in own.items()}


def _index(own: dict[str, Rule]) -> str:
    rows = [
        f"| [{name}](rules/{name}.md) | {found.reads} | {_first(found)} |\n"
        for name, found in own.items()
    ]
    return "".join([_INDEX_HEAD, "| rule | reads | in a line |\n|---|---|---|\n", *rows])


def _page(found: Rule) -> str:
    body, sections = _parts(inspect.getdoc(found.count) or "")
    source = found.source[0].upper() + found.source[1:]
    parts = [f"# {found.name}\n\n", body, f"\n\n**Source.** {source}.\n\n"]
    parts += [f"{_READS[found.reads]}\n\n"]
    for title, name in (("Parameters", "Args"), ("What it answers", "Returns")):
        if name in sections:
            told = _listed(sections[name], whole=name == "Returns", usual=_usual(found))
            parts.append(f"## {title}\n\n{told}\n")
    if "Raises" in sections:
        parts.append(f"## What it refuses\n\n{_listed(sections['Raises'])}\n")
    parts += _laws(found)
    parts += _example(found)
    return "".join(parts).rstrip() + "\n"


def _laws(found: Rule) -> Iterator[str]:
    yield "## Laws it keeps\n\n"
    if not found.keeps:
        yield "None is claimed.\n\n"
    for law in sorted(found.keeps):
        yield f"- **{law}**: {law_named(law).says}\n"
    if found.keeps:
        yield "\n"
    yield "## Laws it breaks\n\n"
    if not found.breaks:
        yield "None is claimed.\n\n"
    for law, witness in sorted(found.breaks.items()):
        yield f"- **{law}**: {law_named(law).says}"
        yield (
            f" Not here:\n\n{_ballots(witness)}\n{_told(found, law, witness)}\n"
            if witness
            else "\n"
        )
    yield "\n"


def _told(found: Rule, law: str, witness: str) -> str:
    if not found.decides:
        return ""
    broken = violations(found.name, read(found, witness), [law], **found.trial)
    return f"  {broken[0].says}\n" if broken else ""


def _example(found: Rule) -> Iterator[str]:
    if not found.example:
        return
    room = read(found, found.example)
    answer = rank(room, found.name, **found.trial)
    yield f"## An example\n\n{_ballots(found.example, indent='')}\n"
    if found.trial:
        asked = {name: _of_those(room.voters, value) for name, value in found.trial.items()}
        told = ", ".join(f"`{name}={value!r}`" for name, value in asked.items())
        yield f"With {told}:\n\n"
    yield from _result(answer)


def _of_those(voters: Iterable[str], value: object) -> object:
    """Return a parameter; of one that speaks of voters, what it says of those who are there."""
    if not isinstance(value, Mapping):
        return value
    return {name: value[name] for name in voters if name in value} or value


def _result(answer: Ranking) -> Iterator[str]:
    yield "| place | option | score |\n|---|---|---|\n"
    for place, option in answer.places():
        score = answer.scores.get(option)
        yield f"| {place} | {option} | {'' if score is None else _shown(score)} |\n"
    for option in answer.incomplete:
        yield f"| none | {option} | |\n"


def _shown(score: Fraction) -> str:
    if score.denominator == 1:
        return str(score.numerator)
    return f"{score} = {float(score):.2f}" if 100 % score.denominator else f"{float(score):g}"


def _ballots(text: str, indent: str = "  ") -> str:
    lines = [line.strip() for line in re.split(r"[\n;]", text) if line.strip()]
    return "".join(f"{indent}{line}\n" for line in ("```text", *lines, "```"))


def _first(found: Rule) -> str:
    return (inspect.getdoc(found.count) or "").splitlines()[0]


def _parts(doc: str) -> tuple[str, dict[str, str]]:
    """Return what a docstring tells, and its sections by name."""
    body, *rest = _SECTION.split(doc)
    paragraphs = [_LABEL.sub(_labelled, one) for one in body.strip().split("\n\n")]
    sections = dict(zip(rest[::2], map(inspect.cleandoc, rest[1::2]), strict=True))
    return "\n\n".join(paragraphs), sections


def _labelled(found: re.Match[str]) -> str:
    return f"**{found[1]}.** {found[2].upper()}"


def _usual(found: Rule) -> dict[str, str]:
    """Return parameter -> its default, as it would be written."""
    taken = inspect.signature(found.count).parameters.values()
    return {one.name: repr(one.default) for one in taken if one.default is not one.empty}


def _listed(section: str, *, whole: bool = False, usual: Mapping[str, str] | None = None) -> str:
    """Return a section as a list of named things; a section without names as it is."""
    if whole:
        return f"{section}\n"
    lines = []
    for line in section.splitlines():
        head = re.match(r"(\w+): (.*)", line)
        default = f" = {usual[head[1]]}" if head and usual and head[1] in usual else ""
        lines.append(f"- `{head[1]}{default}`: {head[2]}" if head else f"  {line.strip()}")
    return "\n".join(lines) + "\n"


_READS = {
    "grades": "It reads grades.",
    "orders": "It reads orders: ballots that rank, or the order of each voter's totals of grades.",
}

_INDEX_HEAD = """# Rules

Every way to count that this version knows, by the name under which results keep it.
Each page says what the rule does with silence, and which laws it keeps and breaks.

```python
from collectif.counting import Profile, rank

room = Profile.from_text("3: a > b > c; 2: b > c > a")
assert rank(room, "schulze").leaders == ("a",)
```

What no page needs to say, since it holds for every rule: `silence=` takes some silences for grades,
`min_coverage=` sets apart what too few of those entitled graded, `tie_break=` parts ties by a
declared step; and the result repeats all three.
Behind a result from grades stand `n` and `coverage` too: for each option and criterion, how many
gave a grade, and the share of those entitled that this is.

"""
