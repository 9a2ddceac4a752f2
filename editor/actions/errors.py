"""The one error of a write that was refused, in words for the person who asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from jobs.actions import JobError
from jobs.recipes import RecipeError
from jobs.stages.contract import StageError
from jobs.yaml_nodes import Problem


class ActionError(Exception):
    """A write that cannot be done as asked: what is wrong, with which field, and what to do.

    ``problems`` holds a recipe's faults, each with its line.
    """

    def __init__(self, message: str, field: str = "", problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.problems = problems


class NotHere(ActionError):
    """A field names what does not exist in this project, or what the person may not see."""


@contextmanager
def explained(field: str = "") -> Iterator[None]:
    """Tell the errors of recipes and jobs as action errors."""
    try:
        yield
    except RecipeError as error:
        raise ActionError(
            "The recipe cannot run as written.", field, tuple(error.problems)
        ) from error
    except JobError as error:
        raise ActionError(str(error), field) from error


@contextmanager
def plainly(field: str = "") -> Iterator[None]:
    """Tell what cannot run without lines: nobody wrote a recipe here."""
    try:
        yield
    except RecipeError as error:
        faults = " ".join(problem.message for problem in error.problems)
        raise ActionError(faults, field) from error
    except (JobError, StageError) as error:
        raise ActionError(str(error), field) from error
