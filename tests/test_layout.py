"""The layout: which way imports point, where luck comes from, and how long things may grow."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).parents[1]
MAY_IMPORT = {
    "sim": {"sim"},
    "scenarios": {"scenarios", "sim"},
    "analysis": {"analysis", "sim"},
    "experiments": {"experiments", "analysis", "scenarios", "sim"},
}
MOST_LINES, MOST_LINES_OF_A_FUNCTION, MOST_ARGUMENTS = 400, 50, 6

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*packages: str) -> Iterator[tuple[str, list[str], ast.Module]]:
    """Yield path, lines and tree of every Python file of some packages."""
    for package in packages:
        for path in sorted((TOP / package).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            yield str(path.relative_to(TOP)), text.splitlines(), ast.parse(text)


def functions(*packages: str) -> Iterator[tuple[str, list[str], Function]]:
    """Yield place, lines of the file and tree of every function, those inside classes too."""
    for path, lines, tree in files(*packages):
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield f"{path}:{node.lineno} {node.name}", lines, node


def imported(path: str, tree: ast.Module) -> Iterator[str]:
    """Yield every imported name in full, those imported inside functions too."""
    package = path.split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            yield from (".".join([*start, *filter(None, [node.module]), alias.name]) for alias in node.names)


def dotted(tree: ast.Module) -> set[str]:
    return {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def is_kernel(function: Function) -> bool:
    return any(ast.unparse(d) in {"kernel", "inlined"} for d in function.decorator_list)


def n_arguments(function: Function) -> int:
    given = function.args
    names = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def test_imports_point_one_way() -> None:
    for package, allowed in MAY_IMPORT.items():
        for path, _, tree in files(package):
            ours = {name.partition(".")[0] for name in imported(path, tree)} & {*MAY_IMPORT, "tests"}
            assert ours <= allowed, path


def test_analysis_runs_nothing() -> None:
    runners = ("mesa", "sim.Street", "sim.model")
    for path, _, tree in files("analysis"):
        names = {*imported(path, tree), *dotted(tree)}
        assert not [name for name in names for runner in runners if f"{name}.".startswith(f"{runner}.")], path


def test_luck_in_the_model_comes_only_from_its_own_streams() -> None:
    for path, _, tree in files("sim"):
        names = {*imported(path, tree), *dotted(tree)}
        assert not [name for name in names if "random" in name.split(".")], path


def test_no_file_is_too_long() -> None:
    lengths = {path: len(lines) for path, lines, _ in files(*MAY_IMPORT, "tests")}
    assert {path: n for path, n in lengths.items() if n > MOST_LINES} == {}


def test_no_function_is_too_long() -> None:
    found = functions(*MAY_IMPORT, "tests")
    lengths = {place: (node.end_lineno or node.lineno) - node.lineno + 1 for place, _, node in found}
    assert {place: n for place, n in lengths.items() if n > MOST_LINES_OF_A_FUNCTION} == {}


def test_no_function_takes_many_arguments_unless_it_is_a_kernel_or_says_why() -> None:
    counts = {
        place: n_arguments(node)
        for place, lines, node in functions(*MAY_IMPORT, "tests")
        if not is_kernel(node) and not lines[node.lineno - 1].partition("# noqa: PLR0913 - ")[2]
    }
    assert {place: n for place, n in counts.items() if n > MOST_ARGUMENTS} == {}


def test_every_check_that_the_model_page_names_is_there() -> None:
    section = (
        (TOP / "sim/MODEL.md").read_text(encoding="utf-8").split("## What is verified")[1].split("\n## ")[0]
    )
    named = set(re.findall(r"`([a-z0-9_]{20,})`", section))
    there = {node.name.removeprefix("test_") for _, _, node in functions("tests")}
    assert len(named) > 20
    assert named <= there, named - there
