"""The notebooks as files; `make notebooks` runs them."""

import ast
import json

import pytest

from tests.pages import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LINES_OF_CODE = 70


def cells_of(path, kind):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == kind]


def text_of(cell):
    return "".join(cell["source"])


def test_there_are_six_in_their_order():
    assert [path.stem[0] for path in NOTEBOOKS] == list("123456")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_keeps_no_outputs(path):
    for cell in cells_of(path, "code"):
        assert (cell["outputs"], cell["execution_count"]) == ([], None)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_short_and_tells_a_story(path):
    code = [line for cell in cells_of(path, "code") for line in text_of(cell).splitlines() if line.strip()]
    assert len(code) <= LINES_OF_CODE
    assert text_of(cells_of(path, "markdown")[0]).startswith("# ")
    assert len(cells_of(path, "markdown")) >= 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_imports_the_package_and_nothing_private(path):
    tree = ast.parse("\n".join(text_of(cell) for cell in cells_of(path, "code")))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert "sim" in imported
    assert imported <= {"sim", "numpy", "pandas", "tempfile"}
    private = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr.startswith("_")]
    assert private == []


def test_the_tape_is_an_argument():
    (tape,) = (path for path in NOTEBOOKS if path.stem.startswith("5"))
    (given,) = (cell for cell in cells_of(tape, "code") if "parameters" in cell["metadata"].get("tags", []))
    assert "TAPE = None" in text_of(given)
