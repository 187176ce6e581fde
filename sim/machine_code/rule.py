"""A rule as numba calls it, and the settings under which rules are compiled."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from types import FunctionType
from typing import Any

import numba
import numba.core.dispatcher
from numba.core import caching
from numba.core.compiler import Compiler, CompileResult
from numba.core.compiler_lock import global_compiler_lock
from numba.core.funcdesc import default_mangler
from numba.core.registry import CPUDispatcher
from numba.core.sigutils import normalize_signature
from numba.core.typing import make_concrete_template

from sim.machine_code.code import KEPT, Code, is_kept
from sim.machine_code.store import EntryStore, Folder, RuleStore

PLAIN = bool(numba.config.DISABLE_JIT)
VERSION: str = numba.__version__
OPTIONS = {"nopython": True, "nogil": True, "error_model": "numpy"}

numba.config.DISABLE_INTEL_SVML = 1
"""Vector mathematics would differ from plain Python in the last bit."""


class RuleCompiler(Compiler):  # type: ignore[misc]
    """numba's compiler, which puts its result into `Code`."""

    def compile_extra(self, function: Any) -> Any:
        """Compile a function. A rule of the book is called the same in every process, so that stored code agrees."""
        state = self.state
        state.library = Code(state.targetctx.codegen(), function.__qualname__, is_joined=state.flags.forceinline)
        state.library.enable_object_caching()
        state.targetctx.mangler = symbol  # of this compilation alone: the context is a copy
        state.func_id = numba.core.bytecode.FunctionIdentity.from_function(function)
        if is_kept(function):
            state.func_id.unique_id = 0
        numba.core.untyped_passes.ExtractByteCode().run_pass(state)
        state.lifted, state.lifted_from = (), None
        return self._compile_bytecode()


def symbol(name: str, kinds: Any, *, abi_tags: Any = (), uid: Any = None) -> str:
    """The name of a function in machine code: by the full types of its arguments, settings and number.

    numba's own names a record by a number that another process gives to another record.
    """
    digest = hashlib.sha256(f"{tuple(kinds)}{tuple(abi_tags)}".encode()).hexdigest()[:16]
    return str(default_mangler(name, (), abi_tags=(digest,), uid=uid))


class BareCompiler(numba.core.dispatcher._FunctionCompiler):  # type: ignore[misc]
    """Compiles the function alone, without entries from Python and from C, and leaves its code open."""

    def _customize_flags(self, flags: Any) -> Any:
        flags.no_compile = flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
        return flags


class Rule(CPUDispatcher):  # type: ignore[misc]
    """A function compiled when it is first called, by another one or from Python, for the types it is called with."""

    def __init__(self, py_func: Any, locals: Any = None, targetoptions: Any = None) -> None:
        super().__init__(py_func, locals or {}, targetoptions or {})
        self._compiler = BareCompiler(py_func, self.targetdescr, self.targetoptions, self.locals, RuleCompiler)
        self._entries: dict[tuple[Any, ...], Any] = {}
        self._entry_store = caching.NullCache()

    def keep(self) -> None:
        """Make this a rule of the book, and keep its machine code where there is a folder."""
        KEPT[self.py_func.__name__] = self
        if Folder.path is not None:
            self._cache, self._entry_store = RuleStore(self.py_func), EntryStore(self.py_func)

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """What a caller needs to know; its literals and enumerations are whole numbers like all others."""
        signature, folded = self._compiler.fold_argument_types(args, kws)
        kinds = tuple(map(general, folded))
        self.code_for(kinds)
        name = self.py_func.__name__
        template = make_concrete_template(f"call of {name}", key=name, signatures=self.nopython_signatures)
        return template, signature, kinds, {}

    def code_for(self, kinds: tuple[Any, ...]) -> CompileResult:
        """The rule compiled for arguments of these types."""
        with global_compiler_lock, self._compiling_counter:
            found = self.overloads.get(kinds)
            if found is None:
                stored = self._cache.load_overload(kinds, self.targetctx)
                if stored is not None and tuple(stored.signature.args) != kinds:  # two processes wrote at once
                    stored = None
                found = stored or self._compiler.compile(kinds, None)
                found = found._replace(entry_point=object())  # numba tells functions apart by it
                self._name_and_finish(found.library, kinds)
                self.targetctx.insert_user_function(found.entry_point, found.fndesc, [found.library])
                if not found.library.is_joined:
                    found.library.codegen.set_env(found.fndesc.env_name, found.environment)
                self.overloads[kinds] = found
                if stored is None:
                    self._cache.save_overload(kinds, found)
            return found

    def _name_and_finish(self, code: Code, kinds: tuple[Any, ...]) -> None:
        code.address = (self.py_func.__name__, kinds) if is_kept(self.py_func) else None
        code._ensure_finalized()

    def compile(self, sig: Any) -> Any:
        """Compile the rule and an entry from Python, which is returned.

        Raises:
            NumbaError: numba refuses the function.
        """
        given, _ = normalize_signature(sig)
        with global_compiler_lock:
            if given not in self._entries:
                entry = self._entry(tuple(map(general, given)))
                self._insert([kind._code for kind in given], entry)
                self._entries[given] = entry
            return self._entries[given]

    def _entry(self, kinds: tuple[Any, ...]) -> Any:
        """A function that Python can call: it takes the arguments apart, and lets go of the interpreter lock."""
        rule = self.code_for(kinds)
        context, description, environment = self.targetctx, rule.fndesc, rule.environment
        code = self._entry_store.load_overload(kinds, context)
        if code is None:
            code = Code(context.codegen(), f"entry of {self.py_func.__name__}", is_joined=False)
            code.enable_object_caching()
            code.add_linking_library(rule.library)
            context.create_cpython_wrapper(code, description, environment, None, release_gil=True)
            code.finalize()
            self._entry_store.save_overload(kinds, code)
        return context.get_executable(code, description, environment)


def general(kind: Any) -> Any:
    """A type of argument without what would compile a rule twice: literals, enumerations, widths of whole numbers."""
    kind = numba.types.unliteral(kind)
    if isinstance(kind, numba.types.IntEnumMember):
        kind = kind.dtype
    if isinstance(kind, numba.types.Integer) and kind.signed:
        return numba.types.int64
    return kind


def compile_rule(function: Callable[..., Any], *, is_joined: bool) -> Rule:
    """A rule as machine code, made when it is first called."""
    return Rule(function, targetoptions=OPTIONS | {"forceinline": is_joined})  # said aloud: else a callee inherits it


def compile_asking(template: FunctionType, space: dict[str, Any], name: str) -> Any:
    """A function that asks Python, with `objmode` among its globals.

    Without `nogil`, which object mode warns about; the loop around it lets go of the lock all the same.
    """
    function = FunctionType(template.__code__, space | {"objmode": numba.objmode}, name)
    return numba.njit(function, error_model="numpy")


def is_refused(function: Any, arguments: Iterable[Any]) -> bool:
    """Whether numba refuses to compile a function for such arguments; else it is compiled now."""
    if not hasattr(function, "compile"):
        return False
    try:
        function.compile(tuple(numba.typeof(argument) for argument in arguments))
    except (numba.core.errors.NumbaError, NotImplementedError):
        return True
    return False
