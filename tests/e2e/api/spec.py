# SPDX-License-Identifier: EUPL-1.2
"""The OpenAPI document as a judge: which (operation, status) exist, and does an answer fit."""
import re

import jsonschema

METHODS = ("get", "put", "post", "delete")


class Operation:
    def __init__(self, method, path, item):
        self.method = method
        self.path = path
        self.id = item["operationId"]
        self.item = item
        self.statuses = sorted(int(status) for status in item["responses"])
        pattern = re.sub(r"\\\{[a-z0-9]+\\\}", "[^/]+", re.escape(path))
        self.pattern = re.compile("^" + pattern + "$")


class Spec:
    """Judges answers and remembers which documented statuses were produced."""

    def __init__(self, document):
        self.document = document
        self.operations = {}
        for path, item in document["paths"].items():
            for method in METHODS:
                if method in item:
                    operation = Operation(method, path, item[method])
                    self.operations[operation.id] = operation
        self.produced = set()
        self.wrong = []
        self.resolver = jsonschema.RefResolver("", document)

    def paths(self):
        return self.document["paths"]

    def find(self, method, path):
        path = path.split("?")[0]
        # A literal path wins over a pattern: entries.csv is no {entry}.
        found = [o for o in self.operations.values()
                 if o.method == method.lower() and o.pattern.match(path)]
        found.sort(key=lambda o: o.path.count("{"))
        return found[0] if found else None

    def resolve(self, node):
        while "$ref" in node:
            node = self.resolver.resolve(node["$ref"])[1]
        return node

    def errors(self, schema, value):
        validator = jsonschema.Draft202012Validator(schema, resolver=self.resolver)
        return ["%s: %s" % ("/".join(str(p) for p in e.absolute_path), e.message[:300])
                for e in validator.iter_errors(value)]

    def judge(self, method, path, answer):
        """Checks one answer; what is wrong is remembered under the operation's name."""
        operation = self.find(method, path)
        if operation is None:
            return
        name = "%s %d" % (operation.id, answer.status)
        if str(answer.status) not in operation.item["responses"]:
            self.wrong.append("%s is not documented: %s %s -> %s" % (name, method, path, answer))
            return
        self.produced.add((operation.id, answer.status))
        streamed = operation.id.startswith("export") and answer.status == 200  # nobody knows yet how long it becomes
        if ("content-length" in answer.headers) == streamed and answer.status != 304:
            self.wrong.append("%s: %s Content-Length" % (name, "a" if streamed else "no"))
        response = self.resolve(operation.item["responses"][str(answer.status)])
        for header in response.get("headers", {}):
            optional = header in ("Idempotent-Replayed",)
            if header.lower() not in answer.headers and not optional:
                self.wrong.append("%s: header %s is missing" % (name, header))
        self.judge_body(name, response.get("content"), answer)

    def judge_body(self, name, content, answer):
        if content is None:
            if answer.body:
                self.wrong.append("%s: has a body" % name)
            return
        media_type = answer.media_type()
        if media_type not in content:
            self.wrong.append("%s: media type %s is not documented" % (name, media_type))
        elif media_type.endswith("json"):
            for error in self.errors(content[media_type]["schema"], answer.json()):
                self.wrong.append("%s: %s" % (name, error))

    def missing(self):
        """The documented (operation, status) pairs that nobody produced."""
        return sorted((o.id, s) for o in self.operations.values() for s in o.statuses
                      if (o.id, s) not in self.produced)

    def example_errors(self):
        """Examples in the document that do not fit their own schema."""
        found = []
        for operation in self.operations.values():
            body = operation.item.get("requestBody", {}).get("content", {})
            for status in operation.item["responses"].values():
                body = {**body, **{k + "|": v for k, v in
                                   self.resolve(status).get("content", {}).items()}}
            for media_type, content in body.items():
                if "example" in content and "json" in media_type:
                    found += ["%s: %s" % (operation.id, e) for e in
                              self.errors(content["schema"], content["example"])]
        return found
