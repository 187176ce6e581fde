"""The form of a mapping file: which column of a foreign loan tape is which quantity, in which unit.

The models are strict, frozen and refuse unknown keys. A quantity comes from a column, a constant, or one of three
closed derivations (status codes, payments against bills, bills against the limit); nothing is evaluated.
Finding and reading mapping files is in `mapping_files.py`, applying one to a tape in `tape_build.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

PayerTypeName = Literal["transactor", "minimum", "partial"]
Names = Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
_SCALE = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?(/[0-9]{1,12})?")


def _legal_scale(text: str) -> str:
    if _SCALE.fullmatch(text) is None or re.search(r"/0+$", text):
        raise ValueError("a scale is a decimal number or a fraction, such as 0.01 or '1/12'")
    if not scale_fraction(text):
        raise ValueError("a scale must be above 0")
    return text


def scale_fraction(text: str) -> Fraction:
    """The exact value of a scale: "0.2550", "1/12" or "0.5/12"."""
    above, _, below = text.partition("/")
    return Fraction(above) / Fraction(below or "1")


def _scale_as_text(value: object) -> object:
    return repr(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Scale = Annotated[str, BeforeValidator(_scale_as_text), AfterValidator(_legal_scale)]


class MappingPart(BaseModel):
    """Base of all parts of a mapping: strict, frozen, unknown keys and non-finite numbers refused."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


class FromColumn(MappingPart):
    """A quantity that stands in a column, or is the same for every row.

    `required: false` lets the column be absent and cells be empty: the quantity is then `default`, or unknown.
    """

    column: str | None = Field(default=None, min_length=1)
    required: bool = True

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        constant = getattr(self, "constant", None)
        if (self.column is None) == (constant is None):
            raise ValueError("exactly one of 'column' and 'constant' is needed")
        if self.required and getattr(self, "default", None) is not None:
            raise ValueError("'default' needs 'required: false'")
        return self


class TextField(FromColumn):
    """A name; with `values`, the texts of the file and what each stands for (other texts are refused)."""

    constant: str | None = Field(default=None, min_length=1)
    default: str | None = None
    values: dict[str, str] = {}


class PayerTypeField(FromColumn):
    """A payer type by name; with `values`, the texts of the file and the payer type of each."""

    constant: PayerTypeName | None = None
    default: PayerTypeName | None = None
    values: dict[str, PayerTypeName] = {"transactor": "transactor", "minimum": "minimum", "partial": "partial"}


class AmountField(FromColumn):
    """An amount of money in units of the mapping's currency times `scale`; rounded once to fen, half to even."""

    constant: float | None = Field(default=None, ge=0.0)
    default: float | None = Field(default=None, ge=0.0)
    scale: Scale = "1"


class BalanceField(AmountField):
    """The outstanding balance; a negative one is refused or becomes a credit balance (an overpayment)."""

    negative: Literal["refuse", "credit_balance"] = "refuse"


class NumberField(FromColumn):
    """A plain number, such as a yearly rate; the number of the file times `scale`."""

    constant: float | None = Field(default=None, ge=0.0)
    default: float | None = Field(default=None, ge=0.0)
    scale: Scale = "1"


class WholeField(FromColumn):
    """A whole number: days, months, years, accounts."""

    constant: int | None = Field(default=None, ge=0)
    default: int | None = Field(default=None, ge=0)


class Currency(MappingPart):
    """What one unit of the file's amounts is in yuan: `yuan_per_unit` times `scale` (10000 where amounts are in 万)."""

    code: str = Field(min_length=3, max_length=3)
    yuan_per_unit: Scale
    scale: Scale = "1"
    source: str = Field(min_length=1)


class StatusHistory(MappingPart):
    """Monthly status codes, newest month first: days past due from the newest, late months from the newest six.

    A code of `current_without_bill` counts as current in a month whose bill is not positive.
    """

    columns: Names
    bills: Annotated[tuple[str, ...], Field(strict=False)] = ()
    months_late: dict[str, Annotated[int, Field(ge=0, le=300)]] = Field(min_length=1)
    days_per_month_late: int = Field(default=30, ge=1, le=31)
    current_without_bill: Annotated[tuple[str, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _bills_pair_with_statuses(self) -> Self:
        if self.current_without_bill and len(self.bills) != len(self.columns):
            raise ValueError("'current_without_bill' needs as many 'bills' as 'columns', month by month")
        if self.bills and not self.current_without_bill:
            raise ValueError("'bills' without 'current_without_bill' has no use")
        unknown = [code for code in self.current_without_bill if code not in self.months_late]
        if unknown:
            raise ValueError(f"'current_without_bill' names codes that 'months_late' lacks: {', '.join(unknown)}")
        return self


class PaymentHistory(MappingPart):
    """Bills and the payments made on them, pair by pair, newest first: payer type and average payment ratio.

    Only bills above `smallest_bill` (units of the file) count; the ratio of a pair is payment / bill. The rule is
    `tape_history.payer_types`.
    """

    bills: Names
    payments: Names
    smallest_bill: float = Field(default=0.0, ge=0.0)
    full_from: float = Field(default=0.99, gt=0.0, le=1.0)
    minimum_below: float = Field(default=0.06, gt=0.0, lt=1.0)
    transactor_share: float = Field(default=0.6, gt=0.0, le=1.0)
    minimum_share: float = Field(default=0.5, gt=0.0, le=1.0)
    when_no_bill: PayerTypeName | None = None
    when_never_paid: PayerTypeName | None = None

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        if len(self.bills) != len(self.payments):
            raise ValueError(f"{len(self.bills)} bills and {len(self.payments)} payments do not pair")
        if self.minimum_below >= self.full_from:
            raise ValueError("'minimum_below' must be below 'full_from'")
        return self


class UtilisationHistory(MappingPart):
    """Balances (`of: balance`, divided by the limit) or shares of the limit (`of: share`), newest month first."""

    columns: Names
    of: Literal["balance", "share"]
    required: bool = True


class CodeCheck(MappingPart):
    """The codes a column may hold; another code is legal, flagged and counted."""

    column: str = Field(min_length=1)
    allowed: Names


class TapeMapping(MappingPart):
    """A whole mapping file; see docs/tape.md for each key."""

    name: str = Field(pattern=r"[a-z][a-z0-9_]*")
    title: str = Field(min_length=1)
    source: str = Field(min_length=1)
    position: str = Field(default="", description="the date of the position, for people")
    recognise: Names
    delimiter: Literal[",", ";", "\t", "|"] = ","
    missing: Annotated[tuple[str, ...], Field(strict=False)] = ("",)
    currency: Currency

    borrower: TextField
    product: TextField
    limit: AmountField
    balance: BalanceField
    statement: AmountField | None = None
    past_due: AmountField | None = None
    days_past_due: WholeField | None = None
    annual_rate: NumberField | None = None
    remaining_term: WholeField | None = None
    instalment: AmountField | None = None
    income_monthly: AmountField | None = None
    age: WholeField | None = None
    months_on_book: WholeField | None = None
    late_months_6: WholeField | None = None
    payer_type: PayerTypeField | None = None
    average_payment_ratio: NumberField | None = None
    weight: WholeField | None = None

    status_history: StatusHistory | None = None
    payment_history: PaymentHistory | None = None
    utilisation_history: UtilisationHistory | None = None

    codes: Annotated[tuple[CodeCheck, ...], Field(strict=False)] = ()
    holdout: dict[str, str] = Field(default={}, description="name of an outcome: its column")

    @model_validator(mode="after")
    def _one_origin_each(self) -> Self:
        if self.borrower.column is None:
            raise ValueError("'borrower' needs a column")
        for name in ("borrower", "product", "balance", "days_past_due"):
            part = getattr(self, name)
            if part is not None and not part.required:
                raise ValueError(f"'{name}' must be known for every row: 'required: false' is not allowed")
        if (self.days_past_due is None) == (self.status_history is None):
            raise ValueError("exactly one of 'days_past_due' and 'status_history' is needed")
        if self.status_history is not None and self.late_months_6 is not None:
            raise ValueError("'late_months_6' follows from 'status_history': give one of them")
        if self.payment_history is not None and (self.payer_type or self.average_payment_ratio):
            raise ValueError("'payer_type' and 'average_payment_ratio' follow from 'payment_history'")
        return self

    @model_validator(mode="after")
    def _outcomes_stay_outside(self) -> Self:
        used = set(self.position_columns())
        for name, column in self.holdout.items():
            if column in used:
                raise ValueError(f"the hold-out '{name}' is the column '{column}', which the position also reads")
        return self

    def sources(self) -> Iterator[FromColumn]:
        """All quantities of the mapping that come from a column or a constant."""
        for name in type(self).model_fields:
            part = getattr(self, name)
            if isinstance(part, FromColumn):
                yield part

    def position_columns(self) -> tuple[str, ...]:
        """Names of the columns that the position at the date is read from; never a hold-out."""
        names = [part.column for part in self.sources() if part.column is not None]
        names += [*self._history_columns(), *(check.column for check in self.codes)]
        return tuple(dict.fromkeys(names))

    def needed_columns(self) -> tuple[str, ...]:
        """Names of the columns without which a tape cannot be read."""
        names = [part.column for part in self.sources() if part.column is not None and part.required]
        history = self.utilisation_history
        optional = set(history.columns) if history is not None and not history.required else set()
        names += [name for name in self._history_columns() if name not in optional]
        names += [*(check.column for check in self.codes), *self.holdout.values()]
        return tuple(dict.fromkeys(names))

    def _history_columns(self) -> list[str]:
        names: list[str] = []
        if self.status_history is not None:
            names += [*self.status_history.columns, *self.status_history.bills]
        if self.payment_history is not None:
            names += [*self.payment_history.bills, *self.payment_history.payments]
        if self.utilisation_history is not None:
            names += self.utilisation_history.columns
        return names
