"""What "same content" means for a process: its own file, and the files it is bound to in the same deployment.

With the binding ``deployment`` a process means the form or process that came with it. A bundle with the same diagram
and another form therefore needs a new version of the process; else its instances would never see the form.
"""

from __future__ import annotations

import hashlib

from engine.model.bundle import Bundle, ProcessFile, bound_to_deployment
from engine.model.process import Process


def process_digest(file: ProcessFile, process: Process, bundle: Bundle) -> bytes:
    """SHA-256 over the file and, recursively, over what `process` is bound to."""
    found: set[str] = {file.resource.digest}
    _collect(process, bundle, found, set())
    return hashlib.sha256("\n".join([process.id, file.resource.digest, *sorted(found)]).encode()).digest()


def _collect(process: Process, bundle: Bundle, found: set[str], seen: set[str]) -> None:
    seen.add(process.id)
    for node in process.walk():
        for kind, identifier in bound_to_deployment(node):
            if kind == "form":
                found.update(file.resource.digest for file in bundle.forms if file.form.id == identifier)
                continue
            for file in bundle.processes:
                for other in file.definitions.processes:
                    if other.id == identifier and other.id not in seen:
                        found.add(file.resource.digest)
                        _collect(other, bundle, found, seen)
