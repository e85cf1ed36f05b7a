"""Runs the unittest cases of one file and writes, as JSON, what came of each one by its sentence.

    python run_cases.py <results.json> <cases.py>
"""

import importlib.util
import json
import sys
import unittest
from pathlib import Path


class Told(unittest.TestResult):
    """What came of each case, in the order of the file."""

    def __init__(self):
        super().__init__()
        self.told = []

    def tell(self, test, **what):
        title = test.shortDescription() or str(test)
        self.told.append({"title": title, **what})

    def addSuccess(self, test):
        self.tell(test, outcome="passed")

    def addSkip(self, test, reason):
        self.tell(test, outcome="skipped", details=reason)

    def addFailure(self, test, err):
        self.tell(test, outcome="failed", details=self._exc_info_to_string(err, test))

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.addFailure(test, err)

    # Errors of setUpClass come here too, with a holder in place of a test.
    addError = addFailure


def load(file):
    sys.path.insert(0, str(file.parent))
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return unittest.defaultTestLoader.loadTestsFromModule(module)


def main(results, cases):
    result = Told()
    load(Path(cases).resolve()).run(result)
    Path(results).write_text(json.dumps(result.told), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
