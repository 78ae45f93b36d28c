"""Holds values against the protocol's own schemas: lines `[definition, value]` on standard input, what
is wrong on standard output, a line each beginning with the number of the input line.

usage: python3 ucp_schemas.py FOLDER_OF_SCHEMAS"""
import glob
import json
import sys

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

BASE = "https://ucp.dev/schemas/"
documents = [json.load(open(path)) for path in glob.glob(sys.argv[1] + "/**/*.json", recursive=True)]
registry = Registry().with_resources((each["$id"], Resource.from_contents(each)) for each in documents)
validators = {}
for number, line in enumerate(sys.stdin):
    definition, value = json.loads(line)
    if definition not in validators:
        schema = {"$ref": BASE + definition}
        validators[definition] = Draft202012Validator(schema, registry=registry, format_checker=FormatChecker())
    for error in validators[definition].iter_errors(value):
        print(number, error.json_path, error.message[:200].replace("\n", " "))
