"""Serve the form for a log: python -m formulaire LOG PORT."""

import sys
from wsgiref.simple_server import make_server

import collectif
from formulaire.web import application

if __name__ == "__main__":
    log, port = sys.argv[1:]
    with collectif.open(log) as collective:
        make_server("localhost", int(port), application(collective)).serve_forever()
