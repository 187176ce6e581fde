"""The code of a rule: open, to be joined with its callers, or machine code that stands apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import llvmlite.binding as llvm
import numba.core.codegen
from numba.core.runtime import rtsys

KEPT: dict[str, Any] = {}
"""The rules of the book by name, whose machine code is kept. Theirs alone: twins live as long as their process."""

Address = tuple[str, tuple[Any, ...]]
"""The name of a rule of the book and the types of its arguments."""


def is_kept(function: Any) -> bool:
    """Whether a function is a rule of the book."""
    name = getattr(function, "__name__", "")
    return name in KEPT and KEPT[name].py_func is function


class Code(numba.core.codegen.JITCodeLibrary):  # type: ignore[misc]
    """The code of one rule for given types of arguments, or of an entry from Python into it.

    `is_joined`: made part of every caller, and machine code only there. Other code declares what stands apart and
    leaves it to the linker. `holds`: the rules of the book in machine code, itself, those joined with it and those that
    stand apart and are called from it.
    """

    def __init__(self, codegen: Any, name: str, *, is_joined: bool) -> None:
        super().__init__(codegen, name)
        self.is_joined = is_joined
        self.address: Address | None = None
        self.holds: tuple[Address, ...] = ()
        self._stored_calls: tuple[Address, ...] = ()

    def finalize(self) -> None:
        """Make machine code, unless the code is only to be joined: then its own functions are all that is kept."""
        if self.is_joined:
            helpers = [each for each in self._linking_libraries if not isinstance(each, Code)]
            self._link(each for each in helpers if each is not rtsys.library)
            for function in self._final_module.functions:
                if not function.is_declaration:
                    function.linkage = "linkonce_odr"
            self._finalized = True
            return
        reached = list(self._reached())
        self._link([*reached, rtsys.library])
        rules = [each.address for each in (self, *reached) if isinstance(each, Code)]
        self.holds = tuple(address for address in rules if address is not None)
        self._optimize_final_module()
        self._final_module.verify()
        self._finalize_final_module()

    def _link(self, libraries: Iterable[Any]) -> None:
        """Take in the functions of other code, but of rules only those to be joined."""
        for library in libraries:
            if not isinstance(library, Code):
                self._final_module.link_in(library._get_module_for_linking(), preserve=True)
            elif library.is_joined:
                self._final_module.link_in(library._final_module, preserve=True)

    def _calls(self) -> list[Any]:
        """The code that this code calls; what was stored names it only, until it is needed."""
        if self._stored_calls:
            self._linking_libraries = [KEPT[name].code_for(kinds).library for name, kinds in self._stored_calls]
            self._stored_calls = ()
        return self._linking_libraries

    def _reached(self) -> Iterator[Any]:
        """Each code that is called, directly or by code to be joined, once and after a caller."""
        seen, waiting = {id(self)}, list(self._calls())
        while waiting:
            library = waiting.pop()
            if id(library) not in seen:
                seen.add(id(library))
                yield library
                if isinstance(library, Code) and library.is_joined:
                    waiting.extend(library._calls())

    def _get_module_for_linking(self) -> Any:
        """What a function that is no rule needs in order to call this one: all that is joined, or nothing at all."""
        self._ensure_finalized()
        if not self.is_joined:
            return llvm.parse_assembly(str(self._codegen._create_empty_module(self.name)))
        whole = Code(self._codegen, self.name, is_joined=True)
        whole._final_module = self._final_module.clone()  # the linker takes in only what is asked for already
        whole._link(self._reached())
        return whole._final_module

    def pack(self) -> tuple[Any, ...]:
        """What is stored: code to be joined and the names of what it calls, or machine code and what it needs."""
        if self.is_joined:
            called = [library.address for library in self._linking_libraries if isinstance(library, Code)]
            return self.name, self._final_module.as_bitcode(), tuple(called)
        apart = [each.address for each in self._reached() if isinstance(each, Code) and not each.is_joined]
        module = self._final_module
        symbols = [each for part in (module.functions, module.global_variables) for each in part]
        defined = tuple(symbol.name for symbol in symbols if not symbol.is_declaration)
        return self.name, self._get_compiled_object(), tuple(apart), self.holds, defined

    @classmethod
    def unpack(cls, codegen: Any, packed: tuple[Any, ...]) -> Code:
        """The code as it was stored. Machine code is loaded after what it calls."""
        name, data, called, *rest = packed
        code = cls(codegen, name, is_joined=not rest)
        if code.is_joined:
            code._final_module = llvm.parse_bitcode(data)
            code._stored_calls = called
            code._finalized = True
            return code
        for rule, kinds in called:
            KEPT[rule].code_for(kinds)
        code.holds, defined = rest
        code.enable_object_caching()
        code._set_compiled_object(data)
        codegen._engine._defined_symbols.update(defined)
        code._finalize_final_module()
        return code
