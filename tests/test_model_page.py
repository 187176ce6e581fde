"""The pages of the model against the code: settings, dials, order of events, movements and names are true."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.chart import CHART, Movement
from sim.dials import DIAL_PATHS, RUNGS
from sim.outputs import MONTHLY_COLUMNS, REPLICATION_COLUMNS
from sim.scenario.models import Scenario
from sim.scenario.models_borrower import Segment
from sim.scenario.models_contagion import Contagion
from sim.scenario.models_funding import Funder
from sim.scenario.models_holders import Partner, Securitisation
from sim.scenario.models_lending import Lender, Lever, Metric, Policy, Trigger
from sim.scenario.models_network import Network
from sim.scenario.models_product import Product
from sim.scenario.models_world import Macro, Population

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "model.md"
PAGES = [PAGE, *sorted((ROOT / "docs" / "model").glob("*.md"))]
SECTIONS = [
    "1 Purpose and patterns", "2 Entities, state variables and scales", "3 Process overview and scheduling",
    "4 Design concepts", "5 Initialization", "6 Input data", "7 Submodels",
]  # fmt: skip
CONCEPTS = [
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
    "Stochasticity", "Collectives", "Observation",
]  # fmt: skip
PAGES_IN_ORDER = [
    "borrowers",
    "products",
    "policy",
    "collections",
    "institutions",
    "accounting",
    "outputs",
    "contagion",
]
RUNG = "<rung>"
COLLECTIONS = {
    "policy.levers", "supervision", "segments", "funding.funders", "networks", "partners", "securitisations",
}  # fmt: skip
"""Mappings whose entries have tables of their own."""
DEFAULT_IS_NEUTRAL = "neutral"
NOTHING = "–"
WITHOUT_MECHANISM = {
    "Settings", "Traits", "Who bears the loss", "When something is due", "Arrears", "Default", "Reporting of bad debt",
    "Beyond the horizon", "Who caused it",
}  # fmt: skip
"""Sections about what is counted, or whose mechanisms stand elsewhere."""
RULES_ELSEWHERE = ("day", "engine", "ledger", "randomness", "units")
"""Modules outside `sim/rules` that hold rules."""
OTHER_WORDS = {
    "platform", "others", "contagion", "domain.md", "definitions.md", "monthly.parquet", "loans", "static", "run_off",
    "dynamic", "add", "multiply", "set", "book.set", "row", "history", "principal_fen", "population.segments.<name>",
    "products.<name>", "lenders.<name>.funding.funders.<funder>", "contagion.networks.<name>", "random",
    "small_world", "preferential",
}  # fmt: skip
"""Words between backticks that are neither settings nor rules, movements, columns or files."""


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def fields_of(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every setting below a model, by its dotted path."""
    for name, field in model.model_fields.items():
        below = field.annotation
        if isinstance(below, type) and issubclass(below, BaseModel):
            yield from fields_of(below, f"{prefix}{name}.")
        elif f"{prefix}{name}" not in COLLECTIONS:
            yield f"{prefix}{name}", field


def rung_as_one(path: str) -> str:
    """A dial of the ladder under the name that stands for all rungs."""
    return re.sub(rf"\b({'|'.join(RUNGS)})\.", f"{RUNG}.", path)


def policy_fields() -> dict[str, FieldInfo]:
    """Dials by path; the first rung speaks for all."""
    found: dict[str, FieldInfo] = {}
    for path, field in fields_of(Policy):
        if path in DIAL_PATHS:
            found.setdefault(rung_as_one(path), field)
    return found


def lender_fields() -> dict[str, FieldInfo]:
    """Settings of a lender that are no dials."""
    return {
        path: field
        for path, field in fields_of(Lender)
        if path.removeprefix("policy.") not in DIAL_PATHS and path not in COLLECTIONS
    }


TABLES: dict[str, dict[str, FieldInfo]] = {
    "setting of a segment": dict(fields_of(Segment)),
    "setting of a product": dict(fields_of(Product)),
    "setting of a lender": lender_fields(),
    "setting of a funder": dict(fields_of(Funder)),
    "setting of the population": dict(fields_of(Population)),
    "setting of the economy": dict(fields_of(Macro)),
    "setting of a lever": dict(fields_of(Lever)),
    "setting of a partner": dict(fields_of(Partner)),
    "setting of a securitisation": dict(fields_of(Securitisation)),
    "setting of a trigger": {f"when.{path}": field for path, field in fields_of(Trigger)},
    "dial": policy_fields(),
    "setting of contagion": dict(fields_of(Contagion)),
    "setting of a network": dict(fields_of(Network)),
}


@cache
def rows_of(heading: str) -> list[list[str]]:
    """The rows of all tables under this heading: name, symbol, unit, neutral value, source."""
    rows: list[list[str]] = []
    for page in PAGES:
        inside = False
        for line in text_of(page).splitlines():
            cells = [cell.strip() for cell in line.strip("|").split(" | ")] if line.startswith("| ") else []
            if cells and not cells[0].startswith("`"):
                inside = cells[0] == heading
            elif cells and inside:
                rows.append([cell.strip("` ") if place == 0 else cell for place, cell in enumerate(cells)])
            elif not line.startswith("|"):
                inside = False
    return rows


def number(text: str) -> float | None:
    """A number as the tables print it, or None."""
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def bounds_of(field: FieldInfo) -> tuple[float, float]:
    sides = {side: getattr(rule, side) for rule in field.metadata for side in ("ge", "le") if hasattr(rule, side)}
    return float(sides.get("ge", float("-inf"))), float(sides.get("le", float("inf")))


def said_of(field: FieldInfo, word: str) -> str:
    extra = field.json_schema_extra
    assert isinstance(extra, dict)
    return str(extra[word])


def test_the_page_has_the_sections_of_the_protocol_in_their_order() -> None:
    found = re.findall(r"^## (\d .*)$", text_of(PAGE), flags=re.MULTILINE)
    assert found == SECTIONS


def test_every_design_concept_has_its_paragraph_in_order() -> None:
    section = text_of(PAGE).partition("## 4 Design concepts")[2].partition("\n## ")[0]
    assert re.findall(r"^\*\*([^*]+)\.\*\*", section, flags=re.MULTILINE) == CONCEPTS


def test_the_submodels_stand_on_pages_in_their_order() -> None:
    section = text_of(PAGE).partition("## 7 Submodels")[2]
    assert re.findall(r"^\| \[[^]]+\]\(model/([a-z]+)\.md\)", section, flags=re.MULTILINE) == PAGES_IN_ORDER
    assert {page.stem for page in PAGES[1:]} == set(PAGES_IN_ORDER)


@pytest.mark.parametrize("heading", TABLES)
def test_every_setting_has_one_row_and_every_row_a_setting(heading: str) -> None:
    assert sorted(row[0] for row in rows_of(heading)) == sorted(TABLES[heading])


def test_every_dial_that_rules_read_is_among_them() -> None:
    assert {rung_as_one(path) for path in DIAL_PATHS} == {row[0] for row in rows_of("dial")}


@pytest.mark.parametrize("heading", TABLES)
def test_a_row_says_unit_source_and_neutral_value_as_the_models_do(heading: str) -> None:
    for name, _, unit, neutral, source in rows_of(heading):
        field = TABLES[heading][name]
        kind, _, reference = said_of(field, "source").partition("; ")
        is_neutral = kind == DEFAULT_IS_NEUTRAL
        assert unit == said_of(field, "unit"), name
        assert source == ((reference or NOTHING) if is_neutral else said_of(field, "source")), name
        value, (low, high) = number(neutral), bounds_of(field)
        if is_neutral and isinstance(field.default, int | float):
            assert value == field.default, name
        assert value is None or low <= value <= high, name


@pytest.mark.parametrize("page", [*PAGES_IN_ORDER[:5], "contagion"])
def test_every_mechanism_says_its_neutral_value_its_booking_and_its_source(page: str) -> None:
    text = text_of(ROOT / "docs" / "model" / f"{page}.md")
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        if title not in WITHOUT_MECHANISM:
            assert [word for word in ("Neutral:", "Booked:", "Source:") if word not in body] == [], title


@cache
def rules() -> frozenset[str]:
    """Names of the functions in the rule book."""
    files = [*(ROOT / "sim" / "rules").glob("*.py"), *(ROOT / "sim" / f"{name}.py" for name in RULES_ELSEWHERE)]
    nodes = (node for file in files for node in ast.parse(text_of(file)).body)
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))


def calls_of(module: str, function: str) -> list[str]:
    """The rules that a step calls, in their order; questions that only choose the way are left out."""
    tree = ast.parse(text_of(ROOT / "sim" / module))
    (body,) = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function)
    places: list[tuple[int, str]] = []
    for node in ast.walk(body):
        call = node.value if isinstance(node, ast.Expr) else node.test if isinstance(node, ast.If) else None
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            places.append((node.lineno, call.func.id))
    return [name for _, name in sorted(places) if not name.startswith("is_")]


def listed_after(mark: str) -> list[str]:
    """The rules named in the numbered list that follows this mark, in their order."""
    after = text_of(PAGE).partition(mark)[2].lstrip()
    entries = after[after.index("1. ") :].partition("\n\n")[0]
    return [name for name in re.findall(r"`([a-z_]+)`", entries) if name in rules()]


@pytest.mark.parametrize(
    ("mark", "module", "function"),
    [
        ("### A borrower's day (`live` in `sim/day.py`)", "day.py", "live"),
        ("The first of a month (`open_month` in `sim/rules/month.py`):", "rules/month.py", "open_month"),
        ("The last of a month (`close_month`):", "rules/month.py", "close_month"),
        ("The 30th, for each lender (`close_lender_month` in `sim/day.py`):", "day.py", "close_lender_month"),
    ],
)
def test_events_are_listed_in_the_order_of_the_code(mark: str, module: str, function: str) -> None:
    assert mark in text_of(PAGE)
    assert listed_after(mark) == calls_of(module, function)


def test_the_chart_of_movements_is_that_of_the_ledger() -> None:
    page = text_of(ROOT / "docs" / "model" / "accounting.md")
    rows = re.findall(r"^\| `([A-Z_]+)` \| ([^|]*) \| ([^|]*) \|$", page, flags=re.MULTILINE)
    sides = {
        movement.name: tuple(
            ", ".join(entry[:-1].lower().replace("_", " ") for entry in entries if entry[-1] == sign) for sign in "+-"
        )
        for movement, entries in CHART.items()
    }
    assert {name: (debited, credited) for name, debited, credited in rows} == sides


def test_every_rule_file_is_placed_on_a_page_that_names_it() -> None:
    rows = re.findall(r"^\| \[[^]]+\]\((model/[a-z]+\.md)\) \| (.*) \|$", text_of(PAGE), flags=re.MULTILINE)
    placed = [(page, file) for page, files in rows for file in re.findall(r"`([a-z_]+\.py)`", files)]
    files = sorted(path.name for path in (ROOT / "sim" / "rules").glob("*.py") if path.name != "__init__.py")
    assert sorted(file for _, file in placed) == files
    assert [(page, file) for page, file in placed if f"`{file}`" not in text_of(ROOT / "docs" / page)] == []


@cache
def known_words() -> frozenset[str]:
    """Everything a page may put between backticks."""
    paths = (
        COLLECTIONS
        | {path for table in TABLES.values() for path in table}
        | {f"{block}.{path}" for block in ("policy", "lenders.<name>.policy") for path in TABLES["dial"]}
    )
    paths |= {path for path, _ in fields_of(Scenario)}
    parts = {part for path in paths for part in path.split(".")} | {
        ".".join(path.split(".")[:length]) for path in paths for length in range(1, path.count(".") + 1)
    }
    columns = {column.name for column in (*REPLICATION_COLUMNS, *MONTHLY_COLUMNS)}
    return frozenset(
        paths | parts | columns | rules() | set(RUNGS) | set(get_args(Metric)) | OTHER_WORDS
        | {movement.name for movement in Movement}
    )  # fmt: skip


def is_file(word: str, page: Path) -> bool:
    """Whether a word names a file or folder of this repository, or a pattern of some."""
    folders = (
        ROOT,
        page.parent,
        *(ROOT / place for place in ("sim", "sim/rules", "tests", "tests/levers", "tests/rules")),
    )
    return any(any(folder.glob(word)) for folder in folders) if re.fullmatch(r"[\w./*]+", word) else False


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_name_on_the_page_is_one_there_is(page: Path) -> None:
    prose = re.sub(r"^```.*?^```$", "", text_of(page), flags=re.MULTILINE | re.DOTALL)
    words = [word for word in re.findall(r"`([^`]+)`", prose) if re.fullmatch(r"[a-zA-Z_][\w.<>*/]*", word)]
    unknown = {word for word in words if word not in known_words() and not is_file(word, page)}
    assert unknown == set()


def anchors_of(path: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.*)$", text_of(path), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", text_of(page)):
        file, _, anchor = target.partition("#")
        place = page if not file else (page.parent / file)
        assert place.is_file(), target
        assert not anchor or anchor in anchors_of(place), target
