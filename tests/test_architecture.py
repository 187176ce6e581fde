"""The laws of the house that a linter cannot say, read from the syntax trees of `sim/`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "sim").rglob("*.py"))
RULES = sorted((ROOT / "sim" / "rules").glob("*.py"))
COMPILED = [*RULES, ROOT / "sim" / "day.py"]

LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 60
# Each of these lives behind one module or package, so that replacing it, or a release that breaks, touches one file.
HOMES = {
    "dask": "sim.montecarlo.cluster",
    "distributed": "sim.montecarlo.cluster",
    "joblib": "sim.montecarlo.pools",
    "llvmlite": "sim.machine_code",
    "jinja2": "sim.report.page",
    "matplotlib": "sim.plots",
    "mesa": "sim.agents.framework",
    "numba": "sim.machine_code",
    "pyarrow": "sim.tables",
}


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """Every import of a tree, those inside functions too, with the full name of the module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node, node.module or ""


def calls_of(tree: ast.Module, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def is_folded(node: ast.AugAssign | ast.BinOp) -> bool:
    """A power of two whole numbers written out, such as 2**62: Python itself makes it one exact constant."""
    return isinstance(node, ast.BinOp) and all(
        isinstance(side, ast.Constant) and isinstance(side.value, int) for side in (node.left, node.right)
    )


def is_float(node: ast.expr) -> bool:
    """A float by its form: a product with a float, a call of `float`, or a written float that is not whole."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        factor = node.left.operand if isinstance(node.left, ast.UnaryOp) else node.left
        return isinstance(factor, ast.Constant) and isinstance(factor.value, float)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float) and not node.value.is_integer()
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "float"


def unequal_bits(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """What gives other last bits compiled than in plain Python."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign | ast.BinOp) and isinstance(node.op, ast.Pow) and not is_folded(node):
            yield node, "the operator **: write a square as a product"
        if isinstance(node, ast.Name) and node.id in {"np", "numpy"}:
            yield node, "numpy: use math"
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "math.pow" and not is_float(node.args[1]):
            yield node, "math.pow: its exponent must be made a float where it stands, as in 1.0 * months"
    yield from ((node, "numpy: use math") for node, name in imported(tree) if name.split(".")[0] == "numpy")
    yield from ((node, "pow") for node in calls_of(tree, "pow"))
    yield from (
        (node, "round to digits: use the rounding of sim.units")
        for node in calls_of(tree, "round")
        if len(node.args) + len(node.keywords) > 1
    )


def functions_of(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines from `def` to the end, the docstring not counted."""
    assert function.end_lineno is not None
    length = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None and first.end_lineno is not None:
        length -= first.end_lineno - first.lineno + 1
    return length


def test_there_are_sources_and_rules_to_look_at() -> None:
    assert len(SOURCES) > 20
    assert len(RULES) > 5
    assert all(path.is_file() for path in COMPILED)


def test_rules_and_the_day_hold_nothing_whose_bits_differ_in_plain_python() -> None:
    found = [f"{place(path, node)} {what}" for path in COMPILED for node, what in unequal_bits(tree_of(path))]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "x = y**2",
        "x **= 0.5",
        "x = pow(y, 2)",
        "x = math.pow(y, 2.0)",
        "x = math.pow(y, months)",
        "x = round(y, 2)",
        "x = round(y, ndigits=2)",
        "x = np.exp(y)",
        "import numpy",
        "from numpy import exp",
        "def f():\n    import numpy.linalg",
    ],
)
def test_each_forbidden_form_is_seen(source: str) -> None:
    assert list(unequal_bits(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "x = y * y",
        "x = 2**62",
        "x = math.pow(y, -1.0 * months)",
        "x = math.exp(y)",
        "x = round(y)",
        "def f(**kinds): return g(**kinds)",
    ],
)
def test_the_allowed_forms_are_let_through(source: str) -> None:
    assert list(unequal_bits(ast.parse(source))) == []


def is_within(module: str, home: str) -> bool:
    """Whether a module is another or belongs to that package; every module is at home in none."""
    return not home or f"{module}.".startswith(f"{home}.")


def test_each_outside_part_lives_behind_one_module() -> None:
    found = [
        f"{place(path, node)} imports {name}, which belongs to {HOMES[name.split('.')[0]]}"
        for path in SOURCES
        for node, name in imported(tree_of(path))
        if not is_within(module_name(path), HOMES.get(name.split(".")[0], ""))
    ]
    assert found == []


def test_no_file_has_more_than_400_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: length for name, length in lengths.items() if length > LINES_OF_A_FILE} == {}


def test_no_function_has_more_than_60_lines() -> None:
    found = [
        f"{place(path, function)} {function.name}: {lines_of(function)} lines"
        for path in SOURCES
        for function in functions_of(tree_of(path))
        if lines_of(function) > LINES_OF_A_FUNCTION
    ]
    assert found == []


def test_only_the_command_line_prints() -> None:
    found = [
        place(path, call)
        for path in SOURCES
        if not module_name(path).startswith("sim.cli")
        for call in calls_of(tree_of(path), "print")
    ]
    assert found == []


def test_nothing_is_left_for_later() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if any(mark in line for mark in marks)
    ]
    assert found == []


def test_every_module_opens_with_a_docstring() -> None:
    assert [str(path.relative_to(ROOT)) for path in SOURCES if not ast.get_docstring(tree_of(path))] == []
