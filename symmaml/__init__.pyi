"""The public names of symmaml, and where each is defined."""

from symmaml import calculus as calculus, kernel as kernel
from symmaml.adaptation import (
    GradientDescent as GradientDescent,
    MatrixStep as MatrixStep,
    NoAdaptation as NoAdaptation,
    Polynomial as Polynomial,
    Proximal as Proximal,
    Rule as Rule,
)
from symmaml.book import build_book as build_book, list_book as list_book
from symmaml.bounds.iterations import (
    Iterations as Iterations,
    few_iterations as few_iterations,
    iterations_to as iterations_to,
    more_steps as more_steps,
)
from symmaml.bounds.outer import OuterDescent as OuterDescent, outer_descent as outer_descent
from symmaml.bounds.smooth import UniqueMinimiser as UniqueMinimiser, unique_minimiser as unique_minimiser
from symmaml.claim import (
    Citation as Citation,
    Judged as Judged,
    Part as Part,
    Quotation as Quotation,
    Role as Role,
    Standing as Standing,
)
from symmaml.derivation import Derivation as Derivation, Measure as Measure, Result as Result, Step as Step
from symmaml.errors import (
    BookError as BookError,
    InvalidArgument as InvalidArgument,
    InvalidClaim as InvalidClaim,
    InvalidFigure as InvalidFigure,
    InvalidNotation as InvalidNotation,
    InvalidStatement as InvalidStatement,
    InvalidTask as InvalidTask,
    MissingExtra as MissingExtra,
    NotDerivable as NotDerivable,
    NotExplained as NotExplained,
    NotProved as NotProved,
    NotRefuted as NotRefuted,
    NotWritable as NotWritable,
    SingularOperator as SingularOperator,
    SymmamlError as SymmamlError,
)
from symmaml.evidence import ClaimResult as ClaimResult, Finding as Finding
from symmaml.explanation.explain import explain as explain
from symmaml.explanation.record import Explanation as Explanation
from symmaml.export.document import to_latex as to_latex
from symmaml.export.drawing import draw as draw
from symmaml.export.functions import to_function as to_function
from symmaml.figure import (
    Band as Band,
    Curve as Curve,
    Figure as Figure,
    Mark as Mark,
    Panel as Panel,
    table as table,
)
from symmaml.notation import matrix as matrix, scalar as scalar, symmetric as symmetric, vector as vector
from symmaml.oracle.compare import Report as Report, crosscheck as crosscheck
from symmaml.pair import TwoTasks as TwoTasks, two_tasks as two_tasks
from symmaml.problem import MetaProblem as MetaProblem
from symmaml.proof.counterexample import refute as refute
from symmaml.proof.decide import decide as decide, prove as prove
from symmaml.questions import (
    adapted as adapted,
    displacement as displacement,
    energy as energy,
    fixed_point as fixed_point,
    gradient as gradient,
    gradient_by_chain_rule as gradient_by_chain_rule,
    hessian as hessian,
    loss as loss,
    meta_objective as meta_objective,
    midpoint_gap as midpoint_gap,
    midpoint_gradient as midpoint_gradient,
    midpoint_loss as midpoint_loss,
    minimum as minimum,
    outer_step as outer_step,
    task_difference as task_difference,
    task_loss as task_loss,
    uniqueness as uniqueness,
)
from symmaml.statement import (
    AtLeast as AtLeast,
    Counterexample as Counterexample,
    Definition as Definition,
    Equal as Equal,
    Gradient as Gradient,
    Named as Named,
    Nonzero as Nonzero,
    Obstacle as Obstacle,
    Positive as Positive,
    Statement as Statement,
    Status as Status,
    Verdict as Verdict,
)
from symmaml.tasks import Quadratic as Quadratic, Task as Task, quadratic as quadratic, task as task

__version__: str
