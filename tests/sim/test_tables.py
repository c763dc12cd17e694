"""A user's own tables: what they say stands, what they leave out is drawn, and what cannot be is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from sim.archetypes import load_archetypes
from sim.columns import HOUSEHOLD_FIELDS, RESIDENT_FIELDS, TIE_FIELDS
from sim.errors import BadInput
from sim.networks import pairs
from sim.population import Population
from sim.tables import load_tables

EXAMPLE = Path(__file__).parents[2] / "scenarios" / "own_data"
RESIDENTS = """resident,household,age,hukou,party,registered
a,h1,70,1,1,0
b,h1,68,1,0,0
c,h2,40,0,0,0
d,h2,38,0,0,0
e,h3,25,1,1,1
f,h4,52,1,0,0
"""
HOUSEHOLDS = """household,community,archetype,grid,building,tenure,vacant,never_pay
h3,South,OLD,2,7,renter,0,0
h1,South,OLD,1,7,owner,0,0
h2,South,OLD,1,8,renter,0,1
h4,North,BOR,1,1,owner,1,0
"""
TIES = """from,to,layer
a,c,neighbour
c,a,neighbour
a,e,kin
"""
MORE = "g,h4,30,1,0,0\n"

Write = Callable[..., Population]


@pytest.fixture
def load(tmp_path: Path) -> Write:
    def write(
        residents: str = RESIDENTS + MORE, households: str = HOUSEHOLDS, ties: str | None = TIES
    ) -> Population:
        texts = {"residents.csv": residents, "households.csv": households}
        if ties is not None:
            texts["ties.csv"] = ties
        for name, text in texts.items():
            (tmp_path / name).write_text(text, "utf-8")
        files = [tmp_path / name for name in texts]
        return load_tables(*files)

    return write


def test_rows_come_sorted_by_community_grid_building_and_household(load: Write) -> None:
    people = load()
    assert people.archetypes == ("OLD", "BOR")
    # South comes first in the file; its grid 2 is named before grid 1.
    assert people.ids == ("e", "a", "b", "c", "d", "f", "g")
    w = people.world()
    assert w.residents.grid.tolist() == [0, 1, 1, 1, 1, 2, 2]
    # Building 7 of grid 2 is not building 7 of grid 1.
    assert w.residents.building.tolist() == [0, 1, 1, 2, 2, 3, 3]
    assert w.communities.adults.tolist() == [5, 2]
    assert w.communities.residents.tolist() == [6.25, 2.5]
    assert w.households.size.tolist() == [1, 2, 2, 2]


def test_what_is_given_stands(load: Write) -> None:
    w = load().world()
    r, h = w.residents, w.households
    assert r.age.tolist() == [25, 70, 68, 40, 38, 52, 30]
    assert r.age_group.tolist() == [0, 2, 2, 1, 1, 1, 0]
    assert r.hukou.tolist() == [True, True, True, False, False, True, True]
    assert r.registered.tolist() == [True] + [False] * 6
    assert h.owner_in_residence.tolist() == [False, True, False, True]
    assert h.vacant.tolist() == [False, False, False, True]
    assert h.never_pay.tolist() == [False, False, True, False]


def test_a_tie_listed_both_ways_is_one_and_layers_not_listed_are_drawn(load: Write) -> None:
    w = load().world()
    assert pairs(w, "neighbour").tolist() == [[1, 3]]
    assert pairs(w, "kin").tolist() == [[0, 1]]
    drawn = load(ties=None).world()
    # OLD: 5 adults with 5 neighbours each would be 12 ties; 10 - 2 pairs live in different households.
    assert 0 < len(pairs(drawn, "neighbour")) <= 8


def test_everything_given_stands_in_the_worked_example() -> None:
    people = load_tables(*(EXAMPLE / f"{name}.csv" for name in ("residents", "households", "ties")))
    w = people.world()
    assert (w.residents.n, w.households.n, people.archetypes) == (61, 26, ("OLD", "BOR"))
    assert w.households.area.min() == 45
    assert w.units.members.tolist() == [3]  # the primary school
    assert w.estates.n == 2
    # Shangzhai has 27 adults, 16 of the larger language group.
    assert w.communities.interpreter_need[1] == pytest.approx(11 / 27)


def test_columns_left_out_are_drawn_to_the_shares_of_the_type(load: Write) -> None:
    n = 400
    homes = "household,community,archetype\n" + "".join(f"h{k},C,VTC\n" for k in range(n // 2))
    rows = "".join(f"r{k},h{k // 2},{20 + k % 60}\n" for k in range(n))
    w = load("resident,household,age\n" + rows, homes, None).world()
    p, r = load_archetypes()["VTC"], w.residents
    assert (~r.hukou).sum() == round(p.non_hukou_share * n)
    assert r.party.sum() == round(p.party_share * n)
    assert r.language_gap.sum() == round(p.interpreter_need * n)
    away = np.array([(~r.hukou[r.age_group == g]).mean() for g in range(3)])
    assert away[0] > away[1] > away[2]
    assert w.buildings.n == round(n / 2 / p.households_per_building)
    assert len(pairs(w, "kin")) == n * p.kin_degree / 2


def test_first_values_can_be_given(load: Write) -> None:
    head = "resident,household,age,efficacy,trust_community,theta\n"
    w = load(
        head + "a,h1,40,.9,.25,-1\nb,h1,40,.8,.5,2\n", "household,community,archetype\nh1,C,RUR\n", None
    ).world()
    assert w.residents.efficacy.tolist() == pytest.approx([0.9, 0.8])
    assert w.residents.trust[:, 0].tolist() == pytest.approx([0.25, 0.5])
    assert w.residents.trust_gap.tolist() == pytest.approx([-0.125, 0.125])
    assert w.residents.theta.tolist() == [-1, 2]


def test_the_seed_decides_what_is_drawn_and_only_that(tmp_path: Path) -> None:
    files = [EXAMPLE / "residents.csv", EXAMPLE / "households.csv"]
    one, same, other = (load_tables(*files, seed=s).world().residents for s in (1, 1, 2))
    assert np.array_equal(one.theta, same.theta)
    assert not np.array_equal(one.theta, other.theta)
    assert np.array_equal(one.age, other.age)


def test_ties_come_from_graphml_and_go_back(tmp_path: Path) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edge("G001", "G004", layer="kin")
    graph.add_edge("G002", "G006")
    nx.write_graphml(graph, tmp_path / "ties.graphml")
    people = load_tables(EXAMPLE / "residents.csv", EXAMPLE / "households.csv", tmp_path / "ties.graphml")
    w = people.world()
    rows = {name: i for i, name in enumerate(people.ids)}
    assert pairs(w, "kin").tolist() == [sorted((rows["G001"], rows["G004"]))]
    assert pairs(w, "neighbour").tolist() == [sorted((rows["G002"], rows["G006"]))]


def test_chinese_words_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    texts = {
        "居民.csv": "resident,household,age,hukou\n张1,一户,40,是\n张2,一户,41,否\n",
        "家庭.csv": "household,community,archetype,tenure\n一户,光明,OLD,自有\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8-sig")
    w = load_tables(*(tmp_path / name for name in texts)).world()
    assert w.residents.hukou.tolist() == [True, False]
    assert w.households.owner_in_residence.all()


def R(old: str, new: str) -> dict[str, str]:  # noqa: N802 - short on purpose: the table below is long
    return {"residents": (RESIDENTS + MORE).replace(old, new, 1)}


def H(old: str, new: str) -> dict[str, str]:  # noqa: N802
    return {"households": HOUSEHOLDS.replace(old, new, 1)}


def T(text: str) -> dict[str, str]:  # noqa: N802
    return {"ties": "from,to,layer\n" + text}


AREA_0 = "household,community,archetype,area\n" + "".join(f"h{k},C,OLD,{k - 1}0\n" for k in range(1, 5))
GROUPS_17 = "".join(f"r{k},h{k % 4 + 1},40,g{k}\n" for k in range(40))
R2, R3 = "residents.csv, row 2, column", "residents.csv, row 3, column"
H2, H3, H4, H5 = (f"households.csv, row {k}, column" for k in range(2, 6))
AGE = f"{R2} age: age must be a whole number from 18 to 120; got"
RAGGED = "residents.csv: the rows must have as many cells as the header"
NO_ROWS = "residents.csv: there is a header but no row under it"

BAD: dict[str, tuple[dict[str, str], str]] = {
    "a resident without a household": (
        R("b,h1", "b,h9"),
        f"{R3} household: household 'h9' is not in households.csv",
    ),
    "a household without a resident": (
        H("h4,", "h5,Far,OLD,1,1,owner,0,0\nh4,"),
        f"{H5} household: household h5 must have 1 to 255 residents",
    ),
    "an age below 18": (R("70", "17"), f"{AGE} '17'"),
    "a negative age": (R("70", "-3"), f"{AGE} '-3'"),
    "an impossible age": (R("70", "700"), f"{AGE} '700'"),
    "half a year": (R("70", "70.5"), f"{AGE} '70.5'"),
    "an age in words": (R("70", "old"), f"{AGE} 'old'"),
    "an empty age": (R("70", ""), f"{AGE} ''"),
    "not a number": (R("70", "NaN"), f"{AGE} 'NaN'"),
    "infinity": (R("70", "inf"), f"{AGE} 'inf'"),
    "Python's own way of writing numbers": (R("70", "7_0"), f"{AGE} '7_0'"),
    "a resident twice": (R("b,h1", "a,h1"), f"{R3} resident: resident 'a' stands in row 2 already"),
    "a household twice": (H("h2,", "h1,"), f"{H4} household: household 'h1' stands in row 3 already"),
    "an empty id": (R("b,h1", ",h1"), f"{R3} resident: resident must be a short text, not empty; got ''"),
    "an endless id": (R("b,h1", "b" * 65 + ",h1"), f"{R3} resident: resident must be a short text"),
    "a flag that is neither": (R("70,1", "70,2"), f"{R2} hukou: hukou must be 1 or 0; got '2'"),
    "an empty flag": (R("70,1", "70,"), f"{R2} hukou: hukou must be 1 or 0; got ''"),
    "a registered member who is none": (
        R("68,1,0,0", "68,1,0,1"),
        f"{R3} registered: registered must be 0 where party is 0",
    ),
    "an unknown community type": (H("OLD", "OLDD"), f"{H2} archetype: archetype must be one of OLD, CHE"),
    "two types in one community": (
        H("h1,South,OLD", "h1,South,CHE"),
        f"{H3} archetype: archetype must be OLD as in row 2; got CHE",
    ),
    "an unknown tenure": (H("renter", "squatter"), f"{H2} tenure: tenure must be one of owner, renter"),
    "vacant and never paying": (
        H("1,0\n", "1,1\n"),
        f"{H5} never_pay: never_pay must be 0 where vacant is 1",
    ),
    "a community of one": (
        {"residents": RESIDENTS},
        f"{H5} community: community must have at least 2 residents; got 1",
    ),
    "a tie to nobody": (T("a,z,kin\n"), "ties.csv, row 2, columns from and to: there is no resident 'z'"),
    "a tie to oneself": (
        T("a,b,kin\nc,c,kin\n"),
        "ties.csv, row 3, columns from and to: 'c' is tied to itself",
    ),
    "a tie between communities": (T("a,f,kin\n"), "'a' and 'f' live in different communities"),
    "an unknown layer": (
        T("a,c,pal\n"),
        "row 2, column layer: layer must be one of kin, neighbour, work; got 'pal'",
    ),
    "half a tie": (T("a,,kin\n"), "ties.csv, row 2, column to: to must be a short text, not empty"),
    "an empty file": ({"residents": ""}, "residents.csv: the file is empty"),
    "a header alone": ({"residents": "resident,household,age\n"}, NO_ROWS),
    "only empty rows": ({"residents": "resident,household,age\n,,\n\n"}, NO_ROWS),
    "an unknown column": (
        R("household,", "home,"),
        "residents.csv, row 1, column 2: the header 'home' is not known",
    ),
    "a missing column": ({"residents": "resident,age\na,40\n"}, "row 1: the column 'household' is missing"),
    "a misspelt column": (R("hukou", "hukuo"), "the header 'hukuo' is not known. Did you mean 'hukou'?"),
    "a column twice": (R("hukou", "age"), "residents.csv, row 1, column 4: the header 'age' stands twice"),
    "a row that is too long": (R("70,1,1,0", "70,1,1,0,5"), RAGGED),
    "a row that is too short": (R("a,h1,70,1,1,0", "a,h1"), f"{AGE} ''"),
    "an open quotation mark": (R("b,h1", '"b,h1'), RAGGED),
    "a trust above one": (
        {"residents": "resident,household,age,trust_street\na,h1,40,1.2\n"},
        f"{R2} trust_street: trust_street must be a number from 0 to 1; got '1.2'",
    ),
    "a dwelling of no size": (
        {"households": AREA_0},
        f"{H2} area: area must be a number from 5 to 2000; got '00'",
    ),
    "seventeen groups": (
        {"residents": "resident,household,age,group\n" + GROUPS_17, "households": AREA_0.replace("00", "50")},
        "column group: group must have at most 16 different names in a community; got 17",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_file_row_and_column(name: str, load: Write) -> None:
    files, words = BAD[name]
    with pytest.raises(BadInput) as refusal:
        load(**files)
    assert words in str(refusal.value)
    assert str(refusal.value).endswith((".", "?"))


def test_a_file_in_another_encoding_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "residents.csv").write_bytes("resident,household,age\n张三,一户,40\n".encode("gb18030"))
    with pytest.raises(
        BadInput, match=r"residents\.csv: the file must be text in UTF-8; byte 23 is not\. Save"
    ):
        load_tables(tmp_path / "residents.csv", EXAMPLE / "households.csv")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nobody\.csv: there is no such file"):
        load_tables(tmp_path / "nobody.csv", EXAMPLE / "households.csv")
    with pytest.raises(BadInput, match=r"own_data: there is no such file"):
        load_tables(EXAMPLE, EXAMPLE / "households.csv")
    with pytest.raises(BadInput, match=r"no\.graphml: there is no such file"):
        load_tables(EXAMPLE / "residents.csv", EXAMPLE / "households.csv", tmp_path / "no.graphml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not xml", "ties.graphml: the file must be GraphML"),
        ("<a><b></a>", "ties.graphml: the file must be GraphML"),
        ("", "ties.graphml: the file must be GraphML"),
    ],
)
def test_a_broken_graph_file_is_refused(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "ties.graphml").write_text(text, "utf-8")
    with pytest.raises(BadInput, match=words):
        load_tables(EXAMPLE / "residents.csv", EXAMPLE / "households.csv", tmp_path / "ties.graphml")


@pytest.mark.parametrize(
    ("one", "other", "layer", "words"),
    [
        ("G001", "nobody", "kin", "ties.graphml, edge 1, source and target: there is no resident 'nobody'"),
        ("G001", "G001", "kin", "'G001' is tied to itself"),
        ("G001", "S001", "kin", "live in different communities"),
        (
            "G001",
            "G004",
            "enemy",
            "edge 1, attribute layer: layer must be one of kin, neighbour, work; got 'enemy'",
        ),
    ],
)
def test_impossible_edges_are_refused(one: str, other: str, layer: str, words: str, tmp_path: Path) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edge(one, other, layer=layer)
    nx.write_graphml(graph, tmp_path / "ties.graphml")
    with pytest.raises(BadInput) as refusal:
        load_tables(EXAMPLE / "residents.csv", EXAMPLE / "households.csv", tmp_path / "ties.graphml")
    assert words in str(refusal.value)


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_every_column_is_documented_in_both_languages(name: str) -> None:
    text, zh = (EXAMPLE / name).read_text("utf-8"), name.endswith(".zh.md")
    for field in (*RESIDENT_FIELDS, *HOUSEHOLD_FIELDS, *TIE_FIELDS):
        row = next(line for line in text.splitlines() if line.startswith(f"| `{field.name}` |"))
        assert field.sentence[0 if zh else 1] in text, field.name
        assert row.split("|")[2].strip() in (("是", "") if zh else ("yes", ""))
