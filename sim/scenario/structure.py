"""What the models say of a key path: a group of keys, a collection keyed by name or month, a list, or one value.

Merging, overriding, checking and showing all walk the models through this module, so that they see the same tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}\Z")
"""The name of a scenario: it becomes part of a folder's name."""
ENTRY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}\Z")
"""The name of an entry of a collection: as a scenario's, without the dot that divides a key path."""
WHOLE_NUMBER = re.compile(r"(0|-?[1-9][0-9]*)\Z", re.ASCII)
RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)
"""File names that Windows does not allow."""


def is_name(text: str) -> bool:
    """Whether a scenario may be called so."""
    usable = NAME.match(text) and not text.startswith((".", "-")) and ".." not in text and not text.endswith(".")
    return bool(usable) and text.partition(".")[0].lower() not in RESERVED


class Shape(NamedTuple):
    """One place in the models: its field (None at the root), and what may stand there.

    `blocks` for a group of keys (several for a union), `item` for the entries of a collection or list, `constraints`
    are pydantic's bounds, `choices` the allowed words; `whole_keys` says that a collection is keyed by whole numbers.
    """

    field: FieldInfo | None
    kind: Literal["group", "collection", "list", "value"]
    types: tuple[Any, ...] = ()
    blocks: tuple[type[BaseModel], ...] = ()
    item: Any = None
    whole_keys: bool = False
    constraints: tuple[Any, ...] = ()

    @property
    def nullable(self) -> bool:
        """Whether null is a value here."""
        return NoneType in self.types

    def children(self) -> dict[str, FieldInfo]:
        """The fields of a group; of a union the fields of all its members."""
        fields: dict[str, FieldInfo] = {}
        for block in self.blocks:
            for name, field in block.model_fields.items():
                fields.setdefault(field.alias or name, field)
        return fields

    def child(self, key: str) -> Shape | None:
        """The shape below one key, or None where the models know no such key."""
        if self.kind == "group":
            field = self.children().get(key)
            return None if field is None else field_shape(field)
        if self.kind == "value":
            return None
        return annotation_shape(self.item, self.field)


def root_shape(model: type[BaseModel]) -> Shape:
    """The shape of a whole model."""
    return Shape(None, "group", (model,), (model,))


def field_shape(field: FieldInfo) -> Shape:
    """The shape of a field, with the bounds pydantic keeps on it."""
    return annotation_shape(field.annotation, field, tuple(field.metadata))


def annotation_shape(annotation: Any, field: FieldInfo | None, constraints: tuple[Any, ...] = ()) -> Shape:
    """The shape of an annotation; `field` is the field it stands in, for unit and source."""
    types, inner = _members(annotation)
    constraints = constraints + inner
    blocks = tuple(one for one in types if isinstance(one, type) and issubclass(one, BaseModel))
    if blocks:
        return Shape(field, "group", types, blocks)
    for one in types:
        origin, arguments = get_origin(one) or one, get_args(one)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            key, item = arguments or (str, Any)
            return Shape(field, "collection", types, (), item, int in _members(key)[0], constraints)
        if origin in (list, tuple, frozenset, set):
            return Shape(field, "list", types, (), arguments[0] if arguments else Any, False, constraints)
    return Shape(field, "value", types, constraints=constraints)


def _members(annotation: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The types an annotation allows, unions and Annotated taken apart, and the constraints found on the way."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *extra = get_args(annotation)
        types, constraints = _members(inner)
        return types, constraints + tuple(_flat(extra))
    if origin in (Union, UnionType):
        parts = [_members(one) for one in get_args(annotation)]
        return tuple(t for types, _ in parts for t in types), tuple(c for _, found in parts for c in found)
    return (annotation,), ()


def _flat(extra: list[Any]) -> Iterator[Any]:
    for one in extra:
        if isinstance(one, FieldInfo):
            yield from one.metadata
        else:
            yield one


def bounds(shape: Shape) -> tuple[float | None, float | None]:
    """The allowed range (low, high) of a number; None leaves that side open."""
    low: float | None = None
    high: float | None = None
    for constraint in shape.constraints:
        for name in ("ge", "gt"):
            value = getattr(constraint, name, None)
            low = value if value is not None else low
        for name in ("le", "lt"):
            value = getattr(constraint, name, None)
            high = value if value is not None else high
    return low, high


def choices(shape: Shape) -> list[Any]:
    """The allowed words of a choice, or nothing where any value of the type will do."""
    found: list[Any] = []
    for one in shape.types:
        if get_origin(one) is Literal:
            found.extend(get_args(one))
        elif isinstance(one, type) and issubclass(one, Enum):
            found.extend(member.value for member in one)
    return found


def is_number(shape: Shape) -> bool:
    """Whether a number is expected."""
    return int in shape.types or float in shape.types


def extra(shape: Shape, name: str) -> str:
    """The unit or source kept on the field, or nothing."""
    kept = shape.field.json_schema_extra if shape.field else None
    return str(kept.get(name, "")) if isinstance(kept, dict) else ""


def default_of(field: FieldInfo) -> Any:
    """The default as plain data; None where the scenario must say it."""
    value = field.get_default(call_default_factory=True, validated_data={})
    return None if value is PydanticUndefined else plain(value)


def plain(value: Any) -> Any:
    """A model, or what is in one, as plain data whose mappings are keyed by text."""
    if isinstance(value, BaseModel):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return value.value if isinstance(value, Enum) else value
