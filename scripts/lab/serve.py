"""Serves JupyterLab until standard input ends, which it does when the program that started this one ends, in whatever
way. The arguments are JupyterLab's. One line of JSON on standard output says where it serves, once it does; whatever
else is printed goes to standard error.
"""

import json
import os
import sys
import threading
import time

# A kernel that does not let itself be shut down must not keep the server.
STOP_SECONDS = 8

server = None


def watch_starter():
    while os.read(0, 4096):
        pass
    if server is not None:
        server.io_loop.add_callback(server.stop)
        time.sleep(STOP_SECONDS)
    os._exit(1)


def main():
    global server
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    threading.Thread(target=watch_starter, daemon=True).start()

    from jupyterlab.labapp import LabApp

    # No conversation on Ctrl-C: only POSIX terminals would have it, and the starter decides.
    app = LabApp.initialize_server(argv=sys.argv[1:])
    # Kernels and terminals need not know it.
    os.environ.pop("JUPYTER_TOKEN", None)

    def announce():
        json.dump({"port": app.port, "path": app.default_url}, answer)
        answer.write("\n")
        answer.close()

    app.io_loop.add_callback(announce)
    server = app
    app.start()


main()
