import json
from decimal import Decimal

import pytest

from sim import validate as validation
from sim.laws.cascades import ReedFrost
from sim.laws.debts import ClearedDebts
from sim.validate import Pool, exact_schedule

FEW = (Pool(10, 0.03, 0.12, 300), Pool(20, 0.05, 0.0, 300))
FEW_LAWS = (
    ReedFrost(10, 1, 0.1, 6, 300),
    ClearedDebts("a ring", ((0, 5, 0, 0), (0, 0, 5, 0), (5, 0, 0, 0), (0,) * 4), (0,) * 4),
)


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(validation, "POOLS", FEW)
    monkeypatch.setattr(validation, "LAWS", FEW_LAWS)


def test_the_engine_passes(yuqi):
    done = yuqi("validate")
    assert done.code == 0, done.out
    assert "all passed" in done.out
    assert "verdict" in done.out.splitlines()[0]


def test_json_holds_every_comparison(yuqi):
    found = json.loads(yuqi("validate", "--json").out)
    assert found["passed"] is True
    assert found["false_alarm"] == 1e-6
    assert {one["verdict"] for one in found["comparisons"]} == {"passed"}


def test_a_wrong_law_fails_with_1(yuqi, monkeypatch):
    law = validation.pool_law
    monkeypatch.setattr(validation, "pool_law", lambda size, p, rho: law(size, 3 * p, rho))
    done = yuqi("validate")
    assert done.code == 1
    assert "FAILED" in done.out


def test_the_schedule_equals_the_published_one():
    # annuity_P1000000_r0.01_n12: instalment 88,849 fen, the last one 88,847, interest 66,186
    schedule = exact_schedule(1_000_000, Decimal("0.01"), 12)
    assert [sum(part) for part in schedule] == [88_849] * 11 + [88_847]
    assert schedule[0] == (10_000, 78_849)
    assert sum(part.interest for part in schedule) == 66_186
