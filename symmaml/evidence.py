"""What evidence is worth, and what follows for a claim: every standing is computed here, and none is typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, is_dataclass, replace
from types import MappingProxyType
from typing import Any, Protocol, runtime_checkable

from symmaml.claim import Citation, Judged, Part, Quotation, Role, Standing, judged
from symmaml.derivation import Result
from symmaml.errors import FactRefused, InvalidClaim, InvalidStatement, NotRefuted
from symmaml.export.document import status_of
from symmaml.kernel import Certificate
from symmaml.proof.recheck import recheck
from symmaml.proof.statements.extension import assumes_its_claim, has_more_hypotheses
from symmaml.statement import Status, Verdict

_KINDS = MappingProxyType({Status.PROVED: "certificate", Status.REFUTED: "counterexample", Status.UNDECIDED: "none"})


@runtime_checkable
class Finding(Protocol):
    """What another checker of symmaml found.

    It may also have `conclusion` and `hypotheses`, which are compared for a part with the role HYPOTHESIS, and
    `statement_latex` and `explanation()`, lines that are printed.
    """

    @property
    def standing(self) -> Standing:
        """What is known, as its checker says it."""

    @property
    def kind(self) -> str:
        """The kind of evidence, such as "enclosure"."""

    @property
    def statement(self) -> str:
        """The statement in plain text."""


def standing(evidence: Any) -> Standing:
    """Return what is known by a piece of evidence; the kernel checks its certificates again.

    Raises `InvalidClaim` for what is no evidence, or evidence that shows something else than it says.

    >>> standing(Citation("a strongly convex function has one minimiser", "textbooks"))
    <Standing.CITED: 'cited'>
    """
    if isinstance(evidence, Verdict):
        return Standing(recheck(evidence).value)
    if isinstance(evidence, Result):
        for verdict in (*evidence.proofs, evidence.theorem):
            recheck(verdict)
        return Standing(status_of(evidence).value)
    if isinstance(evidence, Citation):
        return Standing.CITED
    return _finding(_made_again(evidence)).standing


def _made_again(evidence: Any) -> Any:
    """Return a record made anew from its fields, so that what it says it found is what its checker finds now."""
    return replace(evidence) if is_dataclass(evidence) and not isinstance(evidence, type) else evidence


def kind(evidence: Any) -> str:
    """Return of which kind a piece of evidence is: derivation, certificate, counterexample, citation, none, or what
    a finding says of itself."""
    if isinstance(evidence, Verdict):
        return _KINDS[evidence.status]
    if isinstance(evidence, Result):
        return "derivation"
    return "citation" if isinstance(evidence, Citation) else _finding(evidence).kind


def certificate_of(evidence: Any) -> Certificate | None:
    """Return the certificate that the kernel accepts for a piece of evidence, if it has one."""
    verdict = evidence.theorem if isinstance(evidence, Result) else evidence
    return verdict.certificate if isinstance(verdict, Verdict) else None


def _finding(evidence: Any) -> Finding:
    """Return a finding of ours: a class written elsewhere could say of itself whatever it likes."""
    ours = type(evidence).__module__.startswith("symmaml.")
    if not ours or not isinstance(evidence, Finding) or not isinstance(evidence.standing, Standing):
        raise InvalidClaim(
            f"{type(evidence).__name__} is no evidence: expected a Verdict (sm.decide, sm.refute), a Result, a "
            f"Citation, or a finding of symmaml"
        )
    return evidence


def assumes_its_conclusion(evidence: Any) -> bool:
    """Whether the conclusion that evidence is about stands among its hypotheses, word for word."""
    if isinstance(evidence, Verdict):
        return assumes_its_claim(evidence.statement)
    return getattr(evidence, "conclusion", None) in getattr(evidence, "hypotheses", ())


def has_same_conclusion(one: Any, other: Any) -> bool:
    """Whether evidence is about the conclusion that other evidence is about, under all its hypotheses.

    Of a proof and a refutation the first has more hypotheses; where nothing is proved they are counted.
    """
    if isinstance(one, Verdict) and isinstance(other, Verdict):
        return has_more_hypotheses(one.statement, other.statement)
    if isinstance(one, Verdict | Result) or isinstance(other, Verdict | Result):
        return False
    conclusions = [getattr(evidence, "conclusion", None) for evidence in (one, other)]
    if not all(conclusions) or conclusions[0] != conclusions[1]:
        return False
    more, less = (set(getattr(evidence, "hypotheses", ())) for evidence in (one, other))
    return less < more


@dataclass(frozen=True)
class ClaimResult:
    """A claim with its parts, and what follows from them.

    Raises `InvalidClaim`, naming the part, for evidence that does not hold or does not fit its role.
    """

    quotation: Quotation
    parts: tuple[Part, ...]
    standings: tuple[Standing, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", tuple(self.parts))
        object.__setattr__(self, "standings", tuple(self._standings()))
        self._require_readings()
        self._require_same_conclusions()
        judged(self._judged_as())  # raises what is wrong with the roles

    @property
    def verdict(self) -> Judged | None:
        """The verdict; None while a part is undecided."""
        return judged(self._judged_as())

    @property
    def status(self) -> str:
        """Whether every part is proved, refuted or cited ("settled"), or not ("undecided")."""
        return "undecided" if Standing.UNDECIDED in self.standings else "settled"

    def names(self, identifier: str) -> tuple[str, ...]:
        """Return a name for each part's files; a derivation that comes first has the name of the claim."""
        return tuple(
            identifier if number == 1 and isinstance(part.evidence, Result) else f"{identifier}.part-{number}"
            for number, part in enumerate(self.parts, start=1)
        )

    def _standings(self) -> Iterator[Standing]:
        for number, part in enumerate(self.parts, start=1):
            place = f"part {number} ({getattr(part, 'words', part)})"
            if not isinstance(part, Part) or not isinstance(part.role, Role) or not str(part.words).strip():
                raise InvalidClaim(f"{place} is no part: write Part(Role.STATEMENT, 'in words', evidence)")
            try:
                yield standing(part.evidence)
            except (FactRefused, InvalidClaim, InvalidStatement, NotRefuted) as error:
                raise InvalidClaim(f"{place}: {error}") from error

    def _of(self, role: Role) -> list[tuple[int, Part, Standing]]:
        together = zip(range(1, len(self.parts) + 1), self.parts, self.standings, strict=True)
        return [found for found in together if found[1].role is role]

    def _require_readings(self) -> None:
        if len(self._of(Role.READING)) == 1:
            raise InvalidClaim("one READING is no ambiguity: give another reading, or call it the STATEMENT")

    def _require_same_conclusions(self) -> None:
        """A hypothesis repairs a statement only if it leaves the conclusion as it was."""
        failing = [part for _, part, found in self._of(Role.STATEMENT) if found is not Standing.PROVED]
        for number, part, _ in self._of(Role.HYPOTHESIS):
            if not any(has_same_conclusion(part.evidence, other.evidence) for other in failing):
                raise InvalidClaim(
                    f"part {number} ({part.words}): this is a repair, not a hypothesis: no STATEMENT that fails "
                    f"has the same conclusion under fewer hypotheses; write Role.REPAIR, or state the same conclusion"
                )
            if assumes_its_conclusion(part.evidence):
                raise InvalidClaim(f"part {number} ({part.words}): it assumes what it concludes; state what is enough")

    def _judged_as(self) -> list[tuple[Role, Standing]]:
        """Return roles and standings; hypotheses do not help a claim of which another statement stays refuted."""
        added = [part for _, part, _ in self._of(Role.HYPOTHESIS)]
        refuted = [part for _, part, found in self._of(Role.STATEMENT) if found is Standing.REFUTED]
        helped = all(any(has_same_conclusion(h.evidence, part.evidence) for h in added) for part in refuted)
        roles = [Role.REPAIR if part.role is Role.HYPOTHESIS and not helped else part.role for part in self.parts]
        return list(zip(roles, self.standings, strict=True))
