"""Serve the form for a log: python -m formulaire LOG PORT."""

import sys
from wsgiref.simple_server import make_server

import collectif
from formulaire.web import application

if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[2].isdigit():
        sys.exit("How to call it: python -m formulaire LOG PORT")
    log, port = sys.argv[1:]
    with collectif.open(log) as collective:
        make_server("localhost", int(port), application(collective)).serve_forever()
