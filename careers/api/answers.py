"""What all answers of the API have in common: methods, headers, pages, and errors as JSON."""

from collections.abc import Callable, Sequence
from functools import wraps
from hashlib import sha256
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from ninja import Query
from ninja.errors import ValidationError

from . import shapes

METHODS = "GET, HEAD, OPTIONS"
MOST_ROWS = 200
A_DAY = 24 * 60 * 60
FRESH_FOR = 5 * 60
"""Seconds that an answer may be used again before asking whether it changed."""

PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="The first page is 1.")]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="Rows on a page.")]


def served(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view of one address, open to programs on every site, and never more than reading."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = _conditional(request, _answer(request, view, *args, **kwargs))
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link"
        # The default of the site is same-origin, which keeps its pages out of others'.
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


def _answer(
    request: HttpRequest, view: Callable[..., HttpResponse], *args: Any, **kwargs: Any
) -> HttpResponse:
    if request.method == "OPTIONS":
        headers = {
            "Allow": METHODS,
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": "If-None-Match",
            "Access-Control-Max-Age": str(A_DAY),
        }
        return HttpResponse(status=204, headers=headers)
    if request.method not in ("GET", "HEAD"):
        refused = problem("This API can only be read: send GET or HEAD.", 405)
        refused["Allow"] = METHODS
        return refused
    asked = request.method
    request.method = "GET"
    try:
        return view(request, *args, **kwargs)
    except Http404 as error:
        return missing(request, error)
    finally:
        request.method = asked


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 where the reader has this very answer. There is no date of the last change that holds for
    all that an answer is made of, so there is an ETag only."""
    if response.status_code != 200:
        return response
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=FRESH_FOR)
    return get_conditional_response(request, etag=etag, response=response) or response


def problem(detail: str, status: int, errors: Sequence[shapes.Error] = ()) -> HttpResponse:
    said = shapes.Problem(detail=detail, errors=list(errors))
    return JsonResponse(said.model_dump(), status=status)


def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem("There is nothing at this address. /api/ lists the addresses.", 404)


def misunderstood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    found = [
        shapes.Error(
            # After the name stands which one of several values it was.
            parameter=next(str(part) for part in one["loc"][1:]),
            message=f"{one['msg'].partition(', unable')[0].replace('Input', 'This').rstrip('.')}.",
        )
        for one in error.errors
    ]
    names = " and ".join(dict.fromkeys(f"“{one.parameter}”" for one in found))
    return problem(f"The value of {names} can’t be used here.", 422, found)


def refuse(parameter: str, message: str) -> ValidationError:
    """To be raised: the value of `parameter` names nothing that there is."""
    return ValidationError([{"loc": ("query", parameter), "msg": message}])


def page_of(
    rows: QuerySet[Any], number: int, limit: int, request: HttpRequest, response: HttpResponse
) -> tuple[list[Any], shapes.Paging]:
    """One page of ordered `rows`, and the links to the others (RFC 8288) in `response`; two queries."""
    total = rows.count()
    last = max(1, -(-total // limit))
    others = {"first": 1, "prev": min(number - 1, last), "next": number + 1, "last": last}
    response["Link"] = ", ".join(
        f'<{_address(request, page)}>; rel="{name}"'
        for name, page in others.items()
        if 1 <= page <= last
    )
    start = (number - 1) * limit
    found = list(rows[start : start + limit]) if start < total else []
    return found, shapes.Paging(number=number, limit=limit, total=total)


def _address(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"{request.path}?{query.urlencode()}"
