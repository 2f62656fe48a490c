"""What a log line may hold: what happened and where, never a name, a token, an address or what somebody typed."""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter

# In the words of an error: what stands in quotes, except names of our constraints; PostgreSQL's details of a row; mail addresses; and long
# words with a digit, as tokens are.
QUOTED = re.compile(r"""(?<!\w)(["'`])(?!(?:uq|fk|ck|pk|ix)_\w+\1)(.+?)\1(?!\w)""", re.DOTALL)
DETAILS = re.compile(r"(=|contains )\(.*?\)(?=[ .,\n]|$)", re.DOTALL)
ADDRESS = re.compile(r"[^\s<>\"'=]+@[\w.-]+")
TOKEN = re.compile(r"(?<![\w/.-])(?=[\w-]*\d)[\w-]{20,}(?![\w/.-])")


def without_values(text: str) -> str:
    """The text with everything that may be about a person or opens a page as «…»."""
    text = DETAILS.sub(r"\1(…)", text)
    text = QUOTED.sub(r"\1…\1", text)
    return TOKEN.sub("…", ADDRESS.sub("…", text))


def tell_error(error: BaseException) -> str:
    """The traceback of an error and of what led to it, with their words `without_values`."""
    told = []
    for each in reversed(list(_chain(error))):
        frames = "".join(traceback.format_tb(each.__traceback__))
        words = without_values(str(each)).strip()
        told.append(f"Traceback (most recent call last):\n{frames}{type(each).__name__}{': ' if words else ''}{words}")
    return "\n\n".join(told)


def configure(log_format: str) -> None:
    """Our own lines go to standard output, those of libraries (warnings and worse) to standard error; ``log_format`` is text or json."""
    renderer: Any = structlog.processors.JSONRenderer()
    if log_format != "json":
        renderer = structlog.dev.ConsoleRenderer(colors=False)
    stamped: list[Any] = [structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True)]
    told: list[Any] = [structlog.processors.ExceptionRenderer(_tell), _mask, renderer]
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *stamped, *told],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = _Libraries(sys.stderr)
    handler.setFormatter(
        ProcessorFormatter(foreign_pre_chain=stamped, processors=[ProcessorFormatter.remove_processors_meta, *told])
    )
    root = logging.getLogger()
    root.handlers = [other for other in root.handlers if not isinstance(other, _Libraries)] + [handler]
    logging.getLogger("weasyprint").propagate = False  # warns of every rule of a style sheet that paper does not know


class _Libraries(logging.StreamHandler[Any]):
    """The handler of other people's lines."""

    def __init__(self, stream: Any) -> None:
        super().__init__(stream)
        self.setLevel(logging.WARNING)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _tell(exc_info: Any) -> str:
    return tell_error(exc_info[1])


def _mask(_logger: Any, _method: str, line: Any) -> Any:
    told = ("level", "timestamp", "exception", "route")
    return {name: without_values(value) if isinstance(value, str) and name not in told else value for name, value in line.items()}
