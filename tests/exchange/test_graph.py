"""Accountability as a networkx graph: every tie, dated and typed; and no graph without networkx."""

from datetime import date

import pytest

from collectif.demo import record_scenario
from collectif.errors import InvalidInput
from collectif.exchange import graph
from collectif.projections.accountability import accountability

networkx = pytest.importorskip("networkx")


@pytest.fixture(scope="module")
def told():
    return accountability(record_scenario("memory:").view(), on=date(2018, 12, 31))


def test_every_tie_is_an_edge_with_its_event(told):
    made = graph.to_networkx(told)
    edges = {(s, t, d["kind"], d["event"]) for s, t, d in made.edges(data=True)}
    assert edges == {(e.source, e.target, e.kind, e.event) for e in told.edges}
    assert made.number_of_edges() == len(told.edges)


def test_reciprocity_is_that_of_networkx(told):
    made = graph.to_networkx(told)
    owes = networkx.DiGraph()
    owes.add_edges_from(
        (s, t) for s, t, d in made.edges(data=True)
        if d["kind"] == "OWES" and "COLLECTIVE" not in (s, t)
    )  # fmt: skip
    assert networkx.overall_reciprocity(owes) == pytest.approx(float(told.ties.reciprocity))


def test_graphml_keeps_it(told, tmp_path):
    made = graph.to_networkx(told)
    networkx.write_graphml(made, tmp_path / "a.graphml")
    again = networkx.read_graphml(tmp_path / "a.graphml", force_multigraph=True)
    assert again.number_of_edges() == made.number_of_edges()
    assert dict(again.nodes(data="kind")) == dict(made.nodes(data="kind"))


def test_without_networkx_it_says_what_to_install(told, monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(graph, "import_module", missing)
    with pytest.raises(InvalidInput, match="pip install"):
        graph.to_networkx(told)
