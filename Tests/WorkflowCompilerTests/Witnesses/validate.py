"""Validates YAML files against a JSON Schema, as an editor does: validate.py SCHEMA FILE…

Prints a line for each mistake: the file, and what is wrong. Reads plain values by the core schema of
YAML 1.2, which editors follow, where PyYAML by itself follows YAML 1.1.
"""
import json
import re
import sys

import jsonschema
import yaml


class CoreLoader(yaml.CSafeLoader):
    yaml_implicit_resolvers = {}


def with_text_keys(value):
    """JSON has no other keys than texts."""
    if isinstance(value, dict):
        return {str(key): with_text_keys(member) for key, member in value.items()}
    return [with_text_keys(item) for item in value] if isinstance(value, list) else value


for tag, pattern in [
    ("null", r"^(~|null|Null|NULL|)$"),
    ("bool", r"^(true|True|TRUE|false|False|FALSE)$"),
    ("int", r"^[-+]?[0-9]+$"),
    ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"),
]:
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), None)

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        document = with_text_keys(yaml.load(file, CoreLoader))
    for error in validator.iter_errors(document):
        print(f"{path}: {error.json_path}: {error.message[:200]}")
