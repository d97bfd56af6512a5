"""The small changes: each is a whole module's source with one thing in it made wrong."""

from __future__ import annotations

import ast
import copy
from collections.abc import Collection, Iterator
from dataclasses import dataclass

_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one change, where it is (`part` is the function, class or constant) and what it is in words."""

    module: str
    part: str
    line: int
    change: str
    source: str


def mutants(module: str, source: str, parts: Collection[str] = ()) -> list[Mutant]:
    """All mutants of a module, or of some of its parts, in the order of its lines."""
    tree = ast.parse(source)
    _forget_words(tree)
    homes = {node: name for top in tree.body for name in (_name(top),) for node in ast.walk(top)}
    if strange := set(parts) - set(homes.values()):
        raise LookupError(f"{module} has no {', '.join(sorted(strange))}")
    found = []
    for place, node in enumerate(ast.walk(tree)):
        part = homes.get(node, "")
        for change, new in _changes(node) if not parts or part in parts else ():
            line = getattr(node.target if isinstance(node, ast.comprehension) else node, "lineno", 0)
            found.append(Mutant(module, part, line, change, ast.unparse(_swapped(tree, place, new))))
    return sorted(found, key=lambda one: one.line)


def _name(top: ast.stmt) -> str:
    """What a statement of a module is called: its function, class or constant."""
    match top:
        case ast.FunctionDef(name) | ast.ClassDef(name):
            return name
        case ast.Assign([ast.Name(name)]) | ast.AnnAssign(ast.Name(name)):
            return name
    return ""


def _forget_words(tree: ast.Module) -> None:
    """Docstrings, annotations and asserts are no checks (an assert here tells the type checker something)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            for arg in (*node.args.args, *node.args.kwonlyargs):
                arg.annotation = None
        if hasattr(node, "body") and isinstance(node.body, list):
            node.body = [one for one in node.body if not _is_words(one)] or [ast.Pass()]


def _is_words(node: ast.stmt) -> bool:
    words = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    return words or isinstance(node, ast.Assert)


def _swapped(tree: ast.Module, place: int, new: ast.AST) -> ast.Module:
    fresh = copy.deepcopy(tree)
    target = list(ast.walk(fresh))[place]

    class Swap(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return copy.deepcopy(new) if node is target else super().visit(node)

    swapped = Swap().visit(fresh)
    assert isinstance(swapped, ast.Module)
    return ast.fix_missing_locations(swapped)


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What can go wrong with one node: what is said of it, and what stands in its place."""
    match node:
        case ast.Compare(left, [op], [right]) if type(op) in _TURNED:
            turned = _TURNED[type(op)]()
            yield f"{_text(node)} turned", ast.Compare(left, [turned], [right])
        case ast.Compare(left, ops, values) if len(ops) > 1:
            ends = [left, *values]
            yield f"{_text(node)} without its first bound", ast.Compare(ends[1], ops[1:], ends[2:])
            yield f"{_text(node)} without its last bound", ast.Compare(left, ops[:-1], values[:-1])
            for number, op in enumerate(ops):
                turned = [*ops[:number], _TURNED[type(op)](), *ops[number + 1 :]]
                yield f"{_text(node)} turned at {number + 1}", ast.Compare(left, turned, values)
        case ast.BoolOp(op, values):
            for number, value in enumerate(values):
                rest = values[:number] + values[number + 1 :]
                yield f"without {_text(value)}", rest[0] if len(rest) == 1 else ast.BoolOp(op, rest)
        case ast.UnaryOp(ast.Not(), operand):
            yield f"{_text(node)} without not", operand
        case ast.Constant(bool()):
            pass
        case ast.Constant(int(value)):
            yield f"{value} + 1", ast.Constant(value + 1)
        case ast.If(test, body, []) if isinstance(body[-1], _LEAVES):
            yield f"no check of {_text(test)}", ast.Pass()
        case ast.If(test, body, []):
            yield f"always {_text(test)}", ast.If(ast.Constant(value=True), body, [])
        case ast.If(test, _, orelse):
            yield f"no check of {_text(test)}", ast.If(ast.Constant(value=True), orelse, [])
        case ast.IfExp(test, body, orelse):
            yield f"never {_text(body)}", orelse
            yield f"always {_text(body)}", body
        case ast.Call(ast.Name("Rule") as name, [why, _]):
            yield f"no rule {_text(why)}", ast.Call(name, [why, ast.Constant(value=False)], [])
        case ast.BinOp(left, ast.BitOr() | ast.BitAnd(), right) if not isinstance(right, ast.Constant):
            yield f"without {_text(right)}", left
        case ast.comprehension(target, source, [_, *_]):
            yield f"no condition on {_text(target)}", ast.comprehension(target, source, [], 0)
        case ast.Set(elements) | ast.Tuple(elements, ast.Load()) if _all_strings(elements):
            for number, one in enumerate(elements):
                yield f"without {_text(one)}", type(node)(elements[:number] + elements[number + 1 :], **_load(node))


def _all_strings(elements: list[ast.expr]) -> bool:
    strings = (isinstance(one, ast.Constant) and isinstance(one.value, str) for one in elements)
    return len(elements) > 1 and all(strings)


def _load(node: ast.AST) -> dict[str, ast.expr_context]:
    return {"ctx": ast.Load()} if isinstance(node, ast.Tuple) else {}


def _text(node: ast.AST) -> str:
    return ast.unparse(node).replace("\n", " ")[:80]
