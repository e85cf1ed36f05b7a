"""Jupyter's own tests of a kernel's messages, given samples in TypeScript, and what they leave out.

`python conformance.py RESULTS` runs them against the kernelspec `tslab` and writes to RESULTS, as JSON, how many ran,
which were skipped and why, and which failed.
"""

import json
import queue
import sys
import unittest

import jupyter_kernel_test
from jupyter_kernel_test.msgspec_v5 import validate_message

KERNEL = "tslab"
TIMEOUT = 15


class TslabKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world');"
    code_stderr = "console.error('hello, world');"
    code_generate_error = "throw new Error('on purpose');"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "const word: string = 'Kinesis';\nword.toUpperCase()", "result": "KINESIS"},
        {
            "code": "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>1</b>', 'text/plain': '1' }) })",
            "mime": "text/html",
            "result": "<b>1</b>",
        },
    ]
    code_display_data = [
        {"code": "import { display } from 'tslab';\ndisplay.html('<b>bold</b>');", "mime": "text/html"},
        {"code": "display.svg('<svg xmlns=\"http://www.w3.org/2000/svg\"/>');", "mime": "image/svg+xml"},
        {"code": "display.markdown('# One');", "mime": "text/markdown"},
    ]
    code_clear_output = "console.log('gone');\nconsole.clear();"
    completion_samples = [
        {"text": "Math.flo", "matches": {"floor"}},
        {"text": "'text'.trimS", "matches": {"trimStart"}},
    ]
    complete_code_samples = [
        "const a: number = 1;",
        "function twice(n: number) {\n  return 2 * n;\n}",
        "for (const n of [1, 2]) console.log(n);",
        "await Promise.resolve(1)",
    ]
    incomplete_code_samples = ["function twice(n: number) {", "const list = [1,", "`a template", "if (true) {"]
    invalid_code_samples = ["const = 1;", "let x = ];"]
    code_inspect_sample = "Math.floor"
    code_history_pattern = "6 ? 7"
    supported_history_operations = ("tail", "range", "search")

    def get_non_kernel_info_reply(self, timeout=TIMEOUT):
        """As Jupyter's, which waits for ever where it is not told how long."""
        return super().get_non_kernel_info_reply(timeout=timeout)

    def test_pager(self):
        raise unittest.SkipTest("The kernel has no pager: what it shows is output.")

    def test_silent_cell_shows_nothing_and_does_not_count(self):
        self.flush_channels()
        before, _ = self.execute_helper("1")
        reply, outputs = self.execute_helper("'silent'", silent=True, store_history=False)
        self.assertEqual(reply["content"]["status"], "ok")
        self.assertEqual([message["msg_type"] for message in outputs], [])
        after, _ = self.execute_helper("2")
        self.assertEqual(after["content"]["execution_count"], before["content"]["execution_count"] + 1)

    def test_user_expressions_are_evaluated_after_the_cell(self):
        self.flush_channels()
        message = self.kc.execute("const total = 40 + 2;", user_expressions={"good": "total", "bad": "nowhere"})
        reply = self.get_non_kernel_info_reply(timeout=TIMEOUT)
        validate_message(reply, "execute_reply", message)
        values = reply["content"]["user_expressions"]
        self.assertEqual(values["good"]["status"], "ok")
        self.assertEqual(values["good"]["data"]["text/plain"], "42")
        self.assertEqual(values["bad"]["status"], "error")

    def test_failing_cell_aborts_what_is_queued_behind_it(self):
        self.flush_channels()
        self.kc.execute("throw new Error('first');")
        self.kc.execute("console.log('second');")
        self.assertEqual(self.get_non_kernel_info_reply(timeout=TIMEOUT)["content"]["status"], "error")
        self.assertEqual(self.get_non_kernel_info_reply(timeout=TIMEOUT)["content"]["status"], "aborted")

    def test_failing_cell_lets_the_queue_run_without_stop_on_error(self):
        self.flush_channels()
        self.kc.execute("throw new Error('first');", stop_on_error=False)
        self.kc.execute("console.log('second');")
        self.assertEqual(self.get_non_kernel_info_reply(timeout=TIMEOUT)["content"]["status"], "error")
        self.assertEqual(self.get_non_kernel_info_reply(timeout=TIMEOUT)["content"]["status"], "ok")

    def test_comm_info(self):
        self.flush_channels()
        message = self.kc.comm_info()
        reply = self.get_non_kernel_info_reply(timeout=TIMEOUT)
        validate_message(reply, "comm_info_reply", message)
        self.assertEqual(reply["content"]["comms"], {})

    def test_input_request(self):
        self.flush_channels()
        message = self.kc.execute("prompt('Name?')", allow_stdin=True)
        request = self.kc.get_stdin_msg(timeout=TIMEOUT)
        # Not validated by its schema, which wants a number where the protocol has a boolean for `password`.
        self.assertEqual(request["msg_type"], "input_request")
        self.assertEqual(request["parent_header"]["msg_id"], message)
        self.assertIn("Name?", request["content"]["prompt"])
        self.assertIs(request["content"]["password"], False)
        self.kc.input("Gabriela")
        reply = self.get_non_kernel_info_reply(timeout=TIMEOUT)
        self.assertEqual(reply["content"]["status"], "ok")
        self.assertEqual(self.output_of(message, "execute_result")["data"]["text/plain"], "Gabriela")

    def test_input_is_refused_where_nobody_can_be_asked(self):
        self.flush_channels()
        self.kc.execute("prompt('Name?')", allow_stdin=False)
        reply = self.get_non_kernel_info_reply(timeout=TIMEOUT)
        self.assertEqual(reply["content"]["status"], "error")
        self.assertNotIn("Cannot find name", reply["content"]["evalue"])
        self.assertRaises(queue.Empty, self.kc.get_stdin_msg, timeout=0)

    def output_of(self, message, msg_type):
        while True:
            received = self.kc.get_iopub_msg(timeout=TIMEOUT)
            if received["parent_header"].get("msg_id") == message and received["msg_type"] == msg_type:
                return received["content"]


class TslabIopubWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


def main(results_file):
    suite = unittest.TestLoader().loadTestsFromModule(sys.modules[__name__])
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    results = {
        "ran": result.testsRun,
        "skipped": {name_of(test): reason for test, reason in result.skipped},
        "failed": [name_of(test) for test, _ in result.failures + result.errors],
    }
    with open(results_file, "w", encoding="utf-8") as file:
        json.dump(results, file)


def name_of(test):
    return test.id().removeprefix(f"{__name__}.")


if __name__ == "__main__":
    main(sys.argv[1])
