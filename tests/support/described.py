"""Holds the API's answers against its OpenAPI document."""

import copy
import gzip
import json
import re
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

API = "/api/v1/"
_documents: dict[Flask, dict[str, Any]] = {}


def document_of(app: Flask) -> dict[str, Any]:
    """The OpenAPI document of an app."""
    if app not in _documents:
        (api,) = app.extensions["flask-smorest"]["apis"].values()
        _documents[app] = api["ext_obj"].spec.to_dict()
    return _documents[app]


def validator_of(document: dict[str, Any], name: str, *, strict: bool = False) -> Draft202012Validator:
    """Judges JSON by a schema of the document; ``strict`` allows no field that the schema does not name."""
    schemas = copy.deepcopy(document["components"]["schemas"])
    if strict:
        for schema in schemas.values():
            if "properties" in schema:
                schema["additionalProperties"] = False
    root = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    return Draft202012Validator(root, format_checker=Draft202012Validator.FORMAT_CHECKER)


def described_path(document: dict[str, Any], address: str) -> str | None:
    """The document's path for an address; None when it has none."""
    for path in document["paths"]:
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), address):
            return path
    return None


def assert_described(app: Flask, answer: TestResponse) -> None:
    """Fail unless status, headers, kind and content of an answer of the API are as the document says."""
    request, document = answer.request, document_of(app)
    if not request.path.startswith(API) or request.path == f"{API}openapi.json":
        return
    path = described_path(document, request.path)
    described = document["components"]["responses"]["Problem"]
    if path is not None and (call := document["paths"][path].get(request.method.lower())):
        described = call["responses"].get(str(answer.status_code), call["responses"]["default"])
        if "$ref" in described:
            described = document["components"]["responses"][described["$ref"].rpartition("/")[2]]
    for name, header in described.get("headers", {}).items():
        assert name in answer.headers, f"{answer.status_code} without {name}"
        schema = header["schema"]
        value = int(answer.headers[name]) if schema["type"] == "integer" else answer.headers[name]
        Draft202012Validator(schema).validate(value)
    if "content" not in described:
        assert answer.data == b""
        return
    assert answer.mimetype in described["content"], f"{answer.status_code} is {answer.mimetype}"
    name = described["content"][answer.mimetype]["schema"]["$ref"].rpartition("/")[2]
    data = gzip.decompress(answer.data) if answer.headers.get("Content-Encoding") == "gzip" else answer.data
    validator_of(document, name, strict=True).validate(json.loads(data))
