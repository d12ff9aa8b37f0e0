"""The command `symmaml`. The only file that prints; it imports on demand, so that `--help` is instant."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FOLDER = "derivations"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0 if everything asked for held, 1 if something did not, 2 for bad usage or input."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an id may hold what the terminal cannot show
            stream.reconfigure(errors="backslashreplace")
    options = parser().parse_args(arguments)
    try:
        status = int(options.run(options))
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        print("symmaml: interrupted; files on disk are whole, old or new", file=sys.stderr)
        return 130
    except BrokenPipeError:  # as of `symmaml list | head`: whoever reads has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(f"symmaml: {error}", file=sys.stderr)
        return 2
    except Exception as error:
        if type(error).__module__ != "symmaml.errors":
            raise
        print(f"symmaml: {error}", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="symmaml", description="Derive, prove, print, compile and cross-check MAML on quadratics."
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    build = commands.add_parser(
        "build", help="build every result of a folder: LaTeX, certificates, functions, cross-checks"
    )
    build.add_argument("folder", nargs="?", default=FOLDER, help=f"a folder with contents.toml (default: {FOLDER})")
    build.add_argument("--out", metavar="DIR", help="write there instead of into the folder")
    build.add_argument("--check", action="store_true", help="write nothing; fail if a written file is stale")
    build.add_argument("--figures", action="store_true", help="draw the figures as well (needs symmaml[plot])")
    build.add_argument("--pdf", action="store_true", help="typeset book.pdf as well (needs a TeX)")
    build.set_defaults(run=run_build)
    listing = commands.add_parser("list", help="derive and prove the results of a folder, and list their status")
    listing.add_argument("folder", nargs="?", default=FOLDER, help=f"a folder with contents.toml (default: {FOLDER})")
    listing.add_argument("--json", action="store_true", help="print JSON")
    listing.set_defaults(run=run_list)
    decide = commands.add_parser("decide", help="decide each statement of a statement file (docs/statement-files.md)")
    decide.add_argument("file", metavar="FILE", help="a statement file (JSON)")
    decide.add_argument("--json", metavar="OUT", help="write the results, certificates and counterexamples")
    decide.add_argument("--expect", action="store_true", help="compare with what the file expects")
    decide.add_argument("--time-limit", metavar="S", type=float, default=5.0, help="seconds for each (default: 5)")
    decide.add_argument("--explain", action="store_true", help="print below each line why it is so, step by step")
    decide.add_argument(
        "--explain-tex", metavar="OUT", help="write the explanations as LaTeX (for derivations/macros.tex)"
    )
    decide.set_defaults(run=run_decide)
    check = commands.add_parser("check", help="check certificates again, with the kernel alone")
    check.add_argument("files", nargs="+", metavar="FILE", help="a certificate (JSON)")
    check.set_defaults(run=run_check)
    return top


def run_check(options: argparse.Namespace) -> int:
    """Check certificates with the kernel."""
    from symmaml import kernel
    from symmaml.errors import InvalidArgument

    missing = [name for name in options.files if not Path(name).is_file()]
    if missing:
        raise InvalidArgument(f"{missing[0]} is no file: name certificates, such as generated/*.certificate.json")
    bundles = {name: found for name in options.files if (found := _bundled(name)) is not None}
    alone = [name for name in options.files if name not in bundles]
    statuses = [kernel.main(alone)] if alone else []
    for name, results in bundles.items():
        statuses.append(_check_bundle(name, results))
    return max(statuses)


def _bundled(name: str) -> list[Any] | None:
    """Return the results in a file that `decide --json` wrote; None for any other file."""
    try:
        content = json.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    results = content.get("results") if isinstance(content, dict) else None
    return results if isinstance(results, list) and all(isinstance(result, dict) for result in results) else None


def _check_bundle(name: str, results: list[Any]) -> int:
    """Check the certificates inside a file of results."""
    from symmaml import kernel

    certificates = [(result.get("id"), result["certificate"]) for result in results if result.get("certificate")]
    accepted = 0
    for identifier, certificate in certificates:
        try:
            found = kernel.check(kernel.Certificate(json.dumps(certificate)))
            print(
                f"{name}: {identifier}: {'proved' if isinstance(found, kernel.Theorem) else 'refuted'}: {found.claim}"
            )
            accepted += 1
        except kernel.CertificateRejected as refusal:
            print(f"{name}: {identifier}: REFUSED: {refusal}")
    print(f"{accepted} of {len(certificates)} certificates in {name} accepted")
    return 0 if certificates and accepted == len(certificates) else 1


def run_decide(options: argparse.Namespace) -> int:
    """Decide the statements of a file; with --expect, 0 if all are as expected, otherwise 0 if all are proved."""
    from symmaml.proof.judge import decide_question
    from symmaml.proof.statements.statement_file import read_statements
    from symmaml.proof.statements.statement_results import require_writable, surprises, write_results
    from symmaml.statement_runner import RunLimits, decide_statements

    statements = read_statements(options.file)
    for path in filter(None, (options.json, options.explain_tex)):
        require_writable(path)
    run = decide_statements(statements, decide_question, RunLimits(seconds=options.time_limit))
    if options.json:
        write_results(options.json, run.results)
    width = max((len(str(result.id)) for result in run.results), default=0)
    for result in run.results:
        print(f"{result.id!s:{width}}  {result.status:9}  {result.seconds:7.3f} s  {result.reason or ''}".rstrip())
        if options.explain and result.certificate:
            print(_indented(str(_explanation(result))))
    if options.explain_tex:
        _write_explanations(options.explain_tex, run.results)
    counts = Counter(result.status for result in run.results)
    print(", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "no statements")
    if run.interrupted:
        return 130
    if options.expect:
        different = surprises(statements, run.results)
        for surprise in different:
            print(f"not as expected: {surprise.id}: {surprise.status}, expected {surprise.expect}")
        return 1 if different else 0
    return 0 if counts and set(counts) == {"proved"} else 1


def _explanation(result: Any) -> Any:
    from symmaml.explanation.explain import explain
    from symmaml.kernel import Certificate

    return explain(Certificate(json.dumps(result.certificate)))


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def _write_explanations(path: str, results: Sequence[Any]) -> None:
    from symmaml.explanation.record import escaped
    from symmaml.writing import write_atomically

    explained = [(result, _explanation(result).latex) for result in results if result.certificate]
    texts = [f"\\paragraph{{{escaped(str(result.id))}}}\n{latex}\n" for result, latex in explained]
    write_atomically(Path(path), "".join(texts))


def run_list(options: argparse.Namespace) -> int:
    """List results; each is derived and proved for it."""
    from symmaml.book import list_book

    results = list_book(options.folder)
    if options.json:
        print(json.dumps({"results": results}, indent=1))
    else:
        width = max(len(r["id"]) for r in results)
        for r in results:
            print(f"{r['id']:{width}}  {r['status']:9}  {r['verdict'] or '-':20}  {r['title']}")
        for r in results:
            if r["message"]:
                print(f"{r['id']}: {r['message']}")
    return 0 if all(r["status"] == ("settled" if r["claim"] else "proved") for r in results) else 1


def run_build(options: argparse.Namespace) -> int:
    """Build a folder and write or compare its files."""
    from symmaml.book import build_book
    from symmaml.typeset import typeset
    from symmaml.writing import stale, write_atomically, write_files

    built = build_book(options.folder, _progress if sys.stderr.isatty() else None, processes=os.cpu_count() or 1)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    out = Path(options.out or options.folder)
    print(_table(built))
    files: dict[str, str | bytes] = dict(built.files)
    drawn = _pictures(built, options)
    if options.figures:  # the repository keeps no PDF
        files |= {name: picture for name, picture in drawn.items() if not options.check or name.endswith(".svg")}
    holds = built.holds
    if options.check:
        differing = stale(out, files, built.pictures)
        for name in differing:
            print(f"stale: {out / name}")
        print(
            f"{len(files)} files compared, {len(differing)} stale"
            + ("; run symmaml build, and delete what is left over" if differing else "")
        )
        holds = holds and not differing
    else:
        write_files(out, files)
        write_atomically(out / "report.json", json.dumps(built.report, indent=1) + "\n")
        print(f"{len(files)} files and report.json written under {out}")
    if options.pdf:
        pdf, _ = typeset({**built.files, **drawn})
        if not options.check:
            write_atomically(out / "book.pdf", pdf)
        print(f"book.pdf: {len(pdf) // 1024} KiB")
    return 0 if holds else 1


def _pictures(built: Any, options: argparse.Namespace) -> dict[str, bytes]:
    """Draw the figures if that was asked for; a PDF of the book goes without where they cannot be drawn."""
    from symmaml.errors import MissingExtra
    from symmaml.illustrations import pictures

    if not (options.figures or options.pdf):
        return {}
    try:
        return {f"generated/{name}": picture for name, picture in pictures(built.figures).items()}
    except MissingExtra as error:
        if options.figures:
            raise
        print(f"book.pdf will have no figures: {error}")
        return {}


def _progress(number: int, count: int, name: str) -> None:
    print(f"\r\x1b[K[{number + 1}/{count}] {name}", end="", file=sys.stderr, flush=True)


def _table(book: Any) -> str:
    """Lay the results of a built book out as a table."""
    rows = [("result", "status", "verdict", "hypotheses used", "cross-check", "worst error/bound", "seconds")]
    for built in book.results:
        check = built.crosschecks[0] if built.crosschecks else None
        worst = f"{check.worst:.2g}" if check and check.worst is not None else "-"
        compared = f"{check.verdict} {check.confirmed}/{check.instances}" if check else "-"
        hypotheses = ", ".join(built.hypotheses) if check else "-"
        name, verdict, seconds = built.entry.identifier, built.verdict or "-", f"{built.seconds:.2f}"
        rows.append((name, built.status, verdict, hypotheses or "none", compared, worst, seconds))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    lines += [f"{built.entry.identifier}: {built.message}" for built in book.results if built.message]
    lines += [f"figure {complaint}" for complaint in book.complaints]
    formulas = [built for built in book.results if built.entry.quotation is None]
    claims = [built for built in book.results if built.entry.quotation]
    proved, settled = (sum(b.status in ("proved", "settled") for b in found) for found in (formulas, claims))
    lines.append(f"{proved} of {len(formulas)} results proved in {book.report['seconds']:.1f} s")
    if claims or book.contents.missing:
        lines.append(f"{settled} of {len(claims)} claims settled; {len(book.contents.missing)} more have no file yet")
    return "\n".join(lines)
