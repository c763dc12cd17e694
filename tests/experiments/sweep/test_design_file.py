"""Design files: what they may say, and how what they may not say is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.people import People
from experiments.sweep.design_file import EXAMPLES, example_names, load_design
from experiments.sweep.plan import COSTS, LEVELS, MICRO, SEEDS, Kept
from experiments.sweep.run_terms import HalfWidth, Precision
from scenarios import MOST_BYTES
from sim.catalog import accept
from sim.errors import SimError
from sim.scenario import Plan

TITLE = 'title_en = "Mine"\n'
LATIN = TITLE + 'kind = "latin"\nsamples = 8\n'
VARIED = "[levers]\noffload = [0.2, 0.8]\n"
FACTORIAL = TITLE + 'kind = "factorial"\n'
TABLE = TITLE + 'kind = "table"\ntable = "points.csv"\n'
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file into an empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)

    def write_file(text: str | bytes, name: str = "mine.toml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write_file


@pytest.mark.parametrize("name", example_names())
def test_an_example_can_be_read_and_its_points_are_scenarios(name: str) -> None:
    file = load_design(name)
    for zh, en in (file.title, file.question):
        assert zh
        assert en
        assert zh != en
    points = file.design.scenarios()
    assert len(points) > 1
    for point in points[:50]:
        accept(point.values)
    assert load_design(EXAMPLES / f"{name}.toml").text == file.text


def test_there_is_an_example_of_each_sort() -> None:
    kinds = {load_design(name).design.kind for name in example_names()}
    assert kinds >= {"factorial", "fractional", "one_at_a_time", "morris", "saltelli", "table", "product"}


def test_everything_that_a_file_says_is_read(write: Write) -> None:
    path = write(
        'title_zh = "我的"\nquestion_en = "What if?"\nbase = "s3_offload_unfunded"\nkind = "saltelli"\n'
        "samples = 4\nseed = 9\nsecond_order = true\n"
        'weeks = 52\nreplications = 3\nfirst_seed = 0\nseeds = "block"\n'
        'population = "kunming"\nlevels = ["street", "group"]\nweekly = ["ENG3"]\nmicro = ["cases"]\n'
        "check = true\ntime_limit = 2.5\n"
        "[levers]\nfund_follow = {low = 0.1, high = 0.9}\nchannel_open.vote = {low = 0.5}\n"
        '[uncertainties]\nphi_imp = "declared"\n[structures]\ncosts = "declared"\n'
        "[fixed]\npay = 0.5\nledger_cut = {value = 1.0, start_w = 10}\n"
        "[precision]\nENG3 = 0.01\nCOST1 = {half_width = 0.1, relative = true}\nat_most = 50\n"
    )
    file = load_design(path)
    assert file.title == ("我的", "我的")
    assert file.question == ("What if?", "What if?")
    assert [base.path.stem for base in file.base_files] == ["baseline", "s3_offload_unfunded"]
    design, run = file.design, file.run
    assert (design.kind, design.settings.seed, design.settings.second_order) == ("saltelli", 9, True)
    assert [(f.name, f.low, f.high) for f in design.factors[:3]] == [
        ("fund_follow", 0.1, 0.9), ("channel_open.vote", 0.5, 1.0), ("phi_imp", 0.0, 1.0)
    ]  # fmt: skip
    assert design.factors[3].values == (False, True)
    assert design.start.values["ledger_cut"] == Plan(1.0, start_w=10)
    assert design.start.values["offload"] == 0.8
    assert len(design.table()) == 4 * (2 * 4 + 2)
    assert (run.weeks, run.replications, run.first_seed, run.seeds) == (52, 3, 0, "block")
    assert run.people == People("kunming")
    assert run.kept == Kept(("street", "group"), ("ENG3",), ("cases",))
    assert (run.check, run.time_limit) == (True, 2.5)
    assert run.precision == Precision({"ENG3": HalfWidth(0.01), "COST1": HalfWidth(0.1, True)}, 50)


def test_what_a_file_leaves_out_takes_its_usual_value(write: Write) -> None:
    run = load_design(write(LATIN + VARIED)).run
    assert (run.weeks, run.replications, run.first_seed, run.seeds) == (312, 20, 1, "common")
    assert (run.people, run.kept, run.check, run.time_limit) == (People(), Kept(), False, 0.0)
    assert run.precision is None


def test_the_sections_of_a_product_share_the_seed_above_them(write: Write) -> None:
    sections = '[[product]]\nkind = "latin"\nsamples = 4\n{}[product.{}]\n{} = "declared"\n'
    path = write(
        TITLE + "seed = 5\n" + sections.format("", "levers", "offload")
        + sections.format("seed = 6\n", "uncertainties", "phi_imp")
    )  # fmt: skip
    design = load_design(path).design
    assert [block.settings.seed for block in design.blocks] == [5, 6]
    assert len(design.table()) == 16


def test_a_base_and_a_table_may_lie_beside_the_design(write: Write) -> None:
    write(TITLE + "[levers]\npay = 0.7\n", "start.toml")
    write("offload,queue\n0.1,fifo\n\n0.9,triage\n", "tables/points.csv")
    text = TITLE + 'kind = "table"\nbase = "start"\ntable = "tables/points.csv"\n'
    file = load_design(write(text))
    first, second = file.design.scenarios()
    assert dict(first.values) == {"pay": 0.7, "offload": 0.1, "queue": "fifo"}
    assert dict(second.values) == {"pay": 0.7, "offload": 0.9, "queue": "triage"}
    assert file.table_file == Path("tables/points.csv").resolve()


def test_people_of_ones_own_lie_beside_the_design(write: Write) -> None:
    paths = {key: str(write("x", f"{key}.csv")) for key in ("residents", "households")}
    text = LATIN + 'population = {residents = "residents.csv", households = "households.csv"}\n' + VARIED
    assert load_design(write(text)).run.people == People(**paths)


def csv(lines: str | bytes) -> dict[str, str | bytes]:
    return {"points.csv": lines, "mine.toml": TABLE}


CASES: dict[str, tuple[dict[str, str | bytes] | str | bytes, str]] = {
    # name: (files, or the text of mine.toml; what the message must say)
    "empty": (b"", "mine.toml: is empty"),
    "not TOML": (b"kind: latin", "mine.toml: is not valid TOML"),
    "wrong encoding": ('title_zh = "设计"\n'.encode("gb18030"), "must be UTF-8 text"),
    "huge": (
        b"#" * (MOST_BYTES + 1), "mine.toml: must be at most 262,144 bytes; got 262,145. Is it a design?"),
    "nested too deeply": ("a = " + "[" * 5000 + "]" * 5000, "is nested too deeply. A design has"),
    "no title": ('kind = "latin"\nsamples = 8\n' + VARIED, "a design must have a title"),
    "title a number": ("title_en = 3\n", "title_en: must be text"),
    "unknown key": (LATIN + "replication = 3\n" + VARIED, "Did you mean 'replications'?"),
    "two spellings": (
        LATIN + '[levers]\n"channel_open.vote" = [0.1, 0.9]\nchannel_open.vote = [0.1, 0.8]\n',
        "[levers] channel_open.vote: is given twice"),
    "duplicate key": (LATIN + VARIED + "offload = [0.1]\n", "is not valid TOML"),
    "no kind": (TITLE + VARIED, "kind: must be given. Name one of factorial"),
    "unknown kind": (TITLE + 'kind = "sobl"\nsamples = 8\n' + VARIED, "Did you mean 'sobol'?"),
    "kind a list": (TITLE + 'kind = ["sobol"]\nsamples = 8\n' + VARIED, "is not known"),
    "nothing varied": (LATIN, "must vary something"),
    "levers no table": (LATIN + "levers = 3\n", "levers: must be a table; got 3. Write a line [levers]"),
    "no samples": (TITLE + 'kind = "sobol"\n' + VARIED, "samples: a sobol design must say how many"),
    "samples not a power of two": (
        TITLE + 'kind = "sobol"\nsamples = 100\n' + VARIED,
        "power of two for Sobol numbers; got 100. Take 64 or 128"),
    "samples as text": (TITLE + 'kind = "latin"\nsamples = "8"\n' + VARIED, "samples must be a whole number"),
    "samples true": (TITLE + 'kind = "latin"\nsamples = true\n' + VARIED, "got True"),
    "samples for a factorial": (
        FACTORIAL + "samples = 8\n" + VARIED, "samples: is no setting of a factorial"),
    "trajectories for latin": (
        LATIN + "trajectories = 8\n" + VARIED, "trajectories: is no setting of a latin"),
    "odd grid for morris": (
        TITLE + 'kind = "morris"\ngrid_levels = 5\n' + VARIED,
        "an even number for morris; got 5. Take 4 or 6"),
    "resolution six": (TITLE + 'kind = "fractional"\nresolution = 6\n' + VARIED, "must be 3, 4 or 5; got 6"),
    "three values in a fraction": (
        TITLE + 'kind = "fractional"\n[levers]\noffload = [0.1, 0.2, 0.3]\n',
        "has two values of each; got 3"),
    "seed zero": (LATIN + "seed = 0\n" + VARIED, "seed must be a whole number from 1"),
    "second order as text": (
        TITLE + 'kind = "saltelli"\nsamples = 8\nsecond_order = "no"\n' + VARIED, "must be true or false"),
    "too many points": (
        TITLE + 'kind = "saltelli"\nsamples = 524288\n' + VARIED,
        "the design has 1,572,864 points; at most 1,000,000"),
    "lever misspelt": (
        LATIN + "[levers]\nofload = [0.1, 0.9]\n", "[levers] ofload: lever or uncertainty 'ofload'"),
    "part misspelt": (LATIN + "[levers]\nchannel_open.vots = [0.1, 0.9]\n", "Did you mean 'vote'?"),
    "uncertainty among levers": (LATIN + '[levers]\nphi_imp = "declared"\n', "Put it under [uncertainties]"),
    "lever among uncertainties": (LATIN + '[uncertainties]\noffload = "declared"\n', "Put it under [levers]"),
    "number among structures": (LATIN + '[structures]\nphi_imp = "declared"\n', "not a choice or a switch"),
    "policy among structures": (
        LATIN + '[structures]\nqueue = "declared"\n', "queue is a lever. Put it under [lev"),
    "a value without brackets": (
        LATIN + "[levers]\noffload = 0.8\n", "One value for all points stands under [fixed]"),
    "one value": (LATIN + "[levers]\noffload = [0.8]\n", "must have at least two values; got one"),
    "no values": (LATIN + "[levers]\noffload = []\n", "must be a list of 1 to 10,000 values; got 0"),
    "a value twice": (LATIN + "[levers]\noffload = [0.2, 0.20]\n", "It stands twice"),
    "a value too high": (LATIN + "[levers]\noffload = [0.2, 1.2]\n", "from 0 to 1 (share 0–1); got 1.2"),
    "a value nan": (LATIN + "[levers]\noffload = [0.2, nan]\n", "got nan"),
    "a value 1e400": (LATIN + "[levers]\noffload = [0.2, 1e400]\n", "got inf"),
    "a number of thousands of digits": (
        LATIN + f"[levers]\noffload = [0.2, {'9' * 4000}]\n", "offload must be"),
    "a bool for a number": (LATIN + "[levers]\noffload = [0.2, true]\n", "got True"),
    "a number as text": (LATIN + '[levers]\noffload = [0.2, "0.8"]\n', "got '0.8'"),
    "a whole number and a half": (LATIN + "[uncertainties]\ntemp_delay = [1, 2.5]\n", "got 2.5"),
    "an unknown option": (LATIN + '[levers]\nqueue = ["fifo", "lifo"]\n', "got 'lifo'"),
    "a plan misspelt": (
        LATIN + "[levers]\noffload = [{value = 1, start = 2}, 0.2]\n", "Did you mean 'start_w'?"),
    "a range of a choice": (LATIN + "[levers]\nqueue = {low = 0, high = 1}\n", "so no range"),
    "a range of many parts": (LATIN + '[levers]\nchannel_open = "declared"\n', "such as channel_open.vote"),
    "a range upside down": (
        LATIN + "[levers]\noffload = {low = 0.8, high = 0.2}\n", "low must be below high"),
    "a range inf": (LATIN + "[levers]\noffload = {low = 0.1, high = inf}\n", "got inf"),
    "a range of text": (LATIN + '[levers]\noffload = {low = "0.1"}\n', "a range of two numbers"),
    "a range with another key": (
        LATIN + "[levers]\noffload = {low = 0.1, hihg = 0.8}\n", "Did you mean 'high'?"),
    "an empty factor": (LATIN + "[levers]\noffload = {}\n", "offload: is empty"),
    "fixed and varied": (LATIN + VARIED + "[fixed]\noffload = 0.5\n", "[fixed] offload: is varied too"),
    "fixed unknown": (LATIN + VARIED + "[fixed]\nofload = 0.5\n", "[fixed] ofload: lever or uncertainty"),
    "fixed no table": (LATIN + "fixed = 3\n" + VARIED, "fixed: must be a table; got 3"),
    "base unknown": (LATIN + 'base = "baselin"\n' + VARIED, "base: scenario 'baselin' is not known"),
    "base leaving the folder": (LATIN + 'base = "../x.toml"\n' + VARIED, "leaves the folder"),
    "base broken": (
        {"start.toml": TITLE + "[levers]\noffload = 2\n", "mine.toml": LATIN + 'base = "start"\n' + VARIED},
        "mine.toml: base: "),
    "weeks 0": (LATIN + "weeks = 0\n" + VARIED, "weeks must be a whole number from 1 to 5200; got 0"),
    "replications too many": (LATIN + "replications = 10001\n" + VARIED, "got 10001"),
    "first seed negative": (LATIN + "first_seed = -1\n" + VARIED, "first_seed must be a whole number from 0"),
    "seeds misspelt": (LATIN + 'seeds = "comon"\n' + VARIED, "Did you mean 'common'?"),
    "block seeds without blocks": (LATIN + 'seeds = "block"\n' + VARIED, "needs a design with blocks"),
    "population unknown": (LATIN + 'population = "kuming"\n' + VARIED, "Did you mean 'kunming'?"),
    "population a number": (LATIN + "population = 3\n" + VARIED, "population must be one of default"),
    "residents alone": (
        LATIN + 'population = {residents = "r.csv"}\n' + VARIED, "both residents and households"),
    "residents missing": (
        LATIN + 'population = {residents = "r.csv", households = "h.csv"}\n' + VARIED,
        "there is no file r.csv"),
    "levels unknown": (LATIN + 'levels = ["streets"]\n' + VARIED, "Did you mean 'street'?"),
    "levels empty": (LATIN + "levels = []\n" + VARIED, "at least one name"),
    "weekly twice": (LATIN + 'weekly = ["ENG3", "ENG3"]\n' + VARIED, "without repeats"),
    "micro not a list": (LATIN + 'micro = "cases"\n' + VARIED, "micro must be a list of residents"),
    "check a number": (LATIN + "check = 1\n" + VARIED, "check must be true or false; got 1"),
    "time limit negative": (LATIN + "time_limit = -1\n" + VARIED, "time_limit must be seconds from 0"),
    "time limit nan": (LATIN + "time_limit = nan\n" + VARIED, "got nan"),
    "precision of the unknown": (
        LATIN + VARIED + "[precision]\nENG33 = 0.1\n", "[precision]: indicator 'ENG33'"),
    "precision zero": (LATIN + VARIED + "[precision]\nENG3 = 0\n", "a half-width above 0"),
    "precision without a width": (LATIN + VARIED + "[precision]\nENG3 = {relative = true}\n", "above 0"),
    "precision misspelt": (LATIN + VARIED + "[precision]\nENG3 = {half = 1}\n", "Did you mean 'half_width'?"),
    "precision below the start": (
        LATIN + VARIED + "[precision]\nENG3 = 0.1\nat_most = 5\n", "from 20 to 10000"),
    "precision of nothing": (LATIN + VARIED + "[precision]\nat_most = 50\n", "must name an indicator"),
    "kind above a product": (
        LATIN + '[[product]]\nkind = "latin"\n', "kind: stands in each [[product]] section"),
    "product a table": (TITLE + "[product]\nkind = 3\n", "product: must be sections"),
    "one section": (
        TITLE + '[[product]]\nkind = "factorial"\nlevers.offload = [0, 1]\n', "2 to 10 blocks; got 1"),
    "base in a section": (
        TITLE + '[[product]]\nbase = "baseline"\n', "[[product]] 1: key 'base' is not known"),
    "bad value in a section": (
        TITLE + '[[product]]\nkind = "factorial"\nlevers.offload = [0, 2]\n',
        "[[product]] 1: [levers] offload"),
    "table for latin": (LATIN + 'table = "points.csv"\n' + VARIED, 'table: is for kind = "table"'),
    "no table": (TITLE + 'kind = "table"\n', "table: must name a file"),
    "table and levers": (
        {"points.csv": "offload\n0.1\n", "mine.toml": TABLE + VARIED}, "says itself what varies"),
    "table missing": (TABLE, "points.csv: there is no such file"),
    "table leaving the folder": (TITLE + 'kind = "table"\ntable = "../p.csv"\n', "which leaves it"),
    "table of another sort": (
        TITLE + 'kind = "table"\ntable = "p.xlsx"\n', "must be a file in CSV or Parquet"),
    "table empty": (csv(""), "points.csv: is empty"),
    "table without rows": (csv("offload\n"), "must have 1 to 1,000,000 rows under the header; got 0"),
    "table in another encoding": (csv("offload\n基\n".encode("gb18030")), "points.csv: must be UTF-8"),
    "table ragged": (csv("offload,pay\n0.1,0.2,0.3\n"), "as many cells as the header"),
    "table short": (csv("offload,pay\n0.1\n"), "points.csv, row 2, column pay: must be a number from 0 to 1"),
    "header misspelt": (csv("ofload\n0.1\n"), "points.csv, row 1, column 1: lever or uncertainty 'ofload'"),
    "header twice": (csv("offload,offload\n0.1,0.2\n"), "column 2: the header 'offload' stands twice"),
    "header of many parts": (csv("channel_open\n0.1\n"), "Give a column for each part"),
    "cell empty": (csv("offload,pay\n0.1,0.1\n0.2,\n"), "points.csv, row 3, column pay: must be a number"),
    "cell nan": (csv("offload\nnan\n"), "got 'nan'"),
    "cell inf": (csv("offload\ninf\n"), "got 'inf'"),
    "cell too high": (csv("offload\n0.5\n\n7\n"), "points.csv, row 4, column offload"),
    "cell a formula": (csv("offload\n=1+1\n"), "got '=1+1'"),
    "cell with a comma for a point": (csv('offload\n"0,5"\n'), "got '0,5'"),
    "cell an unknown option": (csv("queue\nlifo\n"), "row 2, column queue: must be one of fifo"),
    "cell a half": (csv("temp_delay\n2.5\n"), "must be a whole number from 0 to 12"),
    "switch of two": (csv("unified_assess\n2\n"), "must be true or false; got '2'"),
    "point twice": (csv("offload\n0.5\n0.1\n0.50\n"), "row 4: is the same point as row 2"),
    "table fixed too": (
        {"points.csv": "offload\n0.1\n", "mine.toml": TABLE + "[fixed]\noffload = 1\n"}, "varied too"),
    "parquet that is none": (
        {"p.parquet": b"PAR1", "mine.toml": TITLE + 'kind = "table"\ntable = "p.parquet"\n'},
        "p.parquet: cannot be read as Parquet"),
}  # fmt: skip


def test_there_are_at_least_twenty_five_cases() -> None:
    assert len(CASES) >= 25


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused_with_the_file_and_what_is_wrong(write: Write, case: str) -> None:
    given, message = CASES[case]
    for name, content in (given if isinstance(given, dict) else {"mine.toml": given}).items():
        write(content, name)
    with pytest.raises(SimError) as refused:
        load_design("mine.toml")
    words = str(refused.value)
    assert message in words
    assert words.startswith("mine.toml: ")
    assert len(words) < 1000
    assert "\n" not in words


@pytest.mark.parametrize(("name", "message"), [
    ("gird", "Did you mean 'grid'?"), ("no/such.toml", "there is no such file"), ("", "'' is not known"),
    ("folder", "folder: is a folder, not a design"), ("/dev/null/x.toml", "no such file"),
])  # fmt: skip
def test_a_design_that_is_not_there_is_refused(write: Write, name: str, message: str) -> None:
    write("x", "folder/file")
    with pytest.raises(SimError) as refused:
        load_design(name)
    assert message in str(refused.value)


def test_the_names_of_the_terms_are_those_of_the_plan() -> None:
    assert {"street", "community", "type", "group"} == set(LEVELS)
    assert {"residents", "households", "workers", "cases", "ties"} == set(MICRO)
    assert {"common", "independent", "block"} == set(SEEDS)
    assert len(COSTS) == 3
