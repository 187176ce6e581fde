"""Where machine code lies between two runs, and what of it is written and read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, ClassVar

from numba.core import caching
from numba.core.compiler import compile_result
from numba.core.lowering import Environment

from sim.machine_code.code import Code


class Folder:
    """Where the machine code of a rule lies: by its sources alone.

    numba goes by the path and the time of the file, and would compile again for every copy of the same sources: a
    fresh clone, an installed wheel, another environment.
    """

    path: Path | None = None

    def get_cache_path(self) -> str:
        """The folder, whose name is the digest of all rules; names of rules are unique."""
        return str(self.path)

    def ensure_cache_path(self) -> None:
        """Make the folder again, should it have been removed."""
        os.makedirs(self.get_cache_path(), mode=0o700, exist_ok=True)

    def get_source_stamp(self) -> str:
        """What makes stored code stale: nothing but another digest, and that is another folder."""
        return Path(self.get_cache_path()).name

    def get_disambiguator(self) -> str:
        """Nothing is left to tell apart."""
        return ""

    @classmethod
    def from_function(cls, function: Any, file: str) -> Folder:
        """The same folder for every rule."""
        return cls()


class StoredEntry(caching.CacheImpl):  # type: ignore[misc]
    """An entry from Python, as it is written and read."""

    _locator_classes: ClassVar[list[Any]] = [Folder]
    prefix = "entry-"

    def get_filename_base(self, fullname: str, abiflags: str) -> str:
        """Named by kind and rule."""
        name: str = super().get_filename_base(fullname, abiflags)
        return self.prefix + name

    def check_cachable(self, data: Any) -> bool:
        """Always: rules hold nothing that a process cannot hand to another."""
        return True

    def reduce(self, data: Any) -> Any:
        """The parts that are written."""
        return data.pack()

    def rebuild(self, target_context: Any, payload: Any) -> Any:
        """The code of the parts that were read."""
        return Code.unpack(target_context.codegen(), payload)


class StoredRule(StoredEntry):
    """A compiled rule, as it is written and read."""

    prefix = ""

    def reduce(self, data: Any) -> Any:
        """The parts that are written."""
        data.fndesc.typemap = data.fndesc.calltypes = None
        return data.library.pack(), data.fndesc, data.signature

    def rebuild(self, target_context: Any, payload: Any) -> Any:
        """The compiled rule of the parts that were read."""
        packed, description, signature = payload
        return compile_result(
            target_context=target_context,
            typing_context=target_context.typing_context,
            library=Code.unpack(target_context.codegen(), packed),
            environment=Environment.from_fndesc(description),
            fndesc=description,
            signature=signature,
            objectmode=False,
            lifted=(),
            reload_init=[],
        )


class RuleStore(caching.Cache):  # type: ignore[misc]
    """The stored code of a rule."""

    _impl_class = StoredRule


class EntryStore(caching.Cache):  # type: ignore[misc]
    """The stored entries into a rule."""

    _impl_class = StoredEntry
