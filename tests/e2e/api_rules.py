"""What OpenAPI cannot say of nigh's parameters: which go together, and what a snapshot knows.

Valid data that schemathesis makes up parameter by parameter is made coherent before it is sent, so
that "valid data is accepted" can be asserted. Invalid data is sent as it was made up.
"""

import os

import schemathesis

CELL = "872624caeffffff"
# An instant that the served snapshot knows, and an item that it has.
AT = os.environ["NIGH_API_AT"]
ITEM = os.environ["NIGH_API_ITEM"]
WORDS_BYTES = 200
MAX_PRICE_RADIUS_M = 50_000
DEFAULT_RADIUS_M = 50_000


@schemathesis.hook
def before_call(context, case, kwargs):
    """Makes valid queries coherent, in place."""
    if case.meta is None or not case.meta.generation.mode.is_positive or not isinstance(case.query, dict):
        return
    query = case.query
    if case.operation.path in ("/v1/go", "/v1/buy"):
        position(query)
        ranges(query)
        query.pop("cursor", None)
        if case.operation.path == "/v1/buy":
            wish(query)
        elif not words(query.get("q")):
            query.pop("q", None)
    if case.operation.path == "/v1/places":
        completions(query)
    if given(query, "at"):
        query["at"] = AT


def given(query, name):
    """Whether a parameter has a value: an empty one counts as absent."""
    value = query.get(name)
    if isinstance(value, list):
        return any(str(one).strip() for one in value)
    return value is not None and str(value).strip() != ""


def position(query):
    """A position is given in exactly one way; what a place is called only a snapshot knows."""
    query.pop("place", None)
    if given(query, "cell") and not given(query, "lat") and not given(query, "lng"):
        query["cell"] = CELL
        query.pop("accuracy", None)
        return
    query.pop("cell", None)
    for name, degrees in (("lat", 44.98), ("lng", -93.27)):
        if not given(query, name):
            query[name] = degrees


def completions(query):
    """Something is typed, and a position is whole."""
    if not words(str(query.get("q")).split(",")[0].split("(")[0]):
        query["q"] = "minnea"
    if given(query, "lat") != given(query, "lng"):
        query.pop("lat", None)
        query.pop("lng", None)


def ranges(query):
    """Bounds that depend on another parameter."""
    if given(query, "open_for") and not query.get("open") in ("at", "arrival"):
        query["open"] = "at"
    if query.get("rank") == "price":
        query["radius"] = MAX_PRICE_RADIUS_M
    radius = float(query["radius"]) if given(query, "radius") else DEFAULT_RADIUS_M
    if given(query, "min_radius"):
        query["min_radius"] = min(float(query["min_radius"]), radius)


def wish(query):
    """Items, or words and what narrows them."""
    items = query.get("item")
    items = items if isinstance(items, list) else [items] if items is not None else []
    items = coherent_items([str(item) for item in items])
    if items or not words(query.get("q")):
        for name in ("q", "category", "brand"):
            query.pop(name, None)
        query["item"] = items or [ITEM]
        return
    query.pop("item", None)
    query.pop("split", None)
    for name in ("category", "brand"):
        if given(query, name) and len(str(query[name]).encode(errors="replace")) > WORDS_BYTES:
            query.pop(name)


def coherent_items(items):
    """No item twice, of no more pieces than the snapshot tells, and none of spaces alone."""
    names, kept = set(), []
    for item in items:
        name, star, _ = item.rpartition("*")
        name = (name if star else item).strip()
        if name and name not in names and len(name.encode(errors="replace")) <= WORDS_BYTES / 2:
            names.add(name)
            kept.append(f"{name}*2" if star else name)
    return kept


def words(text):
    """Whether a text can be searched for."""
    text = "" if text is None else str(text)
    is_short = len(text.encode(errors="replace")) <= WORDS_BYTES and len(text.split()) <= 32
    return is_short and any(letter.isalnum() for letter in text)
